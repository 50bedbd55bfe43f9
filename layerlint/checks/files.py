"""LL246, LL248: files that are copied twice, and big ones that come along unnamed."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.effects import copy_effects
from layerlint.build.shipping import shipped_steps
from layerlint.problem import Cost, Finding, Related, exact, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.context import Context
    from layerlint.build.effects import Effect
    from layerlint.build.folder import Entry
    from layerlint.build.steps import Step
    from layerlint.dockerfile.model import Dockerfile, Instruction, Word
    from layerlint.facts import Facts
    from layerlint.problem import Size
    from layerlint.registry import Rule


def copied_twice(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL246: the same source goes to the same place in two layers, and nothing between them can have changed it."""
    del rule
    seen: dict[tuple[str, str, str], Effect] = {}
    told: set[tuple[str, str, str]] = set()
    for step in shipped_steps(file):
        instruction = step.instruction
        if instruction.name == "RUN":
            seen.clear()  # it may have changed or used up the first copy: then the second one is meant
        if instruction.name not in ("COPY", "ADD") or instruction.heredocs or instruction.flag("exclude"):
            continue
        origin = instruction.flag("from")
        flags = " ".join(f"{flag.name}={flag.value}" for flag in instruction.flags)
        for word, effect in zip(instruction.words[:-1], copy_effects(instruction, step.scope), strict=False):
            key = (flags, word.text.removeprefix("./"), effect.path)
            earlier = seen.get(key)
            if earlier is not None and key not in told and "$" not in word.text:
                told.add(key)
                related = [Related(earlier.span, "copied here first")]
                size = source_bytes(word.text, file.context) if origin is None else unknown()
                yield Finding(
                    word.span, f"`{_cut(word.text)}` is copied to the same place a second time", related=related, cost=Cost(0, size)
                )
            seen[key] = effect


def large_file(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL248: one big file that no COPY names comes along with its directory."""
    context = file.context
    least = rule.option("bytes")
    for step in shipped_steps(file) if context is not None else ():
        instruction = step.instruction
        if instruction.name not in ("COPY", "ADD") or instruction.flag("from") or instruction.flag("exclude") or instruction.heredocs:
            continue
        for big, word in _files_below(instruction, step, context) if context is not None else ():
            if big.size > least:
                message = f"`{_cut(big.path.rpartition('/')[2])}` comes along: one file of {big.size:,} bytes"
                deed = f"Add `{big.path}` to `.dockerignore`, or name what is wanted."
                yield Finding(word.span, message, help=deed, cost=Cost(0, exact(big.size)))
                break


def _files_below(instruction: Instruction, step: Step, context: Context) -> Iterator[tuple[Entry, Word]]:
    """The biggest file below each directory that is copied; a file that is named itself is wanted."""
    for word in instruction.words[:-1]:
        source = step.scope.expand(word.text)
        if source is None or "://" in source:
            continue
        for match in context.select(source).matches:
            if match.entry.kind == "dir":
                below = max(context.below(match.path), key=lambda entry: entry.size, default=None)
                if below is not None and not context.truncated:
                    yield below, word


def source_bytes(source: str, context: Context | None) -> Size:
    """The bytes of what a COPY source names in the build context, exactly; unknown without a context."""
    if context is None or "$" in source:
        return unknown()
    matches = context.select(source).matches
    weights = [context.weigh(match.path) for match in matches]
    return unknown() if not weights or context.truncated else exact(sum(weight.bytes for weight in weights))


def _cut(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"
