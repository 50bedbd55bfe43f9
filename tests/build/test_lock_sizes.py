"""What uv.lock tells of the bytes of `uv sync`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from layerlint.build.context import Contexts
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts

PROJECT = """\
version = 1
requires-python = ">=3.11"

[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "server", extra = ["fast"] },
    { name = "only-windows", marker = "sys_platform == 'win32'" },
    { name = "perhaps", marker = "python_full_version < '3.13'" },
]

[package.optional-dependencies]
more = [
    { name = "big" },
]

[package.dev-dependencies]
dev = [
    { name = "tests" },
]

[package.metadata]
requires-dist = [
    { name = "server", extras = ["fast"], specifier = ">=1" },
]
"""


def package(name: str, size: int, needs: str = "", tag: str = "py3-none-any") -> str:
    wheel = f'    {{ url = "https://example.org/{name}-1-{tag}.whl", hash = "sha256:0", size = {size} }},\n'
    return (
        f'\n[[package]]\nname = "{name}"\nversion = "1"\nsource = {{ registry = "https://example.org/simple" }}\n{needs}'
        f'sdist = {{ url = "https://example.org/{name}-1.tar.gz", hash = "sha256:0", size = 5 }}\nwheels = [\n{wheel}]\n'
    )


LOCK = (
    PROJECT
    + package("server", 1_000_000, 'dependencies = [\n    { name = "deep" },\n]\n')
    + '\n[package.optional-dependencies]\nfast = [\n    { name = "loop" },\n]\n'
    + package("deep", 2_000_000)
    + package("loop", 4_000_000, tag="cp311-cp311-manylinux_2_17_x86_64")
    + package("only-windows", 64_000_000)
    + package("perhaps", 8_000_000)
    + package("big", 16_000_000)
    + package("tests", 32_000_000)
)


def row(tmp_path: Path, script: str, lock: str = LOCK, before: str = "") -> Any:
    (tmp_path / "uv.lock").write_text(lock)
    (tmp_path / "Dockerfile").write_text("")
    context = Contexts().of(str(tmp_path / "Dockerfile"))
    return Facts(parse(Source(f"FROM python:3.12-slim\n{before}RUN {script}\n".encode())), context=context).plan.layers[-1]


@pytest.mark.parametrize(
    ("script", "least", "likely"),
    [
        ("uv sync --no-dev", 7_000_000, 15_000_000),
        ("uv sync --frozen --no-dev --extra more", 23_000_000, 31_000_000),
        ("uv sync --locked --all-extras", 55_000_000, 63_000_000),
        ("uv sync", 39_000_000, 47_000_000),
    ],
)
def test_wheels_of_what_is_needed_are_summed(tmp_path: Path, script: str, least: int, likely: int) -> None:
    found = row(tmp_path, script)
    assert found.compressed.low == pytest.approx(0.85 * least, rel=0.01)
    assert found.compressed.likely == pytest.approx(0.96 * likely, rel=0.01)
    assert found.size.low == pytest.approx(2.2 * least, rel=0.01)


def test_byte_code_and_copies_weigh_more(tmp_path: Path) -> None:
    plain = row(tmp_path, "uv sync").size
    assert row(tmp_path, "uv sync --compile-bytecode").size.likely > plain.likely
    assert row(tmp_path, "uv sync", before="ENV UV_COMPILE_BYTECODE=1\n").size.likely > plain.likely
    assert row(tmp_path, "uv sync --link-mode=copy").size.high == 2 * plain.high
    assert row(tmp_path, "--mount=type=cache,target=/root/.cache/uv uv sync --link-mode=copy").size.high == plain.high


@pytest.mark.parametrize(
    ("script", "lock"),
    [
        pytest.param("uv sync", "", id="empty lock"),
        pytest.param("uv sync", "\ud800[[package]]".encode("utf-8", "replace").decode() + "]", id="no lock"),
        pytest.param("uv sync", LOCK.replace("cp311-cp311-manylinux_2_17_x86_64", "cp311-cp311-win_amd64"), id="no wheel for Linux"),
        pytest.param("uv sync --extra unknown", LOCK, id="unknown extra"),
        pytest.param("uv sync --only-group dev", LOCK, id="only a group"),
        pytest.param("uv pip install flask", LOCK, id="no lock is read"),
        pytest.param("uv add flask", LOCK, id="changes the lock"),
    ],
)
def test_what_the_lock_does_not_tell_is_unknown(tmp_path: Path, script: str, lock: str) -> None:
    found = row(tmp_path, script, lock)
    assert found.size.high is None
    assert found.opaque == "uv"
