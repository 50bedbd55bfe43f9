"""LL109, LL110: what the mounts of an install make of the cache."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.checks.order import manifests_of
from layerlint.checks.reads import reads_nothing_but_files
from layerlint.checks.steps import expanded, install_steps, is_context_root
from layerlint.dockerfile.mounts import mounts
from layerlint.knowledge.tools import PROJECT
from layerlint.problem import Cost, Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts
    from layerlint.registry import Rule


def context_mounted_into_install(run: Instruction, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL109: the whole context is mounted into an install that reads its manifests only."""
    if "mount" not in [flag.name for flag in run.flags] or run.stage not in file.graph.built:
        return
    scope = file.scope(run)
    bound = [(mount, expanded(mount.source, scope)) for mount in mounts(run) if mount.type == "bind" and not mount.from_]
    whole = [mount for mount, source in bound if source is not None and is_context_root(source)]
    steps = install_steps(run, file) if whole else []
    if steps and all(step.install.kind != PROJECT for step in steps) and reads_nothing_but_files(run, file):
        label = steps[0].install.label
        related = [Related(steps[0].command.span, "reads its manifests only")]
        yield Finding(
            whole[0].flag.span,
            f"any edit reruns `{label}`",
            help=f"Mount {manifests_of(steps[0].install)} alone.",
            related=related,
            cost=Cost(),
        )


def install_without_cache_mount(run: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL110: an install downloads everything anew whenever it reruns."""
    if file.builder == "classic" or run.stage not in file.graph.built or any(mount.type == "cache" for mount in mounts(run)):
        return
    for step in install_steps(run, file):
        ecosystem = step.install.ecosystem
        if ecosystem.mounts and ecosystem.name not in rule.option("except"):
            deed = f"Add `--mount=type=cache,target={ecosystem.mounts[0]}`."
            yield Finding(step.command.span, f"`{step.install.label}` downloads everything anew on each rerun", help=deed, cost=Cost())
            return
