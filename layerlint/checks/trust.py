"""LL411 to LL421: checks of certificates and signatures that a command or a variable switches off.

What switches them off is data in the rule files: options of programs, words of a setting, values of variables.
"""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.invocations import Invocation
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts
    from layerlint.registry import Rule

_LOOPBACK = ("://localhost", "://127.", "://[::1]")
_CURL_WITH_VALUE = "AbcCdDeEFhHKmoPQrtTuUwxXyYz"  # short options of curl(1) that take a value: what follows them is no option
_FALSE = ("0", "false", "no", "off")
_LOCAL = ("/", ".", "~")


def checks_off(subject: Invocation | Instruction, _: Facts, rule: Rule) -> Iterator[Finding]:
    """An option, a setting or a variable that leaves certificates or signatures unchecked."""
    if isinstance(subject, Invocation):
        yield from _assigned(subject, rule)
        if subject.name in rule.programs and not _is_harmless(subject, rule):
            yield from _options(subject, rule)
            yield from _settings(subject, rule)
        return
    for pair in subject.pairs:
        if pair.value is not None and _is_off(pair.name, pair.value.strip("\"'"), rule):
            yield _finding(pair.span, pair.name, rule, "variables")


def _options(call: Invocation, rule: Rule) -> Iterator[Finding]:
    """`--insecure`, `-k` among other letters, `--setopt=sslverify=0`."""
    options = rule.match.get("options", ())
    for word in call.written[1:]:
        value = word.value
        if value is None or not value.startswith("-"):
            continue
        if value in options or value.partition("=")[0] in rule.match.get("options_with_value", ()) or _has_letter(value, rule):
            yield _finding(word.span, value, rule, "options")
            return


def _has_letter(word: str, rule: Rule) -> bool:
    letter = rule.match.get("letter")
    if letter is None or word.startswith("--"):
        return False
    for each in word[1:]:
        if each == letter:
            return True
        if each in _CURL_WITH_VALUE:
            return False
    return False


def _settings(call: Invocation, rule: Rule) -> Iterator[Finding]:
    """Words in a row such as `config set strict-ssl false`; options between them are looked over."""
    words = [(word.value or "?", word.span) for word in call.written[1:] if not (word.value or "?").startswith("-")]
    folded = [value.lower() for value, _ in words]
    for wanted in rule.match.get("settings", ()):
        parts = wanted.lower().split()
        for at in range(len(folded) - len(parts) + 1):
            if folded[at : at + len(parts)] == parts:
                yield _finding((words[at][1][0], words[at + len(parts) - 1][1][1]), wanted, rule, "settings")
                return


def _assigned(call: Invocation, rule: Rule) -> Iterator[Finding]:
    """`GIT_SSL_NO_VERIFY=1 git clone …` and `export GIT_SSL_NO_VERIFY=1`."""
    for assignment in call.command.assignments:
        if _is_off(assignment.name, assignment.value.value or "", rule):
            yield _finding(assignment.span, assignment.name, rule, "variables")
    if call.name == "export":
        for word in call.written[1:]:
            name, equals, value = (word.value or "").partition("=")
            if equals and _is_off(name, value, rule):
                yield _finding(word.span, name, rule, "variables")


def _is_off(name: str, value: str, rule: Rule) -> bool:
    """True for a variable of the rule with a value that switches the check off."""
    for known, when in rule.match.get("variables", {}).items():
        if name.lower() == known.lower() if known.islower() else name == known:
            return {"false": value.lower() in _FALSE, "true": bool(value) and value.lower() not in _FALSE, "any": bool(value)}[when]
    return False


def _is_harmless(call: Invocation, rule: Rule) -> bool:
    """Where all addresses are this machine, or all packages files that somebody put there."""
    words = [word for word in call.words[1:] if word and not word.startswith("-")]
    addresses = [word for word in words if "://" in word]
    if rule.match.get("addresses"):
        return bool(addresses) and all(any(local in address for local in _LOOPBACK) for address in addresses)
    packages = words[1:]
    return bool(rule.match.get("packages")) and (
        not packages or any(not word for word in call.words[1:]) or all(word.startswith(_LOCAL) or "." in word for word in packages)
    )


def _finding(span: tuple[int, int], what: str, rule: Rule, kind: str) -> Finding:
    shown = what if len(what) <= 30 else what[:29] + "…"
    return Finding(span, f"`{shown}` {rule.match['says']}", aliases=tuple(rule.match.get("heard", {}).get(kind, ())))
