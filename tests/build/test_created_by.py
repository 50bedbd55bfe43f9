"""Texts of the history that the recorded plans do not hold, and Go's way of printing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerlint.build.created_by import created_by, ports
from layerlint.build.go_text import duration, quoted, quoted_list, quoted_rune
from layerlint.build.scope import Scopes
from layerlint.build.steps import steps
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source


def texts(text: str, builder: str) -> list[str]:
    file = parse(Source(text.encode()))
    scopes = Scopes(file, builder=builder)
    return [created_by(step, builder) for stage in file.stages for step in steps(scopes, stage) if step.instruction.name != "FROM"]


@pytest.mark.parametrize(
    ("text", "buildkit", "classic"),
    [
        pytest.param("RUN a  b", "RUN /bin/sh -c a  b # buildkit", "/bin/sh -c a  b", id="RUN"),
        pytest.param('RUN ["a", "b c"]', "RUN a b c # buildkit", "a b c", id="RUN exec form"),
        pytest.param("ENV A=$B", "ENV A=", "/bin/sh -c #(nop)  ENV A=", id="ENV unset"),
        pytest.param("COPY --from=x --link a b/", "COPY a b/ # buildkit", "/bin/sh -c #(nop) COPY file:* in b/ ", id="COPY flags go"),
        pytest.param(
            "COPY --parents a b c/", "COPY --parents a b c/ # buildkit", "/bin/sh -c #(nop) COPY file:* in c/ ", id="COPY --parents"
        ),
        pytest.param(
            "ADD https://example.org/x.tgz /x",
            "ADD https://example.org/x.tgz /x # buildkit",
            "/bin/sh -c #(nop) ADD file:* in /x ",
            id="ADD URL",
        ),
        pytest.param("WORKDIR a/../b", "WORKDIR /b", "/bin/sh -c #(nop) WORKDIR /b", id="WORKDIR relative"),
        pytest.param("ONBUILD RUN x", "", "/bin/sh -c #(nop)  ONBUILD RUN x", id="ONBUILD"),
        pytest.param("EXPOSE 5-3", "EXPOSE []", "/bin/sh -c #(nop)  EXPOSE 5-3", id="a range that runs backwards"),
        pytest.param("EXPOSE web", "EXPOSE [web/tcp]", "/bin/sh -c #(nop)  EXPOSE web", id="no port"),
        pytest.param("HEALTHCHECK --retries=x --interval=y CMD z", *[None] * 2, id="bad numbers do not raise"),
        pytest.param("COPY x", *[None] * 2, id="COPY of one word does not raise"),
        pytest.param("HEALTHCHECK", *[None] * 2, id="empty HEALTHCHECK does not raise"),
    ],
)
def test_the_text_of_one_instruction(text: str, buildkit: str | None, classic: str | None) -> None:
    for builder, expected in (("buildkit", buildkit), ("classic", classic)):
        (found,) = texts(f"FROM scratch\n{text}\n", builder)
        assert expected is None or found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('ENV A=1 B="two words"', '/bin/sh -c #(nop) ENV A=1 B="two words"'),
        ("HEALTHCHECK --interval=30s CMD true", "/bin/sh -c #(nop) HEALTHCHECK --interval=30s CMD true"),
        ("RUN --mount=type=cache,target=/c x", "/bin/sh -c --mount=type=cache,target=/c x"),
        ("ARG A=1\nRUN x", "|1 A=1 /bin/sh -c x"),
        ("COPY a b", "/bin/sh -c #(nop) COPY file:* in b "),
    ],
)
def test_buildah_writes_metadata_as_typed(text: str, expected: str) -> None:
    assert texts(f"FROM scratch\n{text}\n", "buildah")[-1] == expected


def test_an_invalid_byte_is_printed_as_go_prints_it() -> None:
    file = parse(Source(b"FROM scratch\nCMD a\xffb\n"))
    *_, step = steps(Scopes(file), file.stages[0])
    assert created_by(step, "buildkit") == 'CMD ["/bin/sh" "-c" "a\\xffb"]'


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "0s"), (1, "1ns"), (1_500, "1.5µs"), (1_000_000, "1ms"), (1_000_001, "1.000001ms"), (999_999_999, "999.999999ms"),
        (10**9, "1s"), (1_500_000_000, "1.5s"), (90 * 10**9, "1m30s"), (3600 * 10**9, "1h0m0s"), (360_003_250_000_000, "100h0m3.25s"),
    ],
)  # fmt: skip
def test_durations(nanoseconds: int, text: str) -> None:
    assert duration(nanoseconds) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, r"'\x00'"),
        (10, r"'\n'"),
        (39, r"'\''"),
        (65, "'A'"),
        (92, r"'\\'"),
        (127, r"'\x7f'"),
        (173, r"'\u00ad'"),
        (0xD800, "'\ufffd'"),
        (0x110000, "'\ufffd'"),
    ],
)
def test_runes(number: int, text: str) -> None:
    assert quoted_rune(number) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", '""'),
        ('"', r'"\""'),
        ("\t\x01\x7f", r'"\t\x01\x7f"'),
        ("\u2028\ufeff\xa0", r'"\u2028\ufeff\u00a0"'),
        ("\U000e0001", r'"\U000e0001"'),
        ("é😀", '"é😀"'),
    ],
)
def test_strings(text: str, expected: str) -> None:
    assert quoted(text) == expected


@given(st.lists(st.text(), max_size=4))
def test_quoted_words_can_be_told_apart(words: list[str]) -> None:
    text = quoted_list(words)
    assert text.isprintable()
    assert text.replace("\\\\", "").replace('\\"', "").count('"') == 2 * len(words)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("80", ["80/tcp"]),
        ("53/UDP", ["53/udp"]),
        ("8-10", ["8/tcp", "9/tcp", "10/tcp"]),
        ("1.2.3.4:90:91/udp", ["91/udp"]),
        ("65534-70000", ["65534/tcp", "65535/tcp"]),
    ],
)
def test_ports(word: str, expected: list[str]) -> None:
    assert ports(word)[:3] == expected
