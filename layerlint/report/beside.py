"""Predicted beside real, as a table and as JSON; and what `layerlint calibrate` has learned."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.report.document import VERSION, size_document
from layerlint.report.image_document import image
from layerlint.report.image_document import row as real_row
from layerlint.report.ink import Ink, Piece, clean, shown
from layerlint.size import docker, interval

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.engine import FileReport
    from layerlint.image.beside import Beside, Pair
    from layerlint.report.document import Json

NARROWEST = 30
SIZE_COLUMNS = 50  # columns kept free for the line, both sizes and the verdict
PREDICTED = 17  # columns; `at least 12.4MB`


def write_beside(report: FileReport, found: Beside, ink: Ink, *, newest_first: bool, columns: int) -> None:
    """The table of one file, in the order of the image's history. `columns` is the width of the terminal."""
    width = max(NARROWEST, columns - SIZE_COLUMNS)
    ink.line((shown(report.path), "path"), f"  beside {', '.join(clean(tag) for tag in found.inspection.image.tags) or 'the image'}")
    ink.line((f"{'LINE':>5}  {'CREATED BY':{width}}  {'PREDICTED':{PREDICTED}}  REAL", "dim"))
    rows = [_pair(pair, width) for pair in found.pairs]
    for pieces in reversed(rows) if newest_first else rows:
        ink.line(*pieces)
    for row in found.missing:
        ink.line(f"{row.line:5}  ", _cut(row.created_by, width), "  ", (f"{docker(row.size):{PREDICTED}}", "size"), "  not in the image")
    for pieces in _totals(found):
        ink.line(*pieces)


def _pair(pair: Pair, width: int) -> list[Piece]:
    line = "" if pair.row is None else str(pair.row.line)
    predicted = "base" if pair.real.base else "?" if pair.row is None else docker(pair.row.size)
    said = {True: "", False: ", outside", None: ""}[pair.inside] + (", likely this line" if pair.real.confidence == "likely" else "")
    style = "" if pair.real.layer is not None else "dim"
    return [
        f"{line:>5}  ",
        (_cut(pair.real.created_by, width), style),
        "  ",
        f"{predicted:{PREDICTED}}",
        "  ",
        (docker(pair.real.size), "size"),
        said,
    ]


def _totals(found: Beside) -> Iterator[list[Piece]]:
    known = [pair for pair in found.pairs if pair.real.layer is not None and pair.inside is not None]
    layers = sum(pair.real.layer is not None and not pair.real.base for pair in found.pairs)
    yield []
    if not found.fits:
        yield ["  the history of this image does not fit its layers: nothing can be laid beside"]
        return
    yield [("  base     ", "dim"), (interval(found.inspection.size(base=True)), "size")]
    yield [("  added    ", "dim"), (interval(found.inspection.size(base=False)), "size"), f" in {layers} layers"]
    yield [("  inside   ", "dim"), f"{sum(pair.inside is True for pair in known)} of {len(known)} predicted layers; the others are unknown"]


def _cut(text: str, width: int) -> str:
    flat = clean(text.replace("\t", " ").replace("\n", " "))
    return f"{flat[: width - 1]}…" if len(flat) > width else f"{flat:{width}}"


def image_part(found: Beside) -> Json:
    """LAYERS.image: IMAGE, with `predicted` (SIZE, or null) and `inside` (bool, or null) for each entry, and `missing` lines."""
    rows = [_row(pair) for pair in found.pairs]
    return image(found.inspection) | {"layers": rows, "missing": [row.line for row in found.missing]}


def _row(pair: Pair) -> Json:
    predicted = size_document(pair.row.size) if pair.row else None
    return real_row(pair.real) | {"predicted": predicted, "inside": pair.inside}


def calibrated_document(file: str, learned: list[Pair]) -> Json:
    """What `layerlint calibrate --format json` writes: the file, and the lines that were learned."""
    return {"version": VERSION, "file": file, "lines": [_row(pair) for pair in learned]}


def write_calibrated(file: str, learned: list[Pair], ink: Ink, columns: int) -> None:
    """The lines that were learned."""
    width = max(NARROWEST, columns - SIZE_COLUMNS)
    for pair in learned:
        ink.line(*_pair(pair, width))
    count = len(learned)
    ink.line(f"{count} line{'' if count == 1 else 's'} kept in ", (shown(file), "path"))
