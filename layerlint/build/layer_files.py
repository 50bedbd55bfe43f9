"""The files of one layer while its COPY or ADD is played through: what is written where, over what, and what that costs."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from layerlint.build.tarball import DIRECTORY, FILE, HARD, LINK, TRAILER, entry_bytes

# What is known of a path of the image before this step: True for a directory, False for none, the target of a link, None for not known.
Existing = Callable[[str], bool | str | None]

MOST_LINKS = 255
OPAQUE = "/.wh..wh..opq"

# Directories that every distribution has, for a base of which nothing is known.
USUAL = frozenset(
    "bin boot dev etc etc/init.d etc/ssl etc/ssl/certs home lib media mnt opt proc root run sbin srv sys tmp usr usr/bin usr/lib usr/local "
    "usr/local/bin usr/local/lib usr/local/share usr/sbin usr/share var var/cache var/lib var/log var/spool var/tmp".split()
)
# Directories in some distributions, links in others: what is written behind them lands in two or in three directories.
PERHAPS_LINKS = frozenset({"bin", "sbin", "lib", "lib32", "lib64", "libx32", "var/run", "var/lock"})


class LayerEntry:
    """One entry of a layer: `path` without leading slash, `kind` file, dir, link, fifo, socket or other, `size` bytes of a file.

    Two entries with the same `inode` are two names of one file. `origin` is the path in the build context, None for what has no file
    there; `records` are PAX records (key, length of the value) that its owner or attributes need.
    """

    __slots__ = ("inode", "kind", "mode", "mtime_ns", "origin", "path", "records", "size", "target")

    def __init__(
        self,
        path: str,
        kind: str,
        size: int = 0,
        mode: int = 0o755,
        *,
        target: str = "",
        inode: Hashable = None,
        origin: str | None = None,
        mtime_ns: int | None = None,
        records: tuple[tuple[str, int], ...] = (),
    ) -> None:
        self.path = path
        self.kind = kind
        self.size = size
        self.mode = mode
        self.target = target
        self.inode = inode
        self.origin = origin
        self.mtime_ns = mtime_ns
        self.records = records


class Conflict(Exception):
    """A file would take the place of a directory, or a directory that of a file: BuildKit stops there."""


class LayerFiles:
    """What one step writes. Paths are relative to the root of the image; "" is the root itself, which is never an entry.

    `replaces`: a file may take the place of a directory and the other way round, as with the classic builder and buildah.
    `marks`: a directory in the place of a link of the image brings a marker that hides what was there, as with Docker's overlay.
    `doubtful` becomes True when an answer of `existing` that matters was not to be had: bytes hold, entries may not.
    """

    def __init__(self, existing: Existing, *, replaces: bool, marks: bool, mode: int, records: tuple[tuple[str, int], ...]) -> None:
        self.entries: dict[str, LayerEntry] = {}
        self.doubtful = False
        self._existing = existing
        self.replaces = replaces
        self._marks = marks
        self._mode = mode
        self._records = records

    def is_directory(self, path: str) -> bool:
        """Whether a directory is there by now. An unknown path is one where every distribution has it."""
        if not path:
            return True
        entry = self.entries.get(path)
        if entry is not None:
            return entry.kind == DIRECTORY
        known = self._existing("/" + path)
        return path in USUAL if known is None else known is True

    def real(self, path: str) -> str:
        """The path with all links on its way followed, its last part too."""
        ahead = path.split("/")[::-1]
        behind: list[str] = []
        links = 0
        while ahead:
            part = ahead.pop()
            if part == "..":
                del behind[-1:]
            elif part not in ("", "."):
                target = self._link("/".join([*behind, part]))
                if target is None or links > MOST_LINKS:
                    behind.append(part)
                    continue
                links += 1
                if target.startswith("/"):
                    behind.clear()
                ahead += target.split("/")[::-1]
        self.doubtful = self.doubtful or links > MOST_LINKS
        return "/".join(behind)

    def make_directory(self, path: str, mode: int | None = None, *, origin: str | None = None, mtime_ns: int | None = None) -> None:
        """The directory and all its parents become entries, those that exist already too."""
        above = path.rpartition("/")[0]
        while above:
            there = self.entries.get(above)
            if there is not None and there.kind == DIRECTORY:
                break
            self._enter(above, self._mode)
            above = above.rpartition("/")[0]
        if path:
            self._enter(path, self._mode if mode is None else mode, origin, mtime_ns)

    def put(self, entry: LayerEntry) -> None:
        """Write something that is no directory over whatever is there."""
        there = self.entries.get(entry.path)
        if (there is not None and there.kind == DIRECTORY) or (there is None and self._existing("/" + entry.path) is True):
            self._refuse(entry.path)
        self.entries[entry.path] = entry

    def remove_below(self, path: str) -> None:
        """Forget what was written below `path`."""
        below = path + "/"
        for name in [name for name in self.entries if name.startswith(below)]:
            del self.entries[name]

    def _enter(self, path: str, mode: int, origin: str | None = None, mtime_ns: int | None = None) -> None:
        there = self.entries.get(path)
        if there is not None and there.kind == DIRECTORY:
            if origin is not None:
                there.mode, there.origin, there.mtime_ns = mode, origin, mtime_ns
            return
        known = self._existing("/" + path) if there is None else None
        if there is not None or isinstance(known, str):
            self._refuse(path)
        exists = known is True or (known is None and path in USUAL)
        self.doubtful = self.doubtful or bool(exists and self._records)  # its owner may need records, or not
        self.entries[path] = LayerEntry(path, DIRECTORY, 0, mode, origin=origin, mtime_ns=mtime_ns, records=() if exists else self._records)
        if isinstance(known, str) and self._marks:
            self.entries[path + OPAQUE] = LayerEntry(path + OPAQUE, FILE, 0)

    def _refuse(self, path: str) -> None:
        if not self.replaces:
            raise Conflict(path)
        self.remove_below(path)

    def _link(self, path: str) -> str | None:
        """The target when a link is there."""
        entry = self.entries.get(path)
        if entry is not None:
            return entry.target if entry.kind == LINK else None
        known = self._existing("/" + path)
        if known is None and path in PERHAPS_LINKS:
            self.doubtful = True
        return known if isinstance(known, str) else None


def in_tar_order(entries: dict[str, LayerEntry]) -> list[LayerEntry]:
    """Sorted as the walk that makes the layer goes: directory by directory, by name."""
    return [entries[path] for path in sorted(entries, key=_parts)]


def measure(entries: list[LayerEntry]) -> tuple[int, int]:
    """File bytes and tar bytes of entries in tar order; a second name of a file is a hard link without content."""
    size, tar = 0, TRAILER
    first: dict[Hashable, str] = {}
    for entry in entries:
        earlier = None if entry.inode is None else first.setdefault(entry.inode, entry.path)
        if earlier is not None and earlier != entry.path:
            tar += entry_bytes(entry.path, HARD, 0, earlier, entry.records)
            continue
        tar += entry_bytes(entry.path, entry.kind, entry.size, entry.target, entry.records)
        size += entry.size if entry.kind == FILE else 0
    return size, tar


def changed(rows: Iterable[LayerEntry], before: Callable[[str], LayerEntry | None]) -> list[LayerEntry]:
    """What buildah keeps of a step: it compares with what was there and lists what differs, and the directories on the way to it."""
    rows = list(rows)
    differing = {row.path for row in rows if _differs(row, before(row.path))}
    on_the_way: set[str] = set()
    for path in differing:
        while path not in on_the_way and path:
            on_the_way.add(path)
            path = path.rpartition("/")[0]  # noqa: PLW2901 the way up is the loop
    return [row for row in rows if row.path in on_the_way]


def _differs(row: LayerEntry, there: LayerEntry | None) -> bool:
    if there is None or there.kind != row.kind or there.mode != row.mode or there.target != row.target:
        return True
    return row.kind != DIRECTORY and (there.size, there.mtime_ns) != (row.size, row.mtime_ns)


def _parts(path: str) -> list[str]:
    return path.split("/")
