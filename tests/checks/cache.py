"""One cache rule over one Dockerfile: the lines it speaks of and what it says."""

from __future__ import annotations

from functools import cache
from typing import Any

from layerlint.catalog import _row
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.engine import Problem, lint
from layerlint.facts import Facts
from layerlint.registry import Rule, Selection, rules
from tests.examples import rule_files


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return dict(rule_files())


def rule(identity: str, **options: Any) -> Rule:
    """The rule as its file has it, with other values for some of its options."""
    return Rule(**_row(_rows()[identity]), given=options)


def findings(identity: str, text: str, asked: Rule | None = None, **surroundings: Any) -> tuple[Source, list[Problem]]:
    """What the rule finds."""
    source = Source(text.encode())
    known = [asked or rule(identity), *(other for other in rules() if other.syntax)]
    return source, lint(Facts(parse(source), **surroundings), Selection(known, {identity: None}, {})).problems


def told(identity: str, text: str, asked: Rule | None = None, **surroundings: Any) -> list[tuple[int, str]]:
    """(line, message) of each finding."""
    source, found = findings(identity, text, asked, **surroundings)
    return [(source.line(finding.span[0]), finding.message) for finding in found]
