"""Words of a command line to options and operands."""

from __future__ import annotations

import pytest

from layerlint.options import Option, Refusal, help_text, values

TABLE = (
    Option("--quiet", "", "say less"),
    Option("--color", "auto|never", "when to paint", "auto"),
    Option("--select", "RULES", "run these " + "rules " * 30),
)


def test_values_and_operands_in_any_order() -> None:
    given = values(["a", "--select=x=y", "--quiet", "-", "--select", "-z", "--", "--color", "b"], TABLE)
    assert given.operands == ["a", "-", "--color", "b"]
    assert given.several("--select") == ["x=y", "-z"]
    assert (given.text("--select"), given.optional("--select")) == ("-z", "-z")
    assert given.flag("--quiet")


def test_what_is_not_given_has_its_default() -> None:
    given = values([], TABLE)
    assert (given.text("--color"), given.optional("--color"), given.several("--select"), given.flag("--quiet")) == ("auto", None, [], False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--selct", "x"], "there is no option --selct; did you mean --select?", id="near"),
        pytest.param(["-x"], "there is no option -x; --help lists them", id="nothing-near"),
        pytest.param(["--select"], "--select needs a value: RULES", id="no-value"),
        pytest.param(["--quiet=1"], "--quiet takes no value", id="value-too-many"),
        pytest.param(["--color", "red"], "--color: `red` is none of auto, never", id="no-choice"),
        pytest.param(["--fix=x"], "--fix comes later; this version does not have it yet", id="later"),
    ],
)
def test_what_cannot_be_read_is_refused(words: list[str], said: str) -> None:
    with pytest.raises(Refusal) as caught:
        values(words, TABLE, later=("--fix",))
    assert str(caught.value) == said


def test_help() -> None:
    lines = help_text("tool [PATH]", "What it does.", TABLE).splitlines()
    assert lines[:6] == [
        "usage: tool [PATH]",
        "",
        "What it does.",
        "",
        "  --quiet                     say less",
        "  --color auto|never          when to paint (default: auto)",
    ]
    assert all(len(line) <= 110 for line in lines)
