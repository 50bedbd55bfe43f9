"""Images whose distribution brings a pip without a cache: it came with pip 6.0 (changelog, 2014-12-22).

Debian 8 has pip 1.5.6, Ubuntu 14.04 has 1.5.4, Ubuntu 15.10 has 1.5.6 (packages of the distributions, read 2026-11).
"""

from __future__ import annotations

_OLD = ("wheezy", "jessie", "precise", "trusty", "utopic", "vivid", "wily", "debian:7", "debian:8", "ubuntu12.", "ubuntu14.", "ubuntu15.",
        "ubuntu:12.", "ubuntu:14.", "ubuntu:15.")  # fmt: skip
# Images with a pip of their own, be the distribution below as old as it may.
_OWN = ("python", "pypy", "conda")
_NEWER = ("get-pip", "easy_install", "pyenv", "virtualenv", "venv")


def brings_old_pip(reference: str | None) -> bool:
    """True for an image such as `ubuntu:14.04` or `nvidia/cuda:8.0-devel-ubuntu14.04`."""
    name = (reference or "").lower()
    return any(part in name for part in _OLD) and not any(part in name for part in _OWN)


def renews_pip(text: str) -> bool:
    """True for a command that may bring a newer pip: `pip install -U pip`, `curl … get-pip.py`."""
    return any(part in text for part in _NEWER) or " pip" in text.partition("install")[2].replace("=", " ")
