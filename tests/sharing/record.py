"""Builds the images of `observed.json` with a real BuildKit and writes down which layers each one has.

    python -m tests.sharing.record

`docker` is the one on the PATH, or in $DOCKER, with its usual environment; it needs the images busybox:lab and debian:lab (any
busybox, any Debian). The builds of a case run one after the other with one cache. A build has `dockerfile`, `files` (path: text),
optionally `mtime` (seconds) and `no_cache`; the script adds `layers` (RootFS.Layers of `docker inspect`, oldest first) and
`sizes` (the bytes of `docker history`, one for each layer that the Dockerfile adds, oldest first).
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

OBSERVED = Path(__file__).parent / "observed.json"
TAG = "layerlint-sharing:recorded"
MTIME = 1_700_000_000  # of every file that has no other
Build = dict[str, Any]


def lay_out(build: Build, folder: Path) -> Path:
    """Write the files of a build into `folder` and give back its Dockerfile."""
    for name, text in {"Dockerfile": build["dockerfile"], ".dockerignore": "Dockerfile\n.dockerignore\n", **build["files"]}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        path.chmod(0o644)
        os.utime(path, (build.get("mtime", MTIME),) * 2)
    return folder / "Dockerfile"


def docker(*arguments: str) -> str:
    """What docker prints. Raises CalledProcessError."""
    program = os.environ.get("DOCKER", "docker")
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def recorded(build: Build) -> Build:
    """The build with what the builder made of it."""
    with TemporaryDirectory() as folder:
        lay_out(build, Path(folder))
        docker("build", "--network=host", "-q", "-t", TAG, *(["--no-cache"] if build.get("no_cache") else []), folder)
    layers = json.loads(docker("inspect", "--format", "{{json .RootFS.Layers}}", TAG))
    rows = [
        line.split(" ", 1)
        for line in docker("history", "--no-trunc", "--human=false", "--format", "{{.Size}} {{.CreatedBy}}", TAG).split("\n")
        if line
    ]
    made = [int(size) for size, text in reversed(rows) if text.startswith(("RUN ", "COPY ", "ADD ", "WORKDIR "))]
    docker("rmi", TAG)
    return {key: value for key, value in build.items() if key not in ("layers", "sizes")} | {"layers": layers, "sizes": made}


def main() -> None:
    cases = json.loads(OBSERVED.read_text("utf-8"))
    for case in cases:
        case["builds"] = [recorded(build) for build in case["builds"]]
        OBSERVED.write_text(json.dumps(cases, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
