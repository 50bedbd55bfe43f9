"""One run of `layerlint calibrate`: a Dockerfile, the image built from it, to the file that later predictions use."""

from __future__ import annotations

import os

from layerlint.build.calibration import Calibration, Measured, is_exact, keyed
from layerlint.calibration import load, place, save
from layerlint.console import Output, complain, ink_for
from layerlint.discovery import Unreadable
from layerlint.image.archive import ImageError, open_image
from layerlint.image.beside import Beside, Pair
from layerlint.image.history import SURE
from layerlint.options import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.facts import Facts
    from layerlint.further_settings import CalibrateSettings
    from layerlint.loading import Loader


def beside(facts: Facts, path: str) -> Beside:
    """The image in the archive at `path` beside the plan; what the reader leaves out goes to standard error. Raises Refusal."""
    try:
        image = open_image(path)
    except ImageError as error:
        raise Refusal(str(error)) from error
    for note in image.notes:
        complain(f"{path}: {note}")
    return Beside(facts.plan, image)


def calibrate(settings: CalibrateSettings, loader: Loader, output: Output) -> None:
    """Learn, keep, and say what was learned. Raises Refusal for what cannot be read, and where nothing fits."""
    try:
        facts = loader.facts(settings.path)
        found = beside(facts, settings.image)
        learned = _learned(facts, found)
        if all(pair.real.confidence != SURE for pair in found.pairs):
            raise Refusal(f"{settings.image}: no line of {settings.path} is found in the history of this image")
        file = place(os.path.dirname(os.path.abspath(settings.path)) if settings.path != "-" else os.getcwd())
        kept = load(file).lines if os.path.lexists(file) else {}
        save(file, Calibration(kept | {key: measured for _, key, measured in learned}))
    except Unreadable as error:
        raise Refusal(f"{settings.path}: {error}") from error
    _report(settings, output, os.path.relpath(file), learned)


def _learned(facts: Facts, found: Beside) -> list[tuple[Pair, str, Measured]]:
    """The layers that surely come from a line whose bytes nobody knew, with the key of the line."""
    pairs = {id(pair.row): pair for pair in found.pairs if pair.row is not None and pair.real.confidence == SURE}
    stages = {row.step.stage.index: row.step.stage for row in facts.plan.layers}
    learned = []
    for stage in stages.values():
        rows = [row for row in facts.plan.layers if row.step.stage is stage]
        for row, key in keyed(rows, facts.graph.base_reference(facts.graph.root(stage))):
            pair = pairs.get(id(row))
            if pair is not None and pair.real.layer is not None and pair.real.size.high is not None and not is_exact(row):
                learned.append((pair, key, Measured(pair.real.size.low, _packed(pair, found))))
    return learned


def _packed(pair: Pair, found: Beside) -> int | None:
    """The bytes of a layer that lies packed in the archive."""
    layer = pair.real.layer
    return None if layer is None else found.inspection.image.layers[layer].compressed


def _report(settings: CalibrateSettings, output: Output, file: str, learned: list[tuple[Pair, str, Measured]]) -> None:
    if settings.format == "json":
        from layerlint.report.beside import calibrated_document
        from layerlint.report.document import encoded

        output.write(encoded(calibrated_document(file, [pair for pair, _, _ in learned])) + "\n")
        return
    from layerlint.report.beside import write_calibrated

    write_calibrated(file, [pair for pair, _, _ in learned], ink_for(settings.color, output), output.columns())
