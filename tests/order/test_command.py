"""`layerlint order` from the outside: exit codes, the JSON document, what is written, the second run."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from layerlint.cli import main
from tests.order.hazards.cases import IGNORE, NODE

DOCKERFILE = """\
# syntax=docker/dockerfile:1
FROM node:22  # no comment, but an argument
FROM node:22
WORKDIR /app

# all of it
COPY . .

# modules
RUN npm ci
RUN npm run build   # trailing
"""
GOOD = "FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in NODE.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / ".dockerignore").write_text(IGNORE)
    (tmp_path / "Dockerfile").write_text(DOCKERFILE.replace("FROM node:22  # no comment, but an argument\n", ""))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def document(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    main(["order", *words, "--format", "json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_the_json_document(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert project.exists()
    found = document(capsys)
    assert found["version"] == 1 and found["changed"] is True
    assert [move["kind"] for move in found["moves"]] == ["manifest-split"]
    assert found["moves"][0]["lines"] == [6, 9]
    assert found["certificate"]["level"] == "E1" and set(found["certificate"]) == {"level", "config", "writers", "runs", "digest"}
    assert found["before"]["summary"]["dependency_install_share"] > found["after"]["summary"]["dependency_install_share"]
    assert set(found["saving"]["seconds"]) == {"low", "likely", "high", "basis"}
    assert found["diff"].startswith("--- a/Dockerfile\n+++ b/Dockerfile\n@@")
    assert "# modules\nRUN npm ci\n\n# all of it\nCOPY . .\n" in found["dockerfile"]


def test_exit_codes(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["order"]) == 1
    (project / "Dockerfile").write_text(GOOD)
    assert main(["order"]) == 0
    assert "nothing to improve, because `npm ci` in line 4 has nothing above it but what it reads" in capsys.readouterr().out
    (project / "Dockerfile").write_text("FROM node:22\nFOO bar\n")
    assert main(["order"]) == 2
    assert "an invalid file is not reordered" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", [["a", "b"], ["--replay", "x"], ["--replay", "0"], ["--write", "--diff"], ["--write", "-"], ["--regime", "x"]], ids=" ".join
)
def test_usage(project: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["order", *words]) == 2, project
    assert capsys.readouterr().err.count("\n") == 1


def test_write_keeps_comments_and_mode_and_is_final(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = project / "Dockerfile"
    file.chmod(0o640)
    assert main(["order", "--write"]) == 0
    text = file.read_text()
    assert text.startswith("# syntax=docker/dockerfile:1\nFROM node:22\nWORKDIR /app\n\nCOPY package-lock.json package.json ./\n")
    assert all(comment in text for comment in ("# all of it\nCOPY . .", "# modules\nRUN npm ci", "# trailing"))
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in project.iterdir() if path.name.startswith(".layerlint")) == []
    assert "written" in capsys.readouterr().out
    assert main(["order"]) == 0
    assert file.read_text() == text


def test_write_follows_a_link_and_keeps_line_ends(project: Path) -> None:
    real = project / "real"
    real.write_bytes(b"\xef\xbb\xbf" + (project / "Dockerfile").read_bytes().replace(b"\n", b"\r\n"))
    (project / "Dockerfile").unlink()
    (project / "Dockerfile").symlink_to("real")
    assert main(["order", "--write"]) == 0
    assert (project / "Dockerfile").is_symlink()
    content = real.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\r\n") == content.count(b"\n")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(project: Path) -> None:
    project.chmod(0o500)
    try:
        assert main(["order", "--write"]) == 2
    finally:
        project.chmod(0o700)


def test_explain_gives_the_proof_and_the_diff_alone_is_a_patch(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["order", "--explain"])
    out = capsys.readouterr().out
    assert "paths with the same last writer" in out and "both parsers agree" in out
    main(["order", "--diff"])
    patch = capsys.readouterr().out
    assert (
        subprocess.run(["patch", "-p1", "--dry-run"], input=patch, text=True, cwd=project, check=False, capture_output=True).returncode == 0
    )


def git(project: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=project, check=True, capture_output=True)


def test_replay(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["order", "--replay", "5"]) == 2
    assert "--replay" in capsys.readouterr().err
    git(project, "init", "-q")
    for number in range(4):
        (project / "src" / "part0.js").write_text(str(number))
        if number == 3:
            (project / "package.json").write_text(json.dumps({"dependencies": {"left-pad": "1.3.1"}}))
        git(project, "add", "-A")
        git(project, "commit", "-qm", "x")
    found = document(capsys, "--replay", "10")
    assert (found["basis"], found["commits"]) == ("history", 3)
    assert found["before"]["installs"][0]["share"] == 1.0
    assert found["after"]["installs"][0]["share"] == pytest.approx(1 / 3, abs=1e-4)
    assert "package.json" in found["after"]["installs"][0]["bound"]


def test_standard_input_has_no_context(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((project / "Dockerfile").read_bytes())))
    assert main(["order", "-"]) == 0
    assert "context-unsure" in capsys.readouterr().out
