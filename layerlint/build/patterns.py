"""Path patterns as Go's `filepath.Match` and moby's patternmatcher read them.

Both are turned into the same few tokens. A pattern with few stars becomes a regular expression, one with many is
followed by sets of places, so that no pattern and no path can take more than their product in time.
Source: path/filepath/match.go; github.com/moby/patternmatcher at 5a6d842.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable

Matches = Callable[[str], bool]

# What a token stands for: one character, `*`, `**` in the middle (nothing, or anything up to a slash), `**` at the end.
ONE, STAR, DEEP, REST = range(4)
NOT_SLASH = "[^/]"
SPECIAL = set("*?[]\\^/")
NOTHING = "[^\\s\\S]"
MOST_WILD = 2  # stars that a regular expression may have: backtracking costs a power of their number

# Go's regular expressions give letters behind a backslash a meaning, and the patternmatcher hands them on.
ESCAPED_CLASSES = {"d": "[0-9]", "D": "[^0-9]", "s": "[\\t\\n\\f\\r ]", "S": "[^\\t\\n\\f\\r ]", "w": "[0-9A-Za-z_]", "W": "[^0-9A-Za-z_]"}
ESCAPED_CONTROLS = {"a": "\a", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
ESCAPED_UNMATCHED = "AbBCEpPQxz"  # accepted by Go; what they match is in no path that was ever met

SPACES = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"


class BadPattern(Exception):
    """The builder refuses the pattern: an unclosed `[`, a trailing backslash, an unknown escape."""


def clean(path: str) -> str:
    """Go's `filepath.Clean`: `.` for nothing, no double or trailing slashes, `..` resolved, one leading slash at most."""
    cleaned = posixpath.normpath(path)
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def has_wildcards(name: str) -> bool:
    """Whether BuildKit takes one part of a source path for a pattern; a backslash hides the character behind it."""
    at = 0
    while at < len(name):
        if name[at] == "\\":
            at += 1
        elif name[at] in "*?[":
            return True
        at += 1
    return False


def component_match(pattern: str) -> Matches:
    """`filepath.Match` for one part of a path. Raises BadPattern."""
    tokens: list[tuple[int, str]] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "*":
            tokens.append((STAR, NOT_SLASH))
        elif char == "?":
            tokens.append((ONE, NOT_SLASH))
        elif char == "[":
            at, text = _character_class(pattern, at)
            tokens.append((ONE, text))
            continue
        else:
            if char == "\\":
                at += 1
                if at == len(pattern):
                    raise BadPattern(pattern)
            tokens.append((ONE, re.escape(pattern[at])))
        at += 1
    return _compiled(tokens)


class Form:
    """A pattern of .dockerignore, taken apart: `kind` is exact, prefix, suffix or pattern; `text` what the first three compare."""

    __slots__ = ("kind", "matches", "text")

    def __init__(self, pattern: str) -> None:
        check_syntax(pattern)
        tokens, self.kind = _ignore_tokens(pattern)
        self.text = pattern
        self.matches: Matches
        if self.kind == "exact":
            self.matches = pattern.__eq__
        elif self.kind == "prefix":
            prefix = self.text = pattern[:-2]
            self.matches = lambda path: path.startswith(prefix)
        elif self.kind == "pattern" and pattern.startswith("**/*") and not set(pattern[4:]) & SPECIAL:
            suffix, self.kind = pattern[4:], "suffix"  # `**/*.pyc`: any name with this end, in any folder
            self.text = suffix
            self.matches = lambda path: path.endswith(suffix)
        elif self.kind == "suffix":
            suffix = self.text = pattern[2:]
            rooted = suffix[1:] if suffix.startswith("/") else None
            self.matches = lambda path: path.endswith(suffix) or path == rooted
        else:
            self.matches = _compiled(tokens)


def check_syntax(pattern: str) -> None:
    """Raise BadPattern where `filepath.Match` would: the patternmatcher asks it before anything else."""
    at = 0
    while at < len(pattern):
        if pattern[at] == "[":
            at, _ = _character_class(pattern, at)
        else:
            at += 2 if pattern[at] == "\\" else 1
    if at > len(pattern):
        raise BadPattern(pattern)


