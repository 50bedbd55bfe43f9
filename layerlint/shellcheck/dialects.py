"""Which of ShellCheck's dialects a shell speaks, written as the first line of a script."""

from __future__ import annotations

from collections.abc import Iterable

# ShellCheck tells dialects by these names; `busybox sh` is known since 0.10 (its CHANGELOG). ash is what busybox calls its sh.
DIALECTS = {
    "ash": "/bin/busybox sh",
    "bash": "/bin/bash",
    "busybox": "/bin/busybox sh",
    "dash": "/bin/dash",
    "ksh": "/bin/ksh",
    "sh": "/bin/sh",
}
LAUNCHERS = ("env", "-S", "--split-string")  # what stands before the name of the shell in `#!/usr/bin/env -S bash -e`


def first_line(shell: Iterable[str]) -> str | None:
    """The `#!` line for the words of a SHELL; None for a shell that ShellCheck does not know (zsh, PowerShell, Python).

    `-e` is kept: below it ShellCheck does not ask for `cd … || exit`.
    """
    words = [word for word in shell if basename(word) not in LAUNCHERS]
    dialect = DIALECTS.get(basename(words[0])) if words else None
    if dialect is None:
        return None
    stops = any(word[:1] == "-" and word[1:2] != "-" and "e" in word for word in words[1:])
    return f"#!{dialect} -e" if stops and " " not in dialect else f"#!{dialect}"


def basename(word: str) -> str:
    """The name of a program, also of one of Windows."""
    return word.replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe")


def of_file(script: str) -> str | None:
    """The `#!` line for a script that begins with one of its own; None where no shell of ours reads it."""
    return first_line(script.partition("\n")[0].removeprefix("#!").split())
