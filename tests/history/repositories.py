"""Small git repositories for tests, made without any configuration of the user's."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

NOBODY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.invalid",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.invalid",
}


def git(folder: Path, *arguments: str, day: int = 0) -> str:
    """What git prints. `day` dates a commit."""
    dates = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), f"{1_700_000_000 + 86400 * day} +0000")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | NOBODY | dates
    command = ["git", "-c", "protocol.file.allow=always", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, env=environment, text=True).stdout


def repository(folder: Path, *commits: dict[str, str | None]) -> Path:
    """A repository with these commits, a day apart: path to text, None for a file that goes."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    for day, files in enumerate(commits):
        commit(folder, files, day)
    return folder


def commit(folder: Path, files: dict[str, str | None], day: int = 0) -> None:
    """One commit."""
    for name, text in files.items():
        path = folder / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "x", day=day)
