"""The formats for machines: JSON, GitHub annotations, one line a problem."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from layerlint import __version__
from layerlint.report.concise import ConciseReport
from layerlint.report.document import JsonReport, encoded, layers_document
from layerlint.report.github import GithubReport
from layerlint.report.ink import Ink
from layerlint.report.summary import Summary
from tests.report.samples import TEXT, copy_problem, problem, report

SIZE = {"low", "likely", "high", "exact", "basis"}
ROW = {"line", "end_line", "stage", "instruction", "kind", "created_by", "size", "compressed", "dead", "tar_bytes", "entries", "opaque"}
PLAN = {"target", "builder", "base", "layers", "stages", "layer_count", "history_count", "size", "compressed"}
PROBLEM = set("rule name aliases category severity confidence message help url start end related fix cost".split())


def closed(writer: Any, parts: list[str], *files: Any) -> str:
    summary = Summary()
    for file in files:
        summary.add(file)
        writer.file(file)
    writer.close(summary)
    return "".join(parts)


def document(*files: Any) -> Any:
    parts: list[str] = []
    return json.loads(closed(JsonReport(parts.append), parts, *files))


def github(*files: Any) -> list[str]:
    parts: list[str] = []
    return closed(GithubReport(Ink(parts.append)), parts, *files).splitlines()


def test_the_document_has_the_shape_of_the_contract() -> None:
    found = document(report())
    assert set(found) == {"version", "tool", "files", "errors", "summary"}
    assert found["tool"] == {"name": "layerlint", "version": __version__}
    (file,) = found["files"]
    assert set(file) == {"path", "problems", "suppressed", "plan"}
    assert set(file["plan"]) == PLAN
    assert set(file["plan"]["layers"][0]) == ROW
    assert set(file["plan"]["size"]) == SIZE
    assert set(file["problems"][0]) == PROBLEM


def test_a_problem_in_json() -> None:
    (found,) = document(report())["files"][0]["problems"]
    assert (found["rule"], found["aliases"], found["severity"], found["fix"]) == ("LL101", ["DF007"], "warning", None)
    assert found["start"] == {"line": 3, "column": 1}
    assert found["end"] == {"line": 3, "column": 9}
    place = {"start": {"line": 4, "column": 5}, "end": {"line": 4, "column": 11}}
    assert found["related"] == [{"message": "runs again each time", **place}]
    assert found["cost"] == {
        "layers": 1,
        "bytes": {"low": 150_000_000, "likely": None, "high": 260_000_000, "exact": False, "basis": "heuristic"},
        "seconds": {"low": 0, "likely": None, "high": None, "basis": "unknown"},
    }


def test_what_a_comment_silenced_is_listed() -> None:
    assert document(report())["files"][0]["suppressed"] == [
        {"rule": "LL101", "start": {"line": 1, "column": 1}, "by": "layerlint: ignore[LL101]", "reason": "known"}
    ]


def test_the_summary_adds_up() -> None:
    summary = document(report(), report(problems=[problem("CMD", severity="info")]))["summary"]
    assert (summary["files"], summary["problems"], summary["layers_saved"], summary["fixable"]) == (2, 2, 1, 0)
    assert summary["by_severity"] == {"error": 0, "warning": 1, "info": 1, "style": 0}
    assert (summary["bytes_saved"]["low"], summary["bytes_saved"]["high"]) == (150_000_000, 260_000_000)


def test_nothing_found_saves_nothing_exactly() -> None:
    assert document(report(problems=[]))["summary"]["bytes_saved"]["exact"] is True


def test_json_is_ascii_without_lone_surrogates() -> None:
    text = encoded({"path": "a\udcff\x1b日", "nested": [{"b": "\udc80"}]})
    assert text.isascii()
    assert json.loads(text) == {"path": "a\ufffd\x1b日", "nested": [{"b": "\ufffd"}]}


def test_layers_document() -> None:
    found = layers_document(report(problems=[]))
    assert (found["version"], found["image"], found["problems"]) == (1, None, [])
    assert [row["kind"] for row in found["plan"]["layers"]] == ["layer", "layer", "layer", "empty"]


def test_an_annotation() -> None:
    place = "file=Dockerfile,line=3,endLine=3,col=1,endColumn=9,title=LL101 copy-before-install"
    assert github(report()) == [
        f"::warning {place}::Dockerfile:3:1: LL101 any edit reruns `npm ci` below: split the COPY",
        "1 warning in 1 file; 1 suppressed",
    ]


@pytest.mark.parametrize(
    ("severity", "command"), [("error", "error"), ("warning", "warning"), ("info", "notice"), ("style", "notice")], ids=lambda word: word
)
def test_severities_become_commands(severity: str, command: str) -> None:
    assert github(report(problems=[problem("CMD", severity=severity)]))[0].startswith(f"::{command} ")


def test_a_place_of_several_lines_has_no_columns() -> None:
    found = problem(TEXT[TEXT.index("RUN") : TEXT.index("CMD") - 1])
    assert github(report(problems=[found]))[0].startswith("::warning file=Dockerfile,line=4,endLine=5,title=")


def test_values_cannot_leave_their_command() -> None:
    found = problem("CMD", message="100%\r\n::error::x ##[y", help="")
    first, closing = github(report(path="a,b:c%\nd", problems=[found]))
    assert first.startswith("::warning file=a%2Cb%3Ac%25%0Ad,line=6,")
    assert first.endswith("::a,b:c%25%0Ad:6:1: LL101 100%25%0D%0A::error::x ##(y")
    assert closing == "1 warning in 1 file; 1 suppressed"


def test_an_unreadable_path_is_an_annotation() -> None:
    parts: list[str] = []
    GithubReport(Ink(parts.append)).unreadable("a:b", "gone")
    assert parts == ["::error file=a%3Ab::gone\n"]


def test_concise() -> None:
    parts: list[str] = []
    text = closed(ConciseReport(Ink(parts.append)), parts, report(problems=[copy_problem(), problem("CMD", severity="info")]))
    assert text == (
        "Dockerfile:3:1: warning LL101 any edit reruns `npm ci` below\n"
        "Dockerfile:6:1: info LL101 the fact\n"
        "1 warning, 1 info in 1 file; 1 suppressed\n"
    )


def test_each_problem_of_the_concise_format_is_one_line() -> None:
    parts: list[str] = []
    found = problem("CMD", message="a\nb\r::error::c")
    text = closed(ConciseReport(Ink(parts.append), quiet=True), parts, report(path="::x", problems=[found]))
    assert re.fullmatch(r"\./::x:6:1: warning LL101 a.b.::error::c\n", text)


def test_a_document_without_files() -> None:
    parts: list[str] = []
    writer = JsonReport(parts.append)
    writer.unreadable("x", "gone")
    writer.close(Summary())
    found = json.loads("".join(parts))
    assert (found["files"], found["errors"]) == ([], [{"path": "x", "message": "gone"}])
