"""What a real builder said (benchmarks/order_equivalence.py): recorded, and none of it may be different."""

from __future__ import annotations

import json
from pathlib import Path

ROWS = json.loads((Path(__file__).resolve().parents[2] / "benchmarks" / "order_equivalence.json").read_text("utf-8"))


def test_every_recorded_case_is_the_same() -> None:
    assert [row for row in ROWS if row["result"] != "same"] == []
    assert all(row["differs"] == [] and row["config"] is True for row in ROWS)


def test_installs_rerun_for_manifests_alone() -> None:
    assert all(row["source edit cached"] is True and row["manifest edit cached"] is False for row in ROWS)


def test_stand_ins_are_told_apart() -> None:
    real = {row["ecosystem"] for row in ROWS if row["registry"] == "real"}
    files = {row["ecosystem"] for row in ROWS if row["registry"] == "files"}
    assert len(real) >= 8 and len(files) >= 4
    assert all(("stand-in" in row["ecosystem"]) == (row["registry"] == "stand-in") for row in ROWS)
