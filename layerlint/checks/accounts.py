"""LL260 and LL264: `useradd` with an id so high that its log files fill the layer."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.effects import substitute
from layerlint.knowledge.releases import fills_user_logs
from layerlint.problem import Cost, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.shell import ShellWord
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# hadolint counts the characters behind `-u`, a variable's name and braces among them (asked of 2.15.1).
_LONG = 5


def high_user_id(useradd: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL260: `useradd` with a high id writes sparse log files that a layer stores in full."""
    value = _user_id(useradd, file)
    if value is not None and _is_high(value, rule.option("uid")) and _is_certain(useradd, file):
        message = f"`useradd` with id {value[:12]} writes huge sparse log files"
        yield Finding(useradd.command.span, message, cost=Cost(), aliases=None if _is_heard(useradd) else ())


def doubtful_user_id(useradd: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL264: the same where a value that nobody knows decides, where the distribution is not known, or does not ship."""
    value = _user_id(useradd, file)
    if value is None or not _is_heard(useradd) or _logs(useradd, file) is False:
        return
    if not value.isdigit() and "$" in value:
        yield Finding(useradd.command.span, "`useradd` with an id that may be high writes sparse log files", cost=Cost())
    elif _is_high(value, rule.option("uid")) and not _is_certain(useradd, file):
        yield Finding(useradd.command.span, f"`useradd` with id {value[:12]} may write huge sparse log files", cost=Cost())


def _is_certain(useradd: Invocation, file: Facts) -> bool:
    return useradd.run.stage in file.graph.shipped and _logs(useradd, file) is True


def _logs(useradd: Invocation, file: Facts) -> bool | None:
    """Whether the useradd of the stage's distribution fills the log files."""
    stages = file.dockerfile.stages
    if not 0 <= useradd.run.stage < len(stages):
        return None
    return fills_user_logs(file.graph.base_reference(file.graph.chain(stages[useradd.run.stage])[0]))


def _is_high(value: str, least: int) -> bool:
    return value.isascii() and value.isdigit() and int(value[:12]) >= least


def _user_id(useradd: Invocation, file: Facts) -> str | None:
    """The id with its variables put in as far as they are known; None where there is none, or no log is written."""
    if any(word in ("-l", "--no-log-init") or _has_letter(word, "l") for word in useradd.words[1:]):
        return None
    words = useradd.written
    for at, word in enumerate(words):
        text = word.value if word.value is not None else word.text
        if text == "--uid" or _takes_id(text):
            return _resolved(words[at + 1], useradd, file) if at + 1 < len(words) else None
        if text.startswith("--uid="):
            return _resolved(word, useradd, file)[len("--uid=") :]
    return None


def _resolved(word: ShellWord, useradd: Invocation, file: Facts) -> str:
    if word.value is not None:
        return word.value
    return substitute(word.text.replace('"', ""), {}, file.scope(useradd.run))


def _has_letter(word: str | None, letter: str) -> bool:
    """True for a cluster of short flags, such as `-lm`, that holds `letter`."""
    return bool(word) and word is not None and word[0] == "-" and word[1:].isalpha() and len(word) < _LONG and letter in word


def _takes_id(text: str) -> bool:
    """True for `-u`, and for a cluster of short flags that ends with it, such as `-mu`: the id is the next word."""
    return text[:1] == "-" and text[1:].isalpha() and text.endswith("u")


def _is_heard(useradd: Invocation) -> bool:
    """True where hadolint speaks, too: `-u` with more than five characters behind it, whatever they are."""
    words = useradd.written
    at = next((at for at, word in enumerate(words) if _takes_id(word.value or "")), len(words))
    if useradd.wrapped or at + 1 >= len(words):
        return False
    text = words[at + 1].text.strip("\"'")
    braces = 2 if text.startswith("$") and text[1:].isidentifier() else 0
    return len(text) + braces > _LONG
