"""Folders to Dockerfiles, and paths to bytes. The only room that reads what a user names; it opens regular files alone."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator

NAMES = ("Dockerfile", "Containerfile")
ENDINGS = (".Dockerfile", ".dockerfile", ".Containerfile", ".containerfile")
# What stands behind the name of a file that is not built: ignore lists, templates, documentation, leftovers.
OTHER = frozenset(
    "dockerignore containerignore j2 jinja jinja2 tmpl tpl template gotmpl erb ejs hbs mustache m4 in "
    "md markdown rst adoc html txt orig rej bak backup old swp swo save tmp license sig".split()
)
LARGEST = 64 * 1024 * 1024  # bytes; a Dockerfile of this size is something else, and all of it would be in memory
GIT_SECONDS = 60  # a work tree that answers more slowly is walked instead


class Unreadable(Exception):
    """A path that cannot be read as a Dockerfile; the text says why, without the path."""


def is_dockerfile(name: str) -> bool:
    """True for the names a folder is searched for: Dockerfile, Dockerfile.*, *.Dockerfile, *.dockerfile, Containerfile likewise."""
    first, _, rest = name.partition(".")
    if first in NAMES:
        return not rest or (rest.rpartition(".")[2].lower() not in OTHER and not rest.endswith("~"))
    return name.endswith(ENDINGS)


def read(path: str) -> bytes:
    """The content of the file at `path`. Raises Unreadable, and never opens what could block."""
    try:
        status = os.stat(path)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(f"{_kind(status.st_mode)}, not a file")
        if status.st_size > LARGEST:
            raise Unreadable(f"{status.st_size} bytes are more than a Dockerfile has (limit {LARGEST})")
        with open(path, "rb") as file:
            return file.read(LARGEST + 1)[:LARGEST]
    except OSError as error:
        raise Unreadable(_reason(error)) from error
    except ValueError as error:
        raise Unreadable("a NUL in its name") from error


def _kind(mode: int) -> str:
    """What the thing is, in words."""
    for is_kind, word in ((stat.S_ISFIFO, "a pipe"), (stat.S_ISDIR, "a folder"), (stat.S_ISSOCK, "a socket")):
        if is_kind(mode):
            return word
    return "a device"


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def find(path: str, unreadable: dict[str, str]) -> list[str]:
    """The Dockerfiles for one argument: the path itself unless it is a folder, else those below it, sorted.

    Folders that cannot be read go into `unreadable` with the reason.
    """
    if not os.path.isdir(path):
        return [path]
    found = _listed(path) if _in_work_tree(path) else None
    names = _walked(path, unreadable) if found is None else found
    return sorted(name if path == "." else os.path.join(path, name) for name in names)


def _walked(folder: str, unreadable: dict[str, str]) -> Iterator[str]:
    """Paths below `folder`, relative to it. Links to folders are not followed, so there is no way round in a circle."""

    def complain(error: OSError) -> None:
        unreadable[str(error.filename)] = _reason(error)

    for parent, folders, files in os.walk(folder, onerror=complain):
        if ".git" in folders:
            folders.remove(".git")
        for name in files:
            if is_dockerfile(name):
                yield os.path.relpath(os.path.join(parent, name), folder)


def _in_work_tree(folder: str) -> bool:
    """True when a folder above, or this one, has a `.git`; spares a process where there is no repository."""
    parent = os.path.realpath(folder)
    while True:
        if os.path.exists(os.path.join(parent, ".git")):
            return True
        above = os.path.dirname(parent)
        if above == parent:
            return False
        parent = above


def _listed(folder: str) -> list[str] | None:
    """What git tracks or would track below `folder`; None when git does not answer, or ignores the folder itself."""
    listing = ("ls-files", "-z", "-co", "--exclude-standard", "--")
    output = _git(folder, *listing, ":(icase)*dockerfile*", ":(icase)*containerfile*")
    if output == b"":  # git 2.39 finds no pattern in a folder of which it tracks nothing yet
        output = _git(folder, *listing, ".")
    if output is None or (not output and _git(folder, "check-ignore", "-q", ".") is not None):
        return None
    paths = {os.fsdecode(name) for name in output.split(b"\0") if name}
    return [path for path in paths if is_dockerfile(os.path.basename(path)) and _is_file(os.path.join(folder, path))]


def _is_file(path: str) -> bool:
    """True for a file or for something broken that has to be complained of; False for what git still lists but is gone."""
    return os.path.lexists(path) and not os.path.isdir(path)


def _git(folder: str, *arguments: str) -> bytes | None:
    """What `git` prints, or None when it is missing, fails or takes too long. Runs no hook and takes no lock."""
    import subprocess

    # A hook of git runs with GIT_DIR and the like set to its own repository, which need not be this folder's.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", "-c", "core.fsmonitor=false", "-C", folder, *arguments]
    try:
        done = subprocess.run(  # noqa: S603  # a fixed program; the folder is one argument of its own
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=GIT_SECONDS, env=environment, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def standard_input() -> bytes:
    """The Dockerfile that arrives on standard input. Raises Unreadable."""
    if sys.stdin is None:
        raise Unreadable("standard input is closed")
    try:
        return sys.stdin.buffer.read(LARGEST)
    except OSError as error:
        raise Unreadable(_reason(error)) from error


def program(name: str) -> str | None:
    """The path of a program beside the interpreter, where wheels put theirs, or on PATH. A look at each place, no more.

    A relative entry of PATH does not count: what lies in a checkout is not run.
    """
    file = f"{name}.exe" if os.name == "nt" else name
    for folder in (os.path.dirname(sys.executable or ""), *os.environ.get("PATH", "").split(os.pathsep)):
        path = os.path.join(folder, file)
        if os.path.isabs(folder) and _is_file(path) and os.access(path, os.X_OK):
            return path
    return None


CALIBRATION = os.path.join(".layerlint", "calibration.json")
LEARNED = os.path.join(".layerlint", "bases.toml")


def nearest(folder: str, name: str, known: dict[str, str | None]) -> str | None:
    """The file `name` of the nearest folder upwards, not beyond the root of the repository. `known` remembers folders."""
    passed = []
    while folder not in known:
        passed.append(folder)
        above = os.path.dirname(folder)
        if os.path.isfile(os.path.join(folder, name)):
            known[folder] = os.path.join(folder, name)
        elif above == folder or os.path.exists(os.path.join(folder, ".git")):
            known[folder] = None
        else:
            folder = above
    found = known[folder]
    known |= dict.fromkeys(passed, found)
    return found
