"""Expansion of `$name` and `${name…}` as BuildKit does it, quotes and escapes removed.

Source of the grammar: BuildKit's `frontend/dockerfile/shell/lex.go`, asked through a real builder
(tests/dockerfile/verdicts.json). No recursion: nesting is only as deep as memory.
"""

from __future__ import annotations

from collections.abc import Callable

Lookup = Callable[[str], "str | None"]

SPECIAL = "@*#?-$!0"  # parameters of one character; all of them are normally unset
LONGEST_REPLACED = 2000  # characters; the search for a pattern is quadratic, and no real value is this long
PLACEHOLDER = "looks like a placeholder of a template, not filled in"


class ExpansionError(Exception):
    """The builder refuses the word. `args[0]` says why, in the builder's sense."""


def has_variable(text: str) -> bool:
    """True when the builder would look a variable up in `text`; a lone `$` is none."""
    at = text.find("$")
    while at >= 0:
        after = text[at + 1 : at + 2]
        if after.isalnum() or (after and after in "_{" + SPECIAL):
            return True
        at = text.find("$", at + 1)
    return False


class _Frame:
    """One open construct: the whole word, a double quote, or a part of `${…}` that ends at `stop`."""

    __slots__ = ("name", "operator", "parts", "pattern", "raw", "stop")

    def __init__(self, stop: str, *, name: str = "", operator: str = "", raw: bool = False, pattern: str = "") -> None:
        self.stop = stop
        self.parts: list[str] = []
        self.name = name
        self.operator = operator
        self.raw = raw
        self.pattern = pattern


def expand(text: str, lookup: Lookup, escape: str = "\\") -> str:
    """The value of one word. `lookup` gives a variable's value or None for unset; raises ExpansionError."""
    if "$" not in text and '"' not in text and "'" not in text and escape not in text:
        return text
    return _Expander(text, lookup, escape).run()


class _Expander:
    def __init__(self, text: str, lookup: Lookup, escape: str) -> None:
        self.text = text
        self.lookup = lookup
        self.escape = escape
        self.at = 0
        self.stack = [_Frame("")]

    def run(self) -> str:
        text, stack = self.text, self.stack
        while self.at < len(text):
            frame, char = stack[-1], text[self.at]
            if char == frame.stop:
                self.at += 1
                self.close()
            elif char == "$":
                self.dollar()
            elif char == self.escape:
                self.escaped(frame)
            elif char == '"':
                self.at += 1
                stack.append(_Frame('"'))
            elif char == "'" and frame.stop != '"':
                self.single_quoted(frame)
            else:
                self.plain(frame)
        if len(stack) > 1:
            raise ExpansionError(self.unfinished())
        return "".join(stack[0].parts)

    def plain(self, frame: _Frame) -> None:
        """Take every character up to the next that may mean something."""
        start, text, wanted = self.at, self.text, "$\"'" + self.escape + frame.stop
        end = start + 1
        while end < len(text) and text[end] not in wanted:
            end += 1
        frame.parts.append(text[start:end])
        self.at = end

    def escaped(self, frame: _Frame) -> None:
        after = self.text[self.at + 1 : self.at + 2]
        quoted = frame.stop == '"'
        if quoted and not after:
            self.at += 1
            return
        keep = frame.raw or (quoted and after not in ('"', "$", self.escape))
        frame.parts.append(self.escape + after if keep else after)
        self.at += 2

    def single_quoted(self, frame: _Frame) -> None:
        end = self.text.find("'", self.at + 1)
        if end < 0:
            self.at = len(self.text)
            self.stack.append(_Frame("'"))
            return
        frame.parts.append(self.text[self.at + 1 : end])
        self.at = end + 1

    def unfinished(self) -> str:
        for frame in reversed(self.stack):
            if frame.operator:
                return "syntax error: missing '/' in ${}" if frame.stop == "/" else "syntax error: missing '}'"
        quote = "single" if self.stack[-1].stop == "'" else "double"
        return f"unexpected end of statement while looking for matching {quote}-quote"

    def name(self) -> str:
        """Read a variable's name; empty when there is none."""
        start, text = self.at, self.text
        first = text[start : start + 1]
        if first.isdigit():
            while text[self.at : self.at + 1].isdigit():
                self.at += 1
        elif first and first in SPECIAL:
            self.at += 1
        else:
            while self.at < len(text) and (text[self.at].isalnum() or text[self.at] == "_"):
                self.at += 1
        return text[start : self.at]

    def dollar(self) -> None:
        self.at += 1
        if self.text[self.at : self.at + 1] != "{":
            name = self.name()
            self.stack[-1].parts.append((self.lookup(name) or "") if name else "$")
            return
        self.at += 1
        if self.text[self.at : self.at + 1] in ("{", "}", ":"):
            raise ExpansionError("syntax error: bad substitution")
        name = self.name()
        operator = self.text[self.at : self.at + 1]
        self.at += 1
        if operator == "}":
            self.stack[-1].parts.append(self.lookup(name) or "")
        elif operator == "/":
            self.open_replacement(name)
        else:
            self.open_word(name, operator)

    def open_replacement(self, name: str) -> None:
        operator = "/"
        if self.text[self.at : self.at + 1] == "/":
            self.at += 1
            operator = "//"
        self.stack.append(_Frame("/", name=name, operator=operator, raw=True))

    def open_word(self, name: str, operator: str) -> None:
        if operator == ":":
            operator += self.text[self.at : self.at + 1]
            self.at += 1
        elif operator in ("#", "%") and self.text[self.at : self.at + 1] == operator:
            self.at += 1
            operator *= 2
        if operator == ":}":
            raise ExpansionError("syntax error: missing '}'")
        if operator not in ("-", "+", "?", ":-", ":+", ":?", "#", "##", "%", "%%"):
            raise ExpansionError(self.refusal(operator))
        self.stack.append(_Frame("}", name=name, operator=operator, raw=operator[0] in "#%"))

    def refusal(self, operator: str) -> str:
        """Why there is no such `operator`. `${option:name}` is how templates of dev containers are written."""
        word = self.text[self.at - 1 : self.text.find("}", self.at)] if operator.startswith(":") else ""
        if len(word) > 1 and word.isidentifier():
            return PLACEHOLDER
        return f"unsupported modifier ({operator}) in substitution" if operator else "syntax error: missing '}'"

    def close(self) -> None:
        """The frame on top has met its end: hand its value to the one below."""
        frame = self.stack.pop()
        word = "".join(frame.parts)
        if frame.stop == "/":
            self.stack.append(_Frame("}", name=frame.name, operator=frame.operator, raw=True, pattern=word))
        elif frame.operator:
            self.stack[-1].parts.append(self.modified(frame, word))
        else:
            self.stack[-1].parts.append(word)

    def modified(self, frame: _Frame, word: str) -> str:
        value, operator = self.lookup(frame.name), frame.operator
        missing = value is None or (operator[0] == ":" and not value)
        kind = operator[-1]
        if kind == "-":
            return word if missing else value or ""
        if kind == "+":
            return "" if missing else word
        if kind == "?":
            if missing:
                reason = word or f"is not allowed to be {'unset' if value is None else 'empty'}"
                raise ExpansionError(f"{frame.name}: {reason}")
            return value or ""
        if kind == "/":
            return _replaced(value or "", frame.pattern, word, everywhere=operator == "//")
        return _trimmed(value or "", word, operator)


