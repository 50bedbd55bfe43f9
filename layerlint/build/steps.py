"""The instructions of a stage as they run: the parent's ONBUILD triggers first, each with what holds before it.

And which of them make the layers that ship; the rules about bytes speak of these alone. A target that calls itself a builder
or a test is built for what it makes or says, not to be shipped, and so is one that begins with a browser to test with, or
whose container runs tests; nothing is claimed of it. One target is looked at: the one that is built.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.build.scope import Scope, Scopes
from layerlint.dockerfile.model import Instruction, Stage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.facts import Facts

_INNER = frozenset(
    "build builder builders building compile compiler test tests testing lint linter check checks ci deps dependencies vendor envs".split()  # dev-envs: those of Docker Desktop
)
_RUNS_TESTS = frozenset("test tests tests.sh test.sh pytest e2e cypress jest karma playwright".split())
_TEST_BASES = ("cypress/included", "cypress/browsers", "mcr.microsoft.com/playwright", "selenium/", "testcafe/", "ghcr.io/puppeteer")
_DEVELOPMENT = frozenset("dev devel develop development debug debugger local devcontainer".split())


class Step:
    """One instruction at work. `carrier` is where it stands in the file: the ONBUILD of a trigger, else itself."""

    __slots__ = ("carrier", "instruction", "scope", "stage")

    def __init__(self, instruction: Instruction, carrier: Instruction, scope: Scope, stage: Stage) -> None:
        self.instruction = instruction
        self.carrier = carrier
        self.scope = scope
        self.stage = stage


def steps(scopes: Scopes, stage: Stage) -> Iterator[Step]:
    """The steps of one stage, its FROM first; the steps of its parent stage are not among them."""
    yield Step(stage.from_, stage.from_, scopes.before(stage.from_), stage)
    for onbuild, scope in scopes.triggers(stage):
        if onbuild.trigger is not None:
            yield Step(onbuild.trigger, onbuild, scope, stage)
    for instruction in stage.instructions:
        yield Step(instruction, instruction, scopes.before(instruction), stage)


@lru_cache(maxsize=1)
def shipped_steps(file: Facts) -> list[Step]:
    """The steps whose layers are in the image, oldest first; none when the target is not meant to be shipped.

    A file with the escape character of Windows says nothing about Linux layers.
    """
    target = file.graph.target
    if target is None or file.dockerfile.escape != "\\" or not _INNER.isdisjoint(parts(target.name or "")) or _is_for_tests(target, file):
        return []
    return [step for stage in file.graph.chain(target) for step in steps(file.scopes, stage)]


def _is_for_tests(target: Stage, file: Facts) -> bool:
    """True when the base is made to test with, or the container's own command runs tests."""
    base = file.graph.base_reference(file.graph.chain(target)[0]) or ""
    if base.removeprefix("docker.io/").startswith(_TEST_BASES):
        return True
    last = {each.name: each for each in target.instructions if each.name in ("CMD", "ENTRYPOINT")}
    for start in last.values():
        for word in start.arguments.replace('"', " ").replace(",", " ").replace("[", " ").replace("]", " ").split():
            if word.rpartition("/")[2] in _RUNS_TESTS:
                return True
    return False


def is_for_developers(file: Facts) -> bool:
    """True when the target or the file says that the image is for work on the sources, not for running the product."""
    target = file.graph.target
    names = parts(target.name or "") if target else set()
    *_, folder, name = ["", *file.dockerfile.source.path.lower().replace("\\", "/").split("/")]
    return not (_DEVELOPMENT | _INNER).isdisjoint({*names, *parts(name), folder.strip(".")})


def parts(name: str) -> set[str]:
    """The words of a name such as `web-builder` or `Dockerfile.dev`."""
    for mark in "-_./:":
        name = name.replace(mark, " ")
    return set(name.lower().split())
