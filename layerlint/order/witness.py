"""The second opinion before a change is written: dockerfile-parse must read the same instructions as our own parser does.

It is asked of the file before and after. Where it cannot read the file before (here-documents, a byte order mark, blank lines in
a continuation), it is no witness, and our parser stands alone: that is said, and the new text is still parsed anew.
"""

from __future__ import annotations

import io
import re

from layerlint.dockerfile.model import Dockerfile
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source

AGREE, NO_WITNESS, DISAGREE = "both parsers agree", "dockerfile-parse cannot read this file", "the two parsers read the change differently"
Row = tuple[str, int, int, str]


def agreement(before: str, after: str) -> str:
    """AGREE, NO_WITNESS or DISAGREE."""
    if parse(Source(after.encode("utf-8", "surrogateescape"))).problems:
        return DISAGREE
    if theirs(before) != ours(before):
        return NO_WITNESS
    return AGREE if theirs(after) == ours(after) else DISAGREE


def ours(text: str) -> list[Row]:
    """Our instructions: keyword, first and last line, arguments without blanks."""
    file: Dockerfile = parse(Source(text.encode("utf-8", "surrogateescape")))
    line = file.source.line
    return [
        (each.name, line(each.span[0]), line(max(each.span[0], each.span[1] - 1)), _arguments(each.fragment.text))
        for each in file.instructions
    ]


def theirs(text: str) -> list[Row] | None:
    """What dockerfile-parse reads; None where it raises."""
    from dockerfile_parse import DockerfileParser  # type: ignore[import-untyped]  # it has no stubs

    try:
        rows = DockerfileParser(fileobj=io.BytesIO(text.encode("utf-8", "surrogateescape"))).structure
    except (UnicodeError, ValueError, KeyError, IndexError, AttributeError):
        return None
    return [
        (row["instruction"], row["startline"] + 1, row["endline"] + 1, re.sub(r"\s+", "", row["value"]))
        for row in rows
        if row["instruction"] != "COMMENT"
    ]


def _arguments(text: str) -> str:
    words = text.split(None, 1)
    return re.sub(r"\s+", "", words[1]) if len(words) > 1 else ""
