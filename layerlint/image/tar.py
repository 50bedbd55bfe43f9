"""The members of a tar stream: ustar, GNU and PAX headers. Reads headers alone and holds one member at a time.

Not tarfile: it reads a PAX record of any length into memory, keeps every member, and takes three times as long.
"""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.image.errors import LONGEST_NAME, MOST_BYTES, ImageError, named
from layerlint.image.streams import Unpacked, Window

BLOCK = 512
FILE, DIRECTORY, SYMLINK, HARD, OTHER = 0, 1, 2, 3, 4
KINDS = {b"0": FILE, b"\0": FILE, b"7": FILE, b"S": FILE, b"5": DIRECTORY, b"2": SYMLINK, b"1": HARD}
LARGEST_RECORDS = 1 << 20  # bytes of the PAX records of one member: Linux allows 64 KiB of extended attributes
SPARSE_SIZES = ("GNU.sparse.realsize", "GNU.sparse.size")


class Member:
    """One member: `name` and `target` (of a link) as written, `size` in bytes of content, `stored` in the stream.

    `start` is where its content begins in the stream.
    """

    __slots__ = ("kind", "name", "size", "start", "stored", "target")

    def __init__(self, kind: int, name: str, target: str, size: int, stored: int) -> None:
        self.kind = kind
        self.name = name
        self.target = target
        self.size = size
        self.stored = stored
        self.start = 0


class Tar:
    """A tar stream. `read` counts its bytes so far; after the last member that is the length up to the end blocks."""

    def __init__(self, stream: Window | Unpacked) -> None:
        self._stream = stream
        self.read = 0
        self._shared: dict[str, str] = {}

    def members(self) -> Iterator[Member]:
        """The members in their order. Raises ImageError for what is no tar, or is cut."""
        while (member := self._next()) is not None:
            member.start = self.read
            yield member
            self._pass_over(member.stored, member.name)

    def _next(self) -> Member | None:
        """The next member with what the headers before it say of it; None at the end."""
        said: dict[str, str] = {}
        while True:
            block = self._block()
            if block is None:
                return None
            kind = block[156:157]
            if kind in b"LK" and kind:
                said["path" if kind == b"L" else "linkpath"] = _text(self._content(block, LONGEST_NAME).partition(b"\0")[0])
            elif kind == b"x":
                said |= _records(self._content(block, LARGEST_RECORDS))
            elif kind == b"g":
                self._shared |= _records(self._content(block, LARGEST_RECORDS))
            else:
                return self._member(block, self._shared | said if self._shared else said)

    def _member(self, block: bytes, said: dict[str, str]) -> Member:
        kind = block[156:157]
        name = said.get("GNU.sparse.name") or said.get("path") or _name(block)
        stored = _decimal(said["size"]) if "size" in said else _number(block[124:136])
        size = next((_decimal(said[key]) for key in SPARSE_SIZES if key in said), stored)
        if kind == b"S":
            size = _number(block[483:495])
            self._pass_sparse_map(block)
        found = KINDS.get(kind, OTHER)
        if found == FILE and name.endswith("/") and kind in b"0\0":
            found = DIRECTORY  # as tar before POSIX wrote them
        target = said.get("linkpath") or _text(block[157:257].partition(b"\0")[0]) if found in (SYMLINK, HARD) else ""
        if max(len(name), len(target)) > LONGEST_NAME:
            raise ImageError(f"a name of {len(name)} characters")
        stored = stored if found in (FILE, OTHER) else 0
        return Member(found, name, target, size if found == FILE else 0, stored)

    def _pass_sparse_map(self, block: bytes) -> None:
        more = block[482]
        while more:
            extension = self._stream.read(BLOCK)
            if len(extension) < BLOCK:
                raise ImageError("is cut short")
            self.read += BLOCK
            more = extension[504]

    def _block(self) -> bytes | None:
        """One header; None at the end: a block of zeros, or no more bytes."""
        block = self._stream.read(BLOCK)
        while block and len(block) < BLOCK:
            more = self._stream.read(BLOCK - len(block))
            if not more:
                raise ImageError("is cut short, in a header")
            block += more
        if not block or not block.strip(b"\0"):
            return None
        self.read += BLOCK
        if _sum(block) != _number(block[148:156]):
            raise ImageError(f"is no tar, or a broken one: the header at byte {self.read - BLOCK} does not add up")
        return block

    def _content(self, block: bytes, most: int) -> bytes:
        """What belongs to a header that speaks of the next one."""
        size = _number(block[124:136])
        if size > most:
            raise ImageError(f"a header of {size} bytes")
        content = b""
        while len(content) < size:
            more = self._stream.read(size - len(content))
            if not more:
                raise ImageError("is cut short, in a header")
            content += more
        padding = -size % BLOCK
        if not self._stream.skip(padding):
            raise ImageError("is cut short, in a header")
        self.read += size + padding
        return content

    def _pass_over(self, size: int, name: str) -> None:
        padded = size + -size % BLOCK
        if not self._stream.skip(padded):
            raise ImageError(f"is cut short, in {named(name)} of {size} bytes")
        self.read += padded


def _sum(block: bytes) -> int:
    """The checksum of a header, its own field taken as blanks (POSIX ustar)."""
    return sum(block) - sum(block[148:156]) + 8 * 32


def _name(block: bytes) -> str:
    name, prefix = block[:100].partition(b"\0")[0], block[345:500].partition(b"\0")[0]
    return _text(prefix + b"/" + name if prefix and block[257:263] == b"ustar\0" else name)


def _text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


def _number(field: bytes) -> int:
    """A number in octal digits, or in base 256 as GNU writes the large ones. Raises ImageError for an absurd one."""
    if field[:1] and field[0] & 0x80:
        found = int.from_bytes(bytes([field[0] & 0x7F]) + field[1:], "big")
    else:
        digits = field.strip(b" \0").partition(b"\0")[0]
        if digits and not digits.isdigit():
            raise ImageError("is no tar, or a broken one: a number that is none")
        try:
            found = int(digits or b"0", 8)
        except ValueError as error:
            raise ImageError("is no tar, or a broken one: a number that is none") from error
    return _sane(found)


def _decimal(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 24):
        raise ImageError("is no tar, or a broken one: a size that is none")
    return _sane(int(text))


def _sane(size: int) -> int:
    if size > MOST_BYTES:
        raise ImageError(f"claims a file of {size} bytes")
    return size


def _records(content: bytes) -> dict[str, str]:
    """PAX records: `25 path=some/name\n`, the length in front counting all of it."""
    found, place = {}, 0
    while place < len(content) and content[place] != 0:
        blank = content.find(b" ", place, place + 12)
        length = content[place:blank] if blank > 0 else b""
        end = place + int(length) if length.isdigit() else 0
        if end <= blank + 1 or end > len(content):
            raise ImageError("is no tar, or a broken one: a PAX record that is none")
        key, _, value = content[blank + 1 : end - 1].partition(b"=")
        found[_text(key)] = _text(value)
        place = end
    return found
