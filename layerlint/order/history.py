"""Shares from the repository's own commits: today's file and the proposed one, replayed over the same history.

Candidates are judged by which commits touch what they hang on; the finished plan is replayed with the cache model in every regime, and is
dropped when it costs more in one of them.
"""

from __future__ import annotations

from layerlint.build.cache import FILE
from layerlint.build.cache_regimes import ALL, COLD, FINAL
from layerlint.history.replay import replay
from layerlint.knowledge.installs import find_install
from layerlint.knowledge.os_packages import find_system_command
from layerlint.knowledge.tools import MANIFESTS, PROJECT
from layerlint.order.expected import Replayed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts
    from layerlint.history.log import Commit
    from layerlint.history.replay import Replay

REGIMES = ("last", ALL, FINAL)
# Seconds of one run of a step by its class: installs of dependencies, of OS packages, other commands, copies (docs/order.md).
DEPENDENCIES, PACKAGES, COMMANDS, COPIES = 45.0, 25.0, 40.0, 0.4
# Commands beside others that take no time worth counting.
QUICK = frozenset("[ apt-get apk cd chmod chown echo export mkdir printf rm set test true".split())
LEAST_SLACK = 2  # copies: what a manifest of a few kB costs is less than any install varies by itself
ROUNDING = 0.001  # seconds
MOST_OF_COLD = 1.01  # a build without any cache may cost this much more


class History(Replayed):
    """The last commits, newest first, seen from one context; `regime` is the one that reports speak of."""

    def __init__(self, commits: list[Commit], file: Facts, regime: str) -> None:
        ignore = file.context.ignore if file.context is not None else None
        super().__init__(
            ({change.path for change in commit.changes} for commit in commits), ignore.ignores if ignore is not None else _nothing
        )
        self._history = commits
        self._regime = regime if regime != COLD else "last"

    def step_shares(self, file: Facts) -> dict[int, float] | None:
        """The share of commits that rerun each step, by its line."""
        return {step.step.line: step.share or 0.0 for step in self._replay(file, self._regime).steps}

    def bounds(self, file: Facts) -> dict[int, str]:
        """What still reruns each step, by its line: the files that changed first, those of the copies above it included."""
        steps = {step.step.line: step for step in self._replay(file, self._regime).steps}
        found = {}
        for number, step in steps.items():
            counts: dict[str, int] = {}
            for cause in step.causes:
                above = steps[cause.line].causes if cause.kind != FILE and cause.line != number and cause.line in steps else [cause]
                for each in above:
                    if each.kind == FILE:
                        counts[each.what] = counts.get(each.what, 0) + min(each.commits, cause.commits)
            most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:3]
            found[number] = ", ".join(f"`{name}` {count}" for name, count in most)
        return found

    def is_worse(self, before: Facts, after: Facts) -> str | None:
        """The regime in which the new order costs more; None when there is none. The copies of manifests that it adds are no cost."""
        slack = COPIES * max(LEAST_SLACK, _copies(after) - _copies(before)) + ROUNDING
        for regime in REGIMES:
            if self._cost(after, regime) > self._cost(before, regime) + slack:
                return regime
        cold = sum(costs(before).values()), sum(costs(after).values())
        return COLD if cold[1] > cold[0] * MOST_OF_COLD + slack else None

    def _cost(self, file: Facts, regime: str) -> float:
        """Seconds a commit, all steps together."""
        seconds = costs(file)
        return sum((step.share or 0.0) * seconds.get(step.step.line, 0.0) for step in self._replay(file, regime).steps)

    def _replay(self, file: Facts, regime: str) -> Replay:
        return replay(file, self._history, regime)


def _nothing(_path: str) -> bool:
    return False


def _copies(file: Facts) -> int:
    return sum(each.name == "COPY" for stage in file.dockerfile.stages for each in stage.instructions)


def costs(file: Facts) -> dict[int, float]:
    """Seconds of each step that is built, by its line."""
    line = file.dockerfile.source.line
    found: dict[int, float] = {}
    for stage in file.dockerfile.stages:
        fetched: set[str] = set()
        for each in stage.instructions if stage.index in file.graph.built else ():
            if each.name in ("COPY", "ADD"):
                found[line(each.span[0])] = COPIES
            elif each.name == "RUN":
                found[line(each.span[0])] = _run(each, file, fetched)
    return found


def _run(run: Instruction, file: Facts, fetched: set[str]) -> float:
    """Seconds of a RUN by what its commands are; a build that fetches its dependencies itself is a fetch and a build."""
    seconds, builds = 0.0, False
    for command in file.commands(run):
        words = [word.value for word in command.words]
        install = find_install(words)
        if install is None:
            seconds = max(seconds, PACKAGES) if find_system_command(words) is not None else seconds
            builds = builds or command.name not in QUICK
            continue
        builds = builds or install.kind == PROJECT
        if install.kind not in (MANIFESTS, PROJECT):
            seconds += PACKAGES
        elif install.ecosystem.family not in fetched or install.kind == MANIFESTS:
            seconds += DEPENDENCIES
            fetched.add(install.ecosystem.family)
    return seconds + (COMMANDS if builds or not seconds else 0.0)
