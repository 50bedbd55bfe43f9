"""LL312, LL313: installs that have a lock file at hand and may still depart from it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.build.steps import is_for_developers
from layerlint.checks.steps import RECENT, InstallStep, context_copy, install_steps, last_part
from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts
    from layerlint.registry import Rule

_FALSE = ("", "0", "false", "no", "off")


def lock_not_enforced(install: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """A call of `[match] verbs` without one of the `strict` flags, variables or settings, though a lock was copied."""
    match = rule.match
    call = install.call
    verb = call.verb(frozenset(match["verbs"]))
    if verb is None or call.arguments[len(verb.split()) :] or not call.flags.isdisjoint((*match["strict"], *match["other"])):
        return
    step = next((each for each in install_steps(install.run, file) if each.command is install.command), None)
    copy = _lock_copied(step, tuple(match["locks"]), file) if step else None
    if copy is None or is_for_developers(file) or _is_set(install, match, file):
        return
    label = f"{install.name} {verb}".rstrip()
    yield Finding(install.head(verb), f"`{label}` may change the lock it is given", related=[Related(copy.span, "copied here")])


def _is_set(install: Invocation, match: dict[str, list[str]], file: Facts) -> bool:
    """True when ENV, an assignment or a command so far tells the tool to keep to the lock, or deals with the lock."""
    scope = file.scope(install.run)
    assigned = {found.name for found in install.command.assignments}
    if any(name in assigned or (scope.get(name) or "").lower() not in _FALSE for name in match["variables"]):
        return True
    told = _told(install.run.stage, tuple(match["settings"]), file)
    return told is not None and told <= install.run.span[0]


@lru_cache(maxsize=RECENT)
def _told(stage: int, settings: tuple[str, ...], file: Facts) -> int | None:
    """Where the first RUN of the stage and its parents begins that speaks of one of the settings."""
    for instruction in _instructions(stage, file):
        if instruction.name == "RUN":
            texts = (instruction.fragment.text, *(heredoc.body.text for heredoc in instruction.heredocs))
            if any(setting in text for text in texts for setting in settings):
                return instruction.span[0]
    return None


def _lock_copied(step: InstallStep, locks: tuple[str, ...], file: Facts) -> Instruction | None:
    """The COPY above that brings a lock file into the folder of the install."""
    for folder, instruction in _lock_copies(step.run.stage, locks, file):
        if folder == step.folder and instruction.span < step.run.span:
            return instruction
    return None


@lru_cache(maxsize=RECENT)
def _lock_copies(stage: int, locks: tuple[str, ...], file: Facts) -> list[tuple[str, Instruction]]:
    """The folders into which the stage and its parents copy a lock file: by its name, or as the build context has it."""
    found: list[tuple[str, Instruction]] = []
    for instruction in _instructions(stage, file):
        copy = context_copy(instruction, file)
        if copy is not None and copy.destination is not None and any(_brings(source, locks, file) for source in copy.sources):
            target = copy.destination
            found.append((target.rpartition("/")[0] or "/" if last_part(target) in locks else target, instruction))
    return found


def _instructions(stage: int, file: Facts) -> Iterator[Instruction]:
    for each in file.graph.chain(file.dockerfile.stages[stage]):
        yield from each.instructions


def _brings(source: str, locks: tuple[str, ...], file: Facts) -> bool:
    """A pattern may match nothing, and a folder may hold no lock: there the context has to be known."""
    if last_part(source) in locks:
        return True
    for match in file.context.select(source).matches if file.context else ():
        if last_part(match.path) in locks or any(_is_there(f"{match.path}/{lock}".strip("/"), file) for lock in locks):
            return True
    return False


def _is_there(path: str, file: Facts) -> bool:
    return file.context is not None and file.context.entry(path) is not None
