"""How often a set of files changes: from the replayed history where there is one, else from base rates.

The base rates are medians over 78 public repositories, 147,824 first-parent commits (manifests and locks 15.5 % of commits, the Dockerfile
1.7 %, commits of documents, tests and CI alone 18.7 %).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase

from layerlint.knowledge.ecosystems import NAMES, ecosystem

MANIFEST, DOCUMENTS, DOCKERFILE = 0.155, 0.187, 0.017
SOURCES = 1 - MANIFEST - DOCUMENTS  # what is neither: an upper bound, near for a whole tree
ONE_SOURCE = 0.02  # of a single file: a median file changes in one commit of fifty
_DOCUMENTS = ("*.md", "*.rst", "*.txt", "LICENSE*", "docs/*", "doc/*", "test/*", "tests/*", ".github/*", ".gitlab*", ".circleci/*", ".editorconfig", ".gitignore")
LEAST_SHARE, LEAST_PART = 0.02, 0.05  # of all commits, of the old share


class Chances:
    """The base rates."""

    basis = "base rates"
    commits: int | None = None

    def share(self, paths: Collection[str]) -> float:
        """The part of commits that change at least one of the paths of the context."""
        kinds = [_kind(path) for path in paths]
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
    """Shares counted in a history: `changes` holds for each commit, newest first, the paths that it touches."""

    basis = "history"

    def __init__(self, changes: Iterable[Collection[str]]) -> None:
        self._changes = [frozenset(paths) for paths in changes]
        self.commits = len(self._changes)

    def share(self, paths: Collection[str]) -> float:
        """The part of commits that touch at least one of the paths."""
        wanted = frozenset(paths)
        return sum(not wanted.isdisjoint(changed) for changed in self._changes) / max(1, len(self._changes))


_MANIFESTS = tuple({name for each in NAMES for name in (*ecosystem(each).manifests, *ecosystem(each).locks)})


def _kind(path: str) -> str:
    name = path.rpartition("/")[2]
    if any(fnmatchcase(name, pattern) for pattern in _MANIFESTS):
        return "manifest"
    return "document" if any(fnmatchcase(path, pattern) or fnmatchcase(name, pattern) for pattern in _DOCUMENTS) else "source"


def worth_it(before: float, after: float) -> bool:
    """True when fewer commits rerun the step by a margin that is no noise."""
    return before - after >= max(LEAST_SHARE, LEAST_PART * before)
