"""Where layerlint speaks under the names of BuildKit's checks, every base being one that sets nothing, as the builder has it."""

from __future__ import annotations

from unittest import mock

from layerlint.dockerfile.model import Dockerfile
from layerlint.engine import lint
from layerlint.facts import Facts
from layerlint.registry import Selection

BASES = "layerlint.build.inheritance"
Spoken = set[tuple[str, int]]  # the name and the first line of the instruction


def first_line(dockerfile: Dockerfile, line: int) -> int:
    """The first line of the instruction that `line` belongs to; that of the next one for a comment above it, the last one's behind it."""
    source = dockerfile.source
    spans = [(source.line(each.span[0]), source.line(max(each.span[0], each.span[1] - 1))) for each in dockerfile.instructions]
    return next((first for first, last in spans if line <= last), spans[-1][0] if spans else line)


def speaking(facts: Facts, selection: Selection) -> Spoken:
    """What is found, comments that silence it not regarded: the builder is told to check all."""
    with mock.patch(f"{BASES}.distribution", return_value="busybox"), mock.patch(f"{BASES}.nearest", return_value=None):
        report = lint(facts, selection)
    problems = [*report.problems, *(one.problem for one in report.suppressed)]
    source = facts.dockerfile.source
    return {(alias, first_line(facts.dockerfile, source.line(problem.span[0]))) for problem in problems for alias in problem.aliases}
