"""CACHE of the design, as JSON. `path`, `notes`, `per_month` and a cause's `root` are additions to it."""

from __future__ import annotations

from layerlint.report.document import VERSION, encoded, size_document

__all__ = ["cache_document", "encoded"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.history.answers import Answer, Reason, StepAnswer
    from layerlint.history.cost import Seconds
    from layerlint.report.document import Json


def cache_document(answer: Answer) -> Json:
    """CACHE of one file."""
    facts = answer.file.facts
    target = facts.graph.target
    return {
        "version": VERSION,
        "path": answer.path,
        "target": (target.name or str(target.index)) if target is not None else None,
        "builder": facts.builder,
        "regime": answer.regime,
        "commits": answer.commits,
        "steps": [_step(step) for step in answer.steps],
        "installs": [
            {
                "line": install.line,
                "ecosystem": install.ecosystem,
                "label": install.label,
                "share": answer.install_share(install),
                "conditional": install.conditional,
            }
            for install in answer.installs
        ],
        "summary": {
            "rerun_steps": answer.rerun_steps,
            "dependency_install_share": answer.dependency_install_share,
            "seconds": seconds_document(answer.seconds),
            "bytes": size_document(answer.size) if answer.commits is None else None,
            "commits_per_month": None if answer.per_month is None else round(answer.per_month, 1),
            "seconds_per_month": None if answer.per_month is None else seconds_document(answer.seconds.times(answer.per_month)),
        },
        "notes": answer.notes,
    }


def seconds_document(seconds: Seconds) -> Json:
    """RANGE, in seconds."""
    likely, high = (None if number is None else round(number, 2) for number in (seconds.likely, seconds.high))
    return {"low": round(seconds.low, 2), "likely": likely, "high": high, "basis": seconds.basis}


def _step(step: StepAnswer) -> Json:
    return {
        "line": step.step.line,
        "stage": step.step.stage,
        "instruction": step.step.instruction,
        "created_by": step.step.created_by,
        "reruns": step.reruns,
        "rerun_commits": step.rerun_commits,
        "maybe_commits": step.maybe_commits,
        "share": step.share,
        "causes": [_cause(cause) for cause in step.causes],
        "seconds": seconds_document(step.seconds),
        "bytes": size_document(step.size),
    }


def _cause(cause: Reason) -> Json:
    document: Json = {"kind": cause.kind, "what": cause.what, "line": cause.line, "commits": cause.commits}
    if cause.root is not None:
        document["root"] = {"kind": cause.root.kind, "what": cause.root.what, "line": cause.root.line}
    return document
