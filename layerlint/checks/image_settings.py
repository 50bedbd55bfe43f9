"""Settings of the image that do nothing or that a later line takes back, ports, and the users that a RUN makes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.checks.users import OF_WINDOWS, final_user, is_root, user_at_end
from layerlint.dockerfile.values import port_problem
from layerlint.knowledge.user_groups import LOOKED_UP_BY_NAME, PROGRAMS, supplementary
from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.model import Instruction, Pair, Stage, Word
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# The two signals that no process can catch (signal(7)): by name, without SIG, and by number on Linux.
UNCAUGHT = {"KILL": "SIGKILL", "9": "SIGKILL", "STOP": "SIGSTOP", "19": "SIGSTOP"}


def uncaught_signal(stop: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL541: the container is to be stopped with a signal that its program never sees."""
    del rule
    written = file.scope(stop).expand(stop.words[0].text) if stop.words else None
    signal = UNCAUGHT.get((written or "").upper().removeprefix("SIG"))
    if signal == "SIGKILL":
        yield Finding(stop.arguments_span, "`SIGKILL` leaves the program no time to finish")
    elif signal:
        yield Finding(stop.arguments_span, "`SIGSTOP` freezes the program instead of ending it")


def variable_set_twice(env: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL542: one ENV gives a variable two values; each `$NAME` in it means what stood before the line."""
    del rule
    first: dict[str | None, Pair] = {}
    for pair in env.pairs:
        name = file.scope(env).expand(pair.name)
        if name and name in first:
            yield Finding(first[name].span, f"`{name[:40]}` is set again in this line", related=[Related(pair.span, "this value counts")])
        first[name] = pair


def groups_dropped(user: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL543: `USER name:group` makes the container run without the groups that a RUN gave the user."""
    del rule
    if ":" in user.arguments:
        from layerlint.checks.image_settings import dropped_groups

        yield from dropped_groups(user, file)


def label_set_twice(label: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL622: a stage gives one label another value below; only the last is in the image."""
    del rule
    last = _last_labels(file)
    for pair in label.pairs:
        key = file.scope(label).expand(pair.name)
        final = last.get((label.stage, key))
        if final is not None and final is not pair:
            related = [Related(final.span, "this value is in the image")]
            yield Finding(pair.span, f"`{(key or '')[:40]}` is set again below", related=related)


@lru_cache(maxsize=1)
def _last_labels(file: Facts) -> dict[tuple[int, str | None], Pair]:
    """By stage and key, the pair that counts; keys that hang on an unknown variable are left out."""
    found: dict[tuple[int, str | None], Pair] = {}
    for label in file.dockerfile.instructions:
        if label.name == "LABEL":
            found |= {(label.stage, key): pair for pair in label.pairs if (key := file.scope(label).expand(pair.name)) is not None}
    return found


def replaced_unused(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL552: an ENV value that a later line replaces before anything can have used it."""
    del rule
    unused: dict[str, Pair] = {}
    for instruction in stage.instructions:
        if instruction.name == "RUN" or instruction.heredocs:
            unused.clear()
            continue
        for mentioned in _mentioned(instruction.fragment.text) if unused else ():
            unused.pop(mentioned, None)
        if instruction.name == "ENV":
            own = {name: pair for pair in instruction.pairs if (name := file.scope(instruction).expand(pair.name))}
            for name in [name for name in own if name in unused]:
                related = [Related(own[name].span, "this value counts")]
                yield Finding(unused[name].span, f"`{name[:26]}` is set again below before anything uses it", related=related)
            unused |= own


def _mentioned(text: str) -> Iterator[str]:
    """Every name behind a `$`, braces or not."""
    for part in text.split("$")[1:]:
        start = part.startswith("{")
        end = next((at for at, sign in enumerate(part) if at >= start and not (sign.isalnum() or sign == "_")), len(part))
        yield part[start:end]


def command_dropped(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL544: ENTRYPOINT takes away the CMD that the parent stage gave, and no other follows."""
    del rule
    parent = file.graph.parent(stage)
    if parent is None:
        return
    entry = next((each for each in stage.instructions if each.name == "ENTRYPOINT"), None)
    if entry is None or any(each.name == "CMD" for each in stage.instructions):
        return
    command = _inherited_command(parent, file)
    if command is not None and command.words:
        related = [Related(command.span, "this CMD is gone")]
        yield Finding(entry.keyword, "this ENTRYPOINT drops the CMD of the stage it begins with", related=related)


def _inherited_command(stage: Stage, file: Facts) -> Instruction | None:
    """The CMD that a stage hands on: the last one, unless a later stage of its chain has an ENTRYPOINT and no CMD."""
    for one in reversed(file.graph.chain(stage)):
        commands = [each for each in one.instructions if each.name == "CMD"]
        if commands:
            return commands[-1]
        if any(each.name == "ENTRYPOINT" for each in one.instructions):
            return None
    return None


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


def exposed_host_port(expose: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL585: an address or a port of the host, which the builder drops: only `docker run -p` can give it."""
    del rule
    for word, value in _ports(expose, file):
        host = value.partition("/")[0].rpartition(":")[0]
        if host.strip(":") and not port_problem(value):
            yield Finding(word.span, "the builder drops the host's part of it")


def expose_protocol_casing(expose: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL662: the name of the protocol in capitals."""
    del rule
    for word, value in _ports(expose, file):
        protocol = value.partition("/")[2]
        if protocol != protocol.lower() and not port_problem(value):
            yield Finding(word.span, f"`{protocol}` in capitals: write `{protocol.lower()}`")


def _ports(expose: Instruction, file: Facts) -> Iterator[tuple[Word, str]]:
    """Every port with the word that it comes from, variables resolved."""
    scope = file.scope(expose)
    for word in expose.words:
        for value in (scope.resolve(word.text)[0]).split():
            yield word, value
