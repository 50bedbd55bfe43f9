"""Which words of an instruction announce a here-document.

The builder reads the joined line with shell quoting, whatever the escape directive says, and takes each word of the
form `3<<-NAME`. `cat<<EOF` is none, `<< EOF` is one, `<<- EOF` is not, and neither is `<<<EOF`. A line that its own
lexer cannot read (an open quote, `${x^^}`) has none (asked of BuildKit, tests/dockerfile/verdicts.json).
"""

from __future__ import annotations

from layerlint.dockerfile.arguments import SPACES
from layerlint.dockerfile.words import ExpansionError, expand

MARK = "<<"


class Announced:
    """A heredoc word: where it stands in the text, the terminator, and how its body is to be read."""

    __slots__ = ("end", "expand", "name", "start", "strip_tabs")

    def __init__(self, start: int, end: int, name: str, *, expand: bool, strip_tabs: bool) -> None:
        self.start = start
        self.end = end
        self.name = name
        self.expand = expand
        self.strip_tabs = strip_tabs


def announced(text: str, start: int) -> list[Announced]:
    """The heredocs that `text[start:]` announces, in order."""
    found: list[Announced] = []
    if not _readable(text[start:]):
        return found
    for begin, end in _shell_words(text, start):
        word = text[begin:end]
        digits = len(word) - len(word.lstrip("0123456789"))
        if not word.startswith(MARK, digits):
            continue
        tail = word[digits + 2 :]
        strip_tabs = tail.startswith("-")
        tail = tail[1:] if strip_tabs else tail.lstrip(SPACES)
        name = _unquoted(tail)
        if name and "<" not in tail:
            found.append(Announced(begin, end, name, expand=name == tail, strip_tabs=strip_tabs))
    return found


def _readable(text: str) -> bool:
    try:
        expand(text, lambda name: name)
    except ExpansionError:
        return False
    return True


def _shell_words(text: str, start: int) -> list[tuple[int, int]]:
    """Words at blanks outside quotes and `${…}`; a lone `<<` takes the word after it along."""
    words, at, size = [], start, len(text)
    while at < size:
        while at < size and text[at] in SPACES:
            at += 1
        begin = at
        while at < size and text[at] not in SPACES:
            at = _past(text, at)
            if text[begin:at].lstrip("0123456789") == MARK:
                while at < size and text[at] in SPACES:
                    at += 1
        if at > begin:
            words.append((begin, at))
    return words


def _past(text: str, at: int) -> int:
    """The offset behind the character, escape or quoted part at `at`."""
    char = text[at]
    if char == "\\":
        return min(at + 2, len(text))
    if char == "'":
        end = text.find("'", at + 1)
        return len(text) if end < 0 else end + 1
    if char == '"':
        at += 1
        while at < len(text) and text[at] != '"':
            at += 2 if text[at] == "\\" else 1
        return min(at + 1, len(text))
    return at + 1


def _unquoted(tail: str) -> str:
    """The name without its quotes and escapes."""
    parts, quote, at = [], "", 0
    while at < len(tail):
        char = tail[at]
        if char == quote:
            quote = ""
        elif char in "\"'" and not quote:
            quote = char
        elif char == "\\" and quote != "'":
            at += 1
            parts.append(tail[at : at + 1])
        else:
            parts.append(char)
        at += 1
    return "".join(parts)
