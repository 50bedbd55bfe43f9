"""An image that is built: its layers with their files, its history, its configuration."""

from __future__ import annotations

from layerlint.image.entries import Entries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Layer:
    """One layer, bytes everywhere.

    `size` are the bytes of its regular files, hard links once; `known_size` is None where it could not be unpacked (zstd without
    the extra). `links` are the lengths of its symbolic links: `docker history` shows `size` and `links` together (moby,
    pkg/directory Size). `tar_bytes` is the length of its tar up to the end blocks with them, `compressed` what is stored of
    a packed layer, None of a plain one. `files` are its files. `diff_id` names its content (`sha256:…`). `created_by` is masked.
    """

    __slots__ = ("compressed", "created_by", "diff_id", "files", "known_size", "links", "media_type", "tar_bytes")

    def __init__(self, diff_id: str | None, compressed: int | None, media_type: str = "") -> None:
        self.diff_id = diff_id
        self.compressed = compressed
        self.media_type = media_type
        self.created_by = ""
        self.known_size: int | None = None
        self.links = 0
        self.tar_bytes: int | None = None
        self.files = Entries()

    @property
    def size(self) -> int:
        """Bytes of its files; 0 where nobody could look, see `known_size`."""
        return self.known_size or 0


class HistoryEntry:
    """One entry of the history, oldest first. `layer` is the index of its layer, None for an empty one.

    `created_by` is masked, `written` is not: it is for comparing, never for a report. `created` is an RFC 3339 time.
    """

    __slots__ = ("comment", "created", "created_by", "empty", "layer", "written")

    def __init__(self, written: str, masked: str, *, empty: bool, comment: str = "", created: str = "") -> None:
        self.written = written
        self.created_by = masked
        self.empty = empty
        self.comment = comment
        self.created = created
        self.layer: int | None = None


class Image:
    """An image. `config` is its configuration as found, `digest` of what it lies in the store, `notes` what was left out."""

    __slots__ = ("config", "history", "layers", "mapped", "notes", "tags")

    def __init__(self, config: dict[str, Any], layers: list[Layer], history: list[HistoryEntry], tags: list[str]) -> None:
        self.config = config
        self.layers = layers
        self.history = history
        self.tags = tags
        self.notes: list[str] = []
        self.mapped = _map(layers, history)

    @property
    def settings(self) -> dict[str, Any]:
        """What a container gets: Env, User, WorkingDir, Cmd …"""
        found = self.config.get("config")
        return found if isinstance(found, dict) else {}


def _map(layers: list[Layer], history: list[HistoryEntry]) -> bool:
    """Give each layer its entry. False where their numbers differ: then no layer has one (semantics of OCI's `empty_layer`)."""
    filled = [entry for entry in history if not entry.empty]
    if len(filled) != len(layers):
        return False
    for index, (entry, layer) in enumerate(zip(filled, layers, strict=True)):
        entry.layer = index
        layer.created_by = entry.created_by
    return True
