"""Settings of the image that cannot do what they are there for: LL541, LL542, LL544. On by default, so kept apart and small."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Pair, Stage
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# The two signals that no process can catch (signal(7)): by name, without SIG, and by number on Linux.
UNCAUGHT = {"KILL": "SIGKILL", "9": "SIGKILL", "STOP": "SIGSTOP", "19": "SIGSTOP"}


def uncaught_signal(stop: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL541: the container is to be stopped with a signal that its program never sees."""
    del rule
    written = file.scope(stop).expand(stop.words[0].text) if stop.words else None
    signal = UNCAUGHT.get((written or "").upper().removeprefix("SIG"))
    if signal == "SIGKILL":
        yield Finding(stop.arguments_span, "`SIGKILL` leaves the program no time to finish")
    elif signal:
        yield Finding(stop.arguments_span, "`SIGSTOP` freezes the program instead of ending it")


def variable_set_twice(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL542: an ENV value that another replaces before anything can have used it."""
    del rule
    unused: dict[str, tuple[Pair, Instruction]] = {}
    for instruction in stage.instructions:
        if instruction.name == "RUN" or instruction.heredocs:
            unused.clear()
            continue
        for mentioned in _mentioned(instruction.fragment.text) if unused else ():
            unused.pop(mentioned, None)
        for pair in instruction.pairs if instruction.name == "ENV" else ():
            name = file.scope(instruction).expand(pair.name)
            held = unused.get(name or "")
            if held is not None:
                where = "in this line" if held[1] is instruction else "below"
                related = [Related(pair.span, "this value counts")]
                yield Finding(held[0].span, f"`{name}` is set again {where} before anything uses it", related=related)
            if name:
                unused[name] = (pair, instruction)


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
