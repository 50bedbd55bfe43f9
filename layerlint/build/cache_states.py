"""The files of a folder as the builder's keys know them: kind, mode and bytes; never times or owners."""

from __future__ import annotations

import os
from hashlib import sha256

from layerlint.build.tarball import DIRECTORY, FILE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from layerlint.build.context import Context
    from layerlint.build.folder import Entry

PIECE = 1 << 20  # bytes read at a time
UNREADABLE = "unreadable"


class Token:
    """One file of a folder: equal to another token of the same kind, mode and content. `stat` are size, mode and time."""

    __slots__ = ("_what", "stat")

    def __init__(self, entry: Entry, content: str) -> None:
        self._what = (entry.kind, entry.mode if entry.kind != "link" else 0, entry.target, content)
        self.stat = (entry.size, entry.mode, entry.mtime_ns, entry.kind)

    def is_like(self, entry: Entry) -> bool:
        """Whether BuildKit, comparing with what it was sent before, sees no change; of a directory that was there it sees none at all."""
        if entry.kind == DIRECTORY:
            return self.stat[3] == DIRECTORY
        return entry.kind == FILE and self.stat == (entry.size, entry.mode, entry.mtime_ns, entry.kind)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Token) and other._what == self._what

    def __hash__(self) -> int:
        return hash(self._what)


def folder_files(context: Context, like: Mapping[str, Hashable] | None = None) -> dict[str, Hashable]:
    """What the builder gets to see of a folder. With `like`, a file of the same size, mode and time as there is taken to be that one
    unread: so does BuildKit, which transfers only what looks changed."""
    found: dict[str, Hashable] = {}
    for path, entry in context.files.items():
        old = like.get(path) if like is not None else None
        if isinstance(old, Token) and old.is_like(entry):
            found[path] = old
        else:
            found[path] = Token(entry, _digest(os.path.join(context.root, path)) if entry.kind == FILE and entry.size else "")
    return found


def _digest(path: str) -> str:
    """SHA-256 of a file's bytes; a word where it cannot be read, and then the builder cannot either."""
    sum_ = sha256()
    try:
        with open(path, "rb") as file:
            while piece := file.read(PIECE):
                sum_.update(piece)
    except OSError:
        return UNREADABLE
    return sum_.hexdigest()