def _tokens(pattern: str) -> list[str]:
    """The pattern as a list of `*`, `?` and literal characters; a literal is written with a leading NUL."""
    tokens, at = [], 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\" and at + 1 < len(pattern):
            at += 1
            tokens.append("\0" + pattern[at])
        else:
            tokens.append(char if char in "*?" else "\0" + char)
        at += 1
    return tokens


def _ends(tokens: list[str], value: str, start: int) -> list[int]:
    """All offsets at which a match of `tokens` that begins at `start` may end, ascending. Never backtracks."""
    states, ends = _closure({0}, tokens), []
    for at in range(start, len(value) + 1):
        if len(tokens) in states:
            ends.append(at)
        if at == len(value) or not states:
            break
        states = _closure({s + (tokens[s] != "*") for s in states if s < len(tokens) and tokens[s] in ("*", "?", "\0" + value[at])}, tokens)
    return ends


def _closure(states: set[int], tokens: list[str]) -> set[int]:
    more = set(states)
    for state in states:
        behind = state
        while behind < len(tokens) and tokens[behind] == "*":
            behind += 1  # a star may stand for nothing
            more.add(behind)
    return more


def _trimmed(value: str, pattern: str, operator: str) -> str:
    tokens, longest, suffix = _tokens(pattern), len(operator) == 2, operator[0] == "%"
    text = value[::-1] if suffix else value
    ends = _ends(tokens[::-1] if suffix else tokens, text, 0)
    if not ends:
        return value
    rest = text[ends[-1] if longest else ends[0] :]
    return rest[::-1] if suffix else rest


def _replaced(value: str, pattern: str, replacement: str, *, everywhere: bool) -> str:
    tokens, parts, at = _tokens(pattern), [], 0
    if not tokens or len(value) > LONGEST_REPLACED:
        return value
    while at < len(value):
        ends = _ends(tokens, value, at)
        if ends and ends[-1] > at:
            parts.append(replacement)
            at = ends[-1]
            if not everywhere:
                break
        else:
            parts.append(value[at])
            at += 1
    return "".join(parts) + value[at:]
