"""LL544, LL552: settings of a stage that a later line takes back. Off by default: a stage may mean it."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Pair, Stage
    from layerlint.facts import Facts
    from layerlint.registry import Rule


def replaced_unused(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL552: an ENV value that a later line replaces before anything can have used it."""
    del rule
    unused: dict[str, Pair] = {}
    for instruction in stage.instructions:
        if instruction.name == "RUN" or instruction.heredocs:
            unused.clear()
            continue
        for mentioned in _mentioned(instruction.fragment.text) if unused else ():
            unused.pop(mentioned, None)
        if instruction.name == "ENV":
            own = {name: pair for pair in instruction.pairs if (name := file.scope(instruction).expand(pair.name))}
            for name in [name for name in own if name in unused]:
                related = [Related(own[name].span, "this value counts")]
                yield Finding(unused[name].span, f"`{name[:26]}` is set again below before anything uses it", related=related)
            unused |= own


def _mentioned(text: str) -> Iterator[str]:
    """Every name behind a `$`, braces or not."""
    for part in text.split("$")[1:]:
        start = part.startswith("{")
        end = next((at for at, sign in enumerate(part) if at >= start and not (sign.isalnum() or sign == "_")), len(part))
        yield part[start:end]


def command_dropped(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL544: ENTRYPOINT takes away the CMD that the parent stage gave, and no other follows."""
    del rule
    parent = file.graph.parent(stage)
    if parent is None:
        return
    entry = next((each for each in stage.instructions if each.name == "ENTRYPOINT"), None)
    if entry is None or any(each.name == "CMD" for each in stage.instructions):
        return
    command = _inherited_command(parent, file)
    if command is not None and command.words:
        related = [Related(command.span, "this CMD is gone")]
        yield Finding(entry.keyword, "this ENTRYPOINT drops the CMD of the stage it begins with", related=related)


def _inherited_command(stage: Stage, file: Facts) -> Instruction | None:
    """The CMD that a stage hands on: the last one, unless a later stage of its chain has an ENTRYPOINT and no CMD."""
    for one in reversed(file.graph.chain(stage)):
        commands = [each for each in one.instructions if each.name == "CMD"]
        if commands:
            return commands[-1]
        if any(each.name == "ENTRYPOINT" for each in one.instructions):
            return None
    return None
