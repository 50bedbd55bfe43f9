"""LL241 to LL244, LL246, LL248: bytes that are in the image twice, or in vain, because two layers deal with one file, or a big file comes along unnamed."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.effects import copy_effects
from layerlint.build.layer_effects import Encounter, Written, layer_history
from layerlint.build.steps import shipped_steps
from layerlint.knowledge.file_use import MOVE, PACKAGES, TARBALLS, UNPACKED_BY_ADD, is_heavy, is_light
from layerlint.problem import Cost, Finding, Related, exact, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.context import Context
    from layerlint.build.effects import Effect
    from layerlint.build.folder import Entry
    from layerlint.build.steps import Step
    from layerlint.dockerfile.model import Dockerfile, Instruction, Word
    from layerlint.dockerfile.shell import Command
    from layerlint.facts import Facts
    from layerlint.problem import Size
    from layerlint.registry import Rule

LONGEST_NAME = 26
_DOWNLOADS = ("wget", "curl")
_OF_REPOSITORIES = ("keyring", "repo", "release", "-prod", "config", "erlang-solutions", "epel")
_OPAQUE = frozenset(("rm", "find", "xargs", "sh", "bash", "make", "eval", "mv"))  # may remove what they do not name literally


def deleted_later(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL241: a later layer deletes a heavy file, and the layer that holds it keeps it."""
    del rule
    told: set[int] = set()
    for met in layer_history(file).removed:
        written = met.written
        if id(met.effect) not in told and is_weighty(written) and not (is_from_context(written) and is_unpacked_by_add(written)):
            told.add(id(met.effect))
            related = [Related(written.effect.span, "the layer of this step keeps it")]
            message = f"deletes {called(written)} from a lower layer: its bytes stay"
            yield Finding(met.effect.span, message, related=related, cost=Cost(0, written_bytes(written, file)))


