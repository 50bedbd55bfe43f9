"""What Debian packages weigh and what they pull in.

The tables beside this module are made by tools/make_package_table.py from the package lists of Debian 12 and 13
(deb.debian.org, 2026-11-23): every package that a corpus of 2,677 Dockerfiles names, with what it needs. They are read
whole and never parsed: a name is found by bisection, what it needs by its place in the file.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cache

PLACE = 4  # digits of base 36 that name a line
SUITES = ("bookworm", "trixie")
# Names without a package of their own, and the one that apt takes for them.
_PROVIDED = {
    "libc-dev": "libc6-dev", "libxslt-dev": "libxslt1-dev", "libncurses5-dev": "libncurses-dev", "libncursesw5-dev": "libncurses-dev",
    "libjpeg-dev": "libjpeg62-turbo-dev", "libpng12-dev": "libpng-dev", "libmysqlclient-dev": "default-libmysqlclient-dev",
    "libcurl-dev": "libcurl4-openssl-dev", "awk": "mawk", "netcat": "netcat-openbsd", "libreadline6-dev": "libreadline-dev",
    "pkg-config": "pkgconf", "python-dev": "python3-dev", "python": "python3", "python-pip": "python3-pip", "mysql-client": "default-mysql-client",
}  # fmt: skip


class Closure:
    """Packages with everything they need, in one suite. `places` are those of their lines in the table.

    `installed` and `download` are the bytes of what was added and is in no bare image; `missing` no table knows.
    """

    __slots__ = ("download", "installed", "missing", "places", "suite")

    def __init__(self, suite: str) -> None:
        self.suite = suite
        self.places: set[int] = set()
        self.missing: list[str] = []
        self.installed = 0
        self.download = 0

    def child(self) -> Closure:
        """What is held stays held; nothing is counted yet."""
        closure = Closure(self.suite)
        closure.places = set(self.places)
        return closure

    def knows(self, name: str) -> bool:
        """True for a package of the table."""
        return self._place(name) is not None

    def holds(self, name: str) -> bool:
        """True for a package that is in the closure."""
        return self._place(name) in self.places

    def add(self, names: Iterable[str], *, recommends: bool) -> None:
        """Take packages in, with what they need and no one holds yet."""
        table = _table(self.suite)
        waiting = []
        for name in names:
            place = self._place(name)
            if place is None:
                self.missing.append(name)
            else:
                waiting.append(place)
        while waiting:
            start = waiting.pop()
            if start in self.places:
                continue
            self.places.add(start)
            _, weight, download, base, needs, likes = table[start : table.index(b"\n", start)].split(b"\t")
            if base:
                continue
            self.installed += int(weight) * 1024
            self.download += int(download) * 1024
            links = needs + likes if recommends else needs
            waiting += [int(links[at : at + PLACE], 36) for at in range(0, len(links), PLACE)]

    def _place(self, name: str) -> int | None:
        table = _table(self.suite)
        found = _find(table, name.encode("utf-8", "replace"))
        if found is None and name in _PROVIDED:
            found = _find(table, _PROVIDED[name].encode())
        return found


def _find(table: bytes, name: bytes) -> int | None:
    """Where the line of a package begins."""
    low, high = table.index(b"\n") + 1, len(table)
    while low < high:
        start = table.rfind(b"\n", 0, (low + high) // 2) + 1
        end = table.index(b"\n", start) + 1
        found = table[start : table.index(b"\t", start)]
        if found == name:
            return start
        if found < name:
            low = end
        else:
            high = start
    return None


@cache
def _table(suite: str) -> bytes:
    with open(os.path.join(os.path.dirname(__file__), f"packages_{suite}.txt"), "rb") as table:
        return table.read()
