"""Bytes to text, and offsets to lines and columns.

Everything inside layerlint speaks in spans: pairs of offsets `(start, end)` into `Source.text`, in code points,
`end` exclusive. Lines and columns appear only here and in the reports.
"""

from __future__ import annotations

from bisect import bisect_right

Span = tuple[int, int]

BOM = "\ufeff"


class Source:
    """The text of one file.

    `text` is decoded as UTF-8; an invalid byte becomes one lone surrogate, so no input is refused and each
    invalid byte counts as one column. A byte order mark is taken off (`bom` remembers it): it is no column.
    """

    __slots__ = ("_starts", "bom", "path", "text")

    def __init__(self, content: bytes, path: str = "Dockerfile") -> None:
        text = content.decode("utf-8", "surrogateescape")
        self.bom = text.startswith(BOM)
        self.text = text[1:] if self.bom else text
        self.path = path
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """Offsets at which the lines begin. Lines end at `\\n` only, as in BuildKit."""
        if self._starts is None:
            starts, at = [0], self.text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = self.text.find("\n", at + 1)
            self._starts = starts
        return self._starts

    def line(self, offset: int) -> int:
        """The 1-based line that holds `offset`."""
        return bisect_right(self.starts, offset)

    def position(self, offset: int) -> tuple[int, int]:
        """1-based line and column of `offset`."""
        line = self.line(offset)
        return line, offset - self.starts[line - 1] + 1

    def line_text(self, line: int) -> str:
        """Line number `line` (1-based) without its end; empty beyond the file."""
        starts = self.starts
        if not 1 <= line <= len(starts):
            return ""
        end = starts[line] - 1 if line < len(starts) else len(self.text)
        return self.text[starts[line - 1] : end].rstrip("\r")


class Fragment:
    """A string together with the place in the file of each of its characters.

    An instruction joined over several lines is one string whose parts lie apart in the file; a heredoc body lies
    in one piece. `joints` are the offsets in `text` at which a new piece begins (the first is 0), `places` the
    offsets in the file where that piece stands.
    """

    __slots__ = ("joints", "places", "text")

    def __init__(self, text: str, joints: list[int], places: list[int]) -> None:
        self.text = text
        self.joints = joints
        self.places = places

    def place(self, offset: int) -> int:
        """The offset in the file of the character at `offset` of the text."""
        piece = bisect_right(self.joints, offset) - 1
        return self.places[piece] + offset - self.joints[piece]

    def span(self, start: int, end: int) -> Span:
        """The span in the file of `text[start:end]`; it ends behind its last character, not at the next piece."""
        if end <= start:
            at = self.place(start)
            return at, at
        return self.place(start), self.place(end - 1) + 1
