"""LL301 to LL311, LL314 to LL316: installs and upgrades that leave it to the day of the build which versions, or packages, they bring."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from layerlint.build.timeline import GUESSED
from layerlint.knowledge.os_packages import bare_name
from layerlint.knowledge.pins import CHOSEN, CONSTRAINTS, ELSEWHERE, MOVING, OPEN, RPM, asked, judged
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.shell import ShellWord
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts
    from layerlint.registry import Rule

_APT = ("apt-get", "apt", "aptitude")
_SNAPSHOTS = ("snapshot.debian.org", "snapshot.ubuntu.com")

# Words in front of a command that other tools look through.
_TRANSPARENT = ("exec", "command", "builtin", "time")


def unpinned(install: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL301 to LL309: one finding a call, at the first package whose version is left open."""
    verb, left_open = _with((OPEN, MOVING), install, file)
    free = rule.option("packages")
    left_open = [package for package in left_open if not free or bare_name(package.text) not in free]
    if left_open and not (install.name in _APT and _uses_snapshot(file)):
        yield Finding(left_open[0].span, _message(left_open), aliases=_aliases(install, verb, left_open, rule))


def computed(install: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL314: the packages stand in a variable of which only the build knows the value; silent where LL301 to LL309 speak."""
    verb, unknown = _with((OPEN, MOVING, COMPUTED), install, file)
    if unknown and all(package.verdict == COMPUTED for package in unknown):
        message = f"`{_cut(unknown[0].text)}` is known to the build alone"
        yield Finding(unknown[0].span, message, aliases=_aliases(install, verb, unknown, rule))


def left_to_module(install: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL315: a package of Go whose version stands in another file, if anywhere; silent where LL309 speaks."""
    verb, found = _with((OPEN, MOVING, ELSEWHERE), install, file)
    if found and all(package.verdict == ELSEWHERE for package in found):
        yield Finding(found[0].span, _message(found), aliases=_aliases(install, verb, found, rule))


def wildcard(install: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL316: a pattern in the name of a package; one in a version, or in the name of a file, is another matter."""
    del rule
    for package in packages(install, file)[1]:
        if package.verdict == OPEN and ("*" in package.text or "?" in package.text) and "$" not in package.text:
            yield Finding(package.span, f"`{_cut(package.text)}` brings whatever matches")


@lru_cache(maxsize=1)
def _uses_snapshot(file: Facts) -> bool:
    """True when the file speaks of an archive as it was on one day, which settles all versions."""
    return any(host in file.dockerfile.source.text for host in _SNAPSHOTS)


def _with(verdicts: tuple[str, ...], install: Invocation, file: Facts) -> tuple[str, list[Package]]:
    verb, wanted = packages(install, file)
    return verb, [package for package in wanted if package.verdict in verdicts]


def _message(left_open: list[Package]) -> str:
    first = _cut(left_open[0].text)
    return f"`{first}` and {len(left_open) - 1} more name no version" if len(left_open) > 1 else f"`{first}` names no version"


def _aliases(install: Invocation, verb: str, found: list[Package], rule: Rule) -> tuple[str, ...]:
    """The old ids whose tool hears this call, named plainly, and takes one of the words for a package without a version."""
    written = install.command.words[0].value or ""
    if install.run.is_json and install.run.words[0].text != written:
        return ()
    if install.wrapped and written not in _TRANSPARENT and not (written.startswith("python") and install.words[1] == verb):
        return ()
    if "/" in (install.written[0].value or "/") or all(package.quiet for package in found):
        return ()
    label = f"{install.name} {verb}"
    return tuple(alias for alias in rule.aliases if label in rule.match["heard"][alias])


def _cut(name: str) -> str:
    return name if len(name) <= 24 else name[:23] + "…"


_DNF = frozenset(("update", "upgrade", "distro-sync", "dsync"))
_APT_TOOLS = frozenset(("upgrade", "dist-upgrade", "full-upgrade", "safe-upgrade"))
# The verbs that upgrade whatever is installed when no package is named: apt-get(8), apk-upgrade(8), dnf(8), zypper(8), read 2026-11.
_UPGRADES = {
    "apt-get": _APT_TOOLS, "apt": _APT_TOOLS, "aptitude": _APT_TOOLS, "apk": frozenset(("upgrade",)),
    "yum": _DNF, "dnf": _DNF, "dnf5": _DNF, "microdnf": _DNF, "tdnf": _DNF, "zypper": frozenset(("update", "up", "patch")),
}  # fmt: skip
# Nothing is installed, or only what closes a hole.
_LESS = frozenset(
    "-s --simulate --dry-run -D -d --download-only --downloadonly --print-uris --assumeno --security --advisory --cve --help".split()
)


def dist_upgrade(zypper: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL310: `zypper dist-upgrade` may change the release and remove packages."""
    del file
    verb = zypper.call.verb(frozenset(("dist-upgrade", "dup")))
    if verb:
        plain = not zypper.wrapped and zypper.written[0].value == "zypper"
        yield Finding(zypper.head(verb), f"`zypper {verb}` replaces the system of the base image", aliases=rule.aliases if plain else ())


def system_upgrade(upgrade: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL311: every package of the base image becomes what is newest on the day of the build."""
    del file, rule
    call = upgrade.call
    verb = call.verb(_UPGRADES[upgrade.name])
    if verb and len(call.arguments) == 1 and _LESS.isdisjoint(call.flags):
        yield Finding(upgrade.head(verb), f"`{upgrade.name} {verb}` upgrades all that the base image brings")


# A long list that many installs share would cost its length each time.
MOST_WORDS = 200

COMPUTED = "computed"  # a variable or a command that only the build can tell


class Package:
    """One package of an install: its `text` as written, the `span` of the word that brings it, and the `verdict` on it:
    CHOSEN, OPEN, MOVING, ELSEWHERE or COMPUTED. `quiet`: other tools take it for one with a version."""

    __slots__ = ("quiet", "span", "text", "verdict")

    def __init__(self, text: str, span: Span, verdict: str, *, quiet: bool = False) -> None:
        self.text = text
        self.span = span
        self.verdict = verdict
        self.quiet = quiet or verdict == MOVING


@lru_cache(maxsize=1)
def packages(install: Invocation, file: Facts) -> tuple[str, list[Package]]:
    """The verb of an install and what it is asked for; none where it is asked for nothing by name."""
    verb, places = asked(install.call, install.words)
    constraint = CONSTRAINTS.get(install.name)
    if places and constraint and _assigned(constraint, install, file):
        return verb, []
    written = install.written
    found = [package for at in places for package in _of_word(written[at], verb, install, file)]
    if install.name == "pip" and "." in install.words:
        for package in found:
            package.quiet = True  # other tools look no further than the project
    return verb, found


def _of_word(word: ShellWord, verb: str, install: Invocation, file: Facts) -> Iterator[Package]:
    if word.value is not None:
        yield Package(word.value, word.span, judged(install.name, verb, word.value))
        return
    text = _bare(word.text)
    if not _is_expansion(text):
        yield Package(text, word.span, _with_values(text, verb, install, file))
        return
    held = _assigned(text.strip("${}"), install, file)
    if held is None or "$(" in held or "`" in held:
        yield Package(text, word.span, COMPUTED, quiet=judged(install.name, verb, text) == CHOSEN)
        return
    for part in held.split(maxsplit=MOST_WORDS)[:MOST_WORDS]:
        verdict = COMPUTED if _is_expansion(part) else judged(install.name, verb, part)
        yield Package(part, word.span, verdict)


def _with_values(text: str, verb: str, install: Invocation, file: Facts) -> str:
    """The verdict on a word with variables in it, which may hold the version: `tool$SUFFIX`."""
    verdict = judged(install.name, verb, text)
    scope = file.scope(install.run)
    if verdict == OPEN:
        expanded, certainty = scope.resolve(text)
        if certainty > GUESSED and judged(install.name, verb, expanded) == CHOSEN:
            return CHOSEN
    if install.name not in RPM or "-" not in text or "/" in text:
        return verdict
    declared = any(name in _arguments(install.run, file) or scope.is_env(name) for name in _variables(text))
    if verdict == OPEN and declared:
        return MOVING
    assigned = _assignments(install.run, file)
    return COMPUTED if verdict == CHOSEN and not declared and assigned.keys().isdisjoint(_variables(text)) else verdict


@lru_cache(maxsize=1)
def _arguments(run: Instruction, file: Facts) -> frozenset[str]:
    return frozenset(name for name, _ in file.scope(run).args())


def _variables(text: str) -> list[str]:
    """The names behind each `$`; "" for what is more than a name."""
    names = [part.removeprefix("{").partition("}")[0] if part[:1] == "{" else part.partition("-")[0] for part in text.split("$")[1:]]
    return [name if name.isidentifier() else "" for name in names]


def _is_expansion(text: str) -> bool:
    """True for `$NAME`, `${NAME:-x}`, `$(command)` with nothing around them."""
    if text[:2] == "${":
        return text.find("}") == len(text) - 1
    if text[:2] == "$(":
        return text[-1] == ")"
    return (text[:1] == "$" and text[1:].isidentifier()) or (text[:1] == "`" == text[-1:])


def _assigned(name: str, install: Invocation, file: Facts) -> str | None:
    """What this RUN assigns to the variable last, else its value from ENV or ARG."""
    places, texts = _assignments(install.run, file).get(name, ([], []))
    before = bisect_left(places, install.command.begins())
    if before:
        return texts[before - 1]
    return file.scope(install.run).get(name) if name.isidentifier() else None


@lru_cache(maxsize=1)
def _assignments(run: Instruction, file: Facts) -> dict[str, tuple[list[int], list[str]]]:
    """Where a RUN assigns to each variable, `export NAME=value` included, and what."""
    found: dict[str, tuple[list[int], list[str]]] = {}
    for command in file.commands(run):
        texts = [(each.name, each.value.text) for each in command.assignments]
        if command.name in ("export", "local", "declare", "readonly"):
            pairs = [word.text.partition("=") for word in command.words[1:]]
            texts += [(name, value) for name, equals, value in pairs if equals]
        for name, text in texts:
            places, values = found.setdefault(name, ([], []))
            places.append(command.begins())
            values.append(_bare(text))
    return found


def _bare(text: str) -> str:
    return text.replace('"', "").replace("'", "").replace("\\\n", " ")
