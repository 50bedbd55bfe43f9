"""Releases of official images that get no fixes any more. Only what was over by 2026-11-01 is here, so that no clock is asked.

Each entry has its source, read 2026-11, and rows of `release[/other name]=date`. A release stands for all below it: `8` for `8.11`.
Where a distribution has paid support beyond the date, the date is that of the packages that everybody gets.
"""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.knowledge.base_images import canonical

ENDED = {
    "alpine": (
        "https://alpinelinux.org/releases/",
        (
            "3.16=2024-05-23 3.17=2024-11-22 3.18=2025-05-09 3.19=2025-11-01 3.20=2026-04-01 "
            "3.8=2020-05-01 3.10=2021-05-01 3.11=2021-11-01 3.12=2022-05-01 3.13=2022-11-01 3.14=2023-05-01 3.15=2023-11-01 "
            "3.1=2016-11-01 3.2=2017-05-01 3.3=2017-11-01 3.4=2018-05-01 3.5=2018-11-01 3.6=2019-05-01 3.7=2019-11-01"
        ),
    ),
    "centos": (
        "https://www.centos.org/centos-linux-eol/",
        "5/centos5=2017-03-31 6/centos6=2020-11-30 7/centos7=2024-06-30 8/centos8/latest=2021-12-31",
    ),
    "debian": (
        "https://wiki.debian.org/LTS",
        "6/squeeze=2016-02-29 7/wheezy=2018-05-31 8/jessie=2020-06-30 9/stretch=2022-06-30 10/buster=2024-06-30 11/bullseye=2026-08-31",
    ),
    "fedora": (
        "https://docs.fedoraproject.org/en-US/releases/eol/",
        (
            "20=2015-06-23 21=2015-12-01 22=2016-07-19 23=2016-12-20 24=2017-08-08 25=2017-12-12 26=2018-05-29 27=2018-11-30 "
            "28=2019-05-28 29=2019-11-26 30=2020-05-26 31=2020-11-24 32=2021-05-25 33=2021-11-30 34=2022-06-07 35=2022-12-13 "
            "36=2023-05-16 37=2023-12-05 38=2024-05-21 39=2024-11-26 40=2025-05-13 41=2025-12-15 42=2026-05-13"
        ),
    ),
    "node": (
        "https://github.com/nodejs/release#end-of-life-releases",
        (
            "0.10=2016-10-31 0.12=2016-12-31 4/argon=2018-04-30 5=2016-06-30 6/boron=2019-04-30 7=2017-06-30 8/carbon=2019-12-31 "
            "9=2018-06-30 10/dubnium=2021-04-30 11=2019-06-01 12/erbium=2022-04-30 13=2020-06-01 14/fermium=2023-04-30 15=2021-06-01 "
            "16/gallium=2023-09-11 17=2022-06-01 18/hydrogen=2025-04-30 19=2023-06-01 20/iron=2026-04-30 21=2024-06-01 23=2025-06-01"
        ),
    ),
    "php": (
        "https://www.php.net/eol.php",
        "5=2018-12-31 7.0=2019-01-10 7.1=2019-12-01 7.2=2020-11-30 7.3=2021-12-06 7.4=2022-11-28 7=2022-11-28 8.0=2023-11-26 8.1=2025-12-31",
    ),
    "postgres": (
        "https://www.postgresql.org/support/versioning/",
        "9.4=2020-02-13 9.5=2021-02-11 9.6=2021-11-11 9=2021-11-11 10=2022-11-10 11=2023-11-09 12=2024-11-14 13=2025-11-13",
    ),
    "python": (
        "https://devguide.python.org/versions/",
        "2=2020-01-01 3.3=2017-09-29 3.4=2019-03-18 3.5=2020-09-13 3.6=2021-12-23 3.7=2023-06-27 3.8=2024-10-07 3.9=2025-10-31",
    ),
    "ruby": (
        "https://www.ruby-lang.org/en/downloads/branches/",
        (
            "1=2015-02-23 2.0=2016-02-24 2.1=2017-03-31 2.2=2018-03-31 2.3=2019-03-31 2.4=2020-03-31 2.5=2021-03-31 2.6=2022-03-31 "
            "2.7=2023-03-31 2=2023-03-31 3.0=2024-04-23 3.1=2025-03-31 3.2=2026-03-31"
        ),
    ),
    "ubuntu": (
        "https://wiki.ubuntu.com/Releases",
        (
            "12.04/precise=2017-04-28 14.04/trusty=2019-04-25 14.10/utopic=2015-07-23 15.04/vivid=2016-02-04 15.10/wily=2016-07-28 "
            "16.04/xenial=2021-04-30 16.10/yakkety=2017-07-20 17.04/zesty=2018-01-13 17.10/artful=2018-07-19 18.04/bionic=2023-05-31 "
            "18.10/cosmic=2019-07-18 19.04/disco=2020-01-23 19.10/eoan=2020-07-17 20.04/focal=2025-05-29 20.10/groovy=2021-07-22 "
            "21.04/hirsute=2022-01-20 21.10/impish=2022-07-14 22.10/kinetic=2023-07-20 23.04/lunar=2024-01-25 23.10/mantic=2024-07-11 "
            "24.10/oracular=2025-07-10 25.04/plucky=2026-01-15 25.10/questing=2026-07-09"
        ),
    ),
}
DISTRIBUTIONS = ("alpine", "debian", "ubuntu")  # official images of other things name theirs behind a dash: `python:3.13-buster`

