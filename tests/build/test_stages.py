"""The stage graph: parents, references, targets, what is built and what ships."""

from __future__ import annotations

import pytest

from layerlint.build.scope import Scopes
from layerlint.build.stages import StageGraph
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source

THREE = "FROM scratch AS one\nFROM one AS two\nFROM scratch AS Three\nCOPY --from=TWO /x /x\n"


def graph(text: str, target: str | None = None) -> StageGraph:
    file = parse(Source(text.encode()))
    return StageGraph(file, Scopes(file), target)


@pytest.mark.parametrize(
    ("text", "target", "shipped", "built"),
    [
        pytest.param(THREE, None, {2}, {0, 1, 2}, id="copied from"),
        pytest.param(THREE, "two", {0, 1}, {0, 1}, id="parents ship"),
        pytest.param(THREE, "THREE", {2}, {0, 1, 2}, id="name in any case"),
        pytest.param("FROM scratch AS a\nFROM scratch\nFROM scratch", None, {2}, {2}, id="unused"),
        pytest.param("FROM scratch\nFROM scratch\nCOPY --from=0 /x /", None, {1}, {0, 1}, id="by index"),
        pytest.param("FROM scratch\nFROM scratch\nCOPY --from=00 /x /", None, {1}, {0, 1}, id="by index with zeros"),
        pytest.param("FROM scratch AS m\nFROM scratch\nRUN --mount=from=M,target=/m x", None, {1}, {0, 1}, id="by a mount"),
        pytest.param(
            "FROM scratch AS a\nFROM scratch AS b\nONBUILD COPY --from=a /x /\nFROM b", None, {1, 2}, {0, 1, 2}, id="by a trigger"
        ),
        pytest.param("ARG S=a\nFROM scratch AS a\nFROM $S", None, {0, 1}, {0, 1}, id="parent by a variable"),
        pytest.param("FROM scratch AS a\nFROM a AS a\nFROM a", None, {0, 1, 2}, {0, 1, 2}, id="the latest of one name"),
        pytest.param("FROM scratch AS a\nFROM A", None, {1}, {1}, id="FROM is exact about case"),
        pytest.param("FROM scratch\nCOPY --from=1 /x /\nFROM scratch", "nope", set(), set(), id="unknown target"),
        pytest.param("FROM scratch\nFROM scratch", "0", set(), set(), id="an index is no target"),
        pytest.param("FROM scratch\nCOPY --from=99 /x /", None, {0}, {0}, id="no such index"),
        pytest.param("FROM scratch AS a\nCOPY --from=b /x /\nFROM scratch AS b\nCOPY --from=a /x /", None, {1}, {0, 1}, id="a circle"),
        pytest.param("FROM scratch AS a\nCOPY --from=a /x /", None, {0}, {0}, id="itself"),
        pytest.param("FROM", None, {0}, {0}, id="FROM without a base"),
        pytest.param("RUN x", None, set(), set(), id="no stage"),
        pytest.param("FROM scratch\nCOPY --from=99999999999999999999 /x /\nRUN --mount=from= x", None, {0}, {0}, id="a huge index"),
    ],
)
def test_what_is_built_and_what_ships(text: str, target: str | None, shipped: set[int], built: set[int]) -> None:
    found = graph(text, target)
    assert (found.shipped, found.built) == (shipped, built)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("FROM debian:12", "debian:12"),
        ("ARG V=12\nFROM debian:$V", "debian:12"),
        ("ARG V\nFROM debian:${V:-13}", "debian:13"),
        ("ARG V\nFROM debian:$V", None),
        ("ARG V\nFROM $V", None),
        ("FROM debian:${V", None),
        ("ARG TARGETARCH\nFROM app-$TARGETARCH", "app-amd64"),
        ("FROM", None),
    ],
)
def test_the_base_behind_variables(text: str, reference: str | None) -> None:
    found = graph(text)
    assert found.target is not None
    assert found.base_reference(found.target) == reference


def test_a_chain_begins_with_the_oldest() -> None:
    found = graph("FROM scratch AS a\nFROM scratch\nFROM a AS c\nFROM c")
    assert found.target is not None
    assert [stage.index for stage in found.chain(found.target)] == [0, 2, 3]


def test_uses_names_the_instruction_and_the_stage() -> None:
    found = graph("FROM scratch AS a\nFROM scratch\nRUN --mount=from=a,target=/m x\nCOPY --from=a /x /\nCOPY --from=alpine /x /")
    assert found.target is not None
    assert [(user.name, used.index) for user, used in found.uses(found.target)] == [("RUN", 0), ("COPY", 0)]


def test_many_stages_of_one_name() -> None:
    text = "FROM scratch AS a\n" + "FROM scratch AS a\nCOPY --from=a /x /\n" * 5000
    assert len(graph(text).built) == 5001
