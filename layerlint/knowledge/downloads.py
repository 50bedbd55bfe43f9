"""What wget, curl and git bring into the image, and under which name. Grammar: wget(1), curl(1), git-clone(1), read 2026-11."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.knowledge.file_use import WRITE, Arguments, FileUse

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
