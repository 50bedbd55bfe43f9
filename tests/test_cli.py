"""The command line as a contract: exit codes, streams, formats, and input that nobody expects."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from layerlint import __version__
from layerlint.cli import main

ROOT = Path(__file__).resolve().parent.parent
CLEAN = "FROM scratch\nCOPY --from=busybox:1.37 /bin/true /true\n"
WRONG = "FROM scratch\nRUNN true\n"


@pytest.fixture(autouse=True)
def outside_of_github(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_ACTIONS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def clean(tmp_path: Path) -> str:
    (tmp_path / "Dockerfile").write_text(CLEAN)
    return str(tmp_path / "Dockerfile")


@pytest.fixture
def wrong(tmp_path: Path) -> str:
    (tmp_path / "wrong.Dockerfile").write_text(WRONG)
    return str(tmp_path / "wrong.Dockerfile")


class Done:
    """What a run left behind."""

    def __init__(self, code: int, captured: Any) -> None:
        self.code = code
        self.out: str = captured.out
        self.err: str = captured.err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def start(*words: str) -> Done:
        return Done(main(list(words)), capsys.readouterr())

    return start


def process(*words: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """layerlint as a process of its own, for what is about streams."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    return subprocess.run([sys.executable, "-m", "layerlint", *words], env=environment, timeout=60, check=False, **options)


def test_nothing_to_report_is_zero(run: Any, clean: str) -> None:
    done = run(clean)
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("nothing to report in 1 file\n")


def test_a_finding_is_one(run: Any, wrong: str) -> None:
    done = run("check", wrong)
    assert (done.code, done.err) == (1, "")
    assert f"{wrong}:2:1 error LL001 unknown-instruction" in done.out


@pytest.mark.parametrize(("threshold", "code"), [("error", 1), ("warning", 1), ("style", 1), ("never", 0)])
def test_fail_on_decides_about_the_exit_code_alone(run: Any, wrong: str, threshold: str, code: int) -> None:
    done = run("--fail-on", threshold, wrong)
    assert done.code == code
    assert "LL001" in done.out


def test_what_cannot_be_read_is_two_and_the_rest_is_linted(run: Any, clean: str, wrong: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    done = run("--format=json", wrong, str(tmp_path / "pipe"), str(tmp_path / "loop"), "no/such", clean)
    assert done.code == 2
    assert done.err.splitlines() == [
        f"layerlint: {tmp_path}/pipe: a pipe, not a file",
        f"layerlint: {tmp_path}/loop: too many levels of symbolic links",
        "layerlint: no/such: no such file or directory",
    ]
    document = json.loads(done.out)
    assert [file["path"] for file in document["files"]] == [wrong, clean]
    assert document["errors"][2] == {"path": "no/such", "message": "no such file or directory"}


def test_a_folder_without_a_dockerfile_is_said(run: Any, clean: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    alone = run(str(tmp_path / "empty"))
    assert (alone.code, alone.err) == (2, f"layerlint: {tmp_path}/empty: no Dockerfile in this folder\n")
    beside = run(str(tmp_path / "empty"), clean)
    assert (beside.code, beside.err) == (0, alone.err)


def test_a_folder_is_searched_and_each_file_read_once(run: Any, clean: str, wrong: str, tmp_path: Path) -> None:
    done = run("--format", "json", str(tmp_path), clean)
    assert [file["path"] for file in json.loads(done.out)["files"]] == [clean, wrong]


@pytest.mark.usefixtures("wrong")
def test_no_path_is_the_current_folder(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run().out.startswith("wrong.Dockerfile:2:1 error LL001")


def test_standard_input(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for words, name in ((["-"], "-"), (["--stdin-filename", "a/Dockerfile", "-"], "a/Dockerfile")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(WRONG.encode())))
        assert run(*words).out.startswith(f"{name}:2:1 error LL001")


@pytest.mark.usefixtures("clean")
def test_a_subcommand_word_wins_over_a_folder(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "layers").mkdir()
    (tmp_path / "layers" / "Dockerfile").write_text(WRONG)
    monkeypatch.chdir(tmp_path)
    assert "LINE  CREATED BY" in run("layers").out
    assert run("./layers").out.startswith("./layers/Dockerfile:2:1 error")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--fix"], "--fix comes later", id="fix"),
        pytest.param(["--baseline=x"], "--baseline comes later", id="baseline"),
        pytest.param(["--format", "sarif"], "--format: the format sarif comes later", id="sarif"),
        pytest.param(["--report", "junit=x"], "--report: the format junit comes later", id="junit"),
    ],
)
def test_what_comes_later_is_said_plainly(run: Any, words: list[str], said: str) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"layerlint: {said}")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--format", "yaml"], "no format is called `yaml`", id="format"),
        pytest.param(["--report", "json"], "`json` is not of the form FORMAT=FILE", id="report"),
        pytest.param(["--select", "LL999"], "is called `LL999`", id="selector"),
        pytest.param(["--jobs", "²"], "--jobs: `²` is no number", id="jobs"),
        pytest.param(["--context", "no/such"], "--context: `no/such` is not a folder", id="context"),
        pytest.param(["--platform", "linux"], "is not of the form OS/ARCH", id="platform"),
        pytest.param(["rule"], "name a rule", id="rule"),
        pytest.param(["rule", "--all", "LL001"], "name a rule", id="rule-and-all"),
        pytest.param(["rule", "nonsense"], "is called `nonsense`", id="no-such-rule"),
        pytest.param(["layers", "a", "b"], "one Dockerfile at a time", id="two-layers"),
        pytest.param(["layers", "no/such"], "no/such: no such file or directory", id="missing"),
    ],
)
def test_what_makes_no_sense_is_refused(run: Any, words: list[str], said: str) -> None:
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_version_and_help(run: Any) -> None:
    assert run("--version").out.startswith(f"layerlint {__version__}\n")
    assert "layerlint layers [PATH]" in run("--help").out
    for command in ("check", "layers", "rule"):
        done = run(command, "--help")
        assert (done.code, done.err) == (0, "")
        assert done.out.startswith("usage: layerlint")


