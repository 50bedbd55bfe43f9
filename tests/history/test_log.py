"""Commits as git has them: first parents, renames as two changes, modes, links, folders of a repository, clones that lack something."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from layerlint.history.git import NoHistory, Repository
from layerlint.history.log import commits, tree
from tests.history.repositories import commit, git, repository

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def changes(folder: Path, limit: int = 100) -> list[list[tuple[str, str, str]]]:
    return [[(each.status, each.path, each.mode) for each in one.changes] for one in commits(Repository(str(folder)), limit)]


def test_the_first_commit_is_no_transition(tmp_path: Path) -> None:
    repository(tmp_path, {"a": "1"}, {"a": "2"}, {})
    assert changes(tmp_path) == [[], [("M", "a", "100644")]]


def test_a_rename_is_a_deletion_and_an_addition(tmp_path: Path) -> None:
    repository(tmp_path, {"a": "1\n" * 50})
    (tmp_path / "a").rename(tmp_path / "b")
    commit(tmp_path, {}, 1)
    assert changes(tmp_path) == [[("D", "a", "000000"), ("A", "b", "100644")]]


def test_modes_and_links_count(tmp_path: Path) -> None:
    repository(tmp_path, {"a": "1", "b": "2"})
    (tmp_path / "a").chmod(0o755)
    (tmp_path / "b").unlink()
    (tmp_path / "b").symlink_to("a")
    commit(tmp_path, {}, 1)
    assert changes(tmp_path) == [[("M", "a", "100755"), ("T", "b", "120000")]]


def test_a_merge_is_its_difference_to_the_first_parent(tmp_path: Path) -> None:
    repository(tmp_path, {"a": "1"})
    git(tmp_path, "checkout", "-q", "-b", "side")
    commit(tmp_path, {"side": "1"}, 1)
    commit(tmp_path, {"side": "2"}, 2)
    git(tmp_path, "checkout", "-q", "main")
    commit(tmp_path, {"a": "2"}, 3)
    git(tmp_path, "merge", "-q", "--no-ff", "-m", "x", "side", day=4)
    assert changes(tmp_path) == [[("A", "side", "100644")], [("M", "a", "100644")]]


@pytest.mark.parametrize("name", ["with blank", "tab\there", "new\nline", "üml", ":colon", 'quote"'])
def test_any_name_is_read(tmp_path: Path, name: str) -> None:
    repository(tmp_path, {"a": "1"}, {name: "1"})
    assert changes(tmp_path) == [[("A", name, "100644")]]


def test_paths_are_those_of_the_folder(tmp_path: Path) -> None:
    repository(tmp_path, {"app/x": "1", "y": "1"}, {"app/x": "2"}, {"y": "2"})
    assert changes(tmp_path / "app") == [[], [("M", "x", "100644")]]
    assert list(tree(Repository(str(tmp_path / "app")), "HEAD~1")) == ["x"]


def test_the_limit_counts_transitions(tmp_path: Path) -> None:
    repository(tmp_path, *({"a": str(number)} for number in range(6)))
    assert [len(commits(Repository(str(tmp_path)), limit)) for limit in (1, 3, 5, 9)] == [1, 3, 5, 5]


def test_a_shallow_clone_has_what_it_has(tmp_path: Path) -> None:
    repository(tmp_path / "whole", *({"a": str(number)} for number in range(6)))
    git(tmp_path, "clone", "-q", "--depth", "3", f"file://{tmp_path}/whole", "part")
    found = Repository(str(tmp_path / "part"))
    assert found.shallow
    assert len(commits(found, 100)) == 2


def test_dates_are_those_of_the_committer(tmp_path: Path) -> None:
    repository(tmp_path, {"a": "1"}, {"a": "2"})
    assert commits(Repository(str(tmp_path)), 9)[0].time == 1_700_086_400


def test_where_there_is_no_history_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(NoHistory, match="no git repository"):
        Repository(str(tmp_path))
    git(tmp_path, "init", "-q")
    with pytest.raises(NoHistory, match="no commit yet"):
        Repository(str(tmp_path))


def test_an_unknown_commit_is_named(tmp_path: Path) -> None:
    repository(tmp_path, {"a": "1"})
    for revision in ("nope", "--output=x", "HEAD:a"):
        with pytest.raises(NoHistory, match=revision):
            tree(Repository(str(tmp_path)), revision)


def test_without_git_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoHistory, match="not installed"):
        Repository(str(tmp_path))


def test_a_repository_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What git itself says; its own switch for tests makes it see another owner, so the program is a stand-in that sets it."""
    repository(tmp_path / "theirs", {"a": "1"})
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {shutil.which("git")} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(NoHistory, match="another user owns it"):
        Repository(str(tmp_path / "theirs"))


def test_nothing_of_the_repository_is_run(tmp_path: Path) -> None:
    """Neither a monitor, nor a hook, nor a filter, nor a tool for differences that its configuration names; and no index is rewritten."""
    folder = repository(tmp_path / "trap", {"a": "1", ".gitattributes": "* filter=trap diff=trap\n"}, {"a": "2"})
    touched = tmp_path / "touched"
    for name in ("core.fsmonitor", "filter.trap.clean", "filter.trap.smudge", "diff.external", "diff.trap.textconv", "diff.trap.command"):
        git(folder, "config", name, f"touch {touched};:")
    os.utime(folder / "a", (1, 1))
    index = (folder / ".git" / "index").read_bytes()
    found = Repository(str(folder))
    assert len(commits(found, 9)) == 1
    from layerlint.history.states import since_revision
    from layerlint.loading import Loader
    from layerlint.settings import Surroundings

    (folder / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    notes: list[str] = []
    since_revision(Loader(Surroundings()).facts(str(folder / "Dockerfile")), str(folder / "Dockerfile"), "HEAD", notes)
    assert not touched.exists()
    assert (folder / ".git" / "index").read_bytes() == index
