"""CMD, ENTRYPOINT and HEALTHCHECK: of several in one stage only the last counts."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# The id that hadolint gives to each.
HADOLINT = {"CMD": "DL4003", "ENTRYPOINT": "DL4004", "HEALTHCHECK": "DL3012"}


def overridden_instruction(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL581: one that a later one of the same stage takes back, at the place of the dead one, as BuildKit does."""
    del file, rule
    for dead, later in _pairs(stage):
        yield Finding(
            dead.keyword, f"a later `{dead.name}` takes the place of this one", related=[Related(later.keyword, "the one that counts")]
        )


def repeated_instruction(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL582: the same, at the place of the later one, as hadolint does."""
    del file, rule
    for dead, later in _pairs(stage):
        message = f"the second `{later.name}` of this stage, or a further one"
        yield Finding(later.keyword, message, related=[Related(dead.keyword, "the one before")], aliases=(HADOLINT[later.name],))


def _pairs(stage: Stage) -> Iterator[tuple[Instruction, Instruction]]:
    """Each of these instructions with the next of its kind."""
    last: dict[str, Instruction] = {}
    for each in stage.instructions:
        if each.name in HADOLINT:
            if each.name in last:
                yield last[each.name], each
            last[each.name] = each
