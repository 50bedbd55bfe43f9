"""One line a problem, for editors and `grep`: `Dockerfile:5:1: warning LL101 message`."""

from __future__ import annotations

from layerlint.report.ink import Ink, shown
from layerlint.report.summary import Summary, closing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.engine import FileReport


class ConciseReport:
    """Writes as it goes."""

    def __init__(self, ink: Ink, *, quiet: bool = False) -> None:
        self._ink = ink
        self._quiet = quiet

    def file(self, report: FileReport) -> None:
        """The problems of one file."""
        source = report.facts.dockerfile.source
        for problem in report.problems:
            line, column = source.position(problem.span[0])
            place = f"{shown(report.path)}:{line}:{column}"
            self._ink.line((place, "path"), ": ", (problem.severity, problem.severity), f" {problem.rule.id} {problem.message}")

    def unreadable(self, path: str, message: str) -> None:
        """Nothing: standard error has it."""

    def close(self, summary: Summary) -> None:
        """One closing line."""
        if not self._quiet:
            self._ink.line(closing(summary))
