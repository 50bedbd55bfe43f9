"""Digests of what a step takes from the build context, as the builder looks at it: names, modes, bytes; no times, no owners."""

from __future__ import annotations

import os
import stat
from hashlib import sha256

from layerlint.build.tarball import DIRECTORY, FILE, LINK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from layerlint.build.context import Context
    from layerlint.build.folder import Entry

MOST_BYTES = 512 * 1024 * 1024  # read in one run, about a second; beyond it a file is the same only as itself
PIECE = 1024 * 1024


class Contents:
    """Reads each file of a run once, up to `most` bytes altogether."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._left = most
        self._files: dict[tuple[int, int], str | None] = {}
        self._selected: dict[tuple[int, str], str | None] = {}

    def of(self, context: Context | None, sources: Iterable[str]) -> str | None:
        """The digest of all that these sources of a COPY name, in their order; None where it cannot be known."""
        found = [self._source(context, source) for source in sources]
        return None if None in found else " ".join(part or "" for part in found)

    def _source(self, context: Context | None, source: str) -> str | None:
        if context is None:
            return None
        key = id(context), source
        if key not in self._selected:
            self._selected[key] = self._select(context, source)
        return self._selected[key]

    def _select(self, context: Context, source: str) -> str | None:
        selection = context.select(source)
        if selection.missing:
            return None
        digest = sha256()
        for match in selection.matches:
            inside = context.below(match.path) if match.entry.kind == DIRECTORY else []
            # a plain source gives the copy its base name, a directory its content alone
            name = match.name.rpartition("/")[2] if selection.wildcard or not inside else ""
            for entry in (match.entry, *inside):
                line = self._line(context, entry, name if entry is match.entry else entry.path[len(match.path) :].lstrip("/"))
                if line is None:
                    return None
                digest.update(line.encode("utf-8", "surrogateescape"))
        return None if context.truncated else digest.hexdigest()

    def _line(self, context: Context, entry: Entry, name: str) -> str | None:
        content: str | None = entry.target if entry.kind == LINK else ""
        if entry.kind == FILE and entry.size:
            content = self._file(os.path.join(context.root, entry.path), entry)
        mode = entry.mode if entry.path else 0  # the root itself is not sent
        return None if content is None else f"{len(name)} {name} {entry.kind} {mode:o} {entry.size} {len(content)} {content}\n"

    def _file(self, path: str, entry: Entry) -> str | None:
        if entry.inode not in self._files:
            self._left -= entry.size
            self._files[entry.inode] = f"inode {entry.inode}" if self._left < 0 else _digest(path, entry)
        return self._files[entry.inode]


def _digest(path: str, entry: Entry) -> str | None:
    """The SHA-256 of a regular file that is still the one that was listed; None where it is not or cannot be read."""
    digest = sha256()
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with open(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or (status.st_dev, status.st_ino) != entry.inode:
                return None
            left = entry.size
            while left > 0 and (piece := file.read(min(left, PIECE))):
                digest.update(piece)
                left -= len(piece)
    except OSError:
        return None
    return digest.hexdigest()
