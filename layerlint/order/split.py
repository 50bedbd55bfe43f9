"""The move at the heart of it: the copies above an install sink below it, and leave behind what it reads.

`COPY . .`, `RUN npm ci` becomes `COPY package.json package-lock.json ./`, `RUN npm ci`, `COPY . .`. The same move narrows a list of
files, hoists packages that read nothing, and cuts a RUN whose first commands are the install.
"""

from __future__ import annotations

import re

from layerlint.dockerfile.mounts import mounts
from layerlint.order.codes import CONTEXT_UNSURE, KEEP_ORDER, NO_GAIN, OPAQUE_RUN, OUTPUT_IN_CONTEXT, UNPINNED, USER_NOT_WRITABLE, Doubt
from layerlint.order.expected import Reach
from layerlint.order.footprints import INSTALLS
from layerlint.order.layout import keeps_order
from layerlint.order.reads import unguarded
from layerlint.order.rewrite import rewritten
from layerlint.order.shares import files_of, folders, reach
from layerlint.order.state import TOOLS, below, touches
from layerlint.order.walk import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.facts import Facts
    from layerlint.order.subjects import Subject

SPLIT, NARROW, HOIST, CUT = "manifest-split", "narrow-copy", "hoist-packages", "cut-run"
ROOT = (None, "", "root", "0", "root:root", "0:0", "root:0", "0:root")
_HOME = re.compile(r"/(root|home/[^/]+)/\.")
_LOOKING = frozenset(("cat", "test", "[", "ls", "grep", "head", "wc", "stat"))


class Split:
    """One candidate. `text` is the whole file with it ("" where it cannot be written), `doubts` speak against it, `sunk` are the copies
    that move; `before` and `after` is what of the context the subject hangs on then and now."""

    __slots__ = ("after", "before", "doubts", "kinds", "lines", "subject", "sunk", "text", "why")

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.doubts: list[Doubt] = list(subject.doubts)
        self.sunk: list[Step] = []
        self.text = ""
        self.kinds: list[str] = []
        self.lines: list[int] = []
        self.before = Reach()
        self.after = Reach()
        self.why = ""

    def doubt(self, code: str, why: str, *, hard: bool | None = None) -> None:
        """Note a reason against it, once."""
        if all((code, why) != (each.code, each.why) for each in self.doubts):
            self.doubts.append(Doubt(code, why, hard=hard))


def split(found: Subject, steps: list[Step], inherited: Reach, file: Facts) -> Split | None:
    """The candidate for one subject; None where no copy in reach brings anything that it does not read.

    `inherited` is what the stage hangs on from its start.
    """
    at = next(number for number, step in enumerate(steps) if step is found.step)
    above = steps[_barrier(steps, at) : at]
    result = Split(found)
    needed = _needed(found.step, range(len(found.acts)))
    keep = set(needed)  # what stays above, seen from the bottom up
    for step in reversed(above):
        if step.run is not None:
            keep |= _needed(step, range(len(step.run.acts)))
        elif _brings_more(step, keep) and not _configures(step):
            result.sunk.insert(0, step)
    if not result.sunk:
        return _out_of_reach(result, steps[:at], above, keep, file)
    first = above.index(result.sunk[0])
    _judge(result, above[first:], file)
    result.before = inherited | reach(steps[:at])
    supplied = {path: step for step in steps[:at] for row in files_of(step) for path in (row.path,)}
    left = {id(step): [row for row in files_of(step) if row.path in keep and supplied[row.path] is step] for step in result.sunk}
    staying = [step for step in steps[:at] if step not in result.sunk]
    result.after = inherited | reach(staying) | Reach({row.landed.origin for rows in left.values() for row in rows})
    result.text = rewritten(result, left, above[first:], file)
    _name(result, left, file)
    return result


def _barrier(steps: list[Step], at: int) -> int:
    """The first step above which nothing moves down: behind the last RUN that may do anything."""
    return next((number + 1 for number in range(at - 1, -1, -1) if (run := steps[number].run) is not None and run.opaque), 0)


def _needed(step: Step, numbers: range) -> set[str]:
    found: set[str] = set()
    assert step.run is not None  # noqa: S101 - only RUNs are asked
    for number in numbers:
        if number in step.readings:
            found |= step.readings[number].needed
        act = step.run.acts[number]
        if act.words and act.words[0] in _LOOKING:
            found.update(path for named in act.paths for path in step.before.files if below(path, named))
    return found


def _brings_more(step: Step, keep: set[str]) -> bool:
    """True for a copy from the context that brings something which nobody below it, down to the subject, reads."""
    return any(row.path not in keep for row in files_of(step))


def _configures(step: Step) -> bool:
    """True for a copy into folders of the system: it may be there for the commands below it, or be overwritten by them."""
    return any(below(row.path, prefix) for row in files_of(step) for prefix in TOOLS)


