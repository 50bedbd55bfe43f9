"""What a command does to one file, what the file's name tells of its weight, and how words are sorted into options and arguments."""

from __future__ import annotations

WRITE = "write"  # the file is there afterwards, whatever was there before
MODIFY = "modify"  # mode, owner, times or content of an existing file change
MOVE = "move"  # the file leaves this place for another
REMOVE = "remove"
PRUNE = "prune"  # something below this place is removed
UNPACK = "unpack"  # an archive is read: its content is written elsewhere
ENTER = "enter"  # the working directory changes


class FileUse:
    """What one argument is to a command: `path` as written, `at` the number of its word, `tree` with everything below."""

    __slots__ = ("action", "at", "path", "tree")

    def __init__(self, action: str, path: str, at: int, *, tree: bool = False) -> None:
        self.action = action
        self.path = path
        self.at = at
        self.tree = tree


class Arguments:
    """The words of a command sorted: `plain` are (number, word), `flags` the options, `values` those with their (number, value)."""

    __slots__ = ("flags", "plain", "values")

    def __init__(self, words: list[str], valued: str = "") -> None:
        self.plain: list[tuple[int, str]] = []
        self.flags: set[str] = set()
        self.values: dict[str, tuple[int, str]] = {}
        takes = valued.split()
        short = "".join([option[1] for option in takes if len(option) == 2])
        at, end = 1, len(words)
        while at < end:
            word = words[at]
            if word == "--":
                self.plain += enumerate(words[at + 1 :], at + 1)
                break
            if not word.startswith("-") or word == "-":
                self.plain.append((at, word))
            elif word.startswith("--"):
                at = self._long(words, at, takes)
            else:
                at = self._cluster(words, at, short)
            at += 1

    def _long(self, words: list[str], at: int, takes: list[str]) -> int:
        name, equals, value = words[at].partition("=")
        self.flags.add(name)
        if equals:
            self.values[name] = (at, value)
        elif name in takes and at + 1 < len(words):
            at += 1
            self.values[name] = (at, words[at])
        return at

    def _cluster(self, words: list[str], at: int, short: str) -> int:
        """`-fsSLo FILE`: each letter an option, until one takes the rest or the next word."""
        word = words[at]
        for place in range(1, len(word)):
            option = "-" + word[place]
            self.flags.add(option)
            if word[place] in short:
                if place + 1 < len(word):
                    self.values[option] = (at, word[place + 1 :])
                elif at + 1 < len(words):
                    at += 1
                    self.values[option] = (at, words[at])
                break
        return at

    def has(self, *names: str) -> bool:
        """True when one of the options is there."""
        return not self.flags.isdisjoint(names)

    def value(self, *names: str) -> tuple[int, str] | None:
        """The value of the first of these options that has one, with the number of its word."""
        return next((self.values[name] for name in names if name in self.values), None)


TARBALLS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".tar.zst", ".tar.lz", ".tlz", ".tar.lzma")
# What ADD unpacks by itself: tar, plain or packed with gzip, bzip2, xz or zstd (Dockerfile reference, ADD; asked of BuildKit 28).
UNPACKED_BY_ADD = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".tar.zst")
ARCHIVES = (*TARBALLS, ".zip", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".lzma")
PACKAGES = (
    ".deb",
    ".rpm",
    ".apk",
    ".whl",
    ".jar",
    ".war",
    ".ear",
    ".gem",
    ".nupkg",
    ".crate",
    ".run",
    ".bin",
    ".iso",
    ".img",
    ".exe",
    ".msi",
)
HEAVY = (*ARCHIVES, *PACKAGES)
# Folders that hold packages to install from.
HEAVY_FOLDERS = frozenset("wheels wheelhouse debs rpms".split())
LIGHT = (
    ".sh", ".bash", ".asc", ".sig", ".gpg", ".key", ".pem", ".crt", ".pub", ".txt", ".md", ".list", ".conf", ".cfg", ".ini", ".json", ".yml",
    ".yaml", ".toml", ".xml", ".py", ".pl", ".rb", ".js", ".patch", ".diff", ".sha256", ".sha512", ".md5", ".sha1", ".repo", ".sources", ".env",
    ".properties", ".tpl", ".template", ".service", ".html", ".css", ".php", ".sql", ".log", ".lock", ".csv", ".list.d", ".cmake", ".rules",
)  # fmt: skip


def is_heavy(path: str) -> bool:
    """True for a file or folder whose name says that it holds much: an archive, a package, a folder of those."""
    return path.lower().endswith(HEAVY) or path.rstrip("/").rpartition("/")[2].lower() in HEAVY_FOLDERS


def is_light(path: str) -> bool:
    """True for a file whose name says that it is text of a few kB."""
    return path.lower().endswith(LIGHT)
