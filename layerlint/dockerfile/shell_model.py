"""The records that a shell script becomes: words, assignments, redirections. Only text and places, no grammar."""

from __future__ import annotations

from bisect import bisect_right

from layerlint.dockerfile.source import Fragment, Span


class Passage:
    """A text that holds commands. `holes` maps where an expansion with commands inside begins to where it ends."""

    __slots__ = ("fragment", "holes", "text")

    def __init__(self, fragment: Fragment) -> None:
        self.fragment = fragment
        self.text = fragment.text
        self.holes: dict[int, int] = {}


class ShellWord:
    """One word. `value` is what it says with quotes and escapes removed, None when that hangs on an expansion.

    A glob, a `~` and `{a,b}` stand for themselves.
    """

    __slots__ = ("_end", "_fragment", "_start", "value")

    def __init__(self, fragment: Fragment, start: int, end: int, value: str | None) -> None:
        self._fragment = fragment
        self._start = start
        self._end = end
        self.value = value

    @property
    def text(self) -> str:
        """The word as written."""
        return self._fragment.text[self._start : self._end]

    @property
    def span(self) -> Span:
        """Where it stands in the file."""
        return self._fragment.span(self._start, self._end)

    def inside(self, escaped: str) -> Fragment:
        """The word without its two quotes, and without the backslashes that stand before one of `escaped`; each
        character still knows its place."""
        return without_backslashes(self._fragment, self._start + 1, self._end - 1, escaped)


class Assignment:
    """`NAME=value` before a command, or alone. `name` leaves out a subscript and the `+` of `+=`."""

    __slots__ = ("name", "span", "value")

    def __init__(self, name: str, value: ShellWord, span: Span) -> None:
        self.name = name
        self.value = value
        self.span = span


class Redirection:
    """`2>/dev/null`: `operator` is `>`, `descriptor` 2 (None when unwritten or named), `target` the word behind."""

    __slots__ = ("descriptor", "operator", "span", "target")

    def __init__(self, operator: str, descriptor: int | None, target: ShellWord, span: Span) -> None:
        self.operator = operator
        self.descriptor = descriptor
        self.target = target
        self.span = span


class Parts:
    """What a simple command is made of, each kind in the order of the text; `end` is where the last of them ends."""

    __slots__ = ("assignments", "end", "redirections", "words")

    def __init__(self, end: int) -> None:
        self.end = end
        self.assignments: list[Assignment] = []
        self.words: list[ShellWord] = []
        self.redirections: list[Redirection] = []


class FixedFragment(Fragment):
    """A text of which only the whole has a place, such as a string of a JSON array, whose escapes are gone."""

    __slots__ = ("whole",)

    def __init__(self, text: str, whole: Span) -> None:
        super().__init__(text, [0], [whole[0]])
        self.whole = whole

    def place(self, offset: int) -> int:  # noqa: ARG002 - every character has the same place
        """Where the whole begins."""
        return self.whole[0]

    def span(self, start: int, end: int) -> Span:  # noqa: ARG002 - as above
        """The span of the whole."""
        return self.whole


def cut(fragment: Fragment, ranges: list[tuple[int, int]]) -> Fragment:
    """The given ranges of a fragment, ascending, as one fragment; what lies between them is left out."""
    text = "".join([fragment.text[start:end] for start, end in ranges])
    if isinstance(fragment, FixedFragment):
        return FixedFragment(text, fragment.whole)
    joints, places, size = [], [], 0
    for start, end in ranges:
        joints.append(size)
        places.append(fragment.place(start))
        first, last = bisect_right(fragment.joints, start), bisect_right(fragment.joints, end - 1)
        joints.extend([size + joint - start for joint in fragment.joints[first:last]])
        places.extend(fragment.places[first:last])
        size += end - start
    return Fragment(text, joints or [0], places or [fragment.place(0)])


def without_backslashes(fragment: Fragment, start: int, stop: int, escaped: str) -> Fragment:
    """The stretch `text[start:stop]` without the backslashes that stand before one of `escaped`."""
    text, begin = fragment.text, start
    ranges: list[tuple[int, int]] = []
    at = text.find("\\", start, stop - 1)
    while at >= 0:
        if text[at + 1] in escaped:
            ranges.append((begin, at))
            begin = at + 1
        at = text.find("\\", at + 2, stop - 1)
    ranges.append((begin, stop))
    return cut(fragment, [(first, last) for first, last in ranges if first < last])
