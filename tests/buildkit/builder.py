"""Asks a real BuildKit what `docker build --check` says of a Dockerfile, without pulling a single image.

Every image that the file names, as a base, in `COPY --from` or in a mount, is given to the builder as a named context:
an empty folder. So the FROM lines stay as they are written, with their platforms, arguments and stage names; what the
bases would bring along (variables, a shell, triggers) is missing. A `# syntax` line would pull a frontend: another
directive without effect takes its place. `docker` is the one on the PATH, or in $DOCKER.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from layerlint.dockerfile.model import Instruction
from layerlint.dockerfile.mounts import mounts
from layerlint.dockerfile.references import reference_problem
from layerlint.facts import Facts

SYNTAX = re.compile(rb"^[ \t]*#[ \t]*syntax[ \t]*=.*?(?=\r?$)", re.IGNORECASE | re.MULTILINE)
CHECK = re.compile(rb"^[ \t]*#[ \t]*check[ \t]*=", re.IGNORECASE | re.MULTILINE)
GIVEN = "lab"  # the value of arguments that a FROM needs and that have none
Said = tuple[str, int, str]  # the check, the first line it names, what it says


class Verdict:
    """What the builder says: warnings in file order, and why it stopped (empty: it did not)."""

    def __init__(self, warnings: list[Said], error: str) -> None:
        self.warnings = warnings
        self.error = error


def prepared(content: bytes) -> bytes:
    """The file without its `# syntax` line; every line stays where it is."""
    other = rb"# escape=\\" if CHECK.search(content) else b"# check=skip=none"
    return SYNTAX.sub(other, content, count=1)


def needed(facts: Facts) -> dict[str, str]:
    """Build arguments for the FROM lines that are blank or no name without them."""
    file = facts.dockerfile
    declared = {pair.name for each in file.instructions if each.stage < 0 for pair in each.pairs}
    found = {}
    for stage in file.stages:
        scope = facts.scope(stage.from_)
        flag = stage.from_.flag("platform")
        for text in ((stage.base.text if stage.base else ""), (flag.value or "" if flag else "")):
            names = re.findall(r"\$\{?(\w+)", text)
            if (text and reference_problem(scope.resolve(text)[0]) and flag is None) or scope.resolve(text)[0] == "":
                found |= {name: GIVEN for name in names if name in declared and not scope.value(name).text}
    return found


def images(facts: Facts) -> Iterator[str]:
    """Every name in the file that is no stage above: what the builder would look for in a registry."""
    named: set[str] = set()
    for stage in facts.dockerfile.stages:
        reference = facts.graph.base_reference(stage)
        if reference and reference != "scratch" and facts.graph.parent(stage) is None:
            yield reference
        named |= {stage.name} if stage.name else set()
    for each in facts.dockerfile.instructions:
        for name in _used(each.trigger if each.name == "ONBUILD" and each.trigger else each):
            if name and not name.isdigit() and name.lower() not in named and not reference_problem(name):
                yield name


def _used(instruction: Instruction) -> list[str]:
    flag = instruction.flag("from")
    if instruction.name == "COPY" and flag:
        return [flag.value or ""]
    return [mount.from_ for mount in mounts(instruction)] if instruction.name == "RUN" else []


def given(facts: Facts) -> Facts:
    """The facts with the build arguments that the FROM lines need."""
    return Facts(facts.dockerfile, context=facts.context, build_args=needed(facts))


def check(folder: Path, facts: Facts, file: str = "Dockerfile") -> Verdict:
    """What the builder says of `file` in the context `folder`. Raises RuntimeError when it gives no answer at all."""
    nothing = folder.parent / "nothing"
    nothing.mkdir(exist_ok=True)
    command = [*shlex.split(os.environ.get("DOCKER", "docker")), "buildx", "build", "--call=check,format=json", "--progress=quiet"]
    command += ["--build-arg", "BUILDKIT_DOCKERFILE_CHECK=experimental=all", "-f", str(folder / file)]
    for name, value in facts.build_args.items():
        command += ["--build-arg", f"{name}={value}"]
    for name in dict.fromkeys(images(facts)):
        command += ["--build-context", f"{name}={nothing}"]
    done = subprocess.run([*command, str(folder)], capture_output=True, check=False)
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise RuntimeError(done.stderr.decode("utf-8", "replace").strip()[-300:]) from None
    found = [(row["ruleName"], row["location"]["ranges"][0]["start"]["line"], row["detail"]) for row in answer.get("warnings") or ()]
    return Verdict(sorted(found, key=lambda warning: (warning[1], warning)), answer.get("buildError", {}).get("message", ""))
