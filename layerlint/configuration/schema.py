"""The JSON schema of the configuration, from the same tables that check it; written by `python -m layerlint.catalog`."""

from __future__ import annotations

from layerlint.configuration.keys import BASE_KEYS, KEYS, NUMBER, OVERRIDE_KEYS, SEVERITY, TABLE, TABLES, TEXT, TEXTS, TRUTH, Key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Json = dict[str, Any]

ADDRESS = "https://raw.githubusercontent.com/layerlint/layerlint/main/docs/layerlint.schema.json"
DIALECT = "http://json-schema.org/draft-07/schema#"
OPTION_KINDS = {"integer": NUMBER, "string": TEXT, "boolean": TRUTH, "list": TEXTS}
SEVERITY_HELP = "Its severity, which also selects it; off leaves it out."


def schema(rules: list[Json]) -> Json:
    """The schema of layerlint.toml and of [tool.layerlint], with the options of these rule files."""
    return {
        "$schema": DIALECT,
        "$id": ADDRESS,
        "title": "Configuration of layerlint",
        **_table(KEYS, rules),
    }


def _table(keys: dict[str, Key], rules: list[Json]) -> Json:
    found: Json = {"type": "object", "additionalProperties": False}
    if "paths" in keys:
        found["required"] = ["paths"]
    found["properties"] = {name: _property(name, key, rules) for name, key in keys.items()}
    return found


def _property(name: str, key: Key, rules: list[Json]) -> Json:
    described = {"description": key.help}
    if name == "rules":
        return described | (_rules(rules) if rules else {"$ref": "#/properties/rules"})
    if name == "bases":
        return described | {"type": "object", "additionalProperties": _table(BASE_KEYS, [])}
    if key.kind == TABLES:
        return described | {"type": "array", "items": _table(OVERRIDE_KEYS, [])}
    return described | _kind(key)


def _kind(key: Key) -> Json:
    if key.kind == TEXTS:
        return {"type": "array", "items": {"type": "string"}}
    if key.choices:
        return {"enum": list(key.choices)}
    return {"type": {TEXT: "string", TRUTH: "boolean", NUMBER: "integer", TABLE: "object"}[key.kind]}


def _rules(rules: list[Json]) -> Json:
    """A table for each rule with options, under its id and its name; any other rule has a severity alone."""
    plain: Json = {"severity": {"description": SEVERITY_HELP, "enum": list(SEVERITY)}}
    tables: Json = {}
    for rule in rules:
        if rule.get("options"):
            options = {name: _option(option) for name, option in rule["options"].items()}
            table = {"description": rule["summary"], "type": "object", "additionalProperties": False, "properties": plain | options}
            tables[rule["id"]] = table
            tables[rule["name"]] = {"$ref": f"#/properties/rules/properties/{rule['id']}"}
    return {"type": "object", "properties": tables, "additionalProperties": {"type": "object", "properties": plain}}


def _option(option: Json) -> Json:
    return {"description": option.get("help", ""), "default": option["default"]} | _kind(Key(OPTION_KINDS[option["type"]], ""))
