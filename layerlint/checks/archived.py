"""LL337: packages are asked for where they are no longer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.knowledge.end_of_life import archived
from layerlint.knowledge.os_packages import INSTALL, UPDATE, UPGRADE, find_system_command
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.model import Stage
    from layerlint.facts import Facts
    from layerlint.knowledge.end_of_life import Ended
    from layerlint.registry import Rule

MOST_STAGES = 200  # a file beyond that is made to hurt
MANAGERS = frozenset("apt-get apt aptitude yum dnf microdnf".split())
# Words of a stage that asks somewhere else: lists of sources, mirrors, proxies.
ELSEWHERE = (
    "sources.list /etc/apt yum.repos.d archive.debian vault. snapshot. old-releases mirror proxy repo_url baseurl enablerepo "
    "releasever .repo apt.conf"
).split()


def packages_moved(invocation: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL337: the first call of a package manager in a stage whose release was moved to an archive."""
    del rule
    stage = file.stage(invocation.run)
    over = gone(stage, file) if stage is not None and _first(stage, file) is invocation else None
    if over is not None:
        deed = f"Use a release that is kept up, or point the sources to {over.archive}."
        yield Finding(invocation.span, f"the packages of {over.what} are gone: `{invocation.name}` fails", help=deed)


@lru_cache(maxsize=1)
def gone(stage: Stage, file: Facts) -> Ended | None:
    """The release of the stage's base if its packages were moved to an archive, and nothing in the file looks for them there."""
    reference = file.graph.base_reference(file.graph.root(stage)) if stage.index <= MOST_STAGES else None
    over = archived(reference) if reference is not None else None
    return over if over is not None and not any(_asks_elsewhere(each, file) for each in file.graph.chain(stage)) else None


@lru_cache(maxsize=1)
def _first(stage: Stage, file: Facts) -> Invocation | None:
    runs = (run for run in stage.instructions if run.name == "RUN")
    return next((call for run in runs for call in file.invocations(run) if _asks(call)), None)


def _asks(invocation: Invocation) -> bool:
    """True for a call that needs the index of packages."""
    if invocation.name not in MANAGERS:
        return False
    command = find_system_command(invocation.words)
    return command is not None and command.action in (INSTALL, UPDATE, UPGRADE) and command.literal


def _asks_elsewhere(stage: Stage, file: Facts) -> bool:
    """True where the stage speaks of other sources, or copies a tree to the root that may bring them."""
    for instruction in stage.instructions:
        text = file.dockerfile.source.text[slice(*instruction.span)].lower()
        if any(word in text for word in ELSEWHERE):
            return True
        if instruction.name in ("ADD", "COPY") and instruction.words and instruction.words[-1].text.strip("\"'") in ("/", "/etc", "/etc/"):
            return True
    return False
