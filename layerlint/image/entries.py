"""The files of a layer in few bytes each: an image may have a million."""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct

from layerlint.image.errors import ImageError, named
from layerlint.image.tar import DIRECTORY, FILE, HARD, OTHER, SYMLINK, Member

HEAD = Struct("<BqHH")
WHITEOUT, OPAQUE = 5, 6
KINDS = (FILE, DIRECTORY, SYMLINK, HARD, OTHER, WHITEOUT, OPAQUE)
MARK, OPAQUE_NAME, METADATA = ".wh.", ".wh..wh..opq", ".wh..wh."


class Entries:
    """Entries in the order of the layer: (kind, path without a leading slash, bytes, target of a hard link).

    Of a whiteout the path is what it deletes, of an opaque one the folder that it hides; "" is the root.
    """

    def __init__(self) -> None:
        self.names = 0  # bytes
        self.count = 0
        self._packed = bytearray()

    def __len__(self) -> int:
        return self.count

    def add(self, member: Member) -> None:
        """Take up a member. Raises ImageError for a name that leads out of the image."""
        kind, path = _kind(member)
        target = clean(member.target) if member.kind == HARD else ""
        name, link = path.encode("utf-8", "surrogateescape"), target.encode("utf-8", "surrogateescape")
        if len(name) > 0xFFFF or len(link) > 0xFFFF:
            raise ImageError(f"a name of {len(name)} bytes")
        self._packed += HEAD.pack(kind, member.size if kind == FILE else 0, len(name), len(link))
        self._packed += name
        self._packed += link
        self.count += 1
        self.names += len(name) + len(link)

    def __iter__(self) -> Iterator[tuple[int, str, int, str]]:
        packed, place = self._packed, 0
        while place < len(packed):
            kind, size, name, link = HEAD.unpack_from(packed, place)
            place += HEAD.size
            middle, end = place + name, place + name + link
            yield kind, packed[place:middle].decode("utf-8", "surrogateescape"), size, packed[middle:end].decode("utf-8", "surrogateescape")
            place = end


def _kind(member: Member) -> tuple[int, str]:
    """What the member means, and for which path: names of whiteouts are those of the OCI image specification."""
    path = clean(member.name)
    folder, _, name = path.rpartition("/")
    if not name.startswith(MARK):
        return member.kind, path
    if name == OPAQUE_NAME:
        return OPAQUE, folder
    if name.startswith(METADATA):
        return OTHER, path  # left by AUFS, means nothing to anybody else
    hidden = name.removeprefix(MARK)
    if hidden in ("", ".", ".."):
        raise ImageError(f"a whiteout of {named(member.name)}")
    return WHITEOUT, f"{folder}/{hidden}" if folder else hidden


def clean(name: str) -> str:
    """The path without `.`, doubled and outer slashes. Raises ImageError for one with `..`."""
    if name.isascii() and "./" not in name and "//" not in name and name[:1] != "/" and name[-1:] not in "/.":
        return name
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if ".." in parts:
        raise ImageError(f"{named(name)} leads out of the image")
    return "/".join(parts)
