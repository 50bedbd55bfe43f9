"""The tar file of a layer in bytes.

A layer tar is two blocks of zeros, and per entry a header of 512 bytes and the content rounded up to 512. What the plain
(ustar) header cannot hold goes into a PAX header in front of it: 512 bytes and its records rounded up to 512.
Source: Go's archive/tar, whose choices are followed; 273 of 273 recorded layers.
"""

from __future__ import annotations

from collections.abc import Iterable

BLOCK = 512
TRAILER = 2 * BLOCK
LONGEST_NAME = 100
LONGEST_PREFIX = 155
LARGEST_SIZE = 8**11 - 1  # eleven octal digits
LARGEST_ID = 8**7 - 1

FILE, DIRECTORY, LINK, FIFO, SOCKET, OTHER, HARD = "file", "dir", "link", "fifo", "socket", "other", "hard"


def padded(size: int) -> int:
    """Rounded up to whole blocks."""
    return -(-size // BLOCK) * BLOCK


def entry_bytes(path: str, kind: str, size: int, target: str = "", records: Iterable[tuple[str, int]] = ()) -> int:
    """Bytes of one entry of a layer tar, content included. `path` is relative, without a trailing slash."""
    name = (path + "/" if kind == DIRECTORY else path).encode("utf-8", "surrogateescape")
    link = target.encode("utf-8", "surrogateescape")
    lengths = [record_bytes(key, length) for key, length in records]
    if not name.isascii() or (len(name) > LONGEST_NAME and not _splits(name)):
        lengths.append(record_bytes("path", len(name)))
    if not link.isascii() or len(link) > LONGEST_NAME:
        lengths.append(record_bytes("linkpath", len(link)))
    if size > LARGEST_SIZE:
        lengths.append(record_bytes("size", len(str(size))))
    content = padded(size) if kind == FILE else 0
    return BLOCK + content + (BLOCK + padded(sum(lengths)) if lengths else 0)


def record_bytes(key: str, length: int) -> int:
    """A PAX record `LENGTH KEY=VALUE\\n`, whose length counts its own digits."""
    rest = len(key) + length + 3
    total = rest + len(str(rest))
    return rest + len(str(total))


def id_records(uid: int, gid: int) -> tuple[tuple[str, int], ...]:
    """The records of an owner too large for seven octal digits."""
    return tuple((key, len(str(number))) for key, number in (("uid", uid), ("gid", gid)) if number > LARGEST_ID)


def _splits(name: bytes) -> bool:
    """Whether ustar can hold a name of over 100 bytes: cut at a slash into prefix and name. As Go's splitUSTARPath."""
    length = len(name)
    if length > LONGEST_PREFIX + 1:
        length = LONGEST_PREFIX + 1
    elif name.endswith(b"/"):
        length -= 1
    cut = name.rfind(b"/", 0, length)
    return cut > 0 and 0 < len(name) - cut - 1 <= LONGEST_NAME
