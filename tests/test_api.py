"""layerlint as a library."""

from __future__ import annotations

from pathlib import Path

import pytest

import layerlint
from layerlint.discovery import Unreadable


def test_check_file_reports_what_the_command_line_does(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nRUNN true\n")
    report = layerlint.check_file(str(tmp_path / "Dockerfile"))
    assert [problem.rule.id for problem in report.problems] == ["LL001"]
    assert layerlint.check_file(str(tmp_path / "Dockerfile"), ignore=["LL0"]).problems == []
    assert report.plan is not None
    assert report.plan.builder == "buildkit"


def test_errors_are_raised() -> None:
    with pytest.raises(Unreadable, match="no such file"):
        layerlint.check_file("no/such")
    with pytest.raises(AttributeError, match="has no attribute 'chek_file'"):
        layerlint.chek_file  # type: ignore[attr-defined]  # noqa: B018  # to ask is what raises
