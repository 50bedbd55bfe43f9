"""One row of the predicted history: the entry of one instruction, whether it is a layer, and its bytes."""

from __future__ import annotations

from layerlint.build.tarball import TRAILER
from layerlint.size import Size, exact, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.below import Met, Placed
    from layerlint.build.steps import Step
    from layerlint.dockerfile.source import Source

LAYER, EMPTY, NONE = "layer", "empty", "none"

GZIP_LEAST = 29  # bytes of a compressed empty tar; Go writes 32
GZIP_BEST_RATIO = 1032  # deflate cannot do better
ENTRY_COMPRESSED = 192  # bytes, more than any header of tests/build/recorded_plans needs
USUAL_RATIO = 2.79  # on-disk to compressed bytes, median of official images (knowledge/base_images.py)


class Row:
    """ROW of the design. `low` and `high` count its layers: they differ where that hangs on what a RUN does.

    `line` and `end_line` are 1-based; a trigger has those of its ONBUILD. `stage` is the name, or the index as text.
    `size` are uncompressed file bytes, `tar_bytes` and `entries` those of the layer tar, None: not claimed. `opaque` names
    the command of a RUN for which its size is unknown. `files` and `met` are the business of below.py.
    """

    __slots__ = (
        "_builder",
        "_source_kind",
        "compressed",
        "dead",
        "end_line",
        "entries",
        "files",
        "high",
        "kind",
        "line",
        "low",
        "met",
        "opaque",
        "size",
        "step",
        "tar_bytes",
    )

    def __init__(self, step: Step, source: Source, builder: str, kind: str) -> None:
        self.step = step
        self.line = source.line(step.carrier.span[0])
        self.end_line = source.line(step.carrier.span[1])
        self.kind = kind
        self.low = self.high = int(kind == LAYER)
        self.size = self.compressed = exact(0) if kind != LAYER else unknown()
        self.dead = exact(0) if kind != LAYER else unknown()
        self.tar_bytes: int | None = None
        self.entries: int | None = None
        self.opaque = ""
        self.files: list[Placed] = []
        self.met: list[Met] = []
        self._builder = builder
        self._source_kind = "file"

    @property
    def instruction(self) -> str:
        """The keyword in capitals; of a trigger that of the triggered instruction."""
        return self.step.instruction.name

    @property
    def stage(self) -> str:
        """The stage's name, or its index as text."""
        return self.step.stage.name or str(self.step.stage.index)

    @property
    def created_by(self) -> str:
        """The text in the history; made when it is asked for, for it can be long."""
        from layerlint.build.created_by import created_by  # a plain check never asks for it

        return created_by(self.step, self._builder, self._source_kind) if self.kind != NONE else ""

    def holds(self, size: Size, tar_bytes: int | None, entries: int | None) -> None:
        """Give the row its bytes."""
        self.size = size
        self.tar_bytes = tar_bytes
        self.entries = entries
        self.compressed = compressed(size, tar_bytes, entries)

    def drop(self) -> None:
        """Make it an entry without a layer."""
        self.kind = EMPTY
        self.low = self.high = 0
        self.size = self.compressed = self.dead = exact(0)

    def become_layer(self, *, certain: bool) -> None:
        """Make it a layer, or what may be one."""
        self.kind = LAYER
        self.low, self.high = int(certain), 1
        self.size = self.compressed = self.dead = unknown()

    def named_sources(self, kind: str) -> None:
        """What the classic builder calls the sources of a COPY: `file`, `dir` or `multi`."""
        self._source_kind = kind


def compressed(size: Size, tar_bytes: int | None, entries: int | None) -> Size:
    """Bytes of the layer in a registry; nothing is compressed to find out, so it is an interval."""
    if tar_bytes is None or entries is None or size.high is None:
        return unknown()
    low = GZIP_LEAST + (tar_bytes - TRAILER) // GZIP_BEST_RATIO
    high = low if not entries and tar_bytes == TRAILER else size.high + size.high // 8000 + entries * ENTRY_COMPRESSED + 64
    likely = max(low, min(high, round(size.high / USUAL_RATIO) + entries * 40))
    return Size(low, likely, max(high, 32), "heuristic")
