"""Build the cases in recorded_plans/*.json with a real engine and write down what it made.

usage: python tests/build/record_plans.py [NAME ...]        (all cases without a NAME)

A case is a Dockerfile (a list of lines), a small tree of files, build arguments and a target. The recorder adds, per
builder, the history it saw: [created_by, layer tar bytes, file bytes, tar entries], the last three null for an empty entry;
the entries of the base are left out. Needs `docker` (DOCKER names another binary, DOCKER_HOST another daemon, both as
usual) with the images busybox:lab and debian:bookworm; the everyday tests replay what stands in the files and need none.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

CASES = Path(__file__).parent / "recorded_plans"
BUILDERS = {"buildkit": "1", "classic": "0"}


def write_tree(case: dict, root: Path) -> None:
    """The Dockerfile and the files of a case below `root`."""
    (root / "Dockerfile").write_text("\n".join(case["dockerfile"]) + "\n", encoding="utf-8")
    for name, content in case.get("files", {}).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        elif "size" in content:
            path.write_bytes(b"x" * content["size"])
        elif "link" in content:
            path.symlink_to(content["link"])
        elif "folder" in content:
            path.mkdir()
        elif "tar" in content:
            path.write_bytes(archive(content["tar"], gzipped=content.get("gzip", False)))
        if isinstance(content, dict) and "mode" in content:
            path.chmod(int(content["mode"], 8))


def archive(members: dict[str, int], *, gzipped: bool) -> bytes:
    """A tar of files of the given sizes; a name that ends in a slash is a folder."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, size in members.items():
            member = tarfile.TarInfo(name.rstrip("/"))
            member.mtime = 1
            member.size = size
            if name.endswith("/"):
                member.type, member.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(member, io.BytesIO(b"y" * size))
    return gzip.compress(stream.getvalue(), mtime=0) if gzipped else stream.getvalue()


def docker(*arguments: str, buildkit: str = "1") -> subprocess.CompletedProcess[str]:
    """Run the docker client."""
    environment = {**os.environ, "DOCKER_BUILDKIT": buildkit}
    command = [os.environ.get("DOCKER", "docker"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)


def layer_figures(content: bytes) -> list[int]:
    """[tar bytes, file bytes, entries] of one layer."""
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        members = tar.getmembers()
    return [len(content), sum(m.size for m in members if m.isreg()), len(members)]


def history_of(archive_path: Path) -> list[list]:
    """The history that the Dockerfile added to its base: the imported bases have one entry without text."""
    with tarfile.open(archive_path) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))[0]
        config = json.load(tar.extractfile(manifest["Config"]))
        blobs = [tar.extractfile(name).read() for name in manifest["Layers"]]
    rows, layers = [], iter(blobs)
    for entry in config["history"]:
        empty = entry.get("empty_layer", False)
        content = None if empty else next(layers)
        if entry.get("created_by"):
            rows.append([entry["created_by"], *([None] * 3 if content is None else layer_figures(content))])
    return rows


def record(case: dict, builder: str) -> dict:
    """What one builder makes of a case: {"history": [...]} or {"failed": its last words}."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "context")
        root.mkdir()
        write_tree(case, root)
        options = ["--no-cache", "--network=host", "-t", "layerlint-recorded"]
        for name, value in case.get("build_args", {}).items():
            options += ["--build-arg", f"{name}={value}"]
        if case.get("target"):
            options += ["--target", case["target"]]
        built = docker("build", *options, str(root), buildkit=BUILDERS[builder])
        if built.returncode:
            lines = [line for line in (built.stdout + built.stderr).splitlines() if line.strip()]
            return {"failed": lines[-1] if lines else ""}
        saved = Path(folder, "image.tar")
        docker("save", "-o", str(saved), "layerlint-recorded")
        return {"history": history_of(saved)}


def dump(case: dict) -> str:
    """A case as JSON with one line per list item, so that a change of one step is a change of one line."""
    parts = []
    for key, value in case.items():
        if key == "recorded":
            builders = []
            for builder, seen in value.items():
                rows = seen.get("history")
                body = (
                    json.dumps(seen, ensure_ascii=False)
                    if rows is None
                    else '{"history": [\n    ' + ",\n    ".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n  ]}"
                )
                builders.append(f'  "{builder}": {body}')
            parts.append(f'"{key}": {{\n' + ",\n".join(builders) + "\n}")
        elif key == "dockerfile":
            parts.append('"dockerfile": [\n  ' + ",\n  ".join(json.dumps(line, ensure_ascii=False) for line in value) + "\n]")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def main(names: list[str]) -> int:
    """Record the named cases, or all."""
    for path in sorted(CASES.glob("*.json")):
        if names and path.stem not in names:
            continue
        case = json.loads(path.read_text(encoding="utf-8"))
        case["recorded"] = {builder: record(case, builder) for builder in case.get("builders", BUILDERS)}
        path.write_text(dump(case), encoding="utf-8")
        for builder, seen in case["recorded"].items():
            sys.stdout.write(f"{path.stem} {builder}: {seen.get('failed') or len(seen['history'])}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
