"""Asking git, and only asking: plumbing commands that run no hook, no filter, no helper, take no lock and never go to the network."""

from __future__ import annotations

import os

SECONDS = 60.0  # that all questions about one repository may take together


class NoHistory(Exception):
    """git cannot answer; the text says why, for a person. Nothing is ever changed to make it answer."""


class Repository:
    """The repository around `folder`. `prefix` is the folder's path in it, "" or with a slash at its end.

    Raises NoHistory where there is no git, no repository, no commit, or where git refuses because somebody else owns the folder.
    """

    __slots__ = ("_environment", "_seconds", "folder", "prefix", "shallow")

    def __init__(self, folder: str, seconds: float = SECONDS) -> None:
        self.folder = folder
        self._seconds = seconds
        self._environment = _environment()
        answer = self.ask("rev-parse", "--show-prefix", "--is-shallow-repository", "--verify", "HEAD^{commit}").split(b"\n")
        self.prefix = os.fsdecode(answer[0])
        self.shallow = answer[1:2] == [b"true"]

    def ask(self, *arguments: str, given: bytes = b"") -> bytes:
        """What git prints. Raises NoHistory."""
        import subprocess
        from time import monotonic

        command = ["git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-C", self.folder, *arguments]
        started = monotonic()
        try:
            done = subprocess.run(  # noqa: S603  # a fixed program; everything that varies is an argument of its own
                command, input=given, capture_output=True, timeout=max(self._seconds, 0.1), env=self._environment, check=False
            )
        except FileNotFoundError as error:
            raise NoHistory("git is not installed, and without it there is no history") from error
        except subprocess.TimeoutExpired as error:
            raise NoHistory(f"git has not answered within {SECONDS:.0f} seconds") from error
        except (OSError, ValueError) as error:
            raise NoHistory(f"git cannot be run: {error}") from error
        self._seconds -= monotonic() - started
        if done.returncode:
            raise NoHistory(_reason(done.stderr.decode("utf-8", "replace"), self.folder))
        return done.stdout


def _environment() -> dict[str, str]:
    """A hook of git runs with GIT_DIR and the like set to its own repository, which need not be this folder's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    asking = {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_REPLACE_OBJECTS": "1"}
    return kept | asking | {"GIT_EXTERNAL_DIFF": "", "GIT_ALLOW_PROTOCOL": "", "LC_ALL": "C"}


def _reason(complaint: str, folder: str) -> str:
    """What git complains of, as one line."""
    if "dubious ownership" in complaint:
        return f"git refuses {folder}: another user owns it (safe.directory in git's own configuration says whom to trust)"
    if "not a git repository" in complaint:
        return f"{folder} is in no git repository, and without one there is no history"
    if "Needed a single revision" in complaint or "unknown revision" in complaint or "ambiguous argument" in complaint:
        return "git knows no such commit" if "HEAD" not in complaint else "the repository has no commit yet"
    first = next((line for line in complaint.splitlines() if line.strip()), "no reason given")
    return f"git fails: {first.removeprefix('fatal: ')[:200]}"
