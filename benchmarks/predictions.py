"""Whole images, predicted and built: predictions.py FOLDER

The builds are those of image_builds.py (archives and contexts in FOLDER are used again, missing ones are built) and, where
LAYERLINT_SHARED names the folder of recordings, those recorded in its builder/cases. The bases of the first are learned with
`layerlint image --save-base` from `docker save`; those of the recordings are told in a configuration, as they were recorded.
Writes predictions.md beside itself. LAYERLINT_DOCKER and LAYERLINT_BUILDAH name the programs.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.image_builds import ARGUMENTS, DOCKER, build, builds, run
from layerlint.cli import main as layerlint
from layerlint.image.archive import open_image
from layerlint.size import amount

REPORT = Path(__file__).with_suffix(".md")
BASES = ("busybox:lab", "debian:bookworm")
RECORDED = {"bk28": "buildkit", "classic28": "classic", "buildah128": "buildah"}
HEAD = """\
# Whole images: predicted and built

Made by `python -m benchmarks.predictions FOLDER`. Bytes of regular files in the whole image, base included. The prediction is
`layerlint layers --format json` with the base learned by `layerlint image --save-base` (recorded builds: with the base as recorded).
*inside*: the real bytes lie between low and high. *open*: some layer is not claimed, so there is no upper end; this counts as not inside.

| image | builder | low | likely | high | real | |
|---|---|---|---|---|---|---|
"""


def asked(*words: str) -> str:
    """What a command of layerlint writes."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = layerlint(list(words))
    if code:
        sys.exit(f"layerlint {' '.join(words)}: exit code {code}")
    return out.getvalue()


def row(name: str, builder: str, context: Path, real: int, arguments: list[str]) -> tuple[str, str]:
    """A line of the table, and the verdict."""
    plan = json.loads(asked("layers", str(context), "--format", "json", "--builder", builder, *arguments))["plan"]
    size = plan["size"]
    if size["high"] is None:
        verdict = "open" if size["low"] <= real else "OUTSIDE"
    else:
        verdict = "inside" if size["low"] <= real <= size["high"] else "OUTSIDE"
    low, likely, high = ("-" if size[key] is None else amount(size[key]) for key in ("low", "likely", "high"))
    note = ", exact" if size["exact"] and size["low"] == real else ""
    return f"| {name} | {builder} | {low} | {likely} | {high} | {amount(real)} | {verdict}{note} |", verdict


def built(folder: Path) -> Iterator[tuple[str, str]]:
    """The images that are built here."""
    os.chdir(folder)
    for base in BASES:
        archive = folder / f"{base.replace(':', '-')}.tar"
        if not archive.exists():
            run([*DOCKER, "save", "-o", str(archive), base])
        asked("image", str(archive), "--save-base", base)
    for case, builder in builds():
        path = folder / f"{case}-{builder}.tar"
        if not path.exists():
            build(case, builder, folder)
        real = sum(layer.size for layer in open_image(str(path)).layers)
        yield row(case, builder, folder / case, real, ARGUMENTS.get(case, []))


def recorded(cases: Path) -> Iterator[tuple[str, str]]:
    """The builds that were recorded; those whose base is no image of BASES or `scratch` are left out."""
    for case in sorted(cases.iterdir()):
        with TemporaryDirectory() as folder:
            context = Path(folder, "context")
            with tarfile.open(case / "ctx.tar") as archive:
                archive.extractall(context, filter="fully_trusted")  # noqa: S202  # our own recordings, device nodes included
            context = context / "ctx" if (context / "ctx").is_dir() else context
            dockerfile = (case / "Dockerfile").read_text()
            (context / "Dockerfile").write_text(dockerfile)
            last = [line.split()[1] for line in dockerfile.splitlines() if line.startswith("FROM ")][-1]
            for engine, builder in RECORDED.items():
                record = case / "out" / f"{engine}.json"
                layers = json.loads(record.read_text()).get("layers") if record.exists() else None  # None: it was refused
                if layers and last in (*BASES, "scratch"):
                    config = told(Path(folder), layers[0]["files"], last)
                    yield row(f"recorded {case.name}", builder, context, sum(layer["files"] for layer in layers), config)


def told(folder: Path, size: int, name: str) -> list[str]:
    """The base as it was at the time of the recording, as a configuration beside the context."""
    path = folder / "layerlint.toml"
    path.write_text(f'[bases."{name}"]\nlayers = 1\nsize = {size}\nuser = "root"\nworkdir = "/"\n')
    return ["--config", str(path)]


def main() -> None:
    """Write the table."""
    rows = list(built(Path(sys.argv[1]).resolve()))
    shared = os.environ.get("LAYERLINT_SHARED")
    if shared:
        rows += recorded(Path(shared) / "builder" / "cases")
    verdicts = [verdict for _, verdict in rows]
    counted = ", ".join(f"{verdicts.count(each)} {each}" for each in ("inside", "open", "OUTSIDE"))
    REPORT.write_text(HEAD + "\n".join(line for line, _ in rows) + f"\n\n{len(rows)} images: {counted}.\n")
    print(f"{len(rows)} images: {counted}")


if __name__ == "__main__":
    main()
