"""LL511, LL512, LL516 to LL518: where the files of a COPY land."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.build.timeline import GUESSED, KNOWN
from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Stage, Word
    from layerlint.facts import Facts
    from layerlint.registry import Rule

SCRATCH = "scratch"
QUOTES = "\"'"


def folder_without_slash(copy: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL511, LL512: several sources, and a target that does not say that it is a folder.

    The classic builder refuses that (moby builder/dockerfile/copy.go); BuildKit goes on, and where it writes file upon
    file, LL518 speaks.
    """
    refused = file.builder == "classic"
    if len(copy.words) < 3 or rule.match["refused"] is not refused:
        return
    target = copy.words[-1]
    text, certainty = file.scope(copy).resolve(target.text)
    if text.endswith(("/", "\\")) or target.text.strip(QUOTES).endswith(("/", "\\")) or certainty < KNOWN:
        return
    if refused or not _loses_files(copy, file):
        message = f"{len(copy.words) - 1} sources, and the target does not end in a slash"
        yield Finding(target.span, message, aliases=_heard(copy, rule))


def sources_overwritten(copy: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL518: several files go to one name that is no folder: the last one stays."""
    if file.builder == "buildkit" and len(copy.words) > 2 and _loses_files(copy, file):
        kept = copy.words[-2]
        related = [Related(kept.span, "the last source is what is left")]
        message = f"{len(copy.words) - 1} files are written to one, and only the last is left"
        yield Finding(copy.words[-1].span, message, related=related, aliases=_heard(copy, rule))


def _loses_files(copy: Instruction, file: Facts) -> bool:
    if copy.words[-1].text.strip(QUOTES).endswith("/"):
        return False
    from layerlint.build.one_target import loses_files  # most targets end in a slash

    return loses_files(copy, file)


def _heard(copy: Instruction, rule: Rule) -> tuple[str, ...]:
    """The old ids that look at COPY alone."""
    return rule.aliases if copy.name == "COPY" else ()


def lands_in_root(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL516, LL517: a relative target before any WORKDIR; it means `/`, or whatever the base image says."""
    parent = file.graph.parent(stage)
    if parent is not None and parent.index in _with_workdir(file):
        return
    for instruction in stage.instructions:
        if instruction.name == "WORKDIR":
            return
        if instruction.name == "COPY" and len(instruction.words) > 1 and _is_relative(instruction.words[-1]):
            yield from _in_folder(instruction, stage, file, rule)


@lru_cache(maxsize=1)
def _with_workdir(file: Facts) -> frozenset[int]:
    """The stages in which, or in a parent of which, there is a WORKDIR."""
    found: set[int] = set()
    for stage in file.dockerfile.stages:
        parent = file.graph.parent(stage)
        inherited = parent is not None and parent.index in found
        if inherited or any(instruction.name == "WORKDIR" for instruction in stage.instructions):
            found.add(stage.index)
    return frozenset(found)


def _in_folder(copy: Instruction, stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    folder, certainty = file.scope(copy).directory
    known = certainty > GUESSED
    onto_system = known and folder == "/" and file.graph.base_reference(file.graph.root(stage)) != SCRATCH
    if (onto_system and _brings_a_tree(copy)) is rule.match["tree"]:
        where = f"lands in `{folder[:34]}`" if known else "lands where the base image says"
        yield Finding(copy.words[-1].span, f"without a WORKDIR this {where}")


def _brings_a_tree(copy: Instruction) -> bool:
    """The whole context, or everything in a folder, poured into the target itself."""
    return copy.words[-1].text.strip(QUOTES) in (".", "./") and any(
        word.text.strip(QUOTES) in (".", "./", "*", "./*") for word in copy.words[:-1]
    )


def _is_relative(target: Word) -> bool:
    text = target.text.strip(QUOTES)
    return not text.startswith(("/", "$", "\\")) and text[1:2] != ":"
