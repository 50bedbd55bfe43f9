"""The pipelines of a script, and which shell reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerlint.build.scripts import minds_pipes, pipelines, reader, stops_at_failure
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.engine import lint
from layerlint.facts import Facts
from layerlint.registry import select

PIECES = st.sampled_from(
    "| |& || && ; & ( ) { } $( ` \" ' \\ \n # if then fi for in do done case esac while curl wget bash tee cd sudo apt set -o pipefail [[ ]] << EOF "
    '<<-EOF > 2>&1 {a,b} ${x//a} a=(b) function f() http://a - RUN CMD SHELL ["a","b"] ONBUILD --mount=type=ssh'.split(" ")
)


def facts(text: str) -> Facts:
    return Facts(parse(Source(text.encode(), "Dockerfile")))


def found(script: str) -> list[tuple[str, bool, str]]:
    """(commands, covered, operator and command behind it) of each pipeline."""
    file = facts(f"FROM debian:12\nRUN {script}\n")
    run = file.dockerfile.instructions[1]
    return [
        (
            " | ".join(command.text for command in one.commands),
            one.covered,
            f"{one.tail.operator.strip()} {one.tail.text}".strip() if one.tail else "",
        )
        for one in pipelines(run, file)
    ]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("a | b && c", [("a | b", False, "&& c")]),
        ("a |& b |c", [("a | b | c", False, "")]),
        ("a || b", []),
        ("x; { a; b; } | c", [("b | c", False, "")]),
        ("x | (a; b) | c || true", [("x | a", False, "; b"), ("b | c", False, "|| true")]),
        ("(a); x | (b | c)", [("x | b | c", False, "")]),
        ("a $(b | c) | d", [("a $(b | c) | d", False, ""), ("b | c", False, "")]),
        ("a | while read x; do b | c; done", [("a | read x", False, "; b"), ("b | c", False, "")]),
        ("set -euo pipefail; a | b; set +o pipefail; c | d", [("a | b", True, "; set +o pipefail"), ("c | d", False, "")]),
        ("(set -o pipefail; a | b); c | d", [("a | b", True, ""), ("c | d", False, "")]),
        ("set -o pipefail && (a | b)", [("a | b", True, "")]),
        ("a | b && for x in y; do c; done", [("a | b", False, "; c")]),
        ("a | b; x=$(c)", [("a | b", False, "; x=$(c)")]),
        ("case $x in a|b) c;; esac", []),
        ("| a", []),
    ],
)
def test_pipelines(script: str, expected: list[tuple[str, bool, str]]) -> None:
    assert found(script) == expected


@pytest.mark.parametrize(
    ("words", "stops", "minds"),
    [
        ("sh -c", False, False),
        ("bash -ec", True, False),
        ("bash -euxo pipefail -c", True, True),
        ("bash -o errexit -o pipefail -c", True, True),
        ("bash --rcfile -c", False, False),
        ("bash -e +e -c", False, False),
        ("set -o pipefail +o pipefail", False, False),
        ("set pipefail", False, False),
        ("", False, False),
    ],
)
def test_options_of_a_shell(words: str, *, stops: bool, minds: bool) -> None:
    given_words = tuple(words.split())
    assert (stops_at_failure(given_words), minds_pipes(given_words)) == (stops, minds)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("RUN a", ("/bin/sh", "-c")),
        ('SHELL ["bash", "-c"]\nRUN a', ("bash", "-c")),
        ('SHELL ["bash", "-c"]\nRUN ["sh", "-ec", "a"]', ("sh", "-ec", "a")),
        ("RUN <<EOF\n#!/bin/bash -e\na\nEOF", ("/bin/bash", "-e")),
        ("RUN <<EOF\n#!/usr/bin/env -S bash -e\na\nEOF", ("bash", "-e")),
        ("RUN <<EOF\na\nEOF", ("/bin/sh", "-c")),
        ("RUN cat <<EOF\n#!/bin/bash\nEOF", ("/bin/sh", "-c")),
    ],
)
def test_reader(text: str, words: tuple[str, ...]) -> None:
    file = facts(f"FROM debian:12\n{text}\n")
    assert reader(file.dockerfile.instructions[-1], file) == words


@given(st.lists(PIECES, max_size=40))
def test_no_text_is_too_wild(pieces: list[str]) -> None:
    for line in ("RUN", "SHELL", "ONBUILD RUN", "RUN <<EOF\n"):
        report = lint(facts(f"FROM debian:12\n{line} {' '.join(pieces)}\n"), select(["LL7", "LL64", "LL56"]))
        assert all(problem.span[0] <= problem.span[1] for problem in report.problems)
