"""What is known of published base images: layers, bytes, USER, WORKDIR, ENV; which are Windows, and of which year they are.

The table beside this module is made by tools/make_base_table.py from the public records of docker-library/repo-info and
dotnet/versions. A tag moves: every record has its date, and its bytes are an interval. Names of Windows images: the
catalogue of mcr.microsoft.com and the old `microsoft/` names, read 2026-11.
"""

from __future__ import annotations

import os
from functools import cache

from layerlint.dockerfile.references import split_reference

TABLE = os.path.join(os.path.dirname(__file__), "base_images.txt")
DEFAULT_PLATFORM = "linux/amd64"
# What both builders put into the environment of an image that sets no PATH (moby/oci defaults, asked of Docker 28).
DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

# Bytes of a tag drift by 0.5 % in the median over its rebuilds, far more for pre-release tags (repo-info, 2026-09).
DRIFT_PERCENT = 5
# Patch releases of one image differ by up to a tenth, a minor release by more (repo-info, python, node and golang, 2026-09).
NEIGHBOUR_PERCENT = 25
SHORT_DIGEST = len("sha256:") + 16
HUBS = ("docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com")
# On-disk bytes per compressed byte: least, median, most (27 tags with both records, 2026-11).
ALPINE_RATIO = (1.94, 2.62, 3.38)
OTHER_RATIO = (2.0, 2.75, 2.9)

# Images of a bare distribution: they set no variable but PATH, no USER and no WORKDIR (repo-info, all tags).
DISTRIBUTIONS = frozenset(
    "almalinux alpine amazonlinux archlinux busybox centos debian fedora opensuse/leap oraclelinux photon rockylinux ubuntu".split()
)


class BaseImage:
    """One record: `layers` counts (None: not known), `compressed` and `disk` are bytes (None: not recorded).

    `user`, `workdir` and `env` are None where the record says nothing. `env` maps the names of the variables that the
    image sets to their values, None for a value that drifts from build to build. `basis` is that of a Size; `drift` is the
    percentage by which the bytes of the tag may have moved. `diff_ids` name the layers, oldest first, empty where not known.
    """

    __slots__ = ("basis", "compressed", "date", "diff_ids", "digest", "disk", "drift", "env", "layers", "reference", "user", "workdir")

    def __init__(self, fields: list[str]) -> None:
        self.basis = "base-table"
        self.drift = DRIFT_PERCENT
        self.diff_ids: tuple[str, ...] = ()
        self.reference = fields[0]
        self.layers: int | None = int(fields[2])
        self.compressed: int | None = int(fields[3])
        self.disk = None if fields[4] == "-" else int(fields[4])
        self.date = _known(fields[5])
        self.digest = _known(fields[6])
        self.user = _known(fields[7])
        self.workdir = _known(fields[8])
        self.env: dict[str, str | None] | None = None if fields[9] == "-" else _environment(fields[9])

    @classmethod
    def told(cls, reference: str, basis: str, *, layers: int | None, disk: int | None, compressed: int | None) -> BaseImage:
        """A record that a team gives, or that is learned from an archive: its bytes do not drift."""
        record = cls([reference, "", "0", "0", "-" if disk is None else str(disk), "-", "-", "-", "-", "-"])
        record.basis, record.drift = basis, 0
        record.layers, record.compressed = layers, compressed
        return record

    @property
    def disk_bytes(self) -> tuple[int, int, int] | None:
        """Uncompressed bytes: least, likely, most."""
        if self.disk is not None:
            return _drifted(self.disk, self.drift)
        if self.compressed is None:
            return None
        least, median, most = self._ratio
        return int(self.compressed * least), int(self.compressed * median), int(self.compressed * most)

    @property
    def compressed_bytes(self) -> tuple[int, int, int] | None:
        """Bytes in a registry: least, likely, most."""
        if self.compressed is not None:
            return _drifted(self.compressed, self.drift)
        if self.disk is None:
            return None
        least, median, most = self._ratio
        return int(self.disk / most), int(self.disk / median), int(self.disk / least)

    @property
    def _ratio(self) -> tuple[float, float, float]:
        return ALPINE_RATIO if "alpine" in self.reference else OTHER_RATIO


