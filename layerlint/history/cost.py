"""What one run of a step costs in seconds: a range for its class of command, or the times of a real build where a log is given.

The classes and their seconds are constants, not measurements of this file: medians that the evaluation of reorderings was made with, and a
log-normal spread of 0.8 around each, so that `low` and `high` hold about 80 of 100 steps. Time is known exactly only from a build's own log.
"""

from __future__ import annotations

from math import exp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layerlint.build.cache import KeyedFile, KeyedStep

# Seconds of the median step of a class: OS packages, dependencies, compiling, other commands, copies.
OS, DEPENDENCIES, BUILD, OTHER, COPYING = 25.0, 45.0, 40.0, 2.0, 0.4
SPREAD = exp(0.8 * 1.28)  # sigma 0.8, and 1.28 of it to each side are 80 %
LOG_SPREAD = 1.5  # a second run of the same step on the same machine, mostly
LOCK_BYTES = 200_000  # of a lock file of the median project; the install's seconds grow with the root of its size
MODEL, LOG, UNKNOWN, MIXED = "model", "build-log", "unknown", "model and build-log"
BUILDERS = frozenset(
    "make cmake ninja gcc g++ cc javac go cargo mvn gradle gradlew dotnet tsc webpack vite rustc ghc sbt bazel meson msbuild".split()
)
BUILD_WORDS = frozenset(("build", "compile", "package", "publish", "assets:precompile", "dist", "bundle"))


class Seconds:
    """RANGE of the design: `basis` is model, build-log, both, or unknown, where `likely` and `high` are None."""

    __slots__ = ("basis", "high", "likely", "low")

    def __init__(self, low: float, likely: float | None, high: float | None, basis: str) -> None:
        self.low = low
        self.likely = likely
        self.high = high
        self.basis = basis

    def times(self, factor: float) -> Seconds:
        """So many runs, or a part of one."""
        likely = None if self.likely is None else self.likely * factor
        return Seconds(self.low * factor, likely, None if self.high is None else self.high * factor, self.basis)


NOTHING = Seconds(0.0, 0.0, 0.0, MODEL)


def total(parts: Iterable[Seconds]) -> Seconds:
    """The sum, ends to ends; what one part does not know the sum does not know."""
    found = list(parts)
    bases = {part.basis for part in found}
    basis = UNKNOWN if UNKNOWN in bases else bases.pop() if len(bases) == 1 else MIXED if bases else MODEL
    likely = [part.likely for part in found]
    high = [part.high for part in found]
    return Seconds(
        sum(part.low for part in found),
        None if None in likely else sum(number or 0.0 for number in likely),
        None if None in high else sum(number or 0.0 for number in high),
        basis,
    )


def step_seconds(
    file: KeyedFile, installs: set[int], logged: Mapping[int, float] | None = None, lock_bytes: int | None = None
) -> list[Seconds]:
    """The seconds of one run of each step. `installs` are the indexes of steps with a dependency install, `logged` seconds by index from a
    real build, `lock_bytes` the size of the largest lock file in the context."""
    found = []
    for index, step in enumerate(file.steps):
        if logged and index in logged:
            found.append(Seconds(logged[index] / LOG_SPREAD, logged[index], logged[index] * LOG_SPREAD, LOG))
            continue
        median = _median(file, step, index in installs, lock_bytes)
        found.append(Seconds(median / SPREAD, median, median * SPREAD, MODEL) if median else NOTHING)
    return found


def _median(file: KeyedFile, step: KeyedStep, install: bool, lock_bytes: int | None) -> float:  # noqa: FBT001  # a private answer to one question
    if step.instruction in ("COPY", "ADD"):
        return COPYING
    if step.instruction != "RUN":
        return 0.0
    from layerlint.knowledge.os_packages import INSTALL, find_system_command

    classes = [OTHER]
    if install:
        factor = min(4.0, max(0.25, (lock_bytes / LOCK_BYTES) ** 0.5)) if lock_bytes else 1.0
        classes.append(DEPENDENCIES * factor)
    for invocation in file.facts.invocations(step.step.instruction):
        called = find_system_command(invocation.words)
        if called is not None and called.action == INSTALL:
            classes.append(OS)
        elif invocation.name in BUILDERS or any(word in BUILD_WORDS for word in invocation.words[1:4]):
            classes.append(BUILD)
    return sum(set(classes[1:])) if len(classes) > 1 else OTHER
