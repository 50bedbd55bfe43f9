"""RUN to script: the text a shell reads, and the place in the file of what ShellCheck finds there."""

from __future__ import annotations

import pytest

from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts
from layerlint.shellcheck.scripts import Script, scripts


def of(text: str) -> list[Script]:
    return list(scripts(Facts(parse(Source(text.encode("utf-8", "surrogateescape"))))))


def body(text: str) -> str:
    (script,) = of(f"FROM debian\n{text}")
    return script.body.text


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        pytest.param("RUN a && b\n", "a && b", id="plain"),
        pytest.param("RUN\ta\t\tb\n", "a\t\tb", id="tabs"),
        pytest.param("RUN a && \\\n\tb\n", "a && \tb", id="continuation"),
        pytest.param("RUN a && \\  \n b\n", "a &&  b", id="blanks-behind-the-backslash"),
        pytest.param("RUN a && \\\n  # no $foo\n\n  b\n", "a &&   b", id="comment-and-blank-line"),
        pytest.param("RUN --mount=type=cache,target=/x --network=none a\n", "a", id="flags"),
        pytest.param("RUN --device=x=y a\n", "a", id="unknown-flag"),
        pytest.param("RUN --mount=type=cache,target=/x \\\n  a\n", "a", id="flag-on-a-line-of-its-own"),
        pytest.param("RUN a \\\r\n  b\r\n", "a   b", id="crlf"),
        pytest.param("RUN <<E\na\nb\nE\n", "a\nb", id="heredoc"),
        pytest.param("RUN <<E\r\na\r\nb\r\nE\r\n", "a\nb", id="heredoc-crlf"),
        pytest.param("RUN <<-E\n\ta\n\t\tb\n\tE\n", "a\nb", id="heredoc-tabs"),
        pytest.param("RUN cat <<E >x\n$a\nE\n", "cat <<E >x\n$a\nE", id="heredoc-as-input"),
        pytest.param("RUN cat <<A <<B\n1\nA\n2\nB\n", "cat <<A <<B\n1\nA\n2\nB", id="two-heredocs"),
        pytest.param("RUN <<E bash -s\na\nE\n", "a", id="heredoc-for-bash"),
        pytest.param("RUN bash -ex <<E\na\nE\n", "a", id="bash-before-its-heredoc"),
        pytest.param("RUN <<E python3\na\nE\n", "<<E python3\na\nE", id="heredoc-for-python"),
        pytest.param("RUN <<E\n#!/bin/bash -e\na\nE\n", "a", id="heredoc-with-its-own-shell"),
        pytest.param("RUN <<E\na", "a", id="unterminated"),
        pytest.param("RUN cat <<E\na", "cat <<E\na\nE", id="unterminated-input"),
        pytest.param("RUN ü \udcff\n", "ü \udcff", id="not-ascii-not-utf-8"),
        pytest.param("ONBUILD RUN a\n", "a", id="onbuild"),
        pytest.param("CMD a $b\n", "a $b", id="cmd"),
        pytest.param("ENTRYPOINT exec a\n", "exec a", id="entrypoint"),
        pytest.param("HEALTHCHECK --interval=5s CMD a || exit 1\n", "a || exit 1", id="healthcheck"),
    ],
)
def test_the_text_is_what_the_shell_reads(run: str, expected: str) -> None:
    assert body(run) == expected


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('FROM debian\nRUN ["a", "b"]\nCMD ["a"]\nENTRYPOINT ["a"]\nHEALTHCHECK NONE\n', id="json"),
        pytest.param("FROM debian\nCMD ['a']\n", id="broken-json"),
        pytest.param("FROM debian\nCOPY <<E /x\n$a\nE\nRUN\n", id="no-command"),
        pytest.param('FROM debian\nSHELL ["pwsh", "-c"]\nRUN a\n', id="powershell"),
        pytest.param('FROM debian\nSHELL ["/bin/zsh", "-c"]\nRUN a\n', id="zsh"),
        pytest.param("FROM debian\nRUN <<E\n#!/usr/bin/env python3\na\nE\n", id="python"),
        pytest.param("FROM mcr.microsoft.com/windows/nanoserver:1809\nRUN a\n", id="windows"),
        pytest.param("ARG A=x/nanoserver:1\nFROM ${A} AS b\nFROM b\nRUN a\n", id="windows-through-a-stage"),
        pytest.param("FROM x\n# hadolint shell=powershell\nRUN a\nRUN b\n", id="a-comment-names-powershell"),
        pytest.param(f"FROM debian\nRUN {'a && ' * 1001}a\n", id="monstrous"),
        pytest.param("RUN a\n", id="no-stage"),
        pytest.param("FROM debian\nRUN <<E\n\nE\n", id="empty-heredoc"),
        pytest.param("FROM debian\nONBUILD\nONBUILD ONBUILD RUN a\nHEALTHCHECK\n", id="nothing-inside"),
    ],
)
def test_what_no_shell_of_ours_reads_is_left_out(text: str) -> None:
    assert of(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("FROM x\nRUN a\n", "#!/bin/sh", id="unknown-image"),
        pytest.param("FROM debian:12\nRUN a\n", "#!/bin/dash", id="debian"),
        pytest.param("FROM python:3.13\nRUN a\n", "#!/bin/dash", id="python"),
        pytest.param("FROM python:3.13-alpine\nRUN a\n", "#!/bin/busybox sh", id="alpine"),
        pytest.param("FROM registry.access.redhat.com/ubi9/ubi\nRUN a\n", "#!/bin/bash", id="red-hat"),
        pytest.param("FROM fedora AS a\nFROM a\nRUN a\n", "#!/bin/bash", id="through-a-stage"),
        pytest.param('FROM x\nSHELL ["/bin/bash", "-c"]\nARG A\nRUN a\n', "#!/bin/bash", id="shell-and-an-arg"),
        pytest.param('FROM x\nSHELL ["/bin/bash", "-eo", "pipefail", "-c"]\nRUN a\n', "#!/bin/bash -e", id="stops"),
        pytest.param('FROM x\nSHELL ["/bin/ash", "-ec"]\nRUN a\n', "#!/bin/busybox sh", id="ash"),
        pytest.param('FROM x\nSHELL ["ksh", "-c"]\nRUN a\n', "#!/bin/ksh", id="ksh"),
        pytest.param("FROM x\nRUN <<E\n#!/usr/bin/env -S bash -e\na\nE\n", "#!/bin/bash -e", id="heredoc"),
        pytest.param("# hadolint shell=bash\nFROM x\nRUN a\n", "#!/bin/bash", id="comment-for-all"),
        pytest.param("FROM x\n# shellcheck shell=dash\nRUN a\n", "#!/bin/dash", id="comment-for-one"),
        pytest.param('FROM x\n# hadolint shell=dash\nSHELL ["bash", "-c"]\nRUN a\n', "#!/bin/bash", id="shell-is-stronger"),
    ],
)
def test_the_dialect_is_that_of_the_shell(text: str, expected: str) -> None:
    (script,) = of(text)
    assert script.head[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("FROM x\nARG foo=1\nENV bar=2 BAZ=3\nRUN $foo $bar $BAZ\n", "export BAZ bar foo", id="arg-and-env"),
        pytest.param("FROM x AS a\nARG foo\nFROM a\nENV bar=1\nRUN $foo $bar\n", "export bar foo", id="of-the-stage-before"),
        pytest.param("ARG foo\nFROM x\nRUN $foo\n", None, id="global-arg"),
        pytest.param("FROM x\nRUN $foo\nARG foo\n", None, id="later"),
        pytest.param("FROM x\nRUN $http_proxy\n", "export http_proxy", id="proxy"),
        pytest.param("FROM x\nARG foo\nRUN bar\n", None, id="not-named"),
        pytest.param("FROM x\nARG foo=1\nARG a-b=1\nRUN $foo-a-b\n", "export foo", id="no-name-of-a-shell"),
    ],
)
def test_variables_of_the_build_are_exported_without_a_value(text: str, expected: str | None) -> None:
    (script,) = of(text)
    assert script.head[1:] == ([] if expected is None else [expected])


def test_a_place_in_the_head_is_no_place() -> None:
    (script,) = of("FROM x\nARG foo\nRUN $foo\n")
    assert script.span((1, 1), (1, 3)) is None
    assert script.span((2, 1), (2, 3)) is None
    assert script.span((3, 1), (3, 5)) == (19, 23)
    assert script.span((9, 1), (9, 99)) == (23, 23)
