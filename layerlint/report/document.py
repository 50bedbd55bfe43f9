"""The JSON documents: CHECK and LAYERS of the design, a contract others build on. Positions are 1-based code points."""

from __future__ import annotations

import json
from collections.abc import Callable

from layerlint import __version__
from layerlint.problem import Cost, Size
from layerlint.report.summary import Summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from layerlint.build.layers import Plan
    from layerlint.build.rows import Row
    from layerlint.dockerfile.source import Source, Span
    from layerlint.engine import FileReport, Problem
    from layerlint.registry import Rule

    Json = dict[str, Any]

VERSION = 1
NO_SECONDS = {"low": 0, "likely": None, "high": None, "basis": "unknown"}


class JsonReport:
    """Writes as it goes, one line a file: thousands of plans would not fit well into memory."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write
        self._errors: list[Json] = []
        tool = {"name": "layerlint", "version": __version__}
        self._before = f'{{"version": {VERSION}, "tool": {json.dumps(tool)}, "files": [\n'

    def file(self, report: FileReport) -> None:
        """Write one file."""
        self._write(self._before + encoded(file_document(report)))
        self._before = ",\n"

    def unreadable(self, path: str, message: str) -> None:
        """Take up a path that could not be read."""
        self._errors.append({"path": path, "message": message})

    def close(self, summary: Summary) -> None:
        """Write the rest of the document."""
        counts = {
            "files": summary.files,
            "problems": summary.problems,
            "by_severity": summary.by_severity,
            "suppressed": summary.suppressed,
            "fixable": 0,
            "layers_saved": summary.layers_saved,
            "bytes_saved": size_document(summary.bytes_saved),
        }
        before = "" if self._before == ",\n" else self._before
        self._write(f'{before}],\n"errors": {encoded(self._errors)},\n"summary": {encoded(counts)}}}\n')


def encoded(value: Any) -> str:
    """Compact JSON in ASCII, with U+FFFD for bytes that are no UTF-8: as escapes some readers refuse them."""
    text = json.dumps(value)
    return text if "\\ud" not in text else json.dumps(_readable(value))


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)
    if isinstance(value, dict):
        return {key: _readable(item) for key, item in value.items()}
    return [_readable(item) for item in value] if isinstance(value, list) else value


def file_document(report: FileReport) -> Json:
    """One of `files`."""
    source = report.facts.dockerfile.source
    silenced = [
        {"rule": by.problem.rule.id, "start": _position(source, by.problem.span[0]), "by": by.by, "reason": by.reason}
        for by in report.suppressed
    ]
    return {
        "path": report.path,
        "problems": [problem_document(problem, source) for problem in report.problems],
        "suppressed": silenced,
        "plan": plan_document(report.plan) if report.plan is not None else None,
    }


def problem_document(problem: Problem, source: Source) -> Json:
    """PROBLEM."""
    rule = problem.rule
    return {
        "rule": rule.id,
        "name": rule.name,
        "aliases": list(problem.aliases),
        "category": rule.category,
        "severity": problem.severity,
        "confidence": rule.confidence,
        "message": problem.message,
        "help": problem.help,
        "url": rule.url,
        **_place(source, problem.span),
        "related": [{"message": related.message, **_place(source, related.span)} for related in problem.related],
        "fix": None,
        "cost": _cost(problem.cost),
    }


def _cost(cost: Cost | None) -> Json | None:
    if cost is None:
        return None
    document: Json = {"layers": cost.layers, "bytes": size_document(cost.size), "seconds": NO_SECONDS}
    if cost.history is not None:
        document["history"] = dict(zip(("commits", "of", "what"), cost.history, strict=True))
    return document


def _place(source: Source, span: Span) -> Json:
    return {"start": _position(source, span[0]), "end": _position(source, span[1])}


def _position(source: Source, offset: int) -> Json:
    line, column = source.position(offset)
    return {"line": line, "column": column}


def size_document(size: Size) -> Json:
    """SIZE, in bytes."""
    return {"low": size.low, "likely": size.likely, "high": size.high, "exact": size.exact, "basis": size.basis}


def plan_document(plan: Plan) -> Json:
    """PLAN."""
    count = plan.layer_count
    return {
        "target": plan.target,
        "builder": plan.builder,
        "base": {"ref": plan.base.ref, "layers": plan.base.layers, "size": size_document(plan.base.size)},
        "layers": [row_document(row) for row in plan.layers],
        "stages": [
            {"name": stage.name, "index": stage.index, "used": stage.used, "layers": [row_document(row) for row in stage.layers]}
            for stage in plan.stages
        ],
        "layer_count": {"added": count.added, "low": count.low, "high": count.high, "total": count.total},
        "history_count": {"added": plan.history_count.added},
        "size": size_document(plan.size),
        "compressed": size_document(plan.compressed),
    }


def row_document(row: Row) -> Json:
    """ROW, and `opaque`: the command of a RUN for which its size is unknown."""
    return {
        "line": row.line,
        "end_line": row.end_line,
        "stage": row.stage,
        "instruction": row.instruction,
        "kind": row.kind,
        "created_by": row.created_by,
        "size": size_document(row.size),
        "compressed": size_document(row.compressed),
        "dead": size_document(row.dead),
        "tar_bytes": row.tar_bytes,
        "entries": row.entries,
        "opaque": row.opaque or None,
    }


def layers_document(report: FileReport, image: Json | None = None) -> Json:
    """LAYERS, and `most_expensive`: the lines that add most, the dearest first. `image` is what stands beside the plan."""
    from layerlint.report.layers import most_expensive

    source = report.facts.dockerfile.source
    return {
        "version": VERSION,
        "path": report.path,
        "plan": plan_document(report.plan) if report.plan is not None else None,
        "most_expensive": [row.line for row in most_expensive(report.plan)] if report.plan is not None else [],
        "image": image,
        "problems": [problem_document(problem, source) for problem in report.problems],
    }


def rule_document(rule: Rule) -> Json:
    """What `layerlint rule --format json` says of one rule."""
    explanation = rule.explanation
    return {
        "id": rule.id,
        "name": rule.name,
        "category": rule.category,
        "severity": rule.severity,
        "confidence": rule.confidence,
        "default": rule.default,
        "since": rule.since,
        "aliases": list(rule.aliases),
        "summary": rule.summary,
        "why": explanation.why,
        "fix": rule.help,
        "cost": explanation.cost,
        "options": rule.options,
        "bad": list(explanation.bad),
        "good": list(explanation.good),
        "url": rule.url,
    }
