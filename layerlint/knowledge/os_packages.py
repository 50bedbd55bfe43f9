"""What a call of an OS package manager installs and removes, by package name. Verbs: the manual pages, read 2026-11."""

from __future__ import annotations

from layerlint.knowledge.package_managers import Call

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
