"""Where the files of an image lie: a folder, or an archive that is read in place. Nothing is unpacked to disk."""

from __future__ import annotations

import os

from layerlint.image.errors import MOST_JSON, MOST_MEMBERS, ImageError, named
from layerlint.image.streams import GZIP, ZSTD, NoZstd, Window, opened, unpacking
from layerlint.image.tar import FILE, HARD, SYMLINK, Tar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Any

MOST_LINKS = 8


class Archive:
    """A tar file, gzip around it included. Raises ImageError."""

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = self._raw = file
        self._places: dict[str, tuple[int, int]] = {}
        self._links: dict[str, str] = {}
        self._index(self._unwrapped(size))

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()
        self._raw.close()  # what unpacks it does not

    def names(self) -> list[str]:
        """The files there are."""
        return [*self._places, *self._links]

    def window(self, name: str, *, links: bool = False) -> Window:
        """One file; `links`: an archive may have a link in its place, as the layers of older ones. Raises ImageError."""
        name = inner(name)
        for _ in range(MOST_LINKS if links else 0):
            if name not in self._links:
                break
            name = self._followed(name)
        if name not in self._places:
            what = "is a link" if name in self._links else "is not in the archive"
            raise ImageError(f"{named(name)} {what}")
        start, size = self._places[name]
        return Window(self._file, start, size)

    def _followed(self, name: str) -> str:
        target = self._links[name]
        parts = [] if target.startswith("/") else name.split("/")[:-1]
        for part in target.split("/"):
            if part == ".." and not parts:
                raise ImageError(f"{named(name)} leads out of the archive")
            if part == "..":
                parts.pop()
            elif part not in ("", "."):
                parts.append(part)
        if target.startswith("/"):
            raise ImageError(f"{named(name)} leads out of the archive")
        return "/".join(parts)

    def _unwrapped(self, size: int) -> Window:
        """The archive's bytes; those of a packed archive are unpacked again for each look back, which takes time, not room."""
        window = Window(self._file, 0, size)
        magic = window.read(4)
        if magic == ZSTD:
            raise ImageError("is packed with zstd as a whole; unpack it first (`zstd -d`)")
        if not magic.startswith(GZIP):
            return Window(self._file, 0, size)
        from gzip import GzipFile

        stream = unpacking(Window(self._file, 0, size))
        length = 0
        while found := stream.read(1 << 18):  # bombs are refused on the way
            length += len(found)
        self._file.seek(0)
        self._file = GzipFile(fileobj=self._file, mode="rb")  # type: ignore[assignment]  # reads as a file does
        return Window(self._file, 0, length)

    def _index(self, whole: Window) -> None:
        for number, member in enumerate(Tar(whole).members()):
            if number >= MOST_MEMBERS:
                raise ImageError(f"has more than {MOST_MEMBERS} files")
            name = inner(member.name)
            self._places.pop(name, None)
            self._links.pop(name, None)
            if member.kind == FILE:
                if member.size != member.stored:
                    raise ImageError(f"{named(name)} is sparse")
                self._places[name] = (member.start, member.size)
            elif member.kind in (SYMLINK, HARD):
                self._links[name] = member.target if member.kind == SYMLINK else _beside(name, member.target)


def _beside(name: str, target: str) -> str:
    """The target of a hard link, which counts from the root, as that of a symbolic one."""
    return "../" * name.count("/") + inner(target)


class Folder:
    """An OCI layout, or an unpacked archive, as a folder."""

    def __init__(self, path: str) -> None:
        self._root = os.path.realpath(path)
        self._open: list[IO[bytes]] = []

    def close(self) -> None:
        """Let go of the files."""
        for file in self._open:
            file.close()
        self._open.clear()

    def names(self) -> list[str]:
        """What stands in the folder itself."""
        try:
            return os.listdir(self._root)
        except OSError as error:
            raise ImageError(str(error.strerror)) from error

    def window(self, name: str, *, links: bool = False) -> Window:
        """One file; a link that stays inside the folder is followed where `links` is true. Raises ImageError."""
        name = inner(name)
        path = os.path.join(self._root, name)
        real = os.path.realpath(path)
        if real != path and (not links or os.path.commonpath([real, self._root]) != self._root):
            raise ImageError(f"{named(name)} {'leads out of the folder' if links else 'is a link'}")
        try:
            file, size = opened(real)
        except ImageError as error:
            raise ImageError(f"{named(name)}: {error}") from error
        self.close()  # one file at a time is read
        self._open.append(file)
        return Window(file, 0, size)


Store = Archive | Folder


def store(path: str) -> Store:
    """The store at `path`. Raises ImageError."""
    if os.path.isdir(path):
        return Folder(path)
    file, size = opened(path)
    try:
        return Archive(file, size)
    except NoZstd as error:
        raise ImageError("needs the extra layerlint[zstd]") from error
    except BaseException:
        file.close()
        raise


def inner(name: str) -> str:
    """A name inside a store, without `.` and doubled slashes. Raises ImageError for one that leads out of it."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    if ".." in parts or "\0" in name:
        raise ImageError(f"{named(name)} leads out of the archive")
    return "/".join(parts)


def json_of(store: Store, name: str) -> Any:
    """What a JSON file of the store holds. Raises ImageError."""
    window = store.window(name)
    if window.size > MOST_JSON:
        raise ImageError(f"{named(name)} has {window.size} bytes; at most {MOST_JSON} are read")
    import json

    try:
        return json.loads(window.read())
    except (ValueError, RecursionError, MemoryError) as error:
        raise ImageError(f"{named(name)} is no JSON") from error
