"""Is the reordered image the same? Asked of a real builder: order_equivalence.py [NAME ...]

Each case is built twice as it is and once as reordered, all without a cache. What differs between the first two builds is noise, listed by
path (names that exist in one build only make their folder noisy). The third may differ from the first there alone: in paths, kinds, modes,
owners, links and contents of the root file system, and in no field of the configuration. Then a source file is edited, and the install must
come from the cache; then a manifest, and it must run again.

Needs docker with BuildKit (DOCKER_HOST says where) and a base image of Debian that reaches PyPI and npm (LAYERLINT_BASE, debian:lab).
Results are kept in order_equivalence.json, one row a case; cases that are there are not built again. Writes order_equivalence.md.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

from benchmarks.order_cases import DEBIAN_TOOLS, FORMS, IGNORE, PROJECTS, SOURCES, STAND_IN, STAND_INS, TOOLS, Project
from layerlint.loading import Loader
from layerlint.order.expected import Chances
from layerlint.order.planner import make_plan
from layerlint.settings import Surroundings

HERE = Path(__file__).parent
RESULTS = HERE / "order_equivalence.json"
BASE = os.environ.get("LAYERLINT_BASE", "debian:lab")
SMALL = os.environ.get("LAYERLINT_SMALL_BASE", "busybox:lab")
IMAGES = {"tools": (TOOLS, BASE), "debian": (DEBIAN_TOOLS, BASE), "stand-in": (STAND_IN, SMALL)}
FIELDS = (
    "Env",
    "Cmd",
    "Entrypoint",
    "WorkingDir",
    "User",
    "ExposedPorts",
    "Labels",
    "Volumes",
    "Healthcheck",
    "StopSignal",
    "Shell",
    "OnBuild",
)
Tree = dict[str, tuple[str, int, int, int, str, str]]


def docker(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """One call; raises when it fails."""
    done = subprocess.run(["docker", *words], capture_output=True, text=True, check=False, **options)
    if done.returncode:
        raise RuntimeError(f"docker {' '.join(words[:3])}: {done.stderr[-1500:]}")
    return done


def image(name: str) -> str:
    """Build an image of tools once."""
    text, base = IMAGES[name]
    docker("build", "--network=host", "-t", f"layerlint-order-{name}", "-", input=text.format(base=base))
    return f"layerlint-order-{name}"


def build(folder: Path, tag: str, *, fresh: bool) -> str:
    """Build; returns the progress."""
    return docker("build", "--network=host", "--progress=plain", *(["--no-cache"] if fresh else []), "-t", tag, str(folder)).stderr


def tree(tag: str) -> Tree:
    """The root file system of an image: kind, mode, owner, link and content by path."""
    container = docker("create", tag, "true").stdout.strip()
    found: Tree = {}
    try:
        with tempfile.TemporaryFile() as file:
            subprocess.run(["docker", "export", container], stdout=file, check=True)
            file.seek(0)
            with tarfile.open(fileobj=file) as archive:
                for each in archive:
                    content = archive.extractfile(each) if each.isreg() else None
                    digest = hashlib.sha256(content.read()).hexdigest() if content else ""
                    found[each.name] = (each.type.decode(), each.mode, each.uid, each.gid, each.linkname, digest)
    finally:
        docker("rm", container)
    return found


def config(tag: str) -> dict[str, Any]:
    """The configuration of an image."""
    found = json.loads(docker("image", "inspect", tag).stdout)[0]["Config"]
    return {name: found.get(name) for name in FIELDS}


def differences(one: Tree, other: Tree) -> set[str]:
    """The paths that are not the same in both."""
    return {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)}


def folders_of_names(one: Tree, other: Tree) -> set[str]:
    """The folders that hold names which exist in one of two builds of the same file only."""
    return {path.rstrip("/").rpartition("/")[0] for path in one.keys() ^ other.keys()}


def is_noise(path: str, noise: set[str], folders: set[str]) -> bool:
    """True for a path that differs between two builds of one file, or lies where names do."""
    return path in noise or any(path == folder or path.startswith(folder + "/") for folder in folders if folder)


def cached(progress: str, install: str) -> bool:
    """Whether the step of the install came from the cache."""
    step = re.search(rf"(?m)^#(\d+) \[[^\]]*\] RUN (--\S+ )*{re.escape(install)}\s*$", progress)
    if step is None:
        raise RuntimeError("the step of the install is not in the progress:\n" + progress[-2000:])
    return re.search(rf"(?m)^#{step.group(1)} CACHED$", progress) is not None


def case(project: Project, form: str, folder: Path, tools: str) -> dict[str, Any]:
    """Build one case and compare."""
    for name, text in {**SOURCES, **project.files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / ".dockerignore").write_text(IGNORE)
    if project.lock:
        docker(
            "run", "--rm", "--network=host", "-v", f"{folder}:/work", "-w", "/work", tools, "sh", "-c", f"{project.lock} && chmod -R a+rX ."
        )
    dockerfile = folder / "Dockerfile"
    dockerfile.write_text(FORMS[form].format(image=tools, setting=project.setting, install=project.install))
    plan = make_plan(Loader(Surroundings()).facts(str(dockerfile)), Chances())
    row: dict[str, Any] = {
        "ecosystem": project.ecosystem,
        "form": form,
        "registry": project.registry,
        "moves": [move.kind for move in plan.moves],
    }
    if not plan.changed:
        return row | {"result": "not reordered", "why": [refused.why for refused in plan.refused]}
    one_tag, two_tag, new_tag = (f"layerlint-order-{os.getpid()}-{name}" for name in ("one", "two", "new"))
    build(folder, one_tag, fresh=True)
    build(folder, two_tag, fresh=True)
    dockerfile.write_text(plan.after)
    build(folder, new_tag, fresh=True)
    one, two, new = tree(one_tag), tree(two_tag), tree(new_tag)
    noise, folders = differences(one, two), folders_of_names(one, two)
    left = sorted(path for path in differences(one, new) if not is_noise(path, noise, folders))
    row |= {"paths": len(one), "noise": summary(noise), "differs": left[:20], "config": config(one_tag) == config(new_tag)}
    edit(folder / "src" / "part3.txt", ("", "edited\n"))
    after_source = cached(build(folder, new_tag, fresh=False), project.install)
    edit(folder / project.manifest, project.edit)
    after_manifest = cached(build(folder, new_tag, fresh=False), project.install)
    same = not left and row["config"] and after_source and not after_manifest
    return row | {"source edit cached": after_source, "manifest edit cached": after_manifest, "result": "same" if same else "DIFFERENT"}


def edit(path: Path, change: tuple[str, str]) -> None:
    """Put the second text in the place of the first, or behind the file when the first is empty; new each time, so no earlier build knows it."""
    text = path.read_text()
    change = change[0], change[1].replace("edited", f"edited {uuid4().hex}")
    path.write_text(text.replace(change[0], change[1], 1) if change[0] else text + change[1])


def summary(noise: set[str]) -> list[str]:
    """The noisy paths: all of few, else how many below each folder of three parts."""
    if len(noise) <= 12:
        return sorted(noise)
    counts: dict[str, int] = {}
    for path in noise:
        top = "/".join(path.split("/")[:3])
        counts[top] = counts.get(top, 0) + 1
    return [f"{top}: {count}" for top, count in sorted(counts.items())]


def main(names: list[str]) -> None:
    """Build what is not there yet; write results and page after each case."""
    rows = json.loads(RESULTS.read_text()) if RESULTS.exists() else []
    done = {(row["ecosystem"], row["form"]) for row in rows}
    built: dict[str, str] = {}
    for form in FORMS:
        for project in [*STAND_INS, *PROJECTS]:
            if (project.ecosystem, form) in done or (names and project.ecosystem not in names):
                continue
            if project.image not in built:
                built[project.image] = image(project.image)
            rows += [row] if (row := attempt(project, form, built[project.image])) else []
            RESULTS.write_text(json.dumps(rows, indent=1) + "\n")
            (HERE / "order_equivalence.md").write_text(page(rows))


def attempt(project: Project, form: str, tools: str) -> dict[str, Any] | None:
    """One case in a folder of its own; None when it cannot be built."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        try:
            row = case(project, form, Path(folder), tools)
        except RuntimeError as error:
            print(project.ecosystem, form, "not built", str(error)[-600:], flush=True)
            return None
    print(row["ecosystem"], form, row["result"], row.get("differs", ""), row.get("why", ""), flush=True)
    return row


