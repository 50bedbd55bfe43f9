"""What reads the script of a RUN, and the pipelines in it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Heredoc, Instruction
    from layerlint.dockerfile.shell import Command
    from layerlint.facts import Facts

PIPES = ("|", "|&")


def script_heredoc(run: Instruction) -> Heredoc | None:
    """The here-document that is the whole script of a RUN."""
    if len(run.heredocs) == 1 and run.arguments == run.heredocs[0].word.text:
        return run.heredocs[0]
    return None


def reader(run: Instruction, file: Facts) -> tuple[str, ...]:
    """The words of the shell that reads the script: those of SHELL, of the JSON form, or behind the `#!` of a here-document."""
    if run.is_json:
        return tuple(word.text for word in run.words)
    heredoc = script_heredoc(run)
    line = heredoc.body.text.partition("\n")[0] if heredoc else ""
    if line.startswith("#!"):
        words = [word for word in line[2:].split() if word != "-S"]
        return tuple(words[1:] if words and words[0].endswith("/env") else words)
    return file.scope(run).shell


def stops_at_failure(words: tuple[str | None, ...]) -> bool:
    """True when the options of a shell, or of `set`, hold `-e` or `-o errexit`."""
    return _switched(words, "e", "errexit") is True


def minds_pipes(words: tuple[str | None, ...]) -> bool:
    """True when the options of a shell, or of `set`, hold `-o pipefail`."""
    return _switched(words, "", "pipefail") is True


def _switched(words: tuple[str | None, ...], letter: str, name: str) -> bool | None:
    """Whether the words switch an option on or off; None where they do not speak of it."""
    found: bool | None = None
    names = 0
    on = True
    for word in words[1:]:
        option = (word or "").split()  # `"-o pipefail"` as one word is read likewise
        if names and option:
            names -= 1
            found = on if option[0] == name else found
        elif option and option[0][:1] in ("-", "+") and option[0][1:2] != "-":
            on = option[0][0] == "-"
            names = option[0].count("o")
            found = on if letter and letter in option[0][1:] else found
            if len(option) > 1 and option[1] == name:
                found, names = on, 0
    return found


class Pipeline:
    """Commands joined by `|`. `tail` is the first command behind it in the same construct; `covered`: pipefail holds."""

    __slots__ = ("commands", "covered", "tail")

    def __init__(self, first: Command) -> None:
        self.commands = [first]
        self.covered = False
        self.tail: Command | None = None


def pipelines(run: Instruction, file: Facts) -> list[Pipeline]:
    """The pipelines of two commands and more, substitutions and constructs included, in the order of the file.

    Of a construct, the last pipeline inside stands for the whole. `set -o pipefail` counts from where it stands to the
    end of its construct. What a shell started in the script reads is left out.
    """
    found: list[Pipeline] = []
    stack: list[tuple[tuple[str, ...], Pipeline]] = []  # the latest pipeline of each construct that is open
    sets: list[tuple[tuple[str, ...], bool]] = []  # what `set` says of pipefail, in the constructs that are open
    always = minds_pipes(reader(run, file))
    for command in file.commands(run):
        context = command.context
        if "heredoc" in context:
            continue
        closed = _leave(stack, context)
        left = (closed or (stack[-1][1] if stack else None)) if command.operator in PIPES else None
        if stack and command.operator not in PIPES and context[len(stack[-1][0]) :][:1] != ("substitution",):
            stack[-1][1].tail = stack[-1][1].tail or command
        if left is None:
            left = Pipeline(command)
            found.append(left)
        else:
            left.commands.append(command)
        if stack and stack[-1][0] == context:
            stack.pop()
        stack.append((context, left))
        if command.name == "set":
            switched = _switched(tuple(word.value for word in command.words), "", "pipefail")
            sets += [] if switched is None else [(context, switched)]
        while sets and context[: len(sets[-1][0])] != sets[-1][0]:
            sets.pop()
        left.covered = sets[-1][1] if sets else always
    return [one for one in found if len(one.commands) > 1]


def _leave(stack: list[tuple[tuple[str, ...], Pipeline]], context: tuple[str, ...]) -> Pipeline | None:
    """Close the constructs that a command of `context` is not in, and tell what stands for the one that ends before it."""
    closed: Pipeline | None = None
    while stack and stack[-1][0] != context[: len(stack[-1][0])]:
        inner, pipeline = stack.pop()
        closed = pipeline if inner[: len(context)] == context and inner[len(context)] != "substitution" else None
    return closed
