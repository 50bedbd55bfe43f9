"""The commands of a RUN that write little: accounts, links, directories, configuration, keys. One row or function each.

A row gives the bytes of the files that the command writes anew (least, likely, most); where a file of the base is
changed the whole of it is copied into the layer. Sources: the files of debian:bookworm, ubuntu:24.04, alpine:3.22 and
almalinux:9, and layers of official images that hold nothing else (docker-library/repo-info, 2026-09).
"""

from __future__ import annotations

from layerlint.build.account_sizes import ACCOUNT_COMMANDS, account
from layerlint.knowledge.file_use import LIGHT, Arguments, is_light
from layerlint.size import between

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from layerlint.build.sizes import SizeWalk
    from layerlint.dockerfile.shell import Command

    Handler = Callable[["SizeWalk", list[str]], bool]

WRITING = (">", ">|", "&>", ">>", "&>>")
CONFIG = (0, 1500, 16_000)  # bytes of a configuration file of a distribution: sources.list 0.4 to 2.6 kB, php.ini 70 kB is rare
# Directories that every distribution has.
FOLDERS = frozenset("/ /etc /home /opt /root /srv /tmp /usr /usr/bin /usr/local /usr/local/bin /usr/share /var /var/lib /var/log".split())
PROGRAMS = ("/bin/", "/sbin/", "/lib", "/usr/bin/", "/usr/sbin/", "/usr/lib")  # files of any length
NPM_CONFIG = (
    (100, 3_000, 1_500_000),
    (100, 2_000, 500_000),
)  # a line, 2.3 kB compressed; with npm's own cache 0.4 MB (dotnet images, 2026-09)
# What is small whoever offers it for download; a script or a JSON file may have any length.
KEYS = (".asc", ".sig", ".gpg", ".key", ".pem", ".crt", ".pub", ".list", ".repo", ".sources", ".sha256", ".sha512", ".md5")
# Commands whose output is text: what they write is as long as what they are given, or as a file they read.
SPEAKS = frozenset("echo printf cat sed grep egrep tr sort uniq head tail cut awk date uname id base64 tee gpg".split())
# (files, compressed) by the command's name.
PARTS = {
    "update-ca-certificates": ((180_000, 220_000, 260_000), (100_000, 125_000, 150_000)),  # the bundle of 140 authorities
    "ldconfig": ((4_000, 25_000, 90_000), (1_000, 6_000, 25_000)),  # ld.so.cache and aux-cache
    "locale-gen": ((2_900_000, 3_050_000, 6_500_000), (800_000, 870_000, 1_900_000)),  # locale-archive with one locale
    "localedef": ((1_500_000, 3_050_000, 6_500_000), (400_000, 870_000, 1_900_000)),
    "dpkg-divert": ((300, 2_000, 60_000), (100, 700, 20_000)),
    "dpkg-reconfigure": ((20_000, 900_000, 2_500_000), (5_000, 200_000, 500_000)),  # debconf's data base
    "debconf-set-selections": ((20_000, 900_000, 2_500_000), (5_000, 200_000, 500_000)),
    "gpg": ((0, 5_000, 100_000), (0, 3_800, 70_000)),  # keyrings; often in a home that is removed again
    "apt-key": ((1_200, 6_000, 60_000), (900, 4_500, 45_000)),
    "venv": (
        (10_000_000, 13_000_000, 30_000_000),
        (3_000_000, 3_700_000, 8_000_000),
    ),  # pip with its byte code, 3.3 to 4.0 MB; with setuptools before Python 3.12 22.4 and 7.4 MB
}


def redirections(walk: SizeWalk, command: Command, name: str) -> bool:
    """What goes into files with `>`; False where that is not text, or nobody knows what."""
    known = True
    for redirection in command.redirections:
        if redirection.operator not in WRITING or not redirection.target.text:
            continue
        path = walk.script.place(walk.script.text(redirection.target))
        if walk.is_hidden(path):
            continue
        if redirection.descriptor == 2:
            walk.weights.text(0, 0, 2000)
        elif name in ("echo", "printf"):
            said = sum(len(word.text) + 1 for word in command.words[1:])
            walk.weights.text(said * 0.7, said, said + (16_000 if ">>" in redirection.operator and path not in walk.made else 20))
        elif name in SPEAKS or not name or is_light(path) or path.startswith("/etc/"):
            walk.weights.text(0, 600, 16_000)
        else:
            known = False
    return known


def _nothing(_: SizeWalk, __: list[str]) -> bool:
    return True


def _make_directories(walk: SizeWalk, words: list[str]) -> bool:
    given = Arguments(words, "-m --mode -Z")
    paths = [walk.script.place(path) for _, path in given.plain]
    for path in paths:
        walk.make(path)
    shown = [path for path in paths if not walk.is_hidden(path)]
    walk.weights.entry(0 if given.has("-p") else len(shown), len(shown) * 1.5, sum(path.count("/") + 1 for path in shown))
    return True


