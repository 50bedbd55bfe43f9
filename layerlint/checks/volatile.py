"""LL103, LL104: values that change with every build, declared above steps that do not read them."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.checks.reads import reads_nothing_but_files
from layerlint.checks.steps import install_steps, system_commands
from layerlint.knowledge.os_packages import INSTALL
from layerlint.knowledge.tools import PROJECT
from layerlint.knowledge.variable_names import is_placeholder, is_volatile_name
from layerlint.problem import Cost, Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Pair, Stage
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# Each declaration is followed down its stage; a file of thousands would cost quadratic time.
MOST_DECLARATIONS = 20

STEPS = ("RUN", "COPY", "ADD", "WORKDIR")


class _Path:
    """What lies between a declaration and the first step that may read it: `expensive` steps, and `steps` in all.

    `carriers` are the ENV and LABEL lines that pass the value on and have to move along.
    """

    __slots__ = ("carriers", "expensive", "steps")

    def __init__(self) -> None:
        self.expensive: list[tuple[Span, str]] = []
        self.steps: list[Instruction] = []
        self.carriers: list[Instruction] = []


def volatile_above_installs(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL103: each new value reruns an install that does not read it; one finding for all that stand above the same install."""
    first: dict[Span, tuple[Pair, list[Related]]] = {}
    for pair, path in _declarations(stage, file, rule):
        if not path.expensive:
            continue
        span, label = path.expensive[0]
        if span in first:
            first[span][1].append(Related(pair.span, "moves down too"))
            continue
        related = [Related(span, f"`{name}` does not read it") for span, name in path.expensive[:3]]
        first[span] = pair, [*related, *(Related(carrier.span, "moves down with it") for carrier in _on_the_way(path))]
        message = f"each new `{pair.name}` reruns `{label}` below"
        if len(message) > 72:
            message = f"each new value reruns `{label}` below"
        yield Finding(pair.span, message, related=first[span][1], cost=Cost())


def _on_the_way(path: _Path) -> list[Instruction]:
    """The lines that pass the value on above the last of the installs."""
    end = path.expensive[-1][0][0]
    return [carrier for carrier in path.carriers if carrier.span[0] < end][:2]


def volatile_far_above_use(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL104: each new value reruns several smaller steps that do not read it; LL103 speaks of installs."""
    for pair, path in _declarations(stage, file, rule):
        runs = [step for step in path.steps if step.name == "RUN"]
        if not path.expensive and runs and len(path.steps) >= rule.option("steps"):
            related = [Related(step.span, "does not read it") for step in path.steps[:3]]
            yield Finding(pair.span, f"each new value reruns {len(path.steps)} steps that do not read it", related=related, cost=Cost())


def _declarations(stage: Stage, file: Facts, rule: Rule) -> Iterator[tuple[Pair, _Path]]:
    """The volatile ARGs of a built stage."""
    if stage.index not in file.graph.built:
        return
    left = MOST_DECLARATIONS
    names = rule.option("names")
    for at, instruction in enumerate(stage.instructions):
        for pair in instruction.pairs if instruction.name == "ARG" else ():
            if left and (pair.name in names or is_volatile_name(pair.name)) and is_placeholder(pair.value):
                left -= 1
                yield pair, _path(stage.instructions[at + 1 :], pair.name, file)


def _path(below: list[Instruction], name: str, file: Facts) -> _Path:
    path = _Path()
    names = [name]
    for instruction in below:
        text = "".join((instruction.fragment.text, *(heredoc.body.text for heredoc in instruction.heredocs)))
        reads = any(known in text for known in names)
        if instruction.name == "ENV" and reads:
            names += [pair.name for pair in instruction.pairs if any(known in (pair.value or "") for known in names)]
            path.carriers.append(instruction)
        elif instruction.name == "LABEL" and reads:
            path.carriers.append(instruction)
        elif instruction.name in STEPS:
            if reads or (instruction.name == "RUN" and not _ignores_environment(instruction, file, path)):
                break
            path.steps.append(instruction)
    while path.steps and path.steps[0].name != "RUN":
        path.steps.pop(0)  # only the first RUN misses the cache, and what follows it
    return path


def _ignores_environment(run: Instruction, file: Facts, path: _Path) -> bool:
    """True when all commands of `run` are known not to read a variable they are not told of; notes the expensive ones."""
    if not reads_nothing_but_files(run, file):
        return False
    installs = [(step.command.span, step.install) for step in install_steps(run, file)]
    if any(install.kind == PROJECT for _, install in installs):
        return False
    path.expensive += [(command.span, called.label) for command, called in system_commands(run, file) if called.action == INSTALL]
    path.expensive += [(span, install.label) for span, install in installs]
    return True
