"""Which archive a command unpacks or makes. Grammar: GNU tar, unzip(1), gzip(1), 7z, dpkg(1), read 2026-11."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.knowledge.file_use import REMOVE, UNPACK, WRITE, Arguments, FileUse


def tar(words: list[str]) -> Iterator[FileUse]:
    """The archive of `tar -x`, or the one that `tar -c` makes."""
    if len(words) > 1 and not words[1].startswith("-"):
        words = [words[0], "-" + words[1], *words[2:]]
    given = Arguments(
        words, "-f --file -C --directory -T --files-from -X --exclude-from -I --use-compress-program --strip-components --exclude"
    )
    archive = given.value("-f", "--file")
    if archive is None or archive[1] == "-":
        if given.has("-x", "--extract", "--get"):
            yield from _content(given.value("-C", "--directory"))
        return
    if given.has("-x", "--extract", "--get"):
        yield FileUse(UNPACK, archive[1], archive[0])
        yield from _content(given.value("-C", "--directory"))
    elif given.has("-c", "--create"):
        yield FileUse(WRITE, archive[1], archive[0])


def unzip(words: list[str]) -> Iterator[FileUse]:
    """The archive of `unzip`."""
    given = Arguments(words, "-d -x -P")
    if given.plain and not given.has("-p", "-l", "-t", "-v", "-Z"):
        yield FileUse(UNPACK, given.plain[0][1], given.plain[0][0])
        yield from _content(given.value("-d"))


def _content(folder: tuple[int, str] | None) -> Iterator[FileUse]:
    """What lies in an archive, as one tree; only where the command names the folder."""
    if folder:
        yield FileUse(WRITE, folder[1], folder[0], tree=True)


def seven_zip(words: list[str]) -> Iterator[FileUse]:
    """The archive of `7z x`."""
    if len(words) > 2 and words[1] in ("x", "e"):
        archive = next(((at, word) for at, word in enumerate(words[2:], 2) if not word.startswith("-")), None)
        if archive:
            yield FileUse(UNPACK, archive[1], archive[0])


def decompress(words: list[str]) -> Iterator[FileUse]:
    """`gunzip x.gz` replaces the archive by its content."""
    given = Arguments(words)
    unpacks = given.has("-d", "--decompress", "--uncompress") or words[0].startswith(("gun", "un", "bun"))
    if given.has("-k", "--keep", "-c", "--stdout", "--to-stdout", "-t", "-l") or (words[0].endswith("zstd") and not given.has("--rm")):
        return
    for at, path in given.plain:
        if unpacks:
            yield FileUse(REMOVE, path, at)
            yield FileUse(WRITE, path.rpartition(".")[0] or path, at)


def packages(words: list[str]) -> Iterator[FileUse]:
    """`dpkg -i x.deb`, `apt-get install ./x.deb`: a package file is an archive, too."""
    for at, word in enumerate(words[1:], 1):
        if not word.startswith("-") and word.endswith((".deb", ".rpm", ".apk")) and "://" not in word:
            yield FileUse(UNPACK, word, at)
