"""Strings, `${…}`, `$(…)`, `$((…))`, backquotes and patterns: what may stand inside a word and hold commands itself.

Each function reads on at `scanner.at`; those that are the `step` of a frame are called until they leave it.
"""

from __future__ import annotations

from layerlint.dockerfile.shell_bodies import Body, deeper
from layerlint.dockerfile.shell_model import Passage, without_backslashes
from layerlint.dockerfile.shell_words import IN_QUOTES, PIECE, compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.shell_scanner import Scanner

QUOTES = "'\"\\$`"  # where PIECE stops when it meets something that has to be opened, or that nothing closes
# On inside a command: words and blanks, up to an operator, a comment, or one of QUOTES.
MORE = rf"(?:{PIECE}|[ \t\r]+(?![ \t\r#]|\\\r?\n#)){{0,500}}"
STRING = IN_QUOTES
IN_BRACES = r"[^}'\"`$\\]*(?:(?:\\[\s\S]|\$(?![({]))[^}'\"`$\\]*)*"
EXPANSION = r"\\[\s\S]|\$[({]|`"
BACKQUOTED = r"[^`\\]*(?:\\[\s\S][^`\\]*)*"


def expansion(scanner: Scanner) -> None:
    """At one of QUOTES."""
    mark = scanner.text[scanner.at]
    if mark == "$":
        dollar(scanner)
    elif mark == "`":
        backquote(scanner)
    elif mark == '"':
        scanner.enter("string", string, scanner.at, scanner.at + 1)
    else:
        scanner.give_up()


def dollar(scanner: Scanner) -> None:
    """`$(`, `$((`, `${`; anything else is a character."""
    at, text = scanner.at, scanner.text
    mark = text[at + 1 : at + 2]
    if mark == "(":
        end = arithmetic_end(scanner, at + 1)
        if end < 0:
            scanner.substitute(at, at + 2)
        else:
            scanner.enter("arithmetic", plain, at, at + 3, end)
    elif mark == "{":
        scanner.enter("braces", braces, at, at + 2)
    elif mark == "'" and not scanner.top.quoted:
        scanner.give_up()
    else:
        scanner.at += 1


def string(scanner: Scanner) -> None:
    """Inside double quotes."""
    found = compiled(STRING).match(scanner.text, scanner.at, scanner.stop)
    scanner.at = found.end() if found else scanner.at
    if scanner.at >= scanner.stop:
        return
    if scanner.text[scanner.at] == '"':
        scanner.leave(scanner.at + 1)
    else:
        expansion(scanner)


def braces(scanner: Scanner) -> None:
    """Inside a `${…}`. Where that is inside double quotes, a single quote is a character."""
    found = compiled(IN_BRACES).match(scanner.text, scanner.at, scanner.stop)
    scanner.at = found.end() if found else scanner.at
    if scanner.at >= scanner.stop:
        return
    mark = scanner.text[scanner.at]
    if mark == "}":
        scanner.leave(scanner.at + 1)
    elif mark != "'":
        expansion(scanner)
    elif scanner.top.quoted:
        scanner.at += 1
    else:
        end = scanner.text.find("'", scanner.at + 1, scanner.stop)
        if end < 0:
            scanner.give_up()
        else:
            scanner.at = end + 1


def plain(scanner: Scanner) -> None:
    """Inside an arithmetic or a here-document, where quotes are characters: on to the next expansion, or out."""
    limit = scanner.top.limit
    found = compiled(EXPANSION).search(scanner.text, scanner.at, max(limit, scanner.at))
    if not found:
        if scanner.top.kind == "arithmetic":
            scanner.leave(max(limit + 2, scanner.at))
        else:
            scanner.at = scanner.stop
    elif found.group()[0] == "\\":
        scanner.at = found.end()
    else:
        scanner.at = found.start()
        expansion(scanner)


def enclosed(scanner: Scanner) -> None:
    """Words between parentheses: an array, `@(a|b)`, or the pattern of a case arm."""
    found = compiled(MORE).match(scanner.text, scanner.at, scanner.stop)
    scanner.at = found.end() if found else scanner.at
    if scanner.at >= scanner.stop:
        return
    mark = scanner.text[scanner.at]
    if mark == ")" and not scanner.top.limit:
        scanner.leave(scanner.at + 1)
    elif mark in QUOTES:
        expansion(scanner)
    elif mark in " \t\r":
        scanner.comment()
    else:
        scanner.top.limit += (mark == "(") - (mark == ")")
        scanner.at += 1


def backquote(scanner: Scanner) -> None:
    """A substitution in backquotes: a body of its own, since the backslashes before ``$`\\`` go before it is read."""
    text, start, passage = scanner.text, scanner.at + 1, scanner.passage
    found = compiled(BACKQUOTED).match(text, start, scanner.stop)
    stop = found.end() if found else start
    if stop >= scanner.stop or text[stop] != "`":
        scanner.complete = False
        stop = scanner.stop
    behind = min(stop + 1, scanner.stop)
    passage.holes[scanner.at] = scanner.at = behind
    if text.find("\\", start, stop) >= 0:
        passage = Passage(without_backslashes(passage.fragment, start, stop, '$`\\"' if scanner.top.quoted else "$`\\"))
        start, stop = 0, len(passage.text)
    body = Body(passage, start, stop, deeper(scanner.top.context, "substitution"), scanner.top.depth + 1)
    body.nested = scanner.body.nested
    scanner.bodies.append(body)


def arithmetic_end(scanner: Scanner, opened: int) -> int:
    """Where the `))` stands of the `((` at `opened`; -1 where these are two parentheses of another kind."""
    if not scanner.text.startswith("((", opened):
        return -1
    if scanner.arithmetic is None:
        scanner.arithmetic = _arithmetic(scanner.text, scanner.body.start, scanner.stop)
    return scanner.arithmetic.get(opened, -1)


def _arithmetic(text: str, at: int, stop: int) -> dict[int, int]:
    """Where each `((` has its `))`, for a whole body at once: to look for each apart could take for ever."""
    outside = compiled(r"\\[\s\S]|'[^']*'|(?<=[\s;&|(])#[^\n]*|[()\"]")
    inside = compiled(r"\\[\s\S]|\$\(|\"")
    pairs: dict[int, int] = {}
    ends: dict[int, int] = {}
    opened: list[int] = []  # -1: a string
    while at < stop:
        in_string = bool(opened) and opened[-1] < 0
        found = (inside if in_string else outside).search(text, at, stop)
        if not found:
            break
        at, mark = found.end(), found.group()
        if mark in ("(", "$("):
            opened.append(at - 1)
        elif mark == ")" and opened:
            start = opened.pop()
            pairs[start] = at - 1
            if pairs.get(start + 1) == at - 2:
                ends[start] = at - 2
        elif mark == '"':
            if in_string:
                opened.pop()
            else:
                opened.append(-1)
    return ends
