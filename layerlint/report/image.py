"""A built image as a table: the real `docker history` with its dead bytes, then what causes them."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.report.ink import Ink, Piece, clean, shown
from layerlint.report.sizes import amount, docker, interval

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.image.inspection import ImageRow, Inspection
    from layerlint.image.limits import Limit
    from layerlint.image.waste import Cause

NARROWEST, KEPT_FREE = 30, 40  # columns of the text; for the line, both sizes and the gaps
MOST_CAUSES = 10
BASES = {
    "dockerfile": "what stands before the Dockerfile's first line",
    "learned": "its layers are those of a learned base",
    "history": "the builder noted it",
    "first-layer": "a root file system, the first layer alone; --dockerfile or a learned base tell more",
    "none": "nothing tells of one; --dockerfile or a learned base would",
}


def write_image(path: str, found: Inspection, limits: list[Limit], ink: Ink, columns: int) -> None:
    """The whole report of one image. `columns` is the width of the terminal."""
    width = max(NARROWEST, columns - KEPT_FREE)
    tags = ", ".join(found.image.tags) or "no tag"
    ink.line((shown(path), "path"), f"  {tags}, {_platform(found)}")
    ink.line((f"{'LINE':>5}  {'CREATED BY':{width}}  {'SIZE':>8}  {'DEAD':>8}", "dim"))
    if any(row.base for row in found.rows):
        ink.line(*_base_line(found, width))
    for row in found.rows:
        if not row.base:
            ink.line(*_row_line(row, width))
    ink.line()
    for pieces in (*_totals(found), *_causes(found), *_limits(limits)):
        ink.line(*pieces)


def _platform(found: Inspection) -> str:
    config = found.image.config
    return "/".join(str(config.get(key) or "?") for key in ("os", "architecture"))


def _base_line(found: Inspection, width: int) -> list[Piece]:
    count = found.base.layers
    text = f"{found.origin.name or 'base'} ({count} layer{'' if count == 1 else 's'})"
    return [f"{'':5}  ", (_cut(text, width), "strong"), f"  {docker(found.size(base=True)):>8}"]


def _row_line(row: ImageRow, width: int) -> list[Piece]:
    line = "" if row.line is None else f"{row.line}{'' if row.confidence == 'sure' else '?'}"
    if row.kind != "layer":
        return [f"{line:>5}  ", (f"{_cut(row.created_by, width)}  {'0B':>8}", "dim")]
    dead = f"{docker(row.dead):>8}" if row.dead.low else ""
    return [f"{line:>5}  ", _cut(row.created_by, width), "  ", (f"{docker(row.size):>8}", "size"), "  ", (dead, "warning")]


def _cut(text: str, width: int) -> str:
    """The text in exactly `width` columns, blanks for tabs and line ends, an ellipsis where it was longer."""
    flat = clean(text.replace("\t", " ").replace("\n", " "))
    return f"{flat[: width - 1]}…" if len(flat) > width else f"{flat:{width}}"


def _totals(found: Inspection) -> Iterator[list[Piece]]:
    base, own, origin = found.base, found.own, found.origin
    yield [("  layers      ", "dim"), f"{base.layers} + {own.layers} = {base.layers + own.layers}"]
    yield [("  size        ", "dim"), f"{interval(found.size(base=True))} base, {interval(found.size(base=False))} by the author's layers"]
    yield [("  base        ", "dim"), f"{base.layers} layer{'' if base.layers == 1 else 's'}: {BASES[origin.by]}"]
    if not found.complete:
        return
    yield [("  dead        ", "dim"), f"{amount(own.dead)} that no container sees, {own.wasted_percent:.1f} % of the author's bytes"]
    if found.hidden:
        hidden = sum(cause.size for cause in found.hidden)
        yield ["              ", f"{amount(hidden)} of the base are hidden by later layers; they are not counted"]
    yield [("  efficiency  ", "dim"), f"{own.efficiency:.3f} (visible by stored bytes of the author's layers)"]
    yield [
        ("  dive        ", "dim"),
        f"score {found.dive.score:.4f}, wasted {amount(found.dive.wasted)}: its own count, for compatibility alone",
    ]


def _causes(found: Inspection) -> Iterator[list[Piece]]:
    if not found.causes:
        return
    yield []
    yield [("  dead bytes come from", "dim")]
    for cause in found.causes[:MOST_CAUSES]:
        yield [f"  {amount(cause.size):>10}  ", escaped(f"/{cause.path}"), (f"  {_story(found, cause)}", "dim")]
    if len(found.causes) > MOST_CAUSES:
        rest = sum(cause.size for cause in found.causes[MOST_CAUSES:])
        yield [f"  {amount(rest):>10}  in {len(found.causes) - MOST_CAUSES} more"]


def _story(found: Inspection, cause: Cause) -> str:
    return f"{_layer(found, cause.of)}, {cause.how} by {_layer(found, cause.by)}"


def _layer(found: Inspection, index: int) -> str:
    row = found.row_of(index)
    return f"layer {index + 1}" if row.line is None else f"line {row.line}"


def escaped(path: str) -> str:
    """A path from an archive with its control characters spelled out: `/a\\nb`, `/\\x1b[31m`."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode() for char in path)


def _limits(limits: list[Limit]) -> Iterator[list[Piece]]:
    if limits:
        yield []
    for limit in limits:
        verdict: Piece = ("broken", "error") if limit.broken else ("kept", "help")
        yield [f"  --{limit.name} {limit.allowed:g}: ", verdict, f", it is {limit.value:g}"]
