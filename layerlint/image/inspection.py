"""What there is to say of a built image: its rows, its base, its dead bytes, and the limits that it keeps or breaks."""

from __future__ import annotations

from layerlint.build.rows import compressed
from layerlint.image.dive import Dive, dive
from layerlint.image.history import Alignment, normal
from layerlint.image.model import HistoryEntry, Image, Layer
from layerlint.image.origin import Origin
from layerlint.image.waste import Cause, waste
from layerlint.size import Size, exact, unknown

BASIS = "archive"


class ImageRow:
    """ROW of the design, from the real thing. `layer` is the index of its layer (None: an empty entry), `base`: it is the base's.

    `line`, `end_line` and `stage` are None where no line of a Dockerfile is known; `confidence` is `sure` or `likely` where one is.
    `history_size` is what `docker history` shows: the lengths of symbolic links with `size`.
    """

    __slots__ = (
        "base", "compressed", "confidence", "created_by", "dead", "diff_id", "end_line", "entries", "history_size", "instruction", "kind", "layer", "line",
        "size", "stage", "tar_bytes",
    )  # fmt: skip

    def __init__(self, created_by: str, layer: int | None, *, base: bool) -> None:
        self.created_by = created_by
        self.instruction = normal(created_by)[0] if created_by else ""
        self.layer = layer
        self.base = base
        self.kind = "empty" if layer is None else "layer"
        self.line: int | None = None
        self.end_line: int | None = None
        self.stage: str | None = None
        self.confidence: str | None = None
        self.size = self.compressed = self.dead = exact(0, BASIS)
        self.tar_bytes: int | None = None
        self.entries: int | None = None
        self.diff_id: str | None = None
        self.history_size: int | None = 0

    def holds(self, layer: Layer, dead: int | None) -> None:
        """Take the bytes of a layer; `dead` is None where not all layers could be read."""
        self.diff_id = layer.diff_id
        self.dead = unknown() if dead is None else exact(dead, BASIS)
        if layer.known_size is None:
            self.size, self.history_size = unknown(), None
        else:
            self.history_size = layer.known_size + layer.links
            self.size = exact(layer.known_size, BASIS)
            self.tar_bytes, self.entries = layer.tar_bytes, len(layer.files)
            self.compressed = compressed(self.size, self.tar_bytes, self.entries)
        if layer.compressed is not None:
            self.compressed = exact(layer.compressed, BASIS)


class Part:
    """Some layers together: how many, stored and dead bytes. `efficiency` is the visible share, 1 where nothing is stored."""

    __slots__ = ("dead", "layers", "size")

    def __init__(self, layers: int, size: int, dead: int) -> None:
        self.layers = layers
        self.size = size
        self.dead = dead

    @property
    def efficiency(self) -> float:
        """Visible bytes by stored bytes."""
        return 1 - self.dead / self.size if self.size else 1.0

    @property
    def wasted_percent(self) -> float:
        """Dead bytes by stored bytes, of 100."""
        return 100 * self.dead / self.size if self.size else 0.0


class Inspection:
    """`base` and `own` are the two parts of the image; `causes` what is dead in `own`, `hidden` base bytes that nobody sees.

    `complete` is False where a layer could not be unpacked: then nothing is said of dead bytes.
    """

    def __init__(self, image: Image, origin: Origin, alignment: Alignment | None) -> None:
        self.image = image
        self.origin = origin
        self.alignment = alignment
        self.complete = all(layer.known_size is not None for layer in image.layers)
        files = [layer.files for layer in image.layers] if self.complete else []
        found = waste(files)
        dead = found.dead or [0] * len(image.layers)
        self.dive: Dive = dive(files)
        self.causes: list[Cause] = [cause for cause in found.causes if cause.of >= origin.layers]
        self.hidden: list[Cause] = [cause for cause in found.causes if cause.of < origin.layers <= cause.by]
        self.base = _part(image.layers[: origin.layers], dead[: origin.layers])
        self.own = _part(image.layers[origin.layers :], dead[origin.layers :])
        self.rows = _rows(image, origin, alignment, dead if self.complete else None)

    def row_of(self, layer: int) -> ImageRow:
        """The row of a layer."""
        return next(row for row in self.rows if row.layer == layer)

    def size(self, *, base: bool) -> Size:
        """Uncompressed bytes of one part."""
        closed = any(row.size.high is None for row in self.rows if row.base == base)
        part = self.base if base else self.own
        return unknown(part.size) if closed else exact(part.size, BASIS)


def _part(layers: list[Layer], dead: list[int]) -> Part:
    return Part(len(layers), sum(layer.size for layer in layers), sum(dead))


def _rows(image: Image, origin: Origin, alignment: Alignment | None, dead: list[int] | None) -> list[ImageRow]:
    """A row for each entry of the history; where that does not fit, for each layer."""
    entries = image.history if image.mapped else []
    first = _first(image, origin, alignment)
    rows = [ImageRow(entry.created_by, entry.layer, base=index < first) for index, entry in enumerate(entries)]
    rows = rows or [ImageRow("", index, base=index < origin.layers) for index in range(len(image.layers))]
    for row in rows:
        if row.layer is not None:
            row.holds(image.layers[row.layer], dead[row.layer] if dead is not None else None)
    for match in alignment.matches if alignment and image.mapped else ():
        row = rows[match.entry]
        row.line, row.end_line, row.stage, row.confidence = match.row.line, match.row.end_line, match.row.stage, match.confidence
    return rows


def _first(image: Image, origin: Origin, alignment: Alignment | None) -> int:
    """The index of the first entry of the history that is not the base's."""
    if alignment is not None and alignment.matches:
        return alignment.first
    if origin.by == "history":
        return origin.first
    last = next((index for index, entry in enumerate(image.history) if entry.layer == origin.layers - 1), -1)
    return _behind_settings(image.history, last + 1) if origin.by == "first-layer" else last + 1


def _behind_settings(history: list[HistoryEntry], index: int) -> int:
    """Behind the ENV and CMD that a root file system comes with: entries like its own, before any ARG, WORKDIR or layer."""
    buildkit = index < len(history) and history[index].comment.startswith("buildkit")
    while not buildkit and index < len(history) and history[index].empty and normal(history[index].created_by)[0] in ("CMD", "ENV"):
        index += 1
    return index
