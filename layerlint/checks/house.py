"""What a team's own rule files can match without Python: images, programs, instructions, texts. configuration/packs.py checks them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.model import Dockerfile, Instruction
    from layerlint.dockerfile.source import Fragment
    from layerlint.facts import Facts
    from layerlint.registry import Rule

HUB, LIBRARY, LATEST = "docker.io", "library", "latest"


def image(from_: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """The base image of a stage; other stages, scratch and what cannot be known are none."""
    stage = file.dockerfile.stages[from_.stage]
    reference = file.scopes.base_reference(stage)
    if reference is None or stage.base is None or reference == "scratch" or file.scopes.parent(stage) is not None:
        return
    names = spellings(reference)
    forbids = "forbid-image" in rule.match
    patterns = rule.match["forbid-image" if forbids else "allow-image"]
    if any(fnmatchcase(name, pattern) for name in names for pattern in patterns) is forbids:
        yield Finding(stage.base.span, rule.summary)


def spellings(reference: str) -> list[str]:
    """An image as written, and with the registry, folder and tag that it has without saying so."""
    name, at, digest = reference.partition("@")
    folder, slash, last = name.rpartition("/")
    tagged = name if at or ":" in last else f"{folder}{slash}{last}:{LATEST}"
    first, slash, _ = tagged.partition("/")
    if not slash:
        full = f"{HUB}/{LIBRARY}/{tagged}"
    elif "." in first or ":" in first or first == "localhost":
        full = tagged
    else:
        full = f"{HUB}/{tagged}"
    return list(dict.fromkeys([reference, f"{tagged}{at}{digest}", f"{full}{at}{digest}"]))


def program(invocation: Invocation, _: Facts, rule: Rule) -> Iterator[Finding]:
    """A command that calls one of the programs."""
    if "with" not in rule.match or re.search(rule.match["with"], invocation.command.text):
        yield Finding(invocation.span, rule.summary)


def present(instruction: Instruction, _: Facts, rule: Rule) -> Iterator[Finding]:
    """One of the instructions."""
    yield Finding(instruction.keyword, rule.summary)


def absent(dockerfile: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """None of the instructions is in the image that ships; said at its last FROM."""
    shipped = [stage for stage in dockerfile.stages if file.ships(stage)]
    wanted = {name.upper() for name in rule.match["require-instruction"]}
    if shipped and not any(instruction.name in wanted for stage in shipped for instruction in stage.instructions):
        yield Finding(shipped[-1].from_.keyword, rule.summary)


def text(instruction: Instruction, _: Facts, rule: Rule) -> Iterator[Finding]:
    """A regular expression over the instruction, its lines joined, and over its here-documents."""
    pieces: list[Fragment] = [instruction.fragment, *(heredoc.body for heredoc in instruction.heredocs)]
    if "require-text" in rule.match:
        if not any(re.search(rule.match["require-text"], piece.text) for piece in pieces):
            yield Finding(instruction.keyword, rule.summary)
        return
    for piece in pieces:
        for found in re.finditer(rule.match["forbid-text"], piece.text):
            yield Finding(piece.span(*found.span()), rule.summary)
