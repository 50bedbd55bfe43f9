"""`.hadolint.yaml`, read as hadolint 2.15 reads it: https://github.com/hadolint/hadolint#configure."""

from __future__ import annotations

import os

from layerlint.configuration.keys import TABLE, TEXT, TEXTS, TRUTH, Key, checked
from layerlint.configuration.layers import Layer
from layerlint.configuration.problem import BadConfiguration
from layerlint.settings import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# The least severity wins where an id stands under several.
SEVERITIES = ("style", "info", "warning", "error")
THRESHOLDS = (*SEVERITIES, "ignore", "none")
# What comes nearest to each of its formats here.
OWN_FORMATS = {
    "tty": "text",
    "gnu": "concise",
    "json": "json",
    "sarif": "sarif",
    "junit": "junit",
    "checkstyle": "checkstyle",
    "codeclimate": "gitlab",
    "gitlab_codeclimate": "gitlab",
    "codacy": "",
    "sonarqube": "",
}
KEYS = {
    "ignored": Key(TEXTS, ""),
    "override": Key(TABLE, ""),
    "failure-threshold": Key(TEXT, "", THRESHOLDS),
    "no-fail": Key(TRUTH, ""),
    "trustedRegistries": Key(TEXTS, ""),
    "label-schema": Key(TABLE, ""),
    "strict-labels": Key(TRUTH, ""),
    "disable-ignore-pragma": Key(TRUTH, ""),
    "format": Key(TEXT, "", tuple(OWN_FORMATS)),
    "formats": Key(TEXTS, ""),
    "no-color": Key(TRUTH, ""),
    "output": Key(TEXT, ""),
    "verbose": Key(TRUTH, ""),
}
REGISTRIES, SCHEMA, STRICT = ("trusted-registries", "registries"), ("label-schema",), ("strict-labels",)
LABEL_TYPES = ("text", "rawtext", "url", "semver", "hash", "rfc3339", "spdx", "email")
REGISTRY_RULES = frozenset(["DL3026"])
LABEL_RULES = frozenset(f"DL30{number}" for number in (48, 49, 50, 51, 52, 53, 54, 55, 56, 58))


def hadolint_layer(path: str, given: dict[str, Any], notes: list[str]) -> Layer:
    """The layer that says the same. Raises BadConfiguration; `notes` take what has no effect here."""
    table = checked({name: value for name, value in given.items() if value is not None}, KEYS, path)
    values: dict[str, Any] = {"ignore": table.get("ignored", []), "rules": _overridden(path, table.get("override", {}))}
    if "failure-threshold" in table:
        threshold = table["failure-threshold"]
        values["fail-on"] = "style" if threshold in ("ignore", "none") else threshold
    if table.get("no-fail"):
        values["fail-on"] = "never"
    if table.get("disable-ignore-pragma"):
        values["inline-suppressions"] = False
    formats = table.get("formats") or ([table["format"]] if "format" in table else [])
    if formats:
        form = OWN_FORMATS.get(formats[0], "")
        if form in FORMATS:
            values["format"] = form
        else:
            notes.append(f"{path}: format: there is no `{formats[0]}` here; it has no effect")
    layer = Layer(path, os.path.dirname(os.path.abspath(path)), values)
    layer.lenient = True
    if table.get("trustedRegistries"):
        layer.hints.append((REGISTRY_RULES, REGISTRIES, table["trustedRegistries"], "trustedRegistries"))
    if table.get("label-schema"):
        layer.hints.append((LABEL_RULES, SCHEMA, _schema(path, table["label-schema"]), "label-schema"))
    if table.get("strict-labels"):
        layer.hints.append((LABEL_RULES, STRICT, True, "strict-labels"))
    return layer


def _overridden(path: str, override: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The severities by id."""
    given = {name: ids for name, ids in override.items() if ids is not None}
    checked(given, {severity: Key(TEXTS, "") for severity in SEVERITIES}, f"{path}: override")
    return {word: {"severity": severity} for severity in SEVERITIES for word in given.get(severity, ())}


def _schema(path: str, schema: dict[str, Any]) -> list[str]:
    for label, kind in schema.items():
        if kind not in LABEL_TYPES:
            raise BadConfiguration(f"{path}: label-schema.{label}: `{kind}` is none of {', '.join(LABEL_TYPES)}")
    return [f"{label}={kind}" for label, kind in schema.items()]
