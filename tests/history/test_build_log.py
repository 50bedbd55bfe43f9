"""The steps of a real build's log, found again in the file (lines as Docker 28 wrote them)."""

from __future__ import annotations

import pytest

from layerlint.build.cache import KeyedFile
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts
from layerlint.history.build_log import BadLog, logged_seconds

DOCKERFILE = b"""\
FROM busybox:lab AS build
ARG V=7
WORKDIR /w
COPY --chown=1:1 src /w/src
RUN sleep 1 && echo $V
RUN <<EOF
sleep 1
EOF
RUN --mount=type=cache,target=/c \\
   sleep 1 \\
   && echo y
FROM busybox:lab
COPY --from=build /w/src /s
ADD src/a.c /$V/
"""
LOG = """\
#1 [internal] load build definition from Dockerfile
#1 DONE 0.1s
#4 [build 1/6] FROM docker.io/library/busybox:lab
#6 [build 2/6] WORKDIR /w
#6 CACHED
#7 [build 3/6] COPY --chown=1:1 src /w/src
#7 DONE 0.2s
#8 [build 4/6] RUN sleep 1 && echo 7
#8 DONE 1.2s
#9 [build 5/6] RUN <<EOF (sleep 1...)
#9 DONE 1.3s
#10 [build 6/6] RUN --mount=type=cache,target=/c    sleep 1    && echo y
#10 0.412 #9 DONE 99s
#10 DONE 1.4s
#11 [stage-1 2/3] COPY --from=build /w/src /s
#11 DONE 0.5s
#12 [stage-1 3/3] ADD src/a.c //
#12 DONE 0.6s
#13 DONE 0.1s
"""


def file() -> KeyedFile:
    return KeyedFile(Facts(parse(Source(DOCKERFILE))))


def test_steps_are_found_by_their_text() -> None:
    assert logged_seconds(LOG, file()) == {1: 0.2, 2: 1.2, 3: 1.3, 4: 1.4, 5: 0.5, 6: 0.6}


@pytest.mark.parametrize(
    "text", ["", "Step 1/2 : FROM x\n", "{}\n", '{"vertexes": null}\n', "{\n", "[1]\n", '{"vertexes": [{"name": null}]}']
)
def test_what_is_no_log_is_refused(text: str) -> None:
    with pytest.raises(BadLog, match="no step"):
        logged_seconds(text, file())


@pytest.mark.parametrize(
    "text", ['{"vertexes": [1]}', '{"vertexes": {"a": 1}}', '{"vertexes": [{"name": "[1/2] RUN x", "started": "x", "completed": 5}]}']
)
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(BadLog):
        logged_seconds(text, file())
