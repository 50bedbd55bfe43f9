"""`.hadolint.yaml`, read as it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from layerlint import _catalog
from layerlint.configuration.policies import Asked, Policies, Policy


def row(id: str, aliases: tuple[str, ...], *, default: bool = False, **options: dict[str, Any]) -> dict[str, Any]:
    words = {"id": id, "name": id.lower(), "category": "maintainability", "aliases": aliases, "default": default, "options": options}
    return {**words, "severity": "warning", "confidence": "high", "summary": "-"}


LIST: dict[str, Any] = {"default": [], "type": "list"}
TRUTH: dict[str, Any] = {"default": False, "type": "boolean"}


@pytest.fixture(autouse=True)
def catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (
        row("LL301", ("DL3008",)),
        row("LL201", ("DL3009",), default=True),
        row("LL611", ("DL3026",), **{"trusted-registries": LIST}),
        row("LL612", ("DL3026",)),
        row("LL613", ("DL3049", "DL3051"), **{"label-schema": LIST}),
        row("LL614", ("DL3050",), **{"label-schema": LIST, "strict-labels": TRUTH}),
    )
    monkeypatch.setattr(_catalog, "RULES", rows)


def read(folder: Path, text: str) -> tuple[Policy, list[str]]:
    (folder / ".hadolint.yaml").write_text(text)
    notes: list[str] = []
    return Policies(Asked(), note=notes.append).of(str(folder / "Dockerfile")), notes


def wanted(policy: Policy) -> list[str]:
    """The ids that are reported under some old id."""
    return [rule.id for rule in policy.selection.rules if any(policy.selection.wants(rule, (alias,)) for alias in rule.aliases)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", ["LL201"], id="empty"),
        pytest.param("ignored: [DL3009]", [], id="ignored"),
        pytest.param("ignored: [DL3009, SC2086, DL9999]", [], id="ids-nobody-has"),
        pytest.param("ignored:", ["LL201"], id="no-value"),
        pytest.param("override: {info: [DL3008]}", ["LL301", "LL201"], id="override-selects"),
        pytest.param("override: {error: [DL3009, SC2086]}", ["LL201"], id="override-of-ids-nobody-has"),
        pytest.param("ignored: [DL3008]\noverride: {error: [DL3008]}", ["LL201"], id="ignored-wins"),
        pytest.param("trustedRegistries: [quay.io]", ["LL201", "LL611", "LL612"], id="registries"),
        pytest.param("trustedRegistries: []", ["LL201"], id="no-registries"),
        pytest.param("label-schema: {a: text}", ["LL201", "LL613", "LL614"], id="labels"),
        pytest.param("strict-labels: true", ["LL201", "LL614"], id="strict"),
        pytest.param("label-schema: {a: text}\nignored: [DL3049, DL3050]", ["LL201", "LL613"], id="one-of-two-ids"),
    ],
)
def test_what_runs(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert wanted(read(tmp_path, text)[0]) == expected


def test_options_reach_the_rules_that_have_them(tmp_path: Path) -> None:
    text = "trustedRegistries:\n- docker.io\n- '*.gcr.io'\nlabel-schema:\n  maintainer: text\n  built: rfc3339\nstrict-labels: true\n"
    given = {rule.id: rule.given for rule in read(tmp_path, text)[0].selection.known}
    schema = ["maintainer=text", "built=rfc3339"]
    assert given["LL611"] == {"trusted-registries": ["docker.io", "*.gcr.io"]}
    assert given["LL612"] == {}
    assert given["LL613"] == {"label-schema": schema}
    assert given["LL614"] == {"label-schema": schema, "strict-labels": True}


# As hadolint 2.15.1: of several severities the gravest counts; `none` fails on everything that is reported.
@pytest.mark.parametrize(
    ("text", "severity", "threshold"),
    [
        ("override: {error: [DL3009], info: [DL3009]}", "error", "warning"),
        ("override: {style: [DL3009], info: [DL3009]}", "info", "warning"),
        ("failure-threshold: error", None, "error"),
        ("failure-threshold: none", None, "style"),
        ("failure-threshold: ignore", None, "style"),
        ("no-fail: true\nfailure-threshold: error", None, "never"),
        ("no-fail: false", None, "warning"),
    ],
)
def test_severity_and_threshold(tmp_path: Path, text: str, severity: str | None, threshold: str) -> None:
    policy, _ = read(tmp_path, text)
    rule = next(rule for rule in policy.selection.known if rule.id == "LL201")
    assert (policy.selection.set_severity(rule, ("DL3009",)), policy.fail_on) == (severity, threshold)


def test_comments_can_be_forbidden(tmp_path: Path) -> None:
    assert read(tmp_path, "disable-ignore-pragma: true")[0].selection.inline is False
    assert read(tmp_path, "disable-ignore-pragma: false")[0].selection.inline is True


@pytest.mark.parametrize(
    ("text", "form", "noted"),
    [
        ("format: tty", "text", False),
        ("format: json", "json", False),
        ("formats: [gnu, json]", "concise", False),
        ("format: codacy", None, True),
        ("no-color: true\nverbose: true\noutput: x", None, False),
    ],
)
def test_the_form_of_the_report(tmp_path: Path, text: str, form: str | None, *, noted: bool) -> None:
    policy, notes = read(tmp_path, text)
    assert policy.format == form
    assert [f"{tmp_path}/.hadolint.yaml: format: there is no `codacy` here; it has no effect"] * noted == notes
