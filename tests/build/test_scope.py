"""What instructions inherit: variables, shell, user and directory, by builder, and that a file cannot make it slow."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerlint.build.scope import Scope, Scopes
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source


def scopes(text: str, **options: object) -> Scopes:
    return Scopes(parse(Source(text.encode())), **options)  # type: ignore[arg-type] # options are those of Scopes


def at_end(text: str, **options: object) -> Scope:
    """What the last instruction of the last stage leaves."""
    found = scopes(text, **options)
    return found.after(found.file.stages[-1])


@pytest.mark.parametrize(
    ("text", "name", "buildkit", "classic"),
    [
        pytest.param("FROM scratch\nENV A=1", "A", "1", "1", id="ENV"),
        pytest.param("FROM scratch\nARG A=1\nENV A=2", "A", "2", "2", id="ENV after ARG"),
        pytest.param("FROM scratch\nENV A=2\nARG A=1", "A", "1", "2", id="ARG after ENV"),
        pytest.param("FROM scratch\nENV A=2\nARG A", "A", "2", "2", id="bare ARG after ENV"),
        pytest.param("FROM scratch\nARG A=1\nARG A", "A", "1", None, id="bare ARG after ARG"),
        pytest.param("FROM scratch\nARG A=1 B=$A", "B", "1", "", id="one ARG line"),
        pytest.param("FROM scratch\nENV A=1 B=$A", "B", "", "", id="one ENV line"),
        pytest.param("FROM scratch AS s\nARG A=1\nENV B=2\nFROM s", "A", "1", None, id="ARG through FROM stage"),
        pytest.param("FROM scratch AS s\nARG A=1\nENV B=2\nFROM s", "B", "2", "2", id="ENV through FROM stage"),
        pytest.param("FROM scratch AS s\nENV B=2\nFROM scratch", "B", None, None, id="another stage"),
        pytest.param("ARG G=1\nFROM scratch", "G", None, None, id="global ARG not declared"),
        pytest.param("ARG G=1\nFROM scratch\nARG G", "G", "1", "1", id="global ARG declared"),
        pytest.param("ARG G=1\nARG H=${G}2\nFROM scratch\nARG H", "H", "12", "12", id="global ARG of a global ARG"),
        pytest.param("FROM scratch\nARG TARGETARCH", "TARGETARCH", "amd64", None, id="automatic ARG"),
        pytest.param("FROM scratch", "TARGETARCH", None, None, id="automatic ARG not declared"),
        pytest.param("FROM scratch\nENV A=x B='$A' C=\"${A:-y}\"", "C", "y", "y", id="quotes"),
        pytest.param("FROM scratch", "PATH", *["/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"] * 2, id="PATH of scratch"),
        pytest.param("FROM scratch AS s\nONBUILD ENV A=1\nFROM s\nENV B=$A", "B", "1", "1", id="trigger"),
        pytest.param("FROM scratch AS s\nONBUILD ENV A=1\nENV B=$A", "A", None, None, id="trigger not run in its own stage"),
        pytest.param("FROM scratch AS s\nONBUILD ENV A=1\nFROM s AS t\nENV A=\nFROM t", "A", "", "", id="trigger not handed on"),
    ],
)
def test_the_value_of_a_variable(text: str, name: str, buildkit: str | None, classic: str | None) -> None:
    assert at_end(text).get(name) == buildkit
    assert at_end(text, builder="classic").get(name) == classic


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        pytest.param("FROM scratch\nARG B\nARG A=1\nARG B=2", [("B", "2"), ("A", "1")], id="first declared first, last value"),
        pytest.param("FROM scratch\nARG A=1\nENV A=2", [("A", "2")], id="ENV shows through"),
        pytest.param("FROM scratch AS s\nARG A=1\nFROM s\nARG B\nARG A", [("A", "1"), ("B", None)], id="parent stage first"),
        pytest.param("ARG A=1\nFROM scratch", [], id="global only"),
    ],
)
def test_the_arguments_that_a_run_sees(text: str, arguments: list[tuple[str, str | None]]) -> None:
    assert at_end(text).args() == arguments


def test_build_arguments_win_over_defaults_and_are_not_expanded() -> None:
    scope = at_end("FROM scratch\nARG A=1\nARG B\nARG C=$B", build_args={"A": "$x", "B": "b"})
    assert scope.args() == [("A", "$x"), ("B", "b"), ("C", "b")]


@pytest.mark.parametrize(
    ("text", "workdir"),
    [
        ("FROM scratch", "/"),
        ("FROM debian:bookworm\nWORKDIR app", "/app"),
        ("FROM golang:1.25-alpine\nWORKDIR src", "/go/src"),
        ("FROM example.org/unknown\nWORKDIR app", None),
        ("FROM example.org/unknown\nWORKDIR /app\nWORKDIR ../b/./c/", "/b/c"),
        ("FROM scratch\nENV D=/d\nWORKDIR $D\nWORKDIR ${X:-e}", "/d/e"),
        ("FROM scratch AS s\nWORKDIR /a\nFROM s\nWORKDIR b", "/a/b"),
        ("FROM scratch\nWORKDIR //a//b/../", "/a"),
        ("FROM example.org/unknown\nWORKDIR $FROM_THE_BASE", None),
    ],
)
def test_the_working_directory(text: str, workdir: str | None) -> None:
    assert at_end(text).workdir == workdir


def test_shell_and_user_are_inherited() -> None:
    scope = at_end('FROM scratch AS s\nSHELL ["/bin/bash", "-ec"]\nUSER app\nFROM s')
    assert (scope.shell, scope.user) == (("/bin/bash", "-ec"), "app")
    assert at_end("FROM scratch").shell == ("/bin/sh", "-c")
    assert at_end("FROM example.org/unknown").user is None
    assert at_end("FROM debian:12").user == "root"


@pytest.mark.parametrize(
    ("text", "word", "expanded"),
    [
        pytest.param("FROM scratch", "a$NOPE", "a", id="unset on an empty base"),
        pytest.param("FROM example.org/unknown", "a$PERHAPS", None, id="perhaps set by the base"),
        pytest.param("FROM node:22-slim", "$NODE_VERSION", None, id="set by the base, drifts"),
        pytest.param("FROM node:22-slim", "x$NOPE", "x", id="not set by a known base"),
        pytest.param("FROM golang:1.25-alpine", "$GOPATH/x", "/go/x", id="a place of a known base"),
        pytest.param("FROM scratch\nARG V", "$V", None, id="an ARG that may still be given"),
        pytest.param("FROM scratch\nARG V\nENV W=$V", "$W", None, id="made of an ARG that may still be given"),
        pytest.param("FROM scratch\nARG V=1", "$V", "1", id="an ARG with a default"),
        pytest.param("FROM scratch", "${V:?no}", None, id="refused"),
        pytest.param("FROM scratch", "'$V' \"q\"", "$V q", id="quotes go"),
    ],
)
def test_expansion_says_what_is_certain(text: str, word: str, expanded: str | None) -> None:
    assert at_end(text).expand(word) == expanded


def test_before_is_the_state_before_the_instruction() -> None:
    found = scopes("FROM scratch\nENV A=1\nRUN x\nENV A=2\nRUN y\nFROM scratch\nRUN z")
    runs = [instruction for instruction in found.file.instructions if instruction.name == "RUN"]
    assert [found.before(run).get("A") for run in runs] == ["1", "2", None]


def test_values_that_double_without_end_are_cut() -> None:
    scope = at_end("FROM scratch\nENV A=xxxxxxxxxx\n" + "ENV A=$A$A\n" * 60)
    assert scope.expand("$A") is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("FROM scratch\n" + "".join(f"ENV V{i}=a$V{i - 1}\n" if i % 3 else f"ENV V{i}=b\n" for i in range(10_000)), id="ENV"),
        pytest.param("FROM scratch\n" + "".join(f"ENV PATH=/d{i}:$PATH\n" for i in range(10_000)), id="growing PATH"),
        pytest.param("FROM scratch AS a\n" + "".join(f"FROM a AS a\nENV V{i}=$V{i - 1}b\n" for i in range(5_000)), id="chain of stages"),
        pytest.param("FROM scratch AS a\n" + "ONBUILD ENV A=$B\n" * 3000 + "FROM a\n" * 3000, id="triggers"),
    ],
)
def test_ten_thousand_lines_take_no_time(text: str) -> None:
    started = process_time()
    scopes(text)
    assert process_time() - started < 3


@given(
    st.lists(
        st.sampled_from(
            "FROM scratch|FROM a AS b|FROM scratch AS a|FROM|FROM $X|ENV|ENV A=$A|ENV A B|ARG|ARG A|ARG A=${A|WORKDIR|WORKDIR $A/..|USER|"
            'SHELL ["a"]|SHELL []|SHELL x|ONBUILD ENV A=1|ONBUILD|ONBUILD ONBUILD ENV A=2|RUN $A|# escape=`|COPY <<E /x'.split("|")
        ),
        max_size=12,
    )
)
def test_no_file_breaks_it(lines: list[str]) -> None:
    found = scopes("\n".join(lines))
    for instruction in found.file.instructions:
        scope = found.before(instruction)
        assert (scope.workdir or "/").startswith("/")
        assert scope.shell
        scope.args()
        scope.env()
