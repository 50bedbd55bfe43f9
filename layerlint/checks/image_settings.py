"""LL541 to LL543, LL622: settings of the image that do nothing. On by default, so kept apart from the rest and small."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

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


def groups_dropped(user: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL543: `USER name:group` makes the container run without the groups that a RUN gave the user."""
    del rule
    if ":" in user.arguments:
        from layerlint.checks.image_users import dropped_groups

        yield from dropped_groups(user, file)


def label_set_twice(label: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL622: a stage gives one label another value below; only the last is in the image."""
    del rule
    last = _last_labels(file)
    for pair in label.pairs:
        key = file.scope(label).expand(pair.name)
        final = last.get((label.stage, key))
        if final is not None and final is not pair:
            related = [Related(final.span, "this value is in the image")]
            yield Finding(pair.span, f"`{(key or '')[:40]}` is set again below", related=related)


@lru_cache(maxsize=1)
def _last_labels(file: Facts) -> dict[tuple[int, str | None], Pair]:
    """By stage and key, the pair that counts; keys that hang on an unknown variable are left out."""
    found: dict[tuple[int, str | None], Pair] = {}
    for label in file.dockerfile.instructions:
        if label.name == "LABEL":
            found |= {(label.stage, key): pair for pair in label.pairs if (key := file.scope(label).expand(pair.name)) is not None}
    return found
