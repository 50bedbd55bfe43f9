"""`layerlint shared`: what it reads, says and answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from layerlint.cli import main
from tests.image.made import save

APT = "RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n"
BASE = "FROM debian:bookworm-slim\n"


def shared(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["shared", "--format", "json", *arguments]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def two(folder: Path, first: str, second: str) -> None:
    """Two Dockerfiles, each in its folder with the same files."""
    for name, text in (("a", first), ("b", second)):
        (folder / name / "src").mkdir(parents=True)
        (folder / name / "Dockerfile").write_text(text)
        (folder / name / ".dockerignore").write_text("Dockerfile\n")
        (folder / name / "req.txt").write_text("flask\n")
        (folder / name / "src" / "m.py").write_text("print()\n")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(document: dict[str, Any]) -> list[list[int | None]]:
    """For each shared layer its lines."""
    return [[place["line"] for place in layer["places"]] for group in document["shared"] for layer in group["layers"]]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (BASE + "COPY req.txt /\nRUN a\n", BASE + "COPY req.txt /\nRUN b\n", [[None, None], [2, 2]]),
        (BASE + "RUN a\n", "FROM debian:trixie-slim\nRUN a\n", []),
        (BASE + "ENV A=1\nCOPY req.txt /\n", BASE + "\nENV A=2\nCOPY req.txt /\n", [[None, None], [3, 4]]),
        (BASE + "COPY req.txt /\n", BASE + "COPY --chmod=600 req.txt /\n", [[None, None]]),
        (BASE + "COPY req.txt /\n", BASE + "COPY req.txt /other\n", [[None, None]]),
        ("FROM $X\nRUN a\n", "FROM $X\nRUN a\n", []),
        ("FROM scratch\nCOPY req.txt /\n", "FROM scratch\nCOPY req.txt /\n", [[2, 2]]),
        (BASE + "COPY none /\n", BASE + "COPY none /\n", [[None, None]]),
    ],
)
def test_shared_layers(here: Path, capsys: pytest.CaptureFixture[str], first: str, second: str, expected: list[list[int | None]]) -> None:
    two(here, first, second)
    assert lines(shared(capsys, ".")) == expected


def test_a_changed_file_is_not_shared(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two(here, "FROM scratch\nCOPY src /s\n", "FROM scratch\nCOPY src /s\n")
    (here / "b" / "src" / "m.py").write_text("print(1)\n"[:8])
    assert lines(shared(capsys, ".")) == []


def test_the_host_stores_once(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two(here, "FROM scratch\nCOPY req.txt /\nCOPY src /a\n", "FROM scratch\nCOPY req.txt /\nCOPY src /b\n")
    summary = shared(capsys, "a", "b")["summary"]
    assert (summary["images"], summary["layers"], summary["distinct"]) == (2, 4, 3)
    assert (summary["once"]["likely"], summary["apart"]["likely"]) == (6 + 8 + 8, 2 * (6 + 8))


@pytest.mark.parametrize(
    ("first", "second", "steps"),
    [
        (BASE + "ENV NAME_OF_IT=a\nWORKDIR /a\n" + APT, BASE + "ENV NAME_OF_IT=b\n" + APT, [[4, 3]]),
        (BASE + APT + "RUN a\n", BASE + APT + "RUN b\n", []),
        (BASE + "ENV PATH=/a\n" + APT, BASE + "ENV PATH=/b\n" + APT, []),
        (BASE + "RUN echo a\n" + APT, BASE + APT, []),
        (BASE + "COPY src /etc/apt\n" + APT, BASE + APT, []),
        (BASE + "USER root\n" + APT, BASE + APT, []),
        (BASE + "RUN a\nRUN b\n", BASE + "RUN b\nRUN a\n", []),
        (BASE + "LABEL a=1\nRUN a\n", BASE + "RUN a\n", []),
        (BASE + "ENV NAME_OF_IT=a\nENV B=1\n" + APT + "RUN b\n", BASE + "ENV B=1\n" + APT + "RUN b\n", [[4, 3]]),
        (BASE + "ENV A=a\nRUN make\n", BASE + "ENV A=b\nRUN make\n", []),
    ],
)
def test_only_what_surely_can_go_up_is_proposed(
    here: Path, capsys: pytest.CaptureFixture[str], first: str, second: str, steps: list[list[int]]
) -> None:
    two(here, first, second)
    found = shared(capsys, ".")["reorderings"]
    assert [[place["line"] for place in step["places"]] for each in found for step in each["steps"]] == steps


def test_a_rebuild_strands_what_stands_behind_the_change(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two(here, "FROM scratch\nCOPY req.txt /\nCOPY src /a\n", "FROM scratch\nCOPY req.txt /\n")
    rebuilds = [
        (each["path"], each["line"], each["layers"], each["kept"], each["size"]["likely"]) for each in shared(capsys, ".")["rebuilds"]
    ]
    assert rebuilds == [("a/Dockerfile", 2, 1, 1, 8), ("a/Dockerfile", 3, 1, 0, 8), ("b/Dockerfile", 2, 0, 1, 0)]


def test_what_a_stage_takes_may_come_out_the_same(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two(here, BASE[:-1] + " AS b\nCOPY src /s\nFROM scratch\nCOPY --from=b /s /s\n", "FROM scratch\n")
    (rebuild,) = shared(capsys, ".")["rebuilds"]
    assert (rebuild["line"], rebuild["through"], rebuild["size"]["low"]) == (4, "b", 0)


def test_archives_share_by_their_digests(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save(here / "1.tar", [("base", {"a": b"12345"}), ("RUN x", {"b": b"1"})])
    save(here / "2.tar", [("base", {"a": b"12345"}), ("RUN y", {"b": b"2"}), ("RUN x", {"b": b"1"})])
    document = shared(capsys, "1.tar", "2.tar")
    assert [image["kind"] for image in document["images"]] == ["archive"] * 2
    assert [layer["created_by"] for group in document["shared"] for layer in group["layers"]] == ["base"]
    assert document["summary"]["once"]["likely"] == 5 + 1 + 1 + 1


def test_the_text_says_it_in_lines(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two(here, "FROM scratch\nENV NAME_OF_IT=a\nCOPY req.txt /\nCOPY src /a\n", "FROM scratch\nCOPY req.txt /\n")
    assert main(["shared", "a", "b"]) == 0
    said = capsys.readouterr().out
    assert "shared by a/Dockerfile, b/Dockerfile" in said
    assert "a/Dockerfile:4 a rebuild after a change here strands 1 layer, 8 B" in said
    assert "14 B once on one host, 20 B apart" in said


def test_what_cannot_be_read_is_told_and_the_rest_compared(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two(here, "FROM scratch\n", "FROM scratch\n")
    (here / "broken.tar").write_bytes(b"\x1f\x8b" + b"x" * 600)
    assert main(["shared", "--format", "json", "a", "none", "broken.tar"]) == 2
    said = capsys.readouterr()
    document = json.loads(said.out)
    assert [error["path"] for error in document["errors"]] == ["none", "broken.tar"]
    assert len(document["images"]) == 1
    assert "none: " in said.err


def test_an_empty_folder_is_refused(here: Path) -> None:
    assert main(["shared", "."]) == 2
