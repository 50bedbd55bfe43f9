"""Where the base of an image ends and the author's layers begin. The base is never counted against the author."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.image.history import Alignment
    from layerlint.image.model import Image

# buildah notes the base of the first instruction; later ones name the image before them, twelve digits of its id.
FROM = re.compile(r"FROM (?![0-9a-f]{12}$)(\S+)$")
# A root file system: `ADD file:… in /` and `ADD rootfs.tar.xz /`, an import, debuerreotype, nothing at all.
ROOTS = re.compile(r"^$|#\(nop\) ADD (file|multi):\S+ in / ?$|^ADD \S+ / #|^ADD \S+ /$|debuerreotype|^# |rootfs")


class Origin:
    """`layers` of the base, its `name` where it is known, and what says so: dockerfile, learned, history, first-layer, none.

    `first` is the index of the author's first entry where the history notes it.
    """

    __slots__ = ("by", "first", "layers", "name")

    def __init__(self, layers: int, by: str, name: str | None = None, first: int = 0) -> None:
        self.first = first
        self.layers = layers
        self.by = by
        self.name = name


def origin(image: Image, alignment: Alignment | None, learned: Iterable[tuple[str, Sequence[str]]] = ()) -> Origin:
    """The base of an image: what the Dockerfile leaves over, a learned base, buildah's note, else a root file system alone.

    `learned` are names with the diff ids of their layers.
    """
    known = _learned(image, learned)
    if alignment is not None and alignment.matches:
        below = sum(entry.layer is not None for entry in image.history[: alignment.first])
        return Origin(below, "dockerfile", known[1] if known and known[0] == below else None)
    if known:
        return Origin(known[0], "learned", known[1])
    return _noted(image) or _root(image)


def _learned(image: Image, learned: Iterable[tuple[str, Sequence[str]]]) -> tuple[int, str] | None:
    """The learned base with the most layers of those that the image begins with."""
    ids = [layer.diff_id for layer in image.layers]
    fitting = [(len(each), name) for name, each in learned if each and ids[: len(each)] == list(each)]
    return max(fitting, default=None)


def _noted(image: Image) -> Origin | None:
    if not image.mapped:
        return None
    for index in range(len(image.history) - 1, -1, -1):
        if found := FROM.match(image.history[index].comment):
            return Origin(sum(entry.layer is not None for entry in image.history[:index]), "history", found[1], index)
    return None


def _root(image: Image) -> Origin:
    if image.layers and image.mapped and len(image.layers) > 1 and ROOTS.search(image.layers[0].created_by):
        return Origin(1, "first-layer")
    return Origin(0, "none")
