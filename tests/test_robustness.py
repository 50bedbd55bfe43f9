"""Every rule over text that nobody wrote: pieces of all examples, cut, shuffled and broken. Nothing raises, nothing explodes."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.engine import lint
from layerlint.facts import Facts
from layerlint.registry import Selection, select
from tests.examples import Marked, rule_files
from tests.work import calls_made

LINES = sorted(
    {
        line
        for _, rule in rule_files()
        for kind in ("bad", "good")
        for example in rule[kind]
        for line in Marked(example["code"]).text.split("\n")
    }
)
BREAKS = ["", "\n", "\\\n", "\\", '"', "'", "$", "${", "`", "<<EOF", "\r\n", "\0", "\udc80", "]", "#", "=", "--", "ONBUILD ", "\tFROM x\n"]


@cache
def everything() -> Selection:
    return select(["ALL"])


def look(text: str) -> None:
    """What a report asks of a file: problems with places inside the text, and the plan."""
    source = Source(text.encode("utf-8", "surrogateescape"))
    report = lint(Facts(parse(source)), everything())
    for problem in report.problems:
        assert 0 <= problem.span[0] <= problem.span[1] <= len(source.text)
        assert all(0 <= place.span[0] <= place.span[1] <= len(source.text) for place in problem.related)
        assert problem.message
    _ = report.plan


@settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(st.sampled_from(LINES), max_size=25), st.lists(st.tuples(st.integers(0, 2000), st.sampled_from(BREAKS)), max_size=6))
def test_no_mixture_of_lines_makes_a_rule_fail(lines: list[str], breaks: list[tuple[int, str]]) -> None:
    text = "\n".join(lines)
    for where, piece in breaks:
        at = where % (len(text) + 1)
        text = text[:at] + piece + text[at:]
    look(text)


def calls_of(text: str) -> int:
    """The work of linting a text."""
    return calls_made(lambda: look(text))


# Four times the lines may take at most so many times the work; quadratic work would take sixteen times.
GROWTH = 6
REPEATED = sorted(
    {line for line in LINES if line.split(" ")[0] in ("RUN", "COPY", "ADD", "ENV", "ARG", "LABEL", "WORKDIR", "USER", "EXPOSE")}
)


@pytest.mark.parametrize("start", range(0, len(REPEATED), 40))
def test_work_grows_with_the_length_of_the_file(start: int) -> None:
    block = [line.rstrip("\\ ") for line in REPEATED[start : start + 40]]
    few, many = ("\n".join(["FROM debian:12", *block * times]) for times in (3, 12))
    look(few)
    assert calls_of(many) < GROWTH * calls_of(few)


COMMANDS = [line[4:].rstrip("\\ ") for line in REPEATED if line.startswith("RUN ") and "<<" not in line]


@pytest.mark.parametrize("start", range(0, len(COMMANDS), 30))
def test_work_grows_with_the_length_of_a_run(start: int) -> None:
    few, many = (f"FROM debian:12\nRUN {' && '.join(COMMANDS[start : start + 30] * times)}\n" for times in (3, 12))
    look(few)
    assert calls_of(many) < GROWTH * calls_of(few)


@pytest.mark.parametrize("start", range(0, len(REPEATED), 40))
def test_work_grows_with_the_number_of_stages(start: int) -> None:
    block = [line.rstrip("\\ ") for line in REPEATED[start : start + 40]]
    few, many = ("\n".join(f"FROM debian:12 AS s{number}\n{block[number % len(block)]}" for number in range(times)) for times in (40, 160))
    look(few)
    assert calls_of(many) < GROWTH * calls_of(few)
