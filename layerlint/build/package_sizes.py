"""The packages of the system that one RUN installs and removes, and what they come to.

Debian's own packages are weighed with what they need (knowledge/debian_packages.py), minus what the base and earlier
layers hold. Those of other distributions are weighed by Debian's package of that name, with more doubt: the software
is the same, the splitting is not.
"""

from __future__ import annotations

from layerlint.knowledge.debian_packages import Closure
from layerlint.knowledge.image_contents import Holdings, holdings
from layerlint.size import Size, between

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.below import Packages

Triple = tuple[float, float, float]  # least, likely, most

MB = 1_000_000
# Layer bytes of an apt RUN per byte of Installed-Size: least, likely, most. Compressed: layers of official images on
# Debian 12 and 13 (benchmarks/run_sizes.md); files: images without manuals at least, eight recorded builds.
PACKED = (0.29, 0.40, 0.53)
FILES = (0.75, 1.03, 1.12)
# The same for a distribution, or a base, that the tables do not describe.
PACKED_ELSEWHERE = (0.15, 0.40, 0.80)
FILES_ELSEWHERE = (0.35, 1.0, 1.7)
# dpkg's data base, debconf's, logs: written anew whatever is installed. Nothing new: 225 kB compressed (tomcat, 2026-09); `tree`, 0.1 MB by itself:
# 1.29 MB of files, 366 kB compressed; `jq`, 1.2 MB: 2.06 MB and 718 kB (built 2026-11).
DATABASE_PACKED = (135_000, 250_000, 400_000)
DATABASE_FILES = (600_000, 1_200_000, 2_000_000)
# Byte code that Debian's python3 writes when it is installed (recorded: 54.9 MB of files and archives for 33.5 MB, 2026-11).
BYTECODE_PACKED = (int(1.5 * MB), 3 * MB, 5 * MB)
BYTECODE_FILES = (8 * MB, 11 * MB, 14 * MB)
# Where all packages are known, nothing between the ends is more than this factor.
WIDEST = 2.99
# A package of which no table knows, Installed-Size. Of the 3,747 of Debian 12's table 5 to 95 % have 27 kB to 17 MB by themselves and 63 kB to
# 310 MB with what they need, medians 0.3 and 13.5 MB; packages of one list share most of what they need.
STRANGER = (27_000, 3 * MB, 60 * MB)
# Where more than this share of the packages is in no table, the RUN is not weighed: they may be anything.
MOST_STRANGE, MOST_STRANGE_ELSEWHERE = 0.25, 0.6
# How little of the least that may be: where other packages need others, and on a base of which nobody knows what it holds.
SPLIT_OTHERWISE, MAY_BE_HELD = 0.5, 0.15
# An upgrade replaces at most what is there: a bare Debian has 117 MB of files, 49 MB compressed (built 2026-11).
UPGRADE_PACKED = (0, 6 * MB, 45 * MB)
UPGRADE_FILES = (0, 15 * MB, 110 * MB)


class Installs:
    """The package calls of one RUN, in the order of its commands.

    `wanted` and `suggested` are installed without and with what is recommended, `perhaps` only where a condition holds;
    `strangers` counts the words that stand for nobody knows how many packages.
    """

    __slots__ = ("archives", "foreign", "packages", "perhaps", "strangers", "suggested", "touched", "upgraded", "wanted")

    def __init__(self, packages: Packages) -> None:
        self.packages = packages
        self.wanted: list[str] = []
        self.suggested: list[str] = []
        self.perhaps: list[str] = []
        self.strangers = 0
        self.touched = False
        self.foreign = False  # a repository of somebody else has been added
        self.upgraded = False
        self.archives = True  # what was downloaded may still lie there

    def remove(self, names: list[str]) -> None:
        """Take away again what this RUN installed, and what only that needed."""
        self.wanted = [name for name in self.wanted if name not in names]
        self.suggested = [name for name in self.suggested if name not in names]

    @property
    def debian(self) -> bool:
        """True where the base surely is a Debian of the tables."""
        return holdings(self.packages.reference).sure

    def weighed(self, *, native: bool) -> Weighing:
        """The balance. `native`: the packages come by apt."""
        return Weighing(self, holdings(self.packages.reference), native=native)


