"""`layerlint cache` as a contract: what it answers, in JSON and in words, and what it refuses."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from layerlint.cli import main
from tests.history.repositories import commit, git, repository

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

DOCKERFILE = """\
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements.txt ./
RUN pip install -r requirements.txt
COPY . .
RUN python -m compileall . && for d in plugins/*; do pip install -r "$d/requirements.txt"; done
FROM python:3.13-slim
COPY --from=build /app /app
CMD ["python"]
"""
FILES: dict[str, str | None] = {
    "Dockerfile": DOCKERFILE,
    ".dockerignore": ".git\nDockerfile\n*.md\n.dockerignore\n",
    "requirements.txt": "flask\n",
    "app.py": "1\n",
    "README.md": "r\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Five transitions: a source file twice, the manifest, a document, and nothing."""
    later: tuple[dict[str, str | None], ...] = (
        {"app.py": "2\n"},
        {"requirements.txt": "flask==3\n"},
        {"README.md": "rr\n"},
        {"app.py": "3\n"},
        {},
    )
    return repository(tmp_path / "project", FILES, *later)


class Answer:
    """Exit code, the document or the text, and what stood on standard error."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def document(self) -> dict[str, Any]:
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    def column(self, key: str) -> list[Any]:
        return [step[key] for step in self.document["steps"]]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Any:
    def start(*words: object, form: str = "json") -> Answer:
        capsys.readouterr()
        code = main(["cache", *map(str, words), "--format", form])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return start


def test_a_replay_counts_commits(project: Path, ask: Any) -> None:
    found = ask(project, "--replay", 5)
    assert found.code == 0
    assert found.document["commits"] == 5
    assert found.column("line") == [2, 3, 4, 5, 6, 8]
    assert found.column("rerun_commits") == [0, 1, 1, 3, 3, 0]
    assert found.column("maybe_commits") == [0, 0, 0, 0, 0, 3]
    assert found.column("share") == [0.0, 0.2, 0.2, 0.6, 0.6, 0.0]
    assert found.column("reruns") == [False, True, True, True, True, None]


def test_causes_add_up_to_the_share(project: Path, ask: Any) -> None:
    for step in ask(project, "--replay", 5).document["steps"]:
        assert sum(cause["commits"] for cause in step["causes"]) == step["rerun_commits"]
    causes = ask(project, "--replay", 5).column("causes")
    assert causes[1] == [{"kind": "file", "what": "requirements.txt", "line": 3, "commits": 1}]
    assert [(cause["kind"], cause["what"], cause["line"], cause["commits"]) for cause in causes[3]] == [
        ("file", "app.py", 5, 2),
        ("parent", "COPY requirements.txt ./ # buildkit", 3, 1),
    ]


def test_an_install_whose_glob_matches_nothing_is_listed_and_not_counted(project: Path, ask: Any) -> None:
    found = ask(project, "--replay", 5).document
    assert [(each["line"], each["ecosystem"], each["share"], each["conditional"]) for each in found["installs"]] == [
        (4, "pip", 0.2, False),
        (6, "pip", 0.6, True),
    ]
    assert found["summary"]["dependency_install_share"] == 0.2
    commit(project, {"plugins/one/requirements.txt": "x\n"}, 9)
    found = ask(project, "--replay", 6).document
    assert [each["conditional"] for each in found["installs"]] == [False, False]
    assert found["summary"]["dependency_install_share"] == pytest.approx(4 / 6)


@pytest.mark.parametrize(
    ("regime", "reruns"),
    [("last", [0, 1, 1, 3, 3, 0]), ("all", [0, 1, 1, 3, 3, 0]), ("final", [3, 3, 3, 3, 3, 0]), ("none", [5, 5, 5, 5, 5, 5])],
)
def test_regimes(project: Path, ask: Any, regime: str, reruns: list[int]) -> None:
    assert ask(project, "--replay", 5, "--regime", regime).column("rerun_commits") == reruns


def test_a_revert_hits_what_all_builds_have_left(tmp_path: Path, ask: Any) -> None:
    repository(tmp_path, FILES, {"app.py": "2\n"}, {"app.py": "1\n"})
    assert ask(tmp_path, "--replay", 9, "--regime", "last").column("rerun_commits")[3] == 2
    assert ask(tmp_path, "--replay", 9, "--regime", "all").column("rerun_commits")[3] == 1


@pytest.mark.parametrize(
    ("changed", "reruns"),
    [
        ("requirements.txt", [False, True, True, True, True, None]),
        ("app.py", [False, False, False, True, True, None]),
        ("README.md", [False] * 6),
        ("new.py", [False, False, False, True, True, None]),
    ],
)
def test_one_changed_file(project: Path, ask: Any, changed: str, reruns: list[bool | None]) -> None:
    found = ask(project, "--changed", changed)
    assert found.column("reruns") == reruns
    assert found.document["commits"] is None
    assert found.column("rerun_commits") == [None] * 6
    assert found.document["summary"]["rerun_steps"] == reruns.count(True)


def test_since_a_commit_to_the_working_tree(project: Path, ask: Any) -> None:
    assert ask(project, "--since", "HEAD").column("reruns") == [False] * 6
    (project / "untracked.py").write_text("u")
    (project / ".git" / "info").mkdir(exist_ok=True)
    (project / ".git" / "info" / "exclude").write_text("ignored.py\n")
    (project / "ignored.py").write_text("i")
    found = ask(project, "--since", "HEAD")
    assert found.column("reruns") == [False, False, False, True, True, None]
    assert found.column("causes")[3][0]["what"] == "untracked.py"
    assert ask(project, "--since", "HEAD~4").column("reruns") == [False, True, True, True, True, None]


def test_since_knows_the_earlier_dockerfile_and_ignore_file(project: Path, ask: Any) -> None:
    (project / "Dockerfile").write_text(DOCKERFILE.replace("compileall .", "compileall -q ."))
    assert ask(project, "--since", "HEAD").column("reruns") == [False, False, False, False, True, None]
    (project / ".dockerignore").write_text(".git\nDockerfile\n.dockerignore\n")
    found = ask(project, "--since", "HEAD")
    assert found.column("reruns") == [False, False, False, True, True, None]
    assert found.column("causes")[3][0] == {"kind": "file", "what": "README.md", "line": 5, "commits": None}
    assert found.column("causes")[4][0]["root"] == {"kind": "file", "what": "README.md", "line": 5}


def test_before_a_folder(project: Path, tmp_path: Path, ask: Any) -> None:
    before = tmp_path / "before"
    shutil.copytree(project, before, ignore=shutil.ignore_patterns(".git"))
    assert ask(project, "--before", before).column("reruns") == [False] * 6
    (project / "Dockerfile").write_text(DOCKERFILE.replace("WORKDIR /app", "ARG V=1\nWORKDIR /app"))
    assert ask(project, "--before", before).column("reruns") == [False, False, True, True, True, None]
    (before / "Dockerfile").write_text((project / "Dockerfile").read_text())
    found = ask(project, "--before", before, "--build-arg", "V=2")
    assert found.column("causes")[2][0] == {"kind": "arg", "what": "V", "line": 2, "commits": None}
    assert ask(project, "--before", before, "--before-build-arg", "V=2", "--build-arg", "V=2").column("reruns") == [False] * 6


def test_before_takes_files_of_the_same_size_and_time_for_unchanged_as_buildkit_does(project: Path, tmp_path: Path, ask: Any) -> None:
    before = tmp_path / "before"
    shutil.copytree(project, before, ignore=shutil.ignore_patterns(".git"))
    status = (before / "app.py").stat()
    (project / "app.py").write_text("9\n")
    os.utime(project / "app.py", ns=(status.st_atime_ns, status.st_mtime_ns))
    found = ask(project, "--before", before)
    assert found.column("reruns") == [False] * 6
    assert any("modification time" in note for note in found.document["notes"])
    assert True in ask(project, "--before", before, "--builder", "classic").column("reruns")


def test_git_in_the_context_is_said(project: Path, ask: Any) -> None:
    (project / ".dockerignore").write_text("Dockerfile\n")
    found = ask(project, "--replay", 5)
    assert found.column("rerun_commits")[3] == 5
    assert found.document["notes"][0].startswith("line 5 takes .git along: every commit changes it")


@pytest.mark.parametrize("ignore", [".git", ".git/*", ".git/index", "*"])
def test_git_out_of_the_context_is_not_said(project: Path, ask: Any, ignore: str) -> None:
    (project / ".dockerignore").write_text(f"{ignore}\n!requirements.txt\n")
    found = ask(project, "--replay", 5)
    assert found.column("rerun_commits")[3] < 5
    assert found.document["notes"] == []


def test_fewer_commits_than_asked_for(project: Path, tmp_path: Path, ask: Any) -> None:
    assert ask(project, "--replay", 50).document["notes"] == ["5 of 50 commits seen: the history has no more"]
    git(tmp_path, "clone", "-q", "--depth", "3", f"file://{project}", "part")
    assert ask(tmp_path / "part", "--replay", 50).document["notes"] == ["2 of 50 commits seen: the clone is shallow"]


def test_a_submodule_is_unknown(project: Path, ask: Any) -> None:
    for day, number in enumerate("12"):
        git(project, "update-index", "--add", "--cacheinfo", f"160000,{number * 40},vendor")
        git(project, "commit", "-q", "-m", "x", day=10 + day)
    found = ask(project, "--replay", 1)
    assert found.column("reruns") == [False, False, False, None, None, None]
    assert found.document["notes"] == ["vendor is a submodule: what changes in it is unknown"]
    assert ask(project, "--since", "HEAD~1").column("reruns") == [False, False, False, None, None, None]


def test_what_git_lfs_keeps_is_unknown(project: Path, ask: Any) -> None:
    commit(project, {".gitattributes": "*.bin filter=lfs\n", "a.bin": "version https://git-lfs.github.com/spec/v1\n"}, 10)
    (project / "a.bin").write_bytes(b"the real thing")
    found = ask(project, "--since", "HEAD")
    assert found.column("reruns") == [False] * 6
    assert found.document["notes"] == ["git LFS keeps 1 of the files: their content is unknown, their pointers are compared"]


def test_several_files_are_several_answers(project: Path, ask: Any) -> None:
    (project / "other.Dockerfile").write_text("FROM scratch\nCOPY app.py /\n")
    found = ask(project, "--replay", 5).document
    assert [(each["path"].rpartition("/")[2], each["commits"]) for each in found["files"]] == [("Dockerfile", 5), ("other.Dockerfile", 5)]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "say what to compare"),
        (["--replay", "5", "--since", "HEAD"], "say what to compare"),
        (["--replay", "0"], "no number above zero"),
        (["--before", "nowhere"], "is not a folder"),
        (["--changed", "a", "--before-build-arg", "A=1"], "goes with --before"),
        (["--since", "nope"], "git knows no commit `nope`"),
        (["--changed", "app.py", "--build-log", "nowhere"], "no such file"),
        (["--changed", "app.py", "--build-log", "README.md"], "no step of a build"),
    ],
)
def test_refusals(project: Path, ask: Any, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str) -> None:
    monkeypatch.chdir(project)
    found = ask(".", *words)
    assert (found.code, found.out) == (2, "")
    assert message in found.err


def test_without_a_repository_it_says_what_it_needs(tmp_path: Path, ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    found = ask(tmp_path, "--replay", 5)
    assert found.code == 2
    assert "is in no git repository" in found.err
    assert ask(tmp_path, "--changed", "Dockerfile").column("reruns") == [True]


def test_in_words(project: Path, ask: Any) -> None:
    told = ask(project, "--replay", 5, form="text").out
    assert "1 of the last 5 commits reran `pip install` (line 4)" in told
    assert "3 of 5 60%" in told
    assert "└ app.py 2, line 3 1" in told
    assert "not counted  `pip install` on line 6: its inputs match nothing today" in told
    told = ask(project, "--changed", "requirements.txt", form="text").out
    assert "└ line 3 (requirements.txt)" in told
    assert "maybe" in told


@pytest.mark.parametrize("regime", ["last", "final", "none"])
def test_seconds_are_a_range_with_a_basis(project: Path, ask: Any, regime: str) -> None:
    found = ask(project, "--replay", 5, "--regime", regime).document
    for seconds in [*(step["seconds"] for step in found["steps"]), found["summary"]["seconds"], found["summary"]["seconds_per_month"]]:
        assert 0 <= seconds["low"] <= seconds["likely"] <= seconds["high"]
        assert seconds["basis"] == "model"


PLAIN = """\
#7 [build 2/5] WORKDIR /app
#7 DONE 0.1s

#8 [build 4/5] RUN pip install -r requirements.txt
#8 1.0 Collecting flask
#8 DONE 61.5s

#9 [build 5/5] COPY . .
#9 CACHED
"""
RAW = [
    {
        "vertexes": [
            {"digest": "sha256:1", "name": "[build 4/5] RUN pip install -r requirements.txt", "started": "2026-01-01T00:00:00.123456789Z"}
        ]
    },
    {"logs": [{"vertex": "sha256:1", "data": "eA=="}]},
    {
        "vertexes": [
            {
                "digest": "sha256:1",
                "name": "[build 4/5] RUN pip install -r requirements.txt",
                "started": "2026-01-01T00:00:00.123456789Z",
                "completed": "2026-01-01T00:01:01.623456789Z",
            }
        ]
    },
]


@pytest.mark.parametrize("log", [PLAIN, "\n".join(map(json.dumps, RAW))], ids=["plain", "rawjson"])
def test_seconds_of_a_real_build(project: Path, tmp_path: Path, ask: Any, log: str) -> None:
    (tmp_path / "build.log").write_text(log)
    found = ask(project, "--changed", "requirements.txt", "--build-log", tmp_path / "build.log")
    seconds = found.column("seconds")[2]
    assert (seconds["likely"], seconds["basis"]) == (61.5, "build-log")
    assert seconds["low"] < 61.5 < seconds["high"]
    assert found.column("seconds")[3]["basis"] == "model"
    assert found.document["summary"]["seconds"]["basis"] == "model and build-log"
