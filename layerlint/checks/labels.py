"""LL611, LL614 to LL621, LL628: keys and values of labels, held against the schema that the configuration gives.

A schema is a list of `key=type`; the types are in knowledge/label_values.py. A value that hangs on a build argument
without a default, or on the base image, is not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.timeline import KNOWN
from layerlint.dockerfile.words import has_variable
from layerlint.knowledge.label_values import FORMS, fits
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Pair
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# Docker keeps these to itself (docs.docker.com, Docker object labels).
RESERVED = ("com.docker.", "io.docker.", "org.dockerproject.")
LONGEST_KEY = 34  # characters of a key that a message of 72 has room for


def schema(rule: Rule) -> dict[str, str]:
    """The types by key that the option `label-schema` names; a key without a type is text."""
    pairs = (str(entry).partition("=") for entry in rule.option("label-schema"))
    return {key.strip(): kind.strip() or "text" for key, _, kind in pairs if key.strip()}


def key_of(pair: Pair, label: Instruction, file: Facts) -> str | None:
    """The key as the builder will write it; None where a variable leaves it open."""
    return file.scope(label).expand(pair.name)


def key_span(pair: Pair) -> Span:
    """Where the key stands, quotes included."""
    return pair.span[0], min(pair.span[0] + len(pair.name), pair.span[1])


def short(key: str) -> str:
    """The key, cut to what a message has room for."""
    return key if len(key) <= LONGEST_KEY else key[: LONGEST_KEY - 1] + "…"


def invalid_key(label: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL611: a key of other characters than Docker's guideline asks for, or in a namespace that is Docker's."""
    del rule
    for pair in label.pairs:
        key = key_of(pair, label, file)
        if key is None:
            continue
        if key.startswith(RESERVED):
            yield Finding(key_span(pair), f"`{short(key)}` is in a namespace of Docker's own", help="use a name of your own")
        elif not _is_plain(key):
            yield Finding(key_span(pair), f"`{short(key)}` is no plain label key")


def _is_plain(key: str) -> bool:
    """Small letters, digits, dots and hyphens, `_` and `/` besides, as tools print and filter them without quotes."""
    if not key.isascii() or not key[:1].islower() or not key[-1:].isalnum() or key != key.lower():
        return False
    return key.translate({ord(sign): "a" for sign in "._-/"}).isalnum() and ".." not in key and "--" not in key


def not_in_schema(label: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL614: a key that the schema does not name, where it is strict."""
    known = schema(rule)
    if not rule.option("strict-labels"):
        return
    for pair in label.pairs:
        key = key_of(pair, label, file)
        if key is not None and key not in known:
            yield Finding(key_span(pair), f"`{short(key)}` is not in the label schema")


def empty_value(label: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL615: a label of the schema without a value. Tools that check forms speak of the form as well."""
    for pair, key, kind in _typed(label, file, rule):
        value, certainty = file.scope(label).resolve(pair.value or "")
        if value or certainty != KNOWN:
            continue
        heard = [rule.match["form"].get(kind)]
        if not has_variable(pair.value or ""):
            heard += rule.match["empty"]
        span = pair.value_span if pair.value else pair.span
        yield Finding(span, f"the value of `{short(key)}` is empty", aliases=tuple(filter(None, heard)))


def bad_value(label: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL616 to LL621: the value has not the form that the schema asks of it."""
    wanted = rule.match["kind"]
    name, advice = FORMS[wanted]
    for pair, key, kind in _typed(label, file, rule):
        if kind != wanted or not pair.value:
            continue
        value = file.scope(label).expand(pair.value)
        if value and not fits(kind, value):
            heard = rule.aliases if _text_is_unfit(kind, pair.value) else ()
            yield Finding(pair.value_span, f"`{short(key)}` is no {name}", help=_help(kind, pair.value, value, advice), aliases=heard)


def unknown_value(label: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL628: a value that is to have a form hangs on what the file does not tell."""
    for pair, key, kind in _typed(label, file, rule):
        if kind not in rule.match or not pair.value or file.scope(label).expand(pair.value) is not None:
            continue
        heard = (rule.match[kind],) if _text_is_unfit(kind, pair.value) else ()
        yield Finding(pair.value_span, f"`{short(key)}` hangs on a variable without a value", aliases=heard)


def _text_is_unfit(kind: str, written: str) -> bool:
    """True where the text as it stands has not the form, which is what other tools judge."""
    return not fits(kind, written.strip("\"'"))


def _typed(label: Instruction, file: Facts, rule: Rule) -> Iterator[tuple[Pair, str, str]]:
    """The pairs that the schema names: pair, key, type."""
    known = schema(rule)
    for pair in label.pairs if known else ():
        key = key_of(pair, label, file)
        if key is not None and key in known:
            yield pair, key, known[key]


def _help(kind: str, written: str, value: str, advice: str) -> str:
    shown = f"here it is `{value[:60]}`; " if has_variable(written) else ""
    if kind != "spdx":
        return shown + advice
    from layerlint.knowledge.spdx import expression_problem, nearest

    near = nearest(value)
    return f"{shown}{expression_problem(value)}; {f'did you mean `{near}`?' if near else advice}"