class Weighing:
    """One balance: `sure` where the tables describe the base and its packages."""

    def __init__(self, installs: Installs, holds: Holdings, *, native: bool) -> None:
        held = _held(installs.packages, holds)
        closure = held.child()
        self.native = native
        self.sure = native and holds.sure and not installs.foreign
        self._add(closure, installs.wanted, recommends=False)
        self._add(closure, installs.suggested, recommends=True)
        perhaps = closure.child()
        self._add(perhaps, installs.perhaps, recommends=False)
        self.installed, self.perhaps = closure.installed, perhaps.installed
        self.strangers = len(closure.missing) + installs.strangers
        named = len(installs.wanted) + len(installs.suggested)
        most = MOST_STRANGE if native else MOST_STRANGE_ELSEWHERE
        self.stranger = closure.missing[0] if len(closure.missing) > most * named else ""
        self.known = self.sure and not self.strangers and not installs.upgraded
        self.python = native and closure.holds("python3") and not held.holds("python3")
        self.archives = closure.download if installs.archives and native else 0
        self.upgraded = installs.upgraded
        self.least = 1.0 if native and (holds.sure or holds.bare) else SPLIT_OTHERWISE if holds.bare else MAY_BE_HELD
        if installs.foreign:
            self.least = min(self.least, MAY_BE_HELD)

    def _add(self, closure: Closure, names: list[str], *, recommends: bool) -> None:
        closure.add([name if self.sure else like_debian(name, closure) for name in names], recommends=recommends)

    def sizes(self) -> tuple[Size, Size]:
        """File bytes and compressed bytes."""
        if self.sure:
            return self._size(FILES, DATABASE_FILES, BYTECODE_FILES, UPGRADE_FILES), self._size(
                PACKED, DATABASE_PACKED, BYTECODE_PACKED, UPGRADE_PACKED
            )
        return self._size(FILES_ELSEWHERE, DATABASE_FILES, BYTECODE_FILES, UPGRADE_FILES), self._size(
            PACKED_ELSEWHERE, DATABASE_PACKED, BYTECODE_PACKED, UPGRADE_PACKED
        )

    def _size(self, ratios: Triple, database: Triple, code: Triple, upgrade: Triple) -> Size:
        perhaps = (0, self.perhaps / 2, self.perhaps)
        ends = [
            ratios[at] * (self.installed + perhaps[at] + STRANGER[at] * self.strangers)
            + (database[at] if self.native or at else 0)
            + code[at] * self.python
            + upgrade[at] * self.upgraded
            for at in range(3)
        ]
        ends[2] += self.archives
        if self.known and not self.perhaps:
            ends[2] = min(ends[2], ends[0] * WIDEST)
        ends[0] *= self.least
        return between((ends[0], ends[1], ends[2]), "package-data" if self.known else "heuristic")


def _held(packages: Packages, holds: Holdings) -> Closure:
    """What is there already."""
    held = Closure(holds.suite)
    held.add(holds.packages, recommends=False)
    for name, recommends in packages.installed:
        held.add([name], recommends=recommends)
    return held


# Names of groups and of packages that other distributions call otherwise.
_ALIKE = {
    "build-base": "build-essential", "alpine-sdk": "build-essential", "base-devel": "build-essential", "devel_C_C++": "build-essential",
    "gcc-c++": "g++", "kernel-headers": "linux-libc-dev", "openssl-devel": "libssl-dev", "openssl-dev": "libssl-dev", "glibc-devel": "libc6-dev", "musl-dev": "libc6-dev", "awk": "mawk",
    "procps-ng": "procps", "shadow-utils": "passwd", "bind-utils": "dnsutils", "vim-enhanced": "vim", "moby-engine": "docker.io",
}  # fmt: skip


def like_debian(name: str, closure: Closure) -> str:
    """Debian's name for the package of another distribution, as far as the spelling tells; else the name itself."""
    bare = name.removesuffix("-devel").removesuffix("-dev").removesuffix("-libs").removesuffix("-static")
    plain = bare.rstrip("0123456789.").rstrip("-")
    develops = bare != name and not name.endswith("-libs")
    stems = (_ALIKE.get(name, name), bare, plain, f"lib{bare}", f"lib{plain}", bare.removeprefix("lib"), f"{bare}1g", f"{plain}-base")
    for ending in ("-dev", "") if develops else ("", "-dev"):
        for stem in stems:
            if stem and closure.knows(stem + ending):
                return stem + ending
    return name
