"""Ask a real BuildKit what it makes of expressions in ENV: record_expansions.py [DOCKER]

Reads the expressions in expansions.json beside this script, builds them in one image and writes the values down.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

RECORDED = Path(__file__).parent / "expansions.json"
VARIABLES = {"A": "abcabc", "B": "b", "E": "", "P": "/usr/local/bin", "S": "*x*", "R": "aaaa"}


def main(docker: str = "docker") -> None:
    expressions = [expression for expression, _ in json.loads(RECORDED.read_text(encoding="utf-8"))]
    lines = ["FROM scratch", "ENV " + " ".join(f'{name}="{value}"' for name, value in VARIABLES.items())]
    lines += [f"ENV V{number}={expression}" for number, expression in enumerate(expressions)]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "Dockerfile").write_text("\n".join(lines) + "\n", encoding="utf-8")
        subprocess.run([docker, "buildx", "build", "--load", "--quiet", "-t", "expansions", folder], check=True, stdout=subprocess.DEVNULL)
    inspected = subprocess.run([docker, "inspect", "expansions"], check=True, capture_output=True, text=True).stdout
    environment = dict(pair.split("=", 1) for pair in json.loads(inspected)[0]["Config"]["Env"])
    rows = [json.dumps([expression, environment[f"V{number}"]], ensure_ascii=False) for number, expression in enumerate(expressions)]
    RECORDED.write_text("[\n" + ",\n".join(rows) + "\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
