"""The words of one simple command: where they end, and what they say once quotes and escapes are gone.

Nothing here looks for commands; shell_scanner.py has done that and left in `Passage.holes` where each expansion that
holds commands of its own begins and ends, so no text is read twice however deep it is nested.
"""

from __future__ import annotations

import re

from layerlint.dockerfile.shell_model import Assignment, Parts, Passage, Redirection, ShellWord
from layerlint.dockerfile.source import Fragment

# A carriage return counts as a blank: a shell would take it for a letter, and say "not found" of every last word.
ORDINARY = r"[^ \t\r\n;&|()<>'\"\\$`]"
BRACES = r"\{[^{}'\"`$\\]*\}"  # a `${…}` with nothing in it that has to be read
IN_QUOTES = rf"[^\"\\$`]*(?:(?:\\[\s\S]|\$(?![({{])|\${BRACES})[^\"\\$`]*)*"
# What can be skipped in one go inside a word. Each branch begins differently, so nothing is ever tried twice.
PIECE = (
    rf"{ORDINARY}+|\\(?:\r\n|[\s\S])|'[^']*'|\"{IN_QUOTES}\"|"
    rf"\$(?:{BRACES}|'[^'\\]*(?:\\[\s\S][^'\\]*)*'|(?![({{']))"
)
WORD = re.compile(rf"(?:{PIECE}){{1,500}}")
GAP = re.compile(r"(?:[ \t\r]+|\\\r?\n){0,500}")
NEXT_WORD = re.compile(rf"(?:[ \t\r\n]+|\\\r?\n){{0,500}}(?:({ORDINARY}+)(?=[ \t\r\n]|\Z))?")  # the word, if nothing in it is special
REDIRECTION = re.compile(r"(\d*|\{\w+\})(<<<|<<-?|<[&>]?(?!\()|>[>&|]?(?!\()|&>>?)")
ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(?:\[[^\]]*\])?\+?=")
QUOTED = re.compile(rf"'([^']*)'|\"({IN_QUOTES})\"|\$'([^'\\]*(?:\\[\s\S][^'\\]*)*)'|\\(\r\n|[\s\S])|\$(?=\")|([`$\"'\\])")
IN_DOUBLE = re.compile(r"\\(\r\n|[\s\S])|(`|\$[\w{(?!#@*$-])")
C_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3}|[\s\S])")
C_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "v": "\v"}


def split(passage: Passage, start: int, end: int) -> Parts:
    """The parts of the simple command `text[start:end]`. In a `[[ … ]]`, `<` and `>` are words."""
    parts, text, fragment, at = Parts(), passage.text, passage.fragment, start
    condition = text.startswith("[[", at)
    while at < end:
        found = NEXT_WORD.match(text, at, end)
        begin = at = found.end() if found else at
        value: str | None = found.group(1) if found else None
        if value is not None:
            begin = at - len(value)
        elif at >= end:
            break
        elif text[at] in " \t\r\n":
            continue
        else:
            redirection = None if condition else REDIRECTION.match(text, at, end)
            if redirection:
                at = _redirection(passage, redirection, end, parts)
                continue
            at, value = _word(passage, at, end)
        assigned = None if parts.words else ASSIGNMENT.match(text, begin, at)
        if assigned:
            parts.assignments.append(_assignment(passage, assigned, at, value))
        else:
            parts.words.append(ShellWord(fragment, begin, at, value))
            condition = condition and value != "]]"
    return parts


def _assignment(passage: Passage, assigned: re.Match[str], end: int, value: str | None) -> Assignment:
    start = assigned.end()
    if value is not None:
        value = None if passage.text.startswith("(", start) else literal(passage.text[start:end])
    word = ShellWord(passage.fragment, start, end, value)
    return Assignment(assigned.group(1), word, passage.fragment.span(assigned.start(), end))


def _redirection(passage: Passage, found: re.Match[str], end: int, parts: Parts) -> int:
    gap = GAP.match(passage.text, found.end(), end)
    start = gap.end() if gap else found.end()
    stop, value = _word(passage, start, end) if start < end else (start, "")
    number, operator = found.groups()
    target = ShellWord(passage.fragment, start, stop, value)
    span = passage.fragment.span(found.start(), stop)
    parts.redirections.append(Redirection(operator, int(number) if number[:1].isdigit() else None, target, span))
    return stop


def _word(passage: Passage, start: int, end: int) -> tuple[int, str | None]:
    """Where the word that begins at `start` ends, which is further on, and its value."""
    text, holes, at = passage.text, passage.holes, start
    known = True
    while at < end:
        found = WORD.match(text, at, end)
        if found:
            at = found.end()
        elif at in holes:
            at, known = min(holes[at], end), False
        elif text[at] in "'\"\\$`":  # a quote that nothing closes
            at, known = end, False
        else:
            at = max(at, start + 1)  # an operator character where no operator can be
            break
    while text.endswith(("\\\n", "\\\r\n"), start + 1, at):  # a continuation line begins behind the word
        at -= 3 if text[at - 2] == "\r" else 2
    return at, literal(text[start:at]) if known else None


def quoted(word: ShellWord) -> Fragment | None:
    """The text of a word that is one quoted string with nothing but variables in it; None for any other word."""
    text = word.text
    if text[:1] == "'" and text.find("'", 1) == len(text) - 1:
        return word.inside("")
    found = QUOTED.fullmatch(text) if text[:1] == '"' and len(text) > 1 else None
    return word.inside('$`\\"') if found else None


def literal(text: str) -> str | None:
    """What a word says without its quotes and escapes; None when an expansion has a say in it."""
    parts, at = [], 0
    for found in QUOTED.finditer(text):
        value = _unquoted(found, text)
        if value is None:
            return None
        parts.append(text[at : found.start()])
        parts.append(value)
        at = found.end()
    parts.append(text[at:])
    return "".join(parts)


def _unquoted(found: re.Match[str], text: str) -> str | None:
    single, double, c_string, escaped, other = found.groups()
    if single is not None:
        return single
    if double is not None:
        return _double(double)
    if c_string is not None:
        return C_ESCAPE.sub(_c_escape, c_string)
    if escaped is not None:
        return "" if escaped[-1] == "\n" else escaped
    if other == "$" and not IN_DOUBLE.match(text, found.start()):
        return "$"
    return "" if other is None else None  # the `$` of `$"…"` is dropped


def _double(text: str) -> str | None:
    """The text of a double-quoted string, where a backslash escapes only ``$`"\\`` and the line end."""
    parts, at = [], 0
    for found in IN_DOUBLE.finditer(text):
        escaped, variable = found.groups()
        if variable:
            return None
        parts.append(text[at : found.start()])
        if escaped[-1] != "\n":
            parts.append(escaped if escaped in '"\\$`' else "\\" + escaped)
        at = found.end()
    parts.append(text[at:])
    return "".join(parts)


def _c_escape(found: re.Match[str]) -> str:
    """One escape of `$'…'`, as bash reads it."""
    code = found.group(1)
    if code[0] in "01234567":
        return chr(int(code, 8) & 0xFF)
    if code[0] in "xuU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number <= 0x10FFFF else ""
    return C_LETTERS.get(code, code if code in "\\'\"?" else "\\" + code)
