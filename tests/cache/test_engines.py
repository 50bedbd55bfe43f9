"""The thirty experiments of a recorder that is not ours, with everything earlier scenarios left in the cache: predicted step by step."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.cache_experiments import ENGINES, compared

BUILDER = Path(os.environ.get("LAYERLINT_SHARED", "shared")) / "builder"


@pytest.mark.skipif(not (BUILDER / "record_cache.py").exists(), reason="LAYERLINT_SHARED names no folder with builder/record_cache.py")
@pytest.mark.parametrize("engine", ENGINES)
def test_every_scenario_is_predicted(engine: str) -> None:
    rows = compared(BUILDER, engine)
    assert len(rows) == 30
    assert [(name, said) for name, said, _ in rows] == [(name, did) for name, _, did in rows]
