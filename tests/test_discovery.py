"""Folders to Dockerfiles, and paths that must not be opened."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from layerlint.discovery import LARGEST, Unreadable, find, is_dockerfile, read

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile",
        "Dockerfile.dev",
        "Dockerfile.alpine3.22",
        "api.Dockerfile",
        "api.dockerfile",
        "Containerfile",
        "Containerfile.x",
        "a.Containerfile",
    ],
)
def test_names_that_are_searched_for(name: str) -> None:
    assert is_dockerfile(name)


@pytest.mark.parametrize(
    "name",
    [
        "Dockerfile.dockerignore",
        "api.Dockerfile.dockerignore",
        "Dockerfile.j2",
        "Dockerfile.prod.TMPL",
        "Dockerfile.md",
        "Dockerfile.orig",
        "Dockerfile.dev~",
        "Dockerfiles",
        "MyDockerfile",
        "docker-compose.yml",
        ".dockerignore",
    ],
)
def test_names_that_are_not(name: str) -> None:
    assert not is_dockerfile(name)


def make(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("FROM scratch\n")


def test_a_folder_is_searched_hidden_folders_too(tmp_path: Path) -> None:
    make(tmp_path, "Dockerfile", ".devcontainer/Dockerfile", "a/b/x.dockerfile", "a/notes.md", ".git/Dockerfile")
    assert find(str(tmp_path), {}) == [str(tmp_path / name) for name in (".devcontainer/Dockerfile", "Dockerfile", "a/b/x.dockerfile")]


def test_the_current_folder_is_not_named_in_its_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "Dockerfile", "a/Dockerfile")
    monkeypatch.chdir(tmp_path)
    assert find(".", {}) == ["Dockerfile", "a/Dockerfile"]


def test_a_file_is_taken_whatever_its_name() -> None:
    assert find("no/such.j2", {}) == ["no/such.j2"]


def test_links_that_go_round_in_a_circle_end(tmp_path: Path) -> None:
    make(tmp_path, "a/Dockerfile")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    assert find(str(tmp_path), {}) == [str(tmp_path / "a" / "Dockerfile")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_locked_folder_is_complained_of(tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0)
    complaints: dict[str, str] = {}
    assert find(str(tmp_path), complaints) == []
    assert complaints == {str(tmp_path / "locked"): "permission denied"}


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


@needs_git
def test_in_a_work_tree_git_says_what_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(tmp_path, "init", "-q")
    make(tmp_path, "Dockerfile", "new/Dockerfile", "node_modules/x/Dockerfile", "gone/Dockerfile", "sub dir/ä\n.dockerfile")
    (tmp_path / ".gitignore").write_text("node_modules/\n")
    git(tmp_path, "add", "Dockerfile", "gone/Dockerfile")
    (tmp_path / "gone" / "Dockerfile").unlink()
    monkeypatch.setenv("GIT_DIR", "/nowhere")  # as a hook of another repository would have it
    assert find(str(tmp_path), {}) == [str(tmp_path / name) for name in ("Dockerfile", "new/Dockerfile", "sub dir/ä\n.dockerfile")]
    assert find(str(tmp_path / "new"), {}) == [str(tmp_path / "new" / "Dockerfile")]


@needs_git
def test_a_folder_that_is_new_beside_a_known_one(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    make(tmp_path, "docs/old/Dockerfile", "docs/new/Dockerfile", "docs/new/sub/Dockerfile", "docs/new/node_modules/Dockerfile")
    (tmp_path / ".gitignore").write_text("node_modules/\n")
    git(tmp_path, "add", "docs/old/Dockerfile")
    assert find(str(tmp_path / "docs" / "new"), {}) == [str(tmp_path / "docs" / "new" / name) for name in ("Dockerfile", "sub/Dockerfile")]


@needs_git
def test_a_folder_that_git_ignores_is_walked_when_it_is_named(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    make(tmp_path, "build/Dockerfile")
    (tmp_path / ".gitignore").write_text("build/\n")
    assert find(str(tmp_path), {}) == []
    assert find(str(tmp_path / "build"), {}) == [str(tmp_path / "build" / "Dockerfile")]


def test_without_an_answer_from_git_the_folder_is_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path, "Dockerfile")
    (tmp_path / ".git").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find(str(tmp_path), {}) == [str(tmp_path / "Dockerfile")]


def test_reading_a_file(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_bytes(b"\xff\x00")
    assert read(str(tmp_path / "Dockerfile")) == b"\xff\x00"


def test_what_cannot_be_read_says_why(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(LARGEST + 1)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "socket"))
    listener.close()
    reasons = {
        "missing": "no such file or directory",
        "pipe": "a pipe, not a file",
        "socket": "a socket, not a file",
        "loop": "too many levels of symbolic links",
        "dangling": "no such file or directory",
        "huge": f"{LARGEST + 1} bytes are more than a Dockerfile has (limit {LARGEST})",
        ".": "a folder, not a file",
        "huge/x": "not a directory",
        "a\0b": "a NUL in its name",
    }
    for name, reason in reasons.items():
        with pytest.raises(Unreadable) as caught:
            read(f"{tmp_path}/{name}")
        assert str(caught.value) == reason, name
    with pytest.raises(Unreadable, match="a device"):
        read("/dev/null")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_locked_file_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").touch(mode=0)
    with pytest.raises(Unreadable, match="permission denied"):
        read(str(tmp_path / "Dockerfile"))
