"""How the package managers of operating systems are called, and what a call refreshes, installs and removes.

Only what an order of steps and the names of packages need; what each manager leaves behind is the business of
`package_managers.py`. Verbs follow each manager's manual page, read 2026-11.
"""

from __future__ import annotations

from layerlint.knowledge.package_managers import Call
from layerlint.knowledge.wrappers import Words, bare_command

_INSTALLS = {
    "apt-get": frozenset(("install",)), "apt": frozenset(("install",)), "aptitude": frozenset(("install",)), "apk": frozenset(("add",)),
    "yum": frozenset(("install", "groupinstall")), "dnf": frozenset(("install", "groupinstall")), "microdnf": frozenset(("install",)),
    "tdnf": frozenset(("install",)), "zypper": frozenset(("install", "in")), "pacman": frozenset(("-S",)),
}  # fmt: skip
_REMOVES = {
    "apt-get": frozenset(("remove", "purge", "autoremove")), "apt": frozenset(("remove", "purge", "autoremove")),
    "aptitude": frozenset(("remove", "purge")), "apk": frozenset(("del",)), "yum": frozenset(("remove", "erase", "autoremove")),
    "dnf": frozenset(("remove", "erase", "autoremove")), "microdnf": frozenset(("remove",)), "tdnf": frozenset(("remove", "erase", "autoremove")),
    "zypper": frozenset(("remove", "rm")),
}  # fmt: skip
_GROUP_OPTIONS = ("-t", "--virtual")

# Compilers and what drives them; a program that is built needs none of them any more.
COMPILERS = frozenset(
    "build-essential build-base alpine-sdk gcc g++ gcc-c++ cpp make cmake clang llvm autoconf automake libtool ninja-build meson bison flex "
    "musl-dev libc6-dev linux-headers rustc cargo golang go base-devel openjdk-8-jdk openjdk-11-jdk openjdk-17-jdk maven gradle".split()
)


class PackageCall:
    """One call that installs or removes: `packages` as written, without versions; `group` is apk's `--virtual` name."""

    __slots__ = ("call", "group", "installs", "packages", "verb")

    def __init__(self, call: Call, verb: str, packages: list[str], group: str | None, *, installs: bool) -> None:
        self.call = call
        self.verb = verb
        self.packages = packages
        self.group = group
        self.installs = installs


def package_call(call: Call) -> PackageCall | None:
    """What `call` installs or removes; None for other calls. A word that is no literal is left out."""
    for table, installs in ((_INSTALLS, True), (_REMOVES, False)):
        verbs = table.get(call.name)
        verb = call.verb(verbs) if verbs else None
        if verb is not None:
            behind = call.arguments if verb.startswith("-") else call.arguments[1:]
            group = (
                next((call.options[option] for option in _GROUP_OPTIONS if call.options.get(option)), None) if call.name == "apk" else None
            )
            return PackageCall(call, verb, [bare_name(word) for word in behind if word], group, installs=installs)
    return None


def bare_name(package: str) -> str:
    """`curl=7.88-1`, `curl~=8`, `curl:amd64`, `curl@edge` and `curl>3` as `curl`."""
    for at, letter in enumerate(package):
        if letter in "=~<>:@" and at:
            return package[:at]
    return package


INSTALL = "install"
UPDATE = "update"  # refreshes the index of packages and installs nothing
UPGRADE = "upgrade"  # installs newer versions of what is there
OTHER = "other"  # cleans up, removes, asks, configures


class SystemCommand:
    """One call of an OS package manager: `action` is INSTALL, UPGRADE, UPDATE or OTHER.

    `stale` is True where a cached index is not refreshed by the manager itself. `literal` is False when a package
    comes from a file, a path or a variable, so that the command may read what was copied before it.
    """

    __slots__ = ("action", "label", "literal", "manager", "stale")

    def __init__(self, manager: str, action: str, label: str, *, stale: bool, literal: bool) -> None:
        self.manager = manager
        self.action = action
        self.label = label
        self.stale = stale
        self.literal = literal


_DNF = (
    "install reinstall groupinstall localinstall group module upgrade update distro-sync downgrade swap",
    "makecache check-update",
    False,
)

# Those of the install verbs below that name no new package.
_UPGRADES = frozenset("upgrade dist-upgrade full-upgrade distro-sync update up dup patch fix".split())

