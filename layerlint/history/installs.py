"""The dependency installs of a file, each with the step it is part of: what reruns them is what most people pay for.

A dependency install is one command of the ecosystem table of which an input is there. A loop over a glob that matches nothing today is
*conditional*: listed, not counted. A build that would fetch modules counts only where nothing above it in its stage has fetched them.
"""

from __future__ import annotations

import re
from functools import lru_cache

from layerlint.knowledge.installs import Install, find_install
from layerlint.knowledge.tools import MANIFESTS, PROJECT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from layerlint.build.cache import KeyedFile, KeyedStep
    from layerlint.dockerfile.shell import Command


class FileInstall:
    """One install: `line` of its command (1-based), `ecosystem` and `label` of the tool and its verb, `step` the index among the file's steps."""

    __slots__ = ("conditional", "ecosystem", "label", "line", "step")

    def __init__(self, line: int, install: Install, step: int, *, conditional: bool) -> None:
        self.line = line
        self.ecosystem = install.ecosystem.name
        self.label = install.label
        self.step = step
        self.conditional = conditional


def file_installs(file: KeyedFile, paths: Iterable[str] | None) -> list[FileInstall]:
    """The installs of all steps, in their order. `paths` are the visible files of the context; None where nobody knows them."""
    known = list(paths) if paths is not None else None
    return [found for stage in file.stages for found in _of_stage(file, stage, known)]


def _of_stage(file: KeyedFile, stage: int, paths: list[str] | None) -> Iterator[FileInstall]:
    fetched: set[str] = set()
    own = {id(step) for step in file.stages[stage]}
    selectors = []
    for step in file.chain(stage):
        selectors += step.selectors
        if step.instruction != "RUN":
            continue
        for command in file.facts.commands(step.step.instruction):
            install = find_install([word.value for word in command.words])
            if install is None or install.kind not in (MANIFESTS, PROJECT):
                continue
            family = install.ecosystem.family
            visible = None if paths is None or step.taken else [path for path in paths if any(s.takes(path) for s in selectors)]
            present = _is_present(command, install, visible, file, step)
            if present and (install.kind != PROJECT or family not in fetched) and id(step) in own:
                yield _install(file, step, command, install, conditional=False)
            elif not present and _depends(command) and id(step) in own:
                yield _install(file, step, command, install, conditional=True)
            fetched.update([family] if present else [])


def _install(file: KeyedFile, step: KeyedStep, command: Command, install: Install, *, conditional: bool) -> FileInstall:
    line = file.facts.dockerfile.source.line(command.span[0])
    return FileInstall(line, install, file.steps.index(step), conditional=conditional)


def _depends(command: Command) -> bool:
    """Whether the command runs only sometimes."""
    return not {"for", "while", "until", "if", "case"}.isdisjoint(command.context)


def _is_present(command: Command, install: Install, paths: list[str] | None, file: KeyedFile, step: KeyedStep) -> bool:
    """Whether an input is there: a manifest that is named, else one that the tool looks for."""
    if paths is None:
        return True
    if any(name is None for name in install.files):
        wanted = [glob for word in command.words if word.value is None for glob in _globs(word.text, step.step.instruction.arguments)]
        return any(_matches(path, glob) for path in paths for glob in wanted) if wanted else True
    names = [name.rpartition("/")[2] for name in install.files if name]
    patterns = names or list(install.ecosystem.inputs)
    found = _taken_stages(file, step) or any(
        _matches(path.rpartition("/")[2], pattern.rpartition("/")[2]) for path in paths for pattern in patterns
    )
    return found or not patterns


def _taken_stages(file: KeyedFile, step: KeyedStep) -> bool:
    """Whether the stage gets files of another stage, which may be manifests."""
    return any(each.taken for each in file.chain(step.step.stage.index))


def _globs(word: str, script: str) -> list[str]:
    """`"$d/requirements.txt"` in `for d in plugins/*` is `plugins/*/requirements.txt`."""
    text = word.strip("\"'")
    loop = re.match(r"\$\{?(\w+)\}?", text)
    items = re.search(rf"\bfor\s+{loop[1]}\s+in\s+([^;\n]+)", script) if loop else None
    return [item + text[loop.end() :] for item in items[1].split()] if loop and items else []


def _matches(path: str, pattern: str) -> bool:
    """Shell wildcards, a star that stops at a slash."""
    return _compiled(pattern.removeprefix("./")).fullmatch(path) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join("[^/]*" if char == "*" else "[^/]" if char == "?" else re.escape(char) for char in pattern))
