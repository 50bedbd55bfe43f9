"""The build context: the files of a folder that the builder gets to see, looked up piece by piece and each piece once.

A literal source costs a look at that file; only a directory that is copied, or a rule that asks for all files, walks.
Ignored directories are not entered unless a `!` pattern leads below them.
"""

from __future__ import annotations

import os
from time import monotonic

from layerlint.build.archives import CannotTell, Member, members
from layerlint.build.folder import MOST_FILES, MOST_SECONDS, Entry, Folder
from layerlint.build.ignore import OUTSIDE, Ignore, Verdict, read_ignore
from layerlint.build.sources import Selection, select
from layerlint.build.tarball import DIRECTORY, FILE


class Weight:
    """What lies below a directory: number of files (everything but directories), their bytes, and whether a cap cut the count short."""

    __slots__ = ("bytes", "files", "truncated")

    def __init__(self, files: int, size: int, *, truncated: bool) -> None:
        self.files = files
        self.bytes = size
        self.truncated = truncated


class Context:
    """The context at `root` as `builder` (buildkit, classic, buildah) gets it. Paths are relative to the root, "" is the root itself.

    `ignore_path` is the ignore file found, or None.
    """

    def __init__(
        self,
        root: str,
        dockerfile: str | None = None,
        builder: str = "buildkit",
        max_files: int = MOST_FILES,
        max_seconds: float = MOST_SECONDS,
        *,
        ignore: Ignore | None = None,
    ) -> None:
        self.root = root or "."
        self.builder = builder
        self.ignore_path = find_ignore(self.root, dockerfile, builder) if ignore is None else None
        self.ignore = ignore or _read(self.ignore_path, builder)
        self._caps = max_files, max_seconds
        self._folder = Folder(self.root, max_files, max_seconds)
        self._below: dict[str, list[Entry]] = {}
        self._entries: dict[str, Entry | None] = {}
        self._selections: dict[str, Selection] = {}
        self._archives: dict[str, list[Member] | CannotTell | None] = {}
        self._unfiltered: Context | None = None

    @property
    def files(self) -> dict[str, Entry]:
        """Everything in the context by its path, directories included, in the order of a sorted walk."""
        return {entry.path: entry for entry in self.below("")}

    @property
    def truncated(self) -> bool:
        """True once a cap was hit or a directory could not be read: nothing is claimed of sizes then."""
        return self._folder.truncated or bool(self._folder.unreadable)

    @property
    def unfiltered(self) -> Context:
        """The same folder without any ignore file, walked on its own account."""
        if self._unfiltered is None:
            self._unfiltered = Context(self.root, None, self.builder, *self._caps, ignore=Ignore([], [], self.builder))
        return self._unfiltered

    def select(self, source: str) -> Selection:
        """What the source of a COPY or ADD names, variables expanded."""
        known = self._selections.get(source)
        if known is None:
            known = self._selections[source] = select(self, source)
        return known

    def entry(self, path: str) -> Entry | None:
        """What stands at `path`, None where nothing does or the ignore file leaves it out."""
        if path not in self._entries:
            self._entries[path] = self._look_up(path)
        return self._entries[path]

    def below(self, path: str) -> list[Entry]:
        """Everything strictly below the directory `path`, in the order of a sorted walk, parents first."""
        known = self._below.get(path)
        if known is None:
            verdict = self._verdict(path)
            known = self._below[path] = [] if verdict is None else self._walk(path, verdict)
        return known

    def listing(self, path: str) -> list[Entry]:
        """What stands directly in the directory `path`, sorted by name."""
        above = self._verdict(path)
        names = self._folder.listing(path) if above is not None else []
        return [entry for entry in names if above is not None and self._keeps(entry, above)]

    def weigh(self, path: str) -> Weight:
        """What lies at or below `path` in the context; ask `unfiltered` for what lies there on disk. A file with two names counts once."""
        entry = self.entry(path)
        if entry is None:
            return Weight(0, 0, truncated=self.truncated)
        entries = [entry] if entry.kind != DIRECTORY else [below for below in self.below(path) if below.kind != DIRECTORY]
        sizes = {found.inode: found.size for found in entries}
        return Weight(len(entries), sum(sizes.values()), truncated=self.truncated)

    def archive(self, path: str) -> list[Member] | None:
        """The members of the archive at `path`, None where ADD would copy the file as it is. Raises CannotTell."""
        if path not in self._archives:
            started = monotonic()
            try:
                found = members(os.path.join(self.root, path), started + self._folder.seconds_left(), builder=self.builder)
                self._archives[path] = found
            except CannotTell as doubt:
                self._archives[path] = doubt
            self._folder.spend(monotonic() - started)
        known = self._archives[path]
        if isinstance(known, CannotTell):
            raise known
        return known

    def _look_up(self, path: str) -> Entry | None:
        parent = path.rpartition("/")[0]
        above = self._verdict(parent) if path else OUTSIDE
        entry = self._folder.entry(path) if above is not None else None
        if entry is None or above is None or not path:
            return entry
        return entry if self._keeps(entry, above) else None

    def _keeps(self, entry: Entry, above: Verdict) -> bool:
        """Whether the entry is sent: kept itself, or a directory with something kept below it."""
        is_directory = entry.kind == DIRECTORY
        verdict = self.ignore.verdict(entry.path, above, directory=is_directory)
        if not verdict.ignored:
            self._as_sent(entry, above, verdict)
            return True
        return is_directory and not self.ignore.prunes(entry.path) and bool(self.below(entry.path))

    def _verdict(self, path: str) -> Verdict | None:
        """The verdict on a directory; None where the builder's walk does not get to it."""
        verdict, at = OUTSIDE, 0
        while path and at >= 0:
            at = path.find("/", at + 1)
            part = path if at < 0 else path[:at]
            verdict = self.ignore.verdict(part, verdict, directory=True)
            if verdict.ignored and self.ignore.prunes(part):
                return None
        return verdict

    def _walk(self, path: str, verdict: Verdict) -> list[Entry]:
        started = monotonic()
        found: list[Entry] = []
        waiting: list[Entry] = []  # ignored directories, kept if something below them is
        open_directories = [(iter(self._folder.listing(path)), verdict, 0)]
        while open_directories:
            names, above, mark = open_directories[-1]
            entry = next(names, None)
            if entry is None:
                open_directories.pop()
                del waiting[mark:]
                continue
            is_directory = entry.kind == DIRECTORY
            verdict = self.ignore.verdict(entry.path, above, directory=is_directory)
            if not verdict.ignored:
                found += waiting
                waiting.clear()
                self._as_sent(entry, above, verdict)
                found.append(entry)
            if is_directory and not (verdict.ignored and self.ignore.prunes(entry.path)):
                open_directories.append((iter(self._folder.listing(entry.path)), verdict, len(waiting)))
                if verdict.ignored:
                    waiting.append(entry)
            if not len(found) & 255:
                started = self._pause(started)
        self._pause(started)
        return found

    def _pause(self, started: float) -> float:
        now = monotonic()
        self._folder.spend(now - started)
        return now

    def _as_sent(self, entry: Entry, above: Verdict, verdict: Verdict) -> None:
        """Take the content from a file that arrives empty."""
        if entry.kind == FILE and entry.size and self.ignore.empties(entry.path, above, verdict):
            entry.size = 0


