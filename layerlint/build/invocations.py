"""The commands of a RUN as rules look at them: the program behind `sudo`, `env` and `python -m`, with its words."""

from __future__ import annotations

from functools import cached_property

from layerlint.knowledge.package_managers import Call
from layerlint.knowledge.wrappers import bare_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.shell import Command, ShellWord
    from layerlint.dockerfile.source import Span
    from layerlint.knowledge.wrappers import Words


class Invocation:
    """One command of `run`. `name` is the program's plain name ("" when a variable decides), `words` what it is given,
    itself first and None for a word that is no literal; `wrapped` says that another program starts it; `number` is its
    place among the invocations of the RUN."""

    def __init__(self, run: Instruction, command: Command, number: int) -> None:
        written: Words = [word.value for word in command.words]
        self.run = run
        self.number = number
        self.command = command
        self.words, self.name = bare_command(written)
        self._skipped = len(written) - len(self.words)

    @property
    def wrapped(self) -> bool:
        """True behind `sudo`, `env`, `python -m` and the like."""
        return self._skipped > 0

    @property
    def written(self) -> list[ShellWord]:
        """The words with their places, the program first."""
        return self.command.words[self._skipped :]

    @cached_property
    def call(self) -> Call:
        """The words sorted into arguments, flags and options by the program's grammar."""
        return Call(self.words, self.name)

    @property
    def span(self) -> Span:
        """From the program to the end of the command."""
        words = self.command.words
        return (words[self._skipped].span[0], self.command.span[1]) if words else self.command.span

    def head(self, verb: str | None) -> Span:
        """From the program to the word `verb`; the whole command where there is no such word."""
        words = self.written
        end = next((word.span[1] for word in words[1:] if word.value == verb), None) if verb else None
        return self.span if end is None else (words[0].span[0], end)


def invocations(run: Instruction, commands: list[Command]) -> list[Invocation]:
    """Every command that begins with a word."""
    with_words = [command for command in commands if command.words]
    return [Invocation(run, command, number) for number, command in enumerate(with_words)]
