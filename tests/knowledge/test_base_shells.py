"""Names of images to what /bin/sh is there."""

from __future__ import annotations

import pytest

from layerlint.knowledge.base_shells import base_shell


@pytest.mark.parametrize(
    ("reference", "shell"),
    [
        ("debian", "dash"),
        ("ubuntu:24.04", "dash"),
        ("docker.io/library/python:3.13-slim", "dash"),
        ("eclipse-temurin:21-jdk-noble", "dash"),
        ("mcr.microsoft.com/dotnet/sdk:8.0-bookworm-slim-amd64", "dash"),
        ("buildpack-deps:$SUITE", None),
        ("python:3.13-alpine", "busybox"),
        ("busybox", "busybox"),
        ("${PREFIX}alpine:3", "busybox"),
        ("fedora:43", "bash"),
        ("registry.access.redhat.com/ubi9/ubi-minimal", "bash"),
        ("public.ecr.aws/amazonlinux/amazonlinux:2", "bash"),
        ("nvidia/cuda:12-devel-rockylinux9", "bash"),
        ("mcr.microsoft.com/windows/servercore:ltsc2025", "cmd"),
        ("${WindowsServerCoreRepo}:${tag}", "cmd"),
        ("docker:29-cli", None),
        ("example.com/python:3", None),
        ("scratch", None),
        ("", None),
    ],
)
def test_the_shell_is_told_by_the_name(reference: str, shell: str | None) -> None:
    assert base_shell(reference) == shell
