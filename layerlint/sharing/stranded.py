"""What a rebuild under the same tag leaves behind without a name: dangling images.

When the files change that a COPY takes, its layer and all behind it are made anew. The tag goes to the new image; the old one
stays as `<none>:<none>`, and with it those of its layers that no other image has, until `docker image prune` removes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from layerlint.sharing.images import Image, Layer
from layerlint.size import Size, total


class Stranding:
    """What one rebuild strands when the files change that `cause` takes from the build context: `layers`, the cause's first.

    `through` is the stage that takes them where the cause copies from a stage: then the rebuild strands nothing if what is
    copied comes out the same. `kept` counts the layers behind the cause that another image of the comparison still has.
    """

    __slots__ = ("cause", "image", "kept", "layers", "through")

    def __init__(self, image: Image, cause: Layer, layers: list[Layer], kept: int, through: str | None) -> None:
        self.image = image
        self.cause = cause
        self.layers = layers
        self.kept = kept
        self.through = through

    @property
    def size(self) -> Size:
        """Bytes that stay without a name; none at least where the content may come out the same."""
        size = total([layer.size for layer in self.layers])
        return Size(0, size.likely, size.high, size.basis) if self.through else size


def strandings(image: Image, shared: Collection[str | None]) -> Iterator[Stranding]:
    """For each step that takes files from the build context, in order. `shared` are the identities that other images have, too."""
    for at, layer in enumerate(image.layers):
        if layer.link is None or not layer.link.local:
            continue
        behind = image.layers[at:]
        alone = [each for each in behind if each.id is None or each.id not in shared]
        yield Stranding(image, layer, alone, len(behind) - len(alone), layer.link.through)
