"""Text to model, line by line as BuildKit reads it. Never raises; what the builder refuses becomes a SyntaxProblem.

Linear in the input: lines are cut once, parts are joined once, and every scanner only goes forward.
"""

from __future__ import annotations

from layerlint.dockerfile import grammar
from layerlint.dockerfile.arguments import (
    SPACES,
    NotStrings,
    first_word,
    json_words,
    split_flags,
    split_pairs,
    split_words,
    whole,
)
from layerlint.dockerfile.heredocs import announced
from layerlint.dockerfile.model import Dockerfile, Heredoc, Instruction, Stage, SyntaxProblem, Word
from layerlint.dockerfile.source import Fragment, Source, Span
from layerlint.dockerfile.verify import verify

DIRECTIVES = ("syntax", "escape", "check")
BLANKS_AROUND = " \t\v\f\r\n"
LONGEST_LINE = 65535  # bytes, bufio.MaxScanTokenSize - 1


def parse(source: Source) -> Dockerfile:
    """The model of one file, with every problem the builder would have in reading it."""
    return _Reader(source).read()


class _Reader:
    """Walks the physical lines; `at` is the index of the next line."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines = source.text.split("\n")
        self.starts = source.starts
        self.at = 0
        self.file = Dockerfile(source)
        self.comments: list[Span] = []

    def read(self) -> Dockerfile:
        self.lines_too_long()
        self.directives()
        while self.at < len(self.lines):
            line = self.lines[self.at].rstrip("\r")
            text = line.lstrip(SPACES)
            if not text or text[0] == "#":
                self.skip(line, text)
            else:
                self.instruction(line, text)
        verify(self.file)
        return self.file

    def lines_too_long(self) -> None:
        if len(self.source.text) <= LONGEST_LINE // 4:
            return
        for index, line in enumerate(self.lines):
            if len(line) > LONGEST_LINE // 4 and len(line.encode("utf-8", "surrogateescape")) > LONGEST_LINE:
                start = self.starts[index]
                self.problem("line-too-long", (start, start + 1), f"line of more than {LONGEST_LINE} bytes")

    def problem(self, kind: str, span: Span, message: str, help: str = "") -> None:
        self.file.problems.append(SyntaxProblem(kind, span, message, help, stage=len(self.file.stages) - 1))

    def skip(self, line: str, text: str) -> None:
        """A blank line, or a comment, which belongs to the instruction right below it."""
        if text:
            self.comment(line, text)
        self.at += 1

    def comment(self, line: str, text: str) -> None:
        start = self.starts[self.at] + len(line) - len(text)
        span = (start, start + len(text))
        self.comments.append(span)
        self.file.comments.append(span)

    def directives(self) -> None:
        """`# key=value` lines at the top; the first line that is none ends them."""
        while self.at < len(self.lines):
            line = self.lines[self.at].rstrip("\r")
            text = line.lstrip(SPACES)
            key, equals, value = text[1:].partition("=")
            key, value = key.strip(BLANKS_AROUND).lower(), value.strip(BLANKS_AROUND)
            if text[:1] != "#" or not equals or not value or key not in DIRECTIVES:
                return
            start = self.starts[self.at] + line.index("=") + 1
            start += len(line[line.index("=") + 1 :]) - len(line[line.index("=") + 1 :].lstrip(BLANKS_AROUND))
            self.directive(key, Word(value, (start, start + len(value))))
            self.comment(line, text)
            self.at += 1

    def directive(self, key: str, word: Word) -> None:
        if key in self.file.directives:
            self.problem("bad-directive", word.span, f"only one `{key}` directive can be used")
            return
        self.file.directives[key] = word
        if key != "escape":
            return
        if word.text in ("\\", "`"):
            self.file.escape = word.text
        else:
            self.problem("bad-directive", word.span, "the escape character must be `\\` or a backtick")

    def instruction(self, line: str, text: str) -> None:
        """Join the lines of one instruction, read its arguments and heredoc bodies, and put it into its stage."""
        fragment, end = self.joined(line, text)
        comments, self.comments = self.comments, []
        instruction = self.arguments(fragment, 0, end)
        instruction.comments = comments
        carrier = instruction.trigger if instruction.name == "ONBUILD" and instruction.trigger else instruction
        if carrier.name in grammar.TAKES_HEREDOCS and not carrier.is_json and "<<" in fragment.text:
            end = self.heredocs(carrier, fragment, end)
            instruction.span = (instruction.span[0], end)
            carrier.span = (carrier.span[0], end)
        self.place(instruction)

    def joined(self, line: str, text: str) -> tuple[Fragment, int]:
        """The text of the instruction that begins here, its continuation lines joined; and where it ends."""
        start = self.starts[self.at] + len(line) - len(text)
        part, more = self.continued(text)
        end = start + len(text)
        self.at += 1
        if not more:
            return Fragment(part, [0], [start]), end
        parts, joints, places, size = [part], [0], [start], len(part)
        while more and self.at < len(self.lines):
            line = self.lines[self.at].rstrip("\r")
            stripped = line.lstrip(SPACES)
            if stripped and stripped[0] != "#":
                part, more = self.continued(line)
                if part:
                    if size:
                        joints.append(size)
                        places.append(self.starts[self.at])
                    else:  # nothing so far but escape characters
                        places[0] = self.starts[self.at]
                    parts.append(part)
                    size += len(part)
                end = self.starts[self.at] + len(line)
            elif stripped:
                self.comment(line, stripped)
            self.at += 1
        return Fragment("".join(parts), joints, places), end

    def continued(self, line: str) -> tuple[str, bool]:
        """The line without its continuation mark, and whether it had one. Two escape characters are none."""
        escape = self.file.escape
        bare = line.rstrip(" \t")
        if not bare or bare[-1] != escape or bare[-2:-1] == escape:
            return line, False
        return bare[:-1], True

    def arguments(self, fragment: Fragment, start: int, end: int) -> Instruction:
        """One instruction from `fragment.text[start:]`; an ONBUILD holds its trigger."""
        text = fragment.text
        begin, behind = first_word(text, start)
        keyword = fragment.span(begin, behind)
        instruction = Instruction(text[begin:behind].upper(), keyword, (keyword[0], end), fragment, len(self.file.stages) - 1)
        instruction.flags, instruction.rest = split_flags(fragment, behind, self.file.escape)
        try:
            self.read_arguments(instruction)
        except NotStrings:
            instruction.words = whole(fragment, instruction.rest)
            self.problem("json-not-strings", instruction.arguments_span, "a JSON array here may hold strings only")
        return instruction

    def read_arguments(self, instruction: Instruction) -> None:
        fragment, rest, name = instruction.fragment, instruction.rest, instruction.name
        shape = grammar.SHAPES.get(name, grammar.LINE)
        if shape in (grammar.COMMAND, grammar.LIST):
            words = json_words(fragment, rest) if fragment.text.startswith("[", rest) else None
            instruction.is_json = words is not None
            if words is None:
                words = split_words(fragment, rest) if shape == grammar.LIST else whole(fragment, rest)
            instruction.words = words
        elif shape == grammar.WORDS:
            instruction.words = split_words(fragment, rest)
        elif shape in (grammar.PAIRS, grammar.NAMES):
            instruction.pairs = split_pairs(fragment, rest, self.file.escape, legacy=shape == grammar.PAIRS)
        else:
            instruction.words = whole(fragment, rest)
            if instruction.words and shape in (grammar.TRIGGER, grammar.HEALTH):
                self.trigger(instruction)

    def trigger(self, instruction: Instruction) -> None:
        """The instruction inside an ONBUILD, or the `CMD …` inside a HEALTHCHECK; its flags are not its own there."""
        instruction.trigger = _health_command(instruction) if instruction.name == "HEALTHCHECK" else self.nested(instruction)

    def nested(self, instruction: Instruction) -> Instruction:
        """The trigger of an ONBUILD. Further ONBUILDs inside are refused and not opened, however many there are."""
        fragment = instruction.fragment
        begin, behind = first_word(fragment.text, instruction.rest)
        if fragment.text[begin:behind].upper() == "ONBUILD":
            keyword = fragment.span(begin, behind)
            inner = Instruction("ONBUILD", keyword, (keyword[0], instruction.span[1]), fragment, instruction.stage)
            inner.rest = behind
            return inner
        return self.arguments(fragment, instruction.rest, instruction.span[1])

    def heredocs(self, instruction: Instruction, fragment: Fragment, end: int) -> int:
        """Read the bodies that the instruction announces; returns where the last one ends."""
        for mark in announced(fragment.text, 0):
            word = Word(fragment.text[mark.start : mark.end], fragment.span(mark.start, mark.end))
            first = self.at
            while self.at < len(self.lines) and self.body_line(self.at, strip_tabs=mark.strip_tabs) != mark.name:
                self.at += 1
            body = self.body(first, self.at, strip_tabs=mark.strip_tabs)
            if self.at >= len(self.lines):
                self.problem("unterminated-heredoc", word.span, f"the here-document has no closing line `{mark.name}`")
                end = len(self.source.text)
            else:
                end = self.starts[self.at] + len(self.lines[self.at].rstrip("\r"))
            self.at += 1
            start = self.starts[first] if first < len(self.starts) else end
            instruction.heredocs.append(
                Heredoc(mark.name, word, body, (start, max(start, end)), expand=mark.expand, strip_tabs=mark.strip_tabs)
            )
        return end

    def body_line(self, index: int, *, strip_tabs: bool) -> str:
        line = self.lines[index].rstrip("\r")
        return line.lstrip("\t") if strip_tabs else line

    def body(self, first: int, behind: int, *, strip_tabs: bool) -> Fragment:
        """The lines [first, behind) with their ends, as one fragment."""
        start = self.starts[first] if first < len(self.starts) else len(self.source.text)
        stop = self.starts[behind] if behind < len(self.starts) else len(self.source.text)
        if not strip_tabs:
            return Fragment(self.source.text[start:stop], [0], [start])
        parts, joints, places, size = [], [], [], 0
        for index in range(first, min(behind, len(self.lines))):
            line = self.lines[index] + ("\n" if index + 1 < len(self.lines) else "")
            stripped = line.lstrip("\t")
            joints.append(size)
            places.append(self.starts[index] + len(line) - len(stripped))
            parts.append(stripped)
            size += len(stripped)
        return Fragment("".join(parts), joints or [0], places or [start])

    def place(self, instruction: Instruction) -> None:
        """Append to the file and to its stage; a FROM opens a stage."""
        self.file.instructions.append(instruction)
        stages = self.file.stages
        if instruction.name != "FROM":
            if stages:
                stages[-1].instructions.append(instruction)
            return
        instruction.stage = len(stages)
        words = instruction.words
        named = words[2] if len(words) == 3 and words[1].text.lower() == "as" else None
        base = words[0] if words else None
        name, span = (named.text.lower(), named.span) if named else (None, None)
        stages.append(Stage(len(stages), instruction, base, name, span))


def _health_command(instruction: Instruction) -> Instruction | None:
    """The CMD of a HEALTHCHECK as an instruction of its own; None for NONE and for unknown types."""
    fragment = instruction.fragment
    begin, behind = first_word(fragment.text, instruction.rest)
    if fragment.text[begin:behind].upper() != "CMD":
        return None
    keyword = fragment.span(begin, behind)
    inner = Instruction("CMD", keyword, (keyword[0], instruction.span[1]), fragment, instruction.stage)
    inner.rest = behind
    words = json_words(fragment, behind)
    inner.is_json = words is not None
    inner.words = whole(fragment, behind) if words is None else words
    return inner
