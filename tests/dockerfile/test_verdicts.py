"""Some 400 small Dockerfiles with the answer of a real BuildKit 28: refused, or not (record_verdicts.py)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from layerlint.build.refusals import refusals
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts

RECORDED = json.loads((Path(__file__).with_name("verdicts.json")).read_text(encoding="utf-8"))

# Where layerlint knowingly says something else than this builder.
DIFFERENT = {
    "FROM scratch\nRUN --device=foo x": "newer and labs frontends take it",
    "FROM scratch\nRUN --mount=type=cache,target=$X x": "values of variables are not judged",
    "FROM scratch\nCOPY --chown='1 1' f /": "owners are not judged",
}


def errors(dockerfile: str) -> list[str]:
    """What layerlint calls an error when the last stage is the target."""
    file = parse(Source(dockerfile.encode()))
    last = len(file.stages) - 1
    problems = [*file.problems, *refusals(Facts(file))]
    return [problem.message for problem in problems if not problem.reached_only or problem.stage == last]


@pytest.mark.parametrize(("dockerfile", "refusal"), RECORDED, ids=[f"{number}-{text[:50]!r}" for number, (text, _) in enumerate(RECORDED)])
def test_layerlint_refuses_what_buildkit_refuses(dockerfile: str, refusal: str) -> None:
    if dockerfile in DIFFERENT:
        pytest.skip(DIFFERENT[dockerfile])
    assert bool(errors(dockerfile)) == bool(refusal), refusal
