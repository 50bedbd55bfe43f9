"""Relative working directories."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.timeline import GUESSED
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts
    from layerlint.registry import Rule


def relative_workdir(workdir: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL575: the first WORKDIR of a stage and its parents is relative: the base image decides where it is."""
    if workdir.words and _is_relative(workdir, file) and not _has_one_above(workdir, file):
        heard = rule.aliases if _hadolint(workdir) else ("WorkdirRelativePath",)
        yield Finding(workdir.words[0].span, "where this is, the base image decides", aliases=heard)


def later_relative_workdir(workdir: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL576: a relative WORKDIR below another one."""
    del rule
    if workdir.words and _hadolint(workdir) and (not _is_relative(workdir, file) or _has_one_above(workdir, file)):
        yield Finding(workdir.words[0].span, "relative to the `WORKDIR` above")


def _is_relative(workdir: Instruction, file: Facts) -> bool:
    text = workdir.words[0].text
    path, certainty = file.scope(workdir).resolve(text)
    if certainty == GUESSED and "$" in text.strip("\"'")[:1]:
        return False
    return not path.startswith("/") and not _is_drive(path)


def _has_one_above(workdir: Instruction, file: Facts) -> bool:
    for stage in file.graph.chain(file.dockerfile.stages[workdir.stage]):
        for each in stage.instructions:
            if each is workdir:
                return False
            if each.name == "WORKDIR":
                return True
    return False


def _is_drive(path: str) -> bool:
    """True for `C:` and what stands below it."""
    return path[1:2] == ":" and path[0].isalpha()


def _hadolint(workdir: Instruction) -> bool:
    """True where hadolint speaks: it looks at the text, quotes left out, and takes what begins with a variable for absolute."""
    text = workdir.words[0].text.strip("\"'")
    return not text.startswith(("/", "$")) and not _is_drive(text)
