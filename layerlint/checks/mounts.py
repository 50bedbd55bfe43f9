"""LL109, LL110: what the mounts of an install make of the cache."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.checks.order import manifests_of
from layerlint.checks.reads import reads_nothing_but_files
from layerlint.checks.steps import expanded, install_steps, is_context_root
from layerlint.dockerfile.mounts import mounts
from layerlint.knowledge.tools import ADDITIONS, PACKAGES, PROJECT
from layerlint.problem import Cost, Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.facts import Facts
    from layerlint.registry import Rule


# Options that keep a tool from using the cache that a mount would keep.
NO_CACHE = ("--no-cache-dir", "--no-cache")


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


def install_without_cache_mount(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL110: an install of a project's dependencies downloads everything anew whenever it reruns."""
    if file.builder == "classic" or stage.index not in file.graph.built:
        return
    fetched: set[str] = set()
    for run in stage.instructions:
        if run.name != "RUN":
            continue
        mounted = any(mount.type == "cache" for mount in mounts(run))
        for step in install_steps(run, file):
            install = step.install
            ecosystem = install.ecosystem
            built = install.kind == PROJECT and (ecosystem.name == "go" or not ecosystem.first or ecosystem.family in fetched)
            if install.kind in (PACKAGES, ADDITIONS) or built or not ecosystem.mounts:
                continue
            fetched.add(ecosystem.family)
            if not mounted and ecosystem.name not in rule.option("except"):
                flag = next((word.value for word in step.command.words if word.value in NO_CACHE), None)
                deed = f"Add `--mount=type=cache,target={ecosystem.mounts[0]}`"
                if file.scope(run).user not in (None, "root", "0"):
                    deed = f"Add a cache mount over the download folder of `{ecosystem.name}`"
                deed += f" and drop `{flag}`." if flag else "."
                yield Finding(step.command.span, f"`{install.label}` downloads everything anew on each rerun", help=deed, cost=Cost())
