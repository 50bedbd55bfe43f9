"""How often a set of files changes: from the replayed history where there is one, else from base rates.

The base rates are medians over 78 public repositories, 147,824 first-parent commits (manifests and locks 15.5 % of commits, the Dockerfile
1.7 %, commits of documents, tests and CI alone 18.7 %).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from fnmatch import fnmatchcase

from layerlint.knowledge.ecosystems import NAMES, ecosystem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.facts import Facts

MANIFEST, DOCUMENTS, DOCKERFILE = 0.155, 0.187, 0.017
SOURCES = 1 - MANIFEST - DOCUMENTS  # what is neither: an upper bound, near for a whole tree
ONE_SOURCE = 0.02  # of a single file: a median file changes in one commit of fifty
_DOCUMENTS = (
    "*.md",
    "*.rst",
    "*.txt",
    "LICENSE*",
    "docs/*",
    "doc/*",
    "test/*",
    "tests/*",
    ".github/*",
    ".gitlab*",
    ".circleci/*",
    ".editorconfig",
    ".gitignore",
)
LEAST_SHARE, LEAST_PART = 0.02, 0.05  # of all commits, of the old share


class Reach:
    """Files of the context on which a step hangs: `files` by name, and all that is not ignored below `folders` ("" is the root)."""

    __slots__ = ("files", "folders")

    def __init__(self, files: Iterable[str] = (), folders: Iterable[str] = ()) -> None:
        self.files = frozenset(files)
        self.folders = frozenset(folders)

    def __or__(self, other: Reach) -> Reach:
        """What either reaches."""
        return Reach(self.files | other.files, self.folders | other.folders)


class Chances:
    """The base rates."""

    basis = "base rates"
    commits: int | None = None

    def step_shares(self, _file: Facts) -> dict[int, float] | None:
        """The share of commits that rerun each step, by its line; None where only base rates are known."""
        return None

    def bounds(self, _file: Facts) -> dict[int, str]:
        """What still reruns each step, by its line, in words."""
        return {}

    def is_worse(self, _before: Facts, _after: Facts) -> str | None:
        """The regime in which the second file costs more than the first; None when there is none, or no history to tell."""
        return None

    def share(self, reach: Reach) -> float:
        """The part of commits that change something within reach."""
        kinds = [_kind(path) for path in reach.files]
        sources = kinds.count("source")
        quiet = 1.0
        if "manifest" in kinds:
            quiet *= 1 - MANIFEST
        if "document" in kinds:
            quiet *= 1 - min(DOCUMENTS, ONE_SOURCE * kinds.count("document"))
        if sources:
            quiet *= 1 - min(SOURCES, 1 - (1 - ONE_SOURCE) ** sources)
        return 1 - quiet


class Replayed(Chances):
    """Shares counted in a history: `changes` holds for each commit the paths that it touches, `ignores` says which are not in the context.

    Files that are gone today count as well, where a folder that held them is copied.
    """

    basis = "history"

    def __init__(self, changes: Iterable[Collection[str]], ignores: Callable[[str], bool]) -> None:
        known: dict[str, bool] = {}
        self._changes: list[list[str]] = []
        for paths in changes:
            for path in paths:
                if path not in known:
                    known[path] = ignores(path)
            self._changes.append([path for path in paths if not known[path]])
        self.commits = len(self._changes)
        self._shares: dict[tuple[frozenset[str], frozenset[str]], float] = {}

    def share(self, reach: Reach) -> float:
        """The part of commits that touch something within reach."""
        key = reach.files, reach.folders
        if key not in self._shares:
            starts = tuple(folder + "/" for folder in reach.folders if folder)
            everything = "" in reach.folders
            hits = sum(any(everything or path in reach.files or path.startswith(starts) for path in paths) for paths in self._changes)
            self._shares[key] = hits / max(1, len(self._changes))
        return self._shares[key]


_MANIFESTS = tuple({name for each in NAMES for name in (*ecosystem(each).manifests, *ecosystem(each).locks)})


def _kind(path: str) -> str:
    name = path.rpartition("/")[2]
    if any(fnmatchcase(name, pattern) for pattern in _MANIFESTS):
        return "manifest"
    return "document" if any(fnmatchcase(path, pattern) or fnmatchcase(name, pattern) for pattern in _DOCUMENTS) else "source"


def worth_it(before: float, after: float) -> bool:
    """True when fewer commits rerun the step by a margin that is no noise."""
    return before - after >= max(LEAST_SHARE, LEAST_PART * before)
