"""LL202, LL249, LL250, LL260: OS packages that the image does not need, and calls that write more than they should."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.shipping import is_for_developers, shipped_steps
from layerlint.knowledge.os_packages import COMPILERS, PackageCall, package_call
from layerlint.knowledge.wrappers import Words
from layerlint.problem import Cost, Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.build.steps import Step
    from layerlint.dockerfile.model import Dockerfile, Instruction
    from layerlint.facts import Facts
    from layerlint.registry import Rule

_MANAGERS = frozenset("apt-get apt aptitude apk yum dnf microdnf tdnf zypper pacman".split())
_APT = ("apt-get", "apt", "aptitude")
_NO_RECOMMENDS = ("--no-install-recommends", "--without-recommends")


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
    off = next((at for at, step in enumerate(shipped_steps(file)) if _speaks_of_recommends(step.instruction)), None)
    settled = {id(step) for step in shipped_steps(file)[off:]} if off is not None else set()
    for installed in package_calls(file):
        call = installed.found.call
        if call.name in _APT and installed.found.installs and id(installed.step) not in settled and call.flags.isdisjoint(_NO_RECOMMENDS):
            yield Finding(installed.span, f"`{call.name} install` brings the recommended packages, too", cost=Cost())


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


def high_user_id(useradd: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL260: `useradd` with a high id writes sparse log files that a layer stores in full."""
    if useradd.run.stage not in file.graph.shipped or any(word in ("-l", "--no-log-init") for word in useradd.words):
        return
    value = _user_id(useradd.words)
    if value is not None and value.isdigit() and int(value[:12]) >= rule.option("uid"):
        yield Finding(useradd.command.span, f"`useradd` with id {value[:12]} writes huge sparse log files", cost=Cost())


def _user_id(words: Words) -> str | None:
    for at, word in enumerate(words):
        if word in ("-u", "--uid"):
            return words[at + 1] if at + 1 < len(words) else None
        if word and word.startswith("--uid="):
            return word[6:]
    return None


def _cut(name: str) -> str:
    return name if len(name) <= 24 else name[:23] + "…"