@cache
def find(reference: str, platform: str = DEFAULT_PLATFORM) -> BaseImage | None:
    """The record of an image such as `node:22-slim` or `docker.io/library/node:22-slim`; None when there is none.

    A digest behind the tag is not compared: the record tells about the tag. A digest alone is looked for among those of the table.
    """
    _, _, tag, digest = split_reference(reference)
    if digest and not tag:
        return _by_digest(canonical(reference).rpartition(":")[0], digest)
    row = f"\n{canonical(reference)}\t{_normal_platform(platform)}\t".encode("utf-8", "replace")
    table = _table()
    start = table.find(row)
    if start < 0:
        return None
    return BaseImage(table[start + 1 : table.find(b"\n", start + 1)].decode().split("\t"))


@cache
def nearest(reference: str, platform: str = DEFAULT_PLATFORM) -> BaseImage | None:
    """The record of the image, else that of the longest known form of its tag: `3.12.4-slim` is near `3.12-slim`, then `3-slim`.

    What is only near has wider bytes, no digest, and no value for a variable that holds a version.
    """
    found = find(reference, platform)
    if found is not None:
        return found
    name, _, tag = canonical(reference).rpartition(":")
    version, dash, variant = tag.partition("-")
    while found is None and "." in version and version.replace(".", "").isdecimal():
        version = version.rpartition(".")[0]
        found = find(f"{name}:{version}{dash}{variant}", platform)
    return None if found is None else _as_neighbour(found)


def _as_neighbour(record: BaseImage) -> BaseImage:
    from copy import copy

    near = copy(record)
    near.drift, near.digest = NEIGHBOUR_PERCENT, None
    if record.env is not None:
        near.env = {name: None if value and any(char.isdigit() for char in value) else value for name, value in record.env.items()}
    return near


def _by_digest(name: str, digest: str) -> BaseImage | None:
    """The record of that digest; some of the table are cut to sixteen digits."""
    table = _table()
    place = table.find(f"\t{digest[:SHORT_DIGEST]}".encode("utf-8", "replace"))
    if place < 0:
        return None
    line = table[table.rfind(b"\n", 0, place) + 1 : table.find(b"\n", place)].decode()
    record = BaseImage(line.split("\t"))
    same = digest == record.digest or (len(record.digest or "") == SHORT_DIGEST and digest.startswith(record.digest or "-"))
    return record if same and record.reference.rpartition(":")[0] == name else None


def canonical(reference: str) -> str:
    """`name:tag` as the table has it: Docker Hub's own names without registry and `library/`, `latest` written out.

    The usual mirrors of Docker Hub's official images are understood.
    """
    registry, path, tag, _ = split_reference(reference)
    if registry in HUBS:
        registry = ""
    elif registry == "public.ecr.aws" and path.startswith("docker/library/"):
        registry, path = "", path.removeprefix("docker/")
    elif registry == "mirror.gcr.io" and path.startswith("library/"):
        registry = ""
    if not registry:
        path = path.removeprefix("library/")
    return f"{registry}/{path}:{tag or 'latest'}" if registry else f"{path}:{tag or 'latest'}"


def distribution(reference: str) -> str | None:
    """The name of the bare distribution that the image is, or None."""
    name = canonical(reference).partition(":")[0]
    return name if name in DISTRIBUTIONS else None


@cache
def _table() -> bytes:
    with open(TABLE, "rb") as table:
        return table.read()


def _normal_platform(platform: str) -> str:
    return {"linux/arm64/v8": "linux/arm64", "linux/x86_64": "linux/amd64", "linux/aarch64": "linux/arm64", "amd64": "linux/amd64"}.get(
        platform, platform
    )


def _known(field: str) -> str | None:
    return None if field == "-" else field


def _environment(field: str) -> dict[str, str | None]:
    env: dict[str, str | None] = {}
    for word in field.split():
        name, equals, value = word.partition("=")
        env[name] = value if equals else None
    return env


def _drifted(size: int, percent: int) -> tuple[int, int, int]:
    return size - size * percent // 100, size, size + size * percent // 100


_PATHS = (
    "mcr.microsoft.com/windows", "mcr.microsoft.com/dotnet/framework/", "microsoft/windowsservercore", "microsoft/nanoserver",
    "microsoft/dotnet-framework", "microsoft/aspnet", "microsoft/iis", "microsoft/mssql-server-windows",
)  # fmt: skip
_WORDS = ("windowsservercore", "nanoserver", "servercore")


def is_windows(reference: str | None) -> bool:
    """True for an image that can only be Windows, by its name or tag."""
    if not reference:
        return False
    registry, path, tag, _ = split_reference(reference)
    name = f"{registry}/{path}" if registry else path
    words = (tag or "").lower().replace("_", "-").split("-")
    return name.lower().startswith(_PATHS) or not set(_WORDS).isdisjoint(words)


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