# Install verbs, update verbs, whether an old index is used as it is (dnf and zypper look at its age, apk --no-cache does not use it).
_MANAGERS = {
    "apt-get": ("install build-dep upgrade dist-upgrade full-upgrade reinstall satisfy", "update", True),
    "apk": ("add upgrade fix", "update", True),
    "dnf": _DNF, "dnf5": _DNF, "yum": _DNF, "microdnf": _DNF, "tdnf": _DNF,
    "zypper": ("install in update up dist-upgrade dup patch install-new-recommends", "refresh ref", False),
    "pacman": ("-S", "-Sy -Syy", True),
    "opkg": ("install upgrade", "update", True),
    "xbps-install": ("", "", True),
    "emerge": ("", "--sync", True),
    "install_packages": ("", "", False),  # minideb, bitnami: update, install and clean-up in one
    "clean-install": ("", "", False),  # the same in Kubernetes' debian-base
}  # fmt: skip
_MANAGERS["apt"] = _MANAGERS["aptitude"] = _MANAGERS["apt-fast"] = _MANAGERS["apt-get"]

SYSTEM_PROGRAMS = frozenset(_MANAGERS)

_VALUES = {
    "apt-get": ("-o", "--option", "-t", "--target-release", "-c", "--config-file", "-a"),
    "apk": ("-t", "--virtual", "-X", "--repository", "-p", "--root", "--keys-dir", "--repositories-file", "--cache-dir"),
    "dnf": ("-c", "--config", "-x", "--exclude", "-d", "-e", "--setopt", "--enablerepo", "--disablerepo", "--installroot", "--releasever"),
    "zypper": ("-R", "--root", "-D", "--reposd-dir", "-r", "--repo", "-p", "--plus-repo", "--from", "-t", "--type"),
}
_VALUES["apt"] = _VALUES["aptitude"] = _VALUES["apt-fast"] = _VALUES["apt-get"]
_VALUES["yum"] = _VALUES["microdnf"] = _VALUES["tdnf"] = _VALUES["dnf5"] = _VALUES["dnf"]


def find_system_command(words: Words) -> SystemCommand | None:
    """What a simple command asks of an OS package manager; None when it calls none."""
    words, name = bare_command(words)
    row = _MANAGERS.get(name)
    if row is None:
        return None
    installs, updates, stale = row
    if not installs:
        return SystemCommand(name, UPDATE if updates in words else INSTALL, name, stale=stale, literal=_literal(words[1:]))
    if name == "pacman":
        return _pacman(words, updates)
    verb, arguments = _arguments(name, words)
    action = INSTALL if verb in installs.split() else UPDATE if verb in updates.split() else OTHER
    if action == INSTALL and verb in _UPGRADES:
        action = UPGRADE
    return SystemCommand(name, action, f"{name} {verb}", stale=stale and "--no-cache" not in words, literal=_literal(arguments))


def _arguments(name: str, words: Words) -> tuple[str, list[str | None]]:
    """The verb ("" when it is not literal) and what stands behind it, options left out."""
    values = _VALUES.get(name, ())
    arguments: list[str | None] = []
    at = 1
    while at < len(words):
        word = words[at]
        at += 1
        if word is None or not word.startswith("-"):
            arguments.append(word)
        elif word in values:
            at += 1
    return (arguments[0] or "" if arguments else ""), arguments[1:]


def _pacman(words: Words, updates: str) -> SystemCommand:
    """The verb of `pacman` is a cluster of letters: `-S` installs, `-Sy` alone refreshes, `-Syu` upgrades."""
    packages = [word for word in words[1:] if word is None or not word.startswith("-")]
    letters = next((word for word in words[1:] if word and word[:2] in ("-S", "-U")), "")
    action = OTHER
    if letters and "c" not in letters:
        action = INSTALL if packages else UPGRADE if "u" in letters else UPDATE if letters in updates.split() else OTHER
    return SystemCommand("pacman", action, f"pacman {letters}".rstrip(), stale=True, literal=_literal(packages))


def _literal(packages: Words) -> bool:
    return all(word is not None and not _is_file(word) for word in packages)


def _is_file(word: str) -> bool:
    """A package file or address; Debian's `curl/bookworm-backports` is a name."""
    return word.startswith(("/", "./", "../")) or "://" in word or word.endswith((".deb", ".rpm", ".apk"))
