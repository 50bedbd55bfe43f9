"""The reserved words: each is a function that goes on behind its word and says whether it was one after all.

A closing word without its opening one is a command like any other, and an opening one may stay open: nothing that
follows is lost.
"""

from __future__ import annotations

from collections.abc import Callable

from layerlint.dockerfile.shell_expansions import QUOTES, arithmetic_end, enclosed, expansion, plain
from layerlint.dockerfile.shell_words import ORDINARY, WORD, compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.shell_scanner import Scanner

FARTHEST = 8  # constructs left open inside the one that a word closes
BEHIND_A_CLOSE = frozenset(("then", "else", "elif", "fi", "do", "done", "esac", "{", "}"))

NEXT = r"(?=[ \t\r\n;&|()<>]|\Z)"
GAP = r"(?:[ \t\r\n]+|\\\r?\n|(?<=[ \t\r\n])#[^\n]*){0,500}"
NAME = rf"(?:[ \t\r]+|\\\r?\n){{0,500}}({ORDINARY}+)"
IN_OR_DO = rf"{GAP}(in|do){NEXT}"
ARM = rf"{GAP}(?:(esac){NEXT}|\()?"


def _transparent(scanner: Scanner, _start: int) -> bool:
    """`then`, `else`, `!`: a command follows."""
    scanner.idle = True
    return True


def _timed(scanner: Scanner, _start: int) -> bool:
    """`time`, or `time -p`. With any other option it is the program of that name."""
    at = _skip_blanks(scanner)
    if scanner.text.startswith("-p", at) and scanner.text[at + 2 : at + 3] in ("", " ", "\t"):
        scanner.at = at + 2
    elif scanner.text.startswith("-", at):
        return False
    scanner.idle = True
    return True


def _opens(kind: str) -> Callable[[Scanner, int], bool]:
    """`if`, `while`, `until`, `{`."""

    def opened(scanner: Scanner, _start: int) -> bool:
        scanner.push(kind)
        return True

    return opened


def _closes(kinds: tuple[str, ...]) -> Callable[[Scanner, int], bool]:
    """`fi`, `done`, `esac`, `}`."""

    def closed(scanner: Scanner, _start: int) -> bool:
        for count, frame in enumerate(reversed(scanner.frames[-FARTHEST:]), 1):
            if frame.kind in kinds:
                scanner.close(count)
                return True
            if frame.kind in ("subshell", "substitution", "script"):
                return False
        return False

    return closed


def _for(scanner: Scanner, _start: int) -> bool:
    """`for NAME in …;`, `for NAME;`, `for NAME do`, `for ((…))`; `select` likewise. The words are no command."""
    scanner.push("for")
    end = arithmetic_end(scanner, _skip_blanks(scanner))
    if end >= 0:
        scanner.closed = True
        scanner.enter("arithmetic", plain, -1, _skip_blanks(scanner) + 2, end)
        return True
    name = compiled(NAME).match(scanner.text, scanner.at, scanner.stop)
    if not name:
        return True
    scanner.at = name.end()
    scanner.idle = False
    following = compiled(IN_OR_DO).match(scanner.text, scanner.at, scanner.stop)
    if following:
        scanner.idle = following.group(1) == "do"
        scanner.at = following.start(1) if scanner.idle else following.end()
    return True


def _function(scanner: Scanner, _start: int) -> bool:
    """`function NAME`, with or without `()`; what follows is its body."""
    name = compiled(NAME).match(scanner.text, scanner.at, scanner.stop)
    if not name:
        return False
    scanner.push("function")
    scanner.at = name.end()
    at = _skip_blanks(scanner)
    if scanner.text.startswith("(", at):
        end = at + 1
        while scanner.text[end : end + 1] in (" ", "\t"):
            end += 1
        if scanner.text.startswith(")", end):
            scanner.at = end + 1
    return True


def _case(scanner: Scanner, _start: int) -> bool:
    """`case WORD in`; the word comes first."""
    scanner.push("case")
    scanner.at = _skip_blanks(scanner)
    scanner.top.step = _case_word
    return True


def _case_word(scanner: Scanner) -> None:
    found = compiled(WORD).match(scanner.text, scanner.at, scanner.stop)
    scanner.at = found.end() if found else scanner.at
    if scanner.at < scanner.stop and scanner.text[scanner.at] in QUOTES:
        expansion(scanner)
        return
    scanner.top.step = scanner.root_step
    following = compiled(IN_OR_DO).match(scanner.text, scanner.at, scanner.stop)
    if following and following.group(1) == "in":
        scanner.at = following.end()
        arm(scanner)


def arm(scanner: Scanner) -> None:
    """Behind `in` or `;;`: the next pattern, or `esac`."""
    found = compiled(ARM).match(scanner.text, scanner.at, scanner.stop)
    scanner.at = found.end() if found else scanner.at
    scanner.operator = ""
    if found and found.group(1):
        scanner.close(1)
    else:
        scanner.enter("pattern", enclosed, -1, scanner.at)


def _condition(scanner: Scanner, start: int) -> bool:
    """`[[`, if there is a `]]` for it."""
    if scanner.brackets < scanner.at:
        found = compiled(rf"(?<=[ \t\r\n)])\]\]{NEXT}").search(scanner.text, scanner.at, scanner.stop)
        scanner.brackets = found.start() if found else scanner.stop + 1
    if scanner.brackets > scanner.stop:
        return False
    scanner.open(start, "[[")
    scanner.enter("condition", _in_condition, -1, scanner.at)
    return True


def _in_condition(scanner: Scanner) -> None:
    found = compiled(WORD).match(scanner.text, scanner.at, scanner.stop)
    if found and found.group() == "]]":
        scanner.leave(found.end())
        return
    scanner.at = found.end() if found else scanner.at
    if scanner.at >= scanner.stop:
        return
    if scanner.text[scanner.at] in QUOTES:
        expansion(scanner)
    else:
        scanner.at += 1


def _skip_blanks(scanner: Scanner) -> int:
    at, text = scanner.at, scanner.text
    while text[at : at + 1] in (" ", "\t"):
        at += 1
    return at


KEYWORDS: dict[str, Callable[[Scanner, int], bool]] = {
    "!": _transparent,
    "then": _transparent,
    "else": _transparent,
    "elif": _transparent,
    "do": _transparent,
    "coproc": _transparent,
    "time": _timed,
    "if": _opens("if"),
    "while": _opens("while"),
    "until": _opens("until"),
    "{": _opens("group"),
    "fi": _closes(("if",)),
    "done": _closes(("for", "while", "until")),
    "esac": _closes(("case",)),
    "}": _closes(("group",)),
    "for": _for,
    "select": _for,
    "function": _function,
    "case": _case,
    "[[": _condition,
}
