"""The plan beside builds that real builders made (recorded_plans), and what no build can show."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerlint.build.context import Context
from layerlint.build.layers import Plan
from layerlint.build.rows import compressed
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts
from layerlint.problem import exact
from tests.build.record_plans import CASES, plant_case

NAMES = sorted(name[:-5] for name in os.listdir(CASES) if name.endswith(".json"))
HASH = re.compile(r"\b(file|dir|multi):([0-9a-f]{64}|\*)")
# What is not claimed, by case and line: bytes from another stage, and directories that hang on a command.
UNCLAIMED = {
    "copies-buildkit": {5, 6, 25},
    "debian-directories": {7},
    "moves": {4},
    "run-effects": {17, 19, 31, 32},
    "same-name": {8, 9},
    "stages": {6, 13},
    "users": {19},
}


def planned(text: str | bytes, **options: Any) -> Plan:
    content = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    return Facts(parse(Source(content)), **options).plan


def recorded() -> list[Any]:
    found = []
    for name in NAMES:
        case = json.loads(Path(CASES, f"{name}.json").read_text(encoding="utf-8"))
        found += [
            pytest.param(name, case, builder, id=f"{name}-{builder}") for builder, rows in case["recorded"].items() if rows is not None
        ]
    return found


@pytest.mark.parametrize(("name", "case", "builder"), recorded())
def test_the_plan_is_what_was_built(name: str, case: dict[str, Any], builder: str, tmp_path: Path) -> None:
    plant_case(case, str(tmp_path))
    dockerfile = tmp_path / "Dockerfile"
    context = Context(str(tmp_path), str(dockerfile), builder)
    options = {"build_args": case.get("build_args"), "target": case.get("target")}
    plan = planned(dockerfile.read_bytes(), context=context, builder=builder, **options)
    rows, seen = [row for row in plan.layers if row.kind != "none"], case["recorded"][builder]
    assert len(rows) == len(seen) == plan.history_count.added
    assert plan.layer_count.low <= sum(tar is not None for _, tar, _, _ in seen) <= plan.layer_count.high
    for row, (text, tar, size, entries) in zip(rows, seen, strict=True):
        if builder != "buildah":  # its texts have an odd way with ARG, and nobody compares them
            assert HASH.sub(r"\1:*", row.created_by) == HASH.sub(r"\1:*", text)
        assert row.low <= (tar is not None) <= row.high, text
        if tar is not None:
            check_bytes(row, (tar, size, entries), claimed=row.line not in UNCLAIMED.get(name, ()))


def check_bytes(row: Any, seen: tuple[int, int, int], *, claimed: bool) -> None:
    tar, size, entries = seen
    if row.instruction in ("COPY", "ADD", "WORKDIR") and claimed and row.low:
        assert (row.tar_bytes, row.entries) == (tar, entries), row.created_by
    assert row.tar_bytes in (None, tar)
    assert row.size.low <= size <= (row.size.high if row.size.high is not None else size)


def test_every_case_says_what_it_is_about() -> None:
    assert len(NAMES) >= 20
    for name in NAMES:
        case = json.loads(Path(CASES, f"{name}.json").read_text(encoding="utf-8"))
        assert case["about"]
        assert case["recorded"]


def test_the_layers_of_a_known_base_are_counted() -> None:
    plan = planned("FROM node:22-slim\nWORKDIR /app\nCOPY package.json .\nRUN npm ci\nCOPY . .\nCMD x\n")
    assert (plan.base.layers, plan.layer_count.added, plan.layer_count.total) == (5, 4, 9)
    assert plan.base.size.basis == "base-table"
    assert plan.size.low > 200_000_000
    assert plan.size.high is None


@pytest.mark.parametrize(
    ("text", "layers", "size"),
    [
        ("FROM scratch\nLABEL a=b\n", 0, 0),
        ("FROM scratch\nWORKDIR /a/b\n", 1, 0),
        ("FROM scratch\nCOPY <<X /x\nabc\nX\n", 1, 4),
        ('FROM scratch\nCOPY <<"X" /x\n$A\nX\nCOPY <<Y /y\n$A\nY\n', 2, 4),
    ],
)
def test_an_empty_base_makes_the_total_exact(text: str, layers: int, size: int) -> None:
    plan = planned(text)
    assert (plan.base.ref, plan.base.layers, plan.layer_count.total) == ("scratch", 0, layers)
    assert plan.size.exact
    assert plan.size.low == size


def test_rows_tell_where_they_come_from() -> None:
    text = "FROM scratch AS a\nONBUILD LABEL x=\\\n  y\nFROM a\nENV A=1\nONBUILD RUN z\n"
    plan = planned(text)
    rows = [(row.line, row.end_line, row.stage, row.instruction, row.kind) for row in plan.layers]
    assert rows == [
        (1, 1, "a", "FROM", "none"),
        (2, 3, "a", "ONBUILD", "none"),
        (4, 4, "1", "FROM", "none"),
        (2, 3, "1", "LABEL", "empty"),
        (5, 5, "1", "ENV", "empty"),
        (6, 6, "1", "ONBUILD", "none"),
    ]
    assert plan.target == "1"


def test_other_stages_stand_beside() -> None:
    text = "FROM scratch AS a\nWORKDIR /x\nFROM scratch AS b\nWORKDIR /y\nFROM scratch\nCOPY --from=a /x /x\n"
    for builder, built in (("buildkit", 0), ("classic", 2)):
        plan = planned(text, builder=builder)
        assert [(stage.name, stage.index, stage.used, len(stage.layers)) for stage in plan.stages] == [
            ("a", 0, True, 2),
            ("b", 1, False, built),
        ]


def test_dead_bytes_are_known_only_of_the_last_content() -> None:
    plan = planned("FROM scratch\nCOPY <<X /x\na\nX\nCOPY <<Y /y\nb\nY\nWORKDIR /z\nLABEL a=b\n")
    assert [row.dead.exact for row in plan.layers] == [True, False, True, True, True]


def test_an_unknown_base_leaves_the_total_open() -> None:
    plan = planned("FROM example.org/app\nWORKDIR app\nCOPY <<X y/\n$PERHAPS\nX\n")
    workdir, copy = plan.layers[1:]
    assert (plan.base.layers, plan.layer_count.total, plan.size.high) == (None, None, None)
    assert (workdir.tar_bytes, copy.tar_bytes) == (None, None)
    assert (copy.size.low, copy.size.exact) == (1, False)


def test_a_body_with_the_path_of_an_unknown_base_is_an_interval_in_one_block() -> None:
    row = planned("FROM busybox:1\nCOPY <<X /x\npath=$PATH\nX\n").layers[-1]
    assert (row.tar_bytes, row.entries, row.size.exact) == (2048, 1, False)
    assert row.size.low <= len("path=/bin\n") <= (row.size.high or 0)


def test_compressed_is_an_interval_around_the_truth() -> None:
    assert compressed(exact(0), 1024, 0).low <= 29
    assert (compressed(exact(0), 1024, 0).high or 0) >= 32
    random = compressed(exact(1_000_000), 1_001_536 + 1024, 1)  # does not shrink
    assert random.low < 1_200
    assert (random.high or 0) > 1_000_300


@pytest.mark.parametrize("target", ["nope", "0"])
def test_an_unknown_target_is_an_empty_plan(target: str) -> None:
    plan = planned("FROM scratch AS a\n", target=target)
    assert (plan.target, plan.layers, plan.stages) == (None, [], [])


LINES = (
    "FROM|FROM scratch|FROM scratch AS a|FROM a|FROM $X|FROM a AS a|FROM debian:12 AS b|COPY|COPY x|COPY --from=99 x y|COPY --from= x y|"
    'COPY --from=a / /|COPY --chmod=9 x y|COPY ["a"]|COPY <<E /x|ADD http://x /y|ADD|WORKDIR|WORKDIR ..|WORKDIR $X|RUN|RUN mkdir|RUN rm -rf|'
    'RUN cd /x && mkdir ../y|RUN [""]|RUN []|RUN cp|RUN mv a|RUN install -d|RUN tar|RUN git clone|RUN useradd|RUN > $(|RUN mkdir {a,b}|RUN <<E|'
    'ONBUILD|ONBUILD COPY x y|ONBUILD ONBUILD RUN x|HEALTHCHECK|HEALTHCHECK --retries=a CMD|EXPOSE a-b/c/d|VOLUME|VOLUME []|SHELL []|SHELL [""]|'
    "ENV|LABEL a|ARG A=$A|USER|STOPSIGNAL|MAINTAINER|NONSENSE x|# escape=`|E|\ud800".split("|")
)


@given(st.lists(st.sampled_from(LINES), max_size=10), st.sampled_from(["buildkit", "classic", "buildah"]))
@settings(deadline=None)
def test_no_file_breaks_it(lines: list[str], builder: str) -> None:
    plan = planned("\n".join(lines).encode("utf-8", "surrogatepass"), builder=builder)
    count = plan.layer_count
    assert 0 <= count.low <= count.high == count.added <= len(plan.layers)
    for row in [*plan.layers, *(row for stage in plan.stages for row in stage.layers)]:
        assert isinstance(row.created_by, str)
        assert 0 < row.line <= row.end_line
        assert (row.kind == "layer") >= bool(row.high)
        assert (row.tar_bytes is None) == (row.entries is None) or row.size.high is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("FROM scratch\n" + "ENV A=b\n" * 10_000, id="ENV"),
        pytest.param("FROM busybox\n" + "WORKDIR /a/b/c\n" * 5_000, id="WORKDIR"),
        pytest.param("FROM busybox\n" + "".join(f"RUN mkdir /d{i}\n" for i in range(5_000)), id="RUN"),
        pytest.param("FROM scratch AS a\n" + "FROM a AS a\nWORKDIR /x\n" * 3_000, id="chain"),
        pytest.param(
            "FROM scratch AS a\n" + "".join(f"FROM scratch AS a{i}\nCOPY --from=a{i - 1} /x /x\n" for i in range(3_000)), id="sources"
        ),
        pytest.param("FROM busybox\nRUN " + " && ".join(f"mkdir /d{i} && rm -rf /d{i}" for i in range(2_000)) + "\n", id="one long RUN"),
        pytest.param("FROM busybox\n" + "COPY <<X /a/b/c\nx\nX\n" * 3_000, id="here-documents"),
    ],
)
@pytest.mark.parametrize("builder", ["buildkit", "classic", "buildah"])
def test_long_files_take_no_time(text: str, builder: str) -> None:
    started = process_time()
    planned(text, builder=builder)
    assert process_time() - started < 4


@pytest.mark.parametrize(
    ("script", "bytes_known"),
    [
        pytest.param("mkdir -p /usr/src/app", 0, id="directories"),
        pytest.param("cd /tmp && rm -rf /var/cache/* && rmdir /srv 2>/dev/null", 0, id="whiteouts"),
        pytest.param("mkdir /a && chmod 700 /etc/shadow", None, id="copied-up"),
        pytest.param("mkdir /a && make", None, id="unknown-command"),
    ],
)
def test_a_run_of_directories_and_removals_alone_has_no_bytes(script: str, bytes_known: int | None) -> None:
    row = planned(f"FROM somewhere/unknown\nRUN {script}\n").layers[1]
    assert row.size.high == bytes_known
