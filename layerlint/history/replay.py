"""Today's Dockerfile and ignore file, built after each of the last commits: how many of them rerun which step, and why.

`replay(facts, commits, regime)` goes from the oldest commit to the newest. Only changes are looked at, so the files of no commit are read:
the content that a step takes is a sum over its files, to which each change adds what came and from which it takes what went.
"""

from __future__ import annotations

from layerlint.build.cache import FILE, PARENT, KeyedFile
from layerlint.build.cache_keys import Keying, Numbers, Seen
from layerlint.build.cache_regimes import ALL, COLD, FINAL, not_kept

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from layerlint.build.cache import KeyedStep
    from layerlint.build.selectors import Selector
    from layerlint.facts import Facts
    from layerlint.history.log import Change, Commit


class Counted:
    """A cause with the number of commits in which it came first: `kind` file or parent, `what` path or text, `line` 1-based."""

    __slots__ = ("commits", "kind", "line", "what")

    def __init__(self, kind: str, what: str, line: int, commits: int) -> None:
        self.kind = kind
        self.what = what
        self.line = line
        self.commits = commits


class StepShare:
    """One step: `rerun_commits` rerun it for sure, `maybe_commits` depending on what a RUN writes; `causes` with most commits first.

    `share` is the part of all commits that reruns it for sure, 0 to 1; None without commits. `when` holds the ids of the commits that do.
    """

    __slots__ = ("causes", "maybe_commits", "rerun_commits", "share", "step", "when")

    def __init__(self, step: KeyedStep, commits: int, found: _Count) -> None:
        self.step = step
        self.when = found.when
        self.rerun_commits = len(found.when)
        self.maybe_commits = found.maybe
        self.share = self.rerun_commits / commits if commits else None
        ordered = sorted(found.causes.items(), key=lambda item: (-item[1], item[0][2], item[0][1]))
        self.causes = [Counted(*cause, count) for cause, count in ordered]


class Replay:
    """`commits` were replayed, the newest of them at `newest` and the oldest at `oldest` (seconds since 1970, 0 without commits).

    `submodules` are visible paths whose content is another repository's.
    """

    __slots__ = ("commits", "newest", "oldest", "regime", "steps", "submodules")

    def __init__(self, commits: Sequence[Commit], regime: str, steps: list[StepShare], submodules: list[str]) -> None:
        self.commits = len(commits)
        self.newest = max((commit.time for commit in commits), default=0)
        self.oldest = min((commit.time for commit in commits), default=0)
        self.regime = regime
        self.steps = steps
        self.submodules = submodules

    @property
    def per_month(self) -> float | None:
        """Commits in thirty days, over the time replayed; None where that is less than a day."""
        days = (self.newest - self.oldest) / 86400
        return self.commits / days * 30 if days >= 1 else None


class _Count:
    """What is counted for one step."""

    __slots__ = ("causes", "maybe", "when")

    def __init__(self) -> None:
        self.causes: dict[tuple[str, str, int], int] = {}
        self.maybe = 0
        self.when: list[str] = []


def replay(facts: Facts, commits: Sequence[Commit], regime: str = "last") -> Replay:
    """Replay `commits` (newest first, as `log.commits` gives them). `regime` is last, all, final or none."""
    walk = _Walk(facts, regime)
    for commit in reversed(commits):
        walk.commit(commit)
    steps = walk.file.steps
    shares = [StepShare(step, len(commits), count) for step, count in zip(steps, walk.counts, strict=True)]
    return Replay(commits, regime, shares, sorted(walk.submodules))


