"""Bytes in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerlint.size import Size, amount, between, docker, exact, interval, total, unknown


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (12_411_234, "12.4 MB"),
        (999_999, "1 MB"),
        (1_234_000_000, "1.23 GB"),
        (10**19, "10000 PB"),
    ],
    ids=str,
)
def test_amounts_as_docker_rounds_them(size: int, words: str) -> None:
    assert amount(size) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        pytest.param(exact(12_411_234), "12.4 MB", id="exact"),
        pytest.param(unknown(), "unknown", id="unknown"),
        pytest.param(unknown(5_000_000), "at least 5 MB", id="lower-bound"),
        pytest.param(Size(0, 5, None, "heuristic"), "about 5 B", id="likely-only"),
        pytest.param(Size(150_000_000, None, 260_000_000, "heuristic"), "150-260 MB", id="same-unit"),
        pytest.param(Size(900_000, None, 2_000_000, "heuristic"), "900 kB-2 MB", id="two-units"),
        pytest.param(Size(0, None, 2_000_000, "heuristic"), "up to 2 MB", id="from-nothing"),
        pytest.param(Size(2_000_001, None, 2_000_009, "heuristic"), "about 2 MB", id="rounds-together"),
    ],
)
def test_intervals(size: Size, words: str) -> None:
    assert interval(size) == words


def test_docker_has_no_blank() -> None:
    assert docker(exact(12_411_234)) == "12.4MB"
    assert docker(unknown()) == "unknown"
    assert docker(Size(900_000, None, 2_000_000, "heuristic")) == "900kB-2MB"


@st.composite
def sizes(draw: st.DrawFn) -> Size:
    low, likely, high = sorted(draw(st.lists(st.integers(0, 10**12), min_size=3, max_size=3)))
    basis = draw(st.sampled_from(["context", "package-data", "heuristic"]))
    return draw(st.sampled_from([Size(low, likely, high, basis), Size(low, None, high, basis), unknown(low), exact(low, basis)]))


def ends(size: Size) -> tuple[int, int | None, int | None]:
    return size.low, size.likely, size.high


@given(st.lists(sizes()), st.lists(sizes()))
def test_a_sum_does_not_hang_on_order_or_brackets(first: list[Size], second: list[Size]) -> None:
    assert ends(total([*first, *second])) == ends(total([*second, *first])) == ends(total([total(first), total(second)]))


@given(st.lists(sizes(), min_size=1))
def test_a_sum_holds_every_choice_of_its_parts(parts: list[Size]) -> None:
    whole = total(parts)
    assert whole.low == sum(part.low for part in parts)
    assert whole.high is None or whole.low <= whole.high == sum(part.high or 0 for part in parts)
    assert (whole.high is None) == any(part.high is None for part in parts)
    assert whole.likely is None or whole.high is None or whole.low <= whole.likely <= whole.high


@given(sizes())
def test_what_may_not_be_there_begins_at_nothing(size: Size) -> None:
    assert ends(size.or_nothing()) == (0, size.likely, size.high)
    assert ends(total([size, exact(0)])) == ends(size)


@given(sizes())
def test_every_size_has_words(size: Size) -> None:
    assert interval(size)
    assert " " not in docker(size).replace("about ", "").replace("at least ", "").replace("up to ", "")


@pytest.mark.parametrize(
    ("parts", "basis"),
    [
        ([], "context"),
        ([exact(1), exact(2)], "context"),
        ([exact(0), Size(1, 2, 3, "package-data")], "package-data"),
        ([exact(1), Size(1, 2, 3, "package-data")], "heuristic"),
        ([exact(1), unknown()], "unknown"),
    ],
    ids=str,
)
def test_the_basis_of_a_sum(parts: list[Size], basis: str) -> None:
    assert total(parts).basis == basis


def test_between_rounds() -> None:
    assert ends(between((0.4, 1.6, 3))) == (0, 2, 3)
