"""Real bytes of lines, from an image that was built: they take the place of estimates in later predictions."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from layerlint.build.rows import LAYER, USUAL_RATIO
from layerlint.size import Size

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.rows import Row

BASIS = "calibration"
DOUBT = 10  # a build of another day fetches other versions: a tenth of the bytes to either side


class Measured:
    """What one line weighed: file bytes, and the bytes in a registry (None: not known)."""

    __slots__ = ("compressed", "size")

    def __init__(self, size: int, compressed: int | None) -> None:
        self.size = size
        self.compressed = compressed


class Calibration:
    """What is remembered: measured lines by their key (64 hexadecimal digits)."""

    __slots__ = ("lines",)

    def __init__(self, lines: dict[str, Measured]) -> None:
        self.lines = lines

    def use(self, rows: list[Row], base: str | None) -> None:
        """Put what was measured where the rows of a stage on this base have an estimate, or nothing."""
        for row, key in keyed(rows, base):
            measured = self.lines.get(key)
            if measured is not None and not is_exact(row):
                row.size, row.opaque = doubted(measured.size), ""
                if measured.compressed is not None:
                    row.compressed = doubted(measured.compressed)
                elif row.compressed.high is None or row.compressed.high > measured.size * 2:
                    row.compressed = _usual(measured.size)


def is_exact(row: Row) -> bool:
    """True where nothing is to be learned: what the context tells to the byte."""
    return row.size.exact and row.size.basis != BASIS and row.instruction != "RUN"


def keyed(rows: list[Row], base: str | None) -> Iterator[tuple[Row, str]]:
    """The layers among the rows of one stage with their keys: digests of the base, user, folder, flags and CREATED BY text.

    The text has the shell and the values of arguments in it. The second line of equal ones has another key than the first.
    """
    seen: dict[str, int] = {}
    for row in rows:
        if row.kind == LAYER:
            scope = row.step.scope
            flags = [f"--{flag.name}={scope.resolve(flag.value or '')[0]}" for flag in row.step.instruction.flags]
            key = digest(base or "", scope.user or "", scope.directory[0], *flags, row.created_by)
            seen[key] = number = seen.get(key, 0) + 1
            yield row, key if number == 1 else digest(key, str(number))


def doubted(size: int) -> Size:
    """Bytes that were measured once, with the doubt of the next time."""
    return Size(size - size // DOUBT, size, size + size // DOUBT, BASIS)


def _usual(size: int) -> Size:
    """Nothing of a layer is known but its size: a quarter of it, where it is text, to all of it, where it is packed already."""
    return Size(size // 4, round(size / USUAL_RATIO), size + size // DOUBT + 1024, BASIS)


def digest(*parts: str) -> str:
    """A digest of texts that no other list of texts has."""
    made = sha256()
    for part in parts:
        written = part.encode("utf-8", "surrogateescape")
        made.update(b"%d:" % len(written) + written)
    return made.hexdigest()
