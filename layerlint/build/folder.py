"""A folder on disk, listed piece by piece and each piece once. Links are not followed and special files never opened."""

from __future__ import annotations

import os
import stat

from layerlint.build.tarball import DIRECTORY, FIFO, FILE, LINK, OTHER, SOCKET

MOST_FILES = 300_000  # entries looked at: about three seconds
MOST_SECONDS = 20.0
KINDS = {stat.S_IFREG: FILE, stat.S_IFDIR: DIRECTORY, stat.S_IFLNK: LINK, stat.S_IFIFO: FIFO, stat.S_IFSOCK: SOCKET}


class Entry:
    """One file, directory or other thing: `path` relative to the root, with slashes; `kind` file, dir, link, fifo, socket or other.

    `size` is st_size of a file in bytes and 0 of all else, `mode` the permission bits, `target` the text of a link, `inode` device and
    number, `nlink` the number of names, `mtime_ns` the modification time.
    """

    __slots__ = ("inode", "kind", "mode", "mtime_ns", "nlink", "path", "size", "target")

    def __init__(self, path: str, status: os.stat_result, target: str = "") -> None:
        self.path = path
        self.kind = KINDS.get(stat.S_IFMT(status.st_mode), OTHER)
        self.size = status.st_size if self.kind == FILE else 0
        self.mode = stat.S_IMODE(status.st_mode)
        self.target = target
        self.inode = (status.st_dev, status.st_ino)
        self.nlink = status.st_nlink
        self.mtime_ns = status.st_mtime_ns


class Folder:
    """The tree below `root`. When a cap is hit `truncated` becomes True and listings stay empty from then on.

    `unreadable` are directories that could not be listed; the builder could not read them either.
    """

    def __init__(self, root: str, max_files: int = MOST_FILES, max_seconds: float = MOST_SECONDS) -> None:
        self.root = root or "."
        self.truncated = False
        self.unreadable: list[str] = []
        self._left = max_files
        self._seconds = max_seconds
        self._listings: dict[str, list[Entry]] = {}
        self._entries: dict[str, Entry | None] = {}

    def listing(self, path: str) -> list[Entry]:
        """What stands directly in the directory `path`, sorted by name; empty where nothing can be read."""
        known = self._listings.get(path)
        if known is None:
            known = self._listings[path] = [] if self.truncated else self._scan(path)
        return known

    def entry(self, path: str) -> Entry | None:
        """What stands at `path`, reached through directories only. Does not list a directory."""
        if path in self._entries:
            return self._entries[path]
        parent, _, name = path.rpartition("/")
        found: Entry | None = None
        if not path or not parent:
            found = self._status(path)
        else:
            above = self.entry(parent)
            if above is not None and above.kind == DIRECTORY and name not in ("", ".", ".."):
                found = self._status(path)
        self._entries[path] = found
        return found

    def seconds_left(self) -> float:
        """Of the time that everything done with this folder may take."""
        return max(self._seconds, 0.0)

    def spend(self, seconds: float) -> None:
        """Take from that time."""
        self._seconds -= seconds
        self.truncated = self.truncated or self._seconds < 0

    def _scan(self, path: str) -> list[Entry]:
        found: list[Entry] = []
        prefix = path + "/" if path else ""
        try:
            with os.scandir(os.path.join(self.root, path)) as names:
                for name in names:
                    self._left -= 1
                    if self._left < 0:
                        self.truncated = True
                        break
                    entry = self._entry_of(name, prefix + name.name)
                    if entry is not None:
                        found.append(entry)
        except (OSError, ValueError):
            self.unreadable.append(path)
        found.sort(key=_path)
        return found

    def _entry_of(self, name: os.DirEntry[str], path: str) -> Entry | None:
        try:
            status = name.stat(follow_symlinks=False)
            return Entry(path, status, os.readlink(name.path) if stat.S_ISLNK(status.st_mode) else "")
        except (OSError, ValueError):  # gone since the directory was read
            return None

    def _status(self, path: str) -> Entry | None:
        place = os.path.join(self.root, path)
        try:
            status = os.stat(place) if not path else os.lstat(place)
            return Entry(path, status, os.readlink(place) if stat.S_ISLNK(status.st_mode) else "")
        except (OSError, ValueError):
            return None


def _path(entry: Entry) -> str:
    return entry.path