def test_select_and_ignore(run: Any, wrong: str) -> None:
    assert run("--ignore", "LL001", wrong).code == 0
    assert run("--select", "cache,LL2", wrong).code == 0
    assert run("--select", "unknown-instruction", wrong).code == 1


def test_a_comment_silences_and_is_listed(run: Any, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\n# layerlint: ignore[LL001] a test\nRUNN true\n")
    done = run("--format", "json", str(tmp_path / "Dockerfile"))
    assert done.code == 0
    (file,) = json.loads(done.out)["files"]
    place = {"line": 3, "column": 1}
    assert file["suppressed"] == [{"rule": "LL001", "start": place, "by": "layerlint: ignore[LL001]", "reason": "a test"}]


def test_auto_is_github_inside_a_github_job(run: Any, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert run(wrong).out.startswith("::error file=")
    assert run("--format=text", wrong).out.startswith(wrong)


def test_further_reports_go_into_files(run: Any, wrong: str, tmp_path: Path) -> None:
    done = run("--report", f"json={tmp_path}/out.json", "--report", f"github={tmp_path}/out.txt", wrong)
    assert done.code == 1
    assert json.loads((tmp_path / "out.json").read_text())["summary"]["by_severity"]["error"] == 1
    assert (tmp_path / "out.txt").read_text().startswith("::error")


def test_a_report_that_cannot_be_written_is_two(run: Any, clean: str) -> None:
    done = run("--report", "json=/no/such/folder/x", clean)
    assert (done.code, done.err) == (2, "layerlint: /no/such/folder/x: cannot write this report: No such file or directory\n")


def test_colour_is_for_terminals_unless_it_is_asked_for(run: Any, wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b[" not in run(wrong).out
    assert "\x1b[" in run("--color", "always", wrong).out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[" in run(wrong).out
    assert "\x1b[" not in run("--color", "never", wrong).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run(wrong).out
    assert "\x1b[" in run("--color", "always", wrong).out


def test_layers_in_text_and_json(run: Any, clean: str, tmp_path: Path) -> None:
    text = run("layers", clean)
    assert text.code == 0
    assert "CREATED BY" in text.out
    document = json.loads(run("layers", str(tmp_path), "--format", "json", "--context", str(tmp_path)).out)
    assert (document["version"], document["image"], document["problems"]) == (1, None, [])
    assert document["plan"]["layer_count"]["added"] == 1


def test_layers_of_a_file_without_stages(run: Any, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("ARG A\n")
    assert "no stage, so no layers" in run("layers", str(tmp_path)).out
    document = json.loads(run("layers", str(tmp_path), "--format", "json").out)
    assert document["plan"] is None
    assert document["problems"][0]["rule"] == "LL002"


def test_a_rule_is_explained(run: Any) -> None:
    done = run("rule", "unknown-instruction")
    assert done.code == 0
    for part in ("LL001 unknown-instruction", "why", "fix", "bad", "good", "docs/rules/LL001.md"):
        assert part in done.out
    assert json.loads(run("rule", "LL001", "--format", "json").out)["rules"][0]["name"] == "unknown-instruction"


def test_all_rules_are_listed(run: Any) -> None:
    lines = run("rule", "--all").out.splitlines()
    assert len(lines) == len(list((ROOT / "rules").glob("*.toml")))
    assert lines == sorted(lines)


def test_quiet_and_statistics(run: Any, wrong: str) -> None:
    assert "1 error in 1 file" not in run("--quiet", wrong).out
    assert "     1  LL001  unknown-instruction\n" in run("--statistics", wrong).out


def test_a_bug_of_ours_is_told_in_full_and_is_not_one(run: Any, clean: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layerlint.engine._findings", lambda *_: 1 / 0)
    done = run(clean)
    assert done.code == 2
    assert "a bug in layerlint" in done.err
    assert "ZeroDivisionError" in done.err


STRANGE = {
    "empty": b"",
    "blank": b"\n\n \t\n",
    "binary": bytes(range(256)) * 64,
    "utf-16": "FROM a\n".encode("utf-16"),
    "nul": b"FROM a\0b\nRUN \0\n",
    "bom": b"\xef\xbb\xbfFROM scratch\n",
    "crlf": b"FROM scratch\r\nRUN a \\\r\n b\r\n",
    "one-long-line": b"FROM scratch\nRUN " + b"x" * 3_000_000 + b"\n",
    "many-lines": b"FROM scratch\n" + b"RUN true\n" * 2_000,
    "long-continuation": b"FROM scratch\nRUN a" + b" && \\\n b" * 20_000 + b"\n",
    "nested-defaults": b"FROM scratch\nENV A=" + b"${a:-" * 5_000 + b"}" * 5_000 + b"\n",
    "nested-substitutions": b"FROM scratch\nRUN " + b"$(" * 5_000 + b")" * 5_000 + b"\n",
    "stages-in-a-circle": b"FROM b AS a\nFROM a AS b\nCOPY --from=c / /\nFROM b AS c\nCOPY --from=c / /\n",
    "words-of-the-rules": b"FROM scratch\nSTAGE x\nFILE y\n",
    "superscript": "FROM scratch\nHEALTHCHECK --retries=² CMD x\nCOPY --from=² / /\nEXPOSE ²\n".encode(),
    "huge-number": b"FROM scratch\nEXPOSE " + b"9" * 5_000 + b"\nCOPY --from=" + b"9" * 5_000 + b" / /\n",
    "unterminated": b"FROM scratch\nRUN <<EOF\necho",
}


@pytest.mark.parametrize("name", STRANGE)
def test_strange_input_is_read_to_the_end(run: Any, name: str, tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_bytes(STRANGE[name])
    done = run("--select", "ALL", str(path))
    assert done.code in (0, 1)
    assert done.err == ""
    assert done.out.endswith(" in 1 file\n")
    json.loads(run("--format", "json", str(path)).out)
    assert run("layers", str(path)).code == 0


def test_paths_cannot_write_commands_of_a_terminal_or_a_workflow(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = ["::error::x\n.Dockerfile", "\x1b[2Jy.Dockerfile", "\udcff.Dockerfile"]
    for name in names:
        Path(name).write_text(WRONG)
    for layout in ("text", "concise"):
        done = run("--format", layout, ".", "::missing\n::error::")
        for stream in (done.out, done.err):
            assert "\x1b" not in stream
            assert not any(line.startswith("::") for line in stream.split("\n"))
    lines = run("--format", "github", ".").out.splitlines()
    assert len([line for line in lines if line.startswith("::error file=")]) == len(lines) - 1 == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_said(wrong: str) -> None:
    with open("/dev/full", "wb") as full:
        done = process(wrong, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr == b"layerlint: cannot write the report: No space left on device\n"


def test_a_reader_who_leaves_is_no_error(wrong: str) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    try:
        done = process(wrong, stdout=write_end, stderr=subprocess.PIPE)
    finally:
        os.close(write_end)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_closed_streams(wrong: str, closed: int) -> None:
    done = process(wrong, "no/such", "-", capture_output=True, preexec_fn=lambda: os.close(closed))
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert (b"LL001" in done.stdout) == (closed != 1)


def test_another_encoding_gets_question_marks(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nRÜN x\n")
    done = process(str(tmp_path / "Dockerfile"), capture_output=True, env={"PYTHONIOENCODING": "ascii"})
    assert done.returncode == 1
    assert b"R?N" in done.stdout
