"""Dead bytes, and dive's count of the same images."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerlint.image.archive import open_image
from layerlint.image.dive import dive
from layerlint.image.waste import waste
from tests.image.archives import FOLDER, Files, Hard, Link, saved, written

MB = 1_000_000
BASE: Files = {"base": 10 * MB}
# Layers; dead bytes of each; the causes as (path, how, bytes, layer, by).
CASES: dict[str, tuple[list[Files], list[int], list[tuple[str, str, int, int, int]]]] = {
    "nothing": ([BASE, {"a": 5}], [0, 0], []),
    "written twice": ([BASE, {"a": 7}, {"a": 9}], [0, 7, 0], [("a", "overwritten", 7, 1, 2)]),
    "deleted": ([BASE, {"d/a": 7}, {"d/.wh.a": b""}], [0, 7, 0], [("d/a", "deleted", 7, 1, 2)]),
    "of the base": ([{"a": 7}, {".wh.a": b""}], [7, 0], [("a", "deleted", 7, 0, 1)]),
    "folder deleted": ([BASE, {"d/a": 7, "d/e/b": 5}, {".wh.d": b""}], [0, 12, 0], [("d", "deleted", 12, 1, 2)]),
    "folder of two layers": ([{"d/a": 7}, {"d/b": 5}, {".wh.d": b""}], [7, 5, 0], [("d", "deleted", 7, 0, 2), ("d", "deleted", 5, 1, 2)]),
    "opaque": ([BASE, {"d/a": 7}, {"d/": FOLDER, "d/.wh..wh..opq": b"", "d/b": 3}], [0, 7, 0], [("d", "hidden", 7, 1, 2)]),
    "opaque behind its own entries": ([{"d/a": 7}, {"d/b": 3, "d/.wh..wh..opq": b""}], [7, 0], [("d", "hidden", 7, 0, 1)]),
    "whiteout behind its own file": ([{"a": 7}, {"a": 3, ".wh.a": b""}], [7, 0], [("a", "deleted", 7, 0, 1)]),
    "file for a folder": ([{"d/a": 7}, {"d": 3}], [7, 0], [("d", "overwritten", 7, 0, 1)]),
    "folder for a file": ([{"d": 7}, {"d/": FOLDER, "d/a": 3}], [7, 0], [("d", "overwritten", 7, 0, 1)]),
    "a folder again": ([{"d/a": 7}, {"d/": FOLDER, "d/b": 3}], [0, 0], []),
    "link for a file": ([{"a": 7}, {"a": Link("b")}], [7, 0], [("a", "overwritten", 7, 0, 1)]),
    "one of two hard links": ([{"a": 7, "b": Hard("a")}, {".wh.a": b""}], [0, 0], []),
    "both hard links": ([{"a": 7, "b": Hard("a")}, {".wh.a": b""}, {".wh.b": b""}], [7, 0, 0], [("b", "deleted", 7, 0, 2)]),
    "whiteout of nothing": ([BASE, {".wh.x": b"", "y/.wh.z": b""}], [0, 0], []),
    "metadata of AUFS": ([{".wh..wh.plnk": FOLDER, ".wh..wh.aufs": b""}, {"a": 1}], [0, 0], []),
    "dots and slashes": ([{"./d/a": 7}, {"/d//a": 3}], [7, 0], [("d/a", "overwritten", 7, 0, 1)]),
}


@pytest.mark.parametrize("name", CASES)
def test_dead_bytes(name: str, tmp_path: Path) -> None:
    layers, dead, causes = CASES[name]
    found = waste([layer.files for layer in open_image(str(written(tmp_path, saved(layers)))).layers])
    assert found.dead == dead
    assert [(each.path, each.how, each.size, each.of, each.by) for each in found.causes] == causes


# Measured with dive 0.13.1: score and wasted bytes.
@pytest.mark.parametrize(
    ("layers", "score", "wasted"),
    [
        ([BASE, {"a": MB}, {"a": MB}], 11 / 12, 2 * MB),
        ([BASE, {"a": MB}, {".wh.a": b""}], 10 / 11, MB),
        ([BASE, {"d/a": MB, "d/b": MB}, {".wh.d": b""}], 1.0, 0),
        ([BASE, {"d/a": MB}, {"d/.wh..wh..opq": b""}], 1.0, 0),
        ([{}], 1.0, 0),
    ],
)
def test_dives_count(layers: list[Files], score: float, wasted: int, tmp_path: Path) -> None:
    found = dive([layer.files for layer in open_image(str(written(tmp_path, saved(layers)))).layers])
    assert found.score == pytest.approx(score)
    assert found.wasted == wasted
