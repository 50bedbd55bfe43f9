"""LL431 to LL437, LL451, LL452: passwords, keys and tokens that stand in the file, are named in it, or are copied into the image."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.paths import matches
from layerlint.checks.steps import context_copy, last_part
from layerlint.knowledge.variable_names import buildkit, hadolint, is_given, is_secret
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.model import Dockerfile, Instruction, Pair
    from layerlint.facts import Facts
    from layerlint.registry import Rule

_HELD = ("EXAMPLE", "example", "XXXX", "xxxx", "....", "your", "YOUR", "0000000000", "1234567890")  # what documents write for a secret


def chpasswd(call: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL431: `echo user:password | chpasswd` with the password in plain sight."""
    del rule
    before = file.invocations(call.run)[call.number - 1] if call.number and call.command.operator == "|" else None
    if before is None or before.name not in ("echo", "printf"):
        return
    for word in before.written[1:]:
        user, colon, password = (word.value or "").partition(":")
        if colon and user and password.strip("\\n"):
            yield Finding(word.span, f"the password of `{user[:20]}` can be read in the image's history")
            return


def credentials_in_address(instruction: Instruction, _: Facts, rule: Rule) -> Iterator[Finding]:
    """LL432: `https://user:password@host` with a literal password."""
    texts = [instruction.fragment, *(heredoc.body for heredoc in instruction.heredocs)]
    for fragment in texts:
        if "://" not in fragment.text or "@" not in fragment.text:
            continue
        import re

        for found in re.finditer(r"\b[a-z][a-z0-9+.-]{1,9}://([^\s/:@'\"$<>{}]{1,80}):([^\s/:@'\"$<>{}]{1,200})@[\w.-]", fragment.text):
            if not _is_held_place(found.group(2)):
                cloned = "git clone" in fragment.text
                message = f"the password of `{found.group(1)[:20]}` is part of an address"
                yield Finding(fragment.span(found.start(1), found.end(2)), message, aliases=rule.aliases if cloned else ())


def known_secrets(dockerfile: Dockerfile, _: Facts, rule: Rule) -> Iterator[Finding]:
    """LL433: text of the form that a provider gives its keys and tokens."""
    text = dockerfile.source.text
    if not any(mark in text for mark in rule.match["marks"]):
        return
    import re

    for name, shape in rule.match["shapes"].items():
        for found in re.finditer(shape, text):
            if not _is_held_place(found.group()):
                yield Finding(found.span(), f"this is {name}")


def _is_held_place(secret: str) -> bool:
    """True for what stands where a secret would: `ghp_xxxxxxxx`, `AKIAIOSFODNN7EXAMPLE`."""
    return any(mark in secret for mark in _HELD) or len(set(secret)) < 4


def password_argument(call: Invocation, _: Facts, rule: Rule) -> Iterator[Finding]:
    """LL434: `--password=secret` and its like."""
    options = rule.match["options"]
    for word in call.written[1:]:
        name, equals, value = (word.value or "").partition("=")
        if equals and value and name in options and not _is_held_place(value):
            yield Finding(word.span, f"`{name}` has its value in the image's history")


def private_files_copied(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL435, LL436: a COPY that names a file which is there to hold secrets."""
    if rule.match.get("shipped") and instruction.stage not in file.graph.shipped:
        return
    copy = context_copy(instruction, file)
    for source, word in zip(copy.sources, instruction.words, strict=False) if copy else ():
        parts = source.strip("/").split("/")
        name = last_part(source)
        wanted = any(matches(name, pattern) for pattern in rule.match["names"]) or not set(parts).isdisjoint(rule.match.get("folders", ()))
        if wanted and not any(matches(name, pattern) for pattern in rule.match["except"]):
            yield Finding(word.span, f"`{name[:30]}` {rule.match['says']}")


def secret_mount_readable(run: Instruction, _: Facts, rule: Rule) -> Iterator[Finding]:
    """LL437: a secret that every user of the build may read."""
    del rule
    from layerlint.dockerfile.mounts import fields  # few RUNs have flags

    for flag in run.flags:
        options = dict(fields(flag)) if flag.name == "mount" else {}
        mode = options.get("mode", "")
        if options.get("type") == "secret" and mode and not mode.strip("01234567") and int(mode[-1]) & 4:
            yield Finding(flag.value_span, f"`mode={mode[:8]}` lets every user read the secret")


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
