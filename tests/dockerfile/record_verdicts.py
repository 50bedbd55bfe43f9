"""Ask a real BuildKit what it refuses, and write its answers down: record_verdicts.py [DOCKER]

Reads the Dockerfiles in verdicts.json beside this script, builds each in a context that holds one file `f`, and
writes the refusal (empty: built, or failed only in running a command or in fetching an image). Needs a Docker with
BuildKit (DOCKER_HOST and DOCKER_CONFIG are honoured); nothing is pushed or kept.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

RECORDED = Path(__file__).parent / "verdicts.json"
# Failures of the build itself, after the file was understood.
UNDERSTOOD = (
    "did not complete successfully",
    "failed to resolve source",
    "failed to fetch remote",
    "checksum of ref",
    "lstat ",
    "cannot copy to non-directory",
)
PREFIXES = ("ERROR: ", "failed to build: ", "failed to solve: ", "failed to run Build function: ")


def verdict(docker: str, dockerfile: str) -> str:
    """BuildKit's refusal of one Dockerfile, or an empty string."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "Dockerfile").write_text(dockerfile, encoding="utf-8", newline="")
        Path(folder, "f").write_text("x")
        command = [docker, "buildx", "build", "--progress=plain", "--no-cache", folder]
        answer = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    errors = [line for line in answer.stderr.splitlines() if line.startswith("ERROR")]
    if not errors or any(word in errors[0] for word in UNDERSTOOD):
        return ""
    message = errors[0]
    for prefix in PREFIXES:
        message = message.removeprefix(prefix)
    return message


def main(docker: str = "docker") -> None:
    cases = [case for case, _ in json.loads(RECORDED.read_text(encoding="utf-8"))]
    answers = [json.dumps([case, verdict(docker, case)], ensure_ascii=False) for case in cases]
    RECORDED.write_text("[\n" + ",\n".join(answers) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
