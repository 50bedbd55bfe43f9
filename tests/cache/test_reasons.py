"""The first reason of the first step that reruns: what it is called, and on which line it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerlint.build.cache_rerun import rerun
from tests.cache.worlds import change, lay_out, state

TOPIC = {
    "dockerfile": [
        "FROM busybox:lab AS build",
        "ARG V=1",
        "ENV E=1 F=1",
        "COPY a.txt /a/$V/",
        "WORKDIR /w",
        "USER root",
        "RUN echo one",
        "FROM busybox:lab",
        "COPY --from=build /w /w",
        "RUN echo two",
    ],
    "files": {"a.txt": "a\n", "b.txt": "b\n"},
}
CASES = [
    ("buildkit", {"files": {"a.txt": "aa\n"}}, {}, ("file", "a.txt", 4)),
    ("buildkit", {}, {"V": "2"}, ("arg", "V", 2)),
    ("buildkit", {"replace": ["F=1", "F=2"]}, {}, ("env", "F", 3)),
    ("buildkit", {"replace": [" F=1", ""]}, {}, ("env", "F", 7)),
    ("buildkit", {"replace": ["E=1 F=1", "F=1 E=1"]}, {}, ("env", "F", 3)),
    ("buildkit", {"replace": ["/w\nUSER", "/v\nUSER"]}, {}, ("text", "WORKDIR /v", 5)),
    ("buildkit", {"replace": ["USER root", "USER 5"]}, {}, ("text", "USER 5", 6)),
    ("buildkit", {"replace": ["echo two", "echo 2"]}, {}, ("text", "echo 2", 10)),
    ("buildkit", {"replace": ["busybox:lab\nCOPY", "busybox:new\nCOPY"]}, {}, ("base", "busybox:new", 8)),
    ("buildkit", {"replace": ["FROM busybox:lab\nCOPY", "FROM busybox:lab\nRUN echo new\nCOPY"]}, {}, ("text", "RUN", 9)),
    ("classic", {"replace": ["F=1", "F=2"]}, {}, ("env", "F", 3)),
    ("classic", {"replace": ["V=1", "V=2"]}, {}, ("arg", "V", 2)),
    ("classic", {"replace": ["ENV E=1 F=1\n", ""]}, {}, ("env", "ENV E=1 F=1", 3)),
]


@pytest.mark.parametrize(("builder", "experiment", "arguments", "cause"), CASES)
def test_the_first_cause(
    builder: str, experiment: dict[str, object], arguments: dict[str, str], cause: tuple[str, str, int], tmp_path: Path
) -> None:
    lay_out(tmp_path, TOPIC)
    before = state(tmp_path, builder, {}, None)
    change(tmp_path, {"name": "", **experiment})
    first = next(verdict.cause for verdict in rerun(before, state(tmp_path, builder, arguments, None, before)) if verdict.cause)
    assert (first.kind, first.line) == (cause[0], cause[2])
    assert cause[1] in first.what


def test_what_stands_below_names_the_step_and_what_began_it(tmp_path: Path) -> None:
    lay_out(tmp_path, TOPIC)
    before = state(tmp_path, "buildkit", {}, None)
    change(tmp_path, {"name": "", "files": {"a.txt": "aa\n"}})
    causes = [verdict.cause for verdict in rerun(before, state(tmp_path, "buildkit", {}, None, before))]
    assert [(cause.kind, cause.line) for cause in causes if cause] == [("file", 4), *[("parent", 4)] * 4]
    roots = [cause.root for cause in causes[1:] if cause]
    assert [(root.kind, root.what, root.line) for root in roots if root] == [("file", "a.txt", 4)] * 4
