"""The words of a RUN's commands as paths: variables of the image put in, `cd` followed, homes and globs recognised."""

from __future__ import annotations

import posixpath

from layerlint.build.timeline import GUESSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.scope import Scope
    from layerlint.dockerfile.shell import Command, ShellWord

LOOPS = frozenset(("for", "while", "until", "function"))
GLOBS = "*?[{~`$"
ROOT_USERS = ("root", "0", "root:root", "0:0")
ROOT_HOME = "/root"


class RunWords:
    """Turns words into text and text into places. `folder` is where the script stands, None when that is not known."""

    __slots__ = ("assigned", "folder", "scope")

    def __init__(self, scope: Scope, commands: list[Command]) -> None:
        path, certainty = scope.directory
        self.scope = scope
        self.folder: str | None = path if certainty > GUESSED else None
        self.assigned: dict[str, str | None] = {}  # None: not one literal value
        for command in commands:
            for assignment in command.assignments:
                once = assignment.name not in self.assigned and LOOPS.isdisjoint(command.context)
                self.assigned[assignment.name] = assignment.value.value if once else None

    def text(self, word: ShellWord, command: Command) -> str | None:
        """The text of a word; None when it hangs on a variable of the script or on a command's output."""
        if word.value is not None:
            return self._home(word.value)
        text = word.text
        if "`" in text or "$(" in text or not LOOPS.isdisjoint(command.context):
            return None
        for name in variables(text):
            value = self._variable(name)
            if value is None:
                return None
            if name in self.assigned or name == "HOME":
                text = text.replace(f"${{{name}}}", value).replace(f"${name}", value)
        resolved, certainty = self.scope.resolve(text)
        return resolved if certainty > GUESSED else None

    def place(self, text: str | None) -> str | None:
        """The absolute, cleaned path that a text means; None when it is not known."""
        if text is None:
            return None
        if text.startswith("/"):
            return posixpath.normpath("/" + text.lstrip("/"))
        return posixpath.normpath(f"{self.folder}/{text}") if self.folder else None

    def enter(self, text: str | None, command: Command) -> None:
        """Follow a `cd`; what a subshell enters is not followed out of it, so the place is lost."""
        self.folder = None if "subshell" in command.context or text == "-" else self.place(text)

    def _variable(self, name: str) -> str | None:
        if name in self.assigned:
            return self.assigned[name]
        value = self.scope.get(name)
        return ROOT_HOME if value is None and name == "HOME" and self.scope.user in ROOT_USERS else value

    def _home(self, text: str) -> str | None:
        if not text.startswith("~"):
            return text
        return ROOT_HOME + text[1:] if text[1:2] in ("", "/") and self.scope.user in ROOT_USERS else None


def is_one_place(place: str) -> bool:
    """True when no glob or expansion is left in a path."""
    return not any(mark in place for mark in GLOBS)


def operands(arguments: list[str | None], with_value: tuple[str, ...] = ()) -> list[str | None]:
    """The arguments that are no options; `with_value` are options that take the next word."""
    found: list[str | None] = []
    skip = only = False
    for word in arguments:
        if skip:
            skip = False
        elif word == "--" and not only:
            only = True
        elif word is not None and word.startswith("-") and len(word) > 1 and not only:
            skip = word in with_value or (word[1] != "-" and "-" + word[-1] in with_value)
        else:
            found.append(word)
    return found


def option(arguments: list[str | None], *names: str) -> str | None:
    """The value behind one of the options: `-o x`, `--output x`, `--output=x`; None when absent or not known."""
    for at, word in enumerate(arguments):
        if word in names:
            return arguments[at + 1] if at + 1 < len(arguments) else None
        if word and word.startswith("--") and word.partition("=")[0] in names:
            return word.partition("=")[2]
    return None


def flags(arguments: list[str | None]) -> str:
    """The letters of all bundled short options: `rf` of `rm -r -f x`."""
    return "".join(word[1:] for word in arguments if word and word.startswith("-") and not word.startswith("--"))


def variables(text: str) -> list[str]:
    """The names of the variables in a word; `${name:-x}` and its like give a name that nobody has."""
    names = []
    for piece in text.split("$")[1:]:
        if piece.startswith("{"):
            names.append(piece[1:].partition("}")[0])
        else:
            end = next((at for at, char in enumerate(piece) if not (char.isalnum() or char == "_")), len(piece))
            names.append(piece[:end])
    return names
