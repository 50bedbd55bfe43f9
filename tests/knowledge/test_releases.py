"""Which distribution an image has, by its name, and what its tools do."""

from __future__ import annotations

import pytest

from layerlint.knowledge.releases import brings_old_pip, fills_user_logs, release_year, renews_pip


@pytest.mark.parametrize(
    ("reference", "year"),
    [
        ("debian:12-slim", 2023),
        ("debian:11", 2021),
        ("node:22-bookworm-slim", 2023),
        ("ubuntu:24.04", 2024),
        ("nvidia/cuda:8.0-cudnn6-devel-ubuntu14.04", 2014),
        ("buildpack-deps:jammy-scm", 2022),
        ("alpine:3.22", None),
        ("who/knows", None),
        (None, None),
    ],
)
def test_years(reference: str | None, year: int | None) -> None:
    assert release_year(reference) == year


@pytest.mark.parametrize(
    ("reference", "old"),
    [("ubuntu:14.04", True), ("node:8-jessie", True), ("python:2.7-jessie", False), ("ubuntu:16.04", False), (None, False)],
)
def test_a_pip_from_before_there_was_a_cache(reference: str | None, *, old: bool) -> None:
    assert brings_old_pip(reference) is old


@pytest.mark.parametrize(
    ("command", "renews"),
    [
        ("pip install --upgrade pip", True),
        ("pip install -U pip==9.0.1 setuptools", True),
        ("curl -sS https://bootstrap.pypa.io/get-pip.py", True),
        ("easy_install pip", True),
        ("apt-get install -y python-pip", False),
        ("pip install flask", False),
    ],
)
def test_commands_that_bring_a_newer_pip(command: str, *, renews: bool) -> None:
    assert renews_pip(command) is renews


@pytest.mark.parametrize(
    ("reference", "fills"),
    [("debian:11", True), ("ubuntu:22.04", True), ("centos:7", True), ("debian:12", False), ("ubuntu:24.04", False), ("fedora:42", None)],
)
def test_logs_of_users(reference: str, *, fills: bool | None) -> None:
    assert fills_user_logs(reference) is fills
