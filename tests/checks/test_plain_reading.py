"""Where a tool that reads each RUN by itself would speak: the spellings it knows, and those it does not."""

from __future__ import annotations

import pytest

from layerlint.checks.plain_reading import plainly_left
from tests.checks.bloat import facts_of


@pytest.mark.parametrize(
    ("alias", "run", "left"),
    [
        ("DL3009", "apt-get update", True),
        ("DL3009", "/usr/bin/apt-get update", False),
        ("DL3009", "sudo apt-get update", False),
        ("DL3009", "rm -rf /x && apt-get update", False),
        ("DL3009", "apt-get update && rm -r /var/lib/apt/lists/*", False),
        ("DL3009", "apt-get update && rm -fr /var/lib/apt/lists", True),
        ("DL3009", "--mount=type=cache,target=/var/lib/apt apt-get update", True),
        ("DL3009", "--mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/var/cache/apt apt-get update", False),
        ("DL3009", "--mount=type=bind,target=/var/lib/apt/lists apt-get update", True),
        ("DL3019", "apk add x", True),
        ("DL3019", "apk add --no-cache x && apk add y", True),
        ("DL3032", "yum clean all && yum install x", True),
        ("DL3032", "yum install x && yum clean packages", False),
        ("DL3036", "zypper in x && rm -rf /var/cache/zypp", True),
        ("DL3040", "dnf install x && microdnf install y && dnf clean all", True),
        ("DL3040", "dnf upgrade", True),
        ("DL3040", "dnf update", False),
        ("DL3042", "python3 -m pip install x", True),
        ("DL3042", "pipx install x", False),
        ("DL3042", "pip install --no-cache x", True),
        ("DL3042", "PIP_NO_CACHE_DIR=1 pip install x", False),
        ("DL3042", "PIP_NO_CACHE_DIR=0 pip install x", True),
        ("DL3042", "export A=1 PIP_NO_CACHE_DIR=on && pip install x", False),
        ("DL3042", "--mount=type=cache,target=/home/a/.cache/pip pip install x", False),
        ("DL3060", "yarn install && yarn cache clean", False),
        ("DL3060", "yarn cache clean && yarn install && yarn cache clean", True),
    ],
)
def test_plain_reading(alias: str, run: str, *, left: bool) -> None:
    facts = facts_of(f"FROM debian\nRUN {run}\n")
    assert plainly_left(facts.dockerfile.instructions[1], facts, alias) is left


@pytest.mark.parametrize(("value", "left"), [("1", False), ("yes", False), ("0", True), ("off", True)])
def test_the_variable_counts_by_its_value(value: str, *, left: bool) -> None:
    facts = facts_of(f"FROM debian\nENV PIP_NO_CACHE_DIR={value}\nRUN pip install x\n")
    assert plainly_left(facts.dockerfile.instructions[2], facts, "DL3042") is left
