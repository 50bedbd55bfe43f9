"""The table of base images, and the script that makes it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from layerlint.knowledge.base_images import TABLE, canonical, distribution, find

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(
    ("reference", "platform", "layers"),
    [
        ("node:22-slim", "linux/amd64", 5),
        ("golang:1.25-alpine", "linux/arm64/v8", 5),
        ("docker.io/library/node:22-slim", "linux/amd64", 5),
        ("index.docker.io/node:22-slim@sha256:" + "0" * 64, "linux/amd64", 5),
        ("golang:1.25-alpine", "linux/amd64", 5),
        ("debian", "linux/amd64", 1),
        ("node:22-sli", "linux/amd64", None),
        ("ode:22-slim", "linux/amd64", None),
        ("registry.local:5000/node:22-slim", "linux/amd64", None),
        ("somebody/node:22-slim", "linux/amd64", None),
        ("node:22-slim", "linux/riscv64", None),
        ("node\t:\ud800", "linux/amd64", None),
    ],
)
def test_layers_of_a_base(reference: str, platform: str, layers: int | None) -> None:
    found = find(reference, platform)
    assert (found.layers if found else None) == layers


def test_sizes_are_intervals_around_what_was_recorded() -> None:
    found = find("node:22-slim")
    assert found is not None
    assert found.disk == 227_340_000
    assert found.disk_bytes[0] < found.disk < found.disk_bytes[2]
    assert found.compressed_bytes[1] == 79_893_445
    estimated = find("debian:12")
    assert estimated is not None
    assert estimated.disk is None
    assert estimated.compressed < estimated.disk_bytes[0] < estimated.disk_bytes[1] < estimated.disk_bytes[2]


def test_configuration_of_a_base() -> None:
    golang, dotnet = find("golang:1.25-alpine"), find("mcr.microsoft.com/dotnet/sdk:8.0")
    assert golang is not None
    assert (golang.workdir, golang.user) == ("/go", "root")
    assert golang.env is not None
    assert golang.env["GOPATH"] == "/go"
    assert golang.env["GOLANG_VERSION"] is None  # drifts
    assert dotnet is None or (dotnet.env is None and dotnet.workdir is None)


@pytest.mark.parametrize(
    ("reference", "name"),
    [("debian", "debian:latest"), ("library/debian:12", "debian:12"), ("docker.io/a/b", "a/b:latest"), ("ghcr.io/a/b:1", "ghcr.io/a/b:1")],
)
def test_canonical_names(reference: str, name: str) -> None:
    assert canonical(reference) == name


def test_distributions() -> None:
    assert distribution("docker.io/library/alpine:3") == "alpine"
    assert distribution("quay.io/alpine") is None
    assert distribution("node") is None


def test_the_table_is_sorted_and_whole() -> None:
    header, *lines = Path(TABLE).read_text(encoding="utf-8").splitlines()
    assert header.startswith("#")
    assert lines == sorted(lines)
    assert {line.count("\t") for line in lines} == {9}
    assert len({tuple(line.split("\t")[:2]) for line in lines}) == len(lines)


def test_the_script_makes_a_table(tmp_path: Path) -> None:
    row = {
        "platform": "linux/amd64",
        "layer_count": 2,
        "compressed_bytes": 9,
        "disk_bytes": None,
        "date": None,
        "digest": "sha256:0",
        "user": None,
    }
    read = [
        {**row, "image": "i", "tag": tag, "workdir": None, "env": {"HOME": "/h", "V": tag, "PATH": f"/{tag}"}, "source": "repo-info"}
        for tag in ("2", "1")
    ]
    cut = {**row, "image": "i", "tag": "3", "workdir": "/w", "env": {}, "source": "repo-info"}
    silent = {**row, "image": "o", "tag": "1", "workdir": None, "env": {}, "source": "dotnet/versions"}
    (tmp_path / "record.json").write_text(json.dumps([*read, cut, silent]))
    command = [sys.executable, str(ROOT / "tools" / "make_base_table.py"), str(tmp_path / "record.json"), str(tmp_path / "table.txt")]
    subprocess.run(command, check=True)
    lines = (tmp_path / "table.txt").read_text().splitlines()[1:]
    assert [line.split("\t")[0] for line in lines] == ["i:1", "i:2", "i:3", "o:1"]
    assert lines[0].split("\t")[7:] == ["root", "/", "HOME=/h PATH=/1 V"]
    assert lines[2].split("\t")[7:] == ["root", "/w", "HOME=/h PATH V"]
    assert lines[3].split("\t")[7:] == ["-", "-", "-"]