def _links(walk: SizeWalk, words: list[str]) -> bool:
    given = Arguments(words, "-t --target-directory -S --suffix")
    if not given.has("-s", "--symbolic"):
        return all(walk.own(walk.script.place(path)) for _, path in given.plain[:-1])
    number = max(1, len(given.plain) - 1)
    walk.weights.entry(number + 1, number + 2, number * (12 if any("*" in word for word in words) else 1) + 4)
    for _, path in given.plain[-1:]:
        walk.make(walk.script.place(path))
    return True


def _remove(walk: SizeWalk, words: list[str]) -> bool:
    number = sum(not walk.own(walk.script.place(path)) for _, path in Arguments(words).plain)
    walk.weights.entry(0, number, number * 20 if any("*" in word for word in words) else number * 3)
    return True


def _touch(walk: SizeWalk, words: list[str]) -> bool:
    """New and empty, or a file of a lower layer, which is copied: one that COPY brought to the byte, one of the base if it is text."""
    for _, written in Arguments(words, "-d -r -t --date --reference --time").plain:
        path = walk.script.place(written)
        if walk.own(path) or walk.is_hidden(path):
            walk.weights.entry(0, 0, 1)
        elif not walk.copied_again(path, tree=False):
            if path.startswith(PROGRAMS):
                return False
            walk.weights.text(0, 0, 4000)
        walk.make(path)
    return True


def _change_mode(walk: SizeWalk, words: list[str]) -> bool:
    """Chmod and chown: a directory is an entry; a file of a lower layer is copied, and how long it is nobody knows here."""
    given = Arguments(words, "--reference --from")
    paths = [walk.script.place(path) for _, path in given.plain[0 if given.value("--reference") else 1 :]]
    for path in paths:
        if walk.own(path) or walk.is_hidden(path):
            walk.weights.entry(0, 0, 1)
        elif (path in FOLDERS or walk.around.tree.has(path) is True) and not given.has("-R", "--recursive"):
            walk.weights.entry(1, 2, 3)
        elif not walk.copied_again(path, tree=given.has("-R", "--recursive")):
            return False
    return True


def _edit(walk: SizeWalk, words: list[str]) -> bool:
    """`sed -i`: the file as it was, more or less."""
    given = Arguments([word if not word.startswith("-i") else "-i" for word in words], "-e -f --expression --file")
    in_place = any(
        word.startswith("-i") or (word[:1] == "-" and word[1:2].isalpha() and "i" in word) or word == "--in-place" for word in words[1:]
    )
    if in_place:
        skip = 0 if given.value("-e", "-f", "--expression", "--file") else 1
        for _, path in given.plain[skip:] or [(0, "")]:
            if not walk.own(walk.script.place(path)):
                walk.weights.text(*CONFIG)
    return True


def _copy(walk: SizeWalk, words: list[str]) -> bool:
    """Cp and mv, of what is known to be small: this RUN's own, or text by its name."""
    given = Arguments(words, "-t --target-directory -S --suffix")
    sources = [path for _, path in given.plain[:-1]]
    trees = given.has("-r", "-R", "-a", "--recursive", "--archive")
    for path in sources:
        place = walk.script.place(path)
        if walk.own(place):
            walk.weights.text(0, 0, 16_000)
        elif walk.copied_again(place, tree=True):
            continue
        elif place.endswith((*LIGHT, ".default", ".sample", ".dist", ".example")) or (place.startswith("/etc/") and not trees):
            walk.weights.text(0, 3000, 40_000)
        else:
            return False
    return True


def _install(walk: SizeWalk, words: list[str]) -> bool:
    given = Arguments(words, "-m --mode -o --owner -g --group -t -S")
    if given.has("-d", "--directory"):
        return _make_directories(walk, [words[0], *(path for _, path in given.plain)])
    return False


def _tee(walk: SizeWalk, words: list[str]) -> bool:
    for _, path in Arguments(words).plain:
        place = walk.script.place(path)
        if not walk.is_hidden(place):
            if not (is_light(place) or place.startswith("/etc/")):
                return False
            walk.weights.text(0, 300, 16_000)
    return True


def _find(walk: SizeWalk, words: list[str]) -> bool:
    if "-delete" in words or "rm" in words:
        walk.weights.entry(0, 10, 400)
        return True
    if "sed" in words:
        walk.weights.text(CONFIG[0], CONFIG[1], 3 * CONFIG[2])
        return True
    return False


def _part(walk: SizeWalk, files: tuple[float, float, float], packed: tuple[float, float, float]) -> None:
    walk.weights.part(between(files), between(packed))


