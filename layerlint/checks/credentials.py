"""LL431 to LL437: passwords, keys and tokens that stand in the file or are copied into the image."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.checks.steps import context_copy, last_part, matches
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.model import Dockerfile, Instruction
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
