"""Which arguments of `cp`, `rm`, `chmod` and the like are files, and what happens to them.

Only what is certain from the words alone is told. Grammar: POSIX, the GNU and busybox manuals, read 2026-11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from layerlint.knowledge.archives import decompress, packages, seven_zip, tar, unzip
from layerlint.knowledge.downloads import curl, git, wget
from layerlint.knowledge.file_use import ENTER, MODIFY, MOVE, PRUNE, REMOVE, WRITE, Arguments, FileUse

Reader = Callable[[list[str]], Iterator[FileUse]]


def _remove(words: list[str]) -> Iterator[FileUse]:
    given = Arguments(words)
    for at, path in given.plain:
        yield FileUse(REMOVE, path, at, tree=given.has("-r", "-R", "--recursive"))


def _find(words: list[str]) -> Iterator[FileUse]:
    if "-delete" not in words and "rm" not in words:
        return
    for at, path in enumerate(words[1:], 1):
        if path.startswith(("-", "(", "!", "\\")):
            return
        yield FileUse(PRUNE, path, at, tree=True)


def _change_mode(words: list[str]) -> Iterator[FileUse]:
    given = Arguments([word for word in words if not _is_mode_like_option(word)], "--reference --from")
    removed = len(words) - sum(not _is_mode_like_option(word) for word in words)
    skip = 0 if given.value("--reference") or removed else 1
    tree = given.has("-R", "--recursive")
    for at, path in given.plain[skip:]:
        yield FileUse(MODIFY, path, at + removed, tree=tree)


def _is_mode_like_option(word: str) -> bool:
    """`chmod -x FILE`: a mode that looks like an option."""
    return len(word) > 1 and word[0] == "-" and word[1] in "rwxXst" and set(word[1:]) <= set("rwxXst")


def _touch(words: list[str]) -> Iterator[FileUse]:
    for at, path in Arguments(words, "-d -r -t --date --reference --time").plain:
        yield FileUse(MODIFY, path, at)


def _edit(words: list[str]) -> Iterator[FileUse]:
    given = Arguments([word if not word.startswith("-i") else "-i" for word in words], "-e -f --expression --file")
    if not given.has("-i", "--in-place"):
        return
    skip = 0 if given.value("-e", "-f", "--expression", "--file") else 1
    for at, path in given.plain[skip:]:
        yield FileUse(MODIFY, path, at)


def _move(words: list[str]) -> Iterator[FileUse]:
    given = Arguments(words, "-t --target-directory -S --suffix")
    target = given.value("-t", "--target-directory")
    sources = given.plain if target else given.plain[:-1]
    for at, path in sources:
        yield FileUse(MOVE, path, at, tree=True)
    yield from _placed(given, target, sources)


def _copy(words: list[str]) -> Iterator[FileUse]:
    given = Arguments(words, "-t --target-directory -S --suffix -m --mode -o --owner -g --group")
    if given.has("-d", "--directory") and words[0].endswith("install"):
        return
    target = given.value("-t", "--target-directory")
    yield from _placed(given, target, given.plain if target else given.plain[:-1])


def _placed(given: Arguments, target: tuple[int, str] | None, sources: list[tuple[int, str]]) -> Iterator[FileUse]:
    """Where `cp` and `mv` put their sources: below a directory that is surely one, else at the target's own name."""
    at, place = target or (given.plain[-1] if given.plain else (0, ""))
    if not sources or not place:
        return
    if target or place.endswith(("/", "/.")) or place == "." or len(sources) > 1:
        for _, path in sources:
            yield FileUse(WRITE, f"{place}/{path.rstrip('/').rpartition('/')[2]}", at)
    else:
        yield FileUse(WRITE, place, at)


def _truncate(words: list[str]) -> Iterator[FileUse]:
    for at, path in Arguments(words, "-s --size -r --reference -R -N -K -o").plain:
        yield FileUse(MODIFY, path, at)


def _tee(words: list[str]) -> Iterator[FileUse]:
    given = Arguments(words)
    for at, path in given.plain:
        yield FileUse(MODIFY if given.has("-a", "--append") else WRITE, path, at)


def _enter(words: list[str]) -> Iterator[FileUse]:
    plain = Arguments(words).plain
    if len(plain) == 1:
        yield FileUse(ENTER, plain[0][1], plain[0][0])


_READERS: dict[str, Reader] = {
    "rm": _remove, "rmdir": _remove, "unlink": _remove, "shred": _remove, "find": _find, "chmod": _change_mode, "chown": _change_mode,
    "chgrp": _change_mode, "touch": _touch, "sed": _edit, "mv": _move, "cp": _copy, "install": _copy, "truncate": _truncate, "strip": _truncate,
    "tee": _tee, "wget": wget, "curl": curl, "git": git, "tar": tar, "bsdtar": tar, "gtar": tar, "unzip": unzip, "7z": seven_zip,
    "7za": seven_zip, "7zr": seven_zip, "gunzip": decompress, "gzip": decompress, "bunzip2": decompress, "bzip2": decompress,
    "unxz": decompress, "xz": decompress, "zstd": decompress, "unzstd": decompress, "dpkg": packages, "rpm": packages, "apt-get": packages,
    "apt": packages, "yum": packages, "dnf": packages, "microdnf": packages, "apk": packages, "zypper": packages, "cd": _enter, "pushd": _enter,
}  # fmt: skip


def file_uses(name: str, words: list[str]) -> Iterator[FileUse]:
    """What the command `name` certainly does to the files its words name; nothing for a command that is not known."""
    reader = _READERS.get(name)
    return reader(words) if reader and len(words) > 1 else iter(())
