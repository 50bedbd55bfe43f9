"""The predicted `docker history` as a table: lines, bytes, what a registry holds, what is dead; then what costs most."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.report.ink import Ink, Piece, clean, shown
from layerlint.report.text import layer_sum
from layerlint.size import amount, docker, interval

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.layers import Plan
    from layerlint.build.rows import Row
    from layerlint.engine import FileReport
    from layerlint.size import Size

HISTORY_COLUMN = 45  # `docker history` cuts CREATED BY to this many columns
NARROWEST = 30
SIZE_COLUMN = 13
KEPT_FREE = 48  # columns for the line, both sizes and a note
DEAREST = 5  # lines that are told again
BAR = 24  # columns of the longest bar
FULL, MAYBE = "█", "░"


def write_layers(report: FileReport, ink: Ink, *, newest_first: bool, columns: int) -> None:
    """The table of one file. `columns` is the width of the terminal; the classic builder's table has docker's own."""
    plan = report.plan
    if plan is None:
        ink.line(f"{shown(report.path)}: no stage, so no layers")
        return
    width = HISTORY_COLUMN if plan.builder == "classic" else max(NARROWEST, columns - KEPT_FREE)
    ink.line((shown(report.path), "path"), f"  stage {plan.target}, built by {plan.builder}")
    ink.line((f"{'LINE':>5}  {'CREATED BY':{width}}  {'SIZE':{SIZE_COLUMN}}  COMPRESSED", "dim"))
    rows = [_base_line(plan, width), *(_row_line(row, width) for row in plan.layers if row.kind != "none")]
    for pieces in reversed(rows) if newest_first else rows:
        ink.line(*pieces)
    ink.line()
    for pieces in (*_totals(plan), *_most_expensive(plan, bars=ink.painted)):
        ink.line(*pieces)


def _base_line(plan: Plan, width: int) -> list[Piece]:
    count = plan.base.layers
    held = "an unknown number of layers" if count is None else f"{count} layer{'' if count == 1 else 's'}"
    return [f"{'':5}  ", (_cut(f"{plan.base.ref or '?'} ({held})", width), "strong"), *_sizes(plan.base.size, plan.base.compressed)]


def _row_line(row: Row, width: int) -> list[Piece]:
    if row.kind != "layer":
        return [f"{row.line:5}  ", (f"{_cut(row.created_by, width)}  0B", "dim")]
    pieces = [f"{row.line:5}  ", _cut(row.created_by, width), *_sizes(row.size, row.compressed)]
    if row.size.basis == "calibration":
        pieces += [("  calibrated", "dim")]
    if row.dead.low:
        pieces += [f"  {docker(row.dead)} ", ("dead", "warning")]
    if row.opaque and row.size.high is None:
        pieces += [(f"  {_short(row.opaque)}?", "dim")]
    return pieces


def _sizes(size: Size, compressed: Size) -> list[Piece]:
    return ["  ", (f"{docker(size):{SIZE_COLUMN}}", "size"), "  ", (f"{docker(compressed):{SIZE_COLUMN}}", "size")]


def _cut(text: str, width: int) -> str:
    """The text in exactly `width` columns, blanks for tabs and line ends, an ellipsis where it was longer."""
    flat = clean(text.replace("\t", " ").replace("\n", " "))
    return f"{flat[: width - 1]}…" if len(flat) > width else f"{flat:{width}}"


def _short(word: str) -> str:
    return _cut(word, 20).rstrip()


def _totals(plan: Plan) -> Iterator[list[Piece]]:
    yield [("  layers      ", "dim"), *layer_sum(plan)]
    yield [("  size        ", "dim"), (interval(plan.size), "size"), _without(plan)]
    yield [("  compressed  ", "dim"), (interval(plan.compressed), "size")]
    dead = sum(row.dead.low for row in plan.layers if row.kind == "layer")
    if dead:
        yield [("  dead        ", "dim"), f"at least {amount(dead)} that no container sees"]
    unused = [stage.name or str(stage.index) for stage in plan.stages if not stage.used]
    if unused:
        yield [("  not built   ", "dim"), ", ".join(unused)]


def _without(plan: Plan) -> str:
    """How many layers the total does not know: they stay visible."""
    layers = [row for row in plan.layers if row.kind == "layer"]
    unknown = sum(row.size.high is None for row in layers)
    return f", {unknown} of {len(layers)} layers unknown" if unknown else ""


def most_expensive(plan: Plan) -> list[Row]:
    """The lines that add most, by their likely bytes; those of unknown size are not among them."""
    weighed = [row for row in plan.layers if row.kind == "layer" and row.size.likely]
    return sorted(weighed, key=lambda row: (-(row.size.likely or 0), row.line))[:DEAREST]


def _most_expensive(plan: Plan, *, bars: bool) -> Iterator[list[Piece]]:
    found = most_expensive(plan)
    if len(found) < 2:
        return
    yield []
    yield [("  most expensive", "dim")]
    longest = max(row.size.high or 0 for row in found)
    for row in found:
        text = f"{interval(row.size)} ({'exact' if row.size.exact else 'estimate'})"
        drawn: list[Piece] = ["  ", *_bar(row.size, longest)] if bars else []
        yield [f"{row.line:5}  {_cut(row.instruction, 7)} {_cut(text, 28)}", *drawn]


def _bar(size: Size, longest: int) -> list[Piece]:
    """What is certain in full, what may come to it lightly."""
    sure, all_of_it = (round(BAR * part / max(1, longest)) for part in (size.low, size.high or 0))
    return [(FULL * sure, "size"), (MAYBE * (all_of_it - sure), "dim")]
