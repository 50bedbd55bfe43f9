"""What the options of wget and curl say."""

from __future__ import annotations

import pytest

from layerlint.knowledge.fetching import curl_fails, curl_follows, curl_keeps, shows_progress


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("wget u", True),
        ("wget -q u", False),
        ("wget -cq u", False),
        ("wget -nv u", False),
        ("wget -nvc u", False),
        ("wget -ncv u", False),
        ("wget -nc u", True),
        ("wget -O - u", True),
        ("wget -Oq u", True),
        ("wget -O q u", True),
        ("wget -P -q u", True),
        ("wget -qO- u", False),
        ("wget -o log u", False),
        ("wget --progress=dot u", False),
        ("wget --progress dot u", False),
        ("wget -- -q", True),
        ("wget", False),
        ("wget --help", False),
    ],
)
def test_progress(line: str, *, shown: bool) -> None:
    assert shows_progress(line.split()) is shown


@pytest.mark.parametrize(
    ("line", "fails", "follows", "keeps"),
    [
        ("curl -fsSLo a u", True, True, True),
        ("curl -o f u", False, False, True),
        ("curl -H L -O u", False, False, True),
        ("curl --fail-with-body --location -O u", True, True, True),
        ("curl -I -o a u", False, False, False),
        ("curl -XPOST -o a u", False, False, False),
        ("curl -sSL u", False, True, False),
        ("curl -o- u", False, False, False),
        ("curl", False, False, False),
    ],
)
def test_curl(line: str, *, fails: bool, follows: bool, keeps: bool) -> None:
    words = line.split()
    assert (curl_fails(words), curl_follows(words), curl_keeps(words)) == (fails, follows, keeps)
