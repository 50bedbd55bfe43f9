"""Which steps a cache keeps from one build to the next.

last: everything of the previous build. all: of every earlier build. final: only the chain of the stage that ships, as an exported cache
with mode=min holds it. none: a cold build.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.cache import KeyedFile

LAST, ALL, FINAL, COLD = "last", "all", "final", "none"
REGIMES = (LAST, ALL, FINAL, COLD)


def not_kept(file: KeyedFile, verdicts: list[bool | None]) -> list[bool | None]:
    """The verdicts when only the final chain was kept: another stage is asked for as soon as one of its steps has to run, and then all
    of its steps have to, with those of the stages that it takes from."""
    where = {id(step): index for index, step in enumerate(file.steps)}
    found = list(verdicts)
    shipped = file.facts.graph.shipped
    for stage in sorted(file.stages, reverse=True):
        own = [where[id(step)] for step in file.stages[stage]]
        if stage in shipped:
            continue
        worst = _worst([found[index] for index in own] + [found[index] for index in _users(file, stage, where)])
        for index in own:
            if found[index] is False or worst:
                found[index] = worst
    return found


def _users(file: KeyedFile, stage: int, where: dict[int, int]) -> list[int]:
    """Steps of other unkept stages that begin with this one: they need it when they run."""
    children = [child for child, parent in file.parents.items() if parent == stage and child not in file.facts.graph.shipped]
    takers = [
        step for step in file.steps if step.step.stage.index not in file.facts.graph.shipped and any(t.stage == stage for t in step.taken)
    ]
    return [where[id(step)] for child in children for step in file.stages[child]] + [where[id(step)] for step in takers]


def _worst(verdicts: list[bool | None]) -> bool | None:
    return True if True in verdicts else None if None in verdicts else False
