"""Bytes in words."""

from __future__ import annotations

import pytest

from layerlint.size import Size, amount, docker, exact, interval, unknown


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
