"""Words of bash in a script that another shell reads."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.build.scripts import minds_pipes, reader
from layerlint.build.windows import shell_name
from layerlint.knowledge.base_shells import BUSYBOX, DASH, sh_of
from layerlint.knowledge.bash_syntax import BREAKS, GOES_ON, names_files, unknown_command, unknown_in_word
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.shell import Command
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts

    Unknown = tuple[Span, str, str]

_NAMES = {DASH: "dash", BUSYBOX: "busybox"}
# dash 0.5.13 has pipefail; these are not sure to have an older one.
_NEWER = ("sid", "unstable", "testing", "forky", "rolling", "devel", "resolute", "26", "latest")
_REPLACES = (" /bin/sh", " /usr/bin/sh", "dash/sh", "reconfigure", "binsh")


def in_sh(run: Instruction, file: Facts) -> Iterator[Finding]:
    """LL705: what only bash knows, where /bin/sh is dash or busybox."""
    sh = _sh(run, file) if shell_name(reader(run, file)) == "sh" else None
    if sh is None:
        return
    told: set[str] = set()
    for span, what, weight in _unknown(run, file, sh):
        if what not in told:
            told.add(what)
            severity = weight if run.stage in file.graph.built else GOES_ON
            yield Finding(span, f"`{what}` is bash, and /bin/sh is {_NAMES[sh]} here", severity=severity)


def _sh(run: Instruction, file: Facts) -> str | None:
    """What /bin/sh is; None when the base does not tell, or when something may have replaced it."""
    chain = file.graph.chain(file.dockerfile.stages[run.stage])
    sh = sh_of(file.graph.base_reference(chain[0]))
    replaced = any(_replaced_at(stage.index, file) <= run.span[0] for stage in chain)
    return sh if sh in _NAMES and not replaced else None


@lru_cache(maxsize=256)
def _replaced_at(stage: int, file: Facts) -> float:
    """Where the first instruction of a stage stands that may replace /bin/sh."""
    for each in file.dockerfile.stages[stage].instructions:
        if each.name in ("RUN", "COPY", "ADD") and any(mark in each.fragment.text for mark in _REPLACES):
            return each.span[0]
    return float("inf")


def _unknown(run: Instruction, file: Facts, sh: str) -> Iterator[Unknown]:
    defined = False
    for command in file.commands(run):
        if "heredoc" in command.context:
            continue
        if sh == DASH and not defined and "function" in command.context:
            defined = True
            yield from _keyword(command, run, file)
        yield from _around(command, sh, file)
        words = [word.value for word in command.words]
        if not words:
            continue
        found = unknown_command(words, sh)
        if found:
            yield command.words[found[0]].span, found[1], found[2]
        if sh == DASH and words[0] == "set" and minds_pipes(tuple(words)) and _has_old_dash(run, file):
            yield command.span, "set -o pipefail", BREAKS
        for word in command.words:
            inside = unknown_in_word(word.text, sh, names_file=names_files(words))
            if inside:
                yield word.span, *inside


def _keyword(command: Command, run: Instruction, file: Facts) -> Iterator[Unknown]:
    """The word `function` in front of the function that `command` is the first of."""
    text = file.dockerfile.source.text
    begin = text.rfind("function ", run.span[0], command.begins())
    if begin < 0:  # `f() {`, as sh has it
        return
    between = text[begin : command.begins()].replace("(", " ").replace(")", " ").replace("{", " ").split()
    if [word for word in between if word != "\\"][1:2] == between[-1:] and text[begin - 1 : begin] in (" ", "\t", "\n", ";", "&"):
        yield (begin, begin + len("function")), "function", BREAKS


def _around(command: Command, sh: str, file: Facts) -> Iterator[Unknown]:
    """Pipes, redirections and assignments."""
    if command.operator == "|&":
        yield command.span, "|&", BREAKS
    for one in command.redirections:
        if one.operator == "<<<":
            yield one.span, "<<<", BREAKS
        elif one.operator in ("&>", "&>>"):
            yield one.span, one.operator, GOES_ON
        elif (
            one.operator == ">&"
            and sh == DASH
            and one.target.value
            and not one.target.value.rstrip("-").isdigit()
            and one.target.value != "-"
        ):
            yield one.span, ">&", BREAKS
    for assignment in command.assignments:
        if assignment.value.text.startswith("("):
            yield assignment.span, "a=(…)", BREAKS
            continue
        inside = unknown_in_word(assignment.value.text, sh, names_file=False) if assignment.value.text else None
        if inside:
            yield assignment.value.span, *inside
        if file.dockerfile.source.text.startswith("+=", assignment.span[0] + len(assignment.name)):
            yield assignment.span, "+=", GOES_ON


def _has_old_dash(run: Instruction, file: Facts) -> bool:
    reference = file.graph.base_reference(file.graph.chain(file.dockerfile.stages[run.stage])[0]) or ""
    name, _, tag = reference.rpartition(":")
    return bool(name) and not any(word.startswith(_NEWER) for word in tag.replace(".", "-").split("-"))
