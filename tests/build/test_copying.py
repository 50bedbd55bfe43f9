"""What COPY and ADD write, held against what real builders wrote: every step of every case in recorded/."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from layerlint.build.context import Context
from layerlint.build.copying import Written, written
from layerlint.build.layer_files import LayerEntry, changed, measure
from tests.build.trees import plant, plant_ignore

RECORDED = Path(__file__).parent / "recorded"


def cases() -> Iterator[Any]:
    for path in sorted(RECORDED.glob("*.json")):
        case = json.loads(path.read_text("utf-8"))
        for builder, seen in case["seen"].items():
            yield pytest.param(case, builder, seen, id=f"{path.stem}-{builder}")


class Image:
    """What the steps so far have left: enough to answer `existing`. It starts from scratch."""

    def __init__(self) -> None:
        self.entries: dict[str, LayerEntry] = {}
        self.workdir = "/"

    def existing(self, path: str) -> bool | str | None:
        entry = self.entries.get(path.strip("/"))
        if entry is not None and entry.kind == "link":
            return entry.target
        return entry is not None and entry.kind == "dir"

    def add(self, rows: list[LayerEntry]) -> None:
        for row in rows:
            self.entries[row.path] = row


def words_of(text: str) -> tuple[dict[str, list[str]], list[str]]:
    flags: dict[str, list[str]] = {}
    text = text.strip()
    while text.startswith("--"):
        flag, _, text = text.partition(" ")
        name, _, value = flag[2:].partition("=")
        flags.setdefault(name, []).append(value)
    words = json.loads(text) if text.startswith("[") and text.endswith("]") else text.split()
    return flags, [word.replace('"', "").replace("\\", "") for word in words]


def heredocs_of(step: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The first line without its heredocs, and these."""
    line, *body = step.split("\n")
    found = []
    for word in [word for word in line.split() if word.startswith("<<")]:
        name, content = word.removeprefix("<<").removeprefix("-"), []
        while (text := body.pop(0).lstrip("\t") if word.startswith("<<-") else body.pop(0)).strip() != name:
            content.append(text.replace("$PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin") + "\n")
        found.append((name, "".join(content).encode()))
    return " ".join(word for word in line.split() if not word.startswith("<<")), found


def play(context: Context, step: str, image: Image) -> Written:
    line, heredocs = heredocs_of(step)
    keyword, _, rest = line.partition(" ")
    flags, words = words_of(rest)
    return written(
        context,
        words[:-1],
        words[-1],
        image.workdir,
        add=keyword == "ADD",
        chmod=flags.get("chmod", [None])[0],
        chown=flags.get("chown", [None])[0],
        excludes=flags.get("exclude", []),
        heredocs=heredocs,
        builder=context.builder,
        existing=image.existing,
    )


@pytest.mark.parametrize(("case", "builder", "seen"), list(cases()))
def test_writes_what_the_builder_wrote(case: dict[str, Any], builder: str, seen: Any, tmp_path: Path) -> None:
    plant(str(tmp_path), case["tree"])
    plant_ignore(str(tmp_path), case)
    context = Context(str(tmp_path), str(tmp_path / "Dockerfile"), builder)
    image = Image()
    problems = []
    for number, step in enumerate(case["steps"]):
        if step.startswith("WORKDIR"):
            image.workdir = step.split()[1]
            image.add([LayerEntry(image.workdir.strip("/"), "dir")] if builder != "buildah" else [])
            continue
        result = play(context, step, image)
        problems.append(result.problem)
        if isinstance(seen, dict):
            image.add(result.rows or [])
            continue
        assert result.rows is not None, (step, result.problem)
        rows = result.rows if builder != "buildah" else changed(result.rows, image.entries.get)
        size, tar = measure(rows)
        layer = seen[number] or {"tar": 1024, "entries": 0, "size": 0, "names": []}
        assert [row.path for row in rows][: len(layer["names"])] == [
            name.split(" ", 1)[1].partition(" -> ")[0] for name in layer["names"]
        ], step
        assert (tar, len(rows), size) == (layer["tar"], layer["entries"], layer["size"]), step
        if builder != "buildah":
            assert (result.tar_bytes, result.entries, result.size) == (tar, len(rows), size)
        image.add(rows)
    if isinstance(seen, dict) and builder in case.get("refused", []):
        assert {"missing", "conflict"} & set(problems)
