"""Predicted beside real: each entry of an image's history with the row of the Dockerfile that it comes from."""

from __future__ import annotations

from layerlint.build.rows import NONE
from layerlint.image.history import align
from layerlint.image.inspection import Inspection
from layerlint.image.origin import origin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.layers import Plan
    from layerlint.build.rows import Row
    from layerlint.image.inspection import ImageRow
    from layerlint.image.model import Image


class Pair:
    """One entry of the history, `real`, and the row that it comes from: None for the base's, and where no line fits."""

    __slots__ = ("real", "row")

    def __init__(self, real: ImageRow, row: Row | None) -> None:
        self.real = real
        self.row = row

    @property
    def inside(self) -> bool | None:
        """True where the real bytes lie in the predicted interval; None where one of them is not known."""
        if self.row is None or self.real.size.high is None or self.row.size.high is None:
            return None
        return self.row.size.low <= self.real.size.low <= self.row.size.high


class Beside:
    """`pairs` for each entry of the history, oldest first; `missing` are the rows that the image has no entry for.

    `fits` is False where the history cannot be laid beside the layers at all: then no pair has a row.
    """

    __slots__ = ("fits", "inspection", "missing", "pairs")

    def __init__(self, plan: Plan, image: Image) -> None:
        self.fits = image.mapped and bool(image.history)
        alignment = align(plan.layers, image.history, plan.builder) if self.fits else None
        self.inspection = Inspection(image, origin(image, alignment), alignment)
        matches = alignment.matches if alignment else []
        found = {match.entry: match.row for match in matches}
        self.pairs = [Pair(real, found.get(at)) for at, real in enumerate(self.inspection.rows)]
        known = {id(row) for row in found.values()}
        self.missing = [row for row in plan.layers if row.kind != NONE and id(row) not in known]
