"""What the scanner keeps in mind: the stretches of text still to be read, the constructs and here-documents still open."""

from __future__ import annotations

import re
from collections.abc import Callable

from layerlint.dockerfile.shell_command import Command
from layerlint.dockerfile.shell_model import Passage
from layerlint.dockerfile.shell_words import literal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.shell_scanner import Scanner

MOST_CONTEXT = 100  # constructs named in `Command.context`: 5,000 nested `$(` must not make 5,000 long tuples
DEEPEST = 20  # scripts in here-documents of scripts in here-documents …: each level reads its text anew

SHELLS = frozenset(("sh", "bash", "ash", "dash", "ksh", "ksh93", "mksh", "rbash", "yash", "zsh"))
HEREDOC = r"<<(-?)[ \t]*((?:[^ \t\r\n;&|()<>'\"\\]+|'[^'\n]*'|\"[^\"\n]*\"|\\.)+)"


class Body:
    """A stretch of a text to be read: as a script, or (`is_script` False) only for the substitutions in it."""

    __slots__ = ("context", "depth", "is_script", "nested", "passage", "start", "stop")

    def __init__(self, passage: Passage, start: int, stop: int, context: tuple[str, ...] = (), depth: int = 0) -> None:
        self.passage = passage
        self.start = start
        self.stop = stop
        self.context = context
        self.depth = depth
        self.is_script = True
        self.nested = 0


class Frame:
    """Something open. `opened` is where its hole begins (-1: it is none); `limit` is where an arithmetic ends, or how
    many parentheses are open in a pattern; what follows that is what to go on with once it is closed."""

    __slots__ = ("closed", "command", "context", "depth", "idle", "kind", "limit", "opened", "operator", "quoted", "step")

    def __init__(self, kind: str, step: Callable[[Scanner], None], context: tuple[str, ...], depth: int) -> None:
        self.kind = kind
        self.step = step
        self.context = context
        self.depth = depth
        self.opened = -1
        self.limit = 0
        self.quoted = False
        self.command: Command | None = None
        self.operator = ""
        self.idle = True
        self.closed = False


class Pending:
    """A here-document that `command` announces inside `frame` and whose text comes behind the line."""

    __slots__ = ("command", "context", "depth", "expand", "name", "nested", "strip_tabs")

    def __init__(self, found: re.Match[str], command: Command | None, frame: Frame, nested: int) -> None:
        word = found.group(2)
        self.name = literal(word) or word
        self.strip_tabs = bool(found.group(1))
        self.expand = not any(quote in word for quote in "'\"\\")
        self.command = command
        self.context = frame.context
        self.depth = frame.depth
        self.nested = nested


def deeper(context: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """The context inside a `kind`."""
    return (*context, kind) if len(context) < MOST_CONTEXT else context


def find_body(pending: Pending, passage: Passage, start: int, stop: int) -> tuple[Body | None, int]:
    """The here-document that begins at `start`, if it has commands in it, and where the text goes on behind it."""
    text, at = passage.text, start
    while at < stop:
        end = text.find("\n", at, stop)
        end = stop if end < 0 else end
        line = text[at:end].rstrip("\r")
        if (line.lstrip("\t") if pending.strip_tabs else line) == pending.name:
            return take_body(pending, passage, start, at), min(end + 1, stop)
        at = end + 1
    return take_body(pending, passage, start, stop), stop


def take_body(pending: Pending, passage: Passage, start: int, stop: int) -> Body | None:
    """`text[start:stop]` as a body if a shell reads it, or if it has substitutions in it."""
    if pending.nested >= DEEPEST:
        return None
    if pending.command and reads_script(pending.command):
        command = pending.command
        body = Body(passage, start, stop, deeper(command.context, "heredoc"), command.depth + 1)
    elif pending.expand and any(passage.text.find(mark, start, stop) >= 0 for mark in ("$(", "`", "${")):
        body = Body(passage, start, stop, pending.context, pending.depth)
        body.is_script = False
    else:
        return None
    body.nested = pending.nested + 1
    return body


def reads_script(command: Command) -> bool:
    """True for a shell that takes its commands from standard input: `sh`, `bash -ex`, `sh -s -- word`."""
    if command.name.rpartition("/")[2] not in SHELLS:
        return False
    for argument in command.arguments:
        if argument is None or argument in ("-", "--", "/dev/stdin"):
            return True
        if argument[:1] not in ("-", "+"):
            return False  # a file, which is what it reads
        if argument[0] == "-" and argument[1:2] != "-":
            if "c" in argument:
                return False
            if "s" in argument:
                return True
    return True
