"""From the joined text of an instruction to its flags, words, pairs and JSON items, each with its span."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.dockerfile.model import Flag, Pair, Word
from layerlint.dockerfile.source import Fragment

BLANKS = " \t\v\f\r"
# What Go's unicode.IsSpace takes for a blank, which is less than Python's str.isspace.
SPACES = " \t\n\v\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"

_AS_SPACES = str.maketrans(dict.fromkeys(BLANKS, " "))
_ESCAPED = frozenset('"\\/bfnrtu')
JSON_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class NotStrings(Exception):
    """A JSON array that holds something other than strings: the builder refuses it."""


def split_flags(fragment: Fragment, start: int, escape: str) -> tuple[list[Flag], int]:
    """The flags that begin at `start`, and the offset behind them. A bare `--` ends them."""
    text, at = fragment.text, start
    flags: list[Flag] = []
    while True:
        while at < len(text) and text[at] in SPACES:
            at += 1
        if not text.startswith("--", at):
            return flags, at
        word, end = _flag_word(text, at, escape)
        if word == "--":
            return flags, end
        name, equals, value = word[2:].partition("=")
        at_value = text.find("=", at, end)
        value_span = fragment.span(at_value + 1, end) if equals and at_value >= 0 else fragment.span(end, end)
        flags.append(Flag(name, value if equals else None, fragment.span(at, end), value_span))
        at = end


def _flag_word(text: str, at: int, escape: str) -> tuple[str, int]:
    """One flag with its quotes removed, and where it ends."""
    end = at
    while end < len(text) and text[end] not in SPACES:
        if text[end] in "\"'" or text[end] == escape:
            return _quoted_flag_word(text, at, escape)
        end += 1
    return text[at:end], end


def _quoted_flag_word(text: str, at: int, escape: str) -> tuple[str, int]:
    parts, quote = [], ""
    while at < len(text):
        char = text[at]
        if char == escape:
            at += 1
            parts.append(text[at : at + 1])
        elif char == quote:
            quote = ""
        elif quote:
            parts.append(char)
        elif char in "\"'":
            quote = char
        elif char in SPACES:
            break
        else:
            parts.append(char)
        at += 1
    return "".join(parts), min(at, len(text))


def split_words(fragment: Fragment, start: int) -> list[Word]:
    """Words at blanks, quotes not regarded: how FROM, COPY, ADD, EXPOSE and VOLUME are read."""
    return [Word(fragment.text[begin:end], fragment.span(begin, end)) for begin, end in blank_separated(fragment.text, start)]


def blank_separated(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Start and end of what stands between blanks, from `start` on."""
    at = start
    for part in text[start:].translate(_AS_SPACES).split(" "):
        if part:
            yield at, at + len(part)
        at += len(part) + 1


def first_word(text: str, start: int) -> tuple[int, int]:
    """Start and end of the first word from `start` on; both at the end of the text where there is none."""
    while start < len(text) and text[start] in BLANKS:
        start += 1
    end = start
    while end < len(text) and text[end] not in BLANKS:
        end += 1
    return start, end


def whole(fragment: Fragment, start: int) -> list[Word]:
    """The rest as one word; none when it is blank."""
    text = fragment.text
    end = len(text.rstrip(SPACES))
    while start < end and text[start] in SPACES:
        start += 1
    return [Word(text[start:end], fragment.span(start, end))] if start < end else []


def quoted_words(text: str, start: int, escape: str) -> list[tuple[int, int]]:
    """Start and end of the words from `start` on; quotes and escapes keep blanks inside a word."""
    words: list[tuple[int, int]] = []
    at, size = start, len(text)
    while True:
        while at < size and text[at] in SPACES:
            at += 1
        if at == size:
            return words
        begin, quote = at, ""
        while at < size:
            char = text[at]
            if char == escape and quote != "'":
                at += 1
            elif char == quote:
                quote = ""
            elif not quote and char in "\"'":
                quote = char
            elif not quote and char in SPACES:
                break
            at += 1
        at = min(at, size)
        words.append((begin, at))


