"""What buildah leaves out of a layer: it compares with what is there, where the others copy again.

Asked of buildah 1.28: a file with the same content, mode, owner and time is no entry, nor is a directory above it when
nothing else in it has changed.
"""

from __future__ import annotations

from layerlint.build.copied import Copied, Copy
from layerlint.build.layer_files import LayerEntry, measure
from layerlint.build.tarball import DIRECTORY
from layerlint.size import Size, exact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable

    from layerlint.build.run_directories import RunWalk


class Unchanged:
    """The files that COPY and ADD have put into a stage so far."""

    __slots__ = ("_files", "_generation")

    def __init__(self) -> None:
        self._files: dict[str, tuple[Hashable, int]] = {}  # what was written, and in which generation
        self._generation = 0

    def child(self) -> Unchanged:
        """The same at the beginning of a stage on top."""
        copy = Unchanged()
        copy._files, copy._generation = dict(self._files), self._generation
        return copy

    def see(self, run: RunWalk) -> None:
        """A RUN has certainly changed what is at or below the places it writes; an opaque one may have changed anything."""
        if run.writes is not False and run.opaque:
            self._generation += 1
        for path in [path for path in self._files if any(f"/{path}/".startswith(place + "/") for place in run.written)]:
            del self._files[path]

    def leave_out(self, found: Copied, copy: Copy) -> None:
        """Take from `found` what is there already; claim nothing where a command may have touched it."""
        if found.rows is None or found.size is None:
            self._generation += 1
            return
        changed, doubtful = set[str](), False
        for row in found.rows:
            plain_folder = row.kind == DIRECTORY and row.origin is None
            signature, generation = self._files.get(row.path, (None, 0))
            if signature is None if plain_folder else signature != _signature(row, copy):
                changed.update((row.path, *_above(row.path)))
            else:
                doubtful = doubtful or generation < self._generation
        rows = [row for row in found.rows if row.path in changed]
        for row in found.rows:
            self._files[row.path] = _signature(row, copy), self._generation
        if len(rows) == len(found.rows):
            return
        size, tar_bytes = measure(rows)
        if doubtful:
            found.size = Size(size, found.size.likely, found.size.high, "heuristic")
            found.tar_bytes = found.entries = None
        else:
            found.size, found.tar_bytes, found.entries = exact(size), tar_bytes, len(rows)


def _signature(row: LayerEntry, copy: Copy) -> Hashable:
    return row.kind, row.origin, row.mode, row.size, row.mtime_ns, row.target, copy.chown


def _above(path: str) -> list[str]:
    found, at = [], path.rfind("/")
    while at > 0:
        found.append(path[:at])
        at = path.rfind("/", 0, at)
    return found
