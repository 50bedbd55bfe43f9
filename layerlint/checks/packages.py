"""The packages that an install names, also those that a variable holds, and what is known of their versions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from layerlint.build.timeline import GUESSED
from layerlint.knowledge.pins import CHOSEN, CONSTRAINTS, MOVING, OPEN, RPM, asked, judged

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.shell import ShellWord
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts

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