def page(rows: list[dict[str, Any]]) -> str:
    """The whole page."""
    kinds = {
        "real": "with real tools and the real registries",
        "files": "with real tools and registries of files",
        "stand-in": "with stand-ins",
    }
    counts = f"{sum(row['result'] == 'same' for row in rows)} of {len(rows)} cases are the same: "
    for kind, words in kinds.items():
        found = [row for row in rows if row["registry"] == kind]
        counts += f"{len(found)} {words} ({len({row['ecosystem'] for row in found})} projects); "
    counts = counts.rstrip("; ") + ". A case that cannot be built is not among them."
    head = f"# Is the reordered image the same?\n\nWritten by `order_equivalence.py`, which says what is compared. {counts}\n\n"
    table = "| tool | form | moves | paths | noisy | differs | configuration | source edit | manifest edit | result |\n|---|---|---|---|---|---|---|---|---|---|\n"
    lines = []
    for row in rows:
        edits = [
            "" if row.get(key) is None else "cached" if row[key] else "reruns" for key in ("source edit cached", "manifest edit cached")
        ]
        same = "" if "config" not in row else "same" if row["config"] else "differs"
        cells = [
            row["ecosystem"],
            row["form"],
            ", ".join(row.get("moves", [])),
            row.get("paths", ""),
            "; ".join(row.get("noise", [])),
            "; ".join(row.get("differs", [])),
        ]
        lines.append("| " + " | ".join(str(cell) for cell in [*cells, same, *edits, row["result"]]) + " |")
    return head + table + "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
