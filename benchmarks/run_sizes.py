"""Predicted sizes of RUN layers beside recorded ones: python -m benchmarks.run_sizes [--show CLASS]

Read: runs_dev.jsonl of LAYERLINT_SHARED/data, one line a published layer, with the text of its RUN, its base and the bytes that a
registry holds of it. Judged is what a user gets: of a Dockerfile `FROM base` and the RUN, the `compressed` of the plan's row.

- A pair is a RUN's text with its base without architecture. The SHA-256 of a pair decides whether constants may be fitted to it (even
  first byte) or are judged by it (odd). The rows of a pair (architectures, rebuilds) are never parted.
- Unknown rows are not covered. Of the others a row is inside where low <= recorded <= high.
- For information the same rows once more, each in its whole Dockerfile, where ENV and earlier layers are known.
- The class of a row is derived from its commands, see `kind`.

Writes run_sizes.md beside itself. Fails when a bar of BARS is missed in the judged half.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import statistics
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from benchmarks.corpus import SHARED
from layerlint.build.below import Packages
from layerlint.build.package_sizes import PACKED, Installs
from layerlint.dockerfile.model import Instruction
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts
from layerlint.size import unknown

HERE = Path(__file__).parent
ROWS = SHARED / "data" / "runs_dev.jsonl"
ARCHITECTURE = re.compile(r"-(amd64|arm64v8|arm64|arm32v7|arm32|arm)\b")
MOST_UNKNOWN, LEAST_INSIDE, WIDEST_APT, FARTHEST_APT = 0.45, 0.80, 3.0, 0.3
APT = "apt on Debian, all packages known"


class Row:
    """One recorded layer and its prediction, from the RUN alone or from its whole Dockerfile."""

    def __init__(self, record: dict[str, object], *, whole: bool = False) -> None:
        self.text = str(record["instruction"])
        self.base = str(record["base"])
        self.family = str(record["family"])
        self.recorded = int(str(record["compressed_bytes"]))
        key = f"{self.text}\0{ARCHITECTURE.sub('', self.base)}"
        self.pair = hashlib.sha256(key.encode()).hexdigest()
        self.judged = int(self.pair[:2], 16) % 2 == 1
        text = str(record["dockerfile"]) if whole else f"FROM {self.base}\n{self.text}\n"
        self.facts = Facts(parse(Source(text.encode())))
        line = int(str(record["line"])) if whole else 2
        self.run = next(run for stage in self.facts.dockerfile.stages for run in stage.instructions if self.line(run) == line)
        plan = self.facts.plan
        rows = [*plan.layers, *(found for stage in plan.stages for found in stage.layers)]
        # A stage that is not built has no rows: then nothing is claimed of it.
        self.predicted = next((found.compressed for found in rows if found.line == line), unknown())
        self.kind = kind(self)

    def line(self, instruction: Instruction) -> int:
        """Where an instruction begins, 1-based."""
        return self.facts.dockerfile.source.line(instruction.span[0])

    @property
    def known(self) -> bool:
        """True where something is claimed."""
        return self.predicted.high is not None

    @property
    def inside(self) -> bool:
        """True where the recorded bytes lie in the interval."""
        return self.known and self.predicted.low <= self.recorded <= (self.predicted.high or 0)

    @property
    def width(self) -> float:
        """The interval's upper end by its lower."""
        return (self.predicted.high or 0) / max(1, self.predicted.low)

    @property
    def distance(self) -> float:
        """Doublings between the likely and the recorded bytes."""
        return abs(math.log2(max(1, self.predicted.likely or 0) / max(1, self.recorded)))


CLASSES = {
    "pip, npm, gem and the like": "pip pip3 npm gem yarn pnpm npx cargo go bundle poetry pipenv uv composer dotnet".split(),
    "compile": "make cmake ninja configure gcc build.sh".split(),
    "download": "curl wget git".split(),
    "accounts": "useradd adduser usermod groupadd addgroup userdel".split(),
    "byte code, locales": "python python3 python3.14 locale-gen localedef virtualenv".split(),
    "links, directories, settings": "ln mkdir chmod chown cp mv sed echo tee find a2enmod gpg touch rm install".split(),
}


def kind(row: Row) -> str:
    """The class, by what weighs most among the commands."""
    names = [invocation.name for invocation in row.facts.invocations(row.run)]
    installs = [i for i in row.facts.invocations(row.run) if {"install", "add", "update", "upgrade"} & set(i.call.arguments)]
    managers = {invocation.name for invocation in installs}
    if managers & {"apt-get", "apt"}:
        only = row.predicted.basis == "package-data"
        return APT if only else "apt, with others or elsewhere"
    if "apk" in managers:
        return "apk"
    if managers & {"dnf", "tdnf", "yum", "zypper", "microdnf"}:
        return "dnf, tdnf, zypper"
    return next((title for title, members in CLASSES.items() if not set(members).isdisjoint(names)), "other")


