"""Golden tests of the table of `layerlint layers`."""

from __future__ import annotations

from types import SimpleNamespace as Record
from typing import Any

from layerlint.problem import Size, exact, unknown
from layerlint.report.ink import Ink, Paint
from layerlint.report.layers import write_layers
from tests.report.samples import report, row


def table(*, newest_first: bool = False, columns: int = 72, **changes: Any) -> str:
    parts: list[str] = []
    write_layers(report(**changes), Ink(parts.append), newest_first=newest_first, columns=columns)
    return "".join(parts)


def test_oldest_first() -> None:
    assert (
        table(columns=84)
        == """\
Dockerfile  stage 0, built by buildkit
 LINE  CREATED BY                            SIZE           COMPRESSED
       node:22-slim (5 layers)               230MB          80MB
    2  WORKDIR /app                          0B             unknown
    3  COPY . . # buildkit                   12.4MB         unknown        1.1MB dead
    4  RUN /bin/sh -c npm ci # buildkit      150-260MB      unknown
    6  CMD ["node" "server.js"]              0B

  layers      node:22-slim 5 + 3 = 8
  size        392-502 MB
  compressed  unknown
  dead        at least 1.1 MB that no container sees

  most expensive
    4  RUN     150-260 MB (estimate)
    3  COPY    12.4 MB (exact)
"""
    )


def test_newest_first_turns_the_rows_around() -> None:
    lines = table(newest_first=True).splitlines()
    assert [line[:5].strip() for line in lines[2:7]] == ["6", "4", "3", "2", ""]


def test_the_classic_table_is_as_narrow_as_dockers() -> None:
    created = "/bin/sh -c #(nop) COPY dir:" + "a" * 64 + " in /app "
    lines = table(builder="classic", columns=200, layers=[row(3, "COPY", exact(12), created_by=created)]).splitlines()
    assert lines[3] == f"    3  {created[:44]}…  12B            unknown"


def test_line_ends_in_a_command_stay_in_their_row() -> None:
    lines = table(layers=[row(3, "RUN", exact(12), created_by="RUN a\n\tb\x1b[31m")]).splitlines()
    assert lines[3].startswith("    3  RUN a  b␛[31m  ")


def test_rows_that_are_no_history_are_left_out() -> None:
    assert "FROM" not in table(layers=[row(1, "FROM", exact(0), kind="none")])


def test_unused_stages_are_named() -> None:
    stages = [Record(name="test", index=1, used=False, layers=[]), Record(name=None, index=2, used=False, layers=[])]
    assert "\n  not built   test, 2\n" in table(stages=stages)


def test_dead_bytes_and_the_command_nobody_can_weigh_are_told() -> None:
    rows = [
        row(
            3,
            "RUN",
            Size(15_000_000, 20_000_000, 27_000_000, "package-data"),
            dead=Size(15_000_000, 20_000_000, 27_000_000, "package-data"),
        ),
        row(4, "RUN", unknown(), opaque="make"),
    ]
    text = table(columns=84, layers=rows)
    assert "  15-27MB        unknown        15-27MB dead\n" in text
    assert "  unknown        unknown        make?\n" in text
    assert "1 of 2 layers unknown" in text
    assert "  dead        at least 15 MB that no container sees\n" in text


def test_the_dearest_lines_are_told_again_and_drawn_on_a_terminal() -> None:
    rows = [row(line, "COPY", exact(line * 1_000_000)) for line in range(2, 10)]
    assert [line.split()[0] for line in table(layers=rows).split("most expensive\n")[1].splitlines()] == ["9", "8", "7", "6", "5"]
    parts: list[str] = []
    write_layers(report(layers=rows), Paint(parts.append), newest_first=False, columns=84)
    assert "█" * 24 in "".join(parts)
    assert "█" not in table(layers=rows)
