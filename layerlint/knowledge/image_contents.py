"""Which Debian an image stands on, and which packages it holds beside the bare one.

From the Dockerfiles of docker-library, read 2026-11. What no table knows is `None`, and a guess says that it is one.
"""

from __future__ import annotations

from layerlint.knowledge.base_images import canonical

# docker-library/buildpack-deps: each holds what the ones before it hold.
_CURL = "ca-certificates curl gnupg netbase sq wget"
_SCM = f"{_CURL} git mercurial openssh-client subversion procps"
_FULL = (
    f"{_SCM} autoconf automake bzip2 default-libmysqlclient-dev dpkg-dev file g++ gcc imagemagick libbz2-dev libc6-dev libcurl4-openssl-dev "
    "libdb-dev libevent-dev libffi-dev libgdbm-dev libglib2.0-dev libgmp-dev libjpeg-dev libkrb5-dev liblzma-dev libmagickcore-dev "
    "libmagickwand-dev libmaxminddb-dev libncurses5-dev libncursesw5-dev libncurses-dev libpng-dev libpq-dev libreadline-dev libsqlite3-dev "
    "libssl-dev libtool libwebp-dev libxml2-dev libxslt1-dev libyaml-dev make patch unzip xz-utils zlib1g-dev"
)
_DEVELOPED = f"{_FULL} libbluetooth-dev tk-dev uuid-dev"
_PHP = "autoconf dpkg-dev file g++ gcc libc6-dev make pkg-config ca-certificates curl xz-utils"
_RUBY = "bzip2 ca-certificates libffi-dev libgmp-dev libssl-dev libyaml-dev procps zlib1g-dev"
# By the image's name: with a tag that says `slim`, without.
_HOLDS: dict[str, tuple[str, str]] = {
    "debian": ("", ""), "buildpack-deps": ("", _FULL), "python": ("ca-certificates netbase tzdata", _DEVELOPED), "node": ("", _FULL),
    "golang": ("", f"{_SCM} g++ gcc libc6-dev make pkg-config"), "ruby": (_RUBY, _FULL), "rust": ("ca-certificates gcc libc6-dev", _FULL),
    "perl": ("", _FULL), "php": (_PHP, _PHP), "postgres": ("", "gnupg less locales libnss-wrapper xz-utils zstd"), "gcc": ("", _FULL),
    "nginx": ("", "ca-certificates curl gettext-base"), "httpd": ("", "ca-certificates"), "redis": ("", ""), "haproxy": ("", "ca-certificates"),
    "openjdk": ("ca-certificates p11-kit", f"{_SCM} bzip2 unzip xz-utils ca-certificates p11-kit"), "mysql": ("", ""), "mariadb": ("", ""),
}  # fmt: skip
# Plain tags that moved to Debian 13 with the image; the others stand on Debian 12 or cannot be told.
_TRIXIE = (
    "debian:latest", "debian:stable", "debian:13", "python:3", "python:latest", "php:8", "php:latest", "golang:1", "golang:latest", "rust:1",
    "rust:latest", "ruby:3", "ruby:4", "ruby:latest", "postgres:18", "postgres:latest", "buildpack-deps:latest",
)  # fmt: skip
# Words of a tag that tell of another Debian or Ubuntu, and the suite that is nearest to it.
_NEAR = {
    "trixie": ("trixie", "noble", "24.04", "24.10", "25.", "26.", "plucky", "questing", "resolute", "sid", "testing", "unstable"),
    "bookworm": ("bookworm", "22.04", "22.10", "23.", "20.04", "18.04", "jammy", "focal", "bionic", "bullseye", "buster", "stretch"),
}


class Holdings:
    """What a base is to a package manager: `suite` is the Debian whose table is used, `packages` are held beside the
    bare image. `sure`: it is that Debian, and holds that; `bare`: it is a bare distribution of another kind."""

    __slots__ = ("bare", "packages", "suite", "sure")

    def __init__(self, suite: str, packages: str, *, sure: bool, bare: bool) -> None:
        self.suite = suite
        self.packages = packages.split()
        self.sure = sure
        self.bare = bare


def holdings(reference: str | None) -> Holdings:
    """What is known of the packages of an image; of one that nobody knows, the nearest Debian as a guess."""
    path, _, tag = canonical(reference or "").rpartition(":")
    name = path.rpartition("/")[2]
    held = _HOLDS.get(name) if "/" not in path or path.startswith(("amd64/", "arm64v8/", "library/")) else None
    near = next((suite for suite, words in _NEAR.items() if any(word in tag for word in words)), None)
    exact = next((suite for suite in _NEAR if suite in tag), None)
    if held is None or "alpine" in tag or (near is not None and exact is None):
        bare = name in ("ubuntu", "debian", "alpine", "fedora", "centos", "almalinux", "rockylinux", "core", "leap")
        return Holdings(near or "trixie", "", sure=False, bare=bare)
    packages = held[0 if "slim" in tag else 1]
    if name == "buildpack-deps":
        packages = _CURL if "curl" in tag else _SCM if "scm" in tag else _FULL
    if exact is not None:
        return Holdings(exact, packages, sure=True, bare=not packages)
    tells = name == "debian" and tag.startswith(("12", "13", "latest", "stable"))
    newer = f"{name}:{tag}".startswith(_TRIXIE) and not tag.startswith("12")
    return Holdings("trixie" if newer else "bookworm", packages, sure=tells, bare=not packages)


_FAMILIES = {
    "alpine": ("alpine",),
    "debian": ("debian", "ubuntu", *_NEAR["trixie"], *_NEAR["bookworm"], "slim", "buildpack"),
    "rpm": ("fedora", "centos", "almalinux", "rocky", "azurelinux", "mariner", "rhel", "ubi", "amazonlinux", "oraclelinux", "suse"),
}


def family(reference: str | None) -> str:
    """`debian` (Ubuntu, too), `alpine`, `rpm`, or "" where neither name nor tag tells."""
    text = (reference or "").lower()
    return next((name for name, words in _FAMILIES.items() if any(word in text for word in words)), "")
