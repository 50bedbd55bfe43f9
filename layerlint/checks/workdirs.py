"""Relative working directories."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.timeline import GUESSED
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Dockerfile, Instruction
    from layerlint.facts import Facts
    from layerlint.registry import Rule


def relative_workdir(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL575: the first WORKDIR of a stage and its parents is relative: the base image decides where it is."""
    for workdir, is_first in _workdirs(file):
        if is_first and _is_relative(workdir, file):
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
        if _hadolint(workdir) and not (is_first and _is_relative(workdir, file)):
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


def _is_relative(workdir: Instruction, file: Facts) -> bool:
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
