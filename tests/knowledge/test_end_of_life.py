"""The table of releases that are over: well formed, and found by the tags of official images."""

from __future__ import annotations

from datetime import date

import pytest

from layerlint.knowledge.end_of_life import ARCHIVES, ENDED, archived, ended


def test_every_row_has_a_day_that_is_past_for_everybody() -> None:
    for source, rows in ENDED.values():
        assert source.startswith("https://")
        for row in rows.split():
            releases, _, day = row.partition("=")
            assert releases
            assert date.fromisoformat(day) <= date(2026, 11, 1)


@pytest.mark.parametrize(
    ("reference", "what"),
    [
        ("node:14", "node 14"),
        ("node:14.21.3-bullseye-slim", "node 14"),
        ("node:carbon", "node carbon"),
        ("node:140", None),
        ("node:lts", None),
        ("python:3.1", None),
        ("python:3.10", None),
        ("python:2.7-slim", "python 2"),
        ("python:3.13-buster", "debian buster"),
        ("python:3.13-alpine3.1", "alpine 3.1"),
        ("python:3.13-alpine", None),
        ("python:3.13-3.8", None),
        ("golang:1.25-alpine3.22", None),
        ("alpine:3.1", "alpine 3.1"),
        ("alpine:3.12.1", "alpine 3.12"),
        ("alpine:3", None),
        ("alpine", None),
        ("debian:buster-20240612-slim", "debian buster"),
        ("debian:10.13", "debian 10"),
        ("centos:centos7.9.2009", "centos centos7"),
        ("docker.io/library/ubuntu:18.04", "ubuntu 18.04"),
        ("eclipse-temurin:17-focal", "ubuntu focal"),
        ("eclipse-temurin:17-jre-ubuntu18.04", "ubuntu 18.04"),
        ("ghcr.io/acme/node:14", None),
        ("acme/node:14", None),
        ("node@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", None),
        ("node:14@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "node 14"),
        ("node:-", None),
        ("", None),
    ],
)
def test_releases_are_found_by_tag(reference: str, what: str | None) -> None:
    found = ended(reference)
    assert (found.what if found else None) == what


@pytest.mark.parametrize(
    ("reference", "host"),
    [
        ("debian:stretch", "archive.debian.org"),
        ("debian:9.13-slim", "archive.debian.org"),
        ("python:3.7-slim-stretch", "archive.debian.org"),
        ("debian:buster", None),
        ("ubuntu:21.10", "old-releases.ubuntu.com"),
        ("ubuntu:18.04", None),
        ("centos:7.9.2009", "vault.centos.org"),
        ("node:14", None),
        ("acme/debian:stretch", None),
    ],
)
def test_archives_are_known_for_moved_releases(reference: str, host: str | None) -> None:
    found = archived(reference)
    assert (found.archive if found else None) == host


def test_every_moved_release_is_over() -> None:
    for name, (_, releases) in ARCHIVES.items():
        assert [release for release in releases.split() if ended(f"{name}:{release}") is None] == []
