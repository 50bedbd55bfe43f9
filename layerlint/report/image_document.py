"""The JSON document of `layerlint image`: {"version": 1, "image": IMAGE}, described in docs/image.md."""

from __future__ import annotations

from layerlint.report.document import VERSION, size_document
from layerlint.size import exact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.image.inspection import ImageRow, Inspection
    from layerlint.image.limits import Limit
    from layerlint.image.waste import Cause
    from layerlint.report.document import Json

MOST_CAUSES = 1_000


def image_document(path: str, found: Inspection, limits: list[Limit]) -> Json:
    """The whole document."""
    return {"version": VERSION, "path": path, "image": image(found), "limits": [_limit(limit) for limit in limits]}


def image(found: Inspection) -> Json:
    """IMAGE."""
    config, origin = found.image.config, found.origin
    return {
        "tags": found.image.tags,
        "platform": f"{config.get('os') or '?'}/{config.get('architecture') or '?'}",
        "builder": found.alignment.builder if found.alignment and found.alignment.matches else None,
        "base": {"name": origin.name, "by": origin.by, "layers": origin.layers, "size": size_document(found.size(base=True))},
        "layers": [row(each) for each in found.rows],
        "layer_count": {"base": found.base.layers, "added": found.own.layers, "total": len(found.image.layers)},
        "size": size_document(found.size(base=False)),
        "complete": found.complete,
        "dead": size_document(exact(found.own.dead, "archive")) if found.complete else None,
        "efficiency": found.own.efficiency if found.complete else None,
        "wasted_percent": found.own.wasted_percent if found.complete else None,
        "causes": [_cause(cause) for cause in found.causes[:MOST_CAUSES]],
        "hidden_in_base": [_cause(cause) for cause in found.hidden[:MOST_CAUSES]],
        "dive": {"score": found.dive.score, "wasted_bytes": found.dive.wasted} if found.complete else None,
        "notes": found.image.notes,
    }


def row(each: ImageRow) -> Json:
    """ROW of the design, with the layer it is and whether it is the base's."""
    return {
        "line": each.line,
        "end_line": each.end_line,
        "stage": each.stage,
        "instruction": each.instruction,
        "kind": each.kind,
        "created_by": each.created_by,
        "size": size_document(each.size),
        "compressed": size_document(each.compressed),
        "dead": size_document(each.dead),
        "tar_bytes": each.tar_bytes,
        "entries": each.entries,
        "history_size": each.history_size,
        "layer": each.layer,
        "diff_id": each.diff_id,
        "base": each.base,
        "confidence": each.confidence,
    }


def _cause(cause: Cause) -> Json:
    return {"path": f"/{cause.path}", "how": cause.how, "bytes": cause.size, "layer": cause.of, "by": cause.by}


def _limit(limit: Limit) -> Json:
    return {"name": limit.name, "limit": limit.allowed, "value": limit.value, "broken": limit.broken}
