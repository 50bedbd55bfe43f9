"""Golden tests of what a person sees."""

from __future__ import annotations

from typing import Any

import pytest

from layerlint.problem import Cost, Related, Size, unknown
from layerlint.report.ink import Ink, Paint
from layerlint.report.summary import Summary
from layerlint.report.text import TextReport, layer_sum, price
from tests.report.samples import TEXT, copy_problem, plan, problem, report, row


def printed(*files: Any, ink: type[Ink] = Ink, **options: Any) -> str:
    parts: list[str] = []
    writer, summary = TextReport(ink(parts.append), **options), Summary()
    for file in files:
        summary.add(file)
        writer.file(file)
    writer.close(summary)
    return "".join(parts)


def test_one_file_with_one_finding() -> None:
    assert (
        printed(report(), alone=True)
        == """\
Dockerfile:3:1 warning LL101 copy-before-install: any edit reruns `npm ci` below
   3 | COPY . .
     | ^^^^^^^^ 1 layer and 150-260 MB (estimate)
   4 | RUN npm ci && \\
     |     ------ runs again each time
     = split the COPY

  layers   node:22-slim 5 + 3 = 8, 1 of them could go
  size     230 MB base, 12.4 MB copied (exact), 150-260 MB by RUN (estimate), 1.1 MB dead
1 warning in 1 file; 1 suppressed
"""
    )


def test_a_clean_file_among_others_says_nothing() -> None:
    text = printed(report(problems=[]), report(path="b/Dockerfile", problems=[problem("CMD", severity="info", help="")]))
    assert (
        text
        == """\
b/Dockerfile:6:1 info LL101 copy-before-install: the fact
   6 | CMD ["node", "server.js"]
     | ^^^

  layers   node:22-slim 5 + 3 = 8
  size     230 MB base, 12.4 MB copied (exact), 150-260 MB by RUN (estimate), 1.1 MB dead

1 info in 2 files; 2 suppressed
"""
    )


def test_a_clean_file_alone_shows_its_block() -> None:
    assert printed(report(problems=[]), alone=True).splitlines()[0] == "  layers   node:22-slim 5 + 3 = 8"


def test_a_place_of_two_lines_has_carets_on_both_and_a_gap_is_shown() -> None:
    related = [Related((0, 4), "from here")]
    found = problem(TEXT[TEXT.index("npm ci") : TEXT.index("CMD") - 1], related=related, help="")
    assert (
        printed(report(problems=[found]), quiet=True)
        == """\
Dockerfile:4:5 warning LL101 copy-before-install: the fact
   1 | FROM node:22-slim
     | ---- from here
     :
   4 | RUN npm ci && \\
     |     ^^^^^^^^^
   5 |     npm run build
     |     ^^^^^^^^^^^^^

"""
    )


def test_a_long_place_is_shortened() -> None:
    text = "FROM a\nRUN a && \\\n" + "".join(f"  b{number} && \\\n" for number in range(9)) + "  c\n"
    found = problem(text[text.index("RUN") : -1], text, help="", cost=Cost(2))
    lines = printed(report(text, problems=[found]), quiet=True).splitlines()
    assert lines[1:] == [
        "   2 | RUN a && \\",
        "     | ^^^^^^^^",
        "   3 |   b0 && \\",
        "     |   ^^^^^",
        "     :",
        "  12 |   c",
        "     |   ^ 2 layers",
        "",
    ]


@pytest.mark.parametrize(
    ("line", "mark", "pointer"),
    [
        pytest.param("RUN\techo x", "echo", "     |     ^^^^", id="tab"),
        pytest.param("RUN echo 日本 x", "x", "     |               ^", id="wide"),
        pytest.param("RUN echo e\u0301 x", "x", "     |            ^", id="combining"),
        pytest.param("RUN echo \udcff x", "x", "     |            ^", id="invalid-byte"),
        pytest.param("RUN echo \x1b[31m x", "x", "     |                ^", id="escape-sequence"),
    ],
)
def test_carets_stand_below_what_they_point_at(line: str, mark: str, pointer: str) -> None:
    text = f"FROM a\n{line}\n"
    found = problem(mark, text, help="")
    assert printed(report(text, problems=[found]), quiet=True).splitlines()[2] == pointer


def test_a_very_long_line_is_cut_around_its_mark() -> None:
    text = f"FROM a\nRUN {'a' * 5000} here {'b' * 5000}\n"
    shown, pointer = printed(report(text, problems=[problem("here", text)]), quiet=True).splitlines()[1:3]
    at = pointer.index("^")
    assert shown[at : at + 4] == "here"
    assert len(shown) < 160


def test_nothing_raw_reaches_the_terminal() -> None:
    text = "FROM a\nRUN echo \x1b]0;x\x07 \x9b1m \u202e ##[set-env]\n"
    found = problem("echo", text, message="bad \x1b[2J\r\n::error::x")
    out = printed(report(text, path="::x\ny/Dockerfile", problems=[found]))
    assert not any(char in out for char in "\x1b\x07\x9b\u202e\r")
    assert not any(line.lstrip().startswith("::") for line in out.splitlines())
    assert "##[" not in out


def test_statistics_count_the_rules_most_frequent_first() -> None:
    assert "     2  LL101  copy-before-install\n" in printed(report(problems=[problem("CMD"), copy_problem()]), statistics=True)


def test_quiet_prints_findings_alone() -> None:
    assert printed(report(problems=[]), alone=True, quiet=True) == ""


def test_paint_adds_colour_and_changes_no_text() -> None:
    import re

    painted = printed(report(), alone=True, ink=Paint)
    assert "\x1b[1;33mwarning\x1b[0m" in painted
    assert re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", painted) == printed(report(), alone=True)


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        pytest.param(None, "", id="none"),
        pytest.param(Cost(), "", id="nothing-known"),
        pytest.param(Cost(1), "1 layer", id="layer"),
        pytest.param(Cost(0, Size(5, 5, 5, "context")), "5 B (exact)", id="exact"),
        pytest.param(Cost(2, unknown(1_500_000)), "2 layers and at least 1.5 MB (estimate)", id="at-least"),
    ],
)
def test_prices(cost: Cost | None, words: str) -> None:
    assert price(cost) == words


def test_layers_of_an_unknown_base_are_not_added_up() -> None:
    sample = plan()
    sample.base.layers, sample.base.ref = None, "corp/base:1"
    assert "".join(piece if isinstance(piece, str) else piece[0] for piece in layer_sum(sample)) == "corp/base:1 ? + 3"


def test_an_unknown_number_of_layers_is_a_range() -> None:
    sample = plan()
    sample.layer_count.low = 1
    assert "".join(piece if isinstance(piece, str) else piece[0] for piece in layer_sum(sample)) == "node:22-slim 5 + 1-3 = 6-8"


def test_unknown_steps_stay_visible() -> None:
    rows = [row(3, "COPY", unknown()), row(4, "RUN", unknown()), row(5, "RUN", Size(5_000_000, 6_000_000, 9_000_000, "heuristic"))]
    text = printed(report(problems=[], layers=rows), alone=True)
    assert "  size     230 MB base, 1 COPY unknown, 5-9 MB by RUN (estimate), 1 RUN unknown\n" in text
