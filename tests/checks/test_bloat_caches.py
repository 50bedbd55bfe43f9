"""LL201 to LL240: what is left, what takes it away in time, and under which old ids it is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checks.bloat import facts_of, problems, said

SILENT = [
    pytest.param("RUN apt-get update && apt-get install -y x && find /var/lib/apt/lists -type f -delete", id="find"),
    pytest.param('RUN apt-get update && sh -c "rm -rf /var/lib/apt/lists/*"', id="inner-shell"),
    pytest.param("RUN apt-get update && rm -rf /var/lib/{apt,dpkg}/", id="braces"),
    pytest.param("RUN apt-get update && rm -rf /var/lib/apt", id="above"),
    pytest.param("RUN apt-get update && rm /var/lib/apt/lists/*_*", id="odd-glob"),
    pytest.param("RUN apt-get update && install-packages git", id="wrapper-that-cleans"),
    pytest.param("RUN apt-get update && bash /tmp/setup.sh", id="script-may-clean"),
    pytest.param("RUN if true; then apt-get update; fi", id="condition"),
    pytest.param("RUN test -e x || apt-get update", id="or"),
    pytest.param("RUN --mount=type=tmpfs,target=/var/lib/apt apt-get update", id="tmpfs"),
    pytest.param("RUN --mount=type=cache,target=/var/lib apt-get update", id="mount-above"),
    pytest.param("ENV PIP_NO_CACHE_DIR=off\nRUN pip install x", id="pip-takes-any-value"),
    pytest.param("ARG PIP_NO_CACHE_DIR=1\nRUN pip install x", id="arg"),
    pytest.param("RUN export PIP_NO_CACHE_DIR=1 && pip install x", id="export"),
    pytest.param("RUN env PIP_NO_CACHE_DIR=1 pip install x", id="env"),
    pytest.param("RUN pip config set global.no-cache-dir true\nRUN pip install x", id="configured"),
    pytest.param("COPY pip.conf /etc/\nRUN pip install x", id="configuration-copied"),
    pytest.param("RUN pip install x && rm -rf /home/me/.cache/*", id="somebody's-home"),
    pytest.param("RUN --mount=type=cache,target=/root/.cache pip install x", id="home-mounted"),
    pytest.param("RUN --mount=type=cache,target=/c pip install --cache-dir=/c/pip x", id="moved-under-a-mount"),
    pytest.param("RUN npm_config_cache=/tmp/n npm ci && rm -rf /tmp/n", id="moved-and-removed"),
    pytest.param("RUN npm ci && rm -rf $(npm config get cache)", id="asked-for"),
    pytest.param("RUN yarn set version 4\nRUN yarn install", id="yarn-berry"),
    pytest.param("RUN corepack enable && yarn install", id="corepack"),
    pytest.param('SHELL ["powershell"]\nRUN apt-get update', id="other-shell"),
    pytest.param("RUN apk add --no-cache x && apk del x", id="apk-del"),
]


@pytest.mark.parametrize(
    ("base", "install", "ids"),
    [
        pytest.param("centos:7", "yum install -y x", [], id="the-packages-are-gone"),
        pytest.param("centos", "yum install -y x", [], id="latest-is-8"),
        pytest.param("debian:9", "apt-get update", [], id="debian"),
        pytest.param(
            "centos:7", "sed -i s/mirrorlist/vault/ /etc/yum.repos.d/a.repo && yum install -y x", ["LL204"], id="asked-for-elsewhere"
        ),
        pytest.param("amazonlinux:2", "yum install -y x", ["LL204"], id="kept-up"),
    ],
)
def test_where_the_packages_are_gone_nothing_is_left(base: str, install: str, ids: list[str]) -> None:
    assert [problem.rule.id for problem in problems(f"FROM {base}\nRUN {install}\n")] == ids


DEEDS = [
    pytest.param("RUN sudo -u node npm install x", "End the same RUN with `sudo -u node npm cache clean --force`.", id="of-another-user"),
    pytest.param("RUN sudo npm install x", "End the same RUN with `sudo npm cache clean --force`.", id="sudo"),
    pytest.param(
        "USER root\nRUN npm install x && apt-get purge -y npm",
        "End the same RUN with `rm -rf /root/.npm`: `npm` itself is removed by then.",
        id="removed-again",
    ),
]


@pytest.mark.parametrize(("steps", "deed"), DEEDS)
def test_the_deed_can_be_done(steps: str, deed: str) -> None:
    assert [problem.help for problem in problems(f"FROM debian:12\n{steps}\n", "LL209")] == [deed]


@pytest.mark.parametrize("steps", SILENT)
def test_silent(steps: str) -> None:
    assert said(f"FROM debian:12\n{steps}\n") == []


TOLD = [
    pytest.param("RUN apt-get clean && apt-get update", ["2 LL201 apt-get update"], id="clean-first"),
    pytest.param("RUN apt-get update && rm -rf /var/lib/apt/lists/* && apt-get update", ["2 LL201 apt-get update"], id="made-again"),
    pytest.param("RUN apt-get update && rm -rf /var/cache/apt/*", ["2 LL201 apt-get update"], id="other-folder"),
    pytest.param("RUN apt-get update; apt-get update", ["2 LL201 apt-get update"], id="once-a-layer"),
    pytest.param("RUN apt-get update\nRUN apt-get update", ["2 LL201 apt-get update", "3 LL201 apt-get update"], id="each-layer"),
    pytest.param("RUN (apt-get update)", ["2 LL201 apt-get update"], id="subshell"),
    pytest.param('RUN ["apt-get", "update"]', ['2 LL201 "apt-get", "update"'], id="json"),
    pytest.param("RUN --mount=type=cache,target=/c pip install x", ["2 LL207 pip install"], id="mount-elsewhere"),
    pytest.param("ENV PIP_NO_CACHE_DIR=\nRUN pip install x", ["3 LL207 pip install"], id="empty-variable"),
    pytest.param("RUN apt-get update\nRUN rm -rf /var/lib/apt/lists/*", ["2 LL240 apt-get update"], id="too-late"),
    pytest.param(
        "RUN yum install a\nRUN yum install b && yum clean all", ["2 LL204 yum install"], id="the-later-clean-up-is-for-its-own",
    ),
    pytest.param("RUN apt-get update\nRUN apt-get update\nRUN rm -rf /var/lib/apt", ["2 LL240 apt-get update", "3 LL240 apt-get update"], id="late-for-both"),
    pytest.param("RUN <<E\napk add x\nE", ["3 LL203 apk add"], id="here-document"),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "expected"), TOLD)
def test_told(steps: str, expected: list[str]) -> None:
    assert said(f"FROM debian:12\n{steps}\n") == expected


def test_only_layers_that_ship_count() -> None:
    text = "FROM a AS base\nRUN apk add x\nFROM a AS build\nRUN apk add y\nFROM base AS web\nCOPY --from=build / /y/\n"
    assert said(text) == ["2 LL203 apk add"]
    assert said(text, target="build") == []  # it calls itself a builder
    assert said(text, target="base") == ["2 LL203 apk add"]


@pytest.mark.parametrize(
    ("name", "told"),
    [("web", True), ("web-build", False), ("builder", False), ("test", False), ("deps", False), ("rebuilds", True), ("dev", True)],
)
def test_a_target_for_other_stages_is_left_alone(name: str, *, told: bool) -> None:
    assert bool(said(f"FROM debian:12 AS {name}\nRUN apt-get update\n")) is told


@pytest.mark.parametrize(
    ("steps", "aliases"),
    [
        ("RUN apt-get update", ("DL3009",)),
        ("RUN apk add x", ("DL3019",)),
        ("RUN apk update", ()),
        ("RUN apk update && apk add x", ("DL3019",)),
        ("RUN yum update -y", ()),
        ("RUN dnf install x", ("DL3040",)),
        ("RUN tdnf install x", ()),
        ("RUN zypper in x", ("DL3036",)),
        ("RUN pip download x", ()),
        ("RUN apt-get update\nRUN rm -rf /var/lib/apt/lists", ("DL3009",)),
        ("RUN npm ci", ()),
    ],
)
def test_old_ids_speak_where_their_tools_do(steps: str, aliases: tuple[str, ...]) -> None:
    assert [found.aliases for found in problems(f"FROM x\n{steps}\n")] == [aliases]


@pytest.mark.parametrize(("verb", "aliases"), [("install", ("DL3060",)), ("add x", ())])
def test_the_old_id_of_yarn_knows_the_install_alone(verb: str, aliases: tuple[str, ...]) -> None:
    assert [found.aliases for found in problems(f"FROM x\nRUN yarn {verb}\n", "LL208")] == [aliases]


@pytest.mark.parametrize(
    ("base", "low", "high"),
    [
        ("debian:12-slim", 15_920_000, 23_880_000),
        ("python:3.13-trixie", 17_360_000, 26_040_000),
        ("ubuntu:24.04", 44_160_000, 66_240_000),
        ("who/knows", 15_900_000, 66_200_000),
    ],
)
def test_the_size_of_package_lists(base: str, low: int, high: int) -> None:
    (found,) = problems(f"FROM {base}\nRUN apt-get update\n")
    assert found.cost is not None
    assert (found.cost.size.low, found.cost.size.high, found.cost.size.basis) == (low, high, "heuristic")


def test_a_second_copy_claims_no_bytes() -> None:
    first, second = problems("FROM debian:12\nRUN apt-get update\nRUN apt-get update\n")
    assert first.cost is not None
    assert second.cost is not None
    assert (first.cost.size.low > 0, second.cost.size.low) == (True, 0)


def test_the_late_clean_up_is_shown() -> None:
    text = "FROM debian:12\nRUN apt-get update\nRUN rm -rf /var/lib/apt/lists/*\n"
    (found,) = problems(text)
    assert [text[slice(*related.span)] for related in found.related] == ["rm -rf /var/lib/apt/lists/*"]


PIECES = [
    "apt-get update",
    "pip install x",
    " && ",
    "\n RUN ",
    "rm -rf ",
    "/var/lib/apt/lists/*",
    "~/.cache",
    "npm ci",
    "$(",
    ")",
    "'",
    "yarn",
    "--",
    "\\\n",
    "(",
    "export A=",
    "conda ",
]


@given(st.lists(st.sampled_from(PIECES), max_size=16).map("".join))
def test_nothing_is_too_strange(script: str) -> None:
    for found in problems(f"FROM debian\nRUN {script}\nCMD {script}\n"):
        assert 0 < len(found.message) <= 72


def test_windows_is_left_alone() -> None:
    assert said("# escape=`\nFROM mcr.microsoft.com/windows\nRUN pip install x\n") == []


@pytest.mark.parametrize(
    ("start", "told"), [('CMD ["/app"]', True), ('CMD ["go", "run", "."]', False), ("CMD ./run.sh", False), ("EXPOSE 1", False)]
)
def test_what_the_container_may_need_is_left_alone(start: str, *, told: bool) -> None:
    assert bool(said(f"FROM golang:1.25\nRUN go build -o /app .\n{start}\n", "LL217")) is told


def test_facts_are_worked_out_once() -> None:
    from layerlint.build.leftovers import leftovers

    file = facts_of("FROM a\nRUN apk add x\n")
    assert leftovers(file) is leftovers(file)
