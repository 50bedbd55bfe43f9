"""`layerlint image` from the command line: reports, limits, exit codes, learned bases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from layerlint.cli import main
from tests.image.archives import Files, saved, written

LAYERS: list[Files] = [{"root": 1000}, {"a\n": 300}, {"a\n": 100}]
HISTORY: list[dict[str, object]] = [
    {"created_by": "/bin/sh -c #(nop) ADD file:00 in / "},
    {"created_by": "RUN |1 T=s3cret /bin/sh -c one # buildkit"},
    {"created_by": "RUN |1 T=s3cret /bin/sh -c two # buildkit"},
]
ENV = ["PATH=/opt/bin", 'ODD="\\\x7f=ü']


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    written(tmp_path, saved(LAYERS, HISTORY, Env=ENV, User="app", WorkingDir="/srv"))
    return "image.tar"


def test_the_table(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["image", archive]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert "s3cret" not in out
    assert "RUN |1 T=*** /bin/sh -c one # buildkit" in out
    assert "  layers      1 + 2 = 3\n  size        1 kB base, 400 B by the author's layers\n" in out
    assert "  dead        300 B that no container sees, 75.0 % of the author's bytes\n" in out
    assert "       300 B  /a\\n  layer 2, overwritten by layer 3\n" in out


def test_lines_beside_layers(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("Dockerfile").write_text("FROM base\nARG T\nRUN one\nRUN other\n")
    assert main(["image", archive, "--dockerfile", "."]) == 0
    out = capsys.readouterr().out
    assert "\n    3  RUN |1 T=***" in out
    assert "\n   4?  RUN |1 T=***" in out
    assert "line 3, overwritten by line 4" in out


def test_the_document(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["image", archive, "--format", "json", "--max-wasted-bytes", "1kB"]) == 0
    document = json.loads(capsys.readouterr().out)
    image = document["image"]
    assert document["version"] == 1
    assert document["limits"] == [{"name": "max-wasted-bytes", "limit": 1000, "value": 300, "broken": False}]
    assert image["base"]["layers"] == 1 and image["base"]["by"] == "first-layer"
    assert image["layer_count"] == {"base": 1, "added": 2, "total": 3}
    assert image["dead"] == {"low": 300, "likely": 300, "high": 300, "exact": True, "basis": "archive"}
    assert image["efficiency"] == 0.25 and image["wasted_percent"] == 75
    assert image["causes"] == [{"path": "/a\n", "how": "overwritten", "bytes": 300, "layer": 1, "by": 2}]
    assert [row["base"] for row in image["layers"]] == [True, False, False]
    assert "s3cret" not in json.dumps(document)


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        (["--min-efficiency", "0.25"], 0),
        (["--min-efficiency", "0.26"], 1),
        (["--min-efficiency=26%"], 1),
        (["--max-wasted-bytes", "300"], 0),
        (["--max-wasted-bytes", "299"], 1),
        (["--max-wasted-bytes", "0.2kB"], 1),
        (["--max-wasted-percent", "75"], 0),
        (["--max-wasted-percent", "74.9%"], 1),
        (["--max-wasted-percent", "80", "--max-wasted-bytes", "1"], 1),
        (["--min-efficiency", "2"], 2),
        (["--min-efficiency", "nan"], 2),
        (["--max-wasted-bytes", "many"], 2),
        (["--max-wasted-percent", "101"], 2),
    ],
)
def test_limits(limit: list[str], code: int, archive: str) -> None:
    assert main(["image", archive, *limit]) == code


def test_what_cannot_be_read_is_one_line(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(archive).write_bytes(Path(archive).read_bytes()[:3000])
    assert main(["image", archive]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1 and err.startswith("layerlint: image.tar: ")
    assert main(["image"]) == 2
    assert main(["image", "missing.tar"]) == 2


def test_a_base_is_learned_and_used(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["image", archive, "--save-base", "team/base:1"]) == 0
    assert main(["image", archive, "--save-base", "team/base:2"]) == 0
    assert Path(".layerlint/bases.toml").read_text("utf-8").count("[bases.") == 2
    capsys.readouterr()
    inner = Path("sub")
    inner.mkdir()
    (inner / "Dockerfile").write_text("FROM team/base:1\nWORKDIR x\nRUN $ODD\n")
    assert main(["layers", "sub", "--format", "json"]) == 0
    plan = json.loads(capsys.readouterr().out)["plan"]
    assert plan["base"] == {
        "ref": "team/base:1",
        "layers": 3,
        "size": {"low": 1400, "likely": 1400, "high": 1400, "exact": True, "basis": "archive"},
    }
    assert plan["layers"][1]["created_by"] == "WORKDIR /srv/x"
    assert main(["layers", "sub", "--format", "json", "--isolated"]) == 0
    assert json.loads(capsys.readouterr().out)["plan"]["base"]["layers"] is None
    assert main(["image", archive, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["image"]["base"]["by"] == "learned"


def test_the_configuration_wins_over_what_is_learned(archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["image", archive, "--save-base", "b:1"]) == 0
    Path("layerlint.toml").write_text('[bases."docker.io/library/b:1"]\nlayers = 7\nsize = 10\n')
    Path("Dockerfile").write_text("FROM b:1\nCOPY image.tar /\n")
    capsys.readouterr()
    assert main(["layers", ".", "--format", "json"]) == 0
    base = json.loads(capsys.readouterr().out)["plan"]["base"]
    assert (base["layers"], base["size"]["basis"]) == (7, "base-table")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "version = 2",
        "version = 1\nother = 1",
        'version = 1\n[bases."a"]\nlayers = "1"',
        'version = 1\n[bases."a"]\nlayers = -1',
        'version = 1\n[bases."a"]\nsize = 99999999999999999999',
        'version = 1\n[bases."a"]\nenv = {A = 1}',
        'version = 1\n[bases."a"]\nunknown = 1',
        "version = 1\nbases = 1",
        "version = 1\n[bases]\na = 1",
        "version = ",
        "\x00",
    ],
)
def test_a_learned_file_that_is_wrong_is_refused(content: str, archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(".layerlint").mkdir()
    Path(".layerlint/bases.toml").write_text(content)
    Path("Dockerfile").write_text("FROM a\n")
    assert main(["layers", "."]) == 2
    assert capsys.readouterr().err.startswith("layerlint: ")


@pytest.mark.parametrize("name", ["", "A:1", "a b", "a\n[bases.x]"])
def test_names_that_are_none_are_not_kept(name: str, archive: str) -> None:
    assert main(["image", archive, "--save-base", name]) == 2
    assert not Path(".layerlint").exists()
