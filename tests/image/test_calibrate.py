"""Predicted beside real, and what is remembered of it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from layerlint.build.calibration import Calibration, Measured
from layerlint.calibration import load, save
from layerlint.cli import main
from layerlint.discovery import Unreadable
from tests.image.made import save as save_image

DOCKERFILE = """\
FROM example.org/base:1
ARG VERSION=1
ENV APP=a
COPY r /r
RUN make install
RUN make install
CMD ["/r"]
"""
HISTORY: list[tuple[str, dict[str, bytes] | None]] = [
    ("/bin/sh -c #(nop) ADD file:0 in / ", {"etc/os-release": b"x" * 700}),
    ("ARG VERSION=1", None),
    ("ENV APP=a", None),
    ("COPY r /r # buildkit", {"r": b"hi\n"}),
    ("RUN |1 VERSION=1 /bin/sh -c make install # buildkit", {"bin/tool": b"x" * 5000}),
    ("RUN |1 VERSION=1 /bin/sh -c make install # buildkit", {"bin/tool": b"x" * 7000}),
    ('CMD ["/r"]', None),
]
DIGEST = "0" * 64
# What the file may hold and what is said of it.
BROKEN = {
    "empty": ("", "is no JSON"),
    "deep": ("[" * 100_000, "is no JSON"),
    "a list": ("[]", "`version`"),
    "another version": ('{"version": 2, "lines": {}}', "`version`"),
    "a version that is true": ('{"version": true, "lines": {}}', "`version`"),
    "no lines": ('{"version": 1}', "`lines`"),
    "more than the lines": ('{"version": 1, "lines": [], "more": 1}', "`lines`"),
    "no digest": ('{"version": 1, "lines": {"RUN x": {"size": 1}}}', "no SHA-256"),
    "no table": (f'{{"version": 1, "lines": {{"{DIGEST}": 1}}}}', "`size`"),
    "a text": (f'{{"version": 1, "lines": {{"{DIGEST}": {{"size": 1, "text": "x"}}}}}}', "`size`"),
    "negative": (f'{{"version": 1, "lines": {{"{DIGEST}": {{"size": -1}}}}}}', "no number"),
    "a float": (f'{{"version": 1, "lines": {{"{DIGEST}": {{"size": 1e300}}}}}}', "no number"),
    "too large": (f'{{"version": 1, "lines": {{"{DIGEST}": {{"size": {10**30}}}}}}}', "no number"),
    "a bool": (f'{{"version": 1, "lines": {{"{DIGEST}": {{"size": true}}}}}}', "no number"),
    "null": (f'{{"version": 1, "lines": {{"{DIGEST}": {{"size": 1, "compressed": null}}}}}}', "no number"),
    "too many": (json.dumps({"version": 1, "lines": {f"{number:064x}": {"size": 1} for number in range(50_001)}}), "more than 50000"),
    "too long": (" " * (16 * 1024 * 1024 + 1), "more than 16777216 bytes"),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a Dockerfile in a folder, which is the current one, and the image beside it."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "app" / "r").write_text("hi\n")
    save_image(tmp_path / "image.tar", HISTORY)
    monkeypatch.chdir(tmp_path / "app")
    return tmp_path


def layers(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    assert main(["layers", ".", "--format", "json", *arguments]) == 0
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return document


def sizes(document: dict[str, Any]) -> list[tuple[int, int | None, str]]:
    """(line, likely bytes, basis) of every RUN and COPY that is predicted."""
    rows = [row for row in document["plan"]["layers"] if row["instruction"] in ("RUN", "COPY")]
    return [(row["line"], row["size"]["likely"], row["size"]["basis"]) for row in rows]


def calibrate(*arguments: str) -> int:
    return main(["calibrate", ".", "--image", "../image.tar", *arguments])


def test_the_image_stands_beside_the_prediction(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    image = layers(capsys, "--image", "../image.tar")["image"]
    beside = [(row["line"], row["base"], row["size"]["likely"], row["confidence"], row["inside"]) for row in image["layers"]]
    assert beside[0] == (None, True, 700, None, None)
    assert beside[3:6] == [(4, False, 3, "sure", True), (5, False, 5000, "sure", None), (6, False, 7000, "sure", None)]
    assert (image["size"]["likely"], image["base"]["size"]["likely"], image["missing"]) == (12003, 700, [])


def test_the_table_has_both_columns(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["layers", ".", "--image", "../image.tar"]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert next(line for line in lines if line.startswith("    4")).split()[-2:] == ["3B", "3B"]
    assert next(line for line in lines if line.startswith("    5")).split()[-2:] == ["unknown", "5kB"]


def test_arguments_are_masked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["layers", ".", "--image", "../image.tar"]) == 0
    assert "VERSION=1" not in capsys.readouterr().out


def test_a_line_that_the_image_has_not_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "app" / "Dockerfile").write_text(DOCKERFILE.replace("CMD", "WORKDIR /new\nCMD"))
    assert layers(capsys, "--image", "../image.tar")["image"]["missing"] == [7]


def test_what_was_measured_is_used_and_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert calibrate() == 0
    assert capsys.readouterr().out.endswith(f"2 lines kept in {os.path.join('..', '.layerlint', 'calibration.json')}\n")
    document = layers(capsys)
    assert sizes(document) == [(4, 3, "context"), (5, 5000, "calibration"), (6, 7000, "calibration")]
    size = document["plan"]["layers"][4]["size"]
    assert (size["low"], size["high"], size["exact"]) == (4500, 5500, False)
    assert sizes(layers(capsys, "--isolated"))[1][2] == "unknown"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("base:1", "base:2"),
        ("make install", "make all"),
        ("VERSION=1", "VERSION=2"),
        ("COPY", "USER 1\nCOPY"),
        ("COPY", "WORKDIR /w\nCOPY"),
    ],
)
def test_another_line_is_not_taken_for_it(folder: Path, capsys: pytest.CaptureFixture[str], old: str, new: str) -> None:
    assert calibrate() == 0
    (folder / "app" / "Dockerfile").write_text(DOCKERFILE.replace(old, new))
    capsys.readouterr()
    assert "calibration" not in [basis for _, _, basis in sizes(layers(capsys))]


def test_check_uses_it_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert calibrate() == 0
    capsys.readouterr()
    assert main(["--format", "json", "Dockerfile"]) == 0
    plan = json.loads(capsys.readouterr().out)["files"][0]["plan"]
    assert [row["size"]["basis"] for row in plan["layers"] if row["instruction"] == "RUN"] == ["calibration"] * 2


def test_a_second_image_adds_to_the_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert calibrate() == 0
    (folder / "app" / "Dockerfile").write_text("FROM example.org/other\nRUN true\n")
    save_image(folder / "image.tar", [("base", {"a": b""}), ("RUN /bin/sh -c true # buildkit", {})])
    assert calibrate() == 0
    assert len(load(str(folder / ".layerlint" / "calibration.json")).lines) == 3


def test_no_text_is_kept(folder: Path) -> None:
    assert calibrate("--format", "json") == 0
    kept = (folder / ".layerlint" / "calibration.json").read_text()
    assert not any(word in kept for word in ("make", "VERSION", "example"))


def test_an_image_of_something_else_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    save_image(folder / "image.tar", [("bazel build ...", {"a": b"1"})])
    assert calibrate() == 2
    assert "no line of" in capsys.readouterr().err
    assert not (folder / ".layerlint").exists()


@pytest.mark.parametrize("arguments", [["calibrate", "."], ["calibrate", ".", "--image", "none.tar"], ["layers", ".", "--image", "r"]])
def test_what_cannot_be_read_is_refused(folder: Path, arguments: list[str]) -> None:
    assert main(arguments) == 2


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    content, message = BROKEN[name]
    (folder / ".layerlint").mkdir()
    (folder / ".layerlint" / "calibration.json").write_text(content)
    for arguments in (["Dockerfile"], ["layers"], ["calibrate", ".", "--image", "../image.tar"]):
        assert main(arguments) == 2
        said = capsys.readouterr().err
        assert message in said
        assert os.path.join(".layerlint", "calibration.json") in said


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    path = str(tmp_path / "new" / "calibration.json")
    save(path, Calibration({DIGEST: Measured(7, None), "1" * 64: Measured(8, 3)}))
    assert {key: (each.size, each.compressed) for key, each in load(path).lines.items()} == {DIGEST: (7, None), "1" * 64: (8, 3)}


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreadable, match="file"):
        save(str(tmp_path / "file" / "calibration.json"), Calibration({}))
