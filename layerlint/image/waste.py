"""Dead bytes: bytes in a layer that the finished image does not show, because a later layer overwrites or deletes them.

Deleted folders and opaque ones count with all that was in them. Hard links of one layer are one file: it is dead when the last
of its names is.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from layerlint.image.entries import OPAQUE, WHITEOUT, Entries
from layerlint.image.errors import MOST_ENTRIES, ImageError
from layerlint.image.tar import DIRECTORY, FILE, HARD

OVERWRITTEN, DELETED, HIDDEN = "overwritten", "deleted", "hidden"
MOST_CAUSES = 20_000  # kept apart; beyond them the smallest half is dropped
MOST_NODES = MOST_ENTRIES * 3 // 2

Node = dict[str, "Node | int"] | int
Folder = dict[str, Node]


class Cause:
    """A path that a layer made dead: how, `size` bytes of layer `of`, by layer `by` (indexes, oldest is 0)."""

    __slots__ = ("by", "how", "of", "path", "size")

    def __init__(self, path: str, how: str, size: int, of: int, by: int) -> None:
        self.path = path
        self.how = how
        self.size = size
        self.of = of
        self.by = by


class Waste:
    """`dead` bytes of each layer, and the `causes`, the largest first."""

    __slots__ = ("causes", "dead")

    def __init__(self, dead: list[int], causes: list[Cause]) -> None:
        self.dead = dead
        self.causes = causes


def waste(layers: Sequence[Entries]) -> Waste:
    """What is dead in layers that lie on each other, oldest first. Raises ImageError for more folders than anybody has."""
    tree = _Tree(len(layers))
    for index, entries in enumerate(layers):
        tree.lay(index, entries)
    return Waste(tree.dead, sorted(tree.causes(), key=lambda cause: (-cause.size, cause.path, cause.by)))


class _Tree:
    """The image so far: folders as tables, files as numbers of inodes, which know their layer, bytes and names."""

    def __init__(self, layers: int) -> None:
        self.dead = [0] * layers
        self._root: Folder = {}
        self._layer = array("i")
        self._size = array("q")
        self._names = array("i")
        self._causes: dict[tuple[str, str, int, int], int] = {}
        self._folders = 0

    def causes(self) -> list[Cause]:
        """All that is kept of them."""
        return [Cause(path, how, size, of, by) for (path, how, of, by), size in self._causes.items()]

    def lay(self, index: int, entries: Entries) -> None:
        """One more layer: what it hides goes first, in whatever order it stands there (OCI image specification, layer.md)."""
        for kind, path, _, _ in entries:
            if kind == WHITEOUT:
                self._delete(index, path)
            elif kind == OPAQUE:
                self._hide(index, path)
        for kind, path, size, target in entries:
            if path and kind not in (WHITEOUT, OPAQUE):
                self._put(index, kind, path, size, target)

    def _put(self, index: int, kind: int, path: str, size: int, target: str) -> None:
        above, _, name = path.rpartition("/")
        folder = self._folder(index, above)
        before = folder.get(name)
        if kind == DIRECTORY:
            if not isinstance(before, dict):
                self._release(index, path, OVERWRITTEN, before)
                folder[name] = self._new_folder()
            return
        linked = self._linked(index, target) if kind == HARD else None
        if linked is not None and linked == before:
            return
        if linked is None:
            linked = self._inode(index, size if kind == FILE else 0)
        else:
            self._names[linked] += 1
        self._release(index, path, OVERWRITTEN, before)
        folder[name] = linked

    def _inode(self, index: int, size: int) -> int:
        self._layer.append(index)
        self._size.append(size)
        self._names.append(1)
        return len(self._names) - 1

    def _linked(self, index: int, target: str) -> int | None:
        """The file of this layer that a hard link names."""
        node = self._find(target)
        return node if isinstance(node, int) and self._layer[node] == index and self._names[node] else None

    def _new_folder(self) -> Folder:
        self._folders += 1
        if self._folders > MOST_NODES:
            raise ImageError("has more folders than are read")
        return {}

    def _folder(self, index: int, path: str) -> Folder:
        """The folder of a path, made where there is none."""
        folder = self._root
        if not path:
            return folder
        for name in path.split("/"):
            node = folder.get(name)
            if not isinstance(node, dict):
                self._release(index, path, OVERWRITTEN, node)
                node = folder[name] = self._new_folder()
            folder = node
        return folder

    def _find(self, path: str) -> Node | None:
        node: Node | None = self._root
        for name in path.split("/") if path else ():
            if not isinstance(node, dict):
                return None
            node = node.get(name)
        return node

    def _delete(self, index: int, path: str) -> None:
        above, _, name = path.rpartition("/")
        folder = self._find(above)
        if isinstance(folder, dict) and name in folder:
            self._release(index, path, DELETED, folder.pop(name))

    def _hide(self, index: int, path: str) -> None:
        folder = self._find(path)
        if isinstance(folder, dict):
            hidden = folder.copy()
            folder.clear()
            self._release(index, path, HIDDEN, hidden)

    def _release(self, index: int, path: str, how: str, node: Node | None) -> None:
        """Let go of a file or of a folder with all in it."""
        if node is None:
            return
        found: dict[int, int] = {}
        left: list[Node] = [node]
        while left:
            each = left.pop()
            if isinstance(each, dict):
                left.extend(each.values())
                continue
            self._names[each] -= 1
            if not self._names[each] and self._size[each]:
                layer = self._layer[each]
                found[layer] = found.get(layer, 0) + self._size[each]
        for layer, size in found.items():
            self.dead[layer] += size
            self._note((path, how, layer, index), size)

    def _note(self, key: tuple[str, str, int, int], size: int) -> None:
        self._causes[key] = self._causes.get(key, 0) + size
        if len(self._causes) > MOST_CAUSES:
            largest = sorted(self._causes.items(), key=lambda item: -item[1])[: MOST_CAUSES // 2]
            self._causes = dict(largest)
