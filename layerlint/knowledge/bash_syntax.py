"""What bash knows and the sh of an image does not: the names of commands, and what stands in words.

Every row was run in Debian 12 (dash 0.5.12) and busybox 1.37, 2026-11. BREAKS: the shell gives up, and with it the RUN.
A word is looked at without what stands in quotes, so some uses are missed and none is made up.
"""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.dockerfile.shell_words import compiled
from layerlint.knowledge.base_shells import DASH

BREAKS, GOES_ON = "error", "warning"

_NOWHERE_ELSE = frozenset("pushd popd dirs declare typeset shopt mapfile readarray builtin disown compgen complete".split())
_NOT_IN_DASH = frozenset(("[[", "source", "let"))
# Words of these are names of files, where a brace is never meant as itself.
_FILES = frozenset("mkdir rm rmdir cp mv touch chmod chown chgrp ln ls cat install".split())
_BRACES = r"(?<![$\\])\{[^{}\s,]*(?:,[^{}\s]*|\.\.[^{}\s]+)\}"
_QUOTED = r"'[^']*'|\"(?:[^\"\\]|\\[\s\S])*\"|\\[\s\S]"
_SINGLE = r"'[^']*'"
_EXPANSION = r"(?<!\\)\$\{(?:(!)\w+|\w+(\[|\^|,|@[A-Za-z]\}|//?|:(?=[0-9 $(])))"
_ONLY_DASH = ("/", "//", ":")


def unknown_command(words: list[str | None], sh: str) -> tuple[int, str, str] | None:
    """Which word of a command the shell does not know: its place, what it is called, how bad that is."""
    name = words[0]
    if name is None:
        return None
    if name in _NOWHERE_ELSE or name == "((" or (name in _NOT_IN_DASH and sh == DASH):
        return 0, name, GOES_ON
    if name == "export" and "-f" in words:
        return words.index("-f"), "export -f", BREAKS
    if sh != DASH:
        return None
    if name in ("[", "test") and "==" in words:
        return words.index("=="), "==", GOES_ON
    if name == "echo" and len(words) > 1 and words[1] and compiled(r"-[nE]*e[neE]*").fullmatch(words[1]):
        return 1, f"echo {words[1]}", GOES_ON
    return None


def unknown_in_word(text: str, sh: str, *, names_file: bool) -> tuple[str, str] | None:
    """What in a word the shell does not know, and how bad that is."""
    if sh == DASH and text[:2] in ("<(", ">("):
        return text[:2], BREAKS
    if sh == DASH and text[:2] == "$'":
        return "$'…'", GOES_ON
    for found in _expansions(text):
        if sh == DASH or found not in _ONLY_DASH:
            return f"${{x{found}}}" if found != "!" else "${!x}", BREAKS
    if names_file and "{" in text and compiled(_BRACES).search(compiled(_QUOTED).sub("_", text)):
        return "{a,b}", GOES_ON
    return None


def names_files(words: list[str | None]) -> bool:
    """True for `mkdir`, `cp` and other programs that take nothing but options and names of files."""
    return words[0] in _FILES


def _expansions(text: str) -> Iterator[str]:
    """What stands behind the name in each `${…}` that only bash knows; `!` for `${!x}`."""
    if "${" not in text or "$(" in text or "`" in text:
        return
    bare = text if text[0] == '"' and text.count('"') == 2 else compiled(_SINGLE).sub("_", text)
    for found in compiled(_EXPANSION).finditer(bare):
        yield found.group(1) or found.group(2)[:2].rstrip("}").rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
