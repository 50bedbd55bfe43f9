"""LL401 to LL406: who the container runs as. `USER name:group` counts by its name; stages inherit it from their base."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Dockerfile, Instruction, Stage
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# Accounts that every Windows base has; Windows knows no numeric ids (learn.microsoft.com, secure Windows containers).
OF_WINDOWS = ("containeruser", "containeradministrator")


def user_of(instruction: Instruction, file: Facts) -> str | None:
    """The user that a USER names, without the group; None where a variable leaves it open."""
    written = instruction.words[0].text if instruction.words else ""
    found = file.scope(instruction).expand(written)
    if found is not None:
        return found.partition(":")[0]
    name, colon, _ = written.partition(":")
    return name if colon and "$" not in name else None


def is_root(user: str | None) -> bool:
    """True for `root` and for id 0."""
    return user == "root" or (bool(user) and not (user or "").strip("0"))


def last_user(stage: Stage) -> Instruction | None:
    """The last USER that stands in the stage itself."""
    return next((each for each in reversed(stage.instructions) if each.name == "USER"), None)


@lru_cache(maxsize=1)
def final_user(file: Facts) -> Instruction | None:
    """The USER of the file that holds in the image; None where only the base says who it runs as."""
    target = file.graph.target
    chain = file.graph.chain(target) if target is not None else []
    return next((found for stage in reversed(chain) if (found := last_user(stage)) is not None), None)


def last_is_root(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL401: the last USER of the image is root."""
    user = last_user(stage)
    if user is not None and user is final_user(file) and is_root(user_of(user, file)):
        yield _root(user, "the container starts as root", rule)


def last_of_stage_is_root(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL402: the last USER of a stage is root, and the image runs as somebody else or is another stage's."""
    user = last_user(stage)
    if user is not None and user is not final_user(file) and is_root(user_of(user, file)):
        yield _root(user, "this stage ends as root", rule)


def _root(user: Instruction, message: str, rule: Rule) -> Finding:
    """The other tool knows the two spellings alone, not what a variable or a quote hides."""
    written = user.words[0].text.partition(":")[0]
    return Finding(user.arguments_span, message, aliases=rule.aliases if written in ("root", "0") else ())


def named_at_last(user: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL403: the USER of the image is a name: an orchestrator cannot see that it is not root."""
    name = user_of(user, file)
    if user is final_user(file) and _is_name(name) and not is_root(name):
        yield Finding(_name_span(user), "a name, where only a number shows that it is not root", aliases=_heard(user, file, rule))


def named(user: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL404: any other USER that is a name, or a variable that neither the file nor an ARG of it sets."""
    name, heard = user_of(user, file), _heard(user, file, rule)
    if name is None and heard:
        yield Finding(user.arguments_span, "who this is, the file does not tell", aliases=heard)
    elif _is_name(name) and (user is not final_user(file) or is_root(name)):
        yield Finding(_name_span(user), "a user by name, not by number", aliases=heard)


def _is_name(user: str | None) -> bool:
    return bool(user) and not (user or "").isdigit() and (user or "").lower() not in OF_WINDOWS


def _name_span(user: Instruction) -> Span:
    start, end = user.arguments_span
    return start, min(end, start + len(user.words[0].text.partition(":")[0]))


def _heard(user: Instruction, file: Facts, rule: Rule) -> tuple[str, ...]:
    """The other tool is silent about a bare variable that some ARG above it declares."""
    written = user.words[0].text.strip('"') if user.words else "$"
    name = written[1:].removeprefix("{").removesuffix("}")
    return () if written.startswith("$") and name in _declared(file, user.stage) else rule.aliases


@lru_cache(maxsize=2)
def _declared(file: Facts, last: int) -> set[str]:
    """The names of all ARGs down to the stage with index `last`."""
    return {pair.name for each in file.dockerfile.instructions if each.name == "ARG" and each.stage <= last for pair in each.pairs}


def no_user(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL405: no USER anywhere, and the base is known to run as root."""
    del rule
    if stage is not file.graph.target or final_user(file) is not None or not _runs_something(stage, file):
        return
    if is_root(user_at_end(stage, file)):
        base = stage.base.span if stage.base is not None else stage.from_.keyword
        yield Finding(base, "the container starts as root: no USER says otherwise")


def root_with_state(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL406: the image declares a volume and is known to start as root, whose its files will be."""
    del rule
    target = file.graph.target
    if target is None or not is_root(user_at_end(target, file)):
        return
    user = final_user(file)
    related = [Related(user.span, "root from here on")] if user is not None else []
    for stage in file.graph.chain(target):
        for volume in stage.instructions:
            if volume.name == "VOLUME":
                yield Finding(volume.keyword, "a volume, and the container starts as root", related=related)


def user_at_end(stage: Stage, file: Facts) -> str | None:
    """Who the finished stage runs as; None where the base is not known."""
    found = file.scopes.after(stage).user
    return None if found is None else found.partition(":")[0]


def _runs_something(stage: Stage, file: Facts) -> bool:
    return any(each.name in ("CMD", "ENTRYPOINT") for one in file.graph.chain(stage) for each in one.instructions)
