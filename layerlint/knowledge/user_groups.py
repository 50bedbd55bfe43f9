"""Commands that put a user into further groups, and which user that is.

Sources: useradd(8), usermod(8) and gpasswd(1) of shadow, adduser(8) of Debian, adduser and addgroup of BusyBox.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

Words = Sequence["str | None"]

PROGRAMS = frozenset(("useradd", "usermod", "adduser", "addgroup", "gpasswd"))
# Groups that programs look up by the user's name and not in the groups of the process: sudo does so (sudo.conf(5), group_source).
LOOKED_UP_BY_NAME = frozenset(("sudo", "wheel", "admin"))
_WITH_VALUE = frozenset(
    "-u --uid -g --gid -s --shell -d --home --home-dir -c --comment --gecos -k --skel -K --key -p --password -e --expiredate -f --inactive "
    "-h -b --base-dir --ingroup --firstuid --lastuid -G --groups -l --login".split()
)


def supplementary(name: str, words: Words) -> tuple[str, tuple[str, ...]] | None:
    """(user, groups) of a command that gives a user supplementary groups; None for any other. Only literal words count."""
    if name not in PROGRAMS or any(word is None for word in words):
        return None
    written = [word for word in words[1:] if word is not None]
    operands = list(_operands(written))
    if name in ("useradd", "usermod"):
        groups = _groups_option(written)
        return (operands[-1], groups) if operands and groups else None
    if name == "gpasswd" and "-a" not in written:
        return None
    # `adduser USER GROUP`, `gpasswd -a USER GROUP`, and BusyBox's `addgroup USER GROUP`.
    return (operands[0], (operands[1],)) if len(operands) == 2 else None


def _operands(words: list[str]) -> Iterator[str]:
    """What is no option and no value of one; `-aG` takes a value as `-G` does."""
    rest = iter(words)
    for word in rest:
        if not word.startswith("-"):
            yield word
        elif word in _WITH_VALUE or _ends_in_groups(word):
            next(rest, None)


def _ends_in_groups(word: str) -> bool:
    """True for `-G` and `-aG`."""
    return not word.startswith("--") and word.endswith("G")


def _groups_option(words: list[str]) -> tuple[str, ...]:
    for word, after in pairwise([*words, ""]):
        if word.startswith("--groups="):
            return tuple(word.partition("=")[2].split(","))
        if word == "--groups" or _ends_in_groups(word):
            return tuple(filter(None, after.split(",")))
    return ()
