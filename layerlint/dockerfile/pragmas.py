"""`# hadolint shell=NAME`: the author says which shell runs the RUNs, where SHELL does not (a base image may set it)."""

from __future__ import annotations

from layerlint.dockerfile.model import Dockerfile, Instruction


def shell_pragmas(dockerfile: Dockerfile) -> dict[int, tuple[str, ...]]:
    """The words of the shell by the id of the instruction right below the comment; the last of several counts."""
    text = dockerfile.source.text
    found: dict[int, tuple[str, ...]] = {}
    for instruction in dockerfile.instructions:
        words = _above(instruction, text) if instruction.comments else ()
        if words:
            found[id(instruction)] = words
    return found


def _above(instruction: Instruction, text: str) -> tuple[str, ...]:
    """What the comments above the instruction say; those between its lines say nothing."""
    said: tuple[str, ...] = ()
    for start, end in instruction.comments:
        if start < instruction.span[0]:
            said = shell_pragma(text[start:end]) or said
    return said


def shell_pragma(comment: str) -> tuple[str, ...]:
    """The words of the shell that this comment names, or ()."""
    words = comment[1:].split(None, 1)
    if len(words) != 2 or words[0] != "hadolint":
        return ()
    key, _, value = words[1].partition("=")
    return tuple(value.partition("#")[0].split()) if key.rstrip() == "shell" else ()