def _ignore_tokens(pattern: str) -> tuple[list[tuple[int, str]], str]:
    """The tokens, and how the patternmatcher would compare: its order of decisions is kept, odd as it looks."""
    tokens: list[tuple[int, str]] = []
    kind, at = "exact", 0
    while at < len(pattern):
        first, char = at == 0, pattern[at]
        at += 1
        if char == "*" and pattern.startswith("*", at):
            at += 1
            if pattern.startswith("/", at):
                at += 1
            if at == len(pattern):
                tokens.append((REST, ""))
                kind = "prefix" if kind == "exact" else "pattern"
            else:
                tokens.append((DEEP, ""))
                kind = "pattern"
            if first:
                kind = "suffix"
        elif char == "\\":
            tokens.append((ONE, _escape(pattern, at)))
            at, kind = at + 1, "pattern"
        elif char == "[":
            at, text = _character_class(pattern, at - 1)
            tokens.append((ONE, NOTHING if "*" in text or "?" in text or "[:" in text else text))
            kind = "pattern"
        elif char in "*?":
            tokens.append((STAR if char == "*" else ONE, NOT_SLASH))
            kind = "pattern"
        elif char == "^":  # an anchor for Go: true at the beginning only
            tokens.extend([] if first else [(ONE, NOTHING)])
        else:
            tokens.append((ONE, re.escape(char)))
            kind = "pattern" if char == "]" else kind
    return tokens, kind


def _escape(pattern: str, at: int) -> str:
    char = pattern[at]
    if not char.isascii():
        raise BadPattern(pattern)
    if not char.isalnum():
        return re.escape(char)
    if char in ESCAPED_CONTROLS:
        return re.escape(ESCAPED_CONTROLS[char])
    if char in ESCAPED_UNMATCHED:
        return NOTHING
    if char not in ESCAPED_CLASSES:
        raise BadPattern(pattern)
    return ESCAPED_CLASSES[char]


def _character_class(pattern: str, at: int) -> tuple[int, str]:
    """The `[…]` that begins at `at`: where it ends, and the same for Python's `re`. Only `^` negates."""
    at += 1
    negated = pattern.startswith("^", at)
    at += negated
    parts: list[str] = []
    while not parts or not pattern.startswith("]", at):
        at, low = _class_member(pattern, at)
        high = low
        if pattern.startswith("-", at):
            at, high = _class_member(pattern, at + 1)
        if low <= high:
            parts.append(re.escape(low) if low == high else f"{re.escape(low)}-{re.escape(high)}")
        else:
            parts.append("")
    inside = "".join(parts)
    if not inside:
        return at + 1, "[\\s\\S]" if negated else NOTHING
    return at + 1, f"[{'^' if negated else ''}{inside}]"


def _class_member(pattern: str, at: int) -> tuple[int, str]:
    if at >= len(pattern) or pattern[at] in "-]":
        raise BadPattern(pattern)
    if pattern[at] == "\\":
        at += 1
    if at + 1 >= len(pattern):  # the class has to be closed behind it
        raise BadPattern(pattern)
    return at + 1, pattern[at]


def _compiled(tokens: list[tuple[int, str]]) -> Matches:
    if sum(kind != ONE for kind, _ in tokens) > MOST_WILD:
        return _Places(tokens).matches
    forms = {ONE: "", STAR: "*", DEEP: "(?:.*/)?", REST: ".*"}
    match = re.compile("".join(text + forms[kind] for kind, text in tokens)).fullmatch
    return lambda path: match(path) is not None


class _Places:
    """Follows all places in the pattern at once: bit n of a set is the place before token n."""

    __slots__ = ("_end", "_known", "_members", "_start", "_tokens")

    def __init__(self, tokens: list[tuple[int, str]]) -> None:
        # `**` in the middle is two tokens: one to be skipped or entered, one that is left by a slash only
        self._tokens = [part for token in tokens for part in ([token, (DEEP, "inside")] if token[0] == DEEP else [token])]
        self._end = 1 << len(self._tokens)
        self._members = [re.compile(text).fullmatch if kind in (ONE, STAR) else None for kind, text in self._tokens]
        self._known: dict[tuple[int, str], int] = {}
        self._start = self._skipped(1)

    def matches(self, path: str) -> bool:
        places, known = self._start, self._known
        for char in path:
            after = known.get((places, char))
            if after is None:
                after = known[places, char] = self._step(places, char)
                if len(known) > 10_000:
                    known.clear()
            places = after
            if not places:
                return False
        return bool(places & self._end)

    def _step(self, places: int, char: str) -> int:
        after = 0
        for index, (kind, text) in enumerate(self._tokens):
            if not places >> index & 1:
                continue
            member = self._members[index]
            if (kind == REST and char != "\n") or (kind == STAR and member is not None and member(char)):
                after |= 1 << index
            elif kind == ONE and member is not None and member(char):
                after |= 1 << index + 1
            elif kind == DEEP and text and char != "\n":
                after |= 1 << index | (char == "/") << index + 1
        return self._skipped(after)

    def _skipped(self, places: int) -> int:
        """Places reached without a character: stars may stand for nothing."""
        for index, (kind, text) in enumerate(self._tokens):
            if places >> index & 1:
                if kind in (STAR, REST):
                    places |= 1 << index + 1
                elif kind == DEEP and not text:
                    places |= 0b11 << index + 1
        return places
