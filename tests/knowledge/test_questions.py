"""What asks, and what counts for an answer."""

from __future__ import annotations

import pytest

from layerlint.knowledge.package_managers import Call
from layerlint.knowledge.questions import ASKERS, asks, is_answered


@pytest.mark.parametrize(
    ("command", "verb"),
    [
        ("apt-get install curl", "install"),
        ("apt-get -o Dir=/x install curl", "install"),
        ("apt-get update", None),
        ("apt-get autoremove", None),
        ("yum groupinstall x", "groupinstall"),
        ("yum list installed", None),
        ("dnf group install x", "group"),
        ("dnf group list", None),
        ("dnf module reset nodejs", "module"),
        ("dnf module", None),
        ("zypper rm vim", "rm"),
        ("zypper ref", None),
    ],
)
def test_verbs_that_ask(command: str, verb: str | None) -> None:
    words = command.split()
    assert asks(ASKERS[words[0]], Call(words, words[0]).arguments) == verb


def test_a_verb_that_nobody_knows_asks_nothing() -> None:
    assert asks(ASKERS["apt-get"], [None, "curl"]) is None


@pytest.mark.parametrize(
    ("command", "answered"),
    [
        ("apt-get install x", False),
        ("apt-get -y install x", True),
        ("apt-get install -fy x", True),
        ("apt-get install --yes x", True),
        ("apt-get install --assume-yes x", True),
        ("apt-get -q install x", False),
        ("apt-get -qq install x", True),
        ("apt-get -q -q install x", True),
        ("apt-get --quiet --quiet install x", True),
        ("apt-get -q=1 install x", False),
        ("apt-get -q=2 install x", True),
        ("apt-get --quiet=2 install x", True),
        ("apt-get --force-yes install x", False),
        ("apt-get -s install x", True),
        ("yum -qq install x", False),
        ("yum --assumeyes install x", True),
        ("dnf --assumeno install x", True),
        ("zypper -n in x", True),
        ("zypper in --no-confirm x", True),
        ("zypper -q in x", False),
    ],
)
def test_answers(command: str, *, answered: bool) -> None:
    words = command.split()
    assert is_answered(ASKERS[words[0]], words) is answered
