"""Which user a command puts into which further groups."""

from __future__ import annotations

import pytest

from layerlint.knowledge.user_groups import supplementary


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("usermod -aG docker app", ("app", ("docker",))),
        ("usermod -a -G docker,video app", ("app", ("docker", "video"))),
        ("usermod --append --groups docker app", ("app", ("docker",))),
        ("usermod app --groups=docker", ("app", ("docker",))),
        ("useradd -m -s /bin/sh -G docker app", ("app", ("docker",))),
        ("useradd -m -g docker app", None),
        ("usermod -u 1000 app", None),
        ("adduser app docker", ("app", ("docker",))),
        ("adduser --disabled-password --gecos x app", None),
        ("adduser -D -G docker app", None),
        ("addgroup app docker", ("app", ("docker",))),
        ("addgroup -g 10 docker", None),
        ("gpasswd -a app docker", ("app", ("docker",))),
        ("gpasswd -d app docker", None),
        ("usermod -aG", None),
        ("usermod", None),
        ("groupadd docker", None),
    ],
)
def test_commands(command: str, found: tuple[str, tuple[str, ...]] | None) -> None:
    words = command.split()
    assert supplementary(words[0], words) == found


def test_a_word_that_is_no_literal_says_nothing() -> None:
    assert supplementary("usermod", ["usermod", "-aG", "docker", None]) is None
