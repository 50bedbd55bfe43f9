"""BuildKit's `# check=skip=A,B;error=true`: at the head of the file for all of it, above an instruction for that alone.

Of the comments above an instruction the first `check` counts, blank lines may stand between, an empty `#` cuts off what
stands above it; one that cannot be read counts for nothing there. Source: moby/buildkit#6334 and frontend/dockerfile/parser.
"""

from __future__ import annotations

import re

from layerlint.dockerfile.check_options import check_options
from layerlint.dockerfile.model import Dockerfile, Instruction, Word
from layerlint.suppress.comments import Comments
from layerlint.suppress.model import CHECK, INSTRUCTION, WHOLE_FILE, Covers, Name, Suppression

DIRECTIVE = re.compile(r"#\s*[cC][hH][eE][cC][kK]\s*=\s*(?P<value>\S.*?)\s*")


def read_checks(dockerfile: Dockerfile, found: Comments) -> None:
    """Add the directives to `found`."""
    head = dockerfile.directives.get("check")
    if head is not None:
        _take(head, WHOLE_FILE, found)
    for instruction in dockerfile.instructions:
        word = _directive(instruction, dockerfile, head) if instruction.comments else None
        if word is not None:
            _take(word, (INSTRUCTION, id(instruction)), found)


def _directive(instruction: Instruction, dockerfile: Dockerfile, head: Word | None) -> Word | None:
    """The value of the first directive in the block of comments above the instruction, the head of the file left out."""
    first = None
    for start, end in instruction.comments:
        text = dockerfile.source.text[start:end]
        if start > instruction.span[0]:
            break
        if not text.strip("# \t"):
            first = None
        written = DIRECTIVE.fullmatch(text)
        if written and first is None and not (head and start <= head.span[0] < end):
            at = start + written.start("value")
            first = Word(written["value"], (at, at + len(written["value"])))
    return first


def _take(word: Word, covers: Covers, found: Comments) -> None:
    options = check_options(word.text)
    if options.error:
        found.strict.add(covers)
    if options.skip:
        start = word.span[0]
        names = [Name(text, (start + at, start + at + len(text))) for text, at in options.skip]
        directive, _, reason = word.text.partition(" ")
        found.suppressions.append(Suppression(CHECK, word.span, covers, names, f"check={directive}", reason.strip("/# ")))
