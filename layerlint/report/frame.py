"""The lines a problem is about, with carets below the text: `^` for the place itself, `-` for places that explain it."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.dockerfile.source import Source, Span
from layerlint.report.ink import Piece

TAB = 4  # columns
WIDTH = 140  # columns of source shown; a longer line is cut around what is marked
LINES = 4  # a span of more lines shows its first two and its last


class Mark:
    """A span to point at: with which character, in which style, and what to say behind it."""

    __slots__ = ("char", "label", "span", "style")

    def __init__(self, span: Span, label: str = "", char: str = "^", style: str = "mark") -> None:
        self.span = span
        self.label = label
        self.char = char
        self.style = style


class _Row:
    """A piece of a mark on one line: columns [start, end), counted from 0."""

    __slots__ = ("end", "label", "mark", "start")

    def __init__(self, mark: Mark, start: int, end: int, label: str) -> None:
        self.mark = mark
        self.start = start
        self.end = end
        self.label = label


def frame(source: Source, marks: list[Mark]) -> Iterator[list[Piece]]:
    """The marked lines in file order, each with its marks below; a gap is a colon in the gutter."""
    rows: dict[int, list[_Row]] = {}
    for mark in marks:
        for line, row in _rows(source, mark):
            rows.setdefault(line, []).append(row)
    width = max(4, len(str(max(rows, default=0))))
    before = 0
    for line in sorted(rows):
        if before and line > before + 1:
            yield [(f"{'':{width}} :", "gutter")]
        before = line
        text, columns = _cells(source.line_text(line))
        shown = [row for row in rows[line] if row.end > row.start or row.label]
        skip = _skipped(text, columns, shown)
        yield [(f"{line:{width}} | ", "gutter"), _window(text, skip)]
        for row in shown:
            yield [(f"{'':{width}} | ", "gutter"), *_pointer(row, columns, skip)]


def _rows(source: Source, mark: Mark) -> Iterator[tuple[int, _Row]]:
    """The mark cut at line ends; of a long one the first two lines and the last. Its label stands on the last."""
    start, end = mark.span
    first, last = source.line(start), source.line(max(start, end - 1))
    lines = range(first, last + 1) if last - first < LINES else (first, first + 1, last)
    for line in lines:
        text = source.line_text(line)
        begins = source.starts[line - 1]
        left = start - begins if line == first else len(text) - len(text.lstrip())
        right = end - begins if line == last else len(text.rstrip("\\` \t"))
        if line == last:
            right = max(right, left + 1)  # a span of no width is still pointed at
        yield line, _Row(mark, left, right, mark.label if line == last else "")


def _cells(text: str) -> tuple[str, list[int]]:
    """The line as it is shown, tabs widened, and the display column of each of its characters and of its end."""
    if text.isascii() and "\t" not in text:
        return text, list(range(len(text) + 1))
    shown, columns, at = [], [], 0
    for char in text:
        columns.append(at)
        cell = " " * (TAB - at % TAB) if char == "\t" else char
        shown.append(cell)
        at += len(cell) if char == "\t" else _width(char)
    columns.append(at)
    return "".join(shown), columns


def _width(char: str) -> int:
    """Terminal columns of one character; an accent of its own has none, an ideograph has two."""
    if char.isascii():
        return 1
    from unicodedata import combining, east_asian_width

    return 0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1


def _column(columns: list[int], at: int) -> int:
    """Display column of character `at`, which may lie behind the end of the line."""
    return columns[at] if at < len(columns) else columns[-1] + at - len(columns) + 1


def _skipped(text: str, columns: list[int], rows: list[_Row]) -> int:
    """How many characters to leave out on the left so that what is marked can be seen."""
    if len(text) <= WIDTH or not rows:
        return 0
    first = min(_column(columns, row.start) for row in rows)
    return max(0, min(first - 20, len(text) - WIDTH)) if first > WIDTH // 2 else 0


def _window(text: str, skip: int) -> str:
    cut = text[skip : skip + WIDTH]
    return f"{'…' if skip else ''}{cut[1:] if skip else cut}{'…' if len(text) > skip + WIDTH else ''}"


def _pointer(row: _Row, columns: list[int], skip: int) -> list[Piece]:
    """The line of carets, and what is said behind it."""
    left = _column(columns, row.start) - skip
    right = min(_column(columns, row.end) - skip, WIDTH)
    pieces: list[Piece] = [" " * left, (row.mark.char * max(1, right - left), row.mark.style)]
    if row.label:
        pieces.append((f" {row.label}", row.mark.style))
    return pieces