def _out_of_reach(result: Split, steps: list[Step], above: list[Step], keep: set[str], file: Facts) -> Split | None:
    """Why no copy can sink below the subject, although one stands above it that brings more than it reads; None without such a copy."""
    held = next((step for step in steps if _brings_more(step, keep)), None)
    unclear = next((step for step in above if step.copied is not None and step.copied.rows is None and not step.copied.outside), None)
    if held is None and unclear is None:
        return None
    if held is not None and held not in above:
        result.doubt(OPAQUE_RUN, f"between the copy and `{result.subject.label}` a command may do anything")
    elif held is not None:
        result.doubt(KEEP_ORDER, "what is copied lands in folders of the system, where its order counts")
    if unclear is not None and unclear.copied is not None:
        result.doubt(CONTEXT_UNSURE, unclear.copied.why)
    result.before = reach(steps)
    result.kinds = [SPLIT if result.subject.reads else HOIST]
    result.lines = [file.dockerfile.source.line(result.subject.step.instruction.span[0])]
    return result


def _judge(result: Split, between: list[Step], file: Facts) -> None:
    """Note what speaks against moving the copies down over all that stands between."""
    found = result.subject
    _judge_run(result, found.step, range(len(found.acts)))
    if keeps_order(found.step.instruction, file) or any(keeps_order(step.instruction, file) for step in between):
        result.doubt(KEEP_ORDER, "a comment asks to keep the order")
    for step in between:
        if step.run is not None:
            _judge_run(result, step, range(len(step.run.acts)))
            fresh = next((act.fresh for act in step.run.acts if act.fresh), None)
            if fresh is not None:
                result.doubt(UNPINNED, f"each rebuild fetches {fresh}")
        elif step.instruction.name == "VOLUME":
            result.doubt(KEEP_ORDER, "a VOLUME stands in between")
    _judge_mounts(result, found.step)
    home = next((row.path for step in result.sunk for row in files_of(step) if _HOME.match(row.path)), None)
    if home is not None and found.reads:
        result.doubt(KEEP_ORDER, f"`{home}` lands in a home folder, where the install may look for its settings")
    _judge_user(result, file)
    places = {tree: source for step in result.sunk for tree, source in folders(step)}
    for step in [found.step, *(step for step in between if step.run is not None)]:
        for reading in step.readings.values():
            inner = unguarded(reading, file, places)
            if inner is not None and reading.overlaid() is None:
                why = f"no ignore file keeps `{inner}` out of the context: a copy left there by a build outside would replace what is installed"
                result.doubt(OUTPUT_IN_CONTEXT, why, hard=False)


def _judge_run(result: Split, step: Step, numbers: range) -> None:
    assert step.run is not None  # noqa: S101 - only RUNs are asked
    for number in numbers:
        act = step.run.acts[number]
        reading = step.readings.get(number)
        if reading is not None:
            for doubt in reading.doubts:
                result.doubt(doubt.code, doubt.why, hard=doubt.hard)
            overlaid = reading.overlaid()
            if overlaid is not None:
                result.doubt(overlaid.code, overlaid.why, hard=True)
        if act.kind == INSTALLS or (act.words and act.words[0] in _LOOKING):
            continue
        for step_ in result.sunk:
            if any(touches(row.path, named) for row in files_of(step_) for named in act.paths if named != "/"):
                result.doubt(OPAQUE_RUN, f"`{' '.join(act.words[:3])[:40]}` works on files that are copied")


def _judge_mounts(result: Split, step: Step) -> None:
    bound = [mount for mount in mounts(step.instruction) if mount.type == "bind" and not mount.from_]
    if any(mount.source.strip("./") == "" for mount in bound):
        result.doubt(NO_GAIN, "a mount shows the RUN the whole context, so every edit reruns it anyway", hard=True)
    elif bound:
        result.doubt(CONTEXT_UNSURE, "a mount shows the RUN files of the context", hard=True)


def _judge_user(result: Split, file: Facts) -> None:
    """A user other than root must find the folder that it writes into as it was: made before the copies that move."""
    found = result.subject
    user = file.scope(found.step.instruction).user
    if user in ROOT:
        return
    there = result.sunk[0].before.folders
    for act in found.acts:
        if act.kind == INSTALLS and act.folder not in there:
            result.doubt(USER_NOT_WRITABLE, f"`{user}` may not be allowed to write into `{act.folder}` before the copy")


def _name(result: Split, left: dict[int, list[Row]], file: Facts) -> None:
    """Kinds, lines and words of the move."""
    found = result.subject
    line = file.dockerfile.source.line
    result.lines = sorted({line(step.instruction.span[0]) for step in (*result.sunk, found.step)})
    if found.cut:
        result.kinds.append(CUT)
    if not found.reads:
        result.kinds.append(HOIST)
        result.why = f"`{found.label}` reads nothing of what is copied above it"
        return
    whole = any(step.copied is not None and len(files_of(step)) > len(step.instruction.words) - 1 for step in result.sunk)
    result.kinds.append(SPLIT if whole else NARROW)
    names = [row.landed.origin for rows in left.values() for row in rows]
    shown = ", ".join(f"`{name}`" for name in names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    result.why = f"`{found.label}` reads {shown or 'only what is copied above already'}, not the other {max(0, len(result.before.files) - len(result.after.files))} files"


if TYPE_CHECKING:
    from layerlint.order.state import Row
