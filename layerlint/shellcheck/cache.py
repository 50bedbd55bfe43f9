"""Answers of ShellCheck's from earlier runs, one small file a script. Never needed: whatever goes wrong is a miss.

What is read may have been written by anybody who can write there: it is looked at like the answer of a process.
"""

from __future__ import annotations

import json
import os
from hashlib import sha256

from layerlint.shellcheck.comment import Comment, read, written
from layerlint.shellcheck.runner import OPTIONS

FORMAT = 1
FOLDERS = 256  # by the first two digits of the key
MOST_IN_FOLDER = 32  # so at most 8,192 answers, 32 MB in blocks of 4 kB
LONGEST = 16_384  # bytes of one answer; what is longer is not kept
MAGIC = (b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")  # programs of Linux, Windows, macOS (one and many CPUs)


class Cache:
    """The answers of one ShellCheck. The program's size and time stand for its version: asking would be a process more."""

    def __init__(self, folder: str, version: str) -> None:
        self._folder = folder
        self._version = version

    def get(self, text: str) -> list[Comment] | None:
        """The comments on a script, or None where nothing (or nothing sound) is kept."""
        try:
            with open(self._path(text), "rb", opener=_without_waiting) as file:
                content = file.read(LONGEST + 1)
            records = json.loads(content) if len(content) <= LONGEST else None
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(records, list):
            return None
        comments = [read(record) for record in records]
        sound = [comment for comment in comments if comment is not None]
        return sound if len(sound) == len(comments) else None

    def put(self, text: str, comments: list[Comment]) -> None:
        """Keep the comments on a script, if that can be done."""
        content = json.dumps([written(comment) for comment in comments]).encode()
        if len(content) > LONGEST:
            return
        path = self._path(text)
        new = f"{path}.{os.getpid()}"
        try:
            self._make_room(os.path.dirname(path))
            with open(new, "xb") as file:
                file.write(content)
            os.replace(new, path)
        except OSError:
            return

    def _path(self, text: str) -> str:
        key = sha256("\0".join((str(FORMAT), self._version, *OPTIONS, text)).encode("utf-8", "surrogatepass")).hexdigest()
        return os.path.join(self._folder, key[:2], key[2:])

    def _make_room(self, folder: str) -> None:
        """Make the folder; of a full one the older half goes."""
        os.makedirs(folder, mode=0o700, exist_ok=True)
        if len(os.listdir(folder)) < MOST_IN_FOLDER:
            return
        with os.scandir(folder) as entries:
            oldest = sorted((entry.stat().st_mtime_ns, entry.path) for entry in entries)
        for _, path in oldest[: len(oldest) - MOST_IN_FOLDER // 2]:
            os.remove(path)


def _without_waiting(path: str, flags: int) -> int:
    """Opens also a named pipe at once; nothing comes out of it."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def cache_of(binary: str) -> Cache | None:
    """The user's cache for this program; None where there is no home, and for a script that starts who knows which ShellCheck."""
    folder, version = _user_folder(), _version(binary)
    return Cache(os.path.join(folder, "layerlint", "shellcheck"), version) if folder and version else None


def _user_folder() -> str | None:
    """XDG_CACHE_HOME, which counts only as an absolute path (XDG Base Directory Specification 0.8), or ~/.cache."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    home = os.path.expanduser("~")
    if os.path.isabs(given):
        return given
    return os.path.join(home, ".cache") if os.path.isabs(home) else None


def _version(binary: str) -> str | None:
    try:
        with open(binary, "rb") as file:
            if not file.read(4).startswith(MAGIC):
                return None
            state = os.fstat(file.fileno())
    except OSError:
        return None
    return f"{state.st_size} {state.st_mtime_ns}"
