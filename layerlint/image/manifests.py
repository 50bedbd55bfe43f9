"""Which configuration and which layers an image has: `manifest.json` of `docker save`, or the OCI layout.

https://github.com/moby/docker-image-spec and https://github.com/opencontainers/image-spec/blob/main/image-layout.md
"""

from __future__ import annotations

from layerlint.image.errors import MOST_LAYERS, ImageError, named
from layerlint.image.stores import Store, inner, json_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MOST_INDEXES = 8  # one inside the other
HEX = frozenset("0123456789abcdef")
INDEXES = ("application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json")


class Stored:
    """A layer as it lies in the store: its file, and its packed bytes where a descriptor says them."""

    __slots__ = ("media_type", "name", "size")

    def __init__(self, name: str, size: int | None = None, media_type: str = "") -> None:
        self.name = name
        self.size = size
        self.media_type = media_type


class Manifest:
    """The file of the configuration, the layers oldest first, the tags. `note` says which image of several it is."""

    def __init__(self, config: str, layers: list[Stored], tags: list[str], note: str = "") -> None:
        if len(layers) > MOST_LAYERS:
            raise ImageError(f"has {len(layers)} layers; at most {MOST_LAYERS} are read")
        self.config = config
        self.layers = layers
        self.tags = tags
        self.note = note


def manifest(store: Store) -> Manifest:
    """The image in the store, the first where it has several. Raises ImageError."""
    names = {inner(name) for name in store.names()}
    if "manifest.json" in names:
        return _saved(json_of(store, "manifest.json"))
    if "index.json" in names:
        return _laid_out(store, json_of(store, "index.json"))
    raise ImageError("is no image: it has neither manifest.json (docker save) nor index.json (OCI layout)")


def _saved(found: Any) -> Manifest:
    """`[{"Config": …, "RepoTags": […], "Layers": […]}]`."""
    if not isinstance(found, list) or not found or not isinstance(found[0], dict):
        raise ImageError("`manifest.json` is no list of images")
    first = found[0]
    layers = [Stored(_text(name, "Layers")) for name in _list(first.get("Layers") or [], "Layers")]
    tags = [_text(tag, "RepoTags") for tag in _list(first.get("RepoTags") or [], "RepoTags")]
    note = f"the first of {len(found)} images" if len(found) > 1 else ""
    return Manifest(_text(first.get("Config"), "Config"), layers, tags, note)


def _laid_out(store: Store, index: Any) -> Manifest:
    tags: list[str] = []
    note = ""
    for _ in range(MOST_INDEXES):
        several = [each for each in _list(_table(index, "index.json").get("manifests"), "manifests") if _is_image(each)]
        if not several:
            raise ImageError("its index names no image")
        chosen = next((each for each in several if _platform(each) == ("linux", "amd64")), several[0])
        tags += _tags(chosen)
        note = f"one of {len(several)} images" if len(several) > 1 else note
        inside = _table(json_of(store, blob(chosen)), "manifest")
        if chosen.get("mediaType") not in INDEXES and "manifests" not in inside:
            return _of_manifest(inside, tags, note)
        index = inside
    raise ImageError("its indexes lie too deep inside each other")


def _of_manifest(inside: dict[str, Any], tags: list[str], note: str) -> Manifest:
    layers = []
    for each in _list(inside.get("layers"), "layers"):
        described = _table(each, "layers")
        layers.append(Stored(blob(described), _size(described.get("size")), str(described.get("mediaType", ""))))
    return Manifest(blob(_table(inside.get("config"), "config")), layers, tags, note)


def _is_image(descriptor: Any) -> bool:
    """Not a signature and not an attestation, which BuildKit puts beside the image as `unknown/unknown`."""
    return isinstance(descriptor, dict) and not descriptor.get("artifactType") and _platform(descriptor) != ("unknown", "unknown")


def _platform(descriptor: dict[str, Any]) -> tuple[Any, Any]:
    platform = descriptor.get("platform")
    return (platform.get("os"), platform.get("architecture")) if isinstance(platform, dict) else (None, None)


def _tags(descriptor: dict[str, Any]) -> list[str]:
    notes = descriptor.get("annotations")
    if not isinstance(notes, dict):
        return []
    tag = notes.get("io.containerd.image.name") or notes.get("org.opencontainers.image.ref.name")
    return [tag] if isinstance(tag, str) else []


def blob(descriptor: dict[str, Any]) -> str:
    """The file of a descriptor. Raises ImageError for a digest that is none."""
    digest = descriptor.get("digest")
    algorithm, _, number = digest.partition(":") if isinstance(digest, str) else ("", "", "")
    if (algorithm, len(number)) not in (("sha256", 64), ("sha512", 128)) or not HEX.issuperset(number):
        raise ImageError(f"{named(str(digest)[:200])} is no digest")
    return f"blobs/{algorithm}/{number}"


def _size(size: Any) -> int | None:
    return size if isinstance(size, int) and size >= 0 else None


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value:
        raise ImageError(f"its manifest has no text in `{where}`")
    return value


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise ImageError(f"its manifest has no list `{where}`")
    return value


def _table(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ImageError(f"its {where} is no object")
    return value
