"""The examples of docs/configuration.md: those with a file's name are that file, the others can be read, the plugin runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import layerlint
from layerlint.configuration.keys import KEYS
from layerlint.configuration.packs import MATCH
from layerlint.configuration.policies import Asked, Policies

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLE = ROOT / "docs" / "examples" / "configuration"
DOCUMENT = (ROOT / "docs" / "configuration.md").read_text("utf-8")
BLOCKS = re.findall(r"```(toml|yaml|python)\n(.*?)```", DOCUMENT, re.DOTALL)
NAMED = [text for _, text in BLOCKS if (EXAMPLE / text.split("\n")[0].removeprefix("# ")).is_file()]


def test_named_blocks_are_the_files() -> None:
    assert len(NAMED) == 2
    for text in NAMED:
        assert (EXAMPLE / text.split("\n")[0].removeprefix("# ")).read_text("utf-8") == text


@pytest.mark.parametrize(("language", "text"), [block for block in BLOCKS if block[0] != "python"])
def test_blocks_can_be_read(language: str, text: str, tmp_path: Path) -> None:
    if text in NAMED:
        return
    (tmp_path / "layerlint.toml").write_text("")
    inner = tmp_path / "a"
    inner.mkdir()
    (inner / {"toml": "layerlint.toml", "yaml": ".hadolint.yaml"}[language]).write_text(text)
    assert Policies(Asked()).of(str(inner / "Dockerfile")).selection.inline is False


def test_the_plugin_runs(tmp_path: Path) -> None:
    (plugin,) = [text for language, text in BLOCKS if language == "python"]
    (tmp_path / "plugin_of_the_document.py").write_text(plugin)
    (tmp_path / "layerlint.toml").write_text('plugins = ["plugin_of_the_document"]\nselect = ["ACME2"]\n[rules.ACME2]\nmost = 1\n')
    (tmp_path / "Dockerfile").write_text("FROM a\nRUN b && c\n")
    assert [found.rule.id for found in layerlint.check_file(str(tmp_path / "Dockerfile")).problems] == ["ACME2"]


@pytest.mark.parametrize("key", [*KEYS, *MATCH])
def test_every_key_is_named(key: str) -> None:
    assert f"`{key}`" in DOCUMENT or f"[{key}" in DOCUMENT
