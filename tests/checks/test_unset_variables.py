"""Which variables an instruction looks up without getting a value, and where they stand."""

from __future__ import annotations

import pytest

from layerlint.build.references import looked_up, places, unset_variables
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts


def unset(text: str) -> list[tuple[str, str, str, bool]]:
    """(name, the text at its place, the variable it goes into, provided) of the last instruction."""
    facts = Facts(parse(Source(text.encode())))
    found = unset_variables(facts, facts.dockerfile.instructions[-1])
    return [(each.name, facts.dockerfile.source.text[slice(*each.span)], each.into, each.provided) for each in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("ENV A=$B", [("B", "$B", "A", False)], id="plain"),
        pytest.param("ENV A=x${B}y", [("B", "${B}", "A", False)], id="braces"),
        pytest.param("ENV A=${B:-c}", [("B", "${B:-c}", "A", True)], id="default"),
        pytest.param("ENV A=${B+c}$B", [("B", "${B+c}", "A", False)], id="once-with-once-without"),
        pytest.param("ENV A=${B#c}", [("B", "${B#c}", "A", False)], id="prefix-removed"),
        pytest.param("ENV A=${B:-$C}", [("C", "$C", "A", False), ("B", "${B:-$C}", "A", True)], id="nested"),
        pytest.param("ENV A=$BC B=1", [("BC", "$BC", "A", False)], id="longest-name"),
        pytest.param("ENV A=$PATH", [], id="path-is-always-set"),
        pytest.param("ENV A='$B' C=\\$D", [], id="no-variables"),
        pytest.param("ENV A=$1$@", [("1", "$1", "A", False), ("@", "$@", "A", False)], id="special"),
        pytest.param("COPY --chown=$B $C /", [("B", "$B", "", False), ("C", "$C", "", False)], id="flag-and-source"),
        pytest.param("COPY <<E /\n'$B'\nE", [("B", "$B", "", False)], id="body"),
        pytest.param("COPY <<'E' /\n$B\nE", [], id="quoted-body"),
        pytest.param("RUN echo $B", [], id="run"),
        pytest.param("RUN --mount=target=/x$B echo", [("B", "$B", "", False)], id="mount"),
        pytest.param("EXPOSE $B", [], id="expose"),
        pytest.param("ARG B\nENV A=$B", [], id="argument"),
    ],
)
def test_unset_variables(text: str, found: list[tuple[str, str, str, bool]]) -> None:
    assert unset(f"FROM debian:12\n{text}\n") == found


def test_a_variable_that_a_known_base_sets_is_not_unset() -> None:
    assert unset("FROM node:22\nENV A=$NODE_VERSION\n") == []


def test_names_that_are_looked_up() -> None:
    assert looked_up("${A:-$B}$A'$C'", "\\") == ["B", "A"]
    assert looked_up("${", "\\") == []


def test_places_are_the_first_of_each_name() -> None:
    source = Source(b"x $A ${A} ${B")
    assert places(source, (0, 13)) == {"A": (2, 4), "B": (10, 13)}
