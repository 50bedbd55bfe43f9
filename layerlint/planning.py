"""One run of `layerlint layers`: the plan of a Dockerfile, alone or beside an image that was built from it."""

from __future__ import annotations

from layerlint.console import Output, ink_for
from layerlint.discovery import Unreadable
from layerlint.engine import FileReport, lint
from layerlint.options import Refusal
from layerlint.registry import select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.image.beside import Beside
    from layerlint.loading import Loader
    from layerlint.settings import LayersSettings


def show_layers(settings: LayersSettings, loader: Loader, output: Output) -> None:
    """Write the report. Raises Refusal for a file or an archive that cannot be read."""
    try:
        report = lint(loader.facts(settings.path), select(["LL0"]))
    except Unreadable as error:
        raise Refusal(f"{settings.path}: {error}") from error
    found = _beside(report, settings.image)
    if settings.format == "json":
        _write_json(report, found, output)
    else:
        _write_text(report, found, settings, output)


def _beside(report: FileReport, image: str | None) -> Beside | None:
    if image is None or report.plan is None:
        return None
    from layerlint.calibrating import beside

    return beside(report.facts, image)


def _write_json(report: FileReport, found: Beside | None, output: Output) -> None:
    from layerlint.report.beside import image_part
    from layerlint.report.document import encoded, layers_document

    output.write(encoded(layers_document(report, image_part(found) if found else None)) + "\n")


def _write_text(report: FileReport, found: Beside | None, settings: LayersSettings, output: Output) -> None:
    from layerlint.report.beside import write_beside
    from layerlint.report.layers import write_layers
    from layerlint.report.text import TextReport

    ink = ink_for(settings.color, output)
    TextReport(ink, quiet=True).file(report)
    if found is not None:
        write_beside(report, found, ink, newest_first=settings.newest_first, columns=output.columns())
    else:
        write_layers(report, ink, newest_first=settings.newest_first, columns=output.columns())
