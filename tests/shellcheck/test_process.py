"""One process for a run, its answers kept, and every way in which a program can fail to answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from layerlint.cli import main
from layerlint.shellcheck import cache, checker, comment, runner

DOCKERFILE = "FROM debian:bookworm-slim\nRUN cd /x; true\n"


class Spawned:
    """The command lines of the processes that a test starts."""

    def __init__(self) -> None:
        self.scripts: list[int] = []
        self.environments: list[dict[str, str]] = []


@pytest.fixture
def spawned(monkeypatch: pytest.MonkeyPatch) -> Spawned:
    found, start = Spawned(), subprocess.Popen

    def counting(command: list[str], **options: Any) -> Any:
        if "json1" in command:
            found.scripts.append(len(command) - len(runner.OPTIONS) - 1)
            found.environments.append(options["env"])
        return start(command, **options)

    monkeypatch.setattr(subprocess, "Popen", counting)
    return found


@pytest.fixture
def dockerfile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    return str(tmp_path / "Dockerfile")


def program(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A program called shellcheck, alone on PATH, beside no interpreter."""
    path = folder / "bin" / "shellcheck"
    path.parent.mkdir()
    path.write_text(text)
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(path.parent))
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    return str(path)


def test_many_files_are_one_process(tmp_path: Path, dockerfile: str, spawned: Spawned, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELLCHECK_OPTS", "--exclude=SC2164")
    for index in range(40):
        (tmp_path / f"{index}.Dockerfile").write_text(f"FROM debian\nRUN cd /x; true\nRUN cd /{index}; true\n")
    main(["--isolated", "--format", "json", "--report", f"json={tmp_path}/out", "--select", "SC", str(tmp_path)])
    assert spawned.scripts == [41]  # the same script in every file is looked at once
    assert "SHELLCHECK_OPTS" not in spawned.environments[0]
    files = json.loads((tmp_path / "out").read_text())["files"]
    assert [file["path"] for file in files] == sorted(file["path"] for file in files)
    assert [len(file["problems"]) for file in files] == [2] * 40 + [1]


def test_beyond_the_limit_there_are_more_processes(dockerfile: str, spawned: Spawned, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(checker, "MOST_SCRIPTS", 3)
    Path(dockerfile).write_text("FROM debian\n" + "".join(f"RUN cd /{index}; true\n" for index in range(8)))
    assert main(["--isolated", "--select", "SC", dockerfile]) == 1
    assert spawned.scripts == [3, 3, 2]
    assert capsys.readouterr().out.count("SC2164") == 8


def test_answers_are_kept(dockerfile: str, spawned: Spawned, capsys: Any) -> None:
    outs = []
    for _ in range(2):
        assert main(["--format", "concise", dockerfile]) == 1
        outs.append(capsys.readouterr().out)
    assert spawned.scripts == [1]
    assert outs[0] == outs[1]
    assert f"{dockerfile}:2:5: warning SC2164" in outs[0]
    Path(dockerfile).write_text(DOCKERFILE + "RUN cd /y; true\n")
    main([dockerfile])
    assert spawned.scripts == [1, 1]


def test_isolated_keeps_nothing_and_reads_nothing(dockerfile: str, spawned: Spawned, tmp_path: Path) -> None:
    main(["--isolated", dockerfile])
    assert not (tmp_path / "cache").exists()
    main([dockerfile])
    main(["--isolated", dockerfile])
    assert spawned.scripts == [1, 1, 1]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"{}",
        b"[1]",
        b'[{"line": 1}]',
        b'[{"line": true, "column": 1, "endLine": 1, "endColumn": 1, "code": 1, "level": "error", "message": ""}]',
        b'[{"line": 1, "column": 1, "endLine": 1, "endColumn": 1, "code": 1, "level": "fatal", "message": ""}]',
        b"[" * 10_000,
        b"[" + b" " * 20_000 + b"]",
    ],
)
def test_what_is_kept_is_not_trusted(dockerfile: str, spawned: Spawned, tmp_path: Path, content: bytes, capsys: Any) -> None:
    main([dockerfile])
    (kept,) = (path for path in (tmp_path / "cache").rglob("*") if path.is_file())
    kept.write_bytes(content)
    capsys.readouterr()
    assert main([dockerfile]) == 1
    assert spawned.scripts == [1, 1]
    done = capsys.readouterr()
    assert (done.err, done.out.count("SC2164")) == ("", 1)
    main([dockerfile])
    assert spawned.scripts == [1, 1]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_in_the_cache_is_not_waited_for(dockerfile: str, spawned: Spawned, tmp_path: Path) -> None:
    main([dockerfile])
    (kept,) = (path for path in (tmp_path / "cache").rglob("*") if path.is_file())
    kept.unlink()
    os.mkfifo(kept)
    assert main([dockerfile]) == 1
    assert spawned.scripts == [1, 1]


def test_places_beyond_the_script_are_cut(dockerfile: str, spawned: Spawned, tmp_path: Path, capsys: Any) -> None:
    main([dockerfile])
    (kept,) = (path for path in (tmp_path / "cache").rglob("*") if path.is_file())
    (record,) = json.loads(kept.read_bytes())
    kept.write_text(json.dumps([{**record, "line": 10**9, "code": 2034, "message": "\x1b[2Jx\n::error::y"}]))
    capsys.readouterr()
    assert main(["--format", "concise", dockerfile]) == 1
    (line,) = (line for line in capsys.readouterr().out.splitlines() if "SC2034" in line)
    assert "\x1b" not in line


