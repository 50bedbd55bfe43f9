"""What a COPY or ADD from the build context writes into its layer: entries and bytes, exact or not claimed.

The step is played through as the builders do it, one source after the other, heredocs last. What they really wrote for
some hundred such steps is recorded in tests/build/recorded; where a document says otherwise, the builder is right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from layerlint.build.archives import CannotTell
from layerlint.build.ignore import OUTSIDE, Ignore, excluding
from layerlint.build.layer_files import Conflict, Existing, LayerEntry, LayerFiles, in_tar_order, measure
from layerlint.build.patterns import BadPattern, Form, clean, has_wildcards
from layerlint.build.sources import Match, Selection, is_remote, resolve
from layerlint.build.tarball import DIRECTORY, FILE, SOCKET, id_records
from layerlint.build.unpacking import unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.context import Context
    from layerlint.build.folder import Entry

# Why nothing, or not everything, is claimed.
MISSING, REMOTE, TRUNCATED, CONFLICT, ARCHIVE, NO_CONTEXT = "missing", "remote", "truncated", "conflict", "archive", "no context"


class Written:
    """What a step writes. `size` are file bytes as the history shows them, `tar_bytes` and `entries` those of the layer tar.

    Each is None where it is not claimed; `problem` then says why (one of the words above), or the destination is not known.
    `rows` are the entries in the order of the tar, None like `entries`. `missing` are the sources that are not there; the builder
    stops at them. `bare` are directories in front of a wildcard without match: BuildKit stops at these unless another step sends them.
    """

    __slots__ = ("bare", "entries", "missing", "problem", "rows", "size", "tar_bytes")

    def __init__(self, problem: str | None = None, missing: Sequence[str] = ()) -> None:
        self.problem = problem
        self.missing = list(missing)
        self.bare: list[str] = []
        self.rows: list[LayerEntry] | None = None
        self.size: int | None = None
        self.tar_bytes: int | None = None
        self.entries: int | None = None


def unknown_tree(_path: str) -> None:
    """An image of which nothing is known."""


def written(
    context: Context | None,
    sources: Sequence[str],
    destination: str | None,
    workdir: str | None = "/",
    *,
    add: bool = False,
    chmod: str | None = None,
    chown: str | None = None,
    parents: bool = False,
    excludes: Iterable[str] = (),
    unpack: bool | None = None,
    heredocs: Sequence[tuple[str, bytes]] = (),
    builder: str = "buildkit",
    existing: Existing = unknown_tree,
) -> Written:
    """Play through one COPY or ADD.

    `sources` and `destination` have their variables expanded, None is a destination nobody knows; `workdir` is absolute, None when
    unknown. `heredocs` are names and contents. `existing` is asked for absolute paths: True for a directory, False for none there, the
    target where a link is, None for not known. `unpack` is ADD's flag; without it ADD unpacks and COPY does not.
    """
    if any(is_remote(source) for source in sources):
        return Written(REMOTE)
    if sources and context is None:
        return Written(NO_CONTEXT)
    step = _Step(builder, chmod, chown, existing)
    step.aim(destination, workdir, many=len(sources) + len(heredocs) > 1)
    step.unpacks = add if unpack is None else unpack
    step.excludes = excluding(excludes) if builder != "classic" else excluding(())  # classic takes the flag and does nothing
    result = Written()
    try:
        if context is not None:
            for source in sources:
                step.copy_with_parents(context, source, result) if parents else step.copy(context, source, result)
            if builder == "classic" and sources and not step.copied and not result.missing:
                result.missing = list(sources)  # no source files were specified
        for name, content in heredocs:
            step.file(name, name, len(content))
        if builder == "classic" and step.scatters():
            return Written(CONFLICT)
    except Conflict:
        return Written(CONFLICT)
    except CannotTell:
        return Written(ARCHIVE)
    if result.missing:
        return Written(MISSING, result.missing)
    if context is not None and context.truncated:
        return Written(TRUNCATED)
    return step.finish(result)


def written_heredocs(
    heredocs: Sequence[tuple[str, bytes]],
    destination: str | None,
    workdir: str | None = "/",
    *,
    chmod: str | None = None,
    chown: str | None = None,
    existing: Existing = unknown_tree,
) -> Written:
    """A COPY or ADD of heredocs alone, which needs no context: `heredocs` are names and contents, expanded and encoded."""
    return written(None, (), destination, workdir, chmod=chmod, chown=chown, heredocs=heredocs, existing=existing)


class _Step:
    """One step in the middle of being played through."""

    def __init__(self, builder: str, chmod: str | None, chown: str | None, existing: Existing) -> None:
        self.builder = builder
        self.mode = _octal(chmod)
        self.records = id_records(*_owner(chown))
        mode = 0o755 if self.mode is None else self.mode
        self.layer = LayerFiles(existing, replaces=builder != "buildkit", marks=builder != "buildah", mode=mode, records=self.records)
        self.unpacks = False
        self.excludes = Ignore([], [])
        self.copied = 0  # matches and heredocs so far
        self._many = False
        self._target = ""
        self._slash = False
        self._known = True

    def aim(self, destination: str | None, workdir: str | None, *, many: bool) -> None:
        """Set the destination. `.` and what ends with a slash is a directory, made if need be; for BuildKit `x/.` too."""
        self._many = many
        if destination is None or (workdir is None and not destination.startswith("/")):
            self._known, self._slash, self._target = False, True, "unknown"
            return
        ends = ("/", "/.") if self.builder == "buildkit" else "/"
        self._slash = destination in ("", ".") or destination.endswith(ends)
        self._target = clean(f"/{workdir}/{destination}" if not destination.startswith("/") else destination).lstrip("/")

    def copy(self, context: Context, source: str, result: Written) -> None:
        """All that one source names."""
        selection = context.select(source)
        self._note(selection, result)
        for match in selection.matches:
            self._match(context, match)

    def copy_with_parents(self, context: Context, source: str, result: Written) -> None:
        """`--parents`: what the pattern matches below the folder in front of `/./`, at the same place below the destination."""
        front, pivot, rest = source.partition("/./")
        base, pattern = (front, rest) if pivot else ("", source)
        folder = resolve(context, clean("/" + base).lstrip("/"))
        pattern = clean("/" + pattern).lstrip("/")
        if folder is None or (not has_wildcards(pattern) and context.entry("/".join(filter(None, (folder, pattern)))) is None):
            result.missing.append(source)
            return
        try:
            wanted = Form(pattern).matches if pattern else _everything
        except BadPattern:
            result.missing.append(source)
            return
        self.copied += 1
        self._tree(context, folder, self.layer.real(self._target), wanted)

    def file(self, name: str, origin: str | None, size: int, entry: Entry | None = None, inode: object = None) -> None:
        """One thing that is no directory: into the destination if that is a directory, else in its place."""
        self.copied += 1
        target = self.layer.real(self._target)
        into = self._slash or self.layer.is_directory(target) or (self.builder == "buildah" and self._many)
        if into:
            self.layer.make_directory(target)
            target = "/".join(filter(None, (target, name.rpartition("/")[2])))
        elif self.builder == "buildah":  # puts it in the place of a link, not behind it
            folder, _, last = self._target.rpartition("/")
            target = "/".join(filter(None, (self.layer.real(folder), last)))
        self.layer.make_directory(target.rpartition("/")[0])
        self._put(target, origin, size, entry, inode)

    def scatters(self) -> bool:
        """Several things and no directory to put them in."""
        return self.copied > 1 and not self._slash

    def finish(self, result: Written) -> Written:
        """Fill in what is known for sure."""
        rows = in_tar_order(self.layer.entries)
        result.size, tar_bytes = measure(rows)
        if self._known and not self.layer.doubtful:
            result.rows, result.tar_bytes, result.entries = rows, tar_bytes, len(rows)
        return result

    def _note(self, selection: Selection, result: Written) -> None:
        if selection.missing:
            result.missing.append(selection.source)
        if selection.bare:
            result.bare.append(selection.bare)

    def _match(self, context: Context, match: Match) -> None:
        if match.entry.kind == DIRECTORY:
            self.copied += 1
            target = self.layer.real(self._target)
            if target:
                self.layer.make_directory(target, self._mode_of(match.entry), origin=match.path, mtime_ns=match.entry.mtime_ns)
            self._tree(context, match.path, target, None)
            return
        members = context.archive(match.path) if self.unpacks and match.entry.kind == FILE else None
        if members is None:
            self.file(match.name, match.path, match.entry.size, match.entry)
            return
        self.copied += 1
        self.layer.doubtful = self.layer.doubtful or bool(self.records)  # whose the new directories are differs among the builders
        unpack(members, self.layer, self.layer.real(self._target), key=self.copied, origin=match.path)

    def _tree(self, context: Context, folder: str, target: str, wanted: Callable[[str], bool] | None) -> None:
        """Everything below a folder of the context, less the excluded, at the same place below `target`. `wanted` chooses roots of parts."""
        skip = len(folder) + 1 if folder else 0
        prefix = target + "/" if target else ""
        taken: set[str] = set()
        verdicts = {"": OUTSIDE}
        for entry in context.below(folder):
            path = entry.path[skip:]
            above = path.rpartition("/")[0]
            if self.excludes.patterns:
                verdict = verdicts[path] = self.excludes.verdict(path, verdicts[above])
                if verdict.ignored:
                    continue
            if wanted is not None:
                if above not in taken and not wanted(path):
                    continue
                taken.add(path)
            if entry.kind == DIRECTORY:
                self.layer.make_directory(prefix + path, self._mode_of(entry), origin=entry.path, mtime_ns=entry.mtime_ns)
                continue
            self.layer.make_directory((prefix + path).rpartition("/")[0])
            inode = (self.copied, entry.inode) if entry.nlink > 1 and entry.kind == FILE else None
            self._put(prefix + path, entry.path, entry.size, entry, inode)

    def _put(self, path: str, origin: str | None, size: int, entry: Entry | None, inode: object) -> None:
        if entry is None:
            self.layer.put(LayerEntry(path, FILE, size, 0o644 if self.mode is None else self.mode, origin=origin, records=self.records))
        elif entry.kind != SOCKET or self.builder == "buildkit":  # the others leave sockets behind
            self.layer.put(
                LayerEntry(
                    path,
                    entry.kind,
                    size,
                    self._mode_of(entry),
                    target=entry.target,
                    inode=inode,
                    origin=origin,
                    mtime_ns=entry.mtime_ns,
                    records=self.records,
                )
            )

    def _mode_of(self, entry: Entry) -> int:
        return entry.mode if self.mode is None else self.mode


def _everything(_path: str) -> bool:
    return True


def _octal(chmod: str | None) -> int | None:
    try:
        return int(chmod, 8) if chmod else None
    except ValueError:  # symbolic: changes no byte
        return None


def _owner(chown: str | None) -> tuple[int, int]:
    """User and group as numbers, 0 for names: no name stands for a number too large for a header."""
    user, _, group = (chown or "").partition(":")
    uid = int(user) if user.isascii() and user.isdigit() else 0
    return uid, int(group) if group.isascii() and group.isdigit() else uid
