"""Build the cases in recorded_plans/*.json with a real engine and write down the history it made.

usage: python tests/build/record_plans.py [NAME ...]        (all cases without a NAME)

A case is a Dockerfile (a list of lines), a tree of files (see trees.py), build arguments and a target. The recorder adds,
per builder, the history it saw: [created_by, layer tar bytes, file bytes, tar entries], the last three null for an empty
entry; entries of the base are left out. A build that is refused is recorded as null.

Needs `docker` with the images busybox:lab and debian:bookworm (`docker import` of any root file system of theirs), for
the cases that ask for it also buildah. DOCKER and BUILDAH hold other command lines, DOCKER_HOST works as usual. The
everyday tests replay what stands in the files and need no builder.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import shlex
import subprocess
import sys
import tarfile
import tempfile
from typing import Any

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
from tests.build.trees import plant

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "recorded_plans")
TAG = "layerlint-recorded-plan"
BUILDERS = ("buildkit", "classic")


def plant_case(case: dict[str, Any], root: str) -> None:
    """The Dockerfile and the files of a case below `root`."""
    plant(root, case.get("tree", {}))
    with open(os.path.join(root, "Dockerfile"), "wb") as file:
        file.write(("\n".join(case["dockerfile"]) + "\n").encode("utf-8", "surrogateescape"))


def build(case: dict[str, Any], builder: str, root: str, saved: str) -> bool:
    """Build and save one case; False when the builder refuses it."""
    options = ["--no-cache", "-t", TAG]
    for name, value in case.get("build_args", {}).items():
        options += ["--build-arg", f"{name}={value}"]
    options += ["--target", case["target"]] if "target" in case else []
    if builder == "buildah":
        buildah = shlex.split(os.environ.get("BUILDAH", "buildah"))
        make = [*buildah, "build", "--layers", "--format", "docker", "--pull=never", *options, root]
        save = [*buildah, "push", "-q", TAG, f"docker-archive:{saved}:{TAG}:latest"]
    else:
        docker = shlex.split(os.environ.get("DOCKER", "docker"))
        make = [*docker, "build", "--network=host", *options, root]
        save = [*docker, "save", "-o", saved, TAG]
    environment = {**os.environ, "DOCKER_BUILDKIT": "0" if builder == "classic" else "1"}
    done = subprocess.run(make, env=environment, capture_output=True, check=False)
    if done.returncode:
        sys.stdout.write(done.stderr.decode("utf-8", "replace")[-300:] + "\n")
        return False
    subprocess.run(save, stdout=subprocess.DEVNULL, check=True)
    return True


def layer_figures(content: bytes) -> list[int]:
    """[tar bytes, file bytes, entries] of one layer."""
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        members = tar.getmembers()
    return [len(content), sum(member.size for member in members if member.isreg()), len(members)]


def history(saved: str) -> list[list[Any]]:
    """What the Dockerfile added: the imported bases have one entry without text, or in buildah three with theirs."""

    def read(tar: tarfile.TarFile, name: str) -> bytes:
        member = tar.extractfile(name)
        assert member is not None
        return member.read()

    with tarfile.open(saved) as tar:
        manifest = json.loads(read(tar, "manifest.json"))[0]
        entries = json.loads(read(tar, manifest["Config"]))["history"]
        layers = iter([read(tar, name) for name in manifest["Layers"]])
    rows = []
    for entry in entries:
        figures = [None] * 3 if entry.get("empty_layer") else layer_figures(next(layers))
        rows.append([entry.get("created_by", ""), *figures])
    if len(rows) > 2 and "ADD file:" in rows[0][0] and "ENV PATH=" in rows[1][0]:
        return rows[3:]
    return [row for row in rows if row[0]]


def observe(case: dict[str, Any], builder: str) -> list[list[Any]] | None:
    """What one builder makes of a case."""
    with tempfile.TemporaryDirectory() as folder:
        root, saved = os.path.join(folder, "context"), os.path.join(folder, "image.tar")
        os.mkdir(root)
        plant_case(case, root)
        return history(saved) if build(case, builder, root, saved) else None


def written(case: dict[str, Any]) -> str:
    """JSON a person can read: one line a file, an instruction, a step."""
    parts = []
    for key, value in case.items():
        if key == "dockerfile":
            inside = ",\n".join("    " + json.dumps(line) for line in value)
            parts.append(f'  "{key}": [\n{inside}\n  ]')
        elif key == "recorded":
            builders = []
            for builder, rows in value.items():
                lines = ",\n".join("      " + json.dumps(row) for row in rows or [])
                builders.append(f'    "{builder}": ' + (f"[\n{lines}\n    ]" if rows is not None else "null"))
            parts.append(f'  "{key}": {{\n' + ",\n".join(builders) + "\n  }")
        else:
            parts.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main(names: list[str]) -> int:
    """Record the named cases, or all."""
    for name in names or sorted(file[:-5] for file in os.listdir(CASES) if file.endswith(".json")):
        path = os.path.join(CASES, f"{name}.json")
        with open(path, encoding="utf-8") as file:
            case = json.load(file)
        case["recorded"] = {builder: observe(case, builder) for builder in case.get("builders", BUILDERS)}
        with open(path, "w", encoding="utf-8") as file:
            file.write(written(case))
        sys.stdout.write(f"{name}: " + ", ".join(f"{b} {'refused' if r is None else len(r)}" for b, r in case["recorded"].items()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
