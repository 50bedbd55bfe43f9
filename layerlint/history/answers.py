"""What `layerlint cache` answers for one file: every step with its reruns and causes, the installs, and what it all costs."""

from __future__ import annotations

from layerlint.build.cache import PARENT
from layerlint.build.cache_regimes import COLD, FINAL, not_kept
from layerlint.build.cache_rerun import State, rerun
from layerlint.history.cost import Seconds, step_seconds, total
from layerlint.history.installs import FileInstall, file_installs
from layerlint.history.replay import GIT_FILE, replay
from layerlint.size import Size, unknown
from layerlint.size import total as sizes_total

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from layerlint.build.cache import KeyedFile, KeyedStep
    from layerlint.build.cache_reasons import Cause
    from layerlint.facts import Facts
    from layerlint.history.log import Commit


class Reason:
    """A cause with its `commits`, None for one transition. `root` is what began a parent's rerun, where that is one thing."""

    __slots__ = ("commits", "kind", "line", "root", "what")

    def __init__(self, kind: str, what: str, line: int, commits: int | None, root: Cause | None = None) -> None:
        self.kind = kind
        self.what = what
        self.line = line
        self.commits = commits
        self.root = root


class StepAnswer:
    """One step. In a replay `rerun_commits`, `maybe_commits` and `share` are numbers; `reruns` then says whether any commit reran it."""

    __slots__ = ("causes", "maybe_commits", "rerun_commits", "reruns", "seconds", "share", "size", "step")

    def __init__(self, step: KeyedStep, causes: list[Reason], *, reruns: bool | None) -> None:
        self.step = step
        self.reruns = reruns
        self.causes = causes
        self.rerun_commits: int | None = None
        self.maybe_commits: int | None = None
        self.share: float | None = None
        self.seconds = Seconds(0.0, None, None, "unknown")
        self.size: Size = unknown()


class Answer:
    """All of one file. `commits` is None for one transition; `per_month` are the commits of thirty days, where that can be told."""

    def __init__(self, file: KeyedFile, regime: str, steps: list[StepAnswer], notes: list[str]) -> None:
        self.path = file.facts.dockerfile.source.path
        self.file = file
        self.regime = regime
        self.steps = steps
        self.notes = notes
        self.commits: int | None = None
        self.per_month: float | None = None
        context = file.facts.context
        paths = None if context is None else [path for path, entry in context.files.items() if entry.kind != "dir"]
        self.installs: list[FileInstall] = file_installs(file, paths)
        self._lock = _lock_bytes(file.facts, {install.ecosystem for install in self.installs})
        self.calibrate({}, "")
        sizes = _sizes(file.facts)
        for answer in steps:
            answer.size = sizes.get((id(answer.step.step.carrier), answer.step.step.stage.index), unknown())

    def calibrate(self, logged: Mapping[int, float], name: str) -> None:
        """Take what a real build took in place of the model's seconds."""
        busy = {install.step for install in self.installs if not install.conditional}
        for answer, seconds in zip(self.steps, step_seconds(self.file, busy, logged, self._lock), strict=True):
            answer.seconds = seconds
        if name:
            self.notes.append(f"seconds of {len(logged)} of {len(self.steps)} steps are those of {name}")

    def install_share(self, install: FileInstall) -> float | None:
        """The part of commits that rerun the install; of one transition 1, 0, or None for maybe."""
        step = self.steps[install.step]
        if self.commits is not None:
            return step.share
        return None if step.reruns is None else float(step.reruns)

    @property
    def dependency_install_share(self) -> float | None:
        """The largest share among the installs that are counted; None without one, and for one transition."""
        shares = [self.install_share(install) for install in self.installs if not install.conditional]
        known = [share for share in shares if share is not None]
        return max(known) if known and self.commits is not None else None

    @property
    def rerun_steps(self) -> int:
        """The steps that rerun for sure."""
        return sum(step.reruns is True for step in self.steps)

    @property
    def size(self) -> Size:
        """Bytes of the layers that one transition makes anew, for sure."""
        return sizes_total([step.size for step in self.steps if step.reruns is True])

    @property
    def seconds(self) -> Seconds:
        """Of one build: the one after the change, or the mean over the commits. A step that only may rerun widens the range."""
        return total([_expected(step) for step in self.steps if step.reruns is not False])


