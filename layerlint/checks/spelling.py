"""Ways to write that the builder takes, and discourages."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.dockerfile.grammar import SHAPES
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Dockerfile, Instruction
    from layerlint.dockerfile.source import Source, Span
    from layerlint.facts import Facts
    from layerlint.registry import Rule


def instruction_casing(dockerfile: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL653: a keyword is written in another case than most of the file's. ARGs before the first FROM do not count."""
    del file, rule
    text = dockerfile.source.text
    words = [(text[slice(*each.keyword)], each) for each in dockerfile.instructions if each.stage >= 0 and each.name in SHAPES]
    lower = sum(word == word.lower() for word, _ in words)
    upper = sum(word == word.upper() for word, _ in words)
    for word, each in words:
        wanted = word.lower() if lower > upper else word.upper()
        if word != wanted:
            yield Finding(each.keyword, f"most keywords of this file are written as `{wanted}`")


def maintainer(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL656: MAINTAINER, which a label has replaced."""
    del file, rule
    yield Finding(instruction.keyword, "`MAINTAINER` is deprecated")


def legacy_pair(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL657: `ENV name value`, with a blank in the place of the `=`."""
    del file, rule
    for pair in instruction.pairs:
        if pair.legacy:
            yield Finding(pair.span, f"`{instruction.name} {pair.name[:30]} …` without `=` is the old form")


def definition_description(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL661: the comment right above an ARG or a named FROM does not begin with the name, as descriptions do."""
    del rule
    stage = file.dockerfile.stages[instruction.stage] if instruction.stage >= 0 and instruction.name == "FROM" else None
    names = [stage.name or ""] if stage else [pair.name for pair in instruction.pairs]
    last = _comment_above(instruction, file.dockerfile)
    if last is None or not names or names == [""]:
        return
    word = file.dockerfile.source.text[last[0] + 1 : last[1]].strip().partition(" ")[0]
    if word not in names:
        yield Finding(last, f"a description of `{names[0][:30]}` begins with its name")


def _comment_above(instruction: Instruction, dockerfile: Dockerfile) -> Span | None:
    """The last comment line right above. One without a word ends the description; a directive is none."""
    above = [span for span in instruction.comments if span[1] <= instruction.span[0]]
    if not above or not dockerfile.source.text[above[-1][0] + 1 : above[-1][1]].strip():
        return None
    first = [word.span for word in dockerfile.directives.values()]
    return None if any(above[-1][0] <= span[0] < above[-1][1] for span in first) else above[-1]


def blank_line(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL586: an instruction goes on behind a blank line."""
    del rule
    source = file.dockerfile.source
    blank = _blank_lines(instruction, source)
    if blank and _swallowed(blank, instruction, source) is None:
        yield Finding(_ending_above(blank[0], source), "the instruction goes on behind a blank line")


def swallowed_instruction(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL587: a line continuation runs over a blank line into what was meant as the next instruction."""
    del rule
    source = file.dockerfile.source
    swallowed = _swallowed(_blank_lines(instruction, source), instruction, source)
    if swallowed:
        word = source.text[slice(*swallowed)]
        yield Finding(swallowed, f"this `{word}` is part of the `{instruction.name}` above")


def _blank_lines(instruction: Instruction, source: Source) -> list[int]:
    """The blank lines inside an instruction, its here-documents left out."""
    if source.text.find("\n", instruction.span[0], instruction.span[1]) < 0 and source.text[instruction.span[1] - 1] not in "\\`":
        return []
    heredocs = (instruction.trigger or instruction).heredocs
    end = heredocs[0].span[0] - 1 if heredocs else instruction.span[1]
    first, last = source.line(instruction.span[0]), source.line(max(end, instruction.span[0]))
    blank = [line for line in range(first + 1, last + 1) if not source.line_text(line).strip()] if last > first else []
    if not blank and end == instruction.span[1] and source.text[max(end - 1, 0) : end] in ("\\", "`") and _ends_blank(end, source):
        return [last + 1]
    return blank


def _ends_blank(end: int, source: Source) -> bool:
    """True when nothing but blank lines, at least one, follows."""
    rest = source.text[end:]
    return not rest.strip() and rest.count("\n") > 1


def _ending_above(line: int, source: Source) -> Span:
    """The continuation mark above a blank line."""
    above = line - 1
    while above > 1 and not source.line_text(above).strip():
        above -= 1
    text = source.line_text(above).rstrip()
    at = source.starts[above - 1] + max(len(text) - 1, 0)
    return at, at + 1


def _swallowed(blank: list[int], instruction: Instruction, source: Source) -> Span | None:
    """The keyword in capitals, at the begin of a line, that follows the first blank lines; nothing else can be meant by it."""
    last = source.line(instruction.span[1])
    for line in blank:
        below = line + 1
        text = source.line_text(below)
        word = text.partition(" ")[0]
        if below <= last and word in SHAPES and text[len(word) :].strip():
            return source.starts[below - 1], source.starts[below - 1] + len(word)
    return None
