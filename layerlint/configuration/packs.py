"""A team's own rules: TOML files (`rule-paths`), and Python modules (`plugins`) that are imported only because a file names them.

A plugin has a function `rules()` that returns `layerlint.registry.Rule` objects, made anew by each call, whose `check` is a
function (subject, facts, rule) that yields `layerlint.problem.Finding` objects.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator

from layerlint.choice import PRESETS
from layerlint.configuration.files import table
from layerlint.configuration.keys import TABLE, TABLES, TEXT, TEXTS, TRUTH, Key, checked
from layerlint.configuration.layers import Layer
from layerlint.configuration.problem import BadConfiguration
from layerlint.problem import SEVERITIES
from layerlint.registry import Explanation, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CATEGORIES = ("cache", "layer-bloat", "reproducibility", "security", "correctness", "maintainability", "shell")
WORDS = ("all", "syntax", "shellcheck")  # selectors that are no rule's name
KEYS = {
    "id": Key(TEXT, ""),
    "name": Key(TEXT, ""),
    "category": Key(TEXT, "", CATEGORIES),
    "severity": Key(TEXT, "", SEVERITIES),
    "confidence": Key(TEXT, "", ("high", "medium", "low")),
    "since": Key(TEXT, ""),
    "default": Key(TRUTH, ""),
    "summary": Key(TEXT, ""),
    "onbuild": Key(TRUTH, ""),
    "docs": Key(TABLE, ""),
    "match": Key(TABLE, ""),
    "bad": Key(TABLES, ""),
    "good": Key(TABLES, ""),
}
NEEDED = ("id", "name", "summary", "match")
DOCS = {"why": Key(TEXT, ""), "fix": Key(TEXT, ""), "cost": Key(TEXT, ""), "url": Key(TEXT, "")}
# What a rule can match without Python (checks/house.py). One of the first six, the last two narrow some of them.
MATCH = {
    "forbid-image": Key(TEXTS, "FROM one of these images; `*` stands for anything."),
    "allow-image": Key(TEXTS, "FROM an image that is none of these."),
    "forbid-program": Key(TEXTS, "A RUN calls one of these programs."),
    "forbid-instruction": Key(TEXTS, "One of these instructions is used."),
    "require-instruction": Key(TEXTS, "The image has none of these instructions."),
    "forbid-text": Key(TEXT, "A regular expression is found in `instruction`."),
    "require-text": Key(TEXT, "A regular expression is not found in `instruction`."),
    "instruction": Key(TEXTS, "The instructions that forbid-text and require-text look at."),
    "with": Key(TEXT, "A regular expression that the command of forbid-program must contain."),
}
NARROWING = {"instruction": ("forbid-text", "require-text"), "with": ("forbid-program",)}
EXPRESSIONS = ("forbid-text", "require-text", "with")


def added(layer: Layer, known: list[Rule]) -> Iterator[Rule]:
    """The rules that this layer brings. Raises BadConfiguration, also for an id or a name that is taken."""
    taken = {word.casefold() for rule in known for word in (rule.id, rule.name, *rule.aliases)} | {*WORDS, *CATEGORIES, *PRESETS}
    for where, rule in _found(layer):
        if rule.id[:2].upper() == "LL":
            raise BadConfiguration(f"{where}: `{rule.id}`: ids that begin with LL are layerlint's own")
        if rule.page and rule.page.split() != [rule.page]:
            raise BadConfiguration(f"{where}: docs.url: an address has no blanks")
        for word in (rule.id, rule.name):
            if word.casefold() in taken:
                raise BadConfiguration(f"{where}: `{word}` is taken by another rule")
            taken.add(word.casefold())
        yield rule


def _found(layer: Layer) -> Iterator[tuple[str, Rule]]:
    """Each rule with the file or module it comes from."""
    for name in layer.texts("rule-paths"):
        for path in _files(os.path.join(layer.folder, name), f"{layer.where}: rule-paths: `{name}`"):
            yield path, pack_rule(path, table(path))
    for name in layer.texts("plugins"):
        where = f"{layer.where}: plugins: `{name}`"
        for rule in _plugin(name, layer.folder, where):
            yield where, rule


def _files(path: str, where: str) -> list[str]:
    if os.path.isdir(path):
        found = sorted(os.path.join(path, name) for name in os.listdir(path) if name.endswith(".toml"))
        if not found:
            raise BadConfiguration(f"{where}: no TOML file in this folder")
        return found
    if not os.path.isfile(path):
        raise BadConfiguration(f"{where}: no such file or folder")
    return [path]


def pack_rule(path: str, given: dict[str, Any]) -> Rule:
    """One rule file of a team. Raises BadConfiguration."""
    checked(given, KEYS, path)
    missing = [key for key in NEEDED if not given.get(key)]
    if missing:
        raise BadConfiguration(f"{path}: misses {', '.join(missing)}")
    match, docs = checked(given["match"], MATCH, f"{path}: match"), checked(given.get("docs", {}), DOCS, f"{path}: docs")
    examples = {key: tuple(str(one.get("code", "")) for one in given.get(key, ())) for key in ("bad", "good")}
    return Rule(
        id=given["id"],
        name=given["name"],
        category=given.get("category", "maintainability"),
        severity=given.get("severity", "warning"),
        confidence=given.get("confidence", "high"),
        summary=given["summary"],
        since=given.get("since", ""),
        default=given.get("default", True),
        onbuild=given.get("onbuild", False),
        help=" ".join(docs.get("fix", "").split()),
        match=match,
        page=docs.get("url", ""),
        told=Explanation(why=docs.get("why", ""), cost=docs.get("cost", ""), **examples),
        **_dispatch(match, f"{path}: match"),
    )


def _dispatch(match: dict[str, Any], where: str) -> dict[str, Any]:
    """What the rule looks at, and with which check. Raises BadConfiguration."""
    chosen = [key for key in match if key not in NARROWING]
    if len(chosen) != 1:
        raise BadConfiguration(f"{where}: needs exactly one of {', '.join(key for key in MATCH if key not in NARROWING)}")
    key = chosen[0]
    for narrowing, keys in NARROWING.items():
        if narrowing in match and key not in keys:
            raise BadConfiguration(f"{where}: `{narrowing}` belongs to {', '.join(keys)}")
    _check_expressions(match, where)
    if key in ("forbid-image", "allow-image"):
        return {"on": ("FROM",), "check": "house.image"}
    if key == "forbid-program":
        return {"on": ("COMMAND",), "programs": tuple(match[key]), "check": "house.program"}
    if key == "require-instruction":
        return {"on": ("FILE",), "check": "house.absent"}
    names = match[key] if key == "forbid-instruction" else match.get("instruction", [])
    if not names:
        raise BadConfiguration(f"{where}: `{key}` needs `instruction`")
    return {"on": tuple(name.upper() for name in names), "check": f"house.{'present' if key == 'forbid-instruction' else 'text'}"}


def _check_expressions(match: dict[str, Any], where: str) -> None:
    import re

    for key in EXPRESSIONS:
        if key in match:
            try:
                re.compile(match[key])
            except (re.error, RecursionError) as error:
                raise BadConfiguration(f"{where}: {key}: {error}") from error


def _plugin(name: str, folder: str, where: str) -> list[Rule]:
    """The rules of a Python module, which may stand beside the configuration. Raises BadConfiguration."""
    from importlib import import_module

    if folder not in sys.path:
        sys.path.append(folder)
    try:
        found: Iterable[Any] = list(import_module(name).rules())
    except Exception as error:  # code of somebody else: whatever it raises, the configuration names it
        raise BadConfiguration(f"{where}: {type(error).__name__}: {error}") from error
    rules = [rule for rule in found if isinstance(rule, Rule)]
    if rules != found:
        raise BadConfiguration(f"{where}: rules() returns something else than layerlint.registry.Rule")
    for rule in rules:
        rule.page = rule.page or ""
        rule.told = rule.told or Explanation(why="", bad=(), good=())
    return rules
