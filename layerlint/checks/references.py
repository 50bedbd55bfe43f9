"""LL513, LL514: what `COPY --from` names when it is no stage of the file."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.knowledge.base_images import find
from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Flag, Instruction, Stage
    from layerlint.facts import Facts
    from layerlint.registry import Rule

LIKENESS = 0.8  # difflib's ratio; `builer` and `builder` have 0.92, `build` and `base` 0.44
SHORTEST = 4  # letters of a name in which a slip can be told from another name


def misspelt_stage(copy: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL513: a bare word that is nearly the name of an earlier stage; the builder asks Docker Hub for it."""
    del rule
    flag, stage = copy.flag("from"), file.dockerfile.stages[copy.stage]
    near = _nearest(flag, stage, file) if flag is not None else None
    if flag is not None and near is not None and near.name_span is not None:
        related = [Related(near.name_span, "this stage is meant, it seems")]
        yield Finding(flag.value_span, f"there is no stage `{(flag.value or '')[:24]}`, but `{(near.name or '')[:24]}`", related=related)


def undefined_stage(copy: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL514: neither a stage above nor an image with a tag: an image of Docker Hub, or a context that the caller has to name."""
    del rule
    flag, stage = copy.flag("from"), file.dockerfile.stages[copy.stage]
    if flag is None or not flag.value or ":" in flag.value or _is_above(flag.value, stage, file) or _nearest(flag, stage, file) is not None:
        return
    yield Finding(flag.value_span, f"`{flag.value[:34]}` is no stage above and has no tag")


def _is_above(name: str, stage: Stage, file: Facts) -> bool:
    """A stage above this one, or this one."""
    return name.lower() == stage.name or file.graph.named(name, stage) is not None or name == str(stage.index)


def _nearest(flag: Flag, stage: Stage, file: Facts) -> Stage | None:
    """The earlier stage whose name the word resembles; one with a mark of registries, paths or tags is meant as it is,
    and so are official images and the names of other stages, which the builder refuses here."""
    word = (flag.value or "").lower()
    if len(word) < SHORTEST or word.isdigit() or not {"/", ":", ".", "@", "$"}.isdisjoint(word) or find(word) is not None:
        return None
    if any(word == each.name for each in file.dockerfile.stages):
        return None
    from difflib import get_close_matches

    names = {each.name: each for each in file.dockerfile.stages[: stage.index] if each.name}
    near = get_close_matches(word, names, n=1, cutoff=LIKENESS)
    return names[near[0]] if near else None
