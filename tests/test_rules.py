"""Every example of every rule file: what is marked is reported, there and nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from layerlint.dockerfile.source import Source
from layerlint.engine import FileReport, lint
from layerlint.registry import rules, select
from tests.examples import ROOT, Marked, agrees, cases, facts_of, rule_files


def linted(text: str, rule: dict[str, Any], example: dict[str, Any], folder: Path) -> FileReport:
    """The report of the one rule, its options as the example has them; what `select` names runs too."""
    selection = select([rule["id"], *example.get("select", ())])
    for one in selection.rules:
        one.given = example.get("options", {}) if one.id == rule["id"] else {}
    return lint(facts_of(text, example, folder), selection)


def described(report: FileReport) -> list[str]:
    source = report.facts.dockerfile.source
    return [f"{source.position(found.span[0])}-{source.position(found.span[1])} {found.message}" for found in report.problems]


@pytest.mark.parametrize(("rule", "example"), cases("bad"))
def test_bad_examples_are_reported_where_they_are_marked(rule: dict[str, Any], example: dict[str, Any], tmp_path: Path) -> None:
    marked = Marked(example["code"])
    assert marked.marks, "a bad example has carets"
    report = linted(marked.text, rule, example, tmp_path)
    report.problems = [found for found in report.problems if found.rule.id == rule["id"]]
    source = report.facts.dockerfile.source
    wrong = [
        line
        for line, found in zip(described(report), report.problems, strict=True)
        if not agrees(source, found.span, found.message, marked.marks)
    ]
    assert wrong == [], f"marked: {marked.marks}"
    lines = {source.line(found.span[0]) for found in report.problems}
    silent = [mark for mark in marked.marks if not _spoken_of(mark[0], report, lines)]
    assert silent == [], f"reported: {described(report)}"


def _spoken_of(line: int, report: FileReport, starts: set[int]) -> bool:
    """True when a problem begins on this line or covers it."""
    source = report.facts.dockerfile.source
    return line in starts or any(source.line(found.span[0]) <= line <= source.line(found.span[1]) for found in report.problems)


@pytest.mark.parametrize(("rule", "example"), cases("good"))
def test_good_examples_are_not_reported(rule: dict[str, Any], example: dict[str, Any], tmp_path: Path) -> None:
    marked = Marked(example["code"])
    assert marked.marks == [], "a good example has no carets"
    assert described(linted(marked.text, rule, example, tmp_path)) == []


@pytest.mark.parametrize(("rule", "example"), [case for case in [*cases("bad"), *cases("good")] if case.values[0]["category"] != "syntax"])
def test_examples_can_be_built(rule: dict[str, Any], example: dict[str, Any], tmp_path: Path) -> None:
    report = lint(facts_of(Marked(example["code"]).text, example, tmp_path), select(["LL0"]))
    assert described(report) == [], f"an example of {rule['id']} that the builder refuses"


@pytest.mark.parametrize(("rule", "example"), cases("bad"))
def test_messages_are_short_facts(rule: dict[str, Any], example: dict[str, Any], tmp_path: Path) -> None:
    for found in linted(Marked(example["code"]).text, rule, example, tmp_path).problems:
        assert 0 < len(found.message) <= 72
        assert not found.message.endswith(".")
        assert found.help


@pytest.mark.parametrize(("rule", "example"), [case for case in cases("bad") if "help" in case.values[1]])
def test_the_help_line_is_that_of_the_example(rule: dict[str, Any], example: dict[str, Any], tmp_path: Path) -> None:
    problems = linted(Marked(example["code"]).text, rule, example, tmp_path).problems
    assert {found.help for found in problems} == {example["help"]}


def test_ids_and_names_of_the_catalogue_are_those_of_the_files() -> None:
    assert [(rule.id, rule.name) for rule in rules()] == [(identity, rule["name"]) for identity, rule in rule_files()]


def test_marks_are_read_and_taken_out() -> None:
    marked = Marked("FROM a\nRUN b\n    ^ bad `b`\nRUN c \\\n    ^^\n  d\n  ^\n")
    assert marked.text == "FROM a\nRUN b\nRUN c \\\n  d\n"
    assert marked.marks == [(2, 5, 6, "bad `b`"), (3, 5, 7, ""), (4, 3, 4, "")]


@pytest.mark.parametrize(
    ("span", "message", "agreed"),
    [
        pytest.param((11, 12), "m", True, id="exact"),
        pytest.param((11, 12), "other", False, id="other-message"),
        pytest.param((10, 12), "m", False, id="begins-earlier"),
        pytest.param((11, 11), "m", True, id="no-width-is-one-caret"),
        pytest.param((7, 12), "m", False, id="not-marked"),
    ],
)
def test_agreement(span: tuple[int, int], message: str, *, agreed: bool) -> None:
    assert agrees(Source(b"FROM a\nRUN b\n"), span, message, [(2, 5, 6, "m")]) is agreed


def test_a_place_of_several_lines_is_marked_on_its_first_at_least() -> None:
    source = Source(b"FROM a\nRUN b \\\n  c\n")
    assert agrees(source, (7, 18), "m", [(2, 1, 6, "m")])
    assert agrees(source, (7, 18), "m", [(2, 1, 6, ""), (3, 3, 4, "m")])
    assert not agrees(source, (7, 18), "m", [(3, 3, 4, "m")])


def test_every_kind_of_refusal_has_a_rule() -> None:
    kinds = set()
    for path in (ROOT / "layerlint").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2].strip("_") in (
                "problem",
                "SyntaxProblem",
                "refusal",
            ):
                kinds |= {part.value for part in node.args[:1] if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    assert len(kinds) > 5
    assert sorted(kinds - {kind for rule in rules() for kind in rule.syntax}) == []
