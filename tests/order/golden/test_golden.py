"""The automatic split of each ecosystem, line by line; and that each of its guards can close."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerlint.knowledge.ecosystems import NAMES, ecosystem
from layerlint.loading import Loader
from layerlint.order.expected import Chances
from layerlint.order.planner import Plan, make_plan
from layerlint.settings import Surroundings
from tests.order.golden.cases import GOLDEN, IGNORE, SOURCES, Golden

IDS = [f"{each.ecosystem}: {each.command}: {next(iter(each.files))}" for each in GOLDEN]


def plan(each: Golden, root: Path, *, without: str = "") -> Plan:
    for name, text in {**SOURCES, **each.files}.items():
        if name != without:
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    (root / ".dockerignore").write_text(IGNORE)
    (root / "Dockerfile").write_text(
        f"FROM {each.image}\nWORKDIR /work\n{each.setting}# the sources\nCOPY . .\n\n# dependencies\nRUN {each.command}\nRUN make\n"
    )
    return make_plan(Loader(Surroundings()).facts(str(root / "Dockerfile")), Chances())


@pytest.mark.parametrize("each", GOLDEN, ids=IDS)
def test_the_split(each: Golden, tmp_path: Path) -> None:
    copies = "\n".join(each.copies)
    wanted = f"FROM {each.image}\nWORKDIR /work\n{each.setting}{copies}\n\n# dependencies\nRUN {each.command}\n# the sources\nCOPY . .\nRUN make\n"
    made = plan(each, tmp_path)
    assert made.after == wanted, [refused.why for refused in made.refused]
    assert [move.kind for move in made.moves] == ["manifest-split"] and made.certificate is not None


@pytest.mark.parametrize("each", GOLDEN, ids=IDS)
def test_without_its_lock_nothing_is_applied(each: Golden, tmp_path: Path) -> None:
    lock = next((name for name in each.files if any(name.endswith(one) for one in ecosystem(each.ecosystem).locks if "*" not in one)), None)
    if lock is None or each.ecosystem in ("pip", "nuget", "maven") or "go.work" in each.files:
        pytest.skip("pins its versions in the manifest itself, or has sums for each module")
    made = plan(each, tmp_path, without=lock)
    assert not made.changed
    assert "unpinned" in {refused.code for refused in made.refused}


def test_enough_ecosystems() -> None:
    assert len(NAMES) >= 40
    assert len({each.ecosystem for each in GOLDEN}) >= 15


def test_every_movable_ecosystem_has_its_golden() -> None:
    from layerlint.order.reads import MOVABLE

    assert {each.ecosystem for each in GOLDEN} == set(MOVABLE)
