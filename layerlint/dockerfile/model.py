"""The Dockerfile as a model: instructions, flags, words, heredocs, stages. Plain records, never changed once parsed.

Plain `__slots__` classes: three of them cost nothing measurable at start where three namedtuples cost a million
instructions, and making one is four times cheaper (benchmarks/README.md).
"""

from __future__ import annotations

from layerlint.dockerfile.source import Fragment, Source, Span


class Word:
    """One argument as written (`text`) and where it stands. Quotes, escapes and variables are still in it."""

    __slots__ = ("span", "text")

    def __init__(self, text: str, span: Span) -> None:
        self.text = text
        self.span = span


class Flag:
    """`--name=value` before an instruction's arguments. `value` is None where there is no `=`; quotes are removed."""

    __slots__ = ("name", "span", "value", "value_span")

    def __init__(self, name: str, value: str | None, span: Span, value_span: Span) -> None:
        self.name = name
        self.value = value
        self.span = span
        self.value_span = value_span


class Pair:
    """One `NAME=value` of ENV, LABEL or ARG, as written; `value` is None for `ARG NAME`.

    `legacy` marks `ENV NAME value`, whose value runs to the end of the line.
    """

    __slots__ = ("legacy", "name", "span", "value", "value_span")

    def __init__(self, name: str, value: str | None, span: Span, value_span: Span, *, legacy: bool = False) -> None:
        self.name = name
        self.value = value
        self.span = span
        self.value_span = value_span
        self.legacy = legacy


class Heredoc:
    """A here-document: `<<-"NAME"`. `word` is the whole word; `body` ends before the terminator line.

    `expand` is False for a quoted name; `strip_tabs` is True for `<<-` (`body.text` is stripped already).
    """

    __slots__ = ("body", "expand", "name", "span", "strip_tabs", "word")

    def __init__(self, name: str, word: Word, body: Fragment, span: Span, *, expand: bool, strip_tabs: bool) -> None:
        self.name = name
        self.word = word
        self.body = body
        self.span = span
        self.expand = expand
        self.strip_tabs = strip_tabs


class Instruction:
    """One instruction of the file.

    `name` is the keyword in capitals, `keyword` its span, `span` the whole instruction from its first character to
    the end of its last line (heredoc bodies and terminators included, line end excluded).
    `fragment` is the joined text, keyword included; `rest` is the offset in it where the arguments begin (behind flags).
    `words` are the arguments: split at blanks (FROM, COPY, ADD, EXPOSE, VOLUME …), the items of the JSON array where
    `is_json`, one single word for WORKDIR, USER and the like, and for shell-form RUN, CMD and ENTRYPOINT the whole command.
    `pairs` are the pairs of ENV, LABEL and ARG. `trigger` is the instruction inside an ONBUILD, or the CMD inside a
    HEALTHCHECK. `stage` is the index of its stage, -1 before the first FROM. `comments` are the spans of the comment
    lines right above it and between its continuation lines.
    """

    __slots__ = (
        "comments",
        "flags",
        "fragment",
        "heredocs",
        "is_json",
        "keyword",
        "name",
        "pairs",
        "rest",
        "span",
        "stage",
        "trigger",
        "words",
    )

    def __init__(self, name: str, keyword: Span, span: Span, fragment: Fragment, stage: int) -> None:
        self.name = name
        self.keyword = keyword
        self.span = span
        self.fragment = fragment
        self.stage = stage
        self.rest = 0
        self.flags: list[Flag] = []
        self.words: list[Word] = []
        self.pairs: list[Pair] = []
        self.heredocs: list[Heredoc] = []
        self.comments: list[Span] = []
        self.is_json = False
        self.trigger: Instruction | None = None

    @property
    def arguments(self) -> str:
        """The joined text of the arguments, flags left out, blanks at both ends taken off."""
        return self.fragment.text[self.rest :].strip(" \t\v\f\r")

    @property
    def arguments_span(self) -> Span:
        """Where the arguments stand; the keyword's end when there are none."""
        text = self.fragment.text
        end = len(text.rstrip(" \t\v\f\r"))
        if end <= self.rest:
            return self.keyword[1], self.keyword[1]
        start = end - len(text[self.rest : end].lstrip(" \t\v\f\r"))
        return self.fragment.span(start, end)

    def flag(self, name: str) -> Flag | None:
        """The last flag called `name` (no dashes), or None."""
        for flag in reversed(self.flags):
            if flag.name == name:
                return flag
        return None


class Stage:
    """One build stage: its FROM, its name in lower case (None when unnamed), its instructions without the FROM."""

    __slots__ = ("base", "from_", "index", "instructions", "name", "name_span")

    def __init__(self, index: int, from_: Instruction, base: Word | None, name: str | None, name_span: Span | None) -> None:
        self.index = index
        self.from_ = from_
        self.base = base
        self.name = name
        self.name_span = name_span
        self.instructions: list[Instruction] = []


class SyntaxProblem:
    """Something the builder refuses (or warns of) while reading: `kind` names the rule, see rules/LL0*.toml.

    `reached_only` marks what the builder notices only in a stage that it really builds (semantics of BuildKit 28).
    """

    __slots__ = ("help", "kind", "message", "reached_only", "span", "stage")

    def __init__(self, kind: str, span: Span, message: str, help: str = "", *, stage: int = -1, reached_only: bool = False) -> None:
        self.kind = kind
        self.span = span
        self.message = message
        self.help = help
        self.stage = stage
        self.reached_only = reached_only


class Dockerfile:
    """A parsed file. `instructions` are all of them in file order, those of unknown name included;
    `directives` maps `syntax`, `escape`, `check` to their words; `problems` are the syntax problems in file order."""

    __slots__ = ("comments", "directives", "escape", "instructions", "problems", "source", "stages")

    def __init__(self, source: Source) -> None:
        self.source = source
        self.directives: dict[str, Word] = {}
        self.escape = "\\"
        self.instructions: list[Instruction] = []
        self.stages: list[Stage] = []
        self.problems: list[SyntaxProblem] = []
        self.comments: list[Span] = []
