"""CMD, ENTRYPOINT and HEALTHCHECK: for the shell, as JSON, as JSON that is none; and of several in one stage only the last counts."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.scope import DEFAULT_SHELL
from layerlint.dockerfile.arguments import NotStrings, json_words
from layerlint.dockerfile.source import Fragment
from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.facts import Facts
    from layerlint.registry import Rule

BACKSLASH = "a backslash is written twice in it"
STRAIGHT = str.maketrans({"'": '"', "\u2018": '"', "\u2019": '"', "\u201c": '"', "\u201d": '"', "\u00ab": '"', "\u00bb": '"'})


def broken_json(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL588: meant as a JSON array and none, so that a shell gets the brackets. What it would be is told by mending it."""
    command = instruction.trigger if instruction.name == "HEALTHCHECK" else instruction
    if command is None:
        return
    reason = _broken(command)
    if reason:
        heard = _heard(instruction, file, rule)
        if reason == BACKSLASH:  # hadolint's own reading of JSON lets it pass
            heard = tuple(alias for alias in heard if alias != "DL3025")
        yield Finding(command.arguments_span, f"no JSON array: {reason}", aliases=heard)


def shell_form(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL654: CMD or ENTRYPOINT for the shell, which is process 1 then."""
    if not instruction.is_json and not _broken(instruction):
        yield Finding(instruction.arguments_span, "a command for a shell, not a JSON array", aliases=_heard(instruction, file, rule))


def shell_form_health_check(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL655: the same of a HEALTHCHECK."""
    del file, rule
    command = instruction.trigger
    if command is not None and not command.is_json and not _broken(command):
        yield Finding(command.arguments_span, "the check runs in a shell")


def _heard(instruction: Instruction, file: Facts, rule: Rule) -> tuple[str, ...]:
    """The old ids that speak here: BuildKit not of HEALTHCHECK, and not where the file chose a shell."""
    buildkit = instruction.name != "HEALTHCHECK" and file.scope(instruction).shell == DEFAULT_SHELL
    return tuple(alias for alias in rule.aliases if buildkit or alias != "JSONArgsRecommended")


def _broken(command: Instruction) -> str:
    """Why a bracketed list is no JSON array although it looks like one; empty for anything else."""
    text = command.arguments
    if command.is_json or not text.startswith("[") or not text.endswith("]"):
        return ""
    if _is_array(text):
        return ""  # refused for another reason
    straight = text.translate(STRAIGHT)
    body = straight[1:-1].strip()
    if straight != text and _is_array(straight):
        return "it takes double quotes only"
    if body.endswith(",") and _is_array(f"[{body[:-1]}]"):
        return "a comma stands behind the last item"
    if "\\" in straight and _is_array(straight.replace("\\", "\\\\")):
        return BACKSLASH
    items = [item.strip() for item in body.split(",")]
    if len(items) > 1 and _is_array("[" + ",".join(item if item[:1] == '"' else f'"{item}"' for item in items) + "]") and '"' in straight:
        return "every item needs its quotes"
    return ""


def _is_array(text: str) -> bool:
    try:
        return json_words(Fragment(text, [0], [0]), 0) is not None
    except NotStrings:
        return False


# The id that hadolint gives to each.
HADOLINT = {"CMD": "DL4003", "ENTRYPOINT": "DL4004", "HEALTHCHECK": "DL3012"}


def overridden_instruction(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL581, LL590: one that a later one of the same stage takes back, at the place of the dead one, as BuildKit does.

    Of two, one was forgotten; three and more are a list of forms, as the test cases of builders have them.
    """
    del file
    pairs = list(_pairs(stage))
    for dead, later in pairs:
        listed = sum(each.name == dead.name for each, _ in pairs) > 1
        if listed == rule.match["listed"]:
            related = [Related(later.keyword, "the one that counts" if not listed else "the next one")]
            yield Finding(dead.keyword, f"a later `{dead.name}` takes the place of this one", related=related)


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
