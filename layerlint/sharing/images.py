"""The images that are compared: those that Dockerfiles will make, and those in archives, as one kind of record."""

from __future__ import annotations

from layerlint.build.calibration import digest
from layerlint.sharing.identity import Chain, chain
from layerlint.size import Size, exact, total, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.facts import Facts
    from layerlint.image.model import Image as Archive
    from layerlint.sharing.content import Contents
    from layerlint.sharing.identity import Link


class Layer:
    """One layer: its identity with all below it (None: not known), the line (None in an archive and for a base), its bytes.

    `count` is 1, or the layers of a base (None: not known). `link` is the step of a Dockerfile that makes it.
    """

    __slots__ = ("count", "id", "instruction", "line", "link", "size", "text")

    def __init__(
        self,
        id: str | None,
        size: Size,
        text: str,
        *,
        instruction: str,
        line: int | None = None,
        link: Link | None = None,
        count: int | None = 1,
    ) -> None:
        self.id = id
        self.size = size
        self.text = text
        self.instruction = instruction
        self.line = line
        self.link = link
        self.count = count


class Image:
    """One image with its layers, oldest first; that of a Dockerfile begins with its base as one. `kind` is dockerfile or archive."""

    __slots__ = ("builder", "chain", "kind", "layers", "path", "target")

    def __init__(self, path: str, kind: str, layers: list[Layer], *, target: str | None = None, builder: str | None = None) -> None:
        self.path = path
        self.kind = kind
        self.layers = layers
        self.target = target
        self.builder = builder
        self.chain: Chain | None = None

    @property
    def size(self) -> Size:
        """All its bytes."""
        return total([layer.size for layer in self.layers])


def planned_image(facts: Facts, path: str, contents: Contents) -> Image:
    """The image that a Dockerfile will make."""
    plan, found = facts.plan, chain(facts, contents)
    layers = []
    if plan.target is not None and plan.base.ref != "scratch":
        layers.append(Layer(found.base, plan.base.size, plan.base.ref or "?", instruction="FROM", count=plan.base.layers))
    for link in found.links:
        if link.is_layer:
            row = link.row
            layers.append(Layer(link.id, row.size, row.created_by, instruction=row.instruction, line=row.line, link=link))
    image = Image(path, "dockerfile", layers, target=plan.target, builder=plan.builder)
    image.chain = found
    return image


def built_image(archive: Archive, path: str) -> Image:
    """The image in an archive. Its layers are the same as another archive's where they and all below them have equal digests."""
    layers, below = [], "archive"
    for layer in archive.layers:
        below = digest(below, layer.diff_id) if below and layer.diff_id else ""
        size = unknown() if layer.known_size is None else exact(layer.known_size, "archive")
        text = layer.created_by or layer.diff_id or "?"
        layers.append(Layer(below or None, size, text, instruction=text.partition(" ")[0]))
    return Image(path, "archive", layers, target=None)
