"""LL501 to LL505: package managers that ask before they install. A build has no terminal: they stop, and so does it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.build.effects import substitute
from layerlint.knowledge.questions import ASKERS, UPGRADES, Asker, asks, is_answered
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts
    from layerlint.registry import Rule

RECENT = 64  # the same RUN is asked about for each of its commands
ASKING, ANSWERED, DOUBTFUL = "asking", "answered", "doubtful"
# Parts of the names of variables that may hold `-y`.
_OPTIONS = ("opt", "flag", "arg", "yes", "param", "quiet")
# The verbs that hadolint looks for, anywhere among the arguments (asked of 2.15.1).
_HEARD = {
    "apt-get": ("DL3014", frozenset(("install",))),
    "yum": ("DL3030", frozenset(("install", "groupinstall", "localinstall"))),
    "zypper": ("DL3034", frozenset(("install", "in", "remove", "rm", "patch", "source-install", "si"))),
    "dnf": ("DL3038", frozenset(("install", "groupinstall", "localinstall"))),
    "microdnf": ("DL3038", frozenset(("install", "groupinstall", "localinstall"))),
}


def unanswered(manager: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL501 to LL504: nothing in sight answers the question."""
    verb = asks(ASKERS[manager.name], manager.call.arguments)
    if verb is not None and _state(manager, file) == ASKING and not (verb in UPGRADES and _is_upgraded(manager, file)):
        message = rule.match["message"].format(f"{manager.name} {verb}")
        yield Finding(manager.head(verb), message, aliases=_old_ids(manager))


def perhaps_unanswered(manager: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL505: an install without `-y` that may go on all the same."""
    del rule
    if not _old_ids(manager):
        return
    asker = ASKERS.get(manager.name)
    if asker is None:  # microdnf
        told = is_answered(ASKERS["dnf"], manager.words)
    else:
        state = _state(manager, file)
        told = state == ANSWERED or (state == ASKING and asks(asker, manager.call.arguments) is not None)
    if not told:
        verb = next((word for word in manager.words[1:] if word in _HEARD[manager.name][1]), None)
        message = f"`{manager.name} {verb}` without `-y` may ask for an answer"
        yield Finding(manager.head(verb), message, aliases=_old_ids(manager))


def _is_upgraded(manager: Invocation, file: Facts) -> bool:
    """True when an earlier command of the RUN has upgraded everything, so that nothing is left to ask about."""
    first = _upgrades(manager.run, file).get(manager.name)
    return first is not None and first < manager.span[0]


@lru_cache(maxsize=RECENT)
def _upgrades(run: Instruction, file: Facts) -> dict[str, int]:
    """Where each manager first upgrades everything and is answered."""
    found: dict[str, int] = {}
    for one in file.invocations(run):
        asker = ASKERS.get(one.name)
        if asker is not None and asks(asker, one.call.arguments) in UPGRADES and is_answered(asker, one.words):
            found.setdefault(one.name, one.span[0])
    return found


def _state(manager: Invocation, file: Facts) -> str:
    """Whether something answers: a flag, a variable's value, a pipe, a configuration file.

    `apt-get -f install` without a package has something to ask only where packages are broken: behind `dpkg -i … ||`.
    """
    asker, command = ASKERS[manager.name], manager.command
    words = [_text(manager, at, file) for at in range(len(manager.words))]
    given = [part for word in words if word is not None for part in word.split()]
    if is_answered(asker, given) or command.operator in ("|", "|&"):
        return ANSWERED
    if any(one.operator.startswith("<") for one in command.redirections) or _is_settled(manager.run, asker, file):
        return ANSWERED
    doubtful = [manager.written[at].text.lower() for at, word in enumerate(words) if word is None]
    if any(part in text for text in doubtful for part in _OPTIONS) or _has_gap_before_verb(words, asker):
        return DOUBTFUL
    bare = "install" in words and not any(word is None or not word.startswith("-") for word in words[words.index("install") + 1 :])
    return DOUBTFUL if bare and asker is ASKERS["apt-get"] and command.operator != "||" else ASKING


def _text(manager: Invocation, at: int, file: Facts) -> str | None:
    """A word with its variables put in; None where a value is not known."""
    value = manager.words[at]
    if value is not None:
        return value
    text = substitute(manager.written[at].text.strip('"'), {}, file.scope(manager.run))
    return None if "$" in text or "`" in text else text


def _has_gap_before_verb(words: list[str | None], asker: Asker) -> bool:
    verb = next((at for at, word in enumerate(words) if word in asker.verbs), len(words))
    return None in words[:verb]


def _old_ids(manager: Invocation) -> tuple[str, ...]:
    """The old id, where the tool that gave it speaks, too: the bare program, and one of its verbs."""
    alias, verbs = _HEARD.get(manager.name, ("", frozenset()))
    plain = not manager.wrapped and manager.command.name == manager.name
    return (alias,) if alias and plain and not verbs.isdisjoint(manager.words[1:]) else ()


def _is_settled(run: Instruction, asker: Asker, file: Facts) -> bool:
    """True when the run, or what comes before it in its stage and the parents, may have made the configuration say yes."""
    if _mentions(run, asker):
        return True
    first = _first_mentions(file, asker)
    stage = file.dockerfile.stages[run.stage] if first and run.stage >= 0 else None
    return stage is not None and any(first.get(one.index, run.span) < run.span for one in file.graph.chain(stage))


@lru_cache(maxsize=len(ASKERS))
def _first_mentions(file: Facts, asker: Asker) -> dict[int, Span]:
    """Where each stage first speaks of the setting."""
    found: dict[int, Span] = {}
    for instruction in file.dockerfile.instructions:
        if _mentions(instruction, asker):
            found.setdefault(instruction.stage, instruction.span)
    return found


@lru_cache(maxsize=RECENT)
def _mentions(instruction: Instruction, asker: Asker) -> bool:
    texts = [instruction.fragment.text, *(heredoc.body.text for heredoc in instruction.heredocs)]
    return any(word in text.lower() for text in texts for word in asker.settings)
