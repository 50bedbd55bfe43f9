"""The words of one simple command: where they end, and what they say once quotes and escapes are gone.

Nothing here looks for commands; shell_scanner.py has done that and left in `Passage.holes` where each expansion that
holds commands of its own begins and ends, so no text is read twice however deep it is nested.
"""

from __future__ import annotations

import re
from functools import cache

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
WORD = rf"(?:{PIECE}){{1,500}}"
GAP = r"(?:[ \t\r]+|\\\r?\n){0,500}"
# Blanks, then the word if there is nothing in it but ordinary characters and `$NAME`.
NEXT_WORD = rf"(?:[ \t\r\n]+|\\\r?\n){{0,500}}(?:({ORDINARY}*(?:\$\w{ORDINARY}*)*)(?=[ \t\r\n]|\Z))?"
ASSIGNMENT = r"([A-Za-z_]\w{0,200})(?:\[[^\]]{0,200}\])?\+?="
QUOTED = rf"'([^']*)'|\"({IN_QUOTES})\"|\$'([^'\\]*(?:\\[\s\S][^'\\]*)*)'|\\(\r\n|[\s\S])|\$(?=\")|([`$\"'\\])"
IN_DOUBLE = r"\\(\r\n|[\s\S])|(`|\$[\w{(?!#@*$-])"
C_ESCAPE = r"\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3}|[\s\S])"
DIGITS = frozenset("0123456789")
LONGEST_NAME = 200  # characters of a variable, subscript or descriptor: far beyond what anyone writes
C_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "v": "\v"}


OPERATORS = frozenset("&& || ; ;; ;& ;;& & | |& < << <<< <& <> <( > >> >& >| >( &> &>>".split())


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern ready for use: compiled when it is first wanted, for many files need few of them."""
    return re.compile(pattern)


def operator_at(text: str, at: int) -> str:
    """The longest operator that begins at `at`; empty where none does."""
    for size in (3, 2, 1):
        if text[at : at + size] in OPERATORS:
            return text[at : at + size]
    return ""


def split(passage: Passage, start: int, end: int) -> Parts:
    """The parts of the simple command `text[start:end]`. In a `[[ … ]]`, `<` and `>` are words."""
    parts, text, fragment, at = Parts(start), passage.text, passage.fragment, start
    value: str | None
    condition = text.startswith("[[", at)
    while at < end:
        found = compiled(NEXT_WORD).match(text, at, end)
        begin = at = found.end() if found else at
        word = found.group(1) if found else None
        if word:
            begin, value = at - len(word), None if "$" in word else word
        elif at >= end:
            break
        elif text[at] in " \t\r\n":
            continue
        else:
            mark = "" if condition else _redirects(text, at)
            if mark:
                at = parts.end = _redirection(passage, at, mark, end, parts)
                continue
            at, value = _word(passage, at, end)
        parts.end = at
        can_assign = not parts.words and text.find("=", begin, min(at, begin + 2 * LONGEST_NAME)) >= 0
        assigned = compiled(ASSIGNMENT).match(text, begin, at) if can_assign else None
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


def _redirects(text: str, at: int) -> str:
    """What begins a redirection at `at`, such as `2>&`, `{log}>>` or `<<-`; empty where none does."""
    start = at
    while text[at : at + 1] in DIGITS:
        at += 1
    if at == start and text[at] == "{":
        close = text.find("}", at, at + LONGEST_NAME)
        at = close + 1 if text[at + 1 : close].isidentifier() else at
    operator = operator_at(text, at)
    if operator[:1] not in ("<", ">") and operator[:2] != "&>":
        return ""
    if operator == "<<" and text[at + 2 : at + 3] == "-":
        return text[start : at + 3]
    return text[start : at + len(operator)] if operator[-1] != "(" else ""


def _redirection(passage: Passage, at: int, mark: str, end: int, parts: Parts) -> int:
    gap = compiled(GAP).match(passage.text, at + len(mark), end)
    start = stop = at + len(mark)
    value: str | None = ""
    if gap and gap.end() < end:  # without a target it is a syntax error to the shell
        start = gap.end()
        stop, value = _word(passage, start, end)
    target = ShellWord(passage.fragment, start, stop, value)
    operator = mark[mark.index("}") + 1 :] if mark[0] == "{" else mark.lstrip("0123456789")
    number = mark[: len(mark) - len(operator)]
    descriptor = int(number) if number and mark[0] != "{" and len(number) < LONGEST_NAME else None
    parts.redirections.append(Redirection(operator, descriptor, target, passage.fragment.span(at, stop)))
    return stop


def _word(passage: Passage, start: int, end: int) -> tuple[int, str | None]:
    """Where the word that begins at `start` ends, which is further on, and its value."""
    text, holes, at = passage.text, passage.holes, start
    known = True
    while at < end:
        found = compiled(WORD).match(text, at, end)
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
    found = compiled(QUOTED).fullmatch(text) if text[:1] == '"' and len(text) > 1 else None
    return word.inside('$`\\"') if found else None


def literal(text: str) -> str | None:
    """What a word says without its quotes and escapes; None when an expansion has a say in it."""
    parts, at = [], 0
    for found in compiled(QUOTED).finditer(text):
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
        return compiled(C_ESCAPE).sub(_c_escape, c_string)
    if escaped is not None:
        return "" if escaped[-1] == "\n" else escaped
    if other == "$" and not compiled(IN_DOUBLE).match(text, found.start()):
        return "$"
    return "" if other is None else None  # the `$` of `$"…"` is dropped


def _double(text: str) -> str | None:
    """The text of a double-quoted string, where a backslash escapes only ``$`"\\`` and the line end."""
    parts, at = [], 0
    for found in compiled(IN_DOUBLE).finditer(text):
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
