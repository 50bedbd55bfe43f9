"""LL602, LL603: images that say not how to tell whether they work."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.dockerfile.references import split_reference
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Stage
    from layerlint.facts import Facts
    from layerlint.registry import Rule

    Named = tuple[str, str | None]


def no_healthcheck(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL602: the target and its parent stages hold no HEALTHCHECK, not even `HEALTHCHECK NONE`."""
    del rule
    if stage is file.graph.target and not any(_has_healthcheck(each) for each in file.graph.chain(stage)):
        yield Finding(stage.from_.span, "the image has no HEALTHCHECK", aliases=None if stage.index in _heard(file) else ())


def stage_without_healthcheck(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL603: the same of stages that are not the target, for projects that ask for it."""
    del rule
    if stage is not file.graph.target and stage.index in _heard(file):
        yield Finding(stage.from_.span, "no stage on this one has a HEALTHCHECK")


def _has_healthcheck(stage: Stage) -> bool:
    return any(instruction.name == "HEALTHCHECK" for instruction in stage.instructions)


@lru_cache(maxsize=1)
def _heard(file: Facts) -> frozenset[int]:
    """The stages at which the other tool speaks: none of their descendants has a HEALTHCHECK, nor had a parent one before.

    It takes stages of the same image and the same name for one, and names in other capitals for others.
    """
    text = file.dockerfile.source.text
    healthy: set[Named] = set()
    parents: dict[Named, Named | None] = {}
    named: dict[str, Named] = {}
    keys: list[Named] = []
    for stage in file.dockerfile.stages:
        base = stage.base.text if stage.base is not None else ""
        key = (split_reference(base)[1], text[slice(*stage.name_span)] if stage.name_span else None)
        parent = named.get(base)
        keys.append(key)
        parents[key] = parent if parent != key else None
        if parent in healthy:
            healthy.add(key)
        if _has_healthcheck(stage):
            healthy.update(_ancestry(key, parents, healthy))
        if key[1]:
            named[key[1]] = key
    return frozenset(index for index, key in enumerate(keys) if key not in healthy)


def _ancestry(key: Named, parents: dict[Named, Named | None], healthy: set[Named]) -> Iterator[Named]:
    """The stage and those below it, as far as they are not known to be healthy."""
    seen: set[Named] = set()
    above: Named | None = key
    while above is not None and above not in seen and (above is key or above not in healthy):
        seen.add(above)
        yield from (above,)
        above = parents.get(above)
