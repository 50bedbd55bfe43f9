"""What the rules about bytes say of a text: read from the rule files themselves."""

from __future__ import annotations

from functools import cache
from typing import Any

from layerlint import catalog
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.engine import Problem, lint
from layerlint.facts import Facts
from layerlint.registry import Rule, Selection, rules


@cache
def known() -> dict[str, Rule]:
    """All rules by id; those about bytes as their files have them now."""
    fresh = [Rule(**catalog._row(rule)) for rule in catalog.load().values()]
    return {rule.id: rule for rule in [*rules(), *fresh]}


def facts_of(text: str, path: str = "Dockerfile", **surroundings: Any) -> Facts:
    return Facts(parse(Source(text.encode(), path)), **surroundings)


def problems(text: str, *ids: str, facts: Facts | None = None, options: dict[str, Any] | None = None) -> list[Problem]:
    """The problems of these rules (LL2 as a whole when none is named), in file order."""
    every = list(known().values())
    wanted = [rule for rule in every if rule.id in ids or (not ids and rule.id.startswith("LL2") and rule.default)]
    for rule in wanted if options else ():
        rule.options = {name: {**row, "default": (options or {}).get(name, row["default"])} for name, row in rule.options.items()}
    return lint(facts or facts_of(text), Selection(every, {rule.id: None for rule in wanted}, set())).problems


def said(text: str, *ids: str, **surroundings: Any) -> list[str]:
    """`LINE ID text` of each problem, where text is the marked place."""
    facts = facts_of(text, **surroundings)
    source = facts.dockerfile.source
    return [
        f"{source.line(found.span[0])} {found.rule.id} {source.text[slice(*found.span)]}" for found in problems(text, *ids, facts=facts)
    ]
