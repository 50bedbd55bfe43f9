"""BuildKit's checks: layerlint speaks under their names where a real BuildKit did, or a rule names the difference."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from layerlint.facts import Facts
from layerlint.presets import is_buildkit
from layerlint.registry import rules, select
from tests.buildkit.builder import given
from tests.buildkit.record import EXAMPLES, case_files, examples, facts_of_case
from tests.buildkit.speaking import Spoken, first_line, speaking
from tests.examples import Marked, facts_of

NAMES = sorted({alias for rule in rules() for alias in rule.aliases if is_buildkit(alias)})
RECORDED = json.loads(EXAMPLES.read_text("utf-8"))
# Where it cannot be asked: it warns once a registry has told the platform of an image, and these have none.
NEEDS_A_REGISTRY = {"InvalidBaseImagePlatform"}
LEAST = 4


def cases() -> list[Any]:
    found = []
    for path in case_files([]):
        for number, case in enumerate(json.loads(path.read_text("utf-8"))["cases"], 1):
            found.append(pytest.param(path.stem, case, id=f"{path.stem}-{number}"))
    return found


def said(recorded: dict[str, Any], facts: Facts, names: list[str]) -> Spoken:
    """What the builder said, by the first line of the instruction."""
    return {(name, first_line(facts.dockerfile, line)) for name, line, _ in recorded["says"] if name in names}


def test_every_check_of_the_builder_has_a_rule_and_cases() -> None:
    assert len(NAMES) == 22
    assert [path.stem for path in case_files([])] == NAMES


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NEEDS_A_REGISTRY])
def test_enough_cases_of_either_kind(name: str) -> None:
    (path,) = case_files([name])
    found = json.loads(path.read_text("utf-8"))["cases"]
    speaks = [name in {row[0] for row in case["says"]} for case in found if "stops" not in case]
    assert speaks.count(True) >= LEAST
    assert speaks.count(False) >= LEAST


@pytest.mark.parametrize(("name", "case"), cases())
def test_cases_get_the_verdict_of_the_builder(name: str, case: dict[str, Any], tmp_path: Path) -> None:
    facts = given(facts_of_case(case, tmp_path))
    own = {one for one in speaking(facts, select(NAMES)) if one[0] == name}
    assert own == said(case, facts, [name])


@pytest.mark.parametrize(
    ("rule", "example", "recorded"), [pytest.param(rule, example, RECORDED.get(name), id=name) for name, rule, example in examples()]
)
def test_examples_get_the_verdict_of_the_builder_or_differ_on_purpose(
    rule: dict[str, Any], example: dict[str, Any], recorded: dict[str, Any] | None, tmp_path: Path
) -> None:
    text = Marked(example["code"]).text
    assert recorded is not None and recorded["dockerfile"] == text, "record it: python -m tests.buildkit.record"
    if "stops" in recorded:
        return
    facts = given(facts_of(text, example, tmp_path))
    aliases = [alias for alias in rule["aliases"] if is_buildkit(alias)]
    own, theirs = speaking(facts, select(aliases)), said(recorded, facts, aliases)
    unlike = {alias for alias in aliases if {one for one in own if one[0] == alias} != {one for one in theirs if one[0] == alias}}
    named = example.get("differs", [])
    whats = [named] if isinstance(named, str) else named
    meant = {found["from"] for found in rule.get("differs", ()) if found["what"] in whats and found["from"] in aliases}
    assert unlike == meant, f"ours {own}, theirs {theirs}"
