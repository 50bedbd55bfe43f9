"""LL105, LL111: steps whose answer changes in the world while their text, and so their cache key, stays the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.checks.reads import reads_nothing_but_files
from layerlint.checks.steps import context_copy, system_commands
from layerlint.dockerfile.mounts import mounts
from layerlint.knowledge.os_packages import INSTALL, UPDATE, UPGRADE
from layerlint.problem import Cost, Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.model import Dockerfile, Instruction
    from layerlint.dockerfile.shell import Command
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts
    from layerlint.registry import Rule

_SAME_INDEX = {"apt": "apt-get", "aptitude": "apt-get", "apt-fast": "apt-get"}


class _Index:
    """A package index that a RUN of its own has fetched, and the later installs that use it as it is."""

    __slots__ = ("command", "label", "manager", "run", "users")

    def __init__(self, run: Instruction, command: Command, manager: str, label: str) -> None:
        self.run = run
        self.command = command
        self.manager = manager
        self.label = label
        self.users: list[tuple[Span, str]] = []


def lonely_update(_dockerfile: Dockerfile, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL105: the index is fetched in a RUN of its own, and a later RUN installs from it."""
    for index in lonely_updates(file):
        related = [Related(span, f"`{label}` uses the old index") for span, label in index.users[:3]]
        message = f"`{index.label}` alone is cached for ever"
        yield Finding(index.command.span, message, help=_together(index), related=related, cost=Cost())


def _together(index: _Index) -> str:
    """The deed: what each manager has for an install from a fresh index."""
    if index.manager == "apt-get":
        install = f"`apt-get update && {index.users[0][1]} … && rm -rf /var/lib/apt/lists/*`"
        return f"Update in the RUN that installs: {install}." if len(index.users) == 1 else f"Bring the installs into one RUN: {install}."
    if index.manager == "apk":
        return "Leave it out: `apk add --no-cache` fetches a fresh index by itself."
    if index.manager == "pacman":
        return "Leave it out, and install with `pacman -Syu --noconfirm …`: older libraries beside newer packages are not supported."
    return f"Run `{index.label}` in the RUN that installs."


@lru_cache(maxsize=1)
def lonely_updates(file: Facts) -> list[_Index]:
    """The indexes that a RUN of its own fetches and a later RUN uses.

    Behind a copy of the whole context any edit fetches the index anew: nothing is claimed there.
    """
    ends: dict[int, dict[str, _Index]] = {}
    renewed: set[int] = set()
    found: list[_Index] = []
    for stage in file.dockerfile.stages:
        if stage.index not in file.graph.built:
            continue
        parent = file.graph.parent(stage)
        indexes = dict(ends.get(parent.index, {})) if parent else {}
        is_renewed = parent is not None and parent.index in renewed
        for instruction in stage.instructions:
            copy = context_copy(instruction, file)
            is_renewed = is_renewed or (copy is not None and copy.whole)
            if instruction.name == "RUN":
                _follow(instruction, file, indexes, [] if is_renewed else found)
        ends[stage.index] = indexes
        if is_renewed:
            renewed.add(stage.index)
    return [index for index in found if index.users]


def _follow(run: Instruction, file: Facts, indexes: dict[str, _Index], found: list[_Index]) -> None:
    """Notes what one RUN fetches, and which earlier index it uses."""
    fresh: dict[str, _Index] = {}
    installs = False
    for command, called in system_commands(run, file):
        manager = _SAME_INDEX.get(called.manager, called.manager)
        if called.action == UPDATE:
            fresh[manager] = _Index(run, command, manager, called.label)
        elif called.action in (INSTALL, UPGRADE):
            installs = True
            if called.stale and manager in indexes and manager not in fresh:
                indexes[manager].users.append((command.span, called.label))
    for manager, index in fresh.items():
        indexes.pop(manager, None)
        if not installs and reads_nothing_but_files(run, file) and not mounts(run):
            indexes[manager] = index
            found.append(index)


def moving_download(download: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL111: a download from an address that says `latest`, which the cache asks for once."""
    if download.run.stage not in file.graph.built:
        return
    for word in download.written[1:]:
        text = word.text.strip("\"'")
        if "://" not in text or any(part in text for part in _REPOSITORIES):
            continue
        moving = next((part for part in rule.option("words") if f"/{part}/" in text or text.endswith(f"/{part}")), None)
        if moving is not None:
            yield Finding(word.span, f"the cache keeps what `{moving}` was on the first build", cost=Cost())


# Debian names a component of its archive `main`.
_REPOSITORIES = ("/pool/", "/dists/")
