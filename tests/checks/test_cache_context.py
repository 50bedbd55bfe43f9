"""LL107, LL108, LL112, and LL101 where the build context is known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from layerlint.registry import function
from tests.checks.cache import rule
from tests.examples import facts_of


def told(identity: str, text: str, folder: Path, files: dict[str, int], **example: Any) -> list[str]:
    """The messages of one rule on a Dockerfile in a context of files of these sizes."""
    file = facts_of(text, {"files": files, **example}, folder)
    asked = rule(identity)
    return [found.message for found in function(asked.check)(file.dockerfile, file, asked)]


GIT = {".git/HEAD": 20, ".git/index": 2000, "app.py": 10}
TAKES_GIT = "every commit reruns this COPY: it takes `.git` along"

REPOSITORY = [
    pytest.param("COPY . /a\n", "", [TAKES_GIT], id="copied"),
    pytest.param("COPY . /a\nCOPY . /b\n", "", [TAKES_GIT], id="once"),
    pytest.param("COPY . /a\nRUN npm run build\n", "*.md\n", [TAKES_GIT], id="not-among-the-patterns"),
    pytest.param("COPY . /a\n", ".git\n", [], id="ignored"),
    pytest.param("COPY . /a\n", "*\n!app.py\n", [], id="only-what-is-named"),
    pytest.param("COPY app.py /a\n", "", [], id="not-broad"),
    pytest.param("COPY . /a\nRUN git describe\n", "", [], id="git-is-asked"),
    pytest.param("COPY . /a\nRUN make\n", "", [], id="make-may-ask"),
    pytest.param("COPY . /a\nRUN pip install /a\n", "", [], id="the-build-may-ask"),
    pytest.param("COPY . /a\nRUN <<EOF\nx\nEOF\n", "", [], id="heredoc-may-ask"),
]


@pytest.mark.parametrize(("steps", "ignore", "messages"), REPOSITORY)
def test_repository(steps: str, ignore: str, messages: list[str], tmp_path: Path) -> None:
    assert told("LL107", f"FROM a\n{steps}", tmp_path, GIT, dockerignore=ignore) == messages


def test_no_repository(tmp_path: Path) -> None:
    assert told("LL107", "FROM a\nCOPY . /a\n", tmp_path, {"app.py": 10}) == []


JUNK = [
    pytest.param("COPY . /a\n", {".venv/x": 1000001}, None, ["no `.dockerignore`: 1,000,001 bytes of `.venv` come along"], id="none"),
    pytest.param(
        "COPY . /a\n", {".venv/x": 1000001}, "a\n", ["`.dockerignore` lets 1,000,001 bytes of `.venv` through"], id="without-effect"
    ),
    pytest.param(
        "COPY . /a\n",
        {"a/.tox/x": 900000, "b/__pycache__/y": 900000},
        None,
        ["no `.dockerignore`: 1,800,000 bytes of junk come along"],
        id="two",
    ),
    pytest.param(
        "COPY . /a\n", {f".tox/{n}": 0 for n in range(1001)}, None, ["no `.dockerignore`: 0 bytes of `.tox` come along"], id="many-files"
    ),
    pytest.param("COPY . /a\n", {".venv/x": 1000000}, None, [], id="too-little"),
    pytest.param("COPY . /a\n", {".venv/x": 9000000}, ".venv\n", [], id="ignored"),
    pytest.param("COPY . /a\n", {"node_modules/x": 9000000, "package.json": 1}, None, [], id="nothing-installs-them"),
    pytest.param("COPY . /a\nRUN npm ci\n", {"node_modules/x": 9000000}, None, [], id="no-manifest-beside"),
    pytest.param(
        "COPY . /a\nRUN npm ci\n",
        {"node_modules/x": 9000000, "package.json": 1},
        None,
        ["no `.dockerignore`: 9,000,000 bytes of `node_modules` come along"],
        id="modules",
    ),
    pytest.param(
        "COPY . /a\nRUN mvn package\n",
        {"m/target/x": 9000000, "m/pom.xml": 1},
        None,
        ["no `.dockerignore`: 9,000,000 bytes of `m/target` come along"],
        id="module",
    ),
    pytest.param(
        "COPY . /a\nRUN dotnet build\n",
        {"obj/x": 9000000, "a.csproj": 1},
        "",
        ["`.dockerignore` lets 9,000,000 bytes of `obj` through"],
        id="glob",
    ),
    pytest.param("COPY target/x /x\nCOPY . /a\nRUN mvn package\n", {"target/x": 9000000, "pom.xml": 1}, None, [], id="wanted"),
    pytest.param("COPY app /a\n", {".venv/x": 9000000, "app/x": 1}, None, [], id="not-copied"),
]


@pytest.mark.parametrize(("steps", "files", "ignore", "messages"), JUNK)
def test_junk(steps: str, files: dict[str, int], ignore: str | None, messages: list[str], tmp_path: Path) -> None:
    example = {} if ignore is None else {"dockerignore": ignore}
    assert told("LL108", f"FROM a\n{steps}", tmp_path, files, **example) == messages


EDITS = [
    pytest.param("COPY . /a\n", "", ["every edit of this file reruns this COPY"], id="copied"),
    pytest.param("COPY . /a\n", "Dockerfile\n", [], id="ignored"),
    pytest.param("COPY app.py /a\n", "", [], id="not-broad"),
]


@pytest.mark.parametrize(("steps", "ignore", "messages"), EDITS)
def test_dockerfile(steps: str, ignore: str, messages: list[str], tmp_path: Path) -> None:
    text = f"FROM a\n{steps}"
    file = facts_of(text, {"files": {"app.py": 1}, "dockerignore": ignore}, tmp_path)
    file.dockerfile.source.path = str(tmp_path / "Dockerfile")
    asked = rule("LL112")
    assert [found.message for found in function(asked.check)(file.dockerfile, file, asked)] == messages


EARLY = [
    pytest.param("COPY . /a\nWORKDIR /a\nRUN npm ci\n", {"package.json": 1, "index.js": 1}, True, id="sources"),
    pytest.param(
        "COPY . /a\nWORKDIR /a\nRUN npm ci\n", {"package.json": 1, "package-lock.json": 1, "README.md": 1}, False, id="only-manifests"
    ),
    pytest.param("COPY . /a\nWORKDIR /a\nRUN npm ci\n", {"other.txt": 1}, True, id="another-context"),
    pytest.param("COPY web /a\nRUN npm ci --prefix /a\n", {"web/package.json": 1, "index.js": 1}, False, id="folder-of-manifests"),
    pytest.param("COPY web /a\nRUN npm ci --prefix /a\n", {"web/package.json": 1, "web/index.js": 1}, True, id="folder-with-sources"),
    pytest.param("COPY . /a\nWORKDIR /a\nRUN go build\n", {"go.mod": 1, "go.sum": 1, "main.go": 1}, True, id="go-modules"),
    pytest.param("COPY . /a\nWORKDIR /a\nRUN go build\n", {"go.mod": 1, "main.go": 1}, False, id="go-without-dependencies"),
    pytest.param("COPY . /a\nWORKDIR /a\nRUN go build\n", {"go.mod": 1, "go.sum": 1, "vendor/modules.txt": 1}, False, id="go-vendored"),
    pytest.param("COPY . /a\nWORKDIR /a/b\nRUN go build\n", {"b/go.mod": 1, "b/go.sum": 1, "b/main.go": 1}, True, id="go-in-a-folder"),
    pytest.param("COPY . /a\nWORKDIR /a\nRUN dotnet restore\n", {"a.csproj": 1, "Program.cs": 1}, True, id="manifest-by-glob"),
]


@pytest.mark.parametrize(("steps", "files", "reported"), EARLY)
def test_early_copy_in_a_known_context(steps: str, files: dict[str, int], tmp_path: Path, *, reported: bool) -> None:
    assert bool(told("LL101", f"FROM a\n{steps}", tmp_path, files)) is reported


def test_a_workspace_needs_the_manifests_of_its_members(tmp_path: Path) -> None:
    files = {"package.json": 1, "web/package.json": 1, "web/index.js": 1, "node_modules/x/package.json": 1}
    file = facts_of("FROM a\nCOPY . .\nRUN npm ci\n", {"files": files}, tmp_path)
    asked = rule("LL101")
    deeds = [found.help for found in function(asked.check)(file.dockerfile, file, asked)]
    assert deeds == ["Copy `package.json` and `package-lock.json` (of all members) first, run `npm ci`, then copy the rest."]
