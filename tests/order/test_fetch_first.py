"""`go mod download` in a step of its own: only where nothing of it ships and nothing between needs to come first."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.order.hazards.cases import SOURCES, Case, planned

FILES = {"go.mod": "module x\n\ngo 1.23\n", "go.sum": "", "main.go": "", **SOURCES}
BUILD = "FROM golang:1.23 AS build\nWORKDIR /src\n{}COPY . .\n{}RUN {}go build -o /out/x .\nFROM scratch\nCOPY --from=build {} /\n"


def test_the_move(tmp_path: Path) -> None:
    plan = planned(Case("", BUILD.format("", "", "CGO_ENABLED=0 ", "/out/x"), FILES, ""), tmp_path)
    assert plan.after == BUILD.format("COPY go.mod go.sum ./\nRUN go mod download\n", "", "CGO_ENABLED=0 ", "/out/x")
    assert [move.kind for move in plan.moves] == ["fetch-first"]


@pytest.mark.parametrize(
    "dockerfile",
    [
        pytest.param(BUILD.format("", "", "", "/go/bin/x"), id="the module store is copied"),
        pytest.param(BUILD.format("", "", "", "/"), id="everything is copied"),
        pytest.param(BUILD.format("", "", "", "/out/x").partition("FROM scratch")[0], id="the stage ships"),
        pytest.param(BUILD.format("", "", "", "/out/x") + "FROM build\n", id="another stage begins with it"),
        pytest.param(BUILD.format("", "ENV GOPROXY=https://example.org\n", "", "/out/x"), id="a setting in between"),
        pytest.param(BUILD.format("ENV GOFLAGS=-mod=mod\n", "", "", "/out/x"), id="a setting before"),
        pytest.param(BUILD.format("", "RUN git config --global x y\n", "", "/out/x"), id="a command in between"),
        pytest.param(BUILD.format("", "COPY main.go /root/.netrc\n", "", "/out/x"), id="credentials in between"),
        pytest.param(BUILD.format("", "", "GOPRIVATE=x ", "/out/x"), id="a private module"),
        pytest.param(BUILD.format("", "", "--mount=type=secret,id=netrc ", "/out/x"), id="a secret"),
        pytest.param(BUILD.format("", "", "--mount=type=cache,target=/go/pkg/mod ", "/out/x"), id="a cache of its own"),
        pytest.param(
            BUILD.format("", "RUN go mod download\n", "", "/out/x")
            .replace("COPY . .", "COPY go.mod go.sum ./")
            .replace("RUN go b", "COPY . .\nRUN go b"),
            id="done already",
        ),
        pytest.param(BUILD.format("USER app\n", "", "", "/out/x"), id="another user"),
    ],
)
def test_not_here(dockerfile: str, tmp_path: Path) -> None:
    assert not planned(Case("", dockerfile, FILES, ""), tmp_path).changed


@pytest.mark.parametrize(
    ("files", "code"),
    [
        pytest.param({"vendor/modules.txt": "", "go.mod": "module x\n", "go.sum": ""}, "no-gain", id="vendored"),
        pytest.param({"go.mod": "module x\n"}, "unpinned", id="no sums"),
        pytest.param({"go.mod": "module x\nreplace y => ../y\n", "go.sum": ""}, "path-dependency", id="outside"),
    ],
)
def test_what_its_manifest_says(files: dict[str, str], code: str, tmp_path: Path) -> None:
    plan = planned(Case("", BUILD.format("", "", "", "/out/x"), {**SOURCES, **files}, "", ignore=""), tmp_path)
    assert not plan.changed
    assert code in {refused.code for refused in plan.refused}
