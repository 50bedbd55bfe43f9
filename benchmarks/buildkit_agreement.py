"""Every check of BuildKit beside ours over a corpus: python -m benchmarks.buildkit_agreement [--files N] [--only NAME,...] [--show N] [--answers FILE] [CORPUS_DIR]

The files go to the builder as they are: tests/buildkit/builder.py tells how their bases are stood in for. Each lies in a
context of its own that holds nothing but an ignore file, IGNORED, so that CopyIgnoredFile has something to say. Both tools
are given the same build arguments, and ours the same bases, which set nothing. Compared are the instructions (file and
first line) at which each speaks; files at which the builder stops are left out. A difference is explained when a
`[[differs]]` of a rule file names it and its `where` is found there.
Writes buildkit_agreement.md beside itself, unless --only is given. --answers keeps what the builder said in FILE and asks
only for what is not there yet.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.corpus import CORPUS, corpus_files
from benchmarks.hadolint_agreement import Compared, Place
from layerlint.build.context import Context
from layerlint.catalog import load
from layerlint.dockerfile.model import Dockerfile
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts
from layerlint.presets import is_buildkit
from layerlint.registry import Selection, select
from tests.buildkit import builder
from tests.buildkit.speaking import first_line, speaking

HERE = Path(__file__).parent
IGNORED = "src\n*.sh\n*.json\nconf*\n**/*.txt\n"
Answer = dict[str, Any]


def placed(path: Path, folder: Path) -> Facts:
    """The file in a context of its own, and its facts."""
    content = builder.prepared(path.read_bytes())
    folder.mkdir()
    (folder / "Dockerfile").write_bytes(content)
    (folder / ".dockerignore").write_text(IGNORED)
    context = Context(str(folder), str(folder / "Dockerfile"))
    return builder.given(Facts(parse(Source(content, str(path))), context=context))


def asked(path: Path) -> Answer:
    """What the builder says of one file."""
    with TemporaryDirectory() as folder:
        context = Path(folder) / "context"
        try:
            verdict = builder.check(context, placed(path, context))
        except RuntimeError as refusal:
            return {"file": str(path), "w": [], "e": str(refusal)}
    return {"file": str(path), "w": verdict.warnings, "e": verdict.error}


def theirs(files: list[Path], kept: Path | None) -> Iterator[Answer]:
    """What the builder says of all files, two at a time; what is in `kept` is not asked again."""
    lines = kept.read_text("utf-8").splitlines() if kept and kept.exists() else []
    known = {answer["file"]: answer for answer in map(json.loads, lines)}
    missing = [path for path in files if str(path) not in known]
    with ThreadPoolExecutor(2) as pool:
        for answer in pool.map(asked, missing):
            known[answer["file"]] = answer
            if kept:
                with kept.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(answer) + "\n")
    return (known[str(path)] for path in files)


class Ours:
    """Where layerlint speaks, by the name of the check, and the text of each instruction."""

    def __init__(self, files: list[Path], names: list[str]) -> None:
        self.places: dict[str, set[Place]] = {}
        self.texts: dict[Place, str] = {}
        self.files: dict[str, str] = {}
        self.dockerfiles: dict[str, Dockerfile] = {}
        selection = select(names)
        for path in files:
            with TemporaryDirectory() as folder:
                self._add(placed(path, Path(folder) / "context"), selection)

    def _add(self, facts: Facts, selection: Selection) -> None:
        file, source = facts.dockerfile, facts.dockerfile.source
        self.files[source.path], self.dockerfiles[source.path] = source.text, file
        for each in file.instructions:
            self.texts[source.path, source.line(each.span[0])] = source.text[slice(*each.span)]
        for alias, line in speaking(facts, selection):
            self.places.setdefault(alias, set()).add((source.path, line))


def report(found: list[Compared], files: int, stopped: int) -> str:
    """The page."""
    rows, classes = [], []
    for one in found:
        alone = {side: len(places) for side, places in one.alone.items()}
        every = one.both + sum(alone.values())
        share = f"{one.both / every:.1%}" if every else "-"
        known = sum(one.classes.values())
        counted = f"{(one.both + known) / every:.1%}" if every else "-"
        rows.append(f"| {one.alias} | {one.both} | {alone['theirs']} | {alone['ours']} | {known} | {share} | {counted} |")
        who = {"theirs": "BuildKit", "ours": "layerlint"}
        classes += [f"| {one.alias} | {who[side]} | {what} | {number} |" for (side, what), number in sorted(one.classes.items())]
    return "\n".join(
        [
            "# Agreement with `docker build --check`",
            "",
            f"Made by `python -m benchmarks.buildkit_agreement --files {files}` with Docker 28.5; the builder stops at {stopped} of the files.",
            "No FROM is rewritten: every image is a named context that holds nothing (tests/buildkit/builder.py), so that a base",
            "sets no variable and no shell, and InvalidBaseImagePlatform cannot speak.",
            "Agreement: of all instructions at which either tool speaks, the share at which both do.",
            "",
            "| check | both | only BuildKit | only layerlint | of these explained | agreement | explained counted in |",
            "|---|--:|--:|--:|--:|--:|--:|",
            *rows,
            "",
            "| check | who speaks alone | what is there | places |",
            "|---|---|---|--:|",
            *classes,
            "",
        ]
    )


def main() -> int:
    """Compare and write the report. 0: every difference is explained; 1: some are not."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=400)
    parser.add_argument("--only", default="")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--answers", type=Path)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    given = parser.parse_args()
    files = corpus_files(given.corpus)
    random.Random(7).shuffle(files)  # noqa: S311  # a sample that is the same each time
    files = files[: given.files]
    rules = list(load().values())
    names = given.only.split(",") if given.only else sorted({a for rule in rules for a in rule.get("aliases", ()) if is_buildkit(a)})
    answers = list(theirs(files, given.answers))
    stopped = {answer["file"] for answer in answers if answer["e"]}
    ours = Ours(files, names)
    said: dict[str, set[Place]] = {}
    for answer in answers:
        for name, line, _ in answer["w"]:
            said.setdefault(name, set()).add((answer["file"], first_line(ours.dockerfiles[answer["file"]], line)))
    found = []
    for name in names:
        differences = [each for rule in rules for each in rule.get("differs", ()) if each["from"] == name]
        found.append(Compared(name, ours, said.get(name, set()), stopped, differences))  # type: ignore[arg-type]  # has what is asked of it
    for one in found:
        for side, place in one.open[: given.show]:
            print(f"{one.alias} {side} {place[0]}:{place[1]} {ours.texts.get(place, '')[:300]!r}")
    page = report(found, len(files), len(stopped))
    if not given.only:
        (HERE / "buildkit_agreement.md").write_text(page, encoding="utf-8")
    print(page)
    return 1 if any(one.open for one in found) else 0


if __name__ == "__main__":
    sys.exit(main())
