"""Expansion of variables: values recorded from a real BuildKit, and what no input may do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerlint.dockerfile.words import ExpansionError, expand, has_variable

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "expansions.json").read_text(encoding="utf-8"))
VARIABLES = {"A": "abcabc", "B": "b", "E": "", "P": "/usr/local/bin", "S": "*x*", "R": "aaaa"}  # as in record_expansions.py


@pytest.mark.parametrize(("expression", "value"), RECORDED, ids=[expression for expression, _ in RECORDED])
def test_value_is_what_buildkit_made_of_it(expression: str, value: str) -> None:
    assert expand(expression, VARIABLES.get) == value


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("${A^^}", "unsupported modifier (^)"),
        ("${A:i}", "unsupported modifier (:i)"),
        ("${A:#b}", "unsupported modifier (:#)"),
        ("${}", "bad substitution"),
        ("${{A}}", "bad substitution"),
        ("${A:}", "missing '}'"),
        ("${A", "missing '}'"),
        ("${A:-b", "missing '}'"),
        ("${A/b}", "missing '/'"),
        ("'a", "single-quote"),
        ('"a', "double-quote"),
        ('"${A:-b', "missing '}'"),
        ("${U:?give U}", "U: give U"),
        ("${E:?}", "E: is not allowed to be empty"),
        ("${U?}", "U: is not allowed to be unset"),
    ],
)
def test_refusals_say_why(expression: str, reason: str) -> None:
    with pytest.raises(ExpansionError) as refusal:
        expand(expression, VARIABLES.get)
    assert reason in str(refusal.value)


def test_a_backtick_escapes_where_the_directive_says_so() -> None:
    assert expand("`$A c:\\$B", VARIABLES.get, "`") == "$A c:\\b"


def test_five_thousand_nested_defaults_are_no_recursion() -> None:
    assert expand("${U:-" * 5000 + "x" + "}" * 5000, VARIABLES.get) == "x"


@given(st.text(alphabet="$A{}:-+?#%/\\\"'`* ab", max_size=40))
def test_any_text_is_expanded_or_refused(text: str) -> None:
    try:
        value = expand(text, VARIABLES.get)
    except ExpansionError:
        return
    if not has_variable(text) and not set(text) & set("\\\"'"):
        assert value == text
