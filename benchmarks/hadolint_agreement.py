"""Every id of hadolint beside ours over a corpus: python -m benchmarks.hadolint_agreement [--only DL3008,...] [--show N] [CORPUS_DIR]

Compared per id: the instructions (file and first line) at which each tool speaks. Files that hadolint cannot read
(DL1000) are left out. A difference is explained when a `[[differs]]` of a rule file names it and its `where` (a regular
expression over the text of the instruction) or `where_file` (over the whole file) is found there.
Writes hadolint_agreement.md beside itself, unless --only is given; --show prints N differences that nothing explains.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.corpus import CORPUS, corpus_files
from layerlint.catalog import load
from layerlint.engine import FileReport, lint
from layerlint.loading import Loader
from layerlint.presets import is_hadolint
from layerlint.registry import Selection, select
from layerlint.settings import Surroundings

HERE = Path(__file__).parent
HADOLINT = str(Path(sys.executable).parent / "hadolint")
# Rules that say nothing until they are told something; OPTIONS tells ours the same.
CONFIGURATION = """\
override:
  info: [DL3057, DL1001]
trustedRegistries: [docker.io, quay.io]
label-schema:
  maintainer: text
  version: semver
  org.opencontainers.image.created: rfc3339
  org.opencontainers.image.url: url
  org.opencontainers.image.licenses: spdx
  org.opencontainers.image.revision: hash
  contact: email
"""
SCHEMA = [
    "maintainer=text",
    "version=semver",
    "org.opencontainers.image.created=rfc3339",
    "org.opencontainers.image.url=url",
    "org.opencontainers.image.licenses=spdx",
    "org.opencontainers.image.revision=hash",
    "contact=email",
]
OPTIONS: dict[str, dict[str, Any]] = {
    rule["name"]: {"label-schema": SCHEMA} for rule in load().values() if "label-schema" in rule.get("options", {})
}
OPTIONS["untrusted-registry"] = {"registries": ["docker.io", "quay.io"]}
BATCH = 100
Place = tuple[str, int]
Places = dict[str, set[Place]]


def theirs(files: list[Path]) -> Places:
    """Where hadolint speaks, by id."""
    found: Places = {}
    with TemporaryDirectory() as folder:
        config = Path(folder) / "hadolint.yaml"
        config.write_text(CONFIGURATION, "utf-8")
        for start in range(0, len(files), BATCH):
            command = [HADOLINT, "--no-fail", "--format", "json", "--config", str(config), *map(str, files[start : start + BATCH])]
            for row in json.loads(subprocess.run(command, capture_output=True, check=True).stdout):
                found.setdefault(row["code"], set()).add((row["file"], row["line"]))
    return found


class Ours:
    """Where layerlint speaks, by old id, and the text of each instruction."""

    def __init__(self, files: list[Path], ids: list[str]) -> None:
        self.places: Places = {}
        self.texts: dict[Place, str] = {}
        self.files: dict[str, str] = {}
        selection, loader = configured(ids), Loader(Surroundings())
        for path in files:
            self._add(lint(loader.facts(str(path)), selection))

    def _add(self, report: FileReport) -> None:
        file, source = report.facts.dockerfile, report.facts.dockerfile.source
        self.files[source.path] = source.text
        for each in file.instructions:
            self.texts[source.path, source.line(each.span[0])] = source.text[slice(*each.span)]
        for problem in report.problems:
            at = problem.span[0]
            begins = next((each.span[0] for each in file.instructions if each.span[0] <= at <= each.span[1]), at)
            for alias in problem.aliases:
                self.places.setdefault(alias, set()).add((source.path, source.line(begins)))


def configured(ids: list[str]) -> Selection:
    """The rules behind the ids, with OPTIONS."""
    selection = select(ids)
    for rule in selection.rules:
        rule.given = OPTIONS.get(rule.name, {})
    return selection


def explained(place: Place, ours: Ours, differences: list[dict[str, Any]]) -> str | None:
    """The difference that is named for this place."""
    for found in differences:
        where, where_file = found.get("where"), found.get("where_file")
        if where is None and where_file is None:
            continue
        if where is not None and not re.search(where, ours.texts.get(place, "")):
            continue
        if where_file is None or re.search(where_file, ours.files[place[0]]):
            return str(found["what"])
    return None


class Compared:
    """One id: both, one side alone (and how many of these are explained), what nothing explains."""

    def __init__(self, alias: str, ours: Ours, said: set[Place], unread: set[str], differences: list[dict[str, Any]]) -> None:
        own = {place for place in ours.places.get(alias, set()) if place[0] not in unread}
        said = {place for place in said if place[0] not in unread}
        self.alias = alias
        self.both = len(own & said)
        self.alone = {"theirs": said - own, "ours": own - said}
        self.classes: Counter[tuple[str, str]] = Counter()
        self.open: list[tuple[str, Place]] = []
        for side, places in self.alone.items():
            named = [found for found in differences if found["side"] == side]
            for place in sorted(places):
                what = explained(place, ours, named)
                if what is None:
                    self.open.append((side, place))
                else:
                    self.classes[side, what] += 1

    def row(self) -> str:
        """The row of the table."""
        known = {side: sum(number for (one, _), number in self.classes.items() if one == side) for side in self.alone}
        every = self.both + sum(map(len, self.alone.values()))
        shares = [f"{number / every:.1%}" if every else "-" for number in (self.both, self.both + sum(known.values()))]
        numbers = [str(number) for side in self.alone for number in (len(self.alone[side]), known[side])]
        return f"| {' | '.join([self.alias, str(self.both), *numbers, *shares])} |"

    def class_rows(self) -> list[str]:
        """The rows of the named differences."""
        who = {"theirs": "hadolint", "ours": "layerlint"}
        return [f"| {self.alias} | {who[side]} | {what} | {number} |" for (side, what), number in sorted(self.classes.items())]


def main() -> int:
    """Compare and write the report. 0: every difference is explained; 1: some are not."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default="")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    given = parser.parse_args()
    files = corpus_files(given.corpus)
    rules = list(load().values())
    ids = given.only.split(",") if given.only else sorted({a for rule in rules for a in rule.get("aliases", ()) if is_hadolint(a)})
    ours, said = Ours(files, ids), theirs(files)
    unread = {path for path, _ in said.get("DL1000", ())}
    found = []
    for alias in ids:
        differences = [each for rule in rules for each in rule.get("differs", ()) if each["from"] == alias]
        found.append(Compared(alias, ours, said.get(alias, set()), unread, differences))
    for one in found:
        for side, place in one.open[: given.show]:
            print(f"{one.alias} {side} {place[0]}:{place[1]} {ours.texts.get(place, '')[:300]!r}")
    report = [
        "# Agreement with hadolint",
        "",
        f"Made by `python -m benchmarks.hadolint_agreement` over {len(files)} files, {len(unread)} of which hadolint cannot read.",
        "Agreement: of all instructions at which either tool speaks, the share at which both do.",
        "",
        "| id | both | only hadolint | explained | only layerlint | explained | agreement | explained counted in |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
        *[one.row() for one in found],
        "",
        "| id | who speaks alone | what is there | places |",
        "|---|---|---|--:|",
        *[row for one in found for row in one.class_rows()],
    ]
    if not given.only:
        (HERE / "hadolint_agreement.md").write_text("\n".join(report) + "\n", encoding="utf-8")
    print("\n".join(report[5:]))
    return 1 if any(one.open for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
