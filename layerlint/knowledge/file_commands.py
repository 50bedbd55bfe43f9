"""Which arguments of `cp`, `rm`, `tar`, `curl` and the like are files, and what happens to them.

Only what is certain from the words alone is told. Grammar: POSIX, the GNU and busybox manuals, GNU tar, unzip(1), gzip(1),
7z, dpkg(1), wget(1), curl(1), git-clone(1), read 2026-11.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from layerlint.knowledge.file_use import ENTER, MODIFY, MOVE, PRUNE, REMOVE, UNPACK, WRITE, Arguments, FileUse


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


_WGET = (
    "-O --output-document -P --directory-prefix -o --output-file -a -e -i -t --tries -T --timeout --header -U --user-agent --user --password "
    "--post-data --method --body-data --ca-certificate -w --wait --waitretry --limit-rate -D -A -R -Q --progress --http-user --http-password"
)
_CURL = (
    "-o --output --output-dir -H --header -d --data --data-raw --data-binary -u --user -x --proxy -A --user-agent -b --cookie -c --cookie-jar "
    "-e --referer -m --max-time -X --request -T --upload-file -F --form -w --write-out -C --continue-at -K --config -E --cert --cacert "
    "--capath --key --retry --retry-delay --retry-max-time --connect-timeout --max-redirs -r --range -y -Y -z --resolve --url --proto -Q -D "
    "--dump-header --ciphers --interface --limit-rate --stderr --noproxy --keepalive-time --speed-limit --speed-time"
)


def wget(words: list[str]) -> Iterator[FileUse]:
    """The file of `-O`, else one for each address, below the folder of `-P`."""
    given = Arguments([word.replace("-nv", "-q") if word == "-nv" else word for word in words], _WGET)
    output = given.value("-O", "--output-document")
    if output:
        if output[1] != "-":
            yield FileUse(WRITE, output[1], output[0])
        return
    folder = given.value("-P", "--directory-prefix")
    if given.has("-r", "--recursive", "--spider", "-m", "--mirror", "-x", "--content-disposition"):
        return
    yield from _downloads(given, folder[1] if folder else "")


def curl(words: list[str]) -> Iterator[FileUse]:
    """The file of `-o`, or with `-O` one named after each address."""
    given = Arguments(words, _CURL)
    folder = given.value("--output-dir")
    output = given.value("-o", "--output")
    if output:
        if output[1] not in ("-", "/dev/null") and "#" not in output[1]:
            yield FileUse(WRITE, f"{folder[1]}/{output[1]}" if folder else output[1], output[0])
    elif given.has("-O", "--remote-name", "--remote-name-all") and not given.has("-J", "--remote-header-name"):
        yield from _downloads(given, folder[1] if folder else "")


def _downloads(given: Arguments, folder: str) -> Iterator[FileUse]:
    """The files named after the last part of each address."""
    for at, address in given.plain:
        name = address.partition("?")[0].partition("#")[0].rpartition("/")[2]
        if "://" in address and name and "=" not in name:
            yield FileUse(WRITE, f"{folder}/{name}" if folder else name, at)


_GIT = "-b --branch --depth -c --config -o --origin --reference --separate-git-dir --filter -j --jobs --template -u --upload-pack"


def git(words: list[str]) -> Iterator[FileUse]:
    """The folder that `git clone` makes."""
    if "clone" not in words:
        return
    verb = words.index("clone")
    given = Arguments(words[verb:], _GIT)
    if not given.plain:
        return
    at, address = given.plain[0]
    if len(given.plain) > 1:
        at, place = given.plain[1]
    else:
        place = address.rstrip("/").removesuffix(".git").rpartition("/")[2].rpartition(":")[2]
    if place:
        yield FileUse(WRITE, place, at + verb, tree=True)


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
