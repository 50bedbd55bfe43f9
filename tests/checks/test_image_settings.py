"""Rules about users, ports, signals and labels on files that no builder takes: no rule may fail on them."""

from __future__ import annotations

import pytest

from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.engine import lint
from layerlint.facts import Facts
from layerlint.registry import Selection, select

SCHEMA = ["version=semver", "licenses=spdx", "=", "team", "docs=url", "other=no such type"]


def strict() -> Selection:
    """Every rule of the families, with a schema."""
    selection = select(["LL4", "LL5", "LL6"])
    for rule in selection.rules:
        rule.given = {name: value for name, value in {"label-schema": SCHEMA, "strict-labels": True}.items() if name in rule.options}
    return selection


@pytest.mark.parametrize("above", ["", "FROM debian:12\n", "FROM $BASE\n", "FROM\n", "FROM debian:12\nRUN usermod -aG && useradd\n"])
@pytest.mark.parametrize(
    "line",
    [
        "USER",
        "USER :",
        "USER a:",
        "USER a:b",
        "USER ${",
        "LABEL",
        "LABEL =",
        'LABEL "',
        "LABEL $A=$",
        'LABEL version=$V version= licenses="(((" docs=https:',
        "STOPSIGNAL",
        "STOPSIGNAL $",
        "EXPOSE",
        "EXPOSE - : 1- -1 1-99999999999 ١",  # noqa: RUF001  # a digit, but not ASCII
        "ENV",
        "ENV =",
        "COPY a b",
        "COPY --chown a",
        "ADD",
        "ONBUILD USER",
        "HEALTHCHECK",
        "ENTRYPOINT",
        "VOLUME",
    ],
)
def test_broken_lines_are_read_in_peace(above: str, line: str) -> None:
    report = lint(Facts(parse(Source(f"{above}{line}\n{line}\n".encode()))), strict())
    assert all(problem.span[0] <= problem.span[1] for problem in report.problems)


def test_an_entry_of_the_schema_without_a_type_is_text() -> None:
    report = lint(Facts(parse(Source(b'FROM debian:12\nLABEL team="" other="" version=1\n'))), strict())
    said = [problem.message for problem in report.problems if problem.rule.name.startswith("label-")]
    assert said.count("the value of `team` is empty") == 1
    assert said.count("the value of `other` is empty") == 1
    assert said.count("`version` is no semantic version") == 1
