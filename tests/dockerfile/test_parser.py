"""The parser: what it reads, where each thing stands, and that no input breaks it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerlint.dockerfile.model import Dockerfile, Instruction
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source, Span
from tests.work import lines_run


def read(text: str | bytes) -> Dockerfile:
    return parse(Source(text.encode() if isinstance(text, str) else text))


def at(file: Dockerfile, span: Span) -> str:
    return file.source.text[slice(*span)]


def spans(instruction: Instruction) -> Iterator[Span]:
    yield instruction.span
    yield instruction.keyword
    yield from (flag.span for flag in instruction.flags)
    yield from (word.span for word in instruction.words)
    yield from (pair.span for pair in instruction.pairs)
    yield from (heredoc.span for heredoc in instruction.heredocs)
    yield from instruction.comments
    if instruction.trigger:
        yield from spans(instruction.trigger)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("FROM a\nRUN b", ["FROM", "RUN"]),
        ("from a\nrUn b", ["FROM", "RUN"]),
        ("FR\\\nOM a", ["FROM"]),
        ("FROM\\\n a", ["FROM"]),
        ("FROM a\nRUN b \\\n# comment\n\n  c\nCMD d", ["FROM", "RUN", "CMD"]),
        ("FROM a\nCMD b \\\\\nRUN c", ["FROM", "CMD", "RUN"]),
        ("FROM a\nRUN b \\", ["FROM", "RUN"]),
        ("FROM a\nRUN b \\  \t\n c\nCMD", ["FROM", "RUN", "CMD"]),
        ("# escape=`\nFROM a\nRUN b `\nCMD c", ["FROM", "RUN"]),
        ("# check=skip=all\n# escape=`\nFROM a\nRUN b `\nCMD c", ["FROM", "RUN"]),
        ("# comment\n# escape=`\nFROM a\nRUN b `\nCMD c", ["FROM", "RUN", "CMD"]),
        ("\n# escape=`\nFROM a\nRUN b `\nCMD c", ["FROM", "RUN", "CMD"]),
        ("FROM a\nRUN <<E\nFROM evil\nE\nCMD", ["FROM", "RUN", "CMD"]),
        ("FROM a\nRUN x <<A <<-'B'\n1\nA\n\t2\n\tB\nCMD", ["FROM", "RUN", "CMD"]),
        ("FROM a\r\nRUN b \\\r\n c\r\nCMD d\r\n", ["FROM", "RUN", "CMD"]),
        ("\ufeffFROM a", ["FROM"]),
        ("FROM a\n\tRUN b\n   # no\n  CMD c", ["FROM", "RUN", "CMD"]),
        ("FROM a\nFOO b\nRUN c", ["FROM", "FOO", "RUN"]),
        ("FROM a\nRUN x\u2028FROM b\x0bFROM c\x85FROM d", ["FROM", "RUN"]),
    ],
)
def test_instructions(text: str, names: list[str]) -> None:
    assert [instruction.name for instruction in read(text).instructions] == names


@pytest.mark.parametrize(
    ("line", "words", "is_json"),
    [
        ("RUN  echo  a  ", ["echo  a"], False),
        ('RUN ["a", "b c"]', ["a", "b c"], True),
        ('RUN [ "a\\u00e9\\n" ]', ["aé\n"], True),
        ('RUN ["\\ud83d\\ude00"]', ["😀"], True),
        ('RUN ["a", ]', ['["a", ]'], False),
        ("RUN ['a']", ["['a']"], False),
        ('RUN ["a\\w"]', ['["a\\w"]'], False),
        ('RUN ["a"] b', ['["a"] b'], False),
        ("RUN []", [], True),
        ('COPY a  b\t"c d"', ["a", "b", '"c', 'd"'], False),
        ('COPY ["a b", "c"]', ["a b", "c"], True),
        ("EXPOSE 80  81/tcp", ["80", "81/tcp"], False),
        ("WORKDIR /a b ", ["/a b"], False),
        ("USER", [], False),
    ],
)
def test_words(line: str, words: list[str], *, is_json: bool) -> None:
    instruction = read(f"FROM a\n{line}").instructions[1]
    assert ([word.text for word in instruction.words], instruction.is_json) == (words, is_json)


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        ("ENV A=b C=d", [("A", "b"), ("C", "d")]),
        ("ENV A b c ", [("A", "b c")]),
        ("ENV A='b c' D=e\\ f", [("A", "'b c'"), ("D", "e\\ f")]),
        ('ENV A="b \\" c" D=', [("A", '"b \\" c"'), ("D", "")]),
        ("ENV A=b c", [("A", "b"), ("c", None)]),
        ("LABEL a.b/c=d", [("a.b/c", "d")]),
        ("ARG A B=c", [("A", None), ("B", "c")]),
        ("ARG A=b=c", [("A", "b=c")]),
        ("ENV A b=c d", [("A", "b=c d")]),
    ],
)
def test_pairs(line: str, pairs: list[tuple[str, str | None]]) -> None:
    found = read(f"FROM a\n{line}").instructions[1].pairs
    assert [(pair.name, pair.value) for pair in found] == pairs


@pytest.mark.parametrize(
    ("line", "flags", "rest"),
    [
        ("COPY --from=a --link b c", [("from", "a"), ("link", None)], "b c"),
        ('COPY --chown="a b":c d e', [("chown", "a b:c")], "d e"),
        ("COPY --chown=a\\ b c d", [("chown", "a b")], "c d"),
        ("RUN -- --not-a-flag", [], "--not-a-flag"),
        ("RUN --mount=type=cache,target=/a  x --y", [("mount", "type=cache,target=/a")], "x --y"),
        ("RUN - x", [], "- x"),
    ],
)
def test_flags(line: str, flags: list[tuple[str, str | None]], rest: str) -> None:
    instruction = read(f"FROM a\n{line}").instructions[1]
    assert ([(flag.name, flag.value) for flag in instruction.flags], instruction.arguments) == (flags, rest)


def test_everything_stands_where_its_span_says() -> None:
    file = read(
        "FROM a AS b\n# why\nRUN --network=none \\\n  # inside\n  echo 1 && \\\n  echo 2\nCOPY --from=b  c \\\n  d\nENV A=b \\\n  C=d\n"
    )
    run, copy, env = file.instructions[1:]
    assert at(file, run.flags[0].span) == "--network=none"
    assert [at(file, comment) for comment in run.comments] == ["# why", "# inside"]
    assert at(file, run.span).startswith("RUN --network") and at(file, run.span).endswith("echo 2")
    assert [at(file, word.span) for word in copy.words] == ["c", "d"]
    assert at(file, copy.flags[0].value_span) == "b"
    assert [at(file, pair.value_span) for pair in env.pairs] == ["b", "d"]
    assert at(file, file.stages[0].name_span or (0, 0)) == "b"


def test_heredocs_keep_their_bodies_byte_for_byte() -> None:
    file = read('FROM a\nCOPY <<-"A" <<B /x/\n\t# kept \\\n\t\tdeep\n\tA\n$HOME\r\nB\nCMD c')
    first, second = file.instructions[1].heredocs
    assert (first.body.text, first.expand, first.strip_tabs) == ("# kept \\\ndeep\n", False, True)
    assert (second.body.text, second.expand, second.strip_tabs) == ("$HOME\r\n", True, False)
    assert at(file, first.word.span) == '<<-"A"'
    assert at(file, first.body.span(0, 6)) == "# kept"
    assert at(file, file.instructions[1].span).endswith("\nB")


def test_a_trigger_and_a_health_command_are_instructions() -> None:
    file = read('FROM a\nONBUILD COPY --from=x <<E /a\nhi\nE\nHEALTHCHECK --interval=1s CMD ["b"]\nHEALTHCHECK NONE')
    onbuild, health, none = file.instructions[1:]
    assert onbuild.trigger and [flag.name for flag in onbuild.trigger.flags] == ["from"]
    assert onbuild.trigger.heredocs[0].body.text == "hi\n"
    assert health.trigger and health.trigger.is_json and health.trigger.words[0].text == "b"
    assert none.trigger is None


def test_stages_and_directives() -> None:
    file = read("# syntax = docker/dockerfile:1\n#check=skip=all\nARG V\nFROM a AS One\nRUN x\nFROM One\n")
    assert {key: word.text for key, word in file.directives.items()} == {"syntax": "docker/dockerfile:1", "check": "skip=all"}
    assert [(stage.name, stage.base and stage.base.text) for stage in file.stages] == [("one", "a"), (None, "One")]
    assert [instruction.stage for instruction in file.instructions] == [-1, 0, 0, 1]
    assert at(file, file.directives["syntax"].span) == "docker/dockerfile:1"


def test_invalid_bytes_and_a_mark_count_as_columns_as_the_design_says() -> None:
    file = read(b"\xef\xbb\xbfFROM a\nRUN \xff\xfe x\n")
    assert file.source.position(file.instructions[0].span[0]) == (1, 1)
    assert file.source.position(file.instructions[1].words[0].span[1]) == (2, 9)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "FROM a",
                "RUN",
                "COPY",
                "ENV A=",
                "ONBUILD ",
                " \\",
                "\n",
                "\r\n",
                "<<E",
                "E",
                "# c",
                '["a"',
                "]",
                "--from=",
                "'",
                '"',
                "$",
                "{",
                "\t",
                "`",
                "\ufeff",
                "é",
                "\x00",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_any_text_is_read_and_every_span_lies_in_it(text: str) -> None:
    file = read(text)
    size = len(file.source.text)
    for instruction in file.instructions:
        assert all(0 <= start <= end <= size for start, end in spans(instruction))
    assert all(0 <= problem.span[0] <= problem.span[1] <= size for problem in file.problems)
    assert [problem.span for problem in file.problems] == sorted(problem.span for problem in file.problems)


@given(st.binary(max_size=200))
def test_any_bytes_are_read(content: bytes) -> None:
    read(content)


@pytest.mark.parametrize(
    "unit",
    ["RUN a \\\n", "FROM x\n", "ONBUILD ", "a\\\n\\\n", "ENV a=b ", "COPY ['a',", 'RUN ["a",', "# c\n", "RUN <<A\n", "${a:-"],
    ids=repr,
)
def test_four_times_the_input_takes_four_times_the_steps(unit: str) -> None:
    """Counts executed lines, so it depends on no clock: a quadratic reader would take sixteen times as many."""
    few, many = lines_run(lambda: read(unit * 500)), lines_run(lambda: read(unit * 2000))
    assert many < 5 * few + 1000
