"""On which files of the context an install hangs, and how often it reruns for that."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.tarball import DIRECTORY
from layerlint.knowledge.installs import find_install
from layerlint.knowledge.tools import MANIFESTS, PROJECT
from layerlint.order.expected import Reach

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Stage
    from layerlint.order.expected import Chances
    from layerlint.order.state import Row
    from layerlint.order.walk import Step, Walk


class Install:
    """One dependency install and the `share` of commits that rerun it; `conditional` where the shell decides whether it runs,
    `bound` what still reruns it, in words ("" without a history). `line` is its own, `step` that of its RUN."""

    __slots__ = ("bound", "conditional", "ecosystem", "label", "line", "share", "step")

    def __init__(self, line: int, ecosystem: str, label: str, share: float, *, conditional: bool, step: int, bound: str = "") -> None:
        self.step = step
        self.bound = bound
        self.line = line
        self.ecosystem = ecosystem
        self.label = label
        self.share = share
        self.conditional = conditional


def reach_of_parents(stage: Stage, walk: Walk) -> Reach:
    """What of the context the parents of a stage hang on."""
    found = Reach()
    for parent in walk.file.graph.chain(stage)[:-1]:
        found |= reach(walk.steps(parent))
    return found


def reach(steps: list[Step]) -> Reach:
    """What of the context the copies among the steps bring."""
    copies = [step for step in steps if step.copied is not None and not step.copied.outside]
    names = {row.landed.origin for step in copies for row in files_of(step)}
    return Reach(names, {folder for step in copies for _, folder in folders(step)})


def files_of(step: Step) -> list[Row]:
    """The rows of a copy that are no folders; empty for other steps, and where they are not known."""
    rows = step.copied.rows if step.copied is not None else None
    return [row for row in rows or () if row.landed.kind != DIRECTORY]


def folders(step: Step) -> list[tuple[str, str]]:
    """Where folders of the context spread out in the image: pairs of the place and the folder. Files that are named one by one are none."""
    if step.copied is None:
        return []
    named = {source.strip("/").removeprefix("./") for source in step.copied.sources}
    tree = step.copied.tree.rstrip("/") + "/"
    found: dict[str, str] = {}
    for row in files_of(step):
        inner, origin = row.path.removeprefix(tree), row.landed.origin
        if row.path.startswith(tree) and origin not in named and origin.endswith(inner):
            found.setdefault(origin[: -len(inner)].rstrip("/"), step.copied.tree)
    return [(place, folder) for folder, place in found.items()]


def installs(walk: Walk, chances: Chances) -> Iterator[Install]:
    """Every dependency install of the built stages with its share."""
    line = walk.file.dockerfile.source.line
    counted = chances.step_shares(walk.file) or {}
    bounds = chances.bounds(walk.file)
    for stage in walk.file.dockerfile.stages:
        if stage.index not in walk.file.graph.built:
            continue
        seen = reach_of_parents(stage, walk)
        fetched: set[str] = set()
        for step in walk.steps(stage):
            seen |= reach([step])
            for command in walk.file.commands(step.instruction) if step.run is not None else ():
                install = find_install([word.value for word in command.words])
                if (
                    install is None
                    or install.kind not in (MANIFESTS, PROJECT)
                    or (install.kind == PROJECT and install.ecosystem.family in fetched)
                ):
                    continue
                fetched.add(install.ecosystem.family)
                at = line(step.instruction.span[0])
                share = counted.get(at, chances.share(seen))
                yield Install(
                    line(command.span[0]),
                    install.ecosystem.name,
                    install.label,
                    share,
                    conditional=bool(command.context),
                    step=at,
                    bound=bounds.get(at, ""),
                )
