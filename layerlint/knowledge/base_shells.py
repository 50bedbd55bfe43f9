"""Which program is /bin/sh in a published base image, and which images are known to set no SHELL of their own.

Debian and Ubuntu have dash (wiki.debian.org/Shell), Alpine and busybox the ash of busybox, the families of Red Hat and
SUSE bash. The default variants are those of the official images' READMEs, read 2026-11.
"""

from __future__ import annotations

from layerlint.knowledge.base_images import canonical
from layerlint.knowledge.windows import is_windows

DASH, BUSYBOX, OTHER = "dash", "busybox", "other"

_BUSYBOX = frozenset("alpine busybox bash docker traefik composer".split())
# Official images that are Debian or Ubuntu unless the tag says otherwise.
_DASH = frozenset(
    "debian ubuntu buildpack-deps python node golang ruby php rust gcc perl postgres nginx redis httpd haproxy memcached mariadb mongo rabbitmq "
    "wordpress haskell elixir erlang julia r-base tomcat eclipse-temurin maven gradle jetty drupal solr cassandra".split()
)
_RELEASES = frozenset("stretch buster bullseye bookworm trixie sid xenial bionic focal jammy noble wheezy jessie trusty".split())
_OTHERS = (
    "alpine", "amazonlinux", "al2", "amazoncorretto", "oracle", "ubi", "centos", "fedora", "rocky", "alma", "windows", "nanoserver", "mariner", "azure",
    "openjdk", "ibm", "sapmachine", "semeru", "microsoft", "photon", "suse", "opensuse", "scratch", "distroless", "amzn",
)  # fmt: skip
# Of other publishers, these alone are known to leave SHELL alone.
_VENDORS = ("nvidia/cuda", "mcr.microsoft.com/dotnet/", "registry.access.redhat.com/ubi", "amazonlinux/", "public.ecr.aws/docker/library/")


def sh_of(reference: str | None) -> str | None:
    """DASH, BUSYBOX or OTHER for an image that is known to set no SHELL, by its name; None for any other."""
    if not reference or is_windows(reference):
        return None
    name, _, tag = canonical(reference).rpartition(":")
    name = name.removeprefix("public.ecr.aws/docker/library/")
    if "/" in name and not name.startswith(_VENDORS):
        return None
    words = tag.replace(".", "-").split("-")
    if name in _BUSYBOX or any(word.startswith("alpine") for word in words):
        return BUSYBOX
    if any(word.startswith(_OTHERS) for word in words):
        return OTHER
    if name in _DASH or not _RELEASES.isdisjoint(words) or any(word.startswith(("ubuntu", "debian")) for word in words):
        return DASH
    return OTHER
