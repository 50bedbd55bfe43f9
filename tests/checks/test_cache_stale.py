"""LL105, LL111: what the cache keeps although the world has moved on."""

from __future__ import annotations

import pytest

from tests.checks.cache import findings, told

ALONE = [
    pytest.param("RUN apt-get update\nRUN apt-get install -y x\n", ["apt-get update"], id="apt-get"),
    pytest.param("RUN apt update && apt-get clean\nRUN apt install x\n", ["apt update"], id="with-clean-up"),
    pytest.param("RUN set -e; apt-get update\nRUN apt-get upgrade -y\n", ["apt-get update"], id="upgrade"),
    pytest.param("RUN apk update\nRUN apk add x\n", ["apk update"], id="apk"),
    pytest.param("RUN apt-get update\nRUN apt-get update\nRUN apt-get install x\n", ["apt-get update"], id="the-last-one"),
    pytest.param("RUN apt-get update\nRUN apt install x\n", ["apt-get update"], id="apt-uses-the-index-of-apt-get"),
    pytest.param("RUN apt-get update && apt-get install -y x\n", [], id="together"),
    pytest.param("RUN apt-get update\nRUN apt-get update && apt-get install x\n", [], id="updated-again"),
    pytest.param("RUN apt-get update\n", [], id="nothing-installed"),
    pytest.param("RUN apk update\nRUN apk add --no-cache x\n", [], id="no-cache-fetches-its-own"),
    pytest.param("RUN apk update\nRUN apt-get install x\n", [], id="other-manager"),
    pytest.param("RUN dnf makecache\nRUN dnf install x\n", [], id="dnf-looks-at-the-age"),
    pytest.param("RUN yum update -y\nRUN yum install x\n", [], id="yum-update-upgrades"),
    pytest.param("RUN apt-get update && ./install\nRUN apt-get install x\n", [], id="script-may-install"),
    pytest.param("RUN --mount=type=cache,target=/var/lib/apt apt-get update\nRUN apt-get install x\n", [], id="mount"),
]


@pytest.mark.parametrize(("steps", "words"), ALONE)
def test_update_alone(steps: str, words: list[str]) -> None:
    source, found = findings("LL105", "FROM a\n" + steps)
    assert [source.text[slice(*finding.span)] for finding in found] == words


def test_stages_hand_their_index_on_once() -> None:
    text = "FROM a AS x\nRUN apt-get update\nFROM x AS y\nRUN apt-get install b\nFROM x\nCOPY --from=y / /\nRUN apt-get install c\n"
    source, found = findings("LL105", text)
    assert [source.line(finding.span[0]) for finding in found] == [2]
    assert [source.line(related.span[0]) for related in found[0].related] == [4, 7]


MOVING = [
    pytest.param("RUN curl -L https://x.org/releases/latest/download/a\n", ["latest"], id="latest"),
    pytest.param("RUN wget 'https://x.org/a/main/b.sh' -O- | sh\n", ["main"], id="main"),
    pytest.param("RUN wget https://x.org/$A/master/$B\n", ["master"], id="variables"),
    pytest.param("RUN wget https://x.org/a/HEAD\n", ["HEAD"], id="at-the-end"),
    pytest.param("ADD https://x.org/HEAD/a /a\n", [], id="add-asks-again"),
    pytest.param("RUN wget https://d.org/debian/pool/main/a.deb\n", [], id="archive"),
    pytest.param("RUN curl https://x.org/maintain/latest-1.2/a\n", [], id="only-whole-parts"),
    pytest.param("RUN echo https://x.org/latest/a\n", [], id="no-download"),
    pytest.param("COPY latest/a /a\n", [], id="local"),
]


@pytest.mark.parametrize(("step", "words"), MOVING)
def test_moving_download(step: str, words: list[str]) -> None:
    assert [message for _, message in told("LL111", "FROM a\n" + step)] == [
        f"the cache keeps what `{word}` was on the first build" for word in words
    ]


def test_moving_download_of_a_stage_that_is_not_built() -> None:
    assert told("LL111", "FROM a AS b\nRUN curl https://x.org/latest/a\nFROM a\n") == []
