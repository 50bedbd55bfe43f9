"""Which later steps install from the lists that an `apt-get update` leaves: deleting these would break them."""

from __future__ import annotations

from functools import lru_cache

from layerlint.build.steps import shipped_steps
from layerlint.checks.steps import system_commands
from layerlint.knowledge.os_packages import INSTALL, UPDATE, UPGRADE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.build.leftovers import Leftover
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts

_APT = frozenset(("apt-get", "apt", "aptitude", "apt-fast"))
# Programs that call `apt-get install` without an update (their manuals, read 2026-11).
_INSTALLERS = frozenset(("rosdep", "gdebi", "mk-build-deps"))


class LaterInstall:
    """A command of a later RUN that reads the lists: its place and how it is called."""

    __slots__ = ("label", "span")

    def __init__(self, span: Span, label: str) -> None:
        self.span = span
        self.label = label


def later_install(left: Leftover, file: Facts) -> LaterInstall | None:
    """The first install from the lists that `left` is about in a RUN behind its own; None once a RUN has updated again."""
    at = _places(file).get(id(left.step))
    for step in shipped_steps(file)[at + 1 :] if at is not None else ():
        if step.instruction.name == "RUN":
            found, updated = _reads_lists(step.instruction, file)
            if found is not None or updated:
                return found
    return None


def installs(run: Instruction, file: Facts) -> bool:
    """True when the RUN itself installs by apt, or runs what may."""
    return any(called.manager in _APT and called.action in (INSTALL, UPGRADE) for _, called in system_commands(run, file)) or any(
        _is_installer(one) for one in file.invocations(run)
    )


def _is_installer(one: Invocation) -> bool:
    return one.name in _INSTALLERS and (one.name != "rosdep" or "install" in one.words)


@lru_cache(maxsize=1)
def _places(file: Facts) -> dict[int, int]:
    return {id(step): at for at, step in enumerate(shipped_steps(file))}


def _reads_lists(run: Instruction, file: Facts) -> tuple[LaterInstall | None, bool]:
    """The first install before any update of the RUN, and whether the RUN updates."""
    for command, called in system_commands(run, file):
        if called.manager in _APT and called.action == UPDATE:
            return None, True
        if called.manager in _APT and called.action in (INSTALL, UPGRADE):
            return LaterInstall(command.span, called.label), False
    other = next((one for one in file.invocations(run) if _is_installer(one)), None)
    return (LaterInstall(other.span, other.name) if other else None), False
