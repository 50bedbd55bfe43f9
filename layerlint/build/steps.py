"""The instructions of a stage as they run: the parent's ONBUILD triggers first, each with what holds before it."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.scope import Scope, Scopes
from layerlint.dockerfile.model import Instruction, Stage


class Step:
    """One instruction at work. `carrier` is where it stands in the file: the ONBUILD of a trigger, else itself."""

    __slots__ = ("carrier", "instruction", "scope", "stage")

    def __init__(self, instruction: Instruction, carrier: Instruction, scope: Scope, stage: Stage) -> None:
        self.instruction = instruction
        self.carrier = carrier
        self.scope = scope
        self.stage = stage


def steps(scopes: Scopes, stage: Stage) -> Iterator[Step]:
    """The steps of one stage, its FROM first; the steps of its parent stage are not among them."""
    yield Step(stage.from_, stage.from_, scopes.before(stage.from_), stage)
    for onbuild, scope in scopes.triggers(stage):
        if onbuild.trigger is not None:
            yield Step(onbuild.trigger, onbuild, scope, stage)
    for instruction in stage.instructions:
        yield Step(instruction, instruction, scopes.before(instruction), stage)
