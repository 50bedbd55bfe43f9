"""The doors to what looks closely at the script of a RUN: most RUNs show at a glance that there is nothing to see."""

from __future__ import annotations

from collections.abc import Iterator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts
    from layerlint.problem import Finding
    from layerlint.registry import Rule

_LOADERS = ("curl", "wget")
# A text without any of these has nothing of bash in it.
_BASH = (
    "[[", "==", "source", "{", "<(", ">(", "<<<", "&>", ">&", "|&", "=(", "+=", "$'", "echo -", "pipefail", "((", "export -f", "function ",
    "let ", "pushd", "popd", "declare", "typeset", "shopt", "mapfile", "readarray", "builtin", "disown", "compgen",
)  # fmt: skip


def unnoticed_download(run: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL702: a download whose failure ends in an empty script or file, and the build goes on."""
    text = _text(run)
    if "|" in text and any(loader in text for loader in _LOADERS):
        from layerlint.checks.pipes import lost_downloads

        yield from lost_downloads(run, file, rule)


def unguarded_script(run: Instruction, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL703: a here-document of several commands that goes on when one of them fails."""
    if run.heredocs:
        from layerlint.checks.heredocs import unguarded

        yield from unguarded(run, file, certain=True)


def possibly_unguarded_script(run: Instruction, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL716: the same where SHELL may have `-e`, or where the last command fails together with the others."""
    if run.heredocs:
        from layerlint.checks.heredocs import unguarded

        yield from unguarded(run, file, certain=False)


def indented_end(instruction: Instruction, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL704: the line that was to end a here-document has blanks around it, so the text goes on."""
    if instruction.heredocs:
        from layerlint.checks.heredocs import not_ended

        yield from not_ended(instruction, file)


def bash_in_sh(run: Instruction, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL705: what only bash knows, where /bin/sh is dash or busybox."""
    text = _text(run)
    if run.stage >= 0 and any(mark in text for mark in _BASH):
        from layerlint.checks.bash_syntax import in_sh

        yield from in_sh(run, file)


def _text(run: Instruction) -> str:
    return "\n".join((run.fragment.text, *[heredoc.body.text for heredoc in run.heredocs])) if run.heredocs else run.fragment.text
