"""Every experiment that a real builder was asked (record.py), predicted step by step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from layerlint.build.cache_rerun import StepVerdict, rerun
from tests.cache.worlds import change, lay_out, state, topics

TOPICS = topics()
CASES = [
    pytest.param(name, experiment, builder, id=f"{builder}-{name}-{experiment['name']}")
    for name, topic in TOPICS.items()
    for experiment in topic["experiments"]
    for builder in experiment.get("seen", {})
]


def predicted(folder: Path, topic: dict[str, Any], experiment: dict[str, Any], builder: str) -> list[StepVerdict]:
    lay_out(folder, topic)
    before = state(folder, builder, experiment.get("before", {}), topic.get("target"))
    change(folder, experiment)
    return rerun(before, state(folder, builder, experiment.get("after", {}), topic.get("target"), before))


@pytest.mark.parametrize(("name", "experiment", "builder"), CASES)
def test_each_step_is_predicted(name: str, experiment: dict[str, Any], builder: str, tmp_path: Path) -> None:
    verdicts = predicted(tmp_path, TOPICS[name], experiment, builder)
    said = [verdict.reruns for verdict in verdicts]
    maybe = experiment.get("maybe", {}).get(builder, [])
    rows = experiment["seen"][builder]
    assert len(said) == len(rows), rows
    assert said == [None if index in maybe else row[1] == "run" for index, row in enumerate(rows)], rows


@pytest.mark.parametrize(("name", "experiment", "builder"), CASES)
def test_every_rerun_has_a_cause_in_the_file(name: str, experiment: dict[str, Any], builder: str, tmp_path: Path) -> None:
    lines = len(TOPICS[name]["dockerfile"]) + 5
    for verdict in predicted(tmp_path, TOPICS[name], experiment, builder):
        assert (verdict.cause is None) == (verdict.reruns is False)
        assert verdict.cause is None or (verdict.cause.what and 1 <= verdict.cause.line <= lines)


def test_enough_experiments_are_recorded() -> None:
    """At least sixty of the real BuildKit, in which something reruns and something else does not."""
    asked = [experiment.get("seen", {}).get("buildkit", []) for topic in TOPICS.values() for experiment in topic["experiments"]]
    assert len(asked) >= 100
    assert sum({"run", "cached"} == {row[1] for row in rows} for rows in asked) >= 60
