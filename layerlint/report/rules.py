"""What `layerlint rule` prints: one rule explained, or all of them in a list."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.report.ink import Ink, Piece

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.registry import Rule


def write_list(rules: list[Rule], ink: Ink) -> None:
    """One line a rule, in the order of the ids."""
    width = max((len(rule.name) for rule in rules), default=0)
    for rule in rules:
        state = rule.severity if rule.default else "off"
        ink.line((rule.id, f"link {rule.url}"), "  ", (f"{state:8}", state), f"{rule.name:{width}}  {rule.summary}")


def write_rules(rules: list[Rule], ink: Ink) -> None:
    """Everything about each rule."""
    for number, rule in enumerate(rules):
        if number:
            ink.line()
        for pieces in explained(rule):
            ink.line(*pieces)


def explained(rule: Rule) -> Iterator[list[Piece]]:
    """Head, reason, remedy, price, options, examples."""
    yield [(rule.id, f"link {rule.url}"), " ", (rule.name, "strong"), f": {rule.summary}"]
    state = "on by default" if rule.default else "off until selected"
    yield [("  ", ""), (rule.severity, rule.severity), f", {rule.category}, confidence {rule.confidence}, {state}"]
    if rule.aliases:
        yield [("  known elsewhere as ", "dim"), ", ".join(rule.aliases)]
    explanation = rule.explanation
    for title, text in (("why", explanation.why), ("fix", rule.help), ("cost", explanation.cost)):
        if text:
            yield []
            yield from _paragraph(title, text)
    for name, option in rule.options.items():
        yield []
        yield [("  option ", "dim"), (name, "strong"), f" ({option['type']}, {option['default']!r}): {option.get('help', '')}"]
    for title, examples in (("bad", explanation.bad), ("good", explanation.good)):
        if not examples:  # a team's own rule need not have one
            continue
        yield []
        yield [(f"  {title}", "dim")]
        for line in examples[0].rstrip("\n").split("\n"):
            yield [f"    {line}"]
    if rule.url:
        yield []
        yield [("  ", ""), (rule.url, f"link {rule.url}")]


def _paragraph(title: str, text: str) -> Iterator[list[Piece]]:
    """The text wrapped at 90 columns, its title in front of the first line."""
    from textwrap import wrap

    for number, line in enumerate(wrap(" ".join(text.split()), 82)):
        yield [(f"  {title if not number else '':6}", "dim"), line]
