"""Changes that make reruns cheaper or rarer and may change what the image holds: suggested in the end, never applied.

A cache mount keeps downloads out of the layer, a bind mount spares the copy of the manifests, an ignore entry takes files away from
every COPY. None of them is certified, so none of them is a move.
"""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.dockerfile.mounts import mounts
from layerlint.order.codes import CONTEXT_UNSURE, NO_GAIN, SUGGEST, UNSAFE, Suggestion
from layerlint.order.footprints import INSTALLS
from layerlint.order.shares import files_of, folders
from layerlint.order.split import ROOT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts
    from layerlint.order.walk import Step, Walk

CACHE, BIND, IGNORE = "cache-mount", "bind-mount", "ignore-entry"
REPOSITORY = ".git"


def advice(walk: Walk) -> Iterator[Suggestion]:
    """The suggestions for the stages that are built, in file order."""
    file = walk.file
    for stage in file.dockerfile.stages:
        if stage.index not in file.graph.built:
            continue
        steps = walk.steps(stage)
        for at, step in enumerate(steps):
            if step.copied is not None:
                yield from _repository(step, file)
            elif step.run is not None and file.builder != "classic":
                yield from _cache(step, file)
                yield from _bind(step, steps[:at], steps[at + 1 :], file)


def _repository(step: Step, file: Facts) -> Iterator[Suggestion]:
    """The folder of git is copied: every commit changes it."""
    if any(row.landed.origin.startswith(REPOSITORY + "/") for row in files_of(step)) and "" in {folder for _, folder in folders(step)}:
        found = Suggestion(IGNORE, [_line(step, file)], "every commit changes `.git`, and so this COPY; an ignore entry `.git` would keep it out,"
                           " unless a step asks git for a version", CONTEXT_UNSURE, SUGGEST)  # fmt: skip
        found.share = 1.0
        yield found


def _cache(step: Step, file: Facts) -> Iterator[Suggestion]:
    """An install that downloads everything anew on each rerun."""
    run = step.instruction
    if any(mount.type == "cache" for mount in mounts(run)) or file.scope(run).user not in ROOT:
        return
    for act in step.run.acts if step.run is not None else ():
        if act.kind == INSTALLS and act.install is not None and act.install.ecosystem.mounts:
            target = act.install.ecosystem.mounts[0]
            text = _flagged(run, [f"--mount=type=cache,target={target}"], file)
            why = f"`{act.install.label}` downloads everything anew on each rerun; with a cache mount over `{target}` its cache is no longer in the layer"
            yield Suggestion(CACHE, [_line(step, file)], why, NO_GAIN, UNSAFE, text)
            return


def _bind(step: Step, above: list[Step], below: list[Step], file: Facts) -> Iterator[Suggestion]:
    """Manifests that are copied for one install and once more below it could be mounted instead."""
    reading = next(iter(step.readings.values()), None)
    if reading is None or len(step.readings) > 1 or not above or above[-1].copied is None:
        return
    rows = files_of(above[-1])
    again = {row.path: row.landed.origin for each in below for row in files_of(each)}
    if not rows or any(again.get(row.path) != row.landed.origin or row.path not in reading.needed for row in rows) or len(rows) > 4:
        return
    flags = [f"--mount=type=bind,source={row.landed.origin},target={row.path}" for row in rows if row.path.startswith("/")]
    if len(flags) < len(rows):
        return
    flagged = _flagged(step.instruction, flags, file)
    text = file.dockerfile.source.text
    start, end = above[-1].instruction.span
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end) + 1
    why = "a bind mount shows the install its manifests without a layer; what it writes beside them is kept, a change of them is not"
    yield Suggestion(BIND, [_line(above[-1], file), _line(step, file)], why, NO_GAIN, UNSAFE, flagged[:line_start] + flagged[line_end:])


def _flagged(run: Instruction, flags: list[str], file: Facts) -> str:
    text = file.dockerfile.source.text
    return text[: run.keyword[1]] + "".join(f" {flag}" for flag in flags) + text[run.keyword[1] :]


def _line(step: Step, file: Facts) -> int:
    return file.dockerfile.source.line(step.instruction.span[0])
