"""The local tar files that ADD unpacks: whether a file is one, and what is in it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from layerlint.build.tarball import BLOCK, DIRECTORY, FIFO, FILE, HARD, LINK, OTHER, id_records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from tarfile import TarInfo
    from typing import IO

# First bytes of the compressions that ADD looks through (moby pkg/archive DetectCompression). lzma alone is not among them.
GZIP, BZIP2, XZ, ZSTD = b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"
CAPABILITY = "SCHILY.xattr.security.capability"  # the one extended attribute that Docker's layers keep

MOST_MEMBERS = 500_000

# What reading a file that somebody else wrote may raise, besides the errors of its compression.
READING: tuple[type[Exception], ...] = (OSError, EOFError, ValueError, ArithmeticError, LookupError, MemoryError, RecursionError)


class Member:
    """One member of an archive: `name` as written, `kind` one of the above, `target` of a link or hard link, `mode` its permissions.

    `records` are further PAX records of its entry in a layer, by key, with the length of the value in bytes.
    """

    __slots__ = ("kind", "mode", "mtime", "name", "records", "size", "target")

    def __init__(self, name: str, kind: str, size: int, mode: int, target: str, mtime: int, records: tuple[tuple[str, int], ...]) -> None:
        self.name = name
        self.kind = kind
        self.size = size
        self.mode = mode
        self.target = target
        self.mtime = mtime
        self.records = records


class CannotTell(Exception):
    """The archive is broken, too large, or packed in a way that Python cannot unpack here."""


def members(path: str, deadline: float, *, builder: str = "buildkit") -> list[Member] | None:
    """The members of a local archive, None when ADD would copy the file as it is. Raises CannotTell.

    `deadline` is on the clock of time.monotonic.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:
            magic = file.read(6)
            file.seek(0)
            if not is_header(_first_block(file, magic)):
                return None
            file.seek(0)
            return _members(file, magic, deadline, builder)
    except OSError as problem:
        raise CannotTell(path) from problem


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # what was a file may be a FIFO by now


def _first_block(file: IO[bytes], magic: bytes) -> bytes:
    """What unpacks to nothing readable is no archive for the builder either."""
    stream, errors = _unpacking(file, magic)
    caught = READING + errors
    try:
        return stream.read(BLOCK)
    except caught:
        return b""


def _members(file: IO[bytes], magic: bytes, deadline: float, builder: str) -> list[Member]:
    import tarfile

    stream, errors = _unpacking(file, magic)
    caught: tuple[type[Exception], ...] = (*READING, *errors, tarfile.TarError)
    try:
        if stream is file:
            with tarfile.open(fileobj=stream, mode="r:", errors="surrogateescape") as archive:
                return _read(archive, deadline, builder)
        clocked = _Clocked(stream, deadline)
        with tarfile.open(fileobj=clocked, mode="r|", errors="surrogateescape") as archive:  # type: ignore[call-overload]  # reads only
            return _read(archive, deadline, builder)
    except caught as problem:
        raise CannotTell(magic.hex()) from problem


class _Clocked:
    """A stream that stops at the deadline: a few bytes can unpack to more than anybody wants to wait for."""

    __slots__ = ("_deadline", "_stream")

    def __init__(self, stream: IO[bytes], deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, size: int) -> bytes:
        from time import monotonic

        if monotonic() > self._deadline:
            raise CannotTell("too late")
        return self._stream.read(size)


def _read(archive: Iterable[TarInfo], deadline: float, builder: str) -> list[Member]:
    from time import monotonic

    found: list[Member] = []
    for info in archive:
        if len(found) >= MOST_MEMBERS or monotonic() > deadline:
            raise CannotTell(info.name)
        if info.isreg():
            kind = FILE
        elif info.isdir():
            kind = DIRECTORY
        elif info.issym():
            kind = LINK
        elif info.islnk():
            kind = HARD
        else:
            kind = FIFO if info.isfifo() else OTHER
        target = info.linkname if kind in (LINK, HARD) else ""
        records = id_records(info.uid, info.gid) + _attribute_records(info.pax_headers, builder)
        if builder == "buildah" and info.mtime < 0:
            records += (("mtime", len(str(int(info.mtime)))),)
        size = info.size if kind == FILE else 0
        found.append(Member(info.name, kind, size, info.mode & 0o7777, target, int(info.mtime), records))
    return found


def _attribute_records(headers: Mapping[str, str], builder: str) -> tuple[tuple[str, int], ...]:
    kept = "SCHILY.xattr." if builder == "buildah" else CAPABILITY
    return tuple((key, len(value.encode("utf-8", "surrogateescape"))) for key, value in headers.items() if key.startswith(kept))


def is_header(block: bytes) -> bool:
    """Whether a tar can begin with this block: its checksum is right. An empty archive begins with zeros and is none."""
    if len(block) < BLOCK or not block.strip(b"\0"):
        return False
    written = block[148:156].strip(b" \0")
    try:
        checksum = int(written, 8) if written else 0
    except ValueError:
        return False
    rest = block[:148] + block[156:]
    unsigned = 256 + sum(rest)
    return checksum in (unsigned, unsigned - 256 * sum(byte > 127 for byte in rest))


def _unpacking(file: IO[bytes], magic: bytes) -> tuple[IO[bytes], tuple[type[Exception], ...]]:
    """The bytes, unpacked as they are read, and what reading may raise. Modules are imported here: most runs never open an archive."""
    if magic.startswith(GZIP):
        import gzip
        import zlib

        return gzip.open(file), (zlib.error,)  # type: ignore[return-value]  # a reader of bytes, if no IO by name
    if magic.startswith(BZIP2):
        import bz2

        return bz2.open(file), ()
    if magic.startswith(XZ):
        import lzma

        return lzma.open(file), (lzma.LZMAError,)
    if magic.startswith(ZSTD):
        return _unpacking_zstd(file)
    return file, ()


def _unpacking_zstd(file: IO[bytes]) -> tuple[IO[bytes], tuple[type[Exception], ...]]:
    """With Python 3.14 or the `zstandard` package; without either nothing is claimed."""
    from importlib import import_module

    for name in ("compression.zstd", "zstandard"):
        try:
            module = import_module(name)
        except ImportError:
            continue
        return module.open(file), (module.ZstdError,)
    raise CannotTell("zstd")
