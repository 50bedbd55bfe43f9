"""One simple command of a script, and the script. Its words are split when they are first asked for."""

from __future__ import annotations

from layerlint.dockerfile.shell_model import Assignment, Parts, Passage, Redirection, ShellWord
from layerlint.dockerfile.shell_words import split
from layerlint.dockerfile.source import Span


class Command:
    """A simple command, or a `[[ … ]]` or `(( … ))`, which stand for themselves as commands `[[` and `((`.

    `operator` is what stands before it: `&&` `||` `;` `|` `|&` `&`, a line end as `\\n`, and an empty string for the
    first of a script, of a substitution and of a case arm; keywords and opening brackets are looked through, so the
    first command inside `a | while …` has `|`.
    `context` names the enclosing constructs from the outside in: subshell, group, if, for (also `select`), while,
    until, case, function, substitution (`$(…)`, backquotes, `<(…)`), heredoc (a body that a shell reads); at most a
    hundred. `depth` is their number.
    """

    __slots__ = ("_name", "_parts", "_passage", "_start", "context", "depth", "operator", "stop")

    def __init__(self, passage: Passage, start: int, stop: int, name: str | None, operator: str) -> None:
        self._passage = passage
        self._start = start
        self.stop = stop
        self._name = name
        self._parts: Parts | None = None
        self.operator = operator
        self.depth = 0
        self.context: tuple[str, ...] = ()

    @property
    def parts(self) -> Parts:
        """Words, assignments and redirections together."""
        if self._parts is None:
            self._parts = split(self._passage, self._start, self.stop)
        return self._parts

    @property
    def words(self) -> list[ShellWord]:
        """The words, the command's name first; empty where there are only assignments or redirections."""
        return self.parts.words

    @property
    def assignments(self) -> list[Assignment]:
        """The assignments before the first word."""
        return self.parts.assignments

    @property
    def redirections(self) -> list[Redirection]:
        """The redirections, wherever they stand in the command."""
        return self.parts.redirections

    @property
    def name(self) -> str:
        """The value of the first word; empty when there is none or it hangs on an expansion."""
        if self._name is None:
            words = self.parts.words
            self._name = (words[0].value or "") if words else ""
        return self._name

    @property
    def arguments(self) -> list[str | None]:
        """The values of the words behind the first."""
        return [word.value for word in self.parts.words[1:]]

    @property
    def text(self) -> str:
        """The command as written, without blanks around it."""
        return self._passage.text[self._start : self.parts.end]

    @property
    def span(self) -> Span:
        """From its first to its last character in the file."""
        return self._passage.fragment.span(self._start, self.parts.end)

    def begins(self) -> int:
        """Where it begins in the file."""
        return self._passage.fragment.place(self._start)

    @classmethod
    def of_words(cls, passage: Passage, words: list[ShellWord]) -> Command:
        """The command of a JSON array, whose words need no splitting."""
        command = cls(passage, 0, len(passage.text), None, "")
        command._parts = Parts(len(passage.text))
        command._parts.words = words
        return command


class Script:
    """`commands` are the simple commands in the order of the text. `complete` is False where the text ends inside a
    quote or a construct."""

    __slots__ = ("commands", "complete")

    def __init__(self, commands: list[Command], *, complete: bool) -> None:
        self.commands = commands
        self.complete = complete
