"""Archives of images to images: `docker save` old and new, OCI layouts as folder or tar, layers plain, gzip or zstd.

One pass over the headers; contents are passed over, so memory does not grow with the archive.
"""

from __future__ import annotations

import os

from layerlint.image.errors import MOST_BYTES, MOST_ENTRIES, MOST_NAMES, ImageError, named
from layerlint.image.manifests import Manifest, Stored, manifest
from layerlint.image.masking import Masking
from layerlint.image.model import HistoryEntry, Image, Layer
from layerlint.image.stores import Store, json_of, store
from layerlint.image.streams import NoZstd, Window, unpacking
from layerlint.image.tar import FILE, SYMLINK, Tar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["HistoryEntry", "Image", "ImageError", "Layer", "open_image"]

END_BLOCKS = 1024  # bytes at the end of a tar as Docker writes it
MOST_HISTORY = 10_000


def open_image(path: str) -> Image:
    """The image in an archive or folder, all its layers read. Raises ImageError, with `path` in its text."""
    try:
        found = store(path)
        try:
            return _image(found)
        finally:
            found.close()
    except ImageError as error:
        raise ImageError(f"{path}: {error}") from error
    except OSError as error:
        raise ImageError(f"{path}: {error.strerror or error}") from error
    except (MemoryError, RecursionError) as error:
        raise ImageError(f"{path}: is too large to be read") from error


def _image(store: Store) -> Image:
    chosen = manifest(store)
    config = json_of(store, chosen.config)
    if not isinstance(config, dict):
        raise ImageError("its configuration is no object")
    layers = _layers(store, chosen, _diff_ids(config, len(chosen.layers)))
    image = Image(config, layers, _history(config), chosen.tags)
    image.notes = _notes(image, chosen)
    return image


def _notes(image: Image, chosen: Manifest) -> list[str]:
    """What the reader leaves out; for standard error."""
    notes = [f"read {chosen.note}"] if chosen.note else []
    closed = sum(layer.known_size is None for layer in image.layers)
    if closed:
        notes.append(f"{closed} of {len(image.layers)} layers are packed with zstd: packed sizes only; pip install 'layerlint[zstd]'")
    if image.history and not image.mapped:
        notes.append("its history does not fit its layers: they are shown without their instructions")
    return notes


def _diff_ids(config: dict[str, Any], count: int) -> list[str | None]:
    rootfs = config.get("rootfs")
    found = rootfs.get("diff_ids") if isinstance(rootfs, dict) else None
    if not isinstance(found, list) or len(found) != count:
        if found:
            raise ImageError("its configuration has another number of layers than its manifest")
        return [None] * count
    return [each if isinstance(each, str) and len(each) < 200 else None for each in found]


def _history(config: dict[str, Any]) -> list[HistoryEntry]:
    found = config.get("history") or []
    if not isinstance(found, list) or len(found) > MOST_HISTORY or not all(isinstance(each, dict) for each in found):
        raise ImageError("its history is no list of entries")
    masking = Masking()
    return [_entry(each, masking) for each in found]


def _entry(entry: dict[str, Any], masking: Masking) -> HistoryEntry:
    text, comment, created = (value if isinstance(value := entry.get(key), str) else "" for key in ("created_by", "comment", "created"))
    return HistoryEntry(text, masking.masked(text), empty=entry.get("empty_layer") is True, comment=comment, created=created)


def _layers(store: Store, chosen: Manifest, diff_ids: list[str | None]) -> list[Layer]:
    layers = []
    names = count = 0
    for number, (stored, diff_id) in enumerate(zip(chosen.layers, diff_ids, strict=True), 1):
        try:
            layer = _layer(store.window(stored.name, links=True), stored, diff_id, MOST_ENTRIES - count, MOST_NAMES - names)
        except ImageError as error:
            raise ImageError(f"layer {number}, {named(os.path.basename(stored.name))}: {error}") from error
        layers.append(layer)
        count += len(layer.files)
        names += layer.files.names
    return layers


def _layer(window: Window, stored: Stored, diff_id: str | None, entries: int, names: int) -> Layer:
    """One layer with its files; a zstd one that nothing here unpacks without them."""
    try:
        stream = unpacking(window)
    except NoZstd:
        return Layer(diff_id, window.size, stored.media_type)
    layer = Layer(diff_id, None if stream is window else window.size, stored.media_type)
    if not window.size:
        layer.known_size = 0
        return layer
    tar, size, files = Tar(stream), 0, layer.files
    for member in tar.members():
        files.add(member)
        if member.kind == FILE:
            size += member.size
        elif member.kind == SYMLINK:
            layer.links += len(member.target.encode("utf-8", "surrogateescape"))
        if len(files) > entries or files.names > names or size > MOST_BYTES:
            raise ImageError("holds more files than are read")
    layer.known_size, layer.tar_bytes = size, tar.read + END_BLOCKS
    return layer
