"""What is known of published base images: layers, bytes, USER, WORKDIR, ENV.

The table beside this module is made by tools/make_base_table.py from the public records of docker-library/repo-info and
dotnet/versions. A tag moves: every record has its date, and its bytes are an interval.
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
# On-disk bytes per compressed byte: least, median, most (27 tags with both records, 2026-11).
ALPINE_RATIO = (1.94, 2.62, 3.38)
OTHER_RATIO = (2.0, 2.75, 2.9)

# Images of a bare distribution: they set no variable but PATH, no USER and no WORKDIR (repo-info, all tags).
DISTRIBUTIONS = frozenset(
    "almalinux alpine amazonlinux archlinux busybox centos debian fedora opensuse/leap oraclelinux photon rockylinux ubuntu".split()
)


class BaseImage:
    """One record: `layers` counts, `compressed` and `disk` are bytes (`disk` None: not recorded).

    `user`, `workdir` and `env` are None where the record says nothing. `env` maps the names of the variables that the
    image sets to their values, None for a value that drifts from build to build.
    """

    __slots__ = ("compressed", "date", "digest", "disk", "env", "layers", "reference", "user", "workdir")

    def __init__(self, fields: list[str]) -> None:
        self.reference = fields[0]
        self.layers = int(fields[2])
        self.compressed = int(fields[3])
        self.disk = None if fields[4] == "-" else int(fields[4])
        self.date = _known(fields[5])
        self.digest = _known(fields[6])
        self.user = _known(fields[7])
        self.workdir = _known(fields[8])
        self.env: dict[str, str | None] | None = None if fields[9] == "-" else _environment(fields[9])

    @property
    def disk_bytes(self) -> tuple[int, int, int]:
        """Uncompressed bytes: least, likely, most."""
        if self.disk is not None:
            return _drifted(self.disk)
        least, median, most = ALPINE_RATIO if "alpine" in self.reference else OTHER_RATIO
        return int(self.compressed * least), int(self.compressed * median), int(self.compressed * most)

    @property
    def compressed_bytes(self) -> tuple[int, int, int]:
        """Bytes in a registry: least, likely, most."""
        return _drifted(self.compressed)


@cache
def find(reference: str, platform: str = DEFAULT_PLATFORM) -> BaseImage | None:
    """The record of an image such as `node:22-slim` or `docker.io/library/node:22-slim`; None when there is none.

    A digest behind the tag is not compared: the record tells about the tag.
    """
    row = f"\n{canonical(reference)}\t{_normal_platform(platform)}\t".encode("utf-8", "replace")
    table = _table()
    start = table.find(row)
    if start < 0:
        return None
    return BaseImage(table[start + 1 : table.find(b"\n", start + 1)].decode().split("\t"))


def canonical(reference: str) -> str:
    """`name:tag` as the table has it: Docker Hub's own names without registry and `library/`, `latest` written out."""
    registry, path, tag, _ = split_reference(reference)
    if registry in ("docker.io", "index.docker.io", "registry-1.docker.io"):
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


def _drifted(size: int) -> tuple[int, int, int]:
    return size - size * DRIFT_PERCENT // 100, size, size + size * DRIFT_PERCENT // 100
