"""Which words of an install name a package, and whether they say which version: one judge a manager.

A range or a wildcard is a version, too: what counts is that the author chose. How versions are written follows the
manual of each manager, read 2026-11: apt-get(8), apk-add(8), dnf(8), zypper(8), npm-install, gem install --help, PEP 508,
go.dev/ref/mod#versions. A word may hold variables, as it is written.
"""

from __future__ import annotations

from layerlint.knowledge.installs import is_path
from layerlint.knowledge.package_managers import Call
from layerlint.knowledge.wrappers import Words

# What a word is.
CHOSEN = "chosen"  # says its version, or is a file, an address, a folder: nothing to add
OPEN = "open"  # whatever is newest on the day of the build
MOVING = "moving"  # a tag or branch that moves, which other tools take for a version
ELSEWHERE = "elsewhere"  # a package of Go whose version the go.mod of the module says, if there is one

_APT = frozenset(("install", "reinstall"))
RPM = frozenset(("yum", "dnf", "dnf5", "microdnf", "tdnf"))
_DNF = frozenset(("install", "reinstall", "in", "module install"))
_PIP = frozenset(("install", "download", "wheel"))
_VERBS = {
    "apt-get": _APT, "apt": _APT, "aptitude": _APT, "apk": frozenset(("add",)),
    "yum": _DNF, "dnf": _DNF, "dnf5": _DNF, "microdnf": _DNF, "tdnf": _DNF, "zypper": frozenset(("install", "in")),
    "pip": _PIP, "pipx": frozenset(("install",)), "uv": frozenset(("pip install", "tool install")),
    "npm": frozenset(("install", "i", "in", "add")), "pnpm": frozenset(("install", "i", "add")),
    "yarn": frozenset(("add", "global add")), "bun": frozenset(("install", "i", "add")),
    "gem": frozenset(("install", "i")), "go": frozenset(("install", "get", "run")),
}  # fmt: skip

# Options with which nothing is installed, or something else says which version it is: a file of requirements or
# constraints, `gem -v`, a folder of archives.
_NOTHING = frozenset(("--help", "-h", "--dry-run", "-s", "--simulate"))
_SETTLED = {
    "apt-get": _NOTHING, "apt": _NOTHING, "aptitude": _NOTHING, "apk": _NOTHING,
    "pip": frozenset("-r --requirement -c --constraint --no-index --require-hashes --help -h --dry-run".split()),
    "uv": frozenset("-r --requirement --requirements -c --constraint --constraints --no-index --require-hashes --help --dry-run".split()),
    "gem": frozenset("-v --version -l --local -g --file --help -h --explain".split()),
}  # fmt: skip
_SETTLED["pipx"] = _SETTLED["pip"]

# Variables that name a file of constraints.
CONSTRAINTS = {"pip": "PIP_CONSTRAINT", "uv": "UV_CONSTRAINT"}

# Names of branches and tags that stand for whatever is newest.
_NEWEST = frozenset("latest upgrade patch main master head develop trunk next nightly edge".split())

# Names that stand for packages of Go itself, or of the module in the working directory.
_OF_GO = frozenset(("std", "cmd", "all", "tool", "work", "main"))


def asked(call: Call, words: Words) -> tuple[str, list[int]]:
    """The verb of an install and which of its words name packages; ("", []) for calls that leave nothing open."""
    verb = call.verb(_VERBS[call.name]) or ""
    if not verb or not _SETTLED.get(call.name, frozenset()).isdisjoint(call.flags):
        return "", []
    if call.name == "gem" and any(flag.startswith("-v") for flag in call.flags):
        return "", []  # `-v1.2`
    places = call.places[len(verb.split()) :]
    if "--" in words:  # behind it are flags for the compiler of a gem
        end = words.index("--") if call.name == "gem" else len(words)
        places = [at for at in places if at < end]
    if verb == "run":
        places = places[:1]  # the rest belongs to the program
    return verb, [at for at in places if words[at] not in ("", "true", "false")]  # npm: `--unsafe-perm true`


def judged(name: str, verb: str, word: str) -> str:
    """CHOSEN, OPEN, MOVING or ELSEWHERE for one word behind the verb of the manager `name`."""
    judge = _JUDGES.get(f"{name} {verb}") or _JUDGES[name]
    return judge(word)


