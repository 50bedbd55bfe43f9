"""LL202, LL249, LL250, LL265: OS packages that the image does not need."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.build.steps import is_for_developers, shipped_steps
from layerlint.knowledge.os_packages import COMPILERS, PackageCall, package_call
from layerlint.problem import Cost, Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.build.steps import Step
    from layerlint.dockerfile.model import Dockerfile, Instruction
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts
    from layerlint.registry import Rule

_MANAGERS = frozenset("apt-get apt aptitude apk yum dnf microdnf tdnf zypper pacman".split())
_APT = ("apt-get", "apt", "aptitude")
_NO_RECOMMENDS = ("--no-install-recommends",)
_NO_RECOMMENDS_OF_APTITUDE = ("--without-recommends", "-R")


class Installed:
    """A package call of a shipped RUN: `span` runs from the manager's name to its verb."""

    __slots__ = ("command", "found", "span", "step")

    def __init__(self, found: PackageCall, invocation: Invocation, step: Step) -> None:
        self.found = found
        self.command = invocation.command
        self.step = step
        self.span = invocation.head(found.verb)


def package_calls(file: Facts) -> Iterator[Installed]:
    """The installs and removals of OS packages in the layers that ship, in order."""
    for step in shipped_steps(file):
        if step.instruction.name != "RUN":
            continue
        for invocation in file.invocations(step.instruction):
            found = package_call(invocation.call) if invocation.name in _MANAGERS else None
            if found is not None:
                yield Installed(found, invocation, step)


def recommended_packages(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL202: apt installs what is only recommended, too; silent from where the file speaks of that setting."""
    del rule
    for installed in _recommending(file):
        name = installed.found.call.name
        plain = name == "apt-get" and installed.command.name == name
        yield Finding(installed.span, f"`{name} install` brings the recommended packages, too", cost=Cost(), aliases=None if plain else ())


def recommended_anywhere(apt: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL265: the same in a layer that does not ship."""
    del rule
    if apt.wrapped or apt.command.name != apt.name or "install" not in apt.words or not apt.call.flags.isdisjoint(_NO_RECOMMENDS):
        return
    if id(apt.command) in _told(file) or _is_settled(apt.run, file):
        return
    yield Finding(apt.head("install"), f"`{apt.name} install` brings the recommended packages, too", cost=Cost())


@lru_cache(maxsize=1)
def _recommending(file: Facts) -> list[Installed]:
    """The installs of shipped layers that bring recommended packages."""
    off = next((at for at, step in enumerate(shipped_steps(file)) if _speaks_of_recommends(step.instruction)), None)
    settled = {id(step) for step in shipped_steps(file)[off:]} if off is not None else set()
    return [
        installed
        for installed in package_calls(file)
        if installed.found.call.name in _APT
        and installed.found.installs
        and id(installed.step) not in settled
        and installed.found.call.flags.isdisjoint(_NO_RECOMMENDS_OF_APTITUDE if installed.found.call.name == "aptitude" else _NO_RECOMMENDS)
    ]


@lru_cache(maxsize=1)
def _told(file: Facts) -> set[int]:
    return {id(installed.command) for installed in _recommending(file)}


def _is_settled(run: Instruction, file: Facts) -> bool:
    """True when the run, or what comes before it in its stage and the parents, speaks of the setting."""
    if _speaks_of_recommends(run):
        return True
    first = _first_mentions(file)
    stage = file.dockerfile.stages[run.stage] if first and run.stage >= 0 else None
    return stage is not None and any(first.get(one.index, run.span) < run.span for one in file.graph.chain(stage))


@lru_cache(maxsize=1)
def _first_mentions(file: Facts) -> dict[int, Span]:
    """Where each stage first speaks of the setting."""
    found: dict[int, Span] = {}
    for instruction in file.dockerfile.instructions:
        if _speaks_of_recommends(instruction):
            found.setdefault(instruction.stage, instruction.span)
    return found


@lru_cache(maxsize=64)
def _speaks_of_recommends(instruction: Instruction) -> bool:
    texts = [instruction.fragment.text, *(heredoc.body.text for heredoc in instruction.heredocs)]
    return any("Install-Recommends" in text for text in texts)


def removed_later(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL250: packages that this file installed in one layer and removes in a later one.

    Silent where the same call removes others, too: then it is about what the image may run, not about bytes; and where
    they are installed again.
    """
    del rule
    standing: dict[str, Installed] = {}
    late_ones: list[tuple[list[str], Finding]] = []
    for call in package_calls(file):
        found = call.found
        names = [found.group] if found.group else found.packages
        if found.installs:
            standing.update(dict.fromkeys(names, call))
            late_ones = [(removed, finding) for removed, finding in late_ones if set(removed).isdisjoint(names)]
            continue
        late = [name for name in names if name in standing and standing[name].step is not call.step]
        if late and len(late) == len(names):
            more = f" and {len(late) - 1} more" if len(late) > 1 else ""
            related = [Related(standing[late[0]].span, "installed here, in a lower layer")]
            message = f"removes `{_cut(late[0])}`{more} a layer too late to save bytes"
            late_ones.append((late, Finding(call.span, message, related=related, cost=Cost())))
        for name in names:
            standing.pop(name, None)
    yield from (finding for _, finding in late_ones)


def build_tools_shipped(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL249: a file with a build stage installs compilers in the stage that ships."""
    del rule
    if len(file.graph.built) == len(file.graph.shipped) or is_for_developers(file):
        return
    kept: dict[str, Installed] = {}
    for call in package_calls(file):
        names = [name for name in call.found.packages if name in COMPILERS]
        if call.found.installs:
            kept.update({name: call for name in names if not call.found.group})
        else:
            for name in names:
                kept.pop(name, None)
    told: set[int] = set()
    for name, call in kept.items():
        if id(call.command) not in told:
            told.add(id(call.command))
            yield Finding(call.span, f"`{name}` ships in the image, though the file has a build stage", cost=Cost())


def _cut(name: str) -> str:
    return name if len(name) <= 24 else name[:23] + "…"