def split_pairs(fragment: Fragment, start: int, escape: str, *, legacy: bool) -> list[Pair]:
    """`NAME=value` words; with `legacy` also the one pair of `NAME value`. A word without `=` has value None."""
    text = fragment.text
    words = quoted_words(text, start, escape)
    if legacy and words and "=" not in text[words[0][0] : words[0][1]]:
        return _legacy_pair(fragment, words[0][0])
    pairs = []
    for begin, end in words:
        equals = text.find("=", begin, end)
        if equals < 0:
            pairs.append(Pair(text[begin:end], None, fragment.span(begin, end), fragment.span(end, end)))
        else:
            pairs.append(Pair(text[begin:equals], text[equals + 1 : end], fragment.span(begin, end), fragment.span(equals + 1, end)))
    return pairs


def _legacy_pair(fragment: Fragment, begin: int) -> list[Pair]:
    text = fragment.text
    end = len(text.rstrip(SPACES))
    middle = first_word(text, begin)[1]
    at = first_word(text, middle)[0]
    if middle >= end or at >= end:
        return [Pair(text[begin:end], None, fragment.span(begin, end), fragment.span(end, end), legacy=True)]
    return [Pair(text[begin:middle], text[at:end], fragment.span(begin, end), fragment.span(at, end), legacy=True)]


def json_words(fragment: Fragment, start: int) -> list[Word] | None:
    """The items of a JSON array of strings, or None when the text is no JSON array; raises NotStrings.

    Strict, as Go's decoder: single quotes, trailing commas and unknown escapes make it no JSON.
    """
    text = fragment.text
    at = _skip(text, start)
    if text[at : at + 1] != "[":
        return None
    words: list[Word] = []
    at = _skip_json(text, at + 1)
    if text[at : at + 1] == "]":
        return words if _skip(text, at + 1) == len(text) else None
    while True:
        end = _json_string_end(text, at)
        if end < 0:
            _refuse_other_items(text, start)
            return None
        value = _json_value(text[at + 1 : end - 1])
        if value is None:
            return None
        words.append(Word(value, fragment.span(at, end)))
        at = _skip_json(text, end)
        mark = text[at : at + 1]
        if mark == "]":
            return words if _skip(text, at + 1) == len(text) else None
        if mark != ",":
            return None
        at = _skip_json(text, at + 1)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in SPACES:
        at += 1
    return at


def _skip_json(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _json_string_end(text: str, at: int) -> int:
    """Where the JSON string ends that begins at `at`; -1 where none does."""
    if not text.startswith('"', at):
        return -1
    at += 1
    while at < len(text) and text[at] >= " ":
        if text[at] == '"':
            return at + 1
        if text[at] == "\\":
            at += 1
            if text[at : at + 1] not in _ESCAPED:
                return -1
        at += 1
    return -1


def _json_value(body: str) -> str | None:
    """The text of a JSON string; None for a malformed `\\u`."""
    if "\\" not in body:
        return body
    parts, at = [], 0
    while at < len(body):
        char = body[at]
        if char != "\\":
            parts.append(char)
            at += 1
        elif body[at + 1] == "u":
            digits = body[at + 2 : at + 6]
            if len(digits) < 4 or digits.strip("0123456789abcdefABCDEF"):
                return None
            parts.append(chr(int(digits, 16)))
            at += 6
        else:
            parts.append(JSON_ESCAPES[body[at + 1]])
            at += 2
    value = "".join(parts)
    if "\\u" in body:
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def _refuse_other_items(text: str, start: int) -> None:
    """Raise NotStrings when the text is a JSON array after all; it is rare, so a real decoder may be imported."""
    import json

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        decoded = json.loads(text[start:].strip(SPACES), parse_constant=refuse)
    except (ValueError, RecursionError):
        return
    if isinstance(decoded, list):
        raise NotStrings
