"""A recorded topic: a Dockerfile, its files, and experiments that change one thing each. Plants it, changes it, and makes states of it."""

from __future__ import annotations

import json
import os
from collections.abc import Hashable
from pathlib import Path
from typing import Any

from layerlint.build.cache_rerun import State
from layerlint.build.cache_states import folder_files
from layerlint.loading import Loader
from layerlint.settings import Surroundings
from tests.build.trees import plant

RECORDED = Path(__file__).parent / "recorded"
LATER = 1_710_000_000  # when things are changed; trees.py plants at an earlier moment


def topics() -> dict[str, dict[str, Any]]:
    """Every recorded topic by its name."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(RECORDED.glob("*.json"))}


def lay_out(folder: Path, topic: dict[str, Any], base: str = "busybox:lab") -> None:
    """The topic before anything is changed. `base` stands for busybox:lab in the Dockerfile."""
    text = "\n".join(topic["dockerfile"]) + "\n"
    plant(str(folder), topic.get("files", {}))
    (folder / "Dockerfile").write_text(text.replace("busybox:lab", base), "utf-8")
    ignore = topic.get("ignore", ["Dockerfile", ".dockerignore"])
    (folder / ".dockerignore").write_text("\n".join(ignore) + "\n", "utf-8")
    for path in folder.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000), follow_symlinks=False)


def change(folder: Path, experiment: dict[str, Any], base: str = "busybox:lab") -> None:
    """One experiment: `replace` a text of the Dockerfile, `files` to write (null: remove), `rename`, `chmod`, `touch`, `ignore`."""
    if "replace" in experiment:
        old, new = (part.replace("busybox:lab", base) for part in experiment["replace"])
        text = (folder / "Dockerfile").read_text("utf-8")
        assert old in text, experiment["name"]
        (folder / "Dockerfile").write_text(text.replace(old, new), "utf-8")
    for name, content in experiment.get("files", {}).items():
        if content is None:
            (folder / name).unlink()
        else:
            (folder / name).unlink(missing_ok=True)
            plant(str(folder), {name: content})
            os.utime(folder / name, (LATER, LATER), follow_symlinks=False)
    for old, new in experiment.get("rename", {}).items():
        (folder / new).parent.mkdir(parents=True, exist_ok=True)
        (folder / old).rename(folder / new)
    for name, mode in experiment.get("chmod", {}).items():
        (folder / name).chmod(int(mode, 8))
    for name in experiment.get("touch", []):
        os.utime(folder / name, (LATER, LATER))
    if "ignore" in experiment:
        (folder / ".dockerignore").write_text("\n".join(experiment["ignore"]) + "\n", "utf-8")


def state(folder: Path, builder: str, arguments: dict[str, str], target: str | None, like: State | None = None) -> State:
    """The folder as it is now; with `like`, files of the same size, mode and time are taken to be the same."""
    surroundings = Surroundings(context=str(folder), build_args=arguments, builder=builder, target=target)
    facts = Loader(surroundings).facts(str(folder / "Dockerfile"))
    assert facts.context is not None
    files: dict[str, Hashable] = folder_files(facts.context, like.files if like is not None and builder == "buildkit" else None)
    return State(facts, files)
