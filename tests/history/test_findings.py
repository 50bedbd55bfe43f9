"""`check --replay` and `history` in a configuration: findings about the cache that name the commits they cost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from layerlint.cli import main
from tests.history.repositories import repository

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

FILES: dict[str, str | None] = {
    "Dockerfile": 'FROM node:22-slim\nWORKDIR /app\nCOPY src ./\nRUN npm ci\nUSER node\nCMD ["node", "x.js"]\n',
    ".dockerignore": ".git\n",
    "src/package.json": "{}\n",
    "src/package-lock.json": "{}\n",
    "src/x.js": "1\n",
    "other": "1\n",
}


def project(folder: Path, name: str, commits: int) -> Path:
    """A history that changes one file again and again."""
    return repository(folder, FILES, *({name: f"{number}\n"} for number in range(100, 100 + commits)))


@pytest.fixture
def found(capsys: pytest.CaptureFixture[str]) -> Any:
    def check(folder: Path, *words: str) -> tuple[int, dict[str, Any], str]:
        code = main(["check", str(folder), "--format", "json", "--shellcheck", "off", "--select", "LL101,LL110", *words])
        captured = capsys.readouterr()
        return code, {problem["rule"]: problem for problem in json.loads(captured.out)["files"][0]["problems"]}, captured.err

    return check


def test_a_finding_names_the_commits_that_it_costs(tmp_path: Path, found: Any) -> None:
    code, problems, _ = found(project(tmp_path, "src/x.js", 22), "--replay", "21")
    assert code == 1
    assert problems["LL101"]["cost"]["history"] == {"commits": 21, "of": 21, "what": "changed something here"}
    assert problems["LL110"]["cost"]["history"] == {"commits": 21, "of": 21, "what": "reran this"}
    assert problems["LL101"]["severity"] == "warning"


def test_history_takes_a_severity_down_and_never_up(tmp_path: Path, found: Any) -> None:
    plain = found(project(tmp_path, "other", 22))[1]["LL101"]
    assert (plain["severity"], "history" in plain["cost"]) == ("warning", False)
    code, problems, _ = found(tmp_path, "--replay", "22")
    assert (code, problems["LL101"]["severity"]) == (0, "info")
    assert problems["LL101"]["cost"]["history"]["commits"] == 0


def test_few_commits_change_no_severity(tmp_path: Path, found: Any) -> None:
    problems = found(project(tmp_path, "other", 5), "--replay", "22")[1]
    assert problems["LL101"]["severity"] == "warning"
    assert problems["LL101"]["cost"]["history"] == {"commits": 0, "of": 5, "what": "changed something here"}


def test_a_severity_that_is_set_stays(tmp_path: Path, found: Any) -> None:
    project(tmp_path, "other", 22)
    (tmp_path / "layerlint.toml").write_text('history = 22\n[rules.LL101]\nseverity = "error"\n')
    problems = found(tmp_path)[1]
    assert problems["LL101"]["severity"] == "error"
    assert problems["LL101"]["cost"]["history"]["of"] == 22


def test_without_a_history_the_findings_stay_and_a_line_says_so(tmp_path: Path, found: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text or "")
    _, problems, err = found(tmp_path, "--replay", "22")
    assert "history" not in problems["LL101"]["cost"]
    assert err.count(": no history: ") == 1


def test_in_words_it_stands_behind_the_carets(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", str(project(tmp_path, "src/x.js", 22)), "--format", "text", "--select", "LL101", "--replay", "30"])
    assert "^^^^^^^^^^^ 22 of the last 22 commits changed something here" in capsys.readouterr().out
