"""One RUN read by itself and by its words, as other linters read it: who installs, and does a clean-up stand behind.

Such a reading knows neither stages that ship nor other ways to clean up. It tells which old ids a finding carries, and
where the rules that are off by default speak. Asked of hadolint 2.15.1 by experiment, 2026-11.
"""

from __future__ import annotations

from layerlint.dockerfile.mounts import mounts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts

REMOVE_ALL = "-rf"  # with this one spelling any `rm` passes for a clean-up
_TRUE = ("1", "true", "True", "on", "yes")


class _Reading:
    """`verbs` of `programs` install; `words` of the same program, or `removed` behind `rm`, clean up (`ordered`: the first
    of them behind the first install). One of `covers`, all its targets mounted, keeps the layer clean; so does `option`."""

    __slots__ = ("covers", "option", "ordered", "programs", "removed", "residue", "verbs", "words")

    def __init__(
        self, residue: str, programs: str, verbs: str, words: str, removed: str, covers: str, option: str, *, ordered: bool
    ) -> None:
        self.residue = residue
        self.programs = frozenset(programs.split())
        self.verbs = frozenset(verbs.split())
        self.words = frozenset(words.split())
        self.removed = frozenset(removed.split())
        self.covers = [frozenset(cover.split("+")) for cover in covers.split()]
        self.option = option
        self.ordered = ordered


_READINGS = {
    "DL3009": _Reading("apt-lists", "apt-get apt aptitude", "update", "", f"{REMOVE_ALL} /var/lib/apt/lists/*",
        "/var/lib/apt/lists /var/lib/apt+/var/cache/apt", "", ordered=False),
    "DL3019": _Reading("apk-index", "apk", "add", "", "", "/var/cache/apk", "--no-cache", ordered=False),
    "DL3032": _Reading("yum-cache", "yum", "install", "clean", f"{REMOVE_ALL} /var/cache/yum/*", "", "", ordered=True),
    "DL3036": _Reading("zypper-cache", "zypper", "install in", "clean cc", "", "/var/cache/zypp", "", ordered=True),
    "DL3040": _Reading("dnf-cache", "dnf microdnf", "install upgrade reinstall", "clean", f"{REMOVE_ALL} /var/cache/libdnf5*",
        "/var/cache/libdnf5", "", ordered=True),
    "DL3042": _Reading("pip-cache", "pip", "install", "", "", "*/.cache/pip", "--no-cache-dir", ordered=False),
    "DL3060": _Reading("yarn-cache", "yarn", "install", "cache clean", "", "/usr/local/share/.cache/yarn /root/.cache/yarn", "", ordered=True),
}  # fmt: skip
OLD_IDS = {reading.residue: alias for alias, reading in _READINGS.items()}


def plainly_left(run: Instruction, file: Facts, alias: str) -> bool:
    """True when the RUN, read by itself, leaves what `alias` is about: an install, and no clean-up it would know."""
    reading = _READINGS[alias]
    invocations = file.invocations(run)
    installs = [one for one in invocations if _program(one) in reading.programs and not reading.verbs.isdisjoint(one.words[1:])]
    installs = [one for one in installs if not reading.option or reading.option not in one.words]
    if not installs or _is_mounted(run, reading) or (alias == "DL3042" and _is_switched_off(run, file)):
        return False
    if reading.ordered:
        return any(_is_left(invocations, installs, program, reading) for program in {_program(one) for one in installs})
    return not any(_removes(one, reading) for one in invocations)


def _is_left(invocations: list[Invocation], installs: list[Invocation], program: str, reading: _Reading) -> bool:
    install = next(at for at, one in enumerate(invocations) if one in installs and _program(one) == program)
    cleaned = next((at for at, one in enumerate(invocations) if _cleans(one, program, reading) or _removes(one, reading)), -1)
    return cleaned < install


def _program(one: Invocation) -> str:
    """The program as such a reading knows it: the word itself, without a path; `pip` in its many names."""
    words = one.command.words
    name = words[0].value or ""
    if name.startswith("pip") and not name.startswith(("pipx", "pipenv")):
        return "pip"
    if name.startswith("python") and one.name == "pip" and one.wrapped and one.written[0].value == "pip":
        return "pip"
    return name


def _cleans(one: Invocation, program: str, reading: _Reading) -> bool:
    return _program(one) == program and not reading.words.isdisjoint(one.words[1:])


def _removes(one: Invocation, reading: _Reading) -> bool:
    return one.command.name == "rm" and not reading.removed.isdisjoint(one.words[1:])


def _is_mounted(run: Instruction, reading: _Reading) -> bool:
    targets = {mount.target.rstrip("/") for mount in mounts(run) if mount.type in ("cache", "tmpfs")} if run.flags else set()
    return any(all(_is_target(place, targets) for place in cover) for cover in reading.covers)


def _is_target(place: str, targets: set[str]) -> bool:
    if place.startswith("*"):
        return any(f"/{target}".endswith(place[1:]) for target in targets)
    return place in targets


def _is_switched_off(run: Instruction, file: Facts) -> bool:
    """True when the variable that switches pip's cache off is set by ENV or in the script, to one of the values that look true."""
    value = file.scope(run).value("PIP_NO_CACHE_DIR")
    if file.scope(run).is_env("PIP_NO_CACHE_DIR") and value.text in _TRUE:
        return True
    for command in file.commands(run):
        pairs = [(one.name, one.value.value) for one in command.assignments]
        if command.name == "export":
            pairs += [(name, given) for name, equals, given in ((word.value or "").partition("=") for word in command.words) if equals]
        if any(name == "PIP_NO_CACHE_DIR" and given in _TRUE for name, given in pairs):
            return True
    return False
