"""For a person: each problem with its lines, what it costs and what to do; then what the image comes to."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.problem import Cost
from layerlint.report.frame import Mark, frame
from layerlint.report.ink import Ink, Piece, shown
from layerlint.report.summary import Summary, closing
from layerlint.size import amount, interval, total

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.layers import Plan
    from layerlint.build.rows import Row
    from layerlint.engine import FileReport, Problem


class TextReport:
    """Writes as it goes. `alone`: a single file was asked for, so its block is shown even when nothing is wrong."""

    def __init__(self, ink: Ink, *, quiet: bool = False, statistics: bool = False, alone: bool = False) -> None:
        self._ink = ink
        self._quiet = quiet
        self._statistics = statistics
        self._alone = alone

    def file(self, report: FileReport) -> None:
        """The problems of one file and its closing block."""
        for problem in report.problems:
            for line in described(problem, report):
                self._ink.line(*line)
            self._ink.line()
        plan = report.plan if (report.problems or self._alone) and not self._quiet else None
        if plan is not None:
            for line in block(plan, sum(problem.cost.layers for problem in report.problems if problem.cost)):
                self._ink.line(*line)
            if not self._alone:
                self._ink.line()

    def unreadable(self, path: str, message: str) -> None:
        """Nothing: standard error has it."""

    def close(self, summary: Summary) -> None:
        """The counts of each rule where they are wanted, and one closing line."""
        if self._statistics:
            for (rule, name), number in sorted(summary.by_rule.items(), key=lambda item: (-item[1], item[0])):
                self._ink.line(f"{number:6}  ", (rule, "strong"), f"  {name}")
        if not self._quiet:
            worst = next((severity for severity, number in summary.by_severity.items() if number), "help")
            self._ink.line((closing(summary), worst))


def described(problem: Problem, report: FileReport) -> Iterator[list[Piece]]:
    """One problem: its head line, its frame, its help."""
    source, rule = report.facts.dockerfile.source, problem.rule
    line, column = source.position(problem.span[0])
    head: list[Piece] = [(f"{shown(report.path)}:{line}:{column}", "path"), " ", (problem.severity, problem.severity), " "]
    yield [*head, (rule.id, f"link {rule.url}"), " ", (rule.name, "strong"), f": {problem.message}"]
    marks = [Mark(problem.span, price(problem.cost), style=problem.severity)]
    marks += [Mark(related.span, related.message, "-", "second") for related in problem.related]
    yield from frame(source, marks)
    if problem.help:
        yield [("     = ", "gutter"), (problem.help, "help")]


def price(cost: Cost | None) -> str:
    """What a problem costs, in words; empty where nothing is known of it."""
    if cost is None:
        return ""
    parts = [f"{cost.layers} layer{'s' if cost.layers > 1 else ''}"] if cost.layers else []
    if cost.size.low or cost.size.high or cost.size.likely:
        parts.append(f"{interval(cost.size)} ({'exact' if cost.size.exact else 'estimate'})")
    if cost.history is not None:
        parts.append(f"{cost.history[0]} of the last {cost.history[1]} commits {cost.history[2]}")
    return " and ".join(parts)


def block(plan: Plan, spare: int) -> Iterator[list[Piece]]:
    """Layers and sizes of the image; `spare` layers could go."""
    going = f", {spare} of them could go" if spare else ""
    yield [("  layers   ", "dim"), *layer_sum(plan), going]
    parts = [part for part in (_base(plan), *_copied(plan.layers), *_ran(plan.layers), _dead(plan.layers)) if part]
    if parts:
        yield [("  size     ", "dim"), ", ".join(parts)]


def layer_sum(plan: Plan) -> list[Piece]:
    """`node:22-slim 5 + 4 = 9`; a question mark for a base whose layers nobody knows."""
    count = plan.layer_count
    added = str(count.added) if count.low == count.high else f"{count.low}-{count.high}"
    base = "?" if plan.base.layers is None else str(plan.base.layers)
    pieces: list[Piece] = [(plan.base.ref or "?", "strong"), f" {base} + {added}"]
    if plan.base.layers is not None:
        low, high = plan.base.layers + count.low, plan.base.layers + count.high
        pieces += [" = ", (str(low) if low == high else f"{low}-{high}", "strong")]
    return pieces


def _base(plan: Plan) -> str:
    size = plan.base.size
    if size.high == 0:  # scratch
        return ""
    return f"{interval(size)} base" if size.low or size.high else "base unknown"


def _copied(rows: list[Row]) -> Iterator[str]:
    return _share([row for row in rows if row.instruction in ("COPY", "ADD")], "copied")


def _ran(rows: list[Row]) -> Iterator[str]:
    return _share([row for row in rows if row.instruction == "RUN"], "by RUN")


def _share(rows: list[Row], verb: str) -> Iterator[str]:
    """What is known of these rows, and how many of them nothing is known of: they stay visible, those without a byte do not."""
    known = [row.size for row in rows if row.size.high]
    if known:
        size = total(known)
        yield f"{interval(size)} {verb} ({'exact' if size.exact else 'estimate'})"
    unknown = [row.instruction for row in rows if row.size.high is None]
    yield from (f"{unknown.count(name)} {name} unknown" for name in dict.fromkeys(unknown))


def _dead(rows: list[Row]) -> str:
    size = total([row.dead for row in rows if row.kind == "layer" and row.dead.low])
    return f"{amount(size.low)} dead" if size.exact and size.low else f"{interval(size)} dead" if size.low else ""
