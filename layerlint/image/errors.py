"""What can be wrong with an archive, and how much of one is read."""

from __future__ import annotations

MOST_JSON = 4 * 1024 * 1024  # bytes of a manifest or configuration; registries stop there too (distribution spec)
MOST_MEMBERS = 200_000  # files of an archive of layers
MOST_LAYERS = 1_000  # overlayfs stacks 500, Docker 127
MOST_ENTRIES = 1_000_000  # files of all layers
MOST_NAMES = 128 * 1024 * 1024  # bytes of all their names
LONGEST_NAME = 4_096  # bytes; Linux opens no longer path (PATH_MAX)
MOST_BYTES = 1 << 46  # 64 TiB: no file, layer or image is larger
FREE_UNPACKED = 1 << 30  # bytes that a stream may unpack to, be it packed as it may
MOST_UNPACKED = 1 << 37  # 128 GiB in all
MOST_RATIO = 200  # unpacked to packed bytes beyond that; files of packages reach 3 to 10


class ImageError(Exception):
    """The archive cannot be read, or is made to hurt; one line for standard error."""


def named(name: str) -> str:
    """A name from an archive in a message: short, and without control characters."""
    text = name if len(name) <= 80 else f"{name[:77]}..."
    return "`" + text.encode("unicode_escape").decode("ascii") + "`"