# Where the packages went, and of which releases: the host that the image asks has them no longer. Read 2026-11.
# www.debian.org/distrib/archive (buster was still being moved); centos.org: mirrorlist.centos.org is gone since 2024-07-01;
# help.ubuntu.com/community/EOLUpgrades: all but the LTS releases.
ARCHIVES = {
    "centos": ("vault.centos.org", "5 6 7 8 centos5 centos6 centos7 centos8"),
    "debian": ("archive.debian.org", "6 7 8 9 squeeze wheezy jessie stretch"),
    "ubuntu": (
        "old-releases.ubuntu.com",
        (
            "14.10 15.04 15.10 16.10 17.04 17.10 18.10 19.04 19.10 20.10 21.04 21.10 22.10 23.04 23.10 24.10 "
            "utopic vivid wily yakkety zesty artful cosmic disco eoan groovy hirsute impish kinetic lunar mantic oracular"
        ),
    ),
}


class Ended:
    """One release that is over: `what` is it as a reader knows it, `date` its last day, `source` the page that says so.

    `archive` is the host to which its packages were moved, empty where they are where they were.
    """

    __slots__ = ("archive", "date", "source", "what")

    def __init__(self, name: str, release: str, date: str, source: str) -> None:
        self.what = f"{name} {release}"
        self.date = date
        self.source = source
        host, moved = ARCHIVES.get(name, ("", ""))
        self.archive = host if release in moved.split() else ""


def ended(reference: str) -> Ended | None:
    """The release of an official image, or of the distribution below it, that gets no fixes any more; None for all others."""
    return next(_ended(reference), None)


def archived(reference: str) -> Ended | None:
    """The distribution in an official image whose packages were moved to an archive; None for all others."""
    return next((found for found in _ended(reference) if found.archive), None)


def _ended(reference: str) -> Iterator[Ended]:
    name, _, tag = canonical(reference).partition(":")
    first, *variants = tag.lower().split("-")
    found = (_release(name, first), _below(variants)) if "/" not in name else ()
    yield from (each for each in found if each is not None)


def _below(variants: list[str]) -> Ended | None:
    for variant in variants:
        for name in DISTRIBUTIONS:
            release = variant.removeprefix(name)
            found = _release(name, release) if release and (release != variant or release.isalpha()) else None
            if found is not None:
                return found
    return None


def _release(name: str, version: str) -> Ended | None:
    if name not in ENDED or not version:
        return None
    source, rows = ENDED[name]
    for row in rows.split():
        releases, _, date = row.partition("=")
        for release in releases.split("/"):
            if version == release or version.startswith(release + "."):
                return Ended(name, releases.partition("/")[0] if release == "latest" else release, date, source)
    return None
