"""LL612, LL613, LL623 to LL625: the labels of a whole stage. Labels of the stages it is built from count as its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from layerlint.checks.labels import key_of, key_span, schema, short
from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Pair, Stage
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# What buildx writes into the image or its attestation from the repository it builds in (docs.docker.com, BUILDX_GIT_LABELS).
OF_GIT = ("org.opencontainers.image.revision", "org.opencontainers.image.source")
SHOWN = 2  # missing labels that a message names


def missing(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL612: the image lacks labels of the schema."""
    if stage is file.graph.target:
        yield from _missing(stage, _lacking(file, tuple(schema(rule)))[stage.index])


def missing_in_stage(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL613: a stage that is not the target lacks labels; one that others copy from, or that gets them where a stage
    without a name goes on with it, is left alone."""
    if stage is file.graph.target or (stage.name or "") in _copied_from(file):
        return
    added = _added(file).get(stage.index, set())
    yield from _missing(stage, [key for key in _lacking(file, tuple(schema(rule)))[stage.index] if key not in added])


def _missing(stage: Stage, lacking: list[str]) -> Iterator[Finding]:
    if lacking:
        named = " and ".join(f"`{short(key)}`" for key in lacking) if len(lacking) <= SHOWN else f"{len(lacking)} labels"
        message = f"{named} not set" if len(named) <= 60 else f"{len(lacking)} labels not set"
        yield Finding(_head(stage), message, help=f"add {', '.join(lacking)}")


@lru_cache(maxsize=2)
def _lacking(file: Facts, wanted: tuple[str, ...]) -> list[list[str]]:
    """By stage, the keys that neither it nor the stages it is built from set."""
    found: list[list[str]] = []
    for stage in file.dockerfile.stages:
        parent = file.graph.parent(stage)
        inherited = found[parent.index] if parent is not None else wanted
        own = _own_keys(stage, file)
        found.append([key for key in inherited if key not in own])
    return found


@lru_cache(maxsize=2)
def _added(file: Facts) -> dict[int, set[str | None]]:
    """By the index of a stage, the keys that stages without a name set that begin with it."""
    found: dict[int, set[str | None]] = {}
    for stage in file.dockerfile.stages:
        parent = file.graph.parent(stage)
        if parent is not None and stage.name is None:
            found.setdefault(parent.index, set()).update(_own_keys(stage, file))
    return found


@lru_cache(maxsize=1)
def _copied_from(file: Facts) -> set[str]:
    """The names of the stages that some COPY takes files from."""
    flags = (each.flag("from") for stage in file.dockerfile.stages for each in stage.instructions if each.name == "COPY")
    return {flag.value.lower() for flag in flags if flag and flag.value}


def _own_keys(stage: Stage, file: Facts) -> set[str | None]:
    return {key_of(pair, label, file) for label, pair in own_labels(stage)}


def own_labels(stage: Stage) -> Iterator[tuple[Instruction, Pair]]:
    """Every pair of every LABEL that stands in the stage."""
    for instruction in stage.instructions:
        if instruction.name == "LABEL":
            yield from ((instruction, pair) for pair in instruction.pairs)


def _head(stage: Stage) -> tuple[int, int]:
    return stage.base.span if stage.base is not None else stage.from_.keyword


def of_buildx(label: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL623: a label that buildx can take from the repository by itself."""
    del rule
    for pair in label.pairs:
        if key_of(pair, label, file) in OF_GIT:
            yield Finding(key_span(pair), f"buildx can set `{short(pair.name)}` from the repository")


def not_grouped(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL624: LABEL right behind LABEL."""
    del file, rule
    for before, here in pairwise(stage.instructions):
        if here.name == before.name == "LABEL":
            yield Finding(here.keyword, "a LABEL right behind another", related=[Related(before.keyword, "this one can take its pairs")])


def none_at_all(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL625: no LABEL for the image; its base may have some."""
    del rule
    if stage is file.graph.target and not any(any(own_labels(each)) for each in file.graph.chain(stage)):
        yield Finding(_head(stage), "the file gives the image no label")
