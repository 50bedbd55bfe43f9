"""The numbers that dive shows, for those whose limits are set by them. They are not ours: see docs/image.md.

Per layer every leaf path counts: files with their size (hard links with none), empty folders, whiteouts for the path they delete;
the whiteout of a folder counts with what the folder held. The score is the sum of the least sizes over the sum of all.
Measured with dive 0.13.1 (benchmarks/image_agreement.md).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

from layerlint.image.entries import MARK, METADATA, OPAQUE, WHITEOUT, Entries
from layerlint.image.tar import DIRECTORY

DELETED = -1  # instead of the bytes of a path


class Dive:
    """`score` is dive's efficiency (0 to 1), `wasted` its bytes: every copy of a path that two layers have, the last included."""

    __slots__ = ("score", "wasted")

    def __init__(self, score: float, wasted: int) -> None:
        self.score = score
        self.wasted = wasted


class _Paths:
    """For each path its least size, the sum of its sizes, and in how many layers it is."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self.least = array("q")
        self.all = array("q")
        self.times = array("i")

    def see(self, path: str, size: int) -> None:
        number = self._numbers.setdefault(path, len(self.least))
        if number == len(self.least):
            self.least.append(size)
            self.all.append(size)
            self.times.append(1)
            return
        self.least[number] = min(size, self.least[number])
        self.all[number] += size
        self.times[number] += 1


def dive(layers: Sequence[Entries]) -> Dive:
    """What dive would say of layers that lie on each other, oldest first."""
    paths, stack = _Paths(), _Stack()
    last = max((index for index, entries in enumerate(layers) if any(kind == WHITEOUT for kind, *_ in entries)), default=0)
    for index, entries in enumerate(layers):
        for path, size in _visited(_leaves(entries), stack):
            paths.see(path, size)
        if index < last:
            stack.lay(entries)
    stored = sum(paths.all)
    wasted = sum(size for size, times in zip(paths.all, paths.times, strict=True) if times > 1)
    return Dive(sum(paths.least) / stored if stored else 1.0, wasted)


def _visited(leaves: Iterator[tuple[str, int]], stack: _Stack) -> Iterator[tuple[str, int]]:
    """The leaves with their bytes, in dive's order up to the first whiteout of what is not there: at that it leaves the layer."""
    found = list(leaves)
    if any(size == DELETED for _, size in found):
        found.sort(key=_place)
    for path, size in found:
        held = stack.held(path) if size == DELETED else size
        if held is None:
            return
        yield path, held


def _place(leaf: tuple[str, int]) -> str:
    """Folder by folder, whiteouts under the name of their mark."""
    path, size = leaf
    folder, slash, name = path.rpartition("/")
    return (f"{folder}{slash}{MARK}{name}" if size == DELETED else path).replace("/", "\0")


def _leaves(entries: Entries) -> Iterator[tuple[str, int]]:
    """The paths without anything below them: their bytes, DELETED for a whiteout. The last of a name counts.

    A whiteout and a new file at its place are two.
    """
    found: dict[str, int] = {}
    deleted: dict[str, None] = {}
    above: set[str] = set()
    for kind, path, size, _ in entries:
        place = path
        if kind == WHITEOUT:
            deleted[path] = None
        elif _is_mark(kind, path):
            place = _marked(kind, path)
            found.setdefault(place, 0)
        else:
            found[path] = size
        folder = place.rpartition("/")[0]
        while folder and folder not in above:
            above.add(folder)
            folder = folder.rpartition("/")[0]
    yield from ((path, DELETED) for path in deleted)
    yield from ((path, size) for path, size in found.items() if path and path not in above)


def _is_mark(kind: int, path: str) -> bool:
    """True for what dive leaves out, keeping the folder in which it stands."""
    return kind == OPAQUE or path.rpartition("/")[2].startswith(METADATA)


def _marked(kind: int, path: str) -> str:
    return path if kind == OPAQUE else path.rpartition("/")[0]


class _Stack:
    """The layers on each other as dive stacks them: opaque folders keep what they hide.

    A folder that a layer does not list itself is forgotten to be one.
    """

    def __init__(self) -> None:
        self._root: _Node = _Node()

    def lay(self, entries: Entries) -> None:
        nodes: dict[str, tuple[int, bool]] = {}
        for kind, path, size, _ in entries:
            place = path
            if kind == WHITEOUT:
                self._remove(path)
            elif _is_mark(kind, path):
                place = _marked(kind, path)
                nodes.setdefault(place, (0, False))
            else:
                nodes[path] = (size, kind == DIRECTORY)
            folder = place.rpartition("/")[0]
            while folder:
                nodes.setdefault(folder, (0, False))
                folder = folder.rpartition("/")[0]
        for path, (size, is_folder) in nodes.items():
            node = self._root
            for name in path.split("/") if path else ():
                node = node.child(name)
            node.size, node.is_folder = size, is_folder

    def held(self, path: str) -> int | None:
        """The bytes in the folder at `path`; 0 for a file, None where nothing is."""
        node: _Node | None = self._root
        for name in path.split("/"):
            node = node.children.get(name) if node and node.children else None
        if node is None:
            return None
        if not node.is_folder:
            return 0
        size, left = 0, [node]
        while left:
            each = left.pop()
            size += each.size
            left.extend((each.children or {}).values())
        return size

    def _remove(self, path: str) -> None:
        above, _, last = path.rpartition("/")
        node: _Node | None = self._root
        for name in above.split("/") if above else ():
            node = node.children.get(name) if node and node.children else None
        if node and node.children:
            node.children.pop(last, None)


class _Node:
    __slots__ = ("children", "is_folder", "size")

    def __init__(self) -> None:
        self.children: dict[str, _Node] | None = None
        self.is_folder = False
        self.size = 0

    def child(self, name: str) -> _Node:
        if self.children is None:
            self.children = {}
        found = self.children.get(name)
        if found is None:
            found = self.children[name] = _Node()
        return found
