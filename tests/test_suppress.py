"""Comments that silence findings."""

from __future__ import annotations

from typing import Any

import pytest

from layerlint.dockerfile.model import Dockerfile
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.engine import Problem
from layerlint.registry import Rule
from layerlint.suppress import apply

RULE = Rule(id="LL201", name="apt-lists-left", category="layer-bloat", severity="warning", confidence="high", summary="-")


def parsed(text: str) -> Dockerfile:
    return parse(Source(text.encode()))


def problem_at(text: str, marked: str, aliases: tuple[str, ...] = ("DL3009",)) -> Problem:
    start = text.index(marked)
    return Problem(RULE, "warning", (start, start + len(marked)), "the fact", "", aliases)


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        pytest.param("# layerlint: ignore[LL201]", "", id="id"),
        pytest.param("# layerlint: ignore[ll201] the base is scratch", "the base is scratch", id="reason"),
        pytest.param("#layerlint:ignore[apt-lists-left]", "", id="name"),
        pytest.param("# layerlint: ignore[DL3059, DL3009] -- small", "small", id="old-id-in-a-list"),
    ],
)
@pytest.mark.parametrize("between", [False, True], ids=["above", "between"])
def test_a_comment_silences_its_instruction(comment: str, reason: str, *, between: bool) -> None:
    text = f"FROM a\nRUN one \\\n{comment}\n  two\n" if between else f"FROM a\n{comment}\nRUN one \\\n  two\n"
    kept, silenced = apply(parsed(text), [problem_at(text, "two")])
    assert kept == []
    assert [found.reason for found in silenced] == [reason]
    assert silenced[0].by.startswith("layerlint: ignore[")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("FROM a\n# layerlint: ignore[LL202]\nRUN two\n", id="other-rule"),
        pytest.param("FROM a\n# layerlint: ignore[DL3009\nRUN two\n", id="no-bracket"),
        pytest.param("FROM a\n# layerlint: ignore[] all of it\nRUN two\n", id="no-name"),
        pytest.param("FROM a\n# layerlint: ignore\nRUN two\n", id="no-list"),
        pytest.param("FROM a\n# see layerlint: ignore[LL201]\nRUN two\n", id="in-prose"),
        pytest.param("FROM a\n# layerlint: ignore[LL201]\nRUN one\nRUN two\n", id="other-instruction"),
        pytest.param("FROM a\nRUN two\n# layerlint: ignore[LL201]\n", id="below"),
        pytest.param('FROM a\nRUN echo "# layerlint: ignore[LL201]" && two\n', id="no-comment"),
        pytest.param("FROM a\nRUN <<E\n# layerlint: ignore[LL201]\ntwo\nE\n", id="in-a-heredoc"),
    ],
)
def test_anything_else_silences_nothing(text: str) -> None:
    found: list[Any] = [problem_at(text, "two")]
    assert apply(parsed(text), found) == (found, [])


def test_an_old_id_silences_only_where_the_problem_has_it() -> None:
    text = "FROM a\n# layerlint: ignore[DL3009]\nRUN one && two\n"
    one, two = problem_at(text, "one", aliases=()), problem_at(text, "two")
    kept, silenced = apply(parsed(text), [one, two])
    assert (kept, [found.problem for found in silenced]) == ([one], [two])
