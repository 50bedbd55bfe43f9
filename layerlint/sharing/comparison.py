"""Which layers stand in which images, and what a host keeps of them."""

from __future__ import annotations

from layerlint.sharing.images import Image, Layer
from layerlint.sharing.reordering import Reordering, reorderings
from layerlint.sharing.stranded import Stranding, strandings
from layerlint.size import Size, total


class Place:
    """One layer in one image."""

    __slots__ = ("image", "layer")

    def __init__(self, image: Image, layer: Layer) -> None:
        self.image = image
        self.layer = layer


class Shared:
    """Layers on top of each other that the same images have. `layers` holds for each one its places, one an image."""

    __slots__ = ("images", "layers")

    def __init__(self, images: list[Image]) -> None:
        self.images = images
        self.layers: list[list[Place]] = []

    @property
    def size(self) -> Size:
        """What they weigh once."""
        return total([_best(places) for places in self.layers])

    @property
    def saved(self) -> Size:
        """What a host does not keep a second time."""
        return total([_best(places) for places in self.layers for _ in self.images[1:]])


class Comparison:
    """What `layerlint shared` says. `once` are the bytes that a host keeps of all images, `apart` what they would be without sharing."""

    __slots__ = ("apart", "distinct", "images", "layers", "once", "reorderings", "shared", "strandings")

    def __init__(self, images: list[Image]) -> None:
        self.images = images
        places = _places(images)
        self.shared = _groups(places)
        self.layers = sum(layer.count or 1 for image in images for layer in image.layers)
        self.distinct = sum(found[0].layer.count or 1 for found in places)
        self.once = total([_best(found) for found in places])
        self.apart = total([_best(found) for found in places for _ in found])
        self.reorderings: list[Reordering] = reorderings(images)
        shared = {found[0].layer.id for found in places if len(found) > 1}
        self.strandings: list[Stranding] = [stranding for image in images for stranding in strandings(image, shared)]


def _places(images: list[Image]) -> list[list[Place]]:
    """Every distinct layer with its places; one that nobody knows is distinct from all others."""
    known: dict[str, list[Place]] = {}
    found: list[list[Place]] = []
    for image in images:
        for layer in image.layers:
            places = known.get(layer.id) if layer.id else None
            if places is None:
                places = []
                found.append(places)
                if layer.id:
                    known[layer.id] = places
            places.append(Place(image, layer))
    return found


def _groups(places: list[list[Place]]) -> list[Shared]:
    """The shared layers, those that the most images have first."""
    groups: dict[tuple[int, ...], Shared] = {}
    for found in places:
        images = {id(place.image): place.image for place in found}
        if len(images) > 1:
            group = groups.setdefault(tuple(images), Shared(list(images.values())))
            group.layers.append(found)
    return sorted(groups.values(), key=lambda group: -len(group.images))


def _best(places: list[Place]) -> Size:
    """The same layer weighs the same everywhere: the narrowest of what is known."""
    sizes = [place.layer.size for place in places]
    known = [size for size in sizes if size.high is not None]
    return min(known, key=lambda size: (size.high or 0) - size.low) if known else max(sizes, key=lambda size: size.low)
