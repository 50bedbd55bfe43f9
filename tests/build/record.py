"""Builds every case of `recorded/` with real builders and writes down what they put into the layers.

    python tests/build/record.py [--builder buildkit,classic,buildah] [CASE …]

`docker` is the one on the PATH (or in $DOCKER) with its usual environment; buildah is `buildah` (or $BUILDAH, a command line). Every case starts
from `scratch`, so no image has to be pulled. A case file holds `about`, `tree` (see trees.py), optionally `ignore` (the text of .dockerignore)
and `steps` (lines of a Dockerfile); this script adds `seen`: per builder a list with one item a step, `{"tar", "entries", "size", "names"}`,
or `{"fails": message}` when the build stops.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import re
import shlex
import subprocess
import sys
import tarfile
import tempfile
from typing import Any

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", ".."))
from tests.build.trees import plant

RECORDED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "recorded")
NAMES_KEPT = 40
LETTERS = {
    tarfile.DIRTYPE: "d",
    tarfile.SYMTYPE: "l",
    tarfile.LNKTYPE: "h",
    tarfile.FIFOTYPE: "p",
    tarfile.CHRTYPE: "c",
    tarfile.BLKTYPE: "b",
}


def layer(content: bytes) -> dict[str, Any]:
    """What one layer holds. A PAX header belongs to the entry behind it and is no entry of its own."""
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    with tarfile.open(fileobj=io.BytesIO(content), errors="surrogateescape") as archive:
        members = archive.getmembers()
    names = [f"{LETTERS.get(m.type, '-')}{m.mode & 0o7777:o} {m.name}" + (f" -> {m.linkname}" if m.linkname else "") for m in members]
    size = sum(m.size for m in members if m.isreg())
    return {"tar": len(content), "entries": len(members), "size": size, "names": names[:NAMES_KEPT]}


def history(archive: tarfile.TarFile) -> list[dict[str, Any] | None]:
    """One item per history entry: its layer, or None for an entry without."""

    def read(name: str) -> bytes:
        file = archive.extractfile(name)
        assert file is not None
        return file.read()

    manifest = json.loads(read("manifest.json"))[0]
    layers = iter(manifest["Layers"])
    entries = json.loads(read(manifest["Config"]))["history"]
    return [None if entry.get("empty_layer") else layer(read(next(layers))) for entry in entries]


def failure(log: str) -> str:
    """The builder's own last word, without the names of this machine."""
    lines = [line for line in log.strip().splitlines() if line.strip()]
    return re.sub(r"\b[0-9a-f]{12,}\b|[a-z0-9]{25}|/(tmp|var)/\S+", "…", lines[-1])[:300]


def run(command: list[str], environment: dict[str, str] | None) -> subprocess.CompletedProcess[bytes]:
    """A build. One that has not ended after two minutes never will: the classic builder opens a FIFO and waits."""
    try:
        return subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=120)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, b"the build does not end")


def with_docker(context: str, folder: str, steps: int, *, buildkit: bool) -> list[Any] | str:
    docker = shlex.split(os.environ.get("DOCKER", "docker"))
    environment = {**os.environ, "DOCKER_BUILDKIT": "1" if buildkit else "0"}
    tag = f"layerlint-recording-{os.getpid()}"
    plain = ["--progress=plain"] if buildkit else []
    done = run([*docker, "build", "--no-cache", "--network=host", *plain, "-t", tag, context], environment)
    if done.returncode:
        return failure(done.stdout.decode("utf-8", "replace"))
    count = subprocess.run([*docker, "inspect", "-f", "{{len .RootFS.Layers}}", tag], check=True, stdout=subprocess.PIPE).stdout
    if count.strip() == b"0":  # nothing to save: every step was empty
        return [None] * (steps + 1)
    saved = os.path.join(folder, "saved.tar")
    subprocess.run([*docker, "save", "-o", saved, tag], check=True)
    subprocess.run([*docker, "rmi", "-f", tag], check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(saved) as archive:
        return history(archive)


def with_buildah(context: str, folder: str) -> list[Any] | str:
    buildah = shlex.split(os.environ.get("BUILDAH", "buildah"))
    tag = f"layerlint-recording-{os.getpid()}"
    done = run([*buildah, "build", "--layers", "--no-cache", "--format", "docker", "-t", tag, context], None)
    if done.returncode:
        return failure(done.stdout.decode("utf-8", "replace"))
    saved = os.path.join(folder, "saved.tar")
    subprocess.run([*buildah, "push", "-q", tag, f"docker-archive:{saved}:{tag}:latest"], check=True)
    subprocess.run([*buildah, "rmi", "-f", tag], check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(saved) as archive:
        return history(archive)


def observe(case: dict[str, Any], builder: str) -> list[Any] | dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        # BuildKit keeps what it was sent by the folder's name and asks only for what differs: a new name is a first build
        context = os.path.join(folder, f"context-{os.path.basename(folder)}")
        os.mkdir(context)
        plant(context, case["tree"])
        text = "\n".join(["FROM scratch", *case["steps"], "CMD []", ""])
        ignored = case.get("ignore", "") + "\nDockerfile\n.dockerignore\n"
        for name, content in (("Dockerfile", text), (".dockerignore", ignored)):
            if name not in case["tree"]:
                with open(os.path.join(context, name), "wb") as file:
                    file.write(content.encode("utf-8", "surrogateescape"))
        if builder == "buildah":
            seen = with_buildah(context, folder)
        else:
            seen = with_docker(context, folder, len(case["steps"]), buildkit=builder == "buildkit")
    return {"fails": seen} if isinstance(seen, str) else seen[:-1]


def written(case: dict[str, Any]) -> str:
    """JSON a person can read: one line a file, one line a step."""
    parts = []
    for key, value in case.items():
        if key == "tree":
            inside = ",\n".join(f"    {json.dumps(name)}: {json.dumps(spec)}" for name, spec in value.items())
            parts.append(f'  "tree": {{\n{inside}\n  }}')
        elif key == "steps":
            parts.append('  "steps": [\n' + ",\n".join("    " + json.dumps(step) for step in value) + "\n  ]")
        elif key == "seen":
            builders = []
            for name, seen in value.items():
                inside = (
                    json.dumps(seen) if isinstance(seen, dict) else "[\n" + ",\n".join("      " + json.dumps(s) for s in seen) + "\n    ]"
                )
                builders.append(f"    {json.dumps(name)}: {inside}")
            parts.append('  "seen": {\n' + ",\n".join(builders) + "\n  }")
        else:
            parts.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--builder", default="buildkit,classic")
    parser.add_argument("--folder", default=RECORDED)
    parser.add_argument("case", nargs="*")
    options = parser.parse_args()
    names = options.case or sorted(name[:-5] for name in os.listdir(options.folder) if name.endswith(".json"))
    for name in names:
        path = os.path.join(options.folder, f"{name}.json")
        with open(path, encoding="utf-8") as file:
            case = json.load(file)
        for builder in options.builder.split(","):
            case.setdefault("seen", {})[builder] = observe(case, builder)
            print(name, builder, json.dumps(case["seen"][builder])[:200], flush=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(written(case))
    return 0


if __name__ == "__main__":
    sys.exit(main())
