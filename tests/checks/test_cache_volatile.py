"""LL103, LL104: values that change with every build, above steps that do not read them."""

from __future__ import annotations

import time

import pytest

from layerlint.knowledge.variable_names import is_placeholder, is_volatile_name
from tests.checks.cache import findings, rule, told

INSTALL = "RUN apk add x\n"

ABOVE_INSTALLS = [
    pytest.param("FROM a\nARG GIT_SHA\n" + INSTALL, [(2, "each new `GIT_SHA` reruns `apk add` below")], id="arg"),
    pytest.param(
        "FROM a\nARG SHA\nARG BUILD_DATE=unknown\nRUN npm ci\n", [(3, "each new `BUILD_DATE` reruns `npm ci` below")], id="placeholder"
    ),
    pytest.param(
        "FROM a\nARG COMMIT\nENV C=$COMMIT\n" + INSTALL + "RUN echo $C\n", [(2, "each new `COMMIT` reruns `apk add` below")], id="env"
    ),
    pytest.param("FROM a\nARG COMMIT\nARG VCS_REF\n" + INSTALL, [(2, "each new `COMMIT` reruns `apk add` below")], id="one-for-both"),
    pytest.param(
        "FROM a\nARG COMMIT\nCOPY x /x\nRUN mkdir /y\n" + INSTALL, [(2, "each new `COMMIT` reruns `apk add` below")], id="steps-between"
    ),
    pytest.param("FROM a\nARG " + "X" * 60 + "_GIT_SHA\n" + INSTALL, [(2, "each new value reruns `apk add` below")], id="long-name"),
    pytest.param("FROM a\n" + INSTALL + "ARG COMMIT\nLABEL c=$COMMIT\n", [], id="below"),
    pytest.param("ARG COMMIT\nFROM a\n" + INSTALL, [], id="global"),
    pytest.param("FROM a\nARG COMMIT=0a1b2c3d\n" + INSTALL, [], id="pinned"),
    pytest.param("FROM a\nARG NODE_VERSION\n" + INSTALL, [], id="version"),
    pytest.param("FROM a\nARG CACHE_DATE\nARG CACHEBUST_BUILD_ID\n" + INSTALL, [], id="on-purpose"),
    pytest.param("FROM a\nARG COMMIT\nRUN git checkout $COMMIT\n" + INSTALL, [], id="read-before"),
    pytest.param("FROM a\nARG COMMIT\nENV C=$COMMIT\nRUN git checkout $C\n" + INSTALL, [], id="read-through-env"),
    pytest.param("FROM a\nARG COMMIT\nADD https://example.org/$COMMIT /x\n" + INSTALL, [], id="address"),
    pytest.param("FROM a\nARG COMMIT\nRUN ./build\n" + INSTALL, [], id="script-may-read-it"),
    pytest.param("FROM a\nARG COMMIT\nRUN npm run build\n" + INSTALL, [], id="build-may-read-it"),
    pytest.param("FROM a\nARG COMMIT\nRUN go build\n" + INSTALL, [], id="project-may-read-it"),
    pytest.param("FROM a\nARG COMMIT\nRUN apk add x-$COMMIT\n", [], id="read-by-the-install"),
    pytest.param("FROM a\nARG COMMIT\nRUN <<EOF\napk add x\nEOF\n", [(2, "each new `COMMIT` reruns `apk add` below")], id="heredoc"),
    pytest.param("FROM a\nARG COMMIT\nRUN <<EOF\necho $COMMIT\napk add x\nEOF\n", [], id="heredoc-reads-it"),
    pytest.param("FROM a\nARG COMMIT\nRUN dnf upgrade -y\n", [], id="upgrade"),
    pytest.param("FROM a AS x\nARG COMMIT\n" + INSTALL + "FROM a\n", [], id="stage-not-built"),
    pytest.param("FROM a\nENV BUILD_DATE=2020-01-01\n" + INSTALL, [], id="fixed-env"),
]


@pytest.mark.parametrize(("text", "expected"), ABOVE_INSTALLS)
def test_above_installs(text: str, expected: list[tuple[int, str]]) -> None:
    assert told("LL103", text) == expected


def test_what_moves_along_is_shown() -> None:
    source, found = findings("LL103", "FROM a\nARG COMMIT\nENV C=$COMMIT\nLABEL c=$COMMIT\nARG BUILD_ID\nRUN apk add x\n")
    shown = [source.text[slice(*related.span)] for related in found[0].related]
    assert shown == ["apk add x", "ENV C=$COMMIT", "LABEL c=$COMMIT", "BUILD_ID"]


def test_further_names_can_be_given() -> None:
    text = "FROM a\nARG FLAVOUR\n" + INSTALL
    assert told("LL103", text) == []
    asked = rule("LL103", names=["FLAVOUR"])
    assert told("LL103", text, asked) == [(2, "each new `FLAVOUR` reruns `apk add` below")]


ABOVE_USE = [
    pytest.param("RUN mkdir /a\nCOPY a /a\nRUN curl -o /b u\n", 3, id="three-steps"),
    pytest.param("COPY a /a\nWORKDIR /w\nRUN mkdir /a\nCOPY b /b\n", 0, id="what-stands-above-the-first-run-is-cached"),
    pytest.param("RUN mkdir /a\nCOPY a /a\n", 0, id="two-steps"),
    pytest.param("COPY a /a\nCOPY b /b\nCOPY c /c\n", 0, id="no-run"),
    pytest.param("RUN make\nRUN mkdir /a\nRUN mkdir /b\n", 0, id="may-read-it"),
    pytest.param("RUN mkdir /a\nRUN mkdir /b\n" + INSTALL, 0, id="told-by-LL103"),
]


@pytest.mark.parametrize(("steps", "number"), ABOVE_USE)
def test_above_use(steps: str, number: int) -> None:
    text = f"FROM a\nARG COMMIT\n{steps}RUN echo $COMMIT\n"
    assert told("LL104", text) == ([(2, f"each new value reruns {number} steps that do not read it")] if number else [])


@pytest.mark.parametrize(
    ("name", "volatile"),
    [
        ("GIT_SHA", True),
        ("git_commit", True),
        ("OPENHANDS_BUILD_GIT_SHA", True),
        ("CI_COMMIT_SHORT_SHA", True),
        ("GITHUB_RUN_NUMBER", True),
        ("BUILD_DATE", True),
        ("VERSION", False),
        ("SHA256", False),
        ("GIT_VERSION", False),
        ("RECOMMIT", False),
        ("COMMITTER", False),
        ("CACHE_BUST_DATE", False),
        ("REBUILD_ID", False),
        ("", False),
    ],
)
def test_names(name: str, *, volatile: bool) -> None:
    assert is_volatile_name(name) is volatile


@pytest.mark.parametrize(("default", "open_"), [(None, True), ("", True), ("''", True), ('"unknown"', True), ("-1", True), ("1.2", False)])
def test_placeholders(default: str | None, *, open_: bool) -> None:
    assert is_placeholder(default) is open_


@pytest.mark.parametrize("identity", ["LL103", "LL104"])
def test_long_files_take_linear_time(identity: str) -> None:
    def seconds(lines: int) -> float:
        before = time.process_time()
        told(identity, "FROM a\n" + "ARG COMMIT\nENV A=$COMMIT\nRUN mkdir /a\n" * lines)
        return time.process_time() - before

    assert seconds(1600) < 12 * seconds(400) + 0.1
