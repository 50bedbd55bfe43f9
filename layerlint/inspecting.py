"""One run of `layerlint image`: an archive, beside it a Dockerfile where one is given, to a report."""

from __future__ import annotations

from layerlint.console import Output, complain, ink_for
from layerlint.image.archive import ImageError, open_image
from layerlint.image.history import Alignment, align
from layerlint.image.inspection import Inspection
from layerlint.image.origin import origin
from layerlint.options import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.further_settings import ImageSettings
    from layerlint.image.model import Image

BUILDERS = ("buildkit", "classic", "buildah")


def inspect(settings: ImageSettings, output: Output) -> bool:
    """Write the report. True when a limit is broken. Raises Refusal for what cannot be read."""
    try:
        found = inspection(settings)
    except ImageError as error:
        raise Refusal(str(error)) from error
    for note in found.image.notes:
        complain(f"{settings.path}: {note}")
    if settings.limits.any and not found.complete:
        raise Refusal(f"{settings.path}: limits cannot be held: not all layers could be unpacked")
    if settings.save_base is not None:
        from layerlint.learned import save

        complain(f"{settings.save_base} is kept in {save(settings.save_base, found.image)}")
    limits = settings.limits.of(found)
    if settings.format == "json":
        from layerlint.report.document import encoded
        from layerlint.report.image_document import image_document

        output.write(encoded(image_document(settings.path, found, limits)) + "\n")
    else:
        from layerlint.report.image import write_image

        write_image(settings.path, found, limits, ink_for(settings.color, output), output.columns())
    return any(limit.broken for limit in limits)


def inspection(settings: ImageSettings) -> Inspection:
    """The image looked at. Raises ImageError, and Refusal for the Dockerfile."""
    from layerlint.learned import diff_ids

    image = open_image(settings.path)
    alignment = best_alignment(settings, image) if settings.dockerfile is not None and image.mapped else None
    learned = [] if settings.isolated else diff_ids(settings.dockerfile or settings.path)
    return Inspection(image, origin(image, alignment, learned), alignment)


def best_alignment(settings: ImageSettings, image: Image) -> Alignment:
    """The history beside the rows of the builder whose rows fit best. Raises Refusal."""
    from layerlint.discovery import Unreadable
    from layerlint.loading import Loader

    found: list[Alignment] = []
    for builder in (settings.surroundings.builder,) if settings.builder_given else BUILDERS:
        settings.surroundings.builder = builder
        path = settings.dockerfile or ""
        try:
            facts = Loader(settings.surroundings, isolated=settings.isolated).facts(path)
        except Unreadable as error:
            raise Refusal(f"{path}: {error}") from error
        found.append(align(facts.plan.layers, image.history, builder))
    return max(found, key=lambda alignment: alignment.points)
