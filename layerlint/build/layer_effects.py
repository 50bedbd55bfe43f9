"""What each shipped layer writes, changes and removes, and what lower layers still hold when it does."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.build.effects import Effect, copy_effects, run_effects
from layerlint.build.paths import covers
from layerlint.build.steps import Step, shipped_steps
from layerlint.knowledge.file_use import MODIFY, MOVE, PRUNE, REMOVE, UNPACK, WRITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.facts import Facts

# Older writes than these are forgotten: no file of people has as many, and a hostile one must not cost quadratic time.
MOST_WRITES = 200


class Written:
    """One path that a layer holds. `unpacked` is the later reading of it as an archive, with the step that does it."""

    __slots__ = ("effect", "step", "unpacked")

    def __init__(self, effect: Effect, step: Step) -> None:
        self.effect = effect
        self.step = step
        self.unpacked: tuple[Effect, Step] | None = None

    @property
    def path(self) -> str:
        """The path, see paths.py."""
        return self.effect.path


class Encounter:
    """A layer's effect on what a lower layer holds."""

    __slots__ = ("effect", "step", "written")

    def __init__(self, effect: Effect, step: Step, written: Written) -> None:
        self.effect = effect
        self.step = step
        self.written = written


class LayerHistory:
    """`removed` and `rewritten` are the encounters with lower layers, in the order of the build, each written path met
    once; `kept` are the writes that the image shows at the end."""

    __slots__ = ("kept", "removed", "rewritten")

    def __init__(self) -> None:
        self.kept: list[Written] = []
        self.removed: list[Encounter] = []
        self.rewritten: list[Encounter] = []

    def add(self, step: Step, effects: list[Effect]) -> None:
        """Put one more layer on top."""
        own: list[Written] = []
        for effect in effects:
            if effect.action == WRITE:
                own = [written for written in own if written.path != effect.path]
                own = [*own[-MOST_WRITES:], Written(effect, step)]
            elif effect.action == UNPACK:
                for written in [*own, *self.kept]:
                    if written.path == effect.path:
                        written.unpacked = effect, step
            elif effect.action in (REMOVE, PRUNE, MOVE):
                own = self._take(effect, step, own)
            elif effect.action == MODIFY and not any(_touches(effect, written) for written in own):
                self.rewritten += [Encounter(effect, step, written) for written in self.kept if _touches(effect, written)]
        self.kept = [*self.kept, *own][-MOST_WRITES:]

    def _take(self, effect: Effect, step: Step, own: list[Written]) -> list[Written]:
        """What the removal leaves of the layer's own writes; those of lower layers are noted and forgotten."""
        met = [Encounter(effect, step, written) for written in self.kept if covers(effect.path, written.path)]
        if met:
            (self.rewritten if effect.action == MOVE else self.removed).extend(met)
            gone = {id(encounter.written) for encounter in met}
            self.kept = [written for written in self.kept if id(written) not in gone]
        return [written for written in own if not covers(effect.path, written.path)]


def _touches(effect: Effect, written: Written) -> bool:
    """True when the change reaches what was written: the path itself, or with `-R` anything below it."""
    return covers(effect.path, written.path) if effect.tree else effect.path == written.path and not written.effect.tree


@lru_cache(maxsize=1)
def layer_history(file: Facts) -> LayerHistory:
    """The shipped layers of `file`, put one on another; those of the base image are not among them."""
    history = LayerHistory()
    for step, effects in layers(file):
        history.add(step, effects)
    return history


def layers(file: Facts) -> Iterator[tuple[Step, list[Effect]]]:
    """The steps that make the layers that ship, oldest first, with what they do to files."""
    for step in shipped_steps(file):
        instruction = step.instruction
        if instruction.name == "RUN":
            yield step, run_effects(instruction, file.commands(instruction), step.scope)
        elif instruction.name in ("COPY", "ADD"):
            yield step, copy_effects(instruction, step.scope)
