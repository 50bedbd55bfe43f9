"""One cache rule over one Dockerfile: the lines it speaks of and what it says."""

from __future__ import annotations

from functools import cache
from typing import Any

from layerlint.catalog import _row
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts
from layerlint.problem import Finding
from layerlint.registry import Rule, function
from tests.examples import rule_files


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return dict(rule_files())


def rule(identity: str, **options: Any) -> Rule:
    """The rule as its file has it, with other values for some of its options."""
    row = _row(_rows()[identity])
    row["options"] = {name: {**option, "default": options.get(name, option["default"])} for name, option in row.get("options", {}).items()}
    return Rule(**row)


def findings(identity: str, text: str, asked: Rule | None = None, **surroundings: Any) -> tuple[Source, list[Finding]]:
    """What the rule finds, as the engine would ask it."""
    asked = asked or rule(identity)
    source = Source(text.encode())
    file = Facts(parse(source), **surroundings)
    check = function(asked.check)
    things: list[Any] = []
    if "FILE" in asked.on:
        things.append(file.dockerfile)
    if "STAGE" in asked.on:
        things += file.dockerfile.stages
    things += [instruction for instruction in file.dockerfile.instructions if instruction.name in asked.on]
    return source, [found for thing in things for found in check(thing, file, asked)]


def told(identity: str, text: str, asked: Rule | None = None, **surroundings: Any) -> list[tuple[int, str]]:
    """(line, message) of each finding."""
    source, found = findings(identity, text, asked, **surroundings)
    return [(source.line(finding.span[0]), finding.message) for finding in found]