class Tally:
    """What is said of a set of rows."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = list(rows)
        self.known = [row for row in self.rows if row.known]
        self.unknown = 1 - len(self.known) / max(1, len(self.rows))
        self.inside = sum(row.inside for row in self.known) / max(1, len(self.known))
        self.width = statistics.median(row.width for row in self.known) if self.known else 0.0
        self.widest = max((row.width for row in self.known), default=0.0)
        self.distance = statistics.median(row.distance for row in self.known) if self.known else 0.0

    def line(self, title: str) -> str:
        """One line of a table."""
        pairs = len({row.pair for row in self.rows})
        known = f"{100 * self.inside:.0f} % | {self.width:.1f} | {self.distance:.2f}" if self.known else "- | - | -"
        return f"| {title} | {len(self.rows)} | {pairs} | {100 * self.unknown:.0f} % | {known} |\n"


HEAD = "| | rows | pairs | unknown | of the rest inside | median high/low | median \\|log2(likely/recorded)\\| |\n|---|---|---|---|---|---|---|\n"


def table(rows: list[Row]) -> str:
    """One line a class, and all together."""
    kinds = sorted({row.kind for row in rows})
    return HEAD + "".join(Tally(row for row in rows if row.kind == name).line(name) for name in kinds) + Tally(rows).line("**all**")


def ratios(rows: Iterable[Row]) -> Iterator[float]:
    """Recorded bytes per byte of Installed-Size, of the pairs that are apt on Debian with all packages known and little else."""
    for row in {row.pair: row for row in rows if row.kind == APT}.values():
        installs = Installs(Packages(row.base))
        for invocation in row.facts.invocations(row.run):
            if invocation.name == "apt-get" and invocation.call.arguments[:1] == ["install"]:
                names = [word for word in invocation.call.arguments[1:] if word]
                (installs.wanted if "--no-install-recommends" in invocation.call.flags else installs.suggested).extend(names)
        installed = installs.weighed(native=True).installed
        if installed > 1_000_000:
            yield row.recorded / installed


def report(rows: list[Row], whole: list[Row]) -> str:
    """The page."""
    parts = [
        "# Predicted sizes of RUN layers beside recorded ones\n\nMade by `python -m benchmarks.run_sizes`, whose head says what is compared.\n"
    ]
    fitting = sorted(ratios(row for row in rows if not row.judged))
    parts.append(
        f"\nFitted, on the other half: compressed bytes per byte of Installed-Size, {len(fitting)} pairs of apt on Debian: median "
        f"{statistics.median(fitting):.2f}, {fitting[0]:.2f} to {fitting[-1]:.2f}; used: {PACKED[1]}, {PACKED[0]} to {PACKED[2]}.\n"
    )
    for half, judged in (("The judged half", True), ("The half that constants may be fitted to", False)):
        for title, dotnet in (("dotnet-buildtools-prereqs-docker", True), ("all other families", False)):
            parts.append(f"\n## {half}: {title}\n\n{table([r for r in rows if r.judged == judged and ('dotnet' in r.family) == dotnet])}")
        parts.append(f"\n## {half}: together\n\n{table([r for r in rows if r.judged == judged])}")
    parts.append(f"\n## For information: the judged half, each row in its whole Dockerfile\n\n{table([r for r in whole if r.judged])}")
    return "".join(parts)


def missed(rows: list[Row]) -> Iterator[str]:
    """The bars that the judged half misses."""
    judged = [row for row in rows if row.judged]
    for title, part in (
        ("dotnet", [r for r in judged if "dotnet" in r.family]),
        ("other", [r for r in judged if "dotnet" not in r.family]),
        ("all", judged),
    ):
        tally = Tally(part)
        if tally.unknown > MOST_UNKNOWN:
            yield f"{title}: {100 * tally.unknown:.1f} % unknown"
        if tally.inside < LEAST_INSIDE:
            yield f"{title}: {100 * tally.inside:.1f} % inside"
    apt = Tally(row for row in judged if row.kind == APT)
    if apt.widest > WIDEST_APT or apt.distance > FARTHEST_APT or apt.inside < LEAST_INSIDE:
        yield f"{APT}: widest {apt.widest:.2f}, distance {apt.distance:.2f}, {100 * apt.inside:.1f} % inside"


def main(argv: list[str]) -> int:
    """Write the page; 1 where a bar is missed."""
    if not ROWS.exists():
        sys.exit(f"run_sizes.py: no {ROWS}; set LAYERLINT_SHARED")
    records = [json.loads(line) for line in ROWS.read_text("utf-8").splitlines()]
    rows = [Row(record) for record in records]
    if argv[:1] == ["--show"]:
        for row in {row.pair: row for row in rows if argv[1] in row.kind and row.known}.values():
            p = row.predicted
            sign = " " if row.inside else "<" if row.recorded < p.low else ">"
            print(sign, row.recorded, (p.low, p.likely, p.high), row.base[-45:], " ".join(row.text.split())[:200])
        return 0
    (HERE / "run_sizes.md").write_text(report(rows, [Row(record, whole=True) for record in records]), "utf-8")
    failures = list(missed(rows))
    print(*failures, sep="\n")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
