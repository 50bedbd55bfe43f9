"""Which program /bin/sh is in an image, told from the image's name; cmd.exe in one of Windows.

Looked up in the images (`ls -l /bin/sh`): Debian and Ubuntu have dash, Alpine has busybox, the families of Red Hat, SUSE,
Arch, Azure Linux and Photon have bash.
"""

from __future__ import annotations

from layerlint.knowledge.base_images import canonical

WINDOWS = ("windows", "nanoserver", "servercore")
BUSYBOX = ("alpine", "busybox")
BASH = (
    "almalinux amazonlinux amzn archlinux azurelinux bci cbl centos fedora mariner opensuse oraclelinux photon redhat rhel rocky sles suse ubi"
).split()
DASH = ("debian ubuntu wheezy jessie stretch buster bullseye bookworm trixie forky trusty xenial bionic focal jammy noble resolute").split()
# Docker's own images that stand on Debian where their tag says nothing else: https://hub.docker.com/_/buildpack-deps and its children.
ON_DEBIAN = frozenset("buildpack-deps golang node perl php python ruby rust".split())


def base_shell(reference: str) -> str | None:
    """One of busybox, bash, dash, cmd; None where the name does not tell. The name may be one with variables."""
    name = reference.lower()
    for shell, marks in (("cmd", WINDOWS), ("busybox", BUSYBOX)):
        if any(mark in name for mark in marks):
            return shell
    words = "".join(char if char.isalnum() else " " for char in name).split()
    for shell, begins in (("bash", tuple(BASH)), ("dash", tuple(DASH))):
        if any(word.startswith(begins) for word in words):
            return shell
    return "dash" if "$" not in name and canonical(name).partition(":")[0] in ON_DEBIAN else None
