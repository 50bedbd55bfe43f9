"""LL251: the stage that ships installs what only the work on the sources needs."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.prevention import Prevention
from layerlint.build.shipping import is_for_developers, shipped_steps
from layerlint.knowledge.package_managers import Call
from layerlint.problem import Cost, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.steps import Step
    from layerlint.dockerfile.model import Dockerfile
    from layerlint.dockerfile.shell import Command
    from layerlint.facts import Facts
    from layerlint.registry import Rule


class _Tool:
    """How one tool is told to leave development dependencies out.

    `verbs` install from the manifest; with an option of `off`, or with a variable of `variables` set to one of `values`
    (any value when empty), they are left out. With an option of `on` they come in by request.
    """

    __slots__ = ("off", "on", "values", "variables", "verbs")

    def __init__(self, verbs: str, off: str, on: str = "", variables: str = "", values: str = "") -> None:
        self.verbs = frozenset(verbs.split(","))
        self.off = frozenset(off.split())
        self.on = frozenset(on.split())
        self.variables = tuple(variables.split())
        self.values = frozenset(values.split())


MOST_INSTALLS = 20  # in one RUN; more are no file of people and must not cost quadratic time

# npm-ci(1), yarn install (1.x), `composer install --help`, `pipenv install --help`, `poetry install --help`; read 2026-11.
_TOOLS = {
    "npm": _Tool("ci,install,i,clean-install", "--omit --omit=dev --production --production=true --prod --only --only=prod --only=production "
        "-g --global", "--include=dev --also=dev --dev", "NODE_ENV npm_config_omit NPM_CONFIG_OMIT npm_config_production NPM_CONFIG_PRODUCTION",
        "production dev true"),
    "yarn": _Tool(",install", "--production --production=true --prod --version", "--production=false", "NODE_ENV", "production"),
    "composer": _Tool("install,i", "--no-dev", "--dev", "COMPOSER_NO_DEV"),
    "pipenv": _Tool("install,sync", "", "--dev -d"),
    "poetry": _Tool("install", "--only --no-dev --without --only-root --sync", "--with=dev"),
}  # fmt: skip
# Only by request: nothing else tells that the others are there.
_ON_REQUEST = frozenset(("pipenv", "poetry"))


def development_dependencies(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL251: another stage builds with the same tool, so the shipped one needs what runs and no more; or they are asked for."""
    del rule
    if is_for_developers(file):
        return
    built_with: set[str] | None = None
    for step in shipped_steps(file):
        for command, call, tool in _installs(step, file) if step.instruction.name == "RUN" else ():
            asked = not tool.on.isdisjoint(call.flags)
            if not asked:
                if built_with is None:
                    built_with = _tools_of_other_stages(file)
                if (
                    call.name in _ON_REQUEST
                    or call.name not in built_with
                    or not tool.off.isdisjoint(call.flags)
                    or _is_told(step, tool, command)
                ):
                    continue
            if not _goes_again(step, file, call.name):
                verb = call.verb(tool.verbs) or ""
                yield Finding(command.span, f"`{f'{call.name} {verb}'.strip()}` ships development dependencies", cost=Cost())


def _installs(step: Step, file: Facts) -> Iterator[tuple[Command, Call, _Tool]]:
    """The installs from a manifest in one RUN, those under a condition or a mount left out."""
    left = MOST_INSTALLS
    for invocation in file.invocations(step.instruction):
        tool = _TOOLS.get(invocation.name)
        if tool is None or invocation.command.depth or step.instruction.flags or left == 0:
            continue
        call = invocation.call
        verb = call.verb(tool.verbs)
        if verb is not None and len(call.arguments) == len(verb.split()):
            left -= 1
            yield invocation.command, call, tool


def _tools_of_other_stages(file: Facts) -> set[str]:
    """The tools with which stages that are built and do not ship install."""
    found: set[str] = set()
    for stage in file.dockerfile.stages:
        if stage.index in file.graph.built and stage.index not in file.graph.shipped:
            for instruction in stage.instructions:
                if instruction.name == "RUN":
                    found.update(invocation.name for invocation in file.invocations(instruction))
    return found & set(_TOOLS)


def _is_told(step: Step, tool: _Tool, command: Command) -> bool:
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
