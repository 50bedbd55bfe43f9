"""What lower layers hold: packages, and files that a later one meets again: copied whole when mode, owner or place change,
dead when removed.

What the image pays twice is marked as `dead` in the layer that holds the hidden copy. Removing frees nothing.
"""

from __future__ import annotations

from layerlint.build.paths import covers
from layerlint.build.rows import LAYER, Row
from layerlint.size import Size, exact, total

# Layers that are looked back on, and files of one: beyond, nothing is claimed. No image of people has as many that matter, and
# a hostile one must not cost quadratic time.
MOST_ROWS, MOST_FILES = 30, 20


class Placed:
    """What a layer holds at a path, with everything below it if it is a `tree`."""

    __slots__ = ("path", "size", "tree")

    def __init__(self, path: str, size: Size, *, tree: bool) -> None:
        self.path = path
        self.size = size
        self.tree = tree


class Met:
    """A RUN meets `path`: `hides` what is there (removed, moved), or copies it again; `tree`: all below it, too."""

    __slots__ = ("hides", "path", "tree")

    def __init__(self, path: str, *, hides: bool, tree: bool) -> None:
        self.path = path
        self.hides = hides
        self.tree = tree

    def reaches(self, placed: Placed) -> bool:
        """True when all of what is placed is met."""
        if self.hides or self.tree:
            return covers(self.path, placed.path)
        return self.path == placed.path and not placed.tree


def placed(row: Row) -> list[Placed]:
    """What the layer of `row` holds, as far as the text tells where."""
    if row.instruction in ("COPY", "ADD") and not row.files:
        from layerlint.build.effects import copy_effects  # most plans ask for none of it

        effects = copy_effects(row.step.instruction, row.step.scope)
        for effect in effects[:MOST_FILES]:
            size = row.size if len(effects) == 1 else row.size.or_nothing()
            row.files.append(Placed(effect.path, size, tree=effect.tree or not effect.certain))
    return row.files


def copied_again(rows: list[Row], met: Met) -> Size | None:
    """The bytes of lower layers that the meeting copies; None where no layer is known to hold the path."""
    found: dict[str, Size] = {}
    for row in rows[-MOST_ROWS:]:
        for before in row.met:
            if before.hides:
                _forget(found, before.path)
        if row.instruction in ("COPY", "ADD"):
            for held in placed(row):
                if met.reaches(held):
                    found[held.path] = _merged(found[held.path], held.size) if held.tree and held.path in found else held.size
                elif held.tree and covers(held.path, met.path):
                    found[held.path] = held.size.or_nothing()
    return total(found.values()) if found else None


def _forget(found: dict[str, Size], path: str) -> None:
    """A layer between has removed the path."""
    for held in list(found):
        if covers(path, held):
            del found[held]
        elif covers(held, path):
            found[held] = found[held].or_nothing()


def _merged(below: Size, above: Size) -> Size:
    """Two trees in one place: files of the same name count once."""
    both = total([below, above])
    return Size(max(below.low, above.low), both.likely, both.high, both.basis)


def mark_dead(rows: list[Row]) -> None:
    """Give the rows of an image their dead bytes: what a later layer removes, moves away, changes or overwrites.

    Nothing that the last layer with content brings can be dead.
    """
    last = next((at for at in reversed(range(len(rows))) if rows[at].kind == LAYER and rows[at].instruction != "WORKDIR"), -1)
    for row in rows[last:] if last >= 0 else rows:
        row.dead = exact(0)
    targets: set[str] = set()
    below: list[Row] = []
    for row in rows[: last + 1]:
        copies = row.instruction in ("COPY", "ADD")
        target = row.step.instruction.words[-1].text if copies and row.step.instruction.words else ""
        if row.met or (copies and target in targets):
            for lower in below[-MOST_ROWS:]:
                _hide(row, lower)
        targets.add(target)
        if copies or row.files:
            below.append(row)


def _hide(row: Row, lower: Row) -> None:
    """What `row` hides of a layer below it."""
    written = () if row.instruction == "RUN" else [held.path for held in placed(row) if not held.tree]
    held = placed(lower)
    gone = [file for file in held if (file.path in written and not file.tree) or any(met.reaches(file) for met in row.met)]
    if gone:
        before = [] if lower.dead.high is None else [lower.dead]
        lower.dead = total([*before, *(file.size for file in gone)])
        lower.files = [file for file in held if file not in gone] or [Placed("", exact(0), tree=False)]


class Packages:
    """What the base and the layers below hold, as far as it is known. `installed` are names of earlier layers."""

    __slots__ = ("installed", "reference")

    def __init__(self, reference: str | None, installed: tuple[tuple[str, bool], ...] = ()) -> None:
        self.reference = reference
        self.installed = installed

    def child(self) -> Packages:
        """Those of a stage that begins with this one."""
        return Packages(self.reference, self.installed)

    def note(self, names: list[str], *, recommends: bool) -> None:
        """A layer has been put on top that holds these."""
        self.installed += tuple((name, recommends) for name in names)
