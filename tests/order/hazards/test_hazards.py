"""Every hazard has its verdict and code; what is applied is certified, changes nothing twice, and never costs more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from layerlint.loading import Loader
from layerlint.order.expected import Chances, Replayed
from layerlint.order.planner import make_plan
from layerlint.order.witness import DISAGREE, agreement
from layerlint.settings import Surroundings
from tests.order.hazards import early, environment, filesystem, graph
from tests.order.hazards.cases import SOURCES, Case, planned, verdicts

CASES = [*filesystem.CASES, *environment.CASES, *early.CASES, *graph.CASES]
SOURCE = next(iter(SOURCES))


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_verdict_and_code(case: Case, tmp_path: Path) -> None:
    plan = planned(case, tmp_path)
    assert (case.verdict, case.code) in verdicts(plan), (verdicts(plan), [refused.why for refused in plan.refused], plan.after)
    at = 0
    for text in case.holds:
        assert text in plan.after[at:], plan.after
        at = plan.after.index(text, at) + len(text)
    assert not case.lacks or case.lacks not in plan.after


@pytest.mark.parametrize("case", [case for case in CASES if case.verdict == "apply"], ids=lambda case: case.id)
def test_what_is_applied_is_certified_and_final(case: Case, tmp_path: Path) -> None:
    plan = planned(case, tmp_path)
    assert plan.certificate is not None and len(plan.certificate.digest) == 64
    assert agreement(plan.before, plan.after) != DISAGREE
    dockerfile = tmp_path / case.folder / "Dockerfile"
    dockerfile.write_text(plan.after)
    again = make_plan(Loader(Surroundings(builder=case.builder, target=case.target)).facts(str(dockerfile)), Chances())
    assert not again.changed, again.after


HISTORY = [{SOURCE}, {"package.json", "requirements.txt"}, {"package-lock.json"}, {"README.md"}, {"Dockerfile"}, {SOURCE, "package.json"}]


@pytest.mark.parametrize("case", [case for case in CASES if case.verdict == "apply"], ids=lambda case: case.id)
def test_no_install_reruns_more_often(case: Case, tmp_path: Path) -> None:
    plan = planned(case, tmp_path, Replayed(HISTORY, lambda _: False))
    before, after = ({install.label: install.share for install in side} for side in (plan.installs, plan.installs_after))
    assert all(share <= before.get(label, 1.0) for label, share in after.items())


def test_all_seventy_five_are_there() -> None:
    numbers = {int(found.group(1)) for case in CASES if (found := re.match(r"H(\d\d) ", case.id))}
    assert numbers >= set(range(1, 76))
