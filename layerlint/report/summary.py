"""What a run adds up to: files, problems by severity, layers and bytes that could go."""

from __future__ import annotations

from layerlint.problem import SEVERITIES
from layerlint.size import Size, total

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.engine import FileReport


class Summary:
    """Counts over all files of a run. `by_rule` maps (id, name) to a number of problems."""

    __slots__ = ("by_rule", "by_severity", "files", "layers_saved", "sizes", "suppressed", "unreadable")

    def __init__(self) -> None:
        self.files = 0
        self.unreadable = 0
        self.suppressed = 0
        self.by_severity = dict.fromkeys(SEVERITIES, 0)
        self.by_rule: dict[tuple[str, str], int] = {}
        self.layers_saved = 0
        self.sizes: list[Size] = []

    @property
    def problems(self) -> int:
        """All problems, of every severity."""
        return sum(self.by_severity.values())

    @property
    def bytes_saved(self) -> Size:
        """What the findings that have a price could save together."""
        return total(self.sizes)

    def add(self, report: FileReport) -> None:
        """Count one file."""
        self.files += 1
        self.suppressed += len(report.suppressed)
        for problem in report.problems:
            self.by_severity[problem.severity] += 1
            key = problem.rule.id, problem.rule.name
            self.by_rule[key] = self.by_rule.get(key, 0) + 1
            if problem.cost is not None:
                self.layers_saved += problem.cost.layers
                self.sizes.append(problem.cost.size)


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`; `info` and `style` have no plural."""
    return f"{number} {noun}" if number == 1 or noun in ("info", "style") else f"{number} {noun}s"


def closing(summary: Summary) -> str:
    """The last line of a report: `2 warnings, 1 info in 1 file; 1 suppressed`."""
    counts = [counted(number, severity) for severity, number in summary.by_severity.items() if number]
    found = ", ".join(counts) or "nothing to report"
    line = f"{found} in {counted(summary.files, 'file')}" if summary.files else "no file was read"
    if summary.suppressed:
        line += f"; {summary.suppressed} suppressed"
    if summary.unreadable:
        line += f"; {counted(summary.unreadable, 'path')} could not be read"
    return line
