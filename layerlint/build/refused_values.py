"""What BuildKit refuses inside the instructions of a stage that it builds: expansions, ports, signals, modes, sources."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.timeline import KNOWN
from layerlint.dockerfile.model import Instruction, SyntaxProblem
from layerlint.dockerfile.source import Span
from layerlint.dockerfile.values import chmod_problem, port_problem, signal_problem
from layerlint.dockerfile.words import ExpansionError, Lookup, expand, has_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.facts import Facts

EXPANDED_WORDS = frozenset(("ADD", "COPY", "EXPOSE", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"))
EXPANDED_FLAGS = frozenset(("checksum", "chmod", "chown", "mount"))
SCHEMES = ("http://", "https://", "git://", "ssh://", "git@")


def _may_be(facts: Facts, name: str, instruction: Instruction) -> str | None:
    """A variable's value for judging modifiers only; what a base image or a build argument may set counts as set."""
    value = facts.scope(instruction).value(name)
    surely_unset = value.certainty == KNOWN or instruction.stage < 0
    return name if value.text is None and not surely_unset else value.text


def lookup_for(facts: Facts, instruction: Instruction) -> Lookup:
    """Looks variables up as `instruction` sees them, for judging modifiers only."""
    return lambda name: _may_be(facts, name, instruction)


def refused(text: str, lookup: Lookup, escape: str) -> str:
    """Why the builder cannot expand `text`; empty when it can."""
    if "$" not in text and '"' not in text and "'" not in text:
        return ""
    try:
        expand(text, lookup, escape)
    except ExpansionError as refusal:
        return str(refusal)
    return ""


def refused_expansions(facts: Facts, instruction: Instruction) -> Iterator[SyntaxProblem]:
    """Every text of the instruction that the builder expands and cannot."""
    for span, text, where in expanded(instruction):
        reason = refused(text, lookup_for(facts, instruction), facts.dockerfile.escape)
        if reason:
            yield SyntaxProblem("bad-expansion", span, f"{reason}{where}", reached_only=True)


def expanded(instruction: Instruction) -> Iterator[tuple[Span, str, str]]:
    """Every text that the builder expands in this instruction: where, what, and what to add to the message."""
    name = instruction.name
    for flag in instruction.flags:
        if flag.name in EXPANDED_FLAGS and flag.value:
            yield flag.span, flag.value, ""
    if name in EXPANDED_WORDS:
        heredocs = {heredoc.word.span for heredoc in instruction.heredocs}
        for word in instruction.words:
            if word.span not in heredocs:
                yield word.span, word.text, ""
    if name in ("COPY", "ADD"):
        for heredoc in instruction.heredocs:
            if heredoc.expand and "$" in heredoc.body.text:
                yield heredoc.word.span, heredoc.body.text.replace('"', "").replace("'", ""), " in the here-document"
    if name in ("ENV", "LABEL", "ARG"):
        for pair in instruction.pairs:
            if name != "ARG":
                yield pair.span, pair.name, ""
            if pair.value:
                yield pair.value_span, pair.value, ""


def _known(facts: Facts, instruction: Instruction, text: str) -> str | None:
    """The value of a text that may hold variables; None when it hangs on the base image or a build argument."""
    return facts.scope(instruction).expand(text)


def refused_values(facts: Facts, instruction: Instruction) -> Iterator[SyntaxProblem]:
    """Ports, signals, modes and sources, where they are known."""
    name, words = instruction.name, instruction.words
    if name in ("COPY", "ADD"):
        yield from _copy_values(facts, instruction)
    elif name == "EXPOSE":
        for word in words:
            reason = next(filter(None, map(port_problem, (_known(facts, instruction, word.text) or "").split())), "")
            if reason:
                yield SyntaxProblem("bad-port", word.span, reason, reached_only=True)
    elif name == "STOPSIGNAL" and words:
        signal = _known(facts, instruction, words[0].text)
        reason = signal_problem(signal) if signal is not None else ""
        if reason:
            yield SyntaxProblem("bad-value", words[0].span, reason, "for example `STOPSIGNAL SIGTERM`", reached_only=True)
    elif name == "VOLUME":
        for word in words:
            if has_variable(word.text) and _known(facts, instruction, word.text) == "":
                yield SyntaxProblem("bad-arguments", word.span, "a `VOLUME` cannot be an empty string", reached_only=True)


def _copy_values(facts: Facts, instruction: Instruction) -> Iterator[SyntaxProblem]:
    flag = instruction.flag("chmod")
    mode = _known(facts, instruction, flag.value) if flag and flag.value else None
    reason = chmod_problem(mode) if mode else ""
    if flag and reason:
        yield SyntaxProblem("bad-flag-value", flag.span, reason, reached_only=True)
    for word in instruction.words[:-1]:
        if "[" in word.text and not has_variable(word.text) and _open_bracket(word.text):
            advice = "a JSON array needs double quotes and no comma at its end" if word.text.startswith("[") else ""
            yield SyntaxProblem("bad-source", word.span, f"`{word.text[:40]}` is no pattern: a `[` is open", advice, reached_only=True)
        elif instruction.name == "COPY" and word.text.startswith(SCHEMES) and not instruction.flag("from"):
            yield SyntaxProblem("bad-source", word.span, "`COPY` takes no URL", "use `ADD`", reached_only=True)
    checksum = instruction.flag("checksum")
    if checksum and checksum.value and not any(word.text.startswith(SCHEMES) or has_variable(word.text) for word in instruction.words[:-1]):
        yield SyntaxProblem("bad-source", checksum.span, "`--checksum` is for URLs and git sources", reached_only=True)


def _open_bracket(pattern: str) -> bool:
    """True when a character class of a Go path pattern is never closed."""
    at = pattern.find("[")
    while at >= 0:
        close = pattern.find("]", at + 2)
        if close < 0:
            return pattern[at - 1 : at] != "\\"
        at = pattern.find("[", close)
    return False