class _Walk:
    """The state between two commits."""

    def __init__(self, facts: Facts, regime: str) -> None:
        self.file = KeyedFile(facts)
        self.counts = [_Count() for _ in self.file.steps]
        self.submodules: set[str] = set()
        self._regime = regime
        self._contents = _Contents(facts)
        self._keying = Keying(self.file, Numbers())
        self._contents.watch(self._keying.selectors)
        self._seen = Seen()
        self._keys = self._keying.keys(self._contents.digest)
        self._seen.add(self._keys)
        self._index = {id(step): index for index, step in enumerate(self.file.steps)}
        self._chains = {stage: [self._index[id(step)] for step in self.file.chain(stage)] for stage in self.file.stages}

    def commit(self, commit: Commit) -> None:
        """Build once more, after this commit."""
        if self._contents.apply(commit.changes, self.submodules):
            self._keys = self._keying.keys(self._contents.digest)
            verdicts = self._seen.reruns(self._keys)
            if self._regime == FINAL:
                verdicts = not_kept(self.file, verdicts)
            if self._regime != ALL:
                self._seen = Seen()
            self._seen.add(self._keys)
            self._count(commit.id, verdicts)
        elif self._regime == COLD:
            self._count(commit.id, [])

    def _count(self, commit: str, verdicts: list[bool | None]) -> None:
        for index, count in enumerate(self.counts):
            verdict = True if self._regime == COLD else verdicts[index]
            if verdict is None:
                count.maybe += 1
            elif verdict:
                count.when.append(commit)
                cause = self._cause(index, verdicts) if self._regime != COLD else (PARENT, "no cache", self.file.steps[index].line)
                count.causes[cause] = count.causes.get(cause, 0) + 1

    def _cause(self, index: int, verdicts: list[bool | None]) -> tuple[str, str, int]:
        """The first step above that does not come from the cache, else the first file, else what another stage brings."""
        step = self.file.steps[index]
        chain = self._chains[step.step.stage.index]
        above = [at for at in chain[: chain.index(index)] if verdicts[at] is not False] if not step.linked else []
        if above:
            return PARENT, self.file.steps[above[0]].created_by, self.file.steps[above[0]].line
        for selector in step.selectors:
            path = self._contents.first(selector)
            if path is not None:
                return FILE, path, step.line
        for taken in step.taken:
            missed = next((at for at in self._chains[taken.stage] if verdicts[at] is not False), None)
            if missed is not None:
                return PARENT, self.file.steps[missed].created_by, self.file.steps[missed].line
        return PARENT, "not kept in the cache", step.line


class _Contents:
    """What each selector takes, as sums; `first` is the first path that the commit at hand changed in it."""

    def __init__(self, facts: Facts) -> None:
        context = facts.context
        self._ignore = context.ignore if context is not None else None
        self._selectors: dict[int, Selector] = {}
        self._sums: dict[int, list[int]] = {}
        self._first: dict[int, str] = {}
        self._takers: dict[str, list[int]] = {}

    def watch(self, selectors: Sequence[Selector]) -> None:
        """The selectors that will be asked for."""
        self._selectors = {id(selector): selector for selector in selectors}
        self._sums = {key: [0, 0] for key in self._selectors}

    def digest(self, selector: Selector) -> tuple[Hashable, Hashable]:
        """The sums of one selector: of everything, and of what is known."""
        whole, known = self._sums[id(selector)]
        return whole, known

    def first(self, selector: Selector) -> str | None:
        """The first path that the last commit changed."""
        return self._first.get(id(selector))

    def apply(self, changes: list[Change], submodules: set[str]) -> bool:
        """Take in one commit; True when a selector sees it."""
        self._first = {}
        for change in changes:
            takers = self._takers.get(change.path)
            if takers is None:
                takers = self._takers[change.path] = self._taking(change.path)
            if takers and change.is_submodule:
                submodules.add(change.path)
            for key in takers:
                self._add(key, change)
        return bool(self._first)

    def _add(self, key: int, change: Change) -> None:
        name, sums = self._selectors[key].name(change.path), self._sums[key]
        difference = _weight(name, change.mode, change.blob) - _weight(name, change.old_mode, change.old_blob)
        sums[0] += difference
        if not change.is_submodule:
            sums[1] += difference
        if key not in self._first or change.path < self._first[key]:
            self._first[key] = change.path

    def _taking(self, path: str) -> list[int]:
        if self._ignore is not None and self._ignore.ignores(path):
            return []
        return [key for key, selector in self._selectors.items() if selector.takes(path)]


def _weight(name: str, mode: str, blob: str) -> int:
    """A number for a file, 0 where there is none."""
    return hash((name, mode, blob)) if mode.strip("0") else 0
