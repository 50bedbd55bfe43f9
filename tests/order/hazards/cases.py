"""What a hazard is made of: a Dockerfile, the files around it, and the verdict and code that the planner must give.

A file in which there is nothing to improve counts as refused with `no-gain`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from layerlint.loading import Loader
from layerlint.order.expected import Chances
from layerlint.order.planner import Plan, make_plan
from layerlint.settings import Surroundings

SOURCES = {f"src/part{number}.js": f"// {number}\n" for number in range(40)}
NODE = {"package.json": '{"dependencies": {"left-pad": "1.3.0"}}\n', "package-lock.json": '{"lockfileVersion": 3}\n', **SOURCES}
PYTHON = {"requirements.txt": "flask==3.0.0\n", **SOURCES}
IGNORE = "**/node_modules\n.venv\nvendor\ntarget\nobj\nbin\ndeps\n_build\n**/.dart_tool\n"
LINK, TAR = "link: ", "tar: "


def node(**fields: object) -> dict[str, str]:
    """A project of npm whose package.json has further fields."""
    return {**NODE, "package.json": json.dumps({"dependencies": {"left-pad": "1.3.0"}, **fields})}


class Case(NamedTuple):
    """One case. `holds` are texts that the proposed file must have, in this order; `lacks` one that it must not have."""

    id: str
    dockerfile: str
    files: dict[str, str]
    verdict: str
    code: str = ""
    ignore: str = IGNORE
    holds: tuple[str, ...] = ()
    lacks: str = ""
    builder: str = "buildkit"
    target: str | None = None
    folder: str = "."  # of the Dockerfile


def make(case: Case, root: Path) -> Path:
    """Write the case into a folder; returns the Dockerfile."""
    for name, content in case.files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content.startswith(LINK):
            path.symlink_to(content.removeprefix(LINK))
        elif content.startswith(TAR):
            _archive(path, content.removeprefix(TAR))
        else:
            path.write_text(content)
    if case.ignore:
        (root / ".dockerignore").write_text(case.ignore)
    dockerfile = root / case.folder / "Dockerfile"
    dockerfile.parent.mkdir(exist_ok=True)
    dockerfile.write_text(case.dockerfile.lstrip("\n"))
    return dockerfile


def _archive(path: Path, member: str) -> None:
    import io
    import tarfile

    with tarfile.open(path, "w:gz") as archive:
        content = b"{}"
        info = tarfile.TarInfo(member)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))


def planned(case: Case, root: Path, chances: Chances | None = None) -> Plan:
    """The plan for a case."""
    given = Surroundings(builder=case.builder, target=case.target)
    return make_plan(Loader(given).facts(str(make(case, root))), chances or Chances())


def verdicts(plan: Plan) -> set[tuple[str, str]]:
    """Every verdict and code that the plan gives."""
    if plan.changed:
        return {("apply", "")}
    found = {(refused.verdict, refused.code) for refused in plan.refused}
    return found or {("refuse", "no-gain")}
