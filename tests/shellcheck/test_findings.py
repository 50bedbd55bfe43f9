"""RUN to findings with the real ShellCheck: `^` marks below a line say where, and the code stands behind them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from layerlint.cli import main
from layerlint.discovery import program
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.engine import FileReport
from layerlint.facts import Facts
from layerlint.registry import select
from layerlint.shellcheck.checker import Checker

BINARY = str(Path(sys.executable).parent / "shellcheck")


def report(text: str, *selected: str, ignored: tuple[str, ...] = ()) -> FileReport:
    selection = select(selected, (), ignored)
    checker = Checker(BINARY, lambda _: selection, cached=False)
    (found,) = checker.reports([Facts(parse(Source(text.encode("utf-8", "surrogateescape"))))])
    assert checker.failed == ""
    return found


def found(text: str, *selected: str, ignored: tuple[str, ...] = ()) -> list[str]:
    """`line:column-line:column code`, ends exclusive, of all findings of ShellCheck."""
    done = report(text, *(selected or ("SC",)), ignored=ignored)
    position = done.facts.dockerfile.source.position
    places = [(position(problem.span[0]), position(problem.span[1]), problem.rule.id) for problem in done.problems]
    return [f"{start[0]}:{start[1]}-{end[0]}:{end[1]} {code}" for start, end, code in places]


def test_the_binary_of_the_environment_is_found() -> None:
    assert program("shellcheck") == BINARY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("FROM debian\nARG foo\nRUN echo $foo\n", "3:10-3:14 SC2086", id="plain"),
        pytest.param("FROM debian\nARG foo\nRUN\techo\t$foo\n", "3:10-3:14 SC2086", id="tabs"),
        pytest.param("FROM debian\nARG foo\nRUN true && \\\n\t\techo $foo\n", "4:8-4:12 SC2086", id="continuation"),
        pytest.param("FROM debian\nARG foo\nRUN a \\\n # $foo\n\n  && echo $foo\n", "6:11-6:15 SC2086", id="comment-inside"),
        pytest.param("FROM debian\nARG foo\nRUN echo $\\\nfoo\n", "3:10-4:4 SC2086", id="over-two-lines"),
        pytest.param("FROM debian\nARG foo\nRUN --network=none echo $foo\n", "3:25-3:29 SC2086", id="flag"),
        pytest.param("FROM debian\nARG foo\nRUN --network=none \\\n  echo $foo\n", "4:8-4:12 SC2086", id="flag-above"),
        pytest.param("FROM debian\nARG foo\nONBUILD RUN echo $foo\n", "3:18-3:22 SC2086", id="onbuild"),
        pytest.param("FROM debian\nENV foo=1\nHEALTHCHECK --retries=2 CMD echo $foo\n", "3:34-3:38 SC2086", id="healthcheck"),
        pytest.param("FROM debian\nENV foo=1\nCMD echo $foo\n", "3:10-3:14 SC2086", id="cmd"),
        pytest.param("FROM debian\nARG foo\nRUN echo 'äöü😀' $foo\n", "3:17-3:21 SC2086", id="unicode"),
        pytest.param("FROM debian\nARG foo\nRUN echo '\udcff\udcfe' $foo\n", "3:15-3:19 SC2086", id="not-utf-8"),
        pytest.param("FROM debian\r\nARG foo\r\nRUN true && \\\r\n  echo $foo\r\n", "4:8-4:12 SC2086", id="crlf"),
        pytest.param("# escape=`\nFROM debian\nARG foo\nRUN true && `\n  echo $foo\n", "5:8-5:12 SC2086", id="backtick-escape"),
        pytest.param("FROM debian\nARG foo\nRUN <<E\ntrue\necho $foo\nE\n", "5:6-5:10 SC2086", id="heredoc"),
        pytest.param("FROM debian\nARG foo\nRUN <<E\r\ntrue\r\necho $foo\r\nE\r\n", "5:6-5:10 SC2086", id="heredoc-crlf"),
        pytest.param("FROM debian\nARG foo\nRUN <<-E\n\ttrue\n\t\techo $foo\n\tE\n", "5:8-5:12 SC2086", id="heredoc-tabs"),
        pytest.param("FROM debian\nARG foo\nRUN <<E\n#!/bin/bash\n\necho $foo\nE\n", "6:6-6:10 SC2086", id="heredoc-shebang"),
        pytest.param("FROM debian\nARG foo\nRUN cat <<A 3<<B $foo\n1\nA\n2\nB\n", "3:18-3:22 SC2086", id="two-heredocs"),
        pytest.param("FROM debian\nARG foo\nRUN cat <<A 3<<B\n1\nA\n$(true; echo $foo)\nB\n", "6:14-6:18 SC2086", id="second-heredoc"),
        pytest.param("FROM debian\nARG foo\nRUN <<E\n# shellcheck disable=SC2086\necho $foo\nE\n", "", id="disabled-in-a-heredoc"),
        pytest.param("FROM debian\nRUN echo $foo\n", "2:10-2:14 SC2086,2:10-2:14 SC2154", id="unassigned"),
        pytest.param("FROM debian\nRUN true; [[ -f /x ]]\n", "2:11-2:22 SC3010", id="dash"),
        pytest.param("FROM fedora\nRUN [[ a ]] && source /x\n", "2:8-2:9 SC2078", id="bash-by-image"),
        pytest.param("FROM debian\nRUN echo 'a \\\n  b'\n", "", id="a-joined-line-has-no-backslash-in-quotes"),
        pytest.param("FROM debian\nRUN true && cd /x\n", "", id="cd-as-the-last-command"),
        pytest.param("FROM debian\nRUN cd /x; true\n", "2:5-2:10 SC2164", id="cd"),
        pytest.param('FROM debian\nSHELL ["bash", "-ec"]\nRUN cd /x; true\n', "", id="cd-under-e"),
        pytest.param("FROM debian\nRUN a='b' set -x && echo \"$a\"\n", "", id="assigned-before-set"),
        pytest.param('FROM debian\nRUN . /x; echo "$a"\n', "", id="sourced"),
        pytest.param('FROM debian\nCMD echo "$a"\n', "", id="given-at-run-time"),
        pytest.param("FROM debian\nRUN /bin/echo -e x\n", "", id="echo-the-program"),
        pytest.param("FROM debian\nRUN echo -e x\n", "2:10-2:12 SC3036", id="echo-of-the-shell"),
    ],
)
def test_findings_stand_at_their_place(text: str, expected: str) -> None:
    assert ",".join(found(text)) == expected


def test_a_script_that_cannot_be_parsed_hurts_only_itself() -> None:
    assert found("FROM debian\nARG foo\nRUN if; then\nRUN echo $foo\n", "SC2086", "SC1072") == ["3:7-3:7 SC1072", "4:10-4:14 SC2086"]


@pytest.mark.parametrize(
    ("image", "shell", "expected"),
    [
        pytest.param("debian", "", ["SC3010", "SC2164"], id="known"),
        pytest.param("x", "", [], id="unknown"),
        pytest.param("x", 'SHELL ["/bin/sh", "-uc"]\n', [], id="unknown-with-options"),
        pytest.param("x", 'SHELL ["/bin/dash", "-c"]\n', ["SC3010", "SC2164"], id="said"),
    ],
)
def test_what_depends_on_the_shell_is_on_where_it_is_known(image: str, shell: str, expected: list[str]) -> None:
    problems = report(f"FROM {image}\n{shell}RUN [[ -f /x ]]; cd /x; true\n").problems
    assert [problem.rule.id for problem in problems if problem.rule.id.startswith("SC")] == expected


def test_the_rules_of_shellcheck_are_explained_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "SC2086"]) == 2
    assert "https://www.shellcheck.net/wiki/" in capsys.readouterr().err


def test_severities_are_those_of_shellcheck_but_for_the_noise() -> None:
    text = "FROM debian\nARG foo\nRUN echo $foo $(date) `date`\nRUN cd /x; [[ a ]]\n"
    weights = {problem.rule.id: problem.severity for problem in report(text, "SC").problems}
    assert weights == {"SC2086": "info", "SC2046": "info", "SC2006": "style", "SC2164": "warning", "SC3010": "error", "SC2078": "error"}


def test_a_finding_says_where_it_comes_from() -> None:
    (problem,) = report("FROM debian\nRUN cd /x; true\n", "SC2164").problems
    rule = problem.rule
    assert (rule.id, rule.name, rule.category, rule.url) == ("SC2164", "shellcheck", "shell", "https://www.shellcheck.net/wiki/SC2164")
    assert problem.message.startswith("Use 'cd")
    assert problem.aliases == ()


MIXED = "FROM debian\nARG foo\nRUN echo $foo; cd /x; true\n"


@pytest.mark.parametrize(
    ("selected", "ignored", "expected"),
    [
        pytest.param((), (), ["SC2164"], id="default"),
        pytest.param(("SC",), (), ["SC2086", "SC2164"], id="all-of-it"),
        pytest.param(("sc2086",), (), ["SC2086"], id="a-code"),
        pytest.param(("SC20",), (), ["SC2086"], id="a-beginning"),
        pytest.param(("shellcheck",), ("SC2086",), ["SC2164"], id="name"),
        pytest.param(("shell",), (), ["SC2086", "SC2164"], id="category"),
        pytest.param(("ALL",), ("SC2164",), ["SC2086"], id="all"),
        pytest.param((), ("SC2164",), [], id="default-but"),
        pytest.param(("LL0",), (), [], id="others"),
    ],
)
def test_codes_are_selected_and_ignored(selected: tuple[str, ...], ignored: tuple[str, ...], expected: list[str]) -> None:
    codes = [problem.rule.id for problem in report(MIXED, *selected, ignored=ignored).problems]
    assert [code for code in codes if code.startswith("SC")] == expected


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        pytest.param("# shellcheck disable=SC2086", ["SC2164"], id="one"),
        pytest.param("#shellcheck disable=2086,SC2164 # both", [], id="two"),
        pytest.param("# shellcheck source=/dev/null disable=SC2000-SC2100", ["SC2164"], id="range"),
        pytest.param("# shellcheck disable=all", [], id="every"),
        pytest.param("# shellcheck disable=SC208x", ["SC2086", "SC2164"], id="no-code"),
        pytest.param("# see shellcheck disable=SC2086", ["SC2086", "SC2164"], id="prose"),
        pytest.param("# layerlint: ignore[SC2086]", ["SC2164"], id="ours"),
        pytest.param("# layerlint: ignore[shellcheck] why", [], id="ours-by-name"),
    ],
)
@pytest.mark.parametrize("between", [False, True], ids=["above", "between"])
def test_comments_silence_findings(comment: str, left: list[str], *, between: bool) -> None:
    run = f"RUN echo $foo; \\\n{comment}\ncd /x; true\n" if between else f"{comment}\nRUN echo $foo; cd /x; true\n"
    done = report(f"FROM debian\nARG foo\n{run}", "SC")
    assert [problem.rule.id for problem in done.problems] == left
    assert len(done.problems) + len(done.suppressed) == 2
