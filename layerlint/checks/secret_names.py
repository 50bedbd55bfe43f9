"""Secrets in ARG and ENV, told by the names of the variables."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.knowledge.secret_names import buildkit, hadolint, is_given, is_secret
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Pair
    from layerlint.facts import Facts
    from layerlint.registry import Rule


def secret_in_variable(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL451: the name says that the value is a secret, and there is a value that can be one."""
    for pair in instruction.pairs:
        if _is_secret(pair, instruction, file):
            where = "the image" if instruction.name == "ENV" else "the history of the build"
            yield Finding(_name(pair), f"`{pair.name[:28]}` can be read in {where}", aliases=_heard(pair, instruction, rule))


def secret_sounding_variable(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL452: the other names of which BuildKit or hadolint speak."""
    for pair in instruction.pairs:
        heard = () if _is_secret(pair, instruction, file) else _heard(pair, instruction, rule)
        if heard:
            yield Finding(_name(pair), f"`{pair.name[:40]}` sounds like a secret", aliases=heard)


def _is_secret(pair: Pair, instruction: Instruction, file: Facts) -> bool:
    if not is_secret(pair.name.strip("\"'")) or not _ships(instruction, file):
        return False
    if pair.value is None:
        return instruction.name == "ARG"
    return is_given(file.scope(instruction).resolve(pair.value)[0]) or "$" in pair.value


def _ships(instruction: Instruction, file: Facts) -> bool:
    """What a stage for others is given does not get into the image."""
    return instruction.stage >= 0 and file.ships(file.dockerfile.stages[instruction.stage])


def _name(pair: Pair) -> tuple[int, int]:
    return pair.span[0], min(pair.span[0] + len(pair.name), pair.span[1])


def _heard(pair: Pair, instruction: Instruction, rule: Rule) -> tuple[str, ...]:
    """The old ids that speak of this pair. BuildKit does not look above the first FROM nor into ONBUILD; of an ARG
    hadolint reads the first name only."""
    heard = []
    plain = pair.name.strip("\"'")
    inside = instruction.stage >= 0 and _is_own(instruction)
    if inside and "$" not in plain and buildkit(plain):
        heard.append("SecretsUsedInArgOrEnv")
    if hadolint(plain) and (instruction.name == "ENV" or pair is instruction.pairs[0]):
        heard.append("DL3064")
    return tuple(alias for alias in rule.aliases if alias in heard)


def _is_own(instruction: Instruction) -> bool:
    """True for an instruction of the file, False for the trigger of an ONBUILD."""
    return instruction.keyword[0] == instruction.fragment.place(0)
