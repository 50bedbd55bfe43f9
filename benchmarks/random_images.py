"""Random archives of small layers with whiteouts, opaque folders and empty ones, for image_agreement.py. The same for the same seed."""

from __future__ import annotations

import random
from pathlib import Path

from tests.image.archives import Content, Files, saved, written

MOST_BYTES = 1_000_000


def random_image(seed: int, folder: Path) -> Path:
    """An archive of three to seven layers."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    known: set[str] = set()
    layers: list[Files] = [{"root": MOST_BYTES}]
    for _ in range(chance.randint(2, 6)):
        layer = dict(_entry(chance, known) for _ in range(chance.randint(1, 12)))
        known |= {name for name in layer if ".wh." not in name and not name.endswith("/")}
        layers.append(layer)
    return written(folder, saved(layers))


def _entry(chance: random.Random, known: set[str]) -> tuple[str, Content]:
    folder = "/".join(chance.choice("abc") for _ in range(chance.randint(1, 3)))
    kind = chance.random()
    if kind < 0.55:
        return f"{folder}/f{chance.choice('xyz')}", chance.randint(1, MOST_BYTES)
    if kind < 0.8 and known:
        return _whiteout(chance, sorted(known)), b""
    return (f"{folder}/.wh..wh..opq", b"") if kind < 0.9 else (f"{folder}/", None)


def _whiteout(chance: random.Random, known: list[str]) -> str:
    """Of a file that is known, or of its folder."""
    path = chance.choice(known)
    above = path.rpartition("/")[0]
    if above and chance.random() < 0.5:
        path, above = above, above.rpartition("/")[0]
    return f"{above}{'/' if above else ''}.wh.{path.rpartition('/')[2]}"
