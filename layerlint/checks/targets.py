"""Where files land: LL511, LL512, LL516 to LL518 of a COPY, LL575, LL576, LL663 of a WORKDIR that is relative."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.build.timeline import GUESSED, KNOWN
from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Dockerfile, Instruction, Stage, Word
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


def relative_workdir(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL575: the first WORKDIR of a stage and its parents is relative: the base image decides where it is."""
    for workdir, is_first in _workdirs(file):
        if is_first and _is_relative_folder(workdir, file):
            heard = rule.aliases if _hadolint(workdir) else ("WorkdirRelativePath",)
            yield Finding(workdir.words[0].span, "where this is, the base image decides", aliases=heard)


def drive_letter_workdir(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL576: a path of Windows at the same place, which is no absolute one in a build for Linux."""
    del rule
    for workdir, is_first in _workdirs(file):
        if is_first and _is_drive(file.scope(workdir).resolve(workdir.words[0].text)[0]):
            yield Finding(workdir.words[0].span, "relative, where the build is for Linux")


def later_relative_workdir(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL663: a relative WORKDIR below another one."""
    del rule
    for workdir, is_first in _workdirs(file):
        if _hadolint(workdir) and not (is_first and _is_relative_folder(workdir, file)):
            yield Finding(workdir.words[0].span, "relative to the `WORKDIR` above")


def _workdirs(file: Facts) -> Iterator[tuple[Instruction, bool]]:
    """Every WORKDIR, and whether its stage and the parents of that have none above it."""
    has_one: dict[int, bool] = {}
    for stage in file.dockerfile.stages:
        parent = file.graph.parent(stage)
        found = has_one.get(parent.index, False) if parent else False
        for each in stage.instructions:
            if each.name == "WORKDIR" and each.words:
                yield each, not found
                found = True
        has_one[stage.index] = found


def _is_relative_folder(workdir: Instruction, file: Facts) -> bool:
    text = workdir.words[0].text
    path, certainty = file.scope(workdir).resolve(text)
    if certainty == GUESSED and text.strip("\"'").startswith("$"):
        return False
    return not path.startswith("/") and not _is_drive(path)


def _is_drive(path: str) -> bool:
    """True for `C:` and what stands below it."""
    return path[1:2] == ":" and path[0].isalpha()


def _hadolint(workdir: Instruction) -> bool:
    """True where hadolint speaks: it looks at the text, quotes left out, and takes what begins with a variable for absolute."""
    text = workdir.words[0].text.strip("\"'")
    return not text.startswith(("/", "$")) and not _is_drive(text)
