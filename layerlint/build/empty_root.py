"""What certainly is not in a stage that begins with `scratch`."""

from __future__ import annotations

from layerlint.build.inheritance import SCRATCH
from layerlint.build.paths import absolute, within
from layerlint.build.timeline import GUESSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.facts import Facts

WRITERS = ("ADD", "COPY", "RUN", "WORKDIR")


def is_from_scratch(stage: Stage, file: Facts) -> bool:
    """True for a chain of stages on `scratch` whose instructions are all in the file, for Linux."""
    chain = file.graph.chain(stage)
    if file.graph.base_reference(chain[0]) != SCRATCH or file.dockerfile.escape != "\\":
        return False
    return not any(instruction.name == "ONBUILD" for parent in chain[:-1] for instruction in parent.instructions)


def is_empty(stage: Stage, file: Facts) -> bool:
    """True for a stage on `scratch` into which nothing is put."""
    if not is_from_scratch(stage, file):
        return False
    return not any(instruction.name in WRITERS for each in file.graph.chain(stage) for instruction in each.instructions)


def lacks(path: str, stage: Stage, file: Facts, before: Instruction | None = None) -> bool:
    """True when nothing in the stage, or nothing above `before`, can have put the file `path` there: no RUN, no COPY to its folders."""
    if not is_from_scratch(stage, file):
        return False
    for each in file.graph.chain(stage):
        for instruction in each.instructions:
            if instruction is before:
                return True
            if instruction.name == "RUN" or (instruction.name in ("ADD", "COPY") and _may_bring(path, instruction, file)):
                return False
    return True


def _may_bring(path: str, copy: Instruction, file: Facts) -> bool:
    """Whether the target is the file or one of its folders; what is copied there may be a tree."""
    if not copy.words:
        return False
    scope = file.scope(copy)
    target, certainty = scope.resolve(copy.words[-1].text)
    return certainty == GUESSED or "$" in target or within(path, absolute(target, scope.directory[0]))
