"""LL543, LL545, LL546: users that a RUN makes, and the USER and COPY lines that go with them or do not."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.checks.users import OF_WINDOWS, final_user, is_root, user_at_end
from layerlint.knowledge.user_groups import LOOKED_UP_BY_NAME, PROGRAMS, supplementary
from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.facts import Facts
    from layerlint.registry import Rule

_CREATES = ("useradd", "adduser")
# Programs with which an entrypoint gives up root by itself.
_STEPS_DOWN = frozenset(("gosu", "su-exec", "setpriv", "runuser", "chroot", "su", "sudo", "s6-setuidgid", "setuidgid", "supervisord"))


def dropped_groups(user: Instruction, file: Facts) -> Iterator[Finding]:
    """For LL543: the last `USER name:group` makes the container run without the groups that a RUN gave the user."""
    if user is not final_user(file) or not user.words:
        return
    written = user.words[0].text
    name, _, group = (file.scope(user).expand(written) or "").partition(":")
    if not group or group.isdigit():  # whose number it is, /etc/group knows
        return
    for invocation in _user_commands(file.dockerfile.stages[user.stage], file, user):
        found = supplementary(invocation.name, invocation.words)
        lost = [each for each in found[1] if each != group and each not in LOOKED_UP_BY_NAME] if found and found[0] == name else []
        if lost:
            start, end = user.arguments_span
            related = [Related(invocation.span, f"`{lost[0][:30]}` is given here")]
            place = (start, end) if "$" in written else (start + written.find(":"), end)
            yield Finding(place, f"with a group named here `{name[:16]}` is not in `{lost[0][:16]}`", related=related)
            return


def _user_commands(stage: Stage, file: Facts, until: Instruction | None = None) -> Iterator[Invocation]:
    """The commands about users in the stage's chain, down to the instruction `until`."""
    for one in file.graph.chain(stage):
        for instruction in one.instructions:
            if instruction is until:
                return
            if instruction.name == "RUN":
                yield from (found for found in file.invocations(instruction) if found.name in PROGRAMS)


def copied_after_user(copy: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL545: behind a USER, COPY still writes files that belong to root; those of another stage keep their owners."""
    del rule
    if copy.stage < 0 or copy.flag("chown") is not None or copy.flag("from") is not None or _is_windows(copy, file):
        return
    name = (file.scope(copy).user or "").partition(":")[0]
    if name and not is_root(name):
        yield Finding(copy.keyword, f"these files will be root's, not those of `{name[:20]}`")


def _is_windows(copy: Instruction, file: Facts) -> bool:
    """True where no owner is 0:0, as far as the file tells."""
    if file.dockerfile.escape != "\\" or (file.scope(copy).user or "").lower() in OF_WINDOWS:
        return True
    return "windows" in (file.graph.base_reference(file.dockerfile.stages[copy.stage]) or "").lower()


def never_used(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL546: the image makes a user and is known to run as root; no program that steps down is seen."""
    del rule
    if stage is not file.graph.target or final_user(file) is not None or not is_root(user_at_end(stage, file)):
        return
    made = next((found for found in _user_commands(stage, file) if found.name in _CREATES), None)
    if made is not None and not _steps_down(stage, file):
        yield Finding(made.head(None), "makes a user, and the container starts as root all the same")


def _steps_down(stage: Stage, file: Facts) -> bool:
    for one in file.graph.chain(stage):
        for instruction in one.instructions:
            if instruction.name in ("RUN", "CMD", "ENTRYPOINT") and any(
                word in _STEPS_DOWN for word in instruction.arguments.replace('"', " ").split()
            ):
                return True
    return False
