"""A RUN as the elements of its command list: where each begins and ends in the file, and what joins them.

An element is a simple command or pipeline, or a whole construct such as `for … done`. Only the list at the top is looked at.
"""

from __future__ import annotations

import re

from layerlint.dockerfile.model import Instruction
from layerlint.dockerfile.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.shell import Command
    from layerlint.facts import Facts

_COMMAND = "\x01"  # stands for a simple command while the construct around it is read
_TOKENS = re.compile(rf"&&|\|\||;;|;|\|&|&|\||\(|\)|\{{|\}}|\n|{_COMMAND}+|[^\s;&|(){{}}{_COMMAND}]+")
_OPENING = frozenset(("if", "for", "while", "until", "case", "select", "{", "("))
_CLOSING = frozenset(("fi", "done", "esac", "}", ")"))
_JOINTS = frozenset(("&&", "||", ";", "&", "\n"))


class Element:
    """One element: its `span` in the file, the `joint` before it ("" for the first), its `commands` in order. `simple` is a single command."""

    __slots__ = ("commands", "joint", "simple", "span")

    def __init__(self, span: Span, joint: str, commands: list[Command], *, simple: bool) -> None:
        self.span = span
        self.joint = joint
        self.commands = commands
        self.simple = simple


class Script:
    """The elements of a RUN. `plain` is False where they cannot be told apart for sure; `last` is a joint behind the last, if there is one."""

    __slots__ = ("elements", "last", "plain")

    def __init__(self, elements: list[Element], last: str, *, plain: bool) -> None:
        self.elements = elements
        self.last = last
        self.plain = plain


def script(run: Instruction, file: Facts) -> Script:
    """The script of a RUN in shell form; not plain for JSON form, here-documents and shells that are not read."""
    commands = file.commands(run)
    if run.is_json or run.heredocs or not commands:
        return Script([], "", plain=False)
    begin, end = run.arguments_span
    outer = _outermost(commands)
    if any(not begin <= command.span[0] <= command.span[1] <= end for command in outer):
        return Script([], "", plain=False)
    text = _skeleton(file.dockerfile.source.text, begin, end, outer, file.dockerfile.escape)
    return _elements(text, begin, outer, commands)


def _outermost(commands: list[Command]) -> list[Command]:
    """The commands that do not stand inside another's words."""
    found: list[Command] = []
    for command in commands:
        if not found or command.span[0] >= found[-1].span[1]:
            found.append(command)
    return found


def _skeleton(text: str, begin: int, end: int, commands: list[Command], escape: str) -> str:
    """The text with every simple command, comment line and line joint blanked out; offsets are kept."""
    letters = list(text[begin:end])
    for command in commands:
        start, stop = command.span
        letters[start - begin : stop - begin] = _COMMAND * (stop - start)
    joined = "".join(letters)
    blank = lambda found: " " * len(found.group())  # noqa: E731 - three uses below, all of this form
    joined = re.sub(rf"{re.escape(escape)}[ \t]*\r?\n", blank, joined)
    return re.sub(r"(?m)^[ \t]*#[^\n]*(\n|\Z)", blank, joined)


def _elements(text: str, begin: int, outer: list[Command], commands: list[Command]) -> Script:
    found: list[Element] = []
    pending: tuple[int, int, bool] | None = None  # start, end, only commands and pipes so far
    joint, before, depth, cases = "", "", 0, 0

    def close() -> None:
        if pending is not None:
            start, stop, bare = pending
            inside = [command for command in commands if start <= command.span[0] < stop]
            count = sum(start <= command.span[0] < stop for command in outer)
            found.append(Element((start, stop), before, inside, simple=bare and count == 1))

    for token in _TOKENS.finditer(text):
        word = token.group()
        start, stop = begin + token.start(), begin + token.end()
        cases += (word == "case") - (word == "esac")
        if word in _OPENING and not (cases and word == "("):
            depth += 1
        elif word in _CLOSING and not (cases and word == ")"):
            depth -= 1
        if depth < 0:
            return Script([], "", plain=False)
        if depth == 0 and word in _JOINTS:
            if pending is None:
                if word != "\n":
                    return Script([], "", plain=False)
                continue
            close()
            pending, joint = None, word
            continue
        if pending is None:
            before, joint = joint, ""
            pending = (start, stop, word.startswith(_COMMAND))
        else:
            pending = (pending[0], stop, pending[2] and word.startswith(_COMMAND))
    close()
    return Script(found, joint, plain=depth == 0 and cases == 0 and bool(found))
