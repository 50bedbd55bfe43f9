"""Which variables a text looks up, and where in the file each stands."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.refused_values import expanded
from layerlint.dockerfile.words import ExpansionError, expand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.source import Source, Span
    from layerlint.facts import Facts

MODIFIERS = ("-", "+", "?")  # with or without a colon: what they do with an unset variable is meant


class Unset:
    """A variable without a value: `name`, where it is looked up, whether `${name:-…}` or the like provides for that,
    and the certainty (timeline.GUESSED, GIVEN, KNOWN) that it is unset. `into` is the variable that an ENV or ARG gives the text to."""

    __slots__ = ("certainty", "into", "name", "provided", "span")

    def __init__(self, name: str, span: Span, certainty: int, into: str, *, provided: bool) -> None:
        self.name = name
        self.span = span
        self.certainty = certainty
        self.into = into
        self.provided = provided


def looked_up(text: str, escape: str) -> list[str]:
    """The names of the variables that an expansion of `text` asks for, in order, each once."""
    if "$" not in text:
        return []
    names: dict[str, None] = {}

    def note(name: str) -> str:
        names[name] = None
        return name or "x"

    try:
        expand(text, note, escape)
    except ExpansionError:
        return []
    return [name for name in names if name]


def find_reference(source: Source, span: Span, name: str) -> Span:
    """Where `$name` or `${name…}` stands in `span`; the span itself where it is written in another way."""
    for mark in (f"${{{name}", f"${name}"):
        at = source.text.find(mark, *span)
        if at >= 0:
            end = source.text.find("}", at, span[1]) + 1 if mark[1] == "{" else at + len(mark)
            return at, end or span[1]
    return span


def unset_variables(file: Facts, instruction: Instruction) -> Iterator[Unset]:
    """The variables without a value that the builder looks up in the instruction and that no ARG of the stage declares.

    EXPOSE is left out: the builder does not ask there.
    """
    if instruction.name == "EXPOSE" or (instruction.name == "RUN" and not instruction.flags):
        return
    if "$" not in file.dockerfile.source.text[slice(*instruction.span)]:
        return
    scope = file.scope(instruction)
    into = {pair.value_span: pair.name for pair in instruction.pairs if pair.value}
    for span, text, _ in expanded(instruction):
        for name in looked_up(text, file.dockerfile.escape):
            value = scope.value(name)
            if value.text is None and not scope.is_env(name) and not scope.is_arg(name):
                place = find_reference(file.dockerfile.source, _place(instruction, span), name)
                yield Unset(name, place, value.certainty, into.get(span, ""), provided=_is_provided(text, name))


def _place(instruction: Instruction, span: Span) -> Span:
    """The span to look in: for the word of a here-document its body, too."""
    heredoc = next((each for each in instruction.heredocs if each.word.span == span), None)
    return (heredoc.span[0], heredoc.span[1]) if heredoc else span


def _is_provided(text: str, name: str) -> bool:
    """True when each look-up of the name says what to do without a value."""
    at, mark = text.find(name), len(name)
    while at >= 0:
        before, after = text[:at], text[at + mark : at + mark + 2].lstrip(":")
        if before.endswith("${") and not after.startswith(MODIFIERS):
            return False
        if before.endswith("$") and not text[at + mark : at + mark + 1].replace("_", "a").isalnum():
            return False
        at = text.find(name, at + mark)
    return True
