"""Which variables a text looks up, and where in the file each stands."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.refused_values import expanded
from layerlint.dockerfile.words import SPECIAL, ExpansionError, expand

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.scope import Scope
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


def places(source: Source, span: Span) -> dict[str, Span]:
    """Where each `$name` or `${name…}` first stands in `span`. One that is written over several lines may be missing."""
    found: dict[str, Span] = {}
    for each in _written(source.text, span):
        found.setdefault(each.name, each.span)
    return found


class _Written:
    """One `$name` or `${name…}`: where it stands, and whether it says what to do without a value."""

    __slots__ = ("name", "provided", "span")

    def __init__(self, name: str, span: Span, *, provided: bool) -> None:
        self.name = name
        self.span = span
        self.provided = provided


def _written(text: str, span: Span) -> Iterator[_Written]:
    """Everything in a part of a text that looks like a variable, in order."""
    at, stop = text.find("$", *span), span[1]
    while at >= 0:
        braced = text.startswith("{", at + 1)
        begin = end = at + 1 + braced
        while end < stop and (text[end].isalnum() or text[end] == "_"):
            end += 1
        if end == begin and text[begin : begin + 1] in SPECIAL:
            end += 1
        name = text[begin:end]
        behind = text[end : end + 2].lstrip(":")
        closing = text.find("}", end, stop) + 1 if braced else end
        yield _Written(name, (at, closing or stop), provided=braced and behind.startswith(MODIFIERS))
        at = text.find("$", max(end, at + 1), stop)


def unset_variables(file: Facts, instruction: Instruction) -> Iterator[Unset]:
    """The variables without a value that the builder looks up in the instruction and that no ARG of the stage declares.

    EXPOSE is left out: the builder does not ask there.
    """
    if instruction.name == "EXPOSE" or (instruction.name == "RUN" and not instruction.flags):
        return
    if "$" not in file.dockerfile.source.text[slice(*instruction.span)]:
        return
    scope, into = file.scope(instruction), {pair.value_span: pair.name for pair in instruction.pairs if pair.value}
    bodies = {heredoc.word.span: heredoc.span for heredoc in instruction.heredocs}
    for span, text, _ in expanded(instruction):
        names = [name for name in looked_up(text, file.dockerfile.escape) if _is_unset(name, scope)]
        if not names:
            continue
        found = places(file.dockerfile.source, bodies.get(span, span))
        bare = {each.name for each in _written(text, (0, len(text))) if not each.provided}
        for name in names:
            certainty = scope.value(name).certainty
            yield Unset(name, found.get(name, span), certainty, into.get(span, ""), provided=name not in bare)


def _is_unset(name: str, scope: Scope) -> bool:
    return scope.value(name).text is None and not scope.is_env(name) and not scope.is_arg(name)
