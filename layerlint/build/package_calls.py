"""The calls of the system's package manager in one RUN: what they install, remove, leave behind and clean up."""

from __future__ import annotations

from layerlint.build.below import Placed
from layerlint.build.package_sizes import MB, Installs
from layerlint.build.paths import covers, within
from layerlint.knowledge.os_packages import PackageCall, package_call
from layerlint.knowledge.package_managers import Call
from layerlint.size import Size, between

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.below import Packages
    from layerlint.build.weights import Weights

APT = ("apt-get", "apt", "aptitude")
LISTS, ARCHIVES = "/var/lib/apt/lists", "/var/cache/apt/archives"
# What a refreshed index weighs in the layer, files and compressed: (least, likely, most) in MB. Debian 12: 19.9 and 15.3
# (recorded); Debian 13: 21.7, Ubuntu 24.04: 55.2 (measured 2026-11). The others are not measured, and wide.
_INDEX = {
    "apt": ((15, 20, 27), (12, 15.4, 21)),
    "apt elsewhere": ((15, 40, 75), (11, 30, 60)),
    "apk": ((1.0, 2.2, 4.0), (0.9, 2.0, 3.6)),
    "dnf": ((15, 90, 420), (8, 45, 260)),
    "tdnf": ((2, 12, 90), (1, 6, 50)),
    "zypper": ((10, 60, 250), (6, 30, 150)),
}
_PLACES = {"apt": (LISTS,), "apk": ("/var/cache/apk",), "dnf": ("/var/cache/dnf", "/var/cache/yum", "/var/cache/libdnf5"), "tdnf": ("/var/cache/tdnf",), "zypper": ("/var/cache/zypp",)}  # fmt: skip
_UPGRADES = frozenset("upgrade dist-upgrade full-upgrade distro-sync update up dup patch".split())
_CLEANS = frozenset("clean dist-clean distclean autoclean cc purge-caches".split())
_QUIET = frozenset("config-manager repolist list info search makecache check-update policy config module copr addrepo".split())
# Options that keep recommended packages out.
_WITHOUT = frozenset(("--no-install-recommends", "--without-recommends", "-R"))


class PackageCalls:
    """`purges` is True once something was taken away that this RUN may have installed."""

    def __init__(self, packages: Packages, hidden: list[str]) -> None:
        self.packages = packages
        self.installs = Installs(packages)
        self.purges = False
        self.marked = False  # `apt-mark auto`: what is not needed by others may be removed
        self.stranger = ""  # a package of which no table knows, where there are too many of them
        self._hidden = hidden
        self._index: set[str] = set()
        self._native = True

    def take(self, name: str, words: list[str], *, certain: bool) -> bool:
        """Note one call; False where nobody knows what it does."""
        call = Call(words, name)
        family = self._family(name)
        self._native = self._native and family == "apt"
        found = package_call(call)
        if found is not None:
            return self._install(found, family, certain=certain) if found.installs else self._remove(found)
        verb = next((word for word in call.arguments if word), "") or ""
        if verb in _CLEANS or (verb == "cache" and "clean" in call.arguments):
            self._index.discard(family)
            self.installs.archives = False
        elif verb == "update" and family in ("apt", "apk"):
            self._refresh(family, call)
        elif verb in _UPGRADES:
            self.installs.upgraded = self.installs.touched = True
            self._refresh(family, call)
            return self._add(family, [word for word in call.arguments[1:] if word], recommends=False)
        elif verb in ("refresh", "ref", "makecache"):
            self._refresh(family, call)
        else:
            return verb in _QUIET or bool(call.flags & {"--print-arch", "--version"})
        return True

    def _family(self, name: str) -> str:
        return "apt" if name in APT else name if name in _INDEX else "dnf"

    def _refresh(self, family: str, call: Call) -> None:
        covered = any(within(place, hidden) for place in _PLACES[family] for hidden in self._hidden)
        if not covered and not (family == "apk" and "--no-cache" in call.flags):
            self._index.add(family)

    def _install(self, found: PackageCall, family: str, *, certain: bool) -> bool:
        call = found.call
        if any(_is_file(word or "") for word in call.arguments) or "--root" in call.flags or "--installroot" in call.flags:
            return False
        if family in ("dnf", "tdnf", "zypper"):
            self._refresh(family, call)
        if any(within(ARCHIVES, hidden) for hidden in self._hidden):
            self.installs.archives = False
        suggests = family in ("apt", "dnf", "zypper") and not _spares(call)
        return self._add(family, found.packages, recommends=suggests, certain=certain)

    def _add(self, family: str, names: list[str], *, recommends: bool, certain: bool = True) -> bool:
        """Note packages by name; False where a variable nobody knows stands for one, or for a whole list of them."""
        installs = self.installs
        installs.touched = True
        for name in names:
            if "$" in name or "`" in name:
                return False
            if family == "apt" and "*" in name:
                installs.strangers += 1
            elif not name.startswith("-"):
                (installs.perhaps if not certain else installs.suggested if recommends else installs.wanted).append(name)
        return True

    def _remove(self, found: PackageCall) -> bool:
        """False where nobody knows what is left: all that is marked goes, or what a variable names, or a virtual group of apk's."""
        names = found.packages
        if found.verb == "autoremove" and not names and not self.marked:
            return True  # what was installed by name is still needed
        self.purges = True
        if not names or any("$" in name or name.startswith(".") for name in names):
            return False
        self.installs.remove(names)
        return True

    def removed(self, path: str) -> None:
        """A path has been removed: it may have been the index, or what was downloaded."""
        for family in list(self._index):
            if any(covers(path, place) for place in _PLACES[family][:1]):
                self._index.discard(family)
        if covers(path, ARCHIVES):
            self.installs.archives = False

    def weigh(self, weights: Weights) -> list[Placed]:
        """Add it all up, and let the layers above know what is there now; returns what a later layer may remove."""
        installs = self.installs
        left = []
        for family in sorted(self._index):
            files, packed = _INDEX[family if family != "apt" or installs.debian else "apt elsewhere"]
            weights.part(_megabytes(files), _megabytes(packed))
            left.append(Placed(_PLACES[family][0], _megabytes(files), tree=True))
        if installs.touched:
            weighing = installs.weighed(native=self._native)
            self.stranger = weighing.stranger
            weights.part(*weighing.sizes())
        if self._native:
            self.packages.note(installs.wanted, recommends=False)
            self.packages.note(installs.suggested, recommends=True)
        return left


def _megabytes(ends: tuple[float, float, float]) -> Size:
    return between((ends[0] * MB, ends[1] * MB, ends[2] * MB), "package-data")


def _spares(call: Call) -> bool:
    """True where an option keeps recommended packages out."""
    if not _WITHOUT.isdisjoint(call.flags):
        return True
    options = " ".join([*(value or "" for value in call.options.values()), *call.flags]).lower().replace('"', "")
    return (
        "install-recommends=false" in options
        or "install-recommends=0" in options
        or "weak_deps=false" in options
        or "weak_deps=0" in options
    )


def _is_file(word: str) -> bool:
    return word.startswith(("/", "./", "../")) or "://" in word or word.endswith((".deb", ".rpm"))