def _expected(step: StepAnswer) -> Seconds:
    if step.share is not None:
        return step.seconds.times(step.share)
    if step.reruns is None:
        return Seconds(0.0, step.seconds.likely, step.seconds.high, step.seconds.basis)
    return step.seconds


def transition(before: State, after: State, regime: str, notes: list[str]) -> Answer:
    """What a build of `after` reruns when `before` has been built."""
    verdicts = rerun(before, after)
    found = [verdict.reruns for verdict in verdicts]
    if regime == FINAL:
        found = not_kept(after.keyed, found)
    if regime == COLD:
        found = [True] * len(found)
    steps = []
    for verdict, reruns in zip(verdicts, found, strict=True):
        cause = verdict.cause
        causes = [Reason(cause.kind, cause.what, cause.line, None, cause.root)] if cause else []
        if reruns is not False and not causes:
            causes = [Reason(PARENT, "no cache" if regime == COLD else "not kept in the cache", verdict.step.line, None)]
        steps.append(StepAnswer(verdict.step, causes, reruns=reruns))
    _note_git(after.facts, after.keyed, notes)
    return Answer(after.keyed, regime, steps, notes)


def replayed(facts: Facts, commits: Sequence[Commit], regime: str, notes: list[str]) -> Answer:
    """What each of these commits reran with today's Dockerfile."""
    done = replay(facts, commits, regime)
    steps = []
    for share in done.steps:
        causes = [Reason(cause.kind, cause.what, cause.line, cause.commits) for cause in share.causes]
        reruns = True if share.rerun_commits else None if share.maybe_commits else False
        step = StepAnswer(share.step, causes, reruns=reruns)
        step.rerun_commits, step.maybe_commits, step.share = share.rerun_commits, share.maybe_commits, share.share
        steps.append(step)
    _note_git(facts, done.file, notes)
    notes += [f"{path} is a submodule: what changes in it is unknown" for path in done.submodules]
    if _uses_lfs(facts):
        notes.append("some files are kept by git LFS: their content is unknown, their pointers are compared")
    answer = Answer(done.file, regime, steps, notes)
    answer.commits, answer.per_month = done.commits, done.per_month
    return answer


def _note_git(facts: Facts, file: KeyedFile, notes: list[str]) -> None:
    """`.git` in the context makes every commit change what takes it."""
    if facts.context is None or facts.context.entry(GIT_FILE) is None:
        return
    lines = sorted({step.line for step in file.steps if any(selector.takes(GIT_FILE) for selector in step.selectors)})
    if lines:
        where = ", ".join(map(str, lines))
        notes.append(f"line {where} takes .git along: every commit changes it; put .git into the ignore file unless the build needs it")


def _uses_lfs(facts: Facts) -> bool:
    import os

    try:
        with open(os.path.join(facts.context.root if facts.context else ".", ".gitattributes"), "rb") as file:
            return b"filter=lfs" in file.read(1 << 20)
    except OSError:
        return False


def _sizes(facts: Facts) -> dict[tuple[int, int], Size]:
    """The bytes of each layer, by instruction and stage."""
    found = facts.plan
    rows = [*found.layers, *(row for stage in found.stages for row in stage.layers)]
    return {(id(row.step.carrier), row.step.stage.index): row.size for row in rows}


def _lock_bytes(facts: Facts, tools: set[str]) -> int | None:
    """The size of the largest lock file of these tools that the context holds at its top."""
    from layerlint.knowledge.ecosystems import ecosystem

    names = {lock for name in tools for lock in ecosystem(name).locks}
    entries = facts.context.listing("") if facts.context is not None else []
    return max((entry.size for entry in entries if entry.path in names), default=None)
