"""What certainly is not in a stage that begins with `scratch`. Each file is walked once for each question."""

from __future__ import annotations

from functools import lru_cache

from layerlint.build.inheritance import SCRATCH
from layerlint.build.paths import absolute, within
from layerlint.build.timeline import GUESSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.facts import Facts

WRITERS = ("ADD", "COPY", "RUN", "WORKDIR")


def is_empty(stage: Stage, file: Facts) -> bool:
    """True for a stage on `scratch` into which nothing is put."""
    return stage.index in _empty(file)


def lacks(path: str, stage: Stage, file: Facts, before: Instruction | None = None) -> bool:
    """True when nothing in the stage, or nothing above `before`, can have put the file `path` there: no RUN, no COPY to its folders."""
    bringers = _bringers(path, file)
    if stage.index not in bringers:
        return False
    first = bringers[stage.index]
    return first is None or (before is not None and first.stage == stage.index and first.span >= before.span)


@lru_cache(maxsize=1)
def _known(file: Facts) -> frozenset[int]:
    """The stages on `scratch` whose instructions are all in the file, for Linux."""
    found: set[int] = set()
    for stage in file.dockerfile.stages if file.dockerfile.escape == "\\" else ():
        parent = file.graph.parent(stage)
        if parent is None:
            known = file.graph.base_reference(stage) == SCRATCH
        else:
            known = parent.index in found and not any(instruction.name == "ONBUILD" for instruction in parent.instructions)
        if known:
            found.add(stage.index)
    return frozenset(found)


@lru_cache(maxsize=1)
def _empty(file: Facts) -> frozenset[int]:
    found: set[int] = set()
    for stage in file.dockerfile.stages:
        parent = file.graph.parent(stage)
        begins_empty = stage.index in _known(file) and (parent is None or parent.index in found)
        if begins_empty and not any(instruction.name in WRITERS for instruction in stage.instructions):
            found.add(stage.index)
    return frozenset(found)


@lru_cache(maxsize=2)
def _bringers(path: str, file: Facts) -> dict[int, Instruction | None]:
    """For each stage of `_known` the first instruction of its chain that may put `path` there."""
    found: dict[int, Instruction | None] = {}
    for stage in file.dockerfile.stages:
        if stage.index in _known(file):
            parent = file.graph.parent(stage)
            inherited = found.get(parent.index) if parent is not None else None
            own = (instruction for instruction in stage.instructions if _may_bring(path, instruction, file))
            found[stage.index] = inherited or next(own, None)
    return found


def _may_bring(path: str, instruction: Instruction, file: Facts) -> bool:
    """A RUN may; a COPY whose target is the file or one of its folders may, too: what is copied there may be a tree."""
    if instruction.name not in ("ADD", "COPY") or not instruction.words:
        return instruction.name == "RUN"
    scope = file.scope(instruction)
    target, certainty = scope.resolve(instruction.words[-1].text)
    return certainty == GUESSED or "$" in target or within(path, absolute(target, scope.directory[0]))