def _debian(word: str) -> str:
    if "=" in word or "/" in word or word.endswith((".deb", "-")):  # `curl/bookworm`, `curl-` removes
        return CHOSEN
    return OPEN


def _alpine(word: str) -> str:
    return CHOSEN if _has(word, "=<>~/") or word.startswith("!") or word.endswith(".apk") else OPEN


def _rpm(word: str) -> str:
    """`curl-7.76-1.el9`, `curl-$VERSION`; in `java-1.8.0-openjdk` and `cuda-$MAJOR-libs` the number belongs to the name."""
    if word.endswith(".rpm") or "://" in word or word.startswith("./") or _has(word, "=<>"):
        return CHOSEN
    if word.startswith("@"):  # a group; `@php:8.2` the stream of a module
        return CHOSEN if ":" in word else OPEN
    parts = word.split("-")[1:]
    if parts and (parts[-1][:1].isdigit() or (parts[-1][:1] == "$" and "VER" in parts[-1].upper())):
        return CHOSEN
    return MOVING if any(part[:1].isdigit() for part in parts) else OPEN


def _suse(word: str) -> str:
    return CHOSEN if _has(word, "=<>") or word.endswith(".rpm") or "://" in word or word.startswith(("./", "!", "-")) else OPEN


def _python(word: str) -> str:
    if is_path(word):
        return CHOSEN
    if "://" in word:
        return _repository(word, "@") if "git+" in word else CHOSEN
    wanted, _, marker = word.partition(";")
    if _has(wanted, "=<>~/") or "@" in wanted or "!=" in wanted:
        return CHOSEN
    return MOVING if _has(marker, "=<>") else OPEN


def _node(word: str) -> str:
    if is_path(word) or "@file:" in word or "@npm:" in word:
        return CHOSEN
    name, at, version = word[1:].partition("@")
    if "://" in word or word.startswith(("github:", "gitlab:", "bitbucket:", "gist:")) or ("/" in name and word[0] != "@"):
        return _address(word)
    if not at:
        return OPEN
    return MOVING if not version or version.isalpha() else CHOSEN


def _address(word: str) -> str:
    """A repository on the web, which is fixed by what stands behind `#`; an archive is what it is."""
    return CHOSEN if "#" in word or (word.startswith("http") and not word.endswith(".git")) else OPEN


def _ruby(word: str) -> str:
    return CHOSEN if ":" in word or is_path(word) else OPEN


def _module(word: str) -> str:
    """`php:8.2`, a module with its stream."""
    return CHOSEN if ":" in word else OPEN


def _go(word: str) -> str:
    """`install` and `run` take a package without a version from the module around them; so does `get`, which then moves it."""
    path, at, version = word.partition("@")
    if at:
        if version == "latest":
            return OPEN
        return MOVING if version.casefold() in _NEWEST else CHOSEN
    return CHOSEN if path.startswith((".", "/")) or path.endswith(".go") or path in _OF_GO else ELSEWHERE


def _go_get(word: str) -> str:
    verdict = _go(word)
    return OPEN if verdict == ELSEWHERE and "." in word.partition("/")[0] else verdict


def _repository(word: str, mark: str) -> str:
    """A repository behind `git+`: is a revision named behind its path?"""
    path = word.partition("://")[2].partition("#")[0].partition("/")[2]
    if mark not in path:
        return MOVING if "@" in word else OPEN
    return MOVING if path.rpartition(mark)[2].casefold() in _NEWEST else CHOSEN


def _has(word: str, letters: str) -> bool:
    return any(letter in word for letter in letters)


_JUDGES = {
    "apt-get": _debian, "apt": _debian, "aptitude": _debian, "apk": _alpine, "zypper": _suse,
    "yum module install": _module, "dnf module install": _module, "yum": _rpm, "dnf": _rpm, "dnf5": _rpm, "microdnf": _rpm, "tdnf": _rpm,
    "pip": _python, "pipx": _python, "uv": _python, "npm": _node, "pnpm": _node, "yarn": _node, "bun": _node,
    "gem": _ruby, "go": _go, "go get": _go_get,
}  # fmt: skip
