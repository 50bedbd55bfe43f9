"""Asks real builders which steps of every experiment in `recorded/` come from the cache, and writes the answers down.

    python tests/cache/record.py [--builder buildkit,classic] [--base busybox:lab] [TOPIC …]

`docker` is the one on the PATH (or in $DOCKER), `buildah` likewise (or in $BUILDAH). Each experiment builds the topic, changes one thing and builds again. It begins with an image
of its own, made from `--base`, so that nothing an earlier experiment left in the cache can answer; the Dockerfile's `busybox:lab` stands for it.
`seen` gets, per builder, one item a step in the order of the file: its text, then `cached` or `run`. See worlds.py for the form of a topic.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", ".."))
from tests.cache.worlds import RECORDED, change, lay_out

VERTEX = re.compile(r"#(\d+) \[(?:(\S+) )?\s*(\d+)/\d+\] (.*)$")
OUTCOME = re.compile(r"#(\d+) (CACHED|DONE)")


def docker(*arguments: str, buildkit: bool = True, given: str | None = None) -> str:
    program = shlex.split(os.environ.get("DOCKER", "docker"))
    environment = {**os.environ, "DOCKER_BUILDKIT": "1" if buildkit else "0"}
    command = [*program, *arguments]
    done = subprocess.run(command, env=environment, input=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}:\n{done.stdout[-1500:]}")
    return done.stdout


def buildah(*arguments: str, given: str | None = None) -> str:
    command = [*shlex.split(os.environ.get("BUILDAH", "buildah")), *arguments]
    done = subprocess.run(command, input=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments)}:\n{done.stdout[-1500:]}")
    return done.stdout


def fresh_base(base: str, builder: str) -> str:
    """An image that nothing has ever been built on."""
    tag = f"layerlint-cache:base{time.time_ns()}"
    if builder == "buildah":
        buildah("build", "-t", tag, "-", given=f"FROM {base}\nRUN echo {tag} > /etc/fresh\n")
        return f"localhost/{tag}"
    docker("build", "--network=host", "-t", tag, "-", given=f"FROM {base}\nRUN echo {tag} > /etc/fresh\n")
    return tag


def with_buildkit(log: str, stages: list[str]) -> list[list[str]]:
    steps: dict[str, tuple[int, int, str]] = {}
    outcomes: dict[str, str] = {}
    for line in log.splitlines():
        if found := VERTEX.match(line):
            stage = found[2] or stages[-1]
            order = int(stage.removeprefix("stage-")) if stage.startswith("stage-") else stages.index(stage)
            steps[found[1]] = (order, int(found[3]), found[4])
        elif found := OUTCOME.match(line):
            outcomes[found[1]] = "cached" if found[2] == "CACHED" else "run"
    rows = sorted((place, outcomes.get(number, "cached")) for number, place in steps.items())
    return [[place[2], outcome] for place, outcome in rows if not place[2].startswith("FROM ")]


def with_classic(log: str) -> list[list[str]]:
    rows: list[list[str]] = []
    log = "".join(re.split(r"(?m)^(?=Step \d+/\d+ : FROM )", log)[1:])  # an ARG above the first FROM is counted as a step, too
    for line in log.splitlines():
        if found := re.match(r"Step \d+/\d+ : (.*)$", line):
            rows.append([found[1], "run"])
        elif "Using cache" in line and rows:
            rows[-1][1] = "cached"
    return [row for row in rows if not row[0].startswith("FROM ")]


def with_buildah(log: str) -> list[list[str]]:
    rows: list[list[str]] = []
    for line in log.splitlines():
        if found := re.match(r"(?:\[\d+/\d+\] )?STEP \d+/\d+: (.*)$", line):
            rows.append([found[1], "run"])
        elif "Using cache" in line and rows:
            rows[-1][1] = "cached"
    return [row for row in rows if not row[0].startswith(("FROM ", "COMMIT "))]


def build(folder: Path, builder: str, options: list[str]) -> str:
    if builder == "buildah":
        return buildah("build", "--layers", "-t", "layerlint-cache:built", *options, str(folder))
    plain = ["--progress=plain"] if builder == "buildkit" else []
    return docker("build", "--network=host", *plain, "-t", "layerlint-cache:built", *options, str(folder), buildkit=builder == "buildkit")


def stage_names(folder: Path) -> list[str]:
    froms = [line.split() for line in (folder / "Dockerfile").read_text("utf-8").splitlines() if line.startswith("FROM ")]
    return [words[-1] if "AS" in words else f"stage-{index}" for index, words in enumerate(froms)]


def observe(topic: dict[str, Any], experiment: dict[str, Any], builder: str, base: str) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as above:
        folder = Path(above) / f"context{time.time_ns()}"
        folder.mkdir()
        fresh = fresh_base(base, builder)
        always = [f"--target={topic['target']}"] if "target" in topic else []
        before, after = ([f"--build-arg={name}={value}" for name, value in experiment.get(key, {}).items()] for key in ("before", "after"))
        lay_out(folder, topic, fresh)
        build(folder, builder, [*always, *before])
        change(folder, experiment, fresh)
        log = build(folder, builder, [*always, *after]).replace(fresh, "busybox:lab")
        buildah("rmi", "-f", fresh) if builder == "buildah" else docker("rmi", "-f", fresh)
        if builder == "buildah":
            return with_buildah(log)
        return with_buildkit(log, stage_names(folder)) if builder == "buildkit" else with_classic(log)


def written(topic: dict[str, Any]) -> str:
    """JSON a person can read: one line an experiment's part."""
    experiments = []
    for each in topic["experiments"]:
        parts = [f'    "{key}": {json.dumps(value)}' for key, value in each.items() if key != "seen"]
        seen = [f'      "{name}": {json.dumps(rows)}' for name, rows in each.get("seen", {}).items()]
        parts += ['    "seen": {\n' + ",\n".join(seen) + "\n    }"] if seen else []
        experiments.append("   {\n" + ",\n".join(parts) + "\n   }")
    head = [f'  "{key}": {json.dumps(value)}' for key, value in topic.items() if key != "experiments"]
    return "{\n" + ",\n".join([*head, '  "experiments": [\n' + ",\n".join(experiments) + "\n  ]"]) + "\n}\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--builder", default="buildkit")
    parser.add_argument("--base", default="busybox:lab")
    parser.add_argument("--new", action="store_true", help="only what has not been asked yet")
    parser.add_argument("topic", nargs="*")
    options = parser.parse_args()
    for path in sorted(RECORDED.glob("*.json")):
        if options.topic and path.stem not in options.topic:
            continue
        topic = json.loads(path.read_text("utf-8"))
        for experiment in topic["experiments"]:
            for builder in set(options.builder.split(",")) & set(topic.get("builders", ["buildkit"])):
                if options.new and builder in experiment.get("seen", {}):
                    continue
                experiment.setdefault("seen", {})[builder] = observe(topic, experiment, builder, options.base)
                ran = [row[0] for row in experiment["seen"][builder] if row[1] == "run"]
                print(path.stem, "|", experiment["name"], "|", builder, "|", ran, flush=True)
        path.write_text(written(topic), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
