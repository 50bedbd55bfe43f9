"""Writes down what a real BuildKit says of every case of `cases/` and of every example of a rule that answers to one of its checks.

    python -m tests.buildkit.record [NAME …]

`docker` is the one on the PATH, or in $DOCKER, with its usual environment; it needs no image and no registry (builder.py).
A case has `dockerfile`, and optionally `ignore` (the text of .dockerignore); the script adds `says`: per warning the check,
the line and the text, and `stops` where the builder gives up. The examples go into `examples.json`, with their text, so that
a changed example is found out. NAMEs restrict it to the cases of these checks, or to the examples of these rules.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from layerlint.facts import Facts
from layerlint.presets import is_buildkit
from tests.buildkit import builder
from tests.examples import Marked, facts_of, rule_files

HERE = Path(__file__).parent
EXAMPLES = HERE / "examples.json"
Case = dict[str, Any]


def case_files(names: list[str]) -> list[Path]:
    """The files of the cases, all or those of the checks `names`."""
    return [path for path in sorted((HERE / "cases").glob("*.json")) if not names or path.stem in names]


def examples() -> Iterator[tuple[str, Case, Case]]:
    """Name (`LL571-bad-1`), rule and example of every rule with a name of BuildKit's."""
    for identity, rule in rule_files():
        if any(is_buildkit(alias) for alias in rule.get("aliases", ())):
            for kind in ("bad", "good"):
                for number, example in enumerate(rule[kind], 1):
                    yield f"{identity}-{kind}-{number}", rule, example


def facts_of_case(case: Case, folder: Path) -> Facts:
    """The facts of a case that lies in `folder`."""
    surroundings = {"files": {}, "dockerignore": case["ignore"]} if "ignore" in case else {}
    return facts_of(case["dockerfile"], surroundings, folder)


def observed(text: str, facts: Facts, folder: Path) -> Case:
    """What the builder says."""
    (folder / "Dockerfile").write_text(text, "utf-8")
    verdict = builder.check(folder, builder.given(facts))
    return {"says": verdict.warnings, **({"stops": verdict.error} if verdict.error else {})}


def recorded_case(case: Case) -> Case:
    """The case with what the builder says of it now."""
    with TemporaryDirectory() as parent:
        folder = Path(parent) / "context"
        folder.mkdir()
        plain = {key: value for key, value in case.items() if key not in ("says", "stops")}
        return plain | observed(case["dockerfile"], facts_of_case(case, folder), folder)


def recorded_example(row: tuple[str, Case, Case]) -> tuple[str, Case]:
    """The name of an example, and its text with what the builder says."""
    name, _, example = row
    text = Marked(example["code"]).text
    with TemporaryDirectory() as parent:
        folder = Path(parent) / "context"
        folder.mkdir()
        return name, {"dockerfile": text} | observed(text, facts_of(text, example, folder), folder)


def written(rows: list[str], opening: str, closing: str) -> str:
    """JSON with one line a case."""
    return opening + ",\n".join(rows) + closing


def main() -> int:
    """Record everything anew."""
    names = sys.argv[1:]
    with ThreadPoolExecutor(2) as pool:
        for path in case_files(names):
            cases = list(pool.map(recorded_case, json.loads(path.read_text("utf-8"))["cases"]))
            rows = [f"    {json.dumps(case, ensure_ascii=False)}" for case in cases]
            path.write_text(written(rows, '{\n  "cases": [\n', "\n  ]\n}\n"), "utf-8")
            print(path.stem, [len(case["says"]) for case in cases], flush=True)
        wanted = [row for row in examples() if not names or row[0].partition("-")[0] in names]
        if wanted:
            found = json.loads(EXAMPLES.read_text("utf-8")) if names else {}
            found |= dict(pool.map(recorded_example, wanted))
            known = {name for name, _, _ in examples()}
            rows = [f"  {json.dumps(name)}: {json.dumps(found[name], ensure_ascii=False)}" for name in sorted(known & set(found))]
            EXAMPLES.write_text(written(rows, "{\n", "\n}\n"), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
