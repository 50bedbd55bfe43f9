"""The shell splitter beside tree-sitter-bash over a corpus: python -m benchmarks.shell_commands

What is compared, script by script, over the shell-form RUNs (ONBUILD RUN too) whose SHELL is of the sh family:
- the script is the text that BuildKit hands to the shell: the joined arguments without flags; the body where a here-document is
  all there is; the arguments, then bodies and terminators, where a command reads here-documents. SHELL is followed through stages.
  JSON-form RUNs are left out: they are no shell text. So are scripts with `#!` of another language.
- names: the list, in the order of the text, of the first word as written of each simple command, whatever it stands in. For
  tree-sitter-bash that is each `command_name`, each first token of a `declaration_command`, `unset_command` and `test_command` (`[`
  and `[[`), and `((` of a `compound_statement`, at the start of the node; for us each Command with a word.
- words, for information: all words as written of each `command`, `declaration_command` and `unset_command`.
- values, for information: what bash makes of each distinct word with quotes or escapes that we call literal.

Every difference in names is written out. The script fails when fewer than 99.5 % of the scripts that tree-sitter-bash parses without
error have the same names, or when a word differs in a way that is not argued in WORD_ARGUMENTS.
Writes shell_commands.md beside itself.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus import CORPUS, corpus_files
from layerlint.dockerfile.model import Dockerfile, Instruction
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.shell import Command, commands, is_sh
from layerlint.dockerfile.source import Source

try:
    import tree_sitter
    import tree_sitter_bash
except ImportError:
    sys.exit("shell_commands.py: needs tree-sitter and tree-sitter-bash, see the extra `dev` in pyproject.toml")

HERE = Path(__file__).parent
SMALL_SCRIPTS = HERE.parent / "tests" / "dockerfile" / "shell"
DEFAULT_SHELL = ("/bin/sh", "-c")
NO_COMMAND_NAME = ("declaration_command", "unset_command", "test_command")
NO_WORDS = ("variable_assignment", "file_redirect", "herestring_redirect", "heredoc_redirect", "comment", "file_descriptor")
TIMED_FILES = 500

# What tells why tree-sitter-bash cannot parse a script; the first that is in its text.
UNPARSED = {
    "PowerShell or cmd, on a Windows base without SHELL": ("owershell", "windir", "for /D", "if defined", "$Env:", "ProgramData"),
    "a comment in backquotes": ("`#",),
    "here-documents with a descriptor, or before the command's name": ("<<",),
    "a missing `;` before `done`": ("done",),
}


class Script:
    """One RUN: the text as the shell gets it, and the commands we found in it."""

    def __init__(self, where: str, text: str, found: list[Command]) -> None:
        self.where = where
        self.text = text
        self.found = found


def scripts(path: Path, dockerfile: Dockerfile) -> Iterator[Script]:
    """The scripts of one file."""
    where = str(path.relative_to(CORPUS))
    for instruction, shell in shell_forms(dockerfile):
        yield Script(where, text_for_the_shell(instruction), commands(instruction, shell))


def shell_forms(dockerfile: Dockerfile) -> Iterator[tuple[Instruction, tuple[str, ...]]]:
    """The RUNs that a shell of the sh family reads, with that shell."""
    shells: dict[str, tuple[str, ...]] = {}
    for stage in dockerfile.stages:
        shell = shells.get(stage.base.text.lower(), DEFAULT_SHELL) if stage.base else DEFAULT_SHELL
        for instruction in stage.instructions:
            run = instruction.trigger if instruction.name == "ONBUILD" and instruction.trigger else instruction
            if instruction.name == "SHELL" and instruction.is_json:
                shell = tuple(word.text for word in instruction.words)
            elif run.name == "RUN" and not run.is_json and is_sh(shell) and not other_language(run):
                yield run, shell
        shells[str(stage.index)] = shell
        shells[stage.name or ""] = shell


def other_language(run: Instruction) -> bool:
    """True for a here-document whose `#!` names no shell of the family."""
    return text_for_the_shell(run).startswith("#!") and not commands(run)


def text_for_the_shell(run: Instruction) -> str:
    """As BuildKit puts it together (dispatchRun)."""
    text = run.arguments
    if len(run.heredocs) == 1 and run.heredocs[0].word.text == text:
        return run.heredocs[0].body.text
    return "\n".join([text] + [f"{heredoc.body.text}{heredoc.name}" for heredoc in run.heredocs]) + ("\n" if run.heredocs else "")


def decoded(node: tree_sitter.Node) -> str:
    """The text of a node."""
    return (node.text or b"").decode("utf-8", "surrogateescape")


def nodes(root: tree_sitter.Node) -> list[tree_sitter.Node]:
    """All nodes that are commands to us, in the order of the text."""
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        if node.type in ("command", *NO_COMMAND_NAME) or (node.type == "compound_statement" and node.children[0].type == "(("):
            found.append(node)
        waiting.extend(node.children)
    return sorted(found, key=lambda node: node.start_byte)


def their_name(node: tree_sitter.Node) -> str | None:
    """The first word of a command node; None where there is none, as in `$(<file)`."""
    if node.type != "command":
        return decoded(node.children[0])
    return next((decoded(child) for child in node.children if child.type == "command_name"), None)


def our_names(found: list[Command]) -> list[str]:
    """The first words as written; `((` for an arithmetic command, which is one word to us."""
    return ["((" if command.name == "((" else command.words[0].text for command in found if command.words]


def their_words(root: tree_sitter.Node) -> list[list[str]]:
    """The words of each node that has words."""
    wanted = [node for node in nodes(root) if node.type in ("command", "declaration_command", "unset_command")]
    return [
        [decoded(child) for child in node.children if child.type not in (NO_WORDS if node.type == "command" else "comment")]
        for node in wanted
    ]


def our_words(found: list[Command]) -> list[list[str]]:
    """The same of ours."""
    return [[word.text for word in command.words] for command in found if command.words and command.name not in ("[", "[[", "((")]


def word_class(ours: list[str], theirs: list[str]) -> str:
    """What kind of difference two lists of words have."""
    if "".join(ours) == "".join(theirs):
        return "a word cut in two"
    rest = iter(ours)
    if all(word in rest for word in theirs):
        return "words behind a redirection"
    return "unexplained"


class Tally:
    """What the comparison found."""

    def __init__(self) -> None:
        self.scripts = self.errors = self.same = self.commands = self.command_lines = 0
        self.empty = 0
        self.names: list[str] = []
        self.words: dict[str, Counter[tuple[str, str]]] = {}
        self.quoted: dict[str, str] = {}
        self.failed: list[Script] = []

    def add(self, script: Script, root: tree_sitter.Node) -> None:
        """Compare one script."""
        self.scripts += 1
        for command in script.found:
            self.quoted.update((word.text, word.value) for word in command.words if word.value is not None and word.value != word.text)
        if root.has_error:
            self.errors += 1
            self.failed.append(script)
            return
        ours = our_names(script.found)
        theirs = [name for name in map(their_name, nodes(root)) if name is not None]
        self.commands += len(ours)
        self.empty += not theirs
        if ours == theirs:
            self.same += 1
            self.add_words(our_words(script.found), their_words(root))
            return
        only_theirs, only_ours = Counter(theirs) - Counter(ours), Counter(ours) - Counter(theirs)
        shown = [code(", ".join(names.elements()) or "(the order)") for names in (only_ours, only_theirs)]
        self.names.append(f"| {script.where} | {shown[0]} | {shown[1]} |")

    def add_words(self, ours: list[list[str]], theirs: list[list[str]]) -> None:
        """Compare the words of two lists of commands that have the same names."""
        for mine, other in zip(ours, theirs, strict=True):
            self.command_lines += 1
            if mine != other:
                self.words.setdefault(word_class(mine, other), Counter())[" ".join(mine), " · ".join(other)] += 1


def small_scripts(parser: tree_sitter.Parser) -> tuple[int, list[str]]:
    """How many scripts of our own there are, and table rows for those whose header argues a difference."""
    rows, paths = [], sorted(SMALL_SCRIPTS.glob("*.sh"))
    for path in paths:
        text = path.read_bytes().decode()
        header = [line for line in text.split("\n") if line.startswith(("#= ", "#~ ", "#? "))]
        why = [line[3:] for line in header if line.startswith("#? ")]
        if why:
            root = parser.parse(text.encode()).root_node
            found = [name for name in map(their_name, nodes(root)) if name is not None]
            theirs = "cannot parse it" if root.has_error else code(", ".join(found))
            ours = ", ".join(line[3:] for line in header if line.startswith("#= "))
            script = "\n".join(line for line in text.split("\n") if line and line not in header)
            rows.append(f"| {path.stem} | {code(script)} | {code(ours)} | {theirs} | {why[0].replace(chr(124), chr(92) + chr(124))} |")
    return len(paths), rows


def values_unlike_bash(quoted: dict[str, str]) -> tuple[int, list[str]]:
    """How many literal words bash was asked about, and table rows for those it reads otherwise.

    Words in which a substitution could hide are left out, so that no text of the corpus is ever run.
    """
    bash = shutil.which("bash")
    asked = [word for word in sorted(quoted) if not any(mark in word for mark in ("$(", "`", "<(", ">(", "~"))]
    if not bash:
        return 0, []
    script = "set -f +B\n" + "".join(f"printf '%s\\0' {word}\n" for word in asked)
    done = subprocess.run(
        [bash, "--norc", "--noprofile"],
        input=script.encode("utf-8", "surrogateescape"),
        capture_output=True,
        check=False,
        env={"LC_ALL": "C.UTF-8", "PATH": ""},
    )
    said = done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]
    pairs = zip(asked, said + ["(nothing)"] * (len(asked) - len(said)), strict=False)
    return len(asked), [f"| {code(word)} | {code(quoted[word])} | {code(value)} |" for word, value in pairs if value != quoted[word]]


def code(text: str) -> str:
    """As code in a table cell, shortened."""
    shown = text.replace("\n", "⏎").replace("|", "\\|")
    shown = shown if len(shown) <= 160 else shown[:157] + "…"
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`"


def cpu(dockerfiles: list[Dockerfile]) -> tuple[int, int, float, float]:
    """RUNs, commands, and the least CPU seconds of five for their names, and for all their words, values and spans."""
    runs = [form for dockerfile in dockerfiles for form in shell_forms(dockerfile)]
    names_only, everything = [], []
    count = 0
    for _ in range(5):
        start = time.process_time()
        count = sum(len([command.name for command in commands(*run)]) for run in runs)
        names_only.append(time.process_time() - start)
        start = time.process_time()
        for run in runs:
            for command in commands(*run):
                for word in command.words:
                    _ = word.span
        everything.append(time.process_time() - start)
    return len(runs), count, min(names_only), min(everything)


WORD_ARGUMENTS = {
    "a word cut in two": "A word ends at a blank or an operator (POSIX XCU 2.3); tree-sitter-bash ends it before some `$`, backquotes and backslashes.",
    "words behind a redirection": "A redirection may stand anywhere in a command (XCU 2.9.1), and takes one word; tree-sitter-bash gives it all that follow.",
}


def report(tally: Tally, parser: tree_sitter.Parser, dockerfiles: list[Dockerfile]) -> str:
    """The whole report as Markdown."""
    parsed = tally.scripts - tally.errors
    lines = [
        "# The shell splitter beside tree-sitter-bash",
        "",
        "Made by `python -m benchmarks.shell_commands`, whose head says what is compared.",
        "",
        f"{len(dockerfiles)} files, {tally.scripts} shell-form RUNs of the sh family; tree-sitter-bash parses {parsed} of them without error.",
        f"**{tally.same} of {parsed} scripts ({100 * tally.same / parsed:.2f} %) have the same commands in the same order.** Wanted: 99.5 %.",
        f"These are {tally.commands} commands. Scripts without any, being variables or comments alone: {tally.empty}.",
        "",
        "## Differences in commands",
        "",
    ]
    lines += (
        ["| script | only we | only tree-sitter-bash |", "|---|---|---|", *tally.names, ""] if tally.names else ["In the corpus: none.", ""]
    )
    count, rows = small_scripts(parser)
    lines += [
        f"In our own {count} small scripts (tests/dockerfile/shell): {len(rows)}, each written down and argued in the script's head.",
        "",
        "| script | text | we | tree-sitter-bash | who is right, and why |",
        "|---|---|---|---|---|",
        *rows,
        "",
        "## Differences in words",
        "",
        f"{tally.command_lines} commands compared word by word; {sum(sum(found.values()) for found in tally.words.values())} differ:",
        "",
    ]
    for kind, differences in sorted(tally.words.items()):
        ours, theirs = min(differences, key=lambda pair: (len(pair[0]), pair))
        lines += [f"- **{kind}**: {sum(differences.values())} ({len(differences)} distinct). {WORD_ARGUMENTS.get(kind, '')}"]
        lines += [f"  Such as {code(ours)}, where tree-sitter-bash has {code(theirs)}."]
    asked, unlike = values_unlike_bash(tally.quoted)
    lines += ["", "## Values", ""]
    lines += [f"{asked} distinct words with quotes or escapes that we call literal were given to bash; it reads {len(unlike)} otherwise."]
    lines += ["", "| word | we | bash |", "|---|---|---|", *unlike] if unlike else []
    return "\n".join([*lines, "", *unparsed(tally), *speed(dockerfiles)]) + "\n"


def unparsed(tally: Tally) -> list[str]:
    """The section on the scripts that tree-sitter-bash cannot parse."""
    kinds: Counter[str] = Counter()
    for script in tally.failed:
        kinds[next((kind for kind, marks in UNPARSED.items() if any(mark in script.text for mark in marks)), "other things")] += 1
    rows = [f"| {kind} | {count} |" for kind, count in kinds.most_common()]
    head = ["## Scripts that tree-sitter-bash cannot parse", "", "Not compared; we give their commands all the same.", ""]
    return [*head, "| what is in them | scripts |", "|---|--:|", *rows, ""]


def speed(dockerfiles: list[Dockerfile]) -> list[str]:
    """The section on CPU time."""
    chosen = dockerfiles[:: max(1, len(dockerfiles) // TIMED_FILES)][:TIMED_FILES]
    runs, count, names_only, everything = cpu(chosen)
    return [
        "## CPU time",
        "",
        f"{runs} RUNs of {len(chosen)} files spread over the corpus, {count} commands, one process, the least of five:",
        f"{names_only * 1000:.0f} ms for all commands and their names; {everything * 1000:.0f} ms with every word, value and span.",
    ]


def main() -> int:
    """Compare, write the report, and say whether the aim is met."""
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))
    tally, dockerfiles = Tally(), []
    for path in corpus_files():
        dockerfiles.append(parse(Source(path.read_bytes(), str(path))))
        for script in scripts(path, dockerfiles[-1]):
            tally.add(script, parser.parse(script.text.encode("utf-8", "surrogateescape")).root_node)
    text = report(tally, parser, dockerfiles)
    (HERE / "shell_commands.md").write_text(text, encoding="utf-8")
    print(text)
    return int("unexplained" in tally.words or tally.same < 0.995 * (tally.scripts - tally.errors))


if __name__ == "__main__":
    sys.exit(main())
