"""hadolint's comments, read as hadolint 2.15 reads them (asked of the binary): ids in capitals, the reason behind a `#`.

`# hadolint ignore=` covers the one line below it and no blank line or other comment may stand between;
`global ignore=` the file; `stage ignore=` the stage that the next FROM begins, a second one for the same stage replacing the first.
None of them counts between the lines of an instruction.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from layerlint.dockerfile.model import Dockerfile
from layerlint.dockerfile.source import Span
from layerlint.suppress.comments import Comments
from layerlint.suppress.model import HADOLINT, LINE, STAGE, WHOLE_FILE, Covers, Name, Suppression

PRAGMA = re.compile(
    r"#[ \t]*(?P<by>hadolint[ \t]+(?:(?P<scope>global|stage)[ \t]+)?ignore[ \t]*=[ \t]*"
    r"(?P<ids>(?:DL|SC)\d+(?:[ \t]*,[ \t]*(?:DL|SC)\d+)*))[ \t]*(?:#(?P<reason>.*))?"
)
ID = re.compile(r"[A-Z]+\d+")


def read_hadolint(dockerfile: Dockerfile, found: Comments) -> None:
    """Add the comments to `found`."""
    of_stage: dict[int, Suppression] = {}
    froms = [stage.from_.span[0] for stage in dockerfile.stages]
    for span in dockerfile.comments:
        comment = dockerfile.source.text[slice(*span)]
        pragma = PRAGMA.fullmatch(comment) if "hadolint" in comment else None
        if pragma is None or found.places.of(span[0]).instruction is not None:
            continue
        at = span[0] + pragma.start("ids")
        names = [Name(one.group(), (at + one.start(), at + one.end())) for one in ID.finditer(pragma["ids"])]
        covers = _covers(pragma["scope"], span, dockerfile, froms)
        one = Suppression(HADOLINT, span, covers, names, pragma["by"], (pragma["reason"] or "").strip())
        if covers[0] == STAGE:
            of_stage[covers[1]] = one
        else:
            found.suppressions.append(one)
    found.suppressions += of_stage.values()


def _covers(scope: str | None, span: Span, dockerfile: Dockerfile, froms: list[int]) -> Covers:
    if scope == "global":
        return WHOLE_FILE
    if scope == "stage":
        return STAGE, bisect_left(froms, span[0])
    return LINE, dockerfile.source.line(span[0]) + 1
