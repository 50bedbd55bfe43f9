"""The predicted `docker history` as a table, line numbers beside it."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.report.ink import Ink, Piece, clean, shown
from layerlint.report.sizes import docker, interval
from layerlint.report.text import layer_sum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.layers import Plan
    from layerlint.build.rows import Row
    from layerlint.engine import FileReport

HISTORY_COLUMN = 45  # `docker history` cuts CREATED BY to this many columns
NARROWEST = 30
SIZE_COLUMN = 24  # columns kept free for the size and the gaps


def write_layers(report: FileReport, ink: Ink, *, newest_first: bool, columns: int) -> None:
    """The table of one file. `columns` is the width of the terminal; the classic builder's table has docker's own."""
    plan = report.plan
    if plan is None:
        ink.line(f"{shown(report.path)}: no stage, so no layers")
        return
    width = HISTORY_COLUMN if plan.builder == "classic" else max(NARROWEST, columns - SIZE_COLUMN)
    ink.line((shown(report.path), "path"), f"  stage {plan.target}, built by {plan.builder}")
    ink.line((f"{'LINE':>5}  {'CREATED BY':{width}}  SIZE", "dim"))
    rows = [_base_line(plan, width), *(_row_line(row, width) for row in plan.layers if row.kind != "none")]
    for pieces in reversed(rows) if newest_first else rows:
        ink.line(*pieces)
    for pieces in _totals(plan):
        ink.line(*pieces)


def _base_line(plan: Plan, width: int) -> list[Piece]:
    count = plan.base.layers
    held = "an unknown number of layers" if count is None else f"{count} layer{'' if count == 1 else 's'}"
    return [f"{'':5}  ", (_cut(f"{plan.base.ref or '?'} ({held})", width), "strong"), "  ", (docker(plan.base.size), "size")]


def _row_line(row: Row, width: int) -> list[Piece]:
    style = "" if row.kind == "layer" else "dim"
    size = docker(row.size) if row.kind == "layer" else "0B"
    dead = f", {docker(row.dead)} dead" if row.dead.low else ""
    measured = ", calibrated" if row.size.basis == "calibration" else ""
    return [f"{row.line:5}  ", (_cut(row.created_by, width), style), "  ", (size, "size" if row.kind == "layer" else "dim"), measured, dead]


def _cut(text: str, width: int) -> str:
    """The text in exactly `width` columns, blanks for tabs and line ends, an ellipsis where it was longer."""
    flat = clean(text.replace("\t", " ").replace("\n", " "))
    return f"{flat[: width - 1]}…" if len(flat) > width else f"{flat:{width}}"


def _totals(plan: Plan) -> Iterator[list[Piece]]:
    yield []
    yield [("  layers      ", "dim"), *layer_sum(plan)]
    yield [("  size        ", "dim"), (interval(plan.size), "size")]
    yield [("  compressed  ", "dim"), (interval(plan.compressed), "size")]
    unused = [stage.name or str(stage.index) for stage in plan.stages if not stage.used]
    if unused:
        yield [("  not built   ", "dim"), ", ".join(unused)]