class Contexts:
    """The contexts of one run. Dockerfiles with the same folder and ignore file share one, so a folder is walked once."""

    def __init__(self, max_files: int = MOST_FILES, max_seconds: float = MOST_SECONDS) -> None:
        self._caps = max_files, max_seconds
        self._known: dict[tuple[str, str | None, str], Context] = {}

    def of(self, dockerfile: str, root: str | None = None, builder: str = "buildkit") -> Context:
        """The context of a Dockerfile: `root`, or the folder the file is in."""
        root = os.path.dirname(dockerfile) or "." if root is None else root
        key = os.path.realpath(root), find_ignore(root, dockerfile, builder), builder
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = Context(root, dockerfile, builder, *self._caps)
        return known


def find_ignore(root: str, dockerfile: str | None, builder: str = "buildkit") -> str | None:
    """The ignore file that counts. One beside the Dockerfile replaces that of the context, even when it is empty.

    The classic builder knows only `.dockerignore`; buildah alone knows `.containerignore`.
    """
    beside = [dockerfile + ".dockerignore"] if dockerfile and builder != "classic" else []
    inside = [os.path.join(root, ".dockerignore")]
    if builder == "buildah":
        beside += [dockerfile + ".containerignore"] if dockerfile else []
        inside.insert(0, os.path.join(root, ".containerignore"))
    return next((path for path in [*beside, *inside] if os.path.isfile(path)), None)


def _read(path: str | None, builder: str) -> Ignore:
    if path is None:
        return Ignore([], [], builder)
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        content = b""
    return read_ignore(content.decode("utf-8", "surrogateescape"), builder)
