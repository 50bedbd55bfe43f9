"""hadolint's comments, read as hadolint 2.15 reads them (asked of the binary): ids in capitals, the reason behind a `#`.

`# hadolint ignore=` covers the one line below it, and no blank line or other comment may stand between; `global ignore=` the file.
`stage ignore=` right above a FROM covers the stage but not that FROM; anywhere else it covers the next FROM alone.
None of them counts between the lines of an instruction.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from layerlint.dockerfile.model import Dockerfile
from layerlint.suppress.comments import Comments
from layerlint.suppress.model import BODY, HADOLINT, LINE, WHOLE_FILE, Covers, Name, Suppression

PRAGMA = re.compile(
    r"#[ \t]*(?P<by>hadolint[ \t]+(?:(?P<scope>global|stage)[ \t]+)?ignore[ \t]*=[ \t]*"
    r"(?P<ids>(?:DL|SC)\d+(?:[ \t]*,[ \t]*(?:DL|SC)\d+)*))[ \t]*(?:#(?P<reason>.*))?"
)
ID = re.compile(r"[A-Z]+\d+")


def read_hadolint(dockerfile: Dockerfile, found: Comments) -> None:
    """Add the comments to `found`."""
    froms = [dockerfile.source.line(stage.from_.span[0]) for stage in dockerfile.stages]
    for span in dockerfile.comments:
        comment = dockerfile.source.text[slice(*span)]
        pragma = PRAGMA.fullmatch(comment) if "hadolint" in comment else None
        if pragma is None or found.places.of(span[0]).instruction is not None:
            continue
        at = span[0] + pragma.start("ids")
        names = [Name(one.group(), (at + one.start(), at + one.end())) for one in ID.finditer(pragma["ids"])]
        covers = _covers(pragma["scope"], dockerfile.source.line(span[0]), froms)
        found.suppressions.append(Suppression(HADOLINT, span, covers, names, pragma["by"], (pragma["reason"] or "").strip()))


def _covers(scope: str | None, line: int, froms: list[int]) -> Covers:
    """What a comment in this line covers; `froms` are the lines of the FROMs. Below the last FROM a stage is no more begun."""
    if scope == "global":
        return WHOLE_FILE
    if scope is None:
        return LINE, line + 1
    stage = bisect_left(froms, line)
    if stage < len(froms) and froms[stage] > line + 1:
        return LINE, froms[stage]
    return BODY, stage
