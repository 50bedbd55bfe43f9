"""The commands of a RUN, CMD, ENTRYPOINT or HEALTHCHECK: which text a shell of the sh family reads there, and what
commands it finds in it. Never raises, and takes time in proportion to the text.

The grammar is in shell_scanner.py and its neighbours; compared with tree-sitter-bash in benchmarks/shell_commands.md.
"""

from __future__ import annotations

from layerlint.dockerfile.model import Heredoc, Instruction, Word
from layerlint.dockerfile.shell_bodies import SHELLS, Body, take_body
from layerlint.dockerfile.shell_command import Command, Script
from layerlint.dockerfile.shell_model import Assignment, FixedFragment, Passage, Redirection, ShellWord
from layerlint.dockerfile.shell_scanner import Scanner
from layerlint.dockerfile.shell_words import quoted
from layerlint.dockerfile.source import Fragment

__all__ = [
    "DEFAULT_SHELL",
    "Assignment",
    "Command",
    "Redirection",
    "Script",
    "ShellWord",
    "commands",
    "inner_script",
    "is_sh",
    "parse_shell",
]

DEFAULT_SHELL = ("/bin/sh", "-c")
CARRIERS = ("RUN", "CMD", "ENTRYPOINT")
NESTING = ("ONBUILD", "HEALTHCHECK")


def parse_shell(fragment: Fragment) -> Script:
    """The commands of a whole text, read as sh and bash would."""
    return _read(Body(Passage(fragment), 0, len(fragment.text)), [])


def commands(instruction: Instruction, shell: tuple[str, ...] = DEFAULT_SHELL) -> list[Command]:
    """The simple commands that an instruction runs, in the order of the file.

    `shell` are the words of the SHELL in force; nothing is read for one that is not of the sh family, and nothing runs of
    a script that ends inside a quote or a construct: the shell refuses it. The JSON form is one command, or the commands
    of its script where it is `["sh", "-c", "…"]`. ONBUILD and HEALTHCHECK stand for what they hold.
    """
    while instruction.name in NESTING and instruction.trigger:
        instruction = instruction.trigger
    if instruction.name not in CARRIERS:
        return []
    if instruction.is_json:
        return _exec_form(instruction.words)
    heredoc = _whole_heredoc(instruction)
    if heredoc:
        return _accepted(parse_shell(heredoc.body)) if _body_is_sh(heredoc, shell) else []
    if not is_sh(shell):
        return []
    fragment = instruction.fragment
    return _accepted(_read(Body(Passage(fragment), instruction.rest, len(fragment.text)), instruction.heredocs))


def _accepted(script: Script) -> list[Command]:
    return script.commands if script.complete else []


def is_sh(shell: tuple[str, ...]) -> bool:
    """True for sh, bash, dash and their kin, however they are reached: `C:\\bin\\bash.exe`, `busybox sh`, `env bash`."""
    for path in shell:
        name = path.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")
        if name not in ("busybox", "env"):
            return name in SHELLS
    return False


def inner_script(command: Command) -> Script | None:
    """The script in `sh -c '…'`; None for other commands, and where a substitution has a say in the script.

    Its commands are not among those of the outer script. Variables in a double-quoted script stay what they are.
    """
    if not is_sh((command.name,)):
        return None
    word = _script_word(command.words)
    if word is None:
        return None
    fragment = quoted(word)
    if fragment is None and word.value is not None:
        fragment = FixedFragment(word.value, word.span)
    return parse_shell(fragment) if fragment else None


def _script_word(words: list[ShellWord]) -> ShellWord | None:
    """The word behind `-c` and its like (`-ec`, `-o pipefail -c`) of a shell's command line."""
    script_follows = takes_word = False
    for word in words[1:]:
        value = word.value or ""
        if takes_word:
            takes_word = False
        elif value[:1] in ("-", "+") and len(value) > 1:
            if not value.startswith("--"):
                script_follows = script_follows or "c" in value
                takes_word = value[-1] in "oO"
        else:
            return word if script_follows else None
    return None


def _whole_heredoc(instruction: Instruction) -> Heredoc | None:
    """The here-document that is all there is to a RUN: not the input of a command but the script itself."""
    if len(instruction.heredocs) == 1 and instruction.arguments == instruction.heredocs[0].word.text:
        return instruction.heredocs[0]
    return None


def _body_is_sh(heredoc: Heredoc, shell: tuple[str, ...]) -> bool:
    """A body that begins with `#!` is run as a file, whatever SHELL says."""
    line = heredoc.body.text.partition("\n")[0]
    if not line.startswith("#!"):
        return is_sh(shell)
    return is_sh(tuple(word for word in line[2:].split() if word != "-S"))


def _exec_form(words: list[Word]) -> list[Command]:
    """The one command of a JSON array, or the commands of its script."""
    shell_words = [ShellWord(FixedFragment(word.text, word.span), 0, len(word.text), word.text) for word in words]
    if not words:
        return []
    script = _script_word(shell_words) if is_sh((words[0].text,)) else None
    if script is not None:
        return _accepted(parse_shell(FixedFragment(script.text, script.span)))
    fragment = FixedFragment(" ".join([word.text for word in words]), (words[0].span[0], words[-1].span[1]))
    return [Command.of_words(Passage(fragment), shell_words)]


def _read(body: Body, heredocs: list[Heredoc]) -> Script:
    """Scan a body and the bodies found in it; `heredocs` hold the text of here-documents that is not in its own."""
    found: list[Command] = []
    bodies = [body]
    complete = True
    waiting: dict[str, list[Heredoc]] = {}
    for heredoc in reversed(heredocs):
        waiting.setdefault(heredoc.name, []).append(heredoc)
    for current in bodies:
        scanner = Scanner(current, found, bodies)
        scanner.scan()
        complete = complete and scanner.complete
        for pending in scanner.pending:
            if waiting.get(pending.name):
                text = waiting[pending.name].pop().body
                inside = take_body(pending, Passage(text), 0, len(text.text))
                if inside:
                    bodies.append(inside)
    if len(bodies) > 1:
        found.sort(key=Command.begins)
    return Script(found, complete=complete)
