"""Which steps rerun, as a table: line, verdict or share, the step, and what began it."""

from __future__ import annotations

from layerlint.report.ink import Ink, Piece, clean, shown
from layerlint.size import interval

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerlint.history.answers import Answer, StepAnswer
    from layerlint.history.cost import Seconds

REGIMES = {
    "last": "with the cache of the build before",
    "all": "with the cache of all builds before",
    "final": "with what a cache of the final stage alone keeps",
    "none": "without any cache",
}
BASES = {"model": "model: a constant for each class of command", "build-log": "from the build log", "unknown": "unknown"}
MOST_CAUSES = 3
NARROWEST = 30
FRONT = 24  # columns in front of the step


def write_cache(answer: Answer, ink: Ink, columns: int) -> None:
    """The table of one file, in at most `columns` where that is possible."""
    facts = answer.file.facts
    target = facts.graph.target
    stage = "?" if target is None else target.name or str(target.index)
    ink.line((shown(answer.path), "path"), f"  stage {stage}, built by {facts.builder}, {REGIMES[answer.regime]}")
    width = max(NARROWEST, columns - FRONT)
    ink.line((f"{'LINE':>5}  {'RERUNS':15}  STEP", "dim"))
    for step in answer.steps:
        verdict, style = _verdict(step, answer.commits)
        ink.line(f"{step.step.line:5}  ", (f"{verdict:15}", style), f"  {_cut(_text(step), width)}")
        if step.causes:
            ink.line(f"{'':24}", (_cut(f"└ {_causes(step)}", width), "dim"))
    ink.line()
    for pieces in _closing(answer):
        ink.line(*pieces)
    ink.line()


def _verdict(step: StepAnswer, commits: int | None) -> tuple[str, str]:
    if commits is None:
        return {True: ("reruns", "warning"), False: ("from the cache", "dim"), None: ("maybe", "info")}[step.reruns]
    if not step.rerun_commits and step.maybe_commits:
        return f"maybe {step.maybe_commits} of {commits}", "info"
    share = f" {100 * (step.share or 0):.0f}%" if step.rerun_commits else ""
    return f"{step.rerun_commits or 0} of {commits}{share}", "warning" if step.rerun_commits else "dim"


def _text(step: StepAnswer) -> str:
    instruction = step.step.step.instruction
    flags = "".join(f"--{flag.name}{'' if flag.value is None else f'={flag.value}'} " for flag in instruction.flags)
    return f"{instruction.name} {flags}{instruction.arguments}"


def _causes(step: StepAnswer) -> str:
    told = [_cause(step, index) for index in range(min(MOST_CAUSES, len(step.causes)))]
    rest = step.causes[MOST_CAUSES:]
    if rest:
        commits = sum(cause.commits or 0 for cause in rest)
        told.append(f"{len(rest)} others {commits}")
    if step.maybe_commits and step.rerun_commits:
        told.append(f"and maybe in {step.maybe_commits} more")
    return ", ".join(told)


def _cause(step: StepAnswer, index: int) -> str:
    cause = step.causes[index]
    count = "" if cause.commits is None else f" {cause.commits}"
    if cause.kind != "parent":
        names = {
            "file": cause.what,
            "text": "its text changed",
            "arg": f"ARG {cause.what}",
            "env": f"ENV {cause.what}",
            "base": f"FROM {cause.what}",
        }
        return names[cause.kind] + count
    if cause.line == step.step.line:
        return cause.what + count
    begun = f" ({cause.root.what})" if cause.root is not None and cause.root.kind != "parent" else ""
    return f"line {cause.line}{begun}{count}"


def _closing(answer: Answer) -> Iterator[list[Piece]]:
    share = answer.dependency_install_share
    for install in answer.installs:
        if install.conditional:
            yield [("  not counted  ", "dim"), f"`{install.label}` on line {install.line}: its inputs match nothing today"]
    if share is not None and answer.commits:
        worst = max((one for one in answer.installs if not one.conditional), key=lambda one: answer.install_share(one) or 0.0)
        rerun = answer.steps[worst.step].rerun_commits
        yield [
            ("  install      ", "dim"),
            (f"{rerun} of the last {answer.commits} commits reran `{worst.label}` (line {worst.line})", "strong"),
        ]
    what = "a build after a commit, on average" if answer.commits is not None else "this build"
    yield [
        ("  time         ", "dim"),
        f"{duration(answer.seconds)} for {what}",
        (f"  [{BASES.get(answer.seconds.basis, answer.seconds.basis)}]", "dim"),
    ]
    if answer.commits is None and answer.rerun_steps:
        yield [("  bytes        ", "dim"), f"{interval(answer.size)} in new layers"]
    if answer.commits and answer.per_month is not None:
        month = duration(answer.seconds.times(answer.per_month))
        yield [("  a month      ", "dim"), f"{month} at {answer.per_month:.0f} commits a month"]
    for note in answer.notes:
        yield [("  note         ", "dim"), note]


def duration(seconds: Seconds) -> str:
    """`about 40 s (15 s-2 min)`, `nothing`, `unknown`."""
    if seconds.likely is None or seconds.high is None:
        return f"at least {_time(seconds.low)}" if seconds.low else "unknown"
    if not seconds.high:
        return "nothing"
    return f"about {_time(seconds.likely)} ({_time(seconds.low)}-{_time(seconds.high)})"


def _time(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"


def _cut(text: str, width: int) -> str:
    flat = clean(text.replace("\t", " ").replace("\n", " "))
    return f"{flat[: width - 1]}…" if len(flat) > width else flat
