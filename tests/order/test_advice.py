"""Mounts and ignore entries: suggested with their text, never applied."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.order.codes import Suggestion
from tests.order.hazards.cases import NODE, Case, planned

GOOD = "FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\n{}RUN npm ci\nCOPY . .\n"


def suggestions(dockerfile: str, root: Path, **case: object) -> dict[str, Suggestion]:
    plan = planned(Case("", dockerfile, {**NODE, ".git/HEAD": "x", ".git/index": "y"}, "", **case), root)  # type: ignore[arg-type]  # fields of a case
    assert not plan.changed
    return {each.kind: each for each in plan.suggestions}


def test_all_three(tmp_path: Path) -> None:
    found = suggestions(GOOD.format(""), tmp_path)
    assert {kind: (each.verdict, each.code) for kind, each in found.items()} == {
        "cache-mount": ("unsafe", "no-gain"),
        "bind-mount": ("unsafe", "no-gain"),
        "ignore-entry": ("suggest", "context-unsure"),
    }
    assert found["ignore-entry"].share == 1.0
    assert "RUN --mount=type=cache,target=/root/.npm npm ci" in (found["cache-mount"].text or "")
    bound = found["bind-mount"].text or ""
    assert "source=package.json,target=/app/package.json" in bound and "COPY package.json" not in bound
    assert all(not parse(Source((each.text or "FROM a").encode())).problems for each in found.values())


@pytest.mark.parametrize(
    ("dockerfile", "case"),
    [
        pytest.param(GOOD.format("").replace("RUN npm", "RUN --mount=type=cache,target=/c npm"), {}, id="has one"),
        pytest.param(GOOD.format("USER node\n"), {}, id="another user"),
        pytest.param(GOOD.format(""), {"builder": "classic"}, id="no mounts there"),
    ],
)
def test_no_cache_mount(dockerfile: str, case: dict[str, str], tmp_path: Path) -> None:
    assert "cache-mount" not in suggestions(dockerfile, tmp_path, **case)


def test_git_is_ignored(tmp_path: Path) -> None:
    assert "ignore-entry" not in suggestions(GOOD.format(""), tmp_path, ignore=".git\n")
