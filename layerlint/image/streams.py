"""A part of a file as a stream, plain or packed. `skip` passes over bytes, where it can without reading them."""

from __future__ import annotations

import os

from layerlint.image.errors import FREE_UNPACKED, MOST_RATIO, MOST_UNPACKED, ImageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
PIECE = 1 << 18
LARGEST_WINDOW = 1 << 26  # bytes that zstd may look back: its levels up to 19 want 8 MiB


class NoZstd(Exception):
    """The layer is packed with zstd, and nothing here unpacks that."""


class Window:
    """`size` bytes of an open file from `start`. Each window has its own place, so several can share a file."""

    def __init__(self, file: IO[bytes], start: int, size: int) -> None:
        self._file = file
        self._start = start
        self.size = size
        self.place = 0

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes, b"" at the end. Raises ImageError where the file cannot be read."""
        left = self.size - self.place
        wanted = left if size < 0 else min(size, left)
        try:
            self._file.seek(self._start + self.place)
            found = self._file.read(wanted)
        except (OSError, EOFError, ValueError) as error:
            raise ImageError(f"cannot be read: {error}") from error
        self.place += len(found)
        return found

    def skip(self, size: int) -> bool:
        """Go on; False where that is behind the end."""
        self.place += size
        return self.place <= self.size


class Unpacked:
    """What a window unpacks to; small windows that unpack to very much are refused."""

    def __init__(self, window: Window, stream: IO[bytes]) -> None:
        self._window = window
        self._stream = stream
        self._given = 0

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, b"" at the end. Raises ImageError for what is no such stream."""
        import zlib

        try:
            found = self._stream.read(size)
        except ImageError:
            raise
        except (OSError, EOFError, zlib.error, ValueError, MemoryError) as error:
            raise ImageError(f"cannot be unpacked: {error}") from error
        except Exception as error:
            if type(error).__name__ != "ZstdError":  # of a module that may be absent
                raise
            raise ImageError(f"cannot be unpacked: {error}") from error
        self._given += len(found)
        if self._given > MOST_UNPACKED or (self._given > FREE_UNPACKED and self._given > self._window.place * MOST_RATIO):
            raise ImageError(f"unpacks to more than {self._given >> 20} MiB from {self._window.place} bytes: refused as a bomb")
        return found

    def skip(self, size: int) -> bool:
        """Go on; False where that is behind the end."""
        while size:
            found = self.read(min(size, PIECE))
            if not found:
                return False
            size -= len(found)
        return True


def unpacking(window: Window) -> Window | Unpacked:
    """The stream behind a window, told by its first bytes. Raises NoZstd, and ImageError."""
    magic = window.read(4)
    window.place = 0
    if magic.startswith(GZIP):
        from gzip import GzipFile

        return Unpacked(window, GzipFile(fileobj=window, mode="rb"))  # type: ignore[call-overload]  # reads only
    if magic == ZSTD:
        return Unpacked(window, _zstd(window))
    return window


def _zstd(window: Window) -> IO[bytes]:
    from importlib import import_module  # typed or not, there or not

    try:
        module = import_module("zstandard")
    except ImportError as error:
        raise NoZstd from error
    reader: IO[bytes] = module.ZstdDecompressor(max_window_size=LARGEST_WINDOW).stream_reader(window, read_across_frames=True)
    return reader


def opened(path: str) -> tuple[IO[bytes], int]:
    """A regular file and its size; a link or a FIFO in its place is refused. Raises ImageError."""
    import stat

    try:
        file = open(path, "rb", opener=lambda name, flags: os.open(name, flags | getattr(os, "O_NONBLOCK", 0)))  # noqa: SIM115  # kept open
        status = os.fstat(file.fileno())
    except (OSError, ValueError) as error:
        raise ImageError(getattr(error, "strerror", None) or str(error)) from error
    if not stat.S_ISREG(status.st_mode):
        file.close()
        raise ImageError("is no regular file")
    return file, status.st_size