def _row(walk: SizeWalk, words: list[str]) -> bool:
    name = words[0].rpartition("/")[2]
    if name == "gpg" and any(word.startswith(("--verify", "--fingerprint", "--list", "--version")) for word in words):
        return True
    _part(walk, *PARTS[name])
    return True


def _environment(walk: SizeWalk, words: list[str]) -> bool:
    """`python -m venv PLACE`: pip, and what it needs."""
    given = Arguments(words, "--prompt --python -p")
    for _, path in given.plain:
        walk.make(walk.script.place(path))
    _part(walk, *PARTS["venv"])
    return not given.has("--without-pip")


def _settings(walk: SizeWalk, words: list[str]) -> bool:
    """`git config`, `npm config set`, `pip config`: one line in a file of settings."""
    if "config" not in words[1:3]:
        return False
    if words[0].endswith("npm"):
        _part(walk, *NPM_CONFIG)
        return True
    walk.weights.text(20, 200, 4000)
    return True


def _switch(walk: SizeWalk, _: list[str]) -> bool:
    """a2enmod, update-alternatives, docker-php-ext-enable: some links and a line or two."""
    walk.weights.entry(1, 3, 12)
    walk.weights.text(0, 150, 60_000)  # docker-php-ext-enable of alpine writes apk's data base anew
    return True


def _dpkg(walk: SizeWalk, words: list[str]) -> bool:
    if "--add-architecture" in words:
        walk.weights.text(5, 6, 40)
        return True
    return not {"--print-architecture", "-l", "-s", "-L", "--list", "--status", "--compare-versions", "--listfiles"}.isdisjoint(words)


def _fetch(walk: SizeWalk, words: list[str]) -> bool:
    """Curl and wget: to standard output they write nothing; a key or a list of sources is small; else nobody knows."""
    uses = walk.effects
    if uses:
        if not all(effect.path.endswith(KEYS) for effect in uses):
            return False
        walk.weights.text(300, 3000, 60_000)
        return True
    name = words[0].rpartition("/")[2]
    given = set(words)
    if name == "wget":
        return (
            any(word.startswith("-") and not word.startswith("--") and word.endswith("O") for word in words)
            or "-O-" in given
            or any(word.startswith("-") and word.endswith("O-") for word in words)
        )
    return not any(word[:1] == "-" and word[1:2] != "-" and "O" in word for word in words) and "--remote-name" not in given


def _sync(walk: SizeWalk, words: list[str]) -> bool:
    """`uv sync`, where the lock file is at hand."""
    from layerlint.build.lock_sizes import synced  # one program in a hundred

    scope = walk.script.scope
    compiled = "--compile-bytecode" in words or scope.get("UV_COMPILE_BYTECODE") in ("1", "true")
    copied = "--link-mode=copy" in words or scope.get("UV_LINK_MODE") == "copy"
    cached = "--no-cache" not in words and not any("cache" in place for place in walk.hidden)
    found = synced(words, walk.context, compiled=compiled, copied=copied and cached)
    if found is None:
        return False
    walk.weights.part(*found)
    walk.weights.entry(10, 300, 3000)
    return True


def _repository(walk: SizeWalk, _: list[str]) -> bool:
    """add-apt-repository: a key, a list, and an `apt-get update`."""
    walk.weights.text(50, 300, 16_000)
    _part(walk, *PARTS["apt-key"])
    walk.calls.installs.foreign = True
    return walk.calls.take("apt-get", ["apt-get", "update"], certain=True)


SMALL: dict[str, Handler] = {
    **dict.fromkeys("gpgconf apt-mark apt-cache sync-quiet dpkg-query".split(), _nothing),
    "mkdir": _make_directories, "ln": _links, "touch": _touch, "sed": _edit, "install": _install, "tee": _tee, "find": _find,
    **dict.fromkeys(("rm", "rmdir", "unlink"), _remove), **dict.fromkeys(("chmod", "chown", "chgrp"), _change_mode), **dict.fromkeys(("cp", "mv"), _copy),
    **dict.fromkeys(ACCOUNT_COMMANDS, account),
    **dict.fromkeys((name for name in PARTS if name != "venv"), _row), **dict.fromkeys(("venv", "virtualenv"), _environment), **dict.fromkeys(("git", "npm", "pip", "yarn"), _settings),
    **dict.fromkeys("a2enmod a2dismod a2ensite a2dissite a2enconf a2disconf update-alternatives alternatives docker-php-ext-enable update-locale update-rc.d".split(), _switch),
    **dict.fromkeys(("add-apt-repository", "apt-add-repository"), _repository),
    "uv": _sync,
    "dpkg": _dpkg, **dict.fromkeys(("curl", "wget"), _fetch),
}  # fmt: skip
