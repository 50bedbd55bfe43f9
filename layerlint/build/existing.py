"""Which directories exist at one point of a build: yes, no, or not known.

A base gives the beginning; COPY, ADD, WORKDIR and understood commands add certain knowledge, other commands doubt.
Each note has its time; the latest that speaks of a path decides. A question costs the depth of its path.
"""

from __future__ import annotations

from layerlint.build.inheritance import SCRATCH, clean
from layerlint.dockerfile.references import split_reference
from layerlint.knowledge.base_images import BaseImage, canonical, distribution
from layerlint.knowledge.directories import base_has, links

ANYWHERE = "/"  # strictly below the root: everywhere


DEEPEST_CHAIN = 127  # stages that begin with each other; beyond that nothing is claimed any more


class _Notes:
    """When a path was last made, removed, perhaps changed, perhaps added to; a path may end in `/`.

    `added_below` and `changed_below` are the same for whole lists of places that end in `/`.
    """

    __slots__ = ("added", "added_below", "changed", "changed_below", "gone", "made")

    def __init__(self) -> None:
        self.made: dict[str, int] = {}
        self.gone: dict[str, int] = {}
        self.added: dict[str, int] = {}
        self.changed: dict[str, int] = {}
        self.added_below: dict[tuple[str, ...], int] = {}
        self.changed_below: dict[tuple[str, ...], int] = {}


class Tree:
    """The directories of one stage. Paths are absolute; a place that ends in `/` means what is strictly below it."""

    __slots__ = ("_link_names", "_notes", "_time", "kind", "links")

    def __init__(self, reference: str | None = None, image: BaseImage | None = None) -> None:
        self._time = 0
        self._notes = [_Notes()]
        self.kind, self.links = _base_kind(reference, image)
        self._link_names = tuple(link for link, _ in self.links)
        if image is not None and image.workdir:
            self.make(image.workdir)

    def child(self) -> Tree:
        """The tree of a stage that begins with this one, which must not change any more."""
        tree = Tree()
        tree.kind, tree.links, tree._link_names, tree._time = self.kind, self.links, self._link_names, self._time
        tree._notes = [*self._notes, _Notes()]
        if len(tree._notes) > DEEPEST_CHAIN:
            tree._notes = [_Notes()]
            tree.may_change(ANYWHERE)
        return tree

    def has(self, path: str) -> bool | None:
        """Whether the directory exists; None where that is not known."""
        path = clean(self.real(path))
        made, gone, changed, added = self._latest(path)
        if made > max(gone, changed):
            return True
        if gone > max(made, changed):
            return None if added > gone else False
        if changed:
            return None
        known = base_has(self.kind, path)
        return None if known is False and added else known

    def expects(self, path: str) -> bool:
        """As `has`, but doubts do not count, and what is not known does not exist: for COPY of a file."""
        path = clean(self.real(path))
        made, gone, _, _ = self._latest(path)
        return made > gone if made != gone else base_has(self.kind, path) is True

    def real(self, path: str) -> str:
        """The path with the links of a distribution followed: `/bin/x` is `/usr/bin/x` in Debian 12. Keeps a trailing slash."""
        if not path.startswith(self._link_names):
            return path
        for link, target in self.links:
            if path == link or path.startswith(link + "/"):
                return target + path[len(link) :]
        return path

    def make(self, path: str) -> None:
        """The directory and its parents exist from now on."""
        self._time += 1
        path = clean(self.real(path))
        made = self._notes[-1].made
        while path != "/":
            made[path] = self._time
            path = path.rpartition("/")[0] or "/"

    def make_all(self, paths: list[str]) -> None:
        """The directories exist from now on; each with its parents in the list. Paths have no leading slash."""
        self._time += 1
        made = self._notes[-1].made
        for path in paths:
            made["/" + path] = self._time

    def answer(self, path: str) -> bool | str | None:
        """For layer_files.Existing: the target of a link, else whether the directory is there; doubts do not count."""
        for link, target in self.links:
            if path == link:
                return target
        known = self.has(path)
        return True if known is None and self.expects(path) else known

    def remove(self, path: str) -> None:
        """The directory and everything below it are gone."""
        self._note(self._notes[-1].gone, path)

    def may_add(self, place: str) -> None:
        """Directories may have come into being at or below the place."""
        self._note(self._notes[-1].added, place)

    def may_change(self, place: str) -> None:
        """Directories at or below the place may have come or gone."""
        self._note(self._notes[-1].changed, place)

    def may_add_below(self, places: tuple[str, ...]) -> None:
        """As `may_add` for each of the places, all of which end in `/`."""
        self._time += 1
        self._notes[-1].added_below[places] = self._time

    def may_change_below(self, places: tuple[str, ...]) -> None:
        """As `may_change` for each of the places, all of which end in `/`."""
        self._time += 1
        self._notes[-1].changed_below[places] = self._time

    def _note(self, notes: dict[str, int], place: str) -> None:
        self._time += 1
        place = self.real(place)
        notes[clean(place).rstrip("/") + ("/" if place.endswith("/") else "")] = self._time

    def _latest(self, path: str) -> tuple[int, int, int, int]:
        """When the path was last made, removed, perhaps changed, perhaps added; 0 for never."""
        places, at = [path], path.rfind("/")
        while at >= 0:
            places += [path[:at], path[: at + 1]]
            at = path.rfind("/", 0, at)
        made = gone = changed = added = 0
        for notes in self._notes:
            made = max(made, notes.made.get(path, 0))
            for place in places:
                gone = max(gone, notes.gone.get(place, 0))
                changed = max(changed, notes.changed.get(place, 0))
                added = max(added, notes.added.get(place, 0))
            for below, time in notes.added_below.items():
                added = max(added, time if path.startswith(below) else 0)
            for below, time in notes.changed_below.items():
                changed = max(changed, time if path.startswith(below) else 0)
        return made, gone, changed, added


def _base_kind(reference: str | None, image: BaseImage | None) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What `base_has` calls the base, and its links."""
    if reference is None or reference == SCRATCH:
        return reference or "", ()
    tag = canonical(reference).partition(":")[2]
    bare = distribution(reference)
    if bare is not None:
        return bare, links(bare, tag)
    registry, path, _, _ = split_reference(canonical(reference))
    return ("official" if image is not None and not registry and "/" not in path else ""), ()
