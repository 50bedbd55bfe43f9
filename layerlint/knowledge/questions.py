"""Which calls of OS package managers ask before they go on, and what answers for them.

apt asked of apt 2.6 in a build without a terminal (2026-11): `install` that brings more than it names, `remove`, `purge`
and `-d` end with "Abort." and 1; `-qq` goes on; `--force-yes` does not help. The others: yum(8), dnf(8), dnf5(8), zypper(8).
microdnf assumes yes, and takes `-y` for nothing: https://github.com/rpm-software-management/microdnf, dnf-main.c.
"""

from __future__ import annotations

from layerlint.knowledge.wrappers import Words


class Asker:
    """`verbs` ask; one of `answers`, or the letter y in a cluster of short flags, answers. `idle` options change nothing.

    `settings` are words (lower case) by which a configuration file may answer, or is written or copied.
    """

    __slots__ = ("answers", "idle", "settings", "verbs")

    def __init__(self, verbs: str, answers: str, idle: str, settings: str) -> None:
        self.verbs = frozenset(verbs.split())
        self.answers = frozenset(answers.split())
        self.idle = frozenset(idle.split())
        self.settings = tuple(settings.split())


_APT = Asker(
    "install remove purge upgrade dist-upgrade full-upgrade build-dep satisfy reinstall",
    "--yes --assume-yes --yes=true --assume-yes=true",
    "-s --simulate --just-print --dry-run --recon --no-act --print-uris -h --help -v --version --assume-no --trivial-only",
    "assume-yes apt.conf apt_config",
)
_DNF = Asker(
    "install groupinstall localinstall reinstall update upgrade remove erase downgrade swap distro-sync group module builddep",
    "--assumeyes --assumeyes=true",
    "-h --help --version --assumeno",
    "assumeyes defaultyes yum.conf dnf.conf",
)
_ZYPPER = Asker(
    "install in remove rm update up patch dist-upgrade dup source-install si verify install-new-recommends inr",
    "-n --non-interactive --no-confirm",
    "-h --help --version -D --dry-run",
    "zypp.conf zypper.conf",
)
ASKERS = {"apt-get": _APT, "apt": _APT, "aptitude": _APT, "yum": _DNF, "dnf": _DNF, "dnf5": _DNF, "zypper": _ZYPPER}

UPGRADES = frozenset("upgrade dist-upgrade full-upgrade update distro-sync up dup".split())

# Of `dnf group list` and `dnf module list` nothing comes that anybody need answer.
_CHANGES = frozenset("install remove upgrade update enable disable reset switch-to".split())
_QUIET = 2  # apt's level of quiet from which on it assumes yes


def asks(asker: Asker, arguments: Words) -> str | None:
    """The verb with which a call asks; None where it does not, whoever answers."""
    verb = arguments[0] if arguments else None
    if verb is None or verb not in asker.verbs:
        return None
    if verb in ("group", "module") and (len(arguments) < 2 or arguments[1] not in _CHANGES):
        return None
    return verb


def is_answered(asker: Asker, words: Words) -> bool:
    """True when a flag says yes, or that nothing is to be done."""
    flags = [word for word in words[1:] if word and word.startswith("-")]
    if any(flag in asker.answers or flag in asker.idle or (_is_cluster(flag) and "y" in flag) for flag in flags):
        return True
    return asker is _APT and sum(map(_quiet, flags)) >= _QUIET


def _is_cluster(flag: str) -> bool:
    return flag[1:2] != "-" and flag[1:].partition("=")[0].isalpha()


def _quiet(flag: str) -> int:
    """How much quieter a flag makes apt."""
    name, _, level = flag.partition("=")
    if name in ("-q", "--quiet") and level.isdigit():
        return int(level[:2])
    return 1 if flag == "--quiet" else flag.count("q") if _is_cluster(flag) else 0
