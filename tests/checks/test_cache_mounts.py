"""LL109, LL110: what mounts make of an install's cache."""

from __future__ import annotations

import pytest

from tests.checks.cache import findings, rule, told

BOUND = [
    pytest.param("--mount=type=bind,target=. npm ci", "any edit reruns `npm ci`", id="default-source"),
    pytest.param("--mount=source=./,target=/a cd /a && npm ci", "any edit reruns `npm ci`", id="dot"),
    pytest.param("--mount=source=/,target=/a,rw mkdir /b && bundle install", "any edit reruns `bundle install`", id="slash"),
    pytest.param("--mount=source=package.json,target=package.json npm ci", "", id="manifest"),
    pytest.param("--mount=from=x,target=/a npm ci", "", id="other-image"),
    pytest.param("--mount=type=cache,target=/a npm ci", "", id="cache"),
    pytest.param("--mount=source=$UNKNOWN,target=/a npm ci", "", id="unknown"),
    pytest.param("--mount=target=/a go build", "", id="reads-the-sources"),
    pytest.param("--mount=target=/a npm ci && npm run build", "", id="builds-too"),
    pytest.param("--mount=target=/a make", "", id="no-install"),
    pytest.param("npm ci", "", id="no-mount"),
]


@pytest.mark.parametrize(("run", "message"), BOUND)
def test_context_mounted(run: str, message: str) -> None:
    text = f"FROM a\nARG UNKNOWN\nRUN {run}\n"
    source, found = findings("LL109", text)
    assert [finding.message for finding in found] == ([message] if message else [])
    assert [source.text[slice(*finding.span)] for finding in found] == ([run.split(maxsplit=1)[0]] if message else [])


DOWNLOADS = [
    pytest.param("RUN npm ci", "Add `--mount=type=cache,target=/root/.npm`.", id="npm"),
    pytest.param(
        "RUN pip install --no-cache-dir -r a", "Add `--mount=type=cache,target=/root/.cache/pip` and drop `--no-cache-dir`.", id="flag"
    ),
    pytest.param("RUN go mod download\nRUN go build", "Add `--mount=type=cache,target=/go/pkg/mod`.", id="only-the-download"),
    pytest.param("RUN pip install flask", "", id="packages"),
    pytest.param("RUN go build", "", id="may-have-nothing-to-download"),
    pytest.param("RUN python setup.py install", "", id="own-package"),
    pytest.param("USER app\nRUN npm ci", "Add a cache mount over the download folder of `npm`.", id="another-user"),
    pytest.param("RUN --mount=type=cache,target=/x npm ci", "", id="mounted"),
    pytest.param("RUN terraform plan", "", id="no-install"),
]


@pytest.mark.parametrize(("run", "deed"), DOWNLOADS)
def test_no_cache_mount(run: str, deed: str) -> None:
    _, found = findings("LL110", f"FROM a\n{run}\n")
    assert [finding.help for finding in found] == ([deed] if deed else [])


def test_the_classic_builder_has_no_mounts() -> None:
    assert told("LL110", "FROM a\nRUN npm ci\n", builder="classic") == []


def test_ecosystems_can_be_left_out() -> None:
    assert told("LL110", "FROM a\nRUN npm ci\n", rule("LL110", **{"except": ["npm"]})) == []
