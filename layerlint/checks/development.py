"""LL251: the stage that ships installs what only the work on the sources needs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.build.prevention import Prevention
from layerlint.build.steps import is_for_developers, shipped_steps
from layerlint.knowledge.development import TOOLS, Tool, is_asked_for
from layerlint.knowledge.wrappers import bare_command
from layerlint.problem import Cost, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.build.steps import Step
    from layerlint.dockerfile.model import Dockerfile
    from layerlint.dockerfile.shell import Command
    from layerlint.facts import Facts
    from layerlint.registry import Rule

MOST_INSTALLS = 20  # in one RUN; more are no file of people and must not cost quadratic time
# What starts an image to work or to test in. An image that starts nothing may be one, too.
_WORKSHOPS = frozenset("bash sh zsh ash pytest tox nox make ipython jupyter sleep tail true ruff mypy flake8 black pre-commit".split())

# A server that waits for edits, or runs the sources by means of a development dependency.
_AT_WORK = frozenset("runserver --reload --debug --watch watch dev shell npx tsx ts-node nodemon vite".split())


def development_dependencies(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL251: another stage builds with the same tool, so the shipped one needs what runs and no more; or they are asked for."""
    del rule
    if is_for_developers(file):
        return
    settled: set[str] = set()
    for step in shipped_steps(file):
        settled.update(name for name, tool in TOOLS.items() if tool.settings and _speaks_of(step, tool))
        for one, tool in _installs(step, file) if step.instruction.name == "RUN" else ():
            asked = is_asked_for(one.name, tool, one.words)
            brings = _serves(file) if asked and tool.named else asked or _comes_along(one, tool, step, file, settled)
            if brings and not _goes_again(step, file, one.name):
                verb = one.call.verb(tool.verbs) or ""
                yield Finding(one.command.span, f"`{f'{one.name} {verb}'.strip()}` ships development dependencies", cost=Cost())


def _comes_along(one: Invocation, tool: Tool, step: Step, file: Facts, settled: set[str]) -> bool:
    """True when the tool installs them by itself, nothing keeps them out, and another stage is there to build."""
    if tool.requested or one.name in settled or (tool.named and len(one.call.arguments) > 1) or not tool.off.isdisjoint(one.call.flags):
        return False
    return one.name in _tools_of_other_stages(file) and not _is_told(step, tool, one.command) and not _is_at_work(file)


def _installs(step: Step, file: Facts) -> Iterator[tuple[Invocation, Tool]]:
    """The installs from a manifest in one RUN, those under a condition or a mount left out."""
    left = MOST_INSTALLS
    for one in file.invocations(step.instruction):
        tool = TOOLS.get(one.name)
        if tool is None or one.command.depth or step.instruction.flags or left == 0:
            continue
        verb = one.call.verb(tool.verbs)
        if verb is not None and (tool.named or len(one.call.arguments) == len(verb.split())):
            left -= 1
            yield one, tool


@lru_cache(maxsize=1)
def _tools_of_other_stages(file: Facts) -> set[str]:
    """The tools with which stages that are built and do not ship install."""
    found: set[str] = set()
    for stage in file.dockerfile.stages:
        if stage.index in file.graph.built and stage.index not in file.graph.shipped:
            for instruction in stage.instructions:
                if instruction.name == "RUN":
                    found.update(one.name for one in file.invocations(instruction))
    return found & set(TOOLS)


@lru_cache(maxsize=1)
def _serves(file: Facts) -> bool:
    """True when the image starts a product, and no shell, test or interpreter of whatever is mounted into it."""
    names = [bare_command([word.value for word in command.words])[1] for command in _starts(file)]
    return bool(names) and _WORKSHOPS.isdisjoint(names) and not _is_at_work(file)


def _is_at_work(file: Facts) -> bool:
    return any(word.value in _AT_WORK for command in _starts(file) for word in command.words)


@lru_cache(maxsize=1)
def _starts(file: Facts) -> list[Command]:
    """The commands with which a container starts."""
    starts = [step.instruction for step in shipped_steps(file) if step.instruction.name in ("CMD", "ENTRYPOINT")]
    return [command for start in starts[-2:] for command in file.commands(start)]


def _speaks_of(step: Step, tool: Tool) -> bool:
    text = step.instruction.fragment.text
    return any(word in text for word in tool.settings)


def _is_told(step: Step, tool: Tool, command: Command) -> bool:
    prevention = Prevention(step.instruction, step.scope)
    prevention.see(command)
    values = [prevention.variable(name, command) for name in tool.variables]
    return any(value and (not tool.values or value in tool.values) for value in values)


def _goes_again(step: Step, file: Facts, name: str) -> bool:
    """True when a later command of the same RUN takes them away: `npm prune --omit=dev`, `rm -rf node_modules`."""
    for command in file.commands(step.instruction):
        values = [word.value for word in command.words]
        if (name in values and "prune" in values) or (values[:1] == ["rm"] and any("node_modules" in word.text for word in command.words)):
            return True
    return False
