"""Which images have which sh, which are Windows, and what the two small shells make of bash."""

from __future__ import annotations

import pytest

from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.engine import lint
from layerlint.facts import Facts
from layerlint.knowledge.base_images import is_windows
from layerlint.knowledge.base_shells import BUSYBOX, DASH, OTHER, base_shell, sh_of
from layerlint.registry import select


@pytest.mark.parametrize(
    ("reference", "sh"),
    [
        ("debian", DASH),
        ("docker.io/library/ubuntu:24.04", DASH),
        ("public.ecr.aws/docker/library/python:3.13", DASH),
        ("node:22-alpine3.20", BUSYBOX),
        ("alpine@sha256:00", BUSYBOX),
        ("maven:3-amazoncorretto-21", OTHER),
        ("fedora:42", OTHER),
        ("oraclelinux:9-slim", OTHER),
        ("debian:stable-slim", DASH),
        ("nvidia/cuda:12.6.3-base-ubuntu24.04", DASH),
        ("nvidia/cuda:12.6.3-base-rockylinux9", OTHER),
        ("mcr.microsoft.com/dotnet/sdk:9.0-noble", DASH),
        ("golang:windowsservercore-ltsc2022", None),
        ("someone/python:3", None),
        ("registry.example.org/debian:12", None),
        (None, None),
    ],
)
def test_sh_of_a_base(reference: str | None, sh: str | None) -> None:
    assert sh_of(reference) == sh


@pytest.mark.parametrize(
    ("reference", "windows"),
    [
        ("mcr.microsoft.com/windows/servercore:ltsc2022", True),
        ("mcr.microsoft.com/dotnet/framework/runtime:4.8", True),
        ("mcr.microsoft.com/dotnet/sdk:9.0-nanoserver-ltsc2022", True),
        ("python:3.13-windowsservercore", True),
        ("microsoft/aspnet", True),
        ("mcr.microsoft.com/dotnet/sdk:9.0", False),
        ("example/windows-tools:1", False),
        (None, False),
    ],
)
def test_windows(reference: str | None, *, windows: bool) -> None:
    assert is_windows(reference) is windows


# What became of each in Debian 12 (dash 0.5.12) and busybox 1.37, run 2026-11: error where the shell gave up, warning
# where it went on and did something else than bash, "" where it did the same.
RUN = [
    ("[[ -n x ]]", "warning", ""),
    ("source /x", "warning", ""),
    ("pushd /tmp", "warning", "warning"),
    ("declare -a x", "warning", "warning"),
    ("let x=1+1", "warning", ""),
    ("cat <(echo x)", "error", ""),
    ("cat <<< x", "error", "error"),
    ("a=(x y)", "error", "error"),
    ("a=1; a+=2", "warning", "warning"),
    ("mkdir /{b,c}", "warning", "warning"),
    ("touch /f{1..3}", "warning", "warning"),
    ("echo x &> /tmp/y", "warning", "warning"),
    ("echo x >& /tmp/y", "error", ""),
    ("echo x |& cat", "error", "error"),
    ("echo ${x//b/c}", "error", ""),
    ("echo ${x/b/c}", "error", ""),
    ("echo ${x:1:2}", "error", ""),
    ("echo ${x^^}", "error", "error"),
    ("echo ${x,,}", "error", "error"),
    ("echo ${!x}", "error", "error"),
    ("echo ${x[0]}", "error", "error"),
    ("echo ${x@Q}", "error", "error"),
    ("echo $'a'", "warning", ""),
    ("echo -e 'a'", "warning", ""),
    ("[ a == a ]", "warning", ""),
    ("set -euo pipefail; x", "error", ""),
    ("export -f f", "error", "error"),
    ("function f { echo x; }; f", "error", ""),
    ("function f() { echo x; }; f", "error", ""),
    ("f() { echo x; }; f", "", ""),
    ("echo ${x:-1} ${x%/*} ${x##*,} ${#x} $((1+1)) '${x^^}' \\{a,b} a{b", "", ""),
    ("[ a = a ] && . /x && printf 'a' > /y 2>&1", "", ""),
]


@pytest.mark.parametrize(("script", "dash", "busybox"), RUN)
def test_what_each_shell_makes_of_bash(script: str, dash: str, busybox: str) -> None:
    for base, expected in (("debian:12", dash), ("busybox:1.37", busybox)):
        report = lint(Facts(parse(Source(f"FROM {base}\nRUN {script}\n".encode(), "Dockerfile"))), select(["LL705"]))
        assert [problem.severity for problem in report.problems] == ([expected] if expected else []), base


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


def test_a_function_of_sh_is_none_of_bash_whatever_the_file_ends_with() -> None:
    text = "FROM debian:12\nRUN twice() { make && make; }; twice\n\n"
    assert lint(Facts(parse(Source(text.encode(), "Dockerfile"))), select(["LL705"])).problems == []
