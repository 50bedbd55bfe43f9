"""The better order: as text with its diff and, where asked for, the proof in words; and as the JSON document ORDER."""

from __future__ import annotations

from layerlint.report.ink import Ink, shown

NO_GAIN = "no-gain"  # of suggestions that make a rerun cheaper and not rarer: told with --explain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from layerlint.order.codes import Suggestion
    from layerlint.order.planner import Plan
    from layerlint.order.shares import Install

    Json = dict[str, Any]

VERSION = 1
# Seconds of one install of dependencies: class constant with a log-normal spread of 0.8 (low and high are its 5th and 95th percentile).
SECONDS = (12, 45, 168)


def unified(plan: Plan, path: str, after: str | None = None, before: str | None = None) -> str:
    """The change as a unified diff; empty when there is none."""
    from difflib import unified_diff

    old = (plan.before if before is None else before).splitlines(keepends=True)
    new = (plan.after if after is None else after).splitlines(keepends=True)
    lines = unified_diff(old, new, f"a/{path.lstrip('/')}", f"b/{path.lstrip('/')}")
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in lines)


def order_document(plan: Plan, path: str, witness: str) -> Json:
    """ORDER of the design; `basis`, `commits`, `reasons`, `witness` and the `verdict` and `diff` of suggestions are additions."""
    certificate = plan.certificate
    return {
        "version": VERSION,
        "changed": plan.changed,
        "dockerfile": plan.after,
        "diff": unified(plan, path),
        "moves": [{"kind": move.kind, "lines": move.lines, "why": move.why} for move in plan.moves],
        "suggestions": [_suggestion(each, plan, path) for each in plan.suggestions],
        "refused": [
            {"kind": each.kind, "line": each.line, "code": each.code, "why": each.why, "verdict": each.verdict} for each in plan.refused
        ],
        "before": _side(plan.installs),
        "after": _side(plan.installs_after),
        "saving": {"seconds": _seconds(saved(plan), plan), "share": _saved_share(plan)},
        "certificate": None
        if certificate is None
        else {
            "level": "E1",
            "config": certificate.config,
            "writers": certificate.writers,
            "runs": certificate.runs,
            "digest": certificate.digest,
        },
        "basis": plan.chances.basis,
        "commits": plan.chances.commits,
        "reasons": plan.reasons,
        "witness": witness or None,
    }


def _suggestion(each: Suggestion, plan: Plan, path: str) -> Json:
    found = {
        "kind": each.kind,
        "lines": each.lines,
        "why": each.why,
        "code": each.code,
        "share": _rounded(each.share),
        "verdict": each.verdict,
    }
    return {**found, "diff": unified(plan, path, each.text, plan.after) if each.text else ""}


def _side(installs: list[Install]) -> Json:
    rows = [
        {
            "line": each.line,
            "ecosystem": each.ecosystem,
            "share": _rounded(each.share),
            "conditional": each.conditional,
            "bound": each.bound or None,
        }
        for each in installs
    ]
    largest = dependency_share(installs)
    seconds = {"low": 0, "likely": None, "high": None, "basis": "unknown"}
    return {"summary": {"rerun_steps": None, "dependency_install_share": _rounded(largest), "seconds": seconds}, "installs": rows}


def dependency_share(installs: list[Install]) -> float | None:
    """The largest share among the installs that are not conditional; None without one."""
    return max((each.share for each in installs if not each.conditional), default=None)


def saved(plan: Plan) -> float:
    """Installs a commit that are spared, in the mean: one that reruns in each commit today and in none then counts as 1."""
    before = sum(each.share for each in plan.installs if not each.conditional)
    after = sum(each.share for each in plan.installs_after if not each.conditional)
    return round(max(0.0, before - after), 4)


def _saved_share(plan: Plan) -> float:
    """How much less the install that reruns most does so."""
    return round((dependency_share(plan.installs) or 0.0) - (dependency_share(plan.installs_after) or 0.0), 4)


def _seconds(share: float, plan: Plan) -> Json:
    low, likely, high = (round(value * share, 1) for value in SECONDS)
    return {"low": low, "likely": likely, "high": high, "basis": f"heuristic; {plan.chances.basis}"}


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def write_order(plan: Plan, path: str, witness: str, ink: Ink, *, explain: bool, written: bool) -> None:
    """The report for a person."""
    if not plan.changed:
        _nothing(plan, path, ink)
    else:
        for line in unified(plan, path).splitlines():
            ink.line((line, "help" if line.startswith("+") else "error" if line.startswith("-") else ""))
        ink.line()
        for move in plan.moves:
            ink.line((f"{shown(path)}:{move.lines[0]}", "path"), f" {move.kind}: {move.why}")
        _saving(plan, ink)
    if explain and plan.certificate is not None:
        _proof(plan, witness, ink)
    for each in plan.suggestions if explain else (one for one in plan.suggestions if one.code != NO_GAIN):
        share = "" if each.share is None else f" ({each.share:.1%} of commits would rerun it)"
        ink.line((f"{shown(path)}:{each.lines[0]}", "path"), f" {each.verdict} {each.code}: {each.why}{share}")
        for line in unified(plan, path, each.text, plan.after).splitlines()[2:] if explain and each.text else ():
            ink.line("    ", (line, "dim"))
    for refused in plan.refused if explain or not plan.changed else ():
        ink.line((f"{shown(path)}:{refused.line}", "path"), f" not done, {refused.code}: {refused.why}")
    if plan.changed:
        ink.line("written" if written else f"to apply: layerlint order {shown(path)} --write")


def _nothing(plan: Plan, path: str, ink: Ink) -> None:
    reasons = plan.reasons or list(dict.fromkeys(f"{refused.why} ({refused.code})" for refused in plan.refused))[:3]
    ink.line((shown(path), "path"), f": nothing to improve, because {'; '.join(reasons)}")


def _saving(plan: Plan, ink: Ink) -> None:
    """What it saves, with its range and what that rests on."""
    before, after = dependency_share(plan.installs), dependency_share(plan.installs_after)
    rests = f"{plan.chances.commits} commits" if plan.chances.commits else plan.chances.basis
    if before is not None and after is not None:
        ink.line("  installs   ", f"rerun by {before:.1%} of commits; with this order by {after:.1%} ({rests})")
    for each in plan.installs_after:
        if each.bound and not each.conditional:
            where = f"line {each.line}, `{each.label}`: {each.share:.1%} of commits"
            ink.line("  bounded by ", f"{where}; what changed first: {each.bound} times")
    share = saved(plan)
    low, likely, high = (value * share for value in SECONDS)
    if share:
        ink.line("  saves      ", f"{likely:.0f} s a commit ({low:.0f}-{high:.0f} s; 12-168 s an install, an estimate)")
    else:
        ink.line("  saves      ", "the steps above with each new value of the build argument")


def _proof(plan: Plan, witness: str, ink: Ink) -> None:
    """The certificate in words."""
    certificate = plan.certificate
    if certificate is None:
        return
    ink.line("  proof      ", "both versions played through over the files of the build context:")
    for text in (certificate.config, certificate.writers, certificate.runs):
        ink.line("             ", text)
    ink.line("             ", f"so the images are the same up to times and the cut of layers (E1, {certificate.digest[:16]}); {witness}")
