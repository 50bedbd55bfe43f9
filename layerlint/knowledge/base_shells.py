"""Which program is /bin/sh in an image, told from the image's name.

Looked up in the images (`ls -l /bin/sh`, 2026-11): Debian and Ubuntu have dash (wiki.debian.org/Shell), Alpine and busybox
the ash of busybox, the families of Red Hat, SUSE, Arch, Azure Linux and Photon bash; Windows has cmd.exe in its place.
The default variants of the official images are those of their READMEs.
"""

from __future__ import annotations

from layerlint.knowledge.base_images import canonical
from layerlint.knowledge.windows import is_windows

DASH, BUSYBOX, OTHER = "dash", "busybox", "other"

_WINDOWS = ("windows", "nanoserver", "servercore")
_BASH = (
    "almalinux", "amazonlinux", "amzn", "archlinux", "azurelinux", "bci", "cbl", "centos", "fedora", "mariner", "opensuse", "oraclelinux", "photon",
    "redhat", "rhel", "rocky", "sles", "suse", "ubi",
)  # fmt: skip
_DEBIAN = (
    "debian", "ubuntu", "wheezy", "jessie", "stretch", "buster", "bullseye", "bookworm", "trixie", "forky", "sid", "trusty", "xenial", "bionic", "focal",
    "jammy", "noble", "resolute",
)  # fmt: skip
# Images that stand on Debian where their tag says nothing else: https://hub.docker.com/_/buildpack-deps and its children.
_ON_DEBIAN = frozenset("buildpack-deps golang node perl php python ruby rust".split())
# Further official images whose default variant is Debian or Ubuntu, and the words of a tag that name another one.
_MOSTLY_DEBIAN = frozenset(
    "gcc postgres nginx redis httpd haproxy memcached mariadb mongo rabbitmq wordpress haskell elixir erlang julia r-base tomcat eclipse-temurin "
    "maven gradle jetty drupal solr cassandra".split()
)
_VARIANTS = (
    "al2",
    "amazoncorretto",
    "oracle",
    "azure",
    "openjdk",
    "ibm",
    "sapmachine",
    "semeru",
    "microsoft",
    "scratch",
    "distroless",
    "alma",
)
_BUSYBOX = frozenset("bash docker traefik composer".split())  # official images on Alpine that do not say so
# Of other publishers, these alone are known to set no SHELL of their own.
_VENDORS = ("nvidia/cuda", "mcr.microsoft.com/dotnet/", "registry.access.redhat.com/ubi", "amazonlinux/", "public.ecr.aws/docker/library/")


def base_shell(reference: str) -> str | None:
    """One of busybox, bash, dash, cmd; None where the name does not tell. The name may be one with variables."""
    name = reference.lower()
    if any(mark in name for mark in _WINDOWS):
        return "cmd"
    if "alpine" in name or "busybox" in name:
        return BUSYBOX
    words = "".join(char if char.isalnum() else " " for char in name).split()
    if any(word.startswith(_BASH) for word in words):
        return "bash"
    if any(word.startswith(_DEBIAN) for word in words):
        return DASH
    return DASH if "$" not in name and canonical(name).partition(":")[0] in _ON_DEBIAN else None


def sh_of(reference: str | None) -> str | None:
    """DASH, BUSYBOX or OTHER for an image that is known to set no SHELL; None for any other."""
    if not reference or is_windows(reference):
        return None
    name, _, tag = canonical(reference).rpartition(":")
    name = name.removeprefix("public.ecr.aws/docker/library/")
    if "/" in name and not name.startswith(_VENDORS):
        return None
    if any(word.startswith(_VARIANTS) for word in tag.replace(".", "-").split("-")):
        return OTHER
    found = BUSYBOX if name in _BUSYBOX else base_shell(f"{name}:{tag}")
    if found is None and name in _MOSTLY_DEBIAN:
        return DASH
    return found if found in (DASH, BUSYBOX) else OTHER