def test_the_cache_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST_IN_FOLDER", 4)
    kept = cache.Cache(str(tmp_path), "1")
    for index in range(800):
        kept.put(f"{index}", [])
    sizes = [len(list(folder.iterdir())) for folder in tmp_path.iterdir()]
    assert max(sizes) <= 4
    assert kept.get("799") == []
    assert cache.Cache(str(tmp_path), "2").get("799") is None


def test_a_long_answer_is_not_kept(tmp_path: Path) -> None:
    kept = cache.Cache(str(tmp_path), "1")
    kept.put("a", [comment.Comment((1, 1), (1, 2), 2086, "info", "x" * 1000)] * 20)
    assert kept.get("a") is None
    assert list(tmp_path.iterdir()) == []


def test_a_cache_that_cannot_be_written_is_no_matter(dockerfile: str, tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "cache").write_text("a file")
    assert main([dockerfile]) == 1
    assert capsys.readouterr().err == ""


def test_a_relative_cache_folder_does_not_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    monkeypatch.setenv("HOME", str(tmp_path))
    binary = tmp_path / "shellcheck"
    binary.write_bytes(b"\x7fELF")
    found = cache.cache_of(str(binary))
    assert found is not None
    found.put("a", [])
    assert (tmp_path / ".cache" / "layerlint" / "shellcheck").is_dir()
    binary.write_text("#!/bin/sh\n")  # who knows which ShellCheck a script starts
    assert cache.cache_of(str(binary)) is None
    assert cache.cache_of(str(tmp_path / "none")) is None


def test_off_starts_nothing(dockerfile: str, spawned: Spawned, capsys: Any) -> None:
    assert main(["--shellcheck", "off", dockerfile]) == 0
    assert main(["--select", "LL0", dockerfile]) == 0
    assert main(["--ignore", "SC", dockerfile]) == 0
    assert spawned.scripts == []
    assert "SC2164" not in capsys.readouterr().out


def test_where_there_is_none(dockerfile: str, spawned: Spawned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", os.pathsep.join(["", ".", "bin", str(tmp_path)]))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "shellcheck").write_text("#!/bin/sh\n")
    (tmp_path / "bin" / "shellcheck").chmod(0o755)
    assert main([dockerfile]) == 0
    assert capsys.readouterr().err == ""
    assert main(["--shellcheck", "required", dockerfile]) == 2
    done = capsys.readouterr()
    assert done.out == ""
    assert done.err == (
        "layerlint: --shellcheck required: no ShellCheck beside the Python interpreter or on PATH; pip install 'layerlint[shellcheck]'\n"
    )
    main(["--version"])
    assert "shellcheck" not in capsys.readouterr().out


@pytest.mark.skipif(os.name == "nt", reason="the programs are shell scripts")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("#!/bin/sh\nexit 3\n", "ended with 3", id="fails"),
        pytest.param("#!/bin/sh\necho no such option >&2\necho more >&2\nexit 4\n", "ended with 4: no such option", id="says-why"),
        pytest.param("#!/bin/sh\necho hello\n", "gave an answer that is none of ShellCheck's", id="no-json"),
        pytest.param("#!/bin/sh\necho '{\"comments\": [1]}'\n", "gave an answer that is none of ShellCheck's", id="other-json"),
        pytest.param("#!/bin/sh\nexec /bin/sleep 30\n", "gave no answer within 1 seconds", id="hangs"),
        pytest.param("#!/bin/sh\n/bin/sleep 9\ntrue\n", "gave no answer within 1 seconds", id="has-a-child-that-hangs"),
        pytest.param("#!/no/such/interpreter\n", "cannot be started: No such file or directory", id="does-not-start"),
        pytest.param("\x7fELF", "cannot be started: Exec format error", id="is-no-program"),
    ],
)
@pytest.mark.parametrize("mode", ["auto", "required"])
def test_a_program_that_does_not_answer_is_one_line(
    text: str, said: str, mode: str, dockerfile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(runner, "PATIENCE", 0.5)
    monkeypatch.setattr(checker, "MOST_SCRIPTS", 1)
    Path(dockerfile).write_text(DOCKERFILE + "RUN true\nRUNN true\n")
    path = program(tmp_path, text, monkeypatch)
    code = main(["--shellcheck", mode, "--format", "concise", dockerfile])
    done = capsys.readouterr()
    assert done.err == f"layerlint: {path}: {said}; shell scripts were not checked\n"
    assert f"{dockerfile}:4:1: error LL001" in done.out  # our own rules have their say
    assert code == (2 if mode == "required" else 1)


def test_an_interrupted_run_leaves_no_process(dockerfile: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scripts"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "scripts").mkdir()
    program(tmp_path, "#!/bin/sh\nexec /bin/sleep 30\n", monkeypatch)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(checker, "problems", interrupted)
    assert main([dockerfile]) == 130
    assert list((tmp_path / "scripts").iterdir()) == []


def test_without_a_binary_nothing_of_it_is_loaded(tmp_path: Path, dockerfile: str) -> None:
    root = str(Path(__file__).resolve().parents[2])
    code = f"""\
import sys
sys.path.insert(0, {root!r})
sys.executable = {str(tmp_path / "python")!r}
from layerlint.cli import main
main([{dockerfile!r}])
print(sorted(name for name in sys.modules if "shellcheck" in name or name == "subprocess"))
"""
    environment = {**os.environ, "PATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.splitlines()[-1] == "[]"
