"""Names of base images: mirrors, digests, the longest known form of a tag."""

from __future__ import annotations

import pytest

from layerlint.knowledge.base_images import canonical, find, nearest

DIGEST = (_FOUND := find("almalinux:9")) and _FOUND.digest


@pytest.mark.parametrize(
    "name",
    [
        "python:3.12-slim", "library/python:3.12-slim", "docker.io/python:3.12-slim", "docker.io/library/python:3.12-slim",
        "index.docker.io/library/python:3.12-slim", "registry.hub.docker.com/library/python:3.12-slim",
        "mirror.gcr.io/library/python:3.12-slim", "public.ecr.aws/docker/library/python:3.12-slim",
    ],
)  # fmt: skip
def test_mirrors_of_official_images(name: str) -> None:
    assert canonical(name) == "python:3.12-slim"
    assert find(name) is not None


@pytest.mark.parametrize(
    "name", ["public.ecr.aws/other/python:3.12-slim", "ghcr.io/library/python:3.12-slim", "mirror.gcr.io/python:3.12-slim"]
)
def test_others_are_no_mirrors(name: str) -> None:
    assert nearest(name) is None


def test_digests() -> None:
    record = find(f"almalinux@{DIGEST}")
    assert record is not None and record.reference == "almalinux:9"
    assert find(f"debian@{DIGEST}") is None
    assert find("almalinux@sha256:" + "0" * 64) is None


def test_the_longest_known_form() -> None:
    exact, near = find("python:3.12-slim"), nearest("python:3.12.4-slim")
    assert exact is not None and near is not None
    assert near.reference == exact.reference and near.layers == exact.layers
    assert near.disk_bytes is not None and exact.disk_bytes is not None
    assert near.disk_bytes[0] <= exact.disk_bytes[0]
    assert (near.env or {}).get("PYTHON_VERSION") is None
    assert nearest("python:3.12.4-nothing") is None
    assert nearest("unknown:1.2.3") is None
