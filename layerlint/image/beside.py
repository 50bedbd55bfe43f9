"""Predicted beside real: each entry of an image's history with the row of the Dockerfile that it comes from."""

from __future__ import annotations

from layerlint.build.rows import EMPTY, LAYER, NONE
from layerlint.image.history import align, normal
from layerlint.problem import Size, exact, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.layers import Plan
    from layerlint.build.rows import Row
    from layerlint.image.model import HistoryEntry, Image

BASIS = "archive"


class Pair:
    """One entry. `row` is None for the base's, and where no line fits; `confidence` is `sure` or `likely` where one does.

    `size` and `compressed` are the real bytes; `layer` is the index of the layer, None: an empty entry.
    """

    __slots__ = ("base", "compressed", "confidence", "created_by", "diff_id", "layer", "row", "size")

    def __init__(self, entry: HistoryEntry, image: Image, *, base: bool) -> None:
        self.created_by = entry.created_by
        self.layer = entry.layer
        self.base = base
        self.row: Row | None = None
        self.confidence: str | None = None
        self.diff_id: str | None = None
        self.size = self.compressed = exact(0, BASIS)
        if entry.layer is not None:
            layer = image.layers[entry.layer]
            self.diff_id = layer.diff_id
            self.size = unknown() if layer.known_size is None else exact(layer.known_size, BASIS)
            self.compressed = unknown() if layer.compressed is None else exact(layer.compressed, BASIS)

    @property
    def kind(self) -> str:
        """`layer` or `empty`."""
        return EMPTY if self.layer is None else LAYER

    @property
    def instruction(self) -> str:
        """The keyword, as the history tells it."""
        return normal(self.created_by)[0]

    @property
    def inside(self) -> bool | None:
        """True where the real bytes lie in the predicted interval; None where one of them is not known."""
        if self.row is None or self.size.high is None or self.row.size.high is None:
            return None
        return self.row.size.low <= self.size.low <= self.row.size.high


class Beside:
    """`pairs` for each entry of the history, oldest first; `missing` are the rows that the image has no entry for.

    `fits` is False where the history cannot be laid beside the layers at all: then there are no pairs.
    """

    __slots__ = ("fits", "image", "missing", "pairs")

    def __init__(self, plan: Plan, image: Image) -> None:
        self.image = image
        self.fits = image.mapped and bool(image.history)
        history = image.history if self.fits else []
        rows = [row for row in plan.layers if row.kind != NONE]
        alignment = align(rows, history, plan.builder)
        self.pairs = [Pair(entry, image, base=at < alignment.first) for at, entry in enumerate(history)]
        for match in alignment.matches:
            self.pairs[match.entry].row, self.pairs[match.entry].confidence = match.row, match.confidence
        found = {id(match.row) for match in alignment.matches}
        self.missing = [row for row in rows if id(row) not in found]

    @property
    def base(self) -> Size:
        """The real bytes of the base."""
        return _sum([pair for pair in self.pairs if pair.base])

    @property
    def own(self) -> Size:
        """The real bytes of what the Dockerfile adds."""
        return _sum([pair for pair in self.pairs if not pair.base])


def _sum(pairs: list[Pair]) -> Size:
    known = sum(pair.size.low for pair in pairs)
    return unknown(known) if any(pair.size.high is None for pair in pairs) else exact(known, BASIS)
