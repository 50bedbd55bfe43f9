"""LL611 to LL621, LL623 to LL625, LL628: labels held against the schema that the configuration gives, one by one and for a whole stage."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from layerlint.build.timeline import KNOWN
from layerlint.dockerfile.words import has_variable
from layerlint.knowledge.label_values import FORMS, fits
from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Pair, Stage
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
    from layerlint.knowledge.label_values import expression_problem, nearest

    near = nearest(value)
    return f"{shown}{expression_problem(value)}; {f'did you mean `{near}`?' if near else advice}"


# What buildx writes into the image or its attestation from the repository it builds in (docs.docker.com, BUILDX_GIT_LABELS).
OF_GIT = ("org.opencontainers.image.revision", "org.opencontainers.image.source")
SHOWN = 2  # missing labels that a message names


def missing(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL612: the image lacks labels of the schema."""
    if stage is file.graph.target:
        yield from _missing(stage, _lacking(file, tuple(schema(rule)))[stage.index])


def missing_in_stage(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL613: a stage that is not the target lacks labels; one that others copy from, or that gets them where a stage
    without a name goes on with it, is left alone."""
    if stage is file.graph.target or (stage.name or "") in _copied_from(file):
        return
    added = _added(file).get(stage.index, set())
    yield from _missing(stage, [key for key in _lacking(file, tuple(schema(rule)))[stage.index] if key not in added])


def _missing(stage: Stage, lacking: list[str]) -> Iterator[Finding]:
    if lacking:
        named = " and ".join(f"`{short(key)}`" for key in lacking) if len(lacking) <= SHOWN else f"{len(lacking)} labels"
        message = f"{named} not set" if len(named) <= 60 else f"{len(lacking)} labels not set"
        yield Finding(_head(stage), message, help=f"add {', '.join(lacking)}")


@lru_cache(maxsize=2)
def _lacking(file: Facts, wanted: tuple[str, ...]) -> list[list[str]]:
    """By stage, the keys that neither it nor the stages it is built from set."""
    found: list[list[str]] = []
    for stage in file.dockerfile.stages:
        parent = file.graph.parent(stage)
        inherited = found[parent.index] if parent is not None else wanted
        own = _own_keys(stage, file)
        found.append([key for key in inherited if key not in own])
    return found


@lru_cache(maxsize=2)
def _added(file: Facts) -> dict[int, set[str | None]]:
    """By the index of a stage, the keys that stages without a name set that begin with it."""
    found: dict[int, set[str | None]] = {}
    for stage in file.dockerfile.stages:
        parent = file.graph.parent(stage)
        if parent is not None and stage.name is None:
            found.setdefault(parent.index, set()).update(_own_keys(stage, file))
    return found


@lru_cache(maxsize=1)
def _copied_from(file: Facts) -> set[str]:
    """The names of the stages that some COPY takes files from."""
    flags = (each.flag("from") for stage in file.dockerfile.stages for each in stage.instructions if each.name == "COPY")
    return {flag.value.lower() for flag in flags if flag and flag.value}


def _own_keys(stage: Stage, file: Facts) -> set[str | None]:
    return {key_of(pair, label, file) for label, pair in own_labels(stage)}


def own_labels(stage: Stage) -> Iterator[tuple[Instruction, Pair]]:
    """Every pair of every LABEL that stands in the stage."""
    for instruction in stage.instructions:
        if instruction.name == "LABEL":
            yield from ((instruction, pair) for pair in instruction.pairs)


def _head(stage: Stage) -> tuple[int, int]:
    return stage.base.span if stage.base is not None else stage.from_.keyword


def of_buildx(label: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL623: a label that buildx can take from the repository by itself."""
    del rule
    for pair in label.pairs:
        if key_of(pair, label, file) in OF_GIT:
            yield Finding(key_span(pair), f"buildx can set `{short(pair.name)}` from the repository")


def not_grouped(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL624: LABEL right behind LABEL."""
    del file, rule
    for before, here in pairwise(stage.instructions):
        if here.name == before.name == "LABEL":
            yield Finding(here.keyword, "a LABEL right behind another", related=[Related(before.keyword, "this one can take its pairs")])


def none_at_all(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL625: no LABEL for the image; its base may have some."""
    del rule
    if stage is file.graph.target and not any(any(own_labels(each)) for each in file.graph.chain(stage)):
        yield Finding(_head(stage), "the file gives the image no label")
