"""LL541, LL542: settings of the image that cannot do what they are there for. On by default, so kept apart and small."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Pair
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


def variable_set_twice(env: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL542: one ENV gives a variable two values; each `$NAME` in it means what stood before the line."""
    del rule
    first: dict[str | None, Pair] = {}
    for pair in env.pairs:
        name = file.scope(env).expand(pair.name)
        if name and name in first:
            yield Finding(first[name].span, f"`{name[:40]}` is set again in this line", related=[Related(pair.span, "this value counts")])
        first[name] = pair
