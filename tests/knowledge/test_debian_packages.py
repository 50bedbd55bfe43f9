"""The table of Debian's packages, and what images hold of them."""

from __future__ import annotations

import pytest

from layerlint.build.package_sizes import like_debian
from layerlint.knowledge.debian_packages import SUITES, Closure, _table
from layerlint.knowledge.image_contents import family, holdings


@pytest.mark.parametrize("suite", SUITES)
def test_every_line_is_found_by_its_name(suite: str) -> None:
    closure = Closure(suite)
    lines = _table(suite).decode().splitlines()[1:]
    names = [line.partition("\t")[0] for line in lines]
    assert names == sorted(names, key=str.encode)
    assert all(closure.knows(name) for name in names)
    assert not any(closure.knows(name) for name in ("", "a", "no-such-package", "zzz", "\ud800", "curl\tx"))


@pytest.mark.parametrize("suite", SUITES)
def test_every_package_and_what_it_needs_can_be_weighed(suite: str) -> None:
    closure = Closure(suite)
    closure.add([line.partition("\t")[0] for line in _table(suite).decode().splitlines()[1:]], recommends=True)
    assert closure.installed > 10**9
    assert not closure.missing


def test_a_package_brings_what_it_needs_once() -> None:
    closure = Closure("bookworm")
    closure.add(["curl"], recommends=False)
    alone, brought = closure.installed, len(closure.places)
    assert 8_000_000 < alone < 16_000_000  # 12 MB, measured on Debian 12
    assert brought > 10
    closure.add(["curl", "libcurl4", "bash"], recommends=False)
    assert closure.installed == alone
    closure.add(["curl", "no-such-package"], recommends=True)
    assert closure.missing == ["no-such-package"]


def test_what_is_recommended_weighs_more() -> None:
    with_them, without = Closure("bookworm"), Closure("bookworm")
    with_them.add(["git"], recommends=True)
    without.add(["git"], recommends=False)
    assert with_them.installed > without.installed
    assert with_them.download > without.download


@pytest.mark.parametrize(
    ("reference", "suite", "sure", "held"),
    [
        ("debian:bookworm-slim", "bookworm", True, ""),
        ("library/debian:trixie", "trixie", True, ""),
        ("debian:12.5", "bookworm", True, ""),
        ("debian", "trixie", True, ""),
        ("python:3.12-slim-bookworm", "bookworm", True, "tzdata"),
        ("python:3.12", "trixie", False, "tk-dev"),
        ("node:22-bookworm", "bookworm", True, "imagemagick"),
        ("buildpack-deps:trixie-curl", "trixie", True, "curl"),
        ("ubuntu:24.04", "trixie", False, ""),
        ("ubuntu:20.04", "bookworm", False, ""),
        ("debian:bullseye", "bookworm", False, ""),
        ("acme/python:bookworm", "bookworm", False, ""),
        (None, "trixie", False, ""),
    ],
    ids=str,
)
def test_holdings(reference: str | None, suite: str, sure: bool, held: str) -> None:  # noqa: FBT001 - a column of the table
    found = holdings(reference)
    assert (found.suite, found.sure) == (suite, sure)
    assert not held or held in found.packages


@pytest.mark.parametrize(
    ("reference", "name"),
    [("alpine:3", "alpine"), ("python:3-alpine", "alpine"), ("ubuntu:22.04", "debian"), ("fedora:43", "rpm"), ("acme/x", ""), (None, "")],
    ids=str,
)
def test_families(reference: str | None, name: str) -> None:
    assert family(reference) == name


@pytest.mark.parametrize(
    ("theirs", "debians"),
    [
        ("build-base", "build-essential"),
        ("openssl-devel", "libssl-dev"),
        ("clang18", "clang"),
        ("gcc-c++", "g++"),
        ("git", "git"),
        ("no-such", "no-such"),
    ],
)
def test_names_of_other_distributions(theirs: str, debians: str) -> None:
    assert like_debian(theirs, Closure("bookworm")) == debians