def rewritten_later(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL242: changing the mode, owner or name of a file of a lower layer stores the whole file once more."""
    del rule
    told: set[int] = set()
    rewritten = layer_history(file).rewritten
    commands: dict[tuple[int, int], set[str]] = {}
    for met in rewritten:
        commands.setdefault((id(met.step), id(met.written)), set()).add(met.effect.name)
    for met in rewritten:
        if id(met.step) in told or not _is_rewritten_weight(met):
            continue
        from layerlint.checks.owners import avoid

        told.add(id(met.step))
        related = [Related(met.written.effect.span, "written here, in a lower layer")]
        deed = "moves" if met.effect.action == MOVE else "changes"
        message = f"`{met.effect.name}` {deed} {called(met.written)}: stored a second time"
        deed_instead = avoid(met, commands[id(met.step), id(met.written)], file)
        yield Finding(met.effect.span, message, help=deed_instead, related=related, cost=Cost(0, written_bytes(met.written, file)))


def mode_after_copy(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL243: a RUN that only sets modes or owners of files just copied; the copy could have set them."""
    del rule
    by_step: dict[int, list[Encounter]] = {}
    for encounter in layer_history(file).rewritten:
        by_step.setdefault(id(encounter.step), []).append(encounter)
    for met in by_step.values():
        commands = file.commands(met[0].step.instruction)
        if any(command.name not in ("chmod", "chown", "chgrp") for command in commands) or any(map(_is_rewritten_weight, met)):
            continue
        if any(encounter.written.effect.command is not None for encounter in met) or not _all_known(commands, met):
            continue
        flag = "`--chmod`" if any(command.name == "chmod" for command in commands) else "`--chown`"
        name = met[0].written.step.instruction.name
        related = [Related(met[0].written.effect.span, f"{flag} here sets it at once")]
        yield Finding(commands[0].span, f"a layer only for what {flag} of the {name} does", related=related, cost=Cost(layers=1))


def archive_left(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL244: an archive was downloaded and unpacked, and nothing removes it."""
    del rule
    for written in layer_history(file).kept:
        if written.unpacked is None or is_from_context(written) or "$" in written.path or "*" in written.path or not is_weighty(written):
            continue
        if not _may_be_removed(written, file):
            related = [Related(written.unpacked[0].span, "unpacked here, and never removed")]
            message = f"{called(written)} stays in the image after unpacking"
            yield Finding(written.effect.span, message, help=_at_once(written), related=related, cost=Cost())


def _at_once(written: Written) -> str:
    """How it stays out: what another layer holds, this one cannot remove."""
    if written.effect.name == "COPY":
        return "Unpack it in the stage it comes from, and copy what was in it."
    if written.unpacked is not None and written.unpacked[1] is not written.step:
        verb = "install" if written.path.endswith(PACKAGES) else "unpack"
        return f"Download it, {verb} it and remove it in one RUN."
    if written.path.endswith(TARBALLS) and written.effect.name in _DOWNLOADS:
        return "Remove it in the same RUN, or pipe the download into `tar -x`."
    return "Remove it in the same RUN."


def written_bytes(written: Written, file: Facts) -> Size:
    """The bytes of what was copied from a known build context, exactly; of other files nothing is known."""
    instruction = written.step.instruction
    if written.effect.command is not None or instruction.flag("from") or instruction.flag("exclude"):
        return unknown()
    source = written.step.scope.expand(_source(written))
    return unknown() if source is None or "://" in source else source_bytes(source, file.context)


def is_from_context(written: Written) -> bool:
    """True for a file that COPY takes from the build context."""
    return written.effect.name == "COPY" and written.step.instruction.flag("from") is None


def is_unpacked_by_add(written: Written) -> bool:
    """True for an archive that some step unpacks and ADD would unpack as well."""
    return written.unpacked is not None and written.path.lower().endswith(UNPACKED_BY_ADD)


def is_weighty(written: Written) -> bool:
    """True for what surely is more than some kB: archives, packages, downloads, repositories, unpacked trees."""
    effect = written.effect
    if is_heavy(effect.path):
        return not _is_of_repository(effect.path)
    if effect.command is not None:
        return effect.tree or (effect.name in _DOWNLOADS and not is_light(effect.path))
    source = _source(written)
    if "://" in source:
        return not is_light(source) and not is_light(effect.path)
    return effect.tree and (is_heavy(source) or written.step.instruction.flag("from") is not None)


def _is_of_repository(path: str) -> bool:
    """True for packages of a few kB: those that only tell a package manager of a repository and its key, and Debian's libraries."""
    name = path.lower().rpartition("/")[2]
    return name.endswith((".deb", ".rpm")) and (name.startswith("lib") or any(word in name for word in _OF_REPOSITORIES))


def _is_rewritten_weight(met: Encounter) -> bool:
    """True when the rewritten file is weighty, or when a whole copied tree is changed with `-R`."""
    if met.effect.path in ("/", "?/") or not met.effect.certain:
        return False
    if is_weighty(met.written) and (not met.written.effect.tree or met.effect.tree):
        return True
    tree = met.written.effect
    return met.effect.tree and tree.tree and tree.command is None and met.effect.action != MOVE


def _all_known(commands: list[Command], met: list[Encounter]) -> bool:
    """True when every path that the commands name was copied by this Dockerfile."""
    named = sum(1 for command in commands for word in command.words[1:] if word.value is None or "/" in word.value or "." in word.value)
    return named == len({id(encounter.effect) for encounter in met})


def _may_be_removed(written: Written, file: Facts) -> bool:
    """True when a command behind the download may remove it in ways that are not understood."""
    found = False
    for command in file.commands(written.step.instruction):
        found = found or command is written.effect.command
        if found and command.name in _OPAQUE and (command.name != "rm" or any(word.value is None for word in command.words[1:])):
            return True
    return False


def _source(written: Written) -> str:
    source = written.step.instruction.fragment.text
    return next((word.text for word in written.step.instruction.words if word.span == written.effect.span), source)


def called(written: Written) -> str:
    """What was written as messages show it: a folder by its path, a file by its name, cut where it is long."""
    path = written.path.rstrip("/")
    name = path if written.effect.tree and len(path) <= LONGEST_NAME else path.rpartition("/")[2] or path
    return f"`{name}`" if len(name) <= LONGEST_NAME else f"`{name[: LONGEST_NAME - 1]}…`"


def copied_twice(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL246: the same source goes to the same place in two layers, and nothing between them can have changed it."""
    del rule
    seen: dict[tuple[str, str, str], Effect] = {}
    told: set[tuple[str, str, str]] = set()
    for step in shipped_steps(file):
        instruction = step.instruction
        if instruction.name == "RUN":
            seen.clear()  # it may have changed or used up the first copy: then the second one is meant
        if instruction.name not in ("COPY", "ADD") or instruction.heredocs or instruction.flag("exclude"):
            continue
        origin = instruction.flag("from")
        flags = " ".join(f"{flag.name}={flag.value}" for flag in instruction.flags)
        for word, effect in zip(instruction.words[:-1], copy_effects(instruction, step.scope), strict=False):
            key = (flags, word.text.removeprefix("./"), effect.path)
            earlier = seen.get(key)
            if earlier is not None and key not in told and "$" not in word.text:
                told.add(key)
                related = [Related(earlier.span, "copied here first")]
                size = source_bytes(word.text, file.context) if origin is None else unknown()
                yield Finding(
                    word.span, f"`{_cut(word.text)}` is copied to the same place a second time", related=related, cost=Cost(0, size)
                )
            seen[key] = effect


def large_file(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL248: one big file that no COPY names comes along with its directory."""
    context = file.context
    least = rule.option("bytes")
    for step in shipped_steps(file) if context is not None else ():
        instruction = step.instruction
        if instruction.name not in ("COPY", "ADD") or instruction.flag("from") or instruction.flag("exclude") or instruction.heredocs:
            continue
        for big, word in _files_below(instruction, step, context) if context is not None else ():
            if big.size > least:
                message = f"`{_cut(big.path.rpartition('/')[2])}` comes along: one file of {big.size:,} bytes"
                deed = f"Add `{big.path}` to `.dockerignore`, or name what is wanted."
                yield Finding(word.span, message, help=deed, cost=Cost(0, exact(big.size)))
                break


def _files_below(instruction: Instruction, step: Step, context: Context) -> Iterator[tuple[Entry, Word]]:
    """The biggest file below each directory that is copied; a file that is named itself is wanted."""
    for word in instruction.words[:-1]:
        source = step.scope.expand(word.text)
        if source is None or "://" in source:
            continue
        for match in context.select(source).matches:
            if match.entry.kind == "dir":
                below = max(context.below(match.path), key=lambda entry: entry.size, default=None)
                if below is not None and not context.truncated:
                    yield below, word


def source_bytes(source: str, context: Context | None) -> Size:
    """The bytes of what a COPY source names in the build context, exactly; unknown without a context."""
    if context is None or "$" in source:
        return unknown()
    matches = context.select(source).matches
    weights = [context.weigh(match.path) for match in matches]
    return unknown() if not weights or context.truncated else exact(sum(weight.bytes for weight in weights))


def _cut(text: str) -> str:
    return text if len(text) <= 24 else text[:23] + "…"
