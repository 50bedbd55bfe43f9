"""The recorded cache experiments of a real engine against the prediction, step by step: cache_experiments.py [BUILDER_DIR]

BUILDER_DIR (or `builder/` in the folder that `LAYERLINT_SHARED` names) holds `record_cache.py` with the scenarios and `cache-*.json` with what
the engines did. Steps are compared by order. The engines' cache was never emptied between two scenarios, so the prediction, too, keeps what
earlier scenarios built: scenario 26 hits what scenario 23 left (a build on an empty cache reruns it; asked of Docker 28).
Writes cache_experiments.md beside itself.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Hashable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.corpus import SHARED
from layerlint.build.cache_keys import Numbers, Seen
from layerlint.build.cache_rerun import State
from layerlint.build.cache_states import folder_files
from layerlint.build.context import Context
from layerlint.loading import Loader
from layerlint.settings import Surroundings

HERE = Path(__file__).parent
ENGINES = {"bk28": "buildkit", "classic28": "classic"}


def scenarios(builder: Path, folder: Path) -> dict[str, Any]:
    """The names that the recorder's text defines before it starts to build; its context becomes `folder`."""
    text = (builder / "record_cache.py").read_text("utf-8").partition("def build(eng")[0]
    text = text.replace("pathlib.Path(LAB)/'cache-ctx'", f"pathlib.Path({str(folder)!r})")
    names: dict[str, Any] = {"__file__": str(builder / "record_cache.py")}
    exec(compile(text, "record_cache.py", "exec"), names)  # noqa: S102  # the scenarios are functions of that script
    return names


def state(folder: Path, builder: str, options: list[str], like: State | None) -> State:
    """The folder as it is; for BuildKit a file of the same size, mode and time as in `like` is that one."""
    arguments = dict(option.split("=", 1) for option in options if option != "--build-arg")
    facts = Loader(Surroundings(context=str(folder), build_args=arguments, builder=builder)).facts(str(folder / "Dockerfile"))
    context = facts.context or Context(str(folder))
    files: dict[str, Hashable] = folder_files(context, like.files if like and builder == "buildkit" else None)
    return State(facts, files)


def compared(builder_folder: Path, engine: str) -> list[tuple[str, list[bool | None], list[bool]]]:
    """For each scenario the prediction and what the engine did, True for a rerun."""
    recorded = json.loads((builder_folder / f"cache-{engine}.json").read_text("utf-8"))
    numbers, seen, rows = Numbers(), Seen(), []
    kept = []  # digests go by identity: no state may be forgotten
    with TemporaryDirectory() as above:
        folder = Path(above) / "context"
        names = scenarios(builder_folder, folder)
        reset: Callable[[], None] = names["reset"]
        for name, change, options, *prepare in names["SC"]:
            reset()
            for each in prepare:
                each()
            before = state(folder, ENGINES[engine], [], None)
            seen.add(before.keys(numbers))
            change()
            after = state(folder, ENGINES[engine], options, before)
            keys = after.keys(numbers)
            kept += [before, after]
            did = recorded[name]
            outcomes = list(did.values()) if isinstance(did, dict) else [row[1] for row in did]
            rows.append((name, seen.reruns(keys), [outcome != "CACHED" for outcome in outcomes]))
            seen.add(keys)
    return rows


def main() -> int:
    """Compare and write the report; 1 when a scenario was predicted wrong."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "builder"
    lines = ["# Recorded cache experiments, predicted\n", "`cache_experiments.py`; how it compares is told at its head.\n"]
    wrong = 0
    for engine in ENGINES:
        rows = compared(folder, engine)
        right = sum(said == did for _, said, did in rows)
        steps = sum(len(did) for _, _, did in rows)
        hits = sum(one is two for _, said, did in rows for one, two in zip(said, did, strict=True))
        wrong += len(rows) - right
        lines.append(
            f"\n## {engine}: {right} of {len(rows)} scenarios, {hits} of {steps} steps\n\n| scenario | reruns | predicted |\n|---|---|---|"
        )
        lines += [f"| {name} | {sum(did)} of {len(did)} | {'right' if said == did else f'{said}, was {did}'} |" for name, said, did in rows]
    (HERE / "cache_experiments.md").write_text("\n".join(lines) + "\n", "utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
