"""Which of ShellCheck's dialects a shell speaks, written as the first line of a script."""

from __future__ import annotations

from collections.abc import Iterable

from layerlint.knowledge.base_shells import base_shell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts

# ShellCheck tells dialects by these names; `busybox sh` is known since 0.10 (its CHANGELOG). ash is what busybox calls its sh.
DIALECTS = {
    "ash": "/bin/busybox sh",
    "bash": "/bin/bash",
    "busybox": "/bin/busybox sh",
    "dash": "/bin/dash",
    "ksh": "/bin/ksh",
    "sh": "/bin/sh",
}
LAUNCHERS = ("env", "-s", "--split-string")  # what stands before the name of the shell in `#!/usr/bin/env -S bash -e`

NAMES = "shell="


def first_line(shell: Iterable[str], sh: str) -> str | None:
    """The `#!` line for the words of a SHELL; None for a shell that ShellCheck does not know (zsh, PowerShell, Python).

    `sh` is what /bin/sh is. `-e` is kept: below it ShellCheck does not ask for `cd … || exit`.
    """
    words = [word for word in shell if basename(word) not in LAUNCHERS]
    name = basename(words[0]) if words else ""
    dialect = DIALECTS.get(sh if name == "sh" else name)
    if dialect is None:
        return None
    stops = any(word[:1] == "-" and word[1:2] != "-" and "e" in word for word in words[1:])
    return f"#!{dialect} -e" if stops and " " not in dialect else f"#!{dialect}"


def shells(facts: Facts) -> list[str]:
    """What /bin/sh is in each stage, after the image it begins with: `cmd` on Windows, `sh` where nobody can tell."""
    found: list[str] = []
    for stage in facts.dockerfile.stages:
        parent = facts.scopes.parent(stage)
        written = stage.base.text if stage.base else ""
        reference = facts.scopes.base_reference(stage) or ""
        found.append(found[parent.index] if parent else base_shell(reference) or base_shell(written) or "sh")
    return found


def named_shell(instruction: Instruction, text: str) -> str | None:
    """The shell that a comment above an instruction of the file `text` names: `# hadolint shell=bash`, `# shellcheck shell=bash`."""
    for start, end in instruction.comments:
        words = text[start:end].lstrip("# \t").split() if NAMES in text[start:end] else []
        if words[:1] in (["hadolint"], ["shellcheck"]):
            for word in words[1:]:
                if word.startswith(NAMES) and len(word) > len(NAMES):
                    return word[len(NAMES) :]
    return None


def basename(word: str) -> str:
    """The name of a program, also of one of Windows."""
    return word.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")


def of_file(script: str, sh: str) -> str | None:
    """The `#!` line for a script that begins with one of its own; None where no shell of ours reads it."""
    return first_line(script.partition("\n")[0].removeprefix("#!").split(), sh)
