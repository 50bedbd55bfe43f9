"""Which rules a selection names."""

from __future__ import annotations

from typing import Any

import pytest

from layerlint import _catalog
from layerlint.choice import UnknownRule
from layerlint.registry import named, select


def row(id: str, name: str, category: str, aliases: tuple[str, ...] = (), *, default: bool = True) -> dict[str, Any]:
    words = {"id": id, "name": name, "category": category, "aliases": aliases, "default": default}
    return {**words, "severity": "warning", "confidence": "high", "summary": "-", "options": {"most": {"default": 5, "type": "integer"}}}


@pytest.fixture(autouse=True)
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (
        row("LL001", "unknown-word", "syntax"),
        row("LL101", "copy-early", "cache", ("DF007",)),
        row("LL102", "add-early", "cache", ("DF007", "S6470"), default=False),
        row("LL201", "lists-left", "layer-bloat", ("DL3009",)),
    )
    monkeypatch.setattr(_catalog, "RULES", rows)


def ids(*selectors: str, extend: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> list[str]:
    return [rule.id for rule in select(selectors, extend, ignore).rules]


@pytest.mark.parametrize(
    ("selectors", "expected"),
    [
        pytest.param([], ["LL001", "LL101", "LL201"], id="default"),
        pytest.param(["ALL"], ["LL001", "LL101", "LL102", "LL201"], id="all"),
        pytest.param(["ll101"], ["LL101"], id="id"),
        pytest.param(["lists-left"], ["LL201"], id="name"),
        pytest.param(["cache"], ["LL101", "LL102"], id="category"),
        pytest.param(["LL1"], ["LL101", "LL102"], id="prefix"),
        pytest.param(["LL7"], [], id="empty-family"),
        pytest.param(["DF007"], ["LL101", "LL102"], id="old-id-of-two"),
        pytest.param(["LL001", "DL3009"], ["LL001", "LL201"], id="two"),
    ],
)
def test_select(selectors: list[str], expected: list[str]) -> None:
    assert ids(*selectors) == expected


def test_extend_adds_and_ignore_takes_away() -> None:
    assert ids(extend=("LL102",), ignore=("LL0", "lists-left")) == ["LL101", "LL102"]


def test_selecting_by_an_old_id_keeps_only_its_problems() -> None:
    selection = select(["S6470"])
    (rule,) = selection.rules
    assert selection.wants(rule, ("DF007", "S6470"))
    assert not selection.wants(rule, ("DF007",))


def test_selecting_by_id_and_old_id_keeps_all_problems() -> None:
    for selectors in (["S6470", "LL102"], ["LL102", "S6470"]):
        selection = select(selectors)
        assert selection.wants(selection.rules[0], ())


def test_ignoring_an_old_id_drops_only_its_problems() -> None:
    selection = select(ignore=["DL3009"])
    rule = selection.rules[-1]
    assert rule.id == "LL201"
    assert selection.wants(rule, ())
    assert not selection.wants(rule, ("DL3009",))


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("LL999", "`layerlint rule --all`"),
        ("list-left", "did you mean `lists-left`?"),
        ("DL3010", "did you mean `DL3009`?"),
        ("?", "`layerlint rule --all`"),
    ],
    ids=["id", "name", "old-id", "nothing-near"],
)
def test_an_unknown_selector_is_refused_with_the_nearest(word: str, hint: str) -> None:
    with pytest.raises(UnknownRule, match="is called") as caught:
        select([word])
    assert hint in str(caught.value)


def test_named_explains_by_any_id() -> None:
    assert [rule.id for rule in named("df007")] == ["LL101", "LL102"]


def test_an_option_has_its_default() -> None:
    (rule,) = named("LL101")
    assert rule.option("most") == 5
    with pytest.raises(KeyError):
        rule.option("least")
