"""Workflow commands of GitHub Actions: one annotation a problem.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands; a value is escaped as the runner
undoes it: `%`, CR and LF everywhere, `:` and `,` in properties too.
"""

from __future__ import annotations

from layerlint.report.ink import Ink, clean
from layerlint.report.summary import Summary, closing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.engine import FileReport, Problem

COMMANDS = {"error": "error", "warning": "warning", "info": "notice", "style": "notice"}


class GithubReport:
    """Writes as it goes."""

    def __init__(self, ink: Ink, *, quiet: bool = False) -> None:
        self._ink = ink
        self._quiet = quiet

    def file(self, report: FileReport) -> None:
        """The problems of one file."""
        for problem in report.problems:
            self._ink.line(annotation(problem, report))

    def unreadable(self, path: str, message: str) -> None:
        """An annotation too: the job's log is all that is seen."""
        self._ink.line(f"::error file={_property(path)}::{_text(message)}")

    def close(self, summary: Summary) -> None:
        """One closing line in the log."""
        if not self._quiet:
            self._ink.line(closing(summary))


def annotation(problem: Problem, report: FileReport) -> str:
    """One workflow command. Columns are given for a place on one line only: GitHub refuses others."""
    source, rule = report.facts.dockerfile.source, problem.rule
    line, column = source.position(problem.span[0])
    end_line, end_column = source.position(problem.span[1])
    place = f"file={_property(report.path)},line={line},endLine={end_line}"
    if line == end_line:
        place += f",col={column},endColumn={end_column}"
    title = _property(f"{rule.id} {rule.name}")
    text = f"{report.path}:{line}:{column}: {rule.id} {problem.message}"
    return f"::{COMMANDS[problem.severity]} {place},title={title}::{_text(f'{text}: {problem.help}' if problem.help else text)}"


def _text(value: str) -> str:
    """A message as it stands behind `::`."""
    return clean(value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(value: str) -> str:
    """The value of a property."""
    return _text(value).replace(":", "%3A").replace(",", "%2C")
