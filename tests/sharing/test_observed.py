"""What layerlint says is shared, beside what a real BuildKit shared (`observed.json`, made by record.py)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from layerlint.loading import Loader
from layerlint.settings import Surroundings
from layerlint.sharing.comparison import Comparison
from layerlint.sharing.content import Contents
from layerlint.sharing.images import Image, planned_image
from tests.sharing.record import OBSERVED, Build, lay_out

CASES: list[dict[str, Any]] = json.loads(OBSERVED.read_text("utf-8"))


def images(builds: list[Build], folder: Path) -> list[Image]:
    """The predicted images; each build in a folder of its own."""
    found = []
    for number, build in enumerate(builds):
        (folder / str(number)).mkdir()
        path = lay_out(build, folder / str(number))
        found.append(planned_image(Loader(Surroundings(), isolated=True).facts(str(path)), str(path), Contents()))
    return found


def common(first: list[Any], second: list[Any]) -> int:
    """How many things two lists have in common from their start on."""
    pairs = list(zip(first, second, strict=False))
    return next((at for at, (one, other) in enumerate(pairs) if one != other), len(pairs))


def predicted(first: Image, second: Image) -> int:
    """How many layers the two share behind their base."""
    return common([layer.id for layer in first.layers], [layer.id for layer in second.layers]) - 1


def shared(first: Build, second: Build) -> int:
    """How many layers the builder shared behind the base, which `sizes` leaves out."""
    return common(first["layers"], second["layers"]) - (len(first["layers"]) - len(first["sizes"]))


@pytest.mark.parametrize("case", [case for case in CASES if not case.get("cold")], ids=lambda case: case["name"])
def test_the_same_layers_are_shared(case: dict[str, Any], tmp_path: Path) -> None:
    builds = case["builds"]
    found = images(builds, tmp_path)
    for one in range(len(builds)):
        for other in range(one):
            assert predicted(found[one], found[other]) == shared(builds[one], builds[other]), (one, other)


@pytest.mark.parametrize("case", [case for case in CASES if case.get("cold")], ids=lambda case: case["name"])
def test_without_the_cache_less_is_shared_than_said(case: dict[str, Any], tmp_path: Path) -> None:
    builds = case["builds"]
    found = images(builds, tmp_path)
    assert predicted(*found) > shared(builds[0], builds[1])


def test_a_rebuild_strands_the_layers_and_bytes_that_were_said(tmp_path: Path) -> None:
    case = next(case for case in CASES if case.get("rebuild"))
    before, after = case["builds"]
    (image, _) = images(case["builds"], tmp_path)
    said = next(each for each in Comparison([image]).strandings if each.cause.text.startswith("COPY src"))
    stranded = before["sizes"][shared(before, after) :]
    assert len(said.layers) == len(stranded)
    assert said.size.low == said.size.high == sum(stranded)


def test_the_proposed_order_shares_what_was_said(tmp_path: Path) -> None:
    case = next(case for case in CASES if "reordered" in case)
    first, second, moved = images(case["builds"], tmp_path)
    (found,) = Comparison([first, second]).reorderings
    assert [link.row.instruction for links in found.steps for link in links[:1]] == ["RUN"]
    now, then = predicted(first, second), predicted(moved, second)
    assert then == now + len(found.steps)
    builds = case["builds"]
    assert shared(builds[0], builds[1]) == now
    assert shared(builds[2], builds[1]) == then


def test_without_the_cache_a_copied_file_is_the_same_layer_with_equal_times_alone() -> None:
    equal, other = ([build["layers"][1:] for build in case["builds"]] for case in CASES if case.get("cold"))
    # COPY of a file into / is equal; COPY that makes a folder, WORKDIR and RUN have the times of the build in them.
    assert [one == two for one, two in zip(*equal, strict=True)] == [True, False, False, False]
    assert [one == two for one, two in zip(*other, strict=True)] == [False, False]
