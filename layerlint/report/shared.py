"""What several images have in common, as text."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.report.ink import Ink, Piece, clean, shown
from layerlint.size import docker, interval

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.sharing.comparison import Comparison, Shared
    from layerlint.sharing.images import Image
    from layerlint.sharing.reordering import Reordering
    from layerlint.sharing.stranded import Stranding

NARROWEST = 30
SIZE_COLUMN = 24  # columns kept free for the size and the gaps


def write_shared(comparison: Comparison, ink: Ink, columns: int) -> None:
    """The report. `columns` is the width of the terminal."""
    width = max(NARROWEST, columns - SIZE_COLUMN)
    for pieces in _lines(comparison, width):
        ink.line(*pieces)


def _lines(comparison: Comparison, width: int) -> Iterator[list[Piece]]:
    for group in comparison.shared:
        yield from _shared(group, width)
    for reordering in comparison.reorderings:
        yield from _reordering(reordering, width)
    for stranding in comparison.strandings:
        yield from _stranding(stranding, width)
    if comparison.strandings:
        yield []
    yield [("  layers   ", "dim"), f"{comparison.layers} in {len(comparison.images)} images, {comparison.distinct} different ones"]
    yield [
        ("  size     ", "dim"),
        (interval(comparison.once), "size"),
        " once on one host, ",
        (interval(comparison.apart), "size"),
        " apart",
    ]


def _shared(group: Shared, width: int) -> Iterator[list[Piece]]:
    yield [("shared by ", "strong"), *_names(group.images)]
    for places in group.layers:
        layer = places[0].layer
        yield [f"{_number(layer.line)}  ", _cut(layer.text, width), "  ", (docker(layer.size), "size")]
    yield ["       saves ", (interval(group.saved), "size")]
    yield []


def _reordering(reordering: Reordering, width: int) -> Iterator[list[Piece]]:
    yield [("could be shared by ", "strong"), *_names(reordering.images)]
    for links in reordering.steps:
        row = links[0].row
        yield [f"{_number(row.line)}  ", _cut(row.created_by, width), "  ", (docker(row.size), "size")]
    for image, below in zip(reordering.images, reordering.below, strict=True):
        if below:
            lines = ", ".join(str(link.row.line) for link in below)
            yield ["     = ", (f"in {shown(image.path)} below it: line {lines}", "help")]
    yield ["       would save ", (interval(reordering.saved), "size")]
    yield []


def _stranding(stranding: Stranding, width: int) -> Iterator[list[Piece]]:
    count = len(stranding.layers)
    where = f"{shown(stranding.image.path)}:{stranding.cause.line}"
    yield [
        (where, "path"),
        f" a rebuild after a change here strands {count} layer{'' if count == 1 else 's'}, ",
        (interval(stranding.size), "size"),
    ]
    yield [f"{'':5}  ", _cut(stranding.cause.text, width).rstrip()]
    if stranding.through:
        yield [f"{'':5}  unless what comes out of stage {clean(stranding.through)} stays the same"]


def _names(images: list[Image]) -> Iterator[Piece]:
    for at, image in enumerate(images):
        yield ", " if at else ""
        yield shown(image.path), "path"


def _number(line: int | None) -> str:
    return f"{'' if line is None else line:>5}"


def _cut(text: str, width: int) -> str:
    flat = clean(text.replace("\t", " ").replace("\n", " "))
    return f"{flat[: width - 1]}…" if len(flat) > width else f"{flat:{width}}"
