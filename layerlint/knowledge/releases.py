"""Of which year the distribution of an image is, as far as its name tells, and what the tools of that year do."""

from __future__ import annotations

# Debian and Ubuntu by year; of a name such as `nvidia/cuda:8.0-devel-ubuntu14.04` a part tells.
_RELEASES = {
    2012: "precise ubuntu:12. ubuntu12.", 2013: "wheezy debian:7", 2014: "trusty ubuntu:14. ubuntu14. utopic",
    2015: "jessie debian:8 vivid wily ubuntu:15. ubuntu15.", 2016: "xenial ubuntu:16. ubuntu16.", 2017: "stretch debian:9",
    2018: "bionic ubuntu:18. ubuntu18.", 2019: "buster debian:10", 2020: "focal ubuntu:20. ubuntu20.", 2021: "bullseye debian:11",
    2022: "jammy ubuntu:22. ubuntu22.", 2023: "bookworm debian:12", 2024: "noble ubuntu:24. ubuntu24.", 2025: "trixie debian:13",
}  # fmt: skip
# Images with a pip of their own, be the distribution below as old as it may.
_OWN_PIP = ("python", "pypy", "conda")
_NEW_PIP = ("get-pip", "easy_install", "pyenv", "virtualenv", "venv")
# shadow 4.1.5 and 4.6.
_OLD_SHADOW = ("centos:6", "centos:7", "centos6", "centos7", "amazonlinux:1", "amazonlinux:2017", "amazonlinux:2018")


def release_year(reference: str | None) -> int | None:
    """The year of the distribution, or None where the name does not tell."""
    name = (reference or "").lower()
    return next((year for year, parts in _RELEASES.items() if any(part in name for part in parts.split())), None)


def brings_old_pip(reference: str | None) -> bool:
    """True where the distribution's pip keeps no cache: it came with pip 6.0 (changelog, 2014-12-22).

    Debian 8 has pip 1.5.6, Ubuntu 15.10 has 1.5.6, Ubuntu 16.04 has 8.1.1 (their packages, read 2026-11).
    """
    year = release_year(reference)
    return year is not None and year < 2016 and not any(part in (reference or "").lower() for part in _OWN_PIP)


def renews_pip(text: str) -> bool:
    """True for a command that may bring a newer pip: `pip install -U pip`, `curl … get-pip.py`."""
    return any(part in text for part in _NEW_PIP) or " pip" in text.partition("install")[2].replace("=", " ")


def fills_user_logs(reference: str | None) -> bool | None:
    """True where useradd enters each new user into its sparse log files, False where it no longer does, None where nobody knows.

    Up to shadow 4.12 it does (https://github.com/shadow-maint/shadow/pull/558): Debian 11 and Ubuntu 22.04 have 4.8.1. In Debian 12
    and Ubuntu 24.04 with 4.13 the files stay empty (tried with an id of 300000, 2026-11).
    """
    if any(part in (reference or "").lower() for part in _OLD_SHADOW):
        return True
    year = release_year(reference)
    return None if year is None else year < 2023
