"""SHARED, the JSON document of `layerlint shared` (docs/shared.md). Bytes are SIZE, lines 1-based, null for a base or an archive."""

from __future__ import annotations

from layerlint.report.document import VERSION, size_document

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.report.document import Json
    from layerlint.sharing.comparison import Comparison, Shared
    from layerlint.sharing.images import Image
    from layerlint.sharing.reordering import Reordering
    from layerlint.sharing.stranded import Stranding


def shared_document(comparison: Comparison, failed: dict[str, str]) -> Json:
    """SHARED. `failed` maps what could not be read to the reason."""
    return {
        "version": VERSION,
        "images": [_image(image) for image in comparison.images],
        "shared": [_shared(group) for group in comparison.shared],
        "reorderings": [_reordering(reordering) for reordering in comparison.reorderings],
        "rebuilds": [_rebuild(stranding) for stranding in comparison.strandings],
        "summary": {
            "images": len(comparison.images),
            "layers": comparison.layers,
            "distinct": comparison.distinct,
            "once": size_document(comparison.once),
            "apart": size_document(comparison.apart),
        },
        "errors": [{"path": path, "message": message} for path, message in failed.items()],
    }


def _image(image: Image) -> Json:
    count = None if any(layer.count is None for layer in image.layers) else sum(layer.count or 0 for layer in image.layers)
    size = size_document(image.size)
    return {"path": image.path, "kind": image.kind, "target": image.target, "builder": image.builder, "layers": count, "size": size}


def _shared(group: Shared) -> Json:
    layers = [
        {
            "instruction": places[0].layer.instruction,
            "created_by": places[0].layer.text,
            "size": size_document(places[0].layer.size),
            "places": [{"path": place.image.path, "line": place.layer.line} for place in places],
        }
        for places in group.layers
    ]
    saved = size_document(group.saved)
    return {"images": [image.path for image in group.images], "layers": layers, "size": size_document(group.size), "saved": saved}


def _reordering(reordering: Reordering) -> Json:
    steps = [
        {
            "instruction": links[0].row.instruction,
            "created_by": links[0].row.created_by,
            "size": size_document(links[0].row.size),
            "places": [{"path": image.path, "line": link.row.line} for image, link in zip(reordering.images, links, strict=True)],
        }
        for links in reordering.steps
    ]
    below = [
        {"path": image.path, "lines": [link.row.line for link in links]}
        for image, links in zip(reordering.images, reordering.below, strict=True)
    ]
    paths = [image.path for image in reordering.images]
    return {"images": paths, "steps": steps, "below": below, "saved": size_document(reordering.saved)}


def _rebuild(stranding: Stranding) -> Json:
    return {
        "path": stranding.image.path,
        "line": stranding.cause.line,
        "instruction": stranding.cause.instruction,
        "created_by": stranding.cause.text,
        "through": stranding.through,
        "layers": len(stranding.layers),
        "kept": stranding.kept,
        "size": size_document(stranding.size),
    }
