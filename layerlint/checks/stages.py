"""LL252 to LL259: steps and stages that add layers, or work, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from layerlint.build.effects import is_file_name, run_effects
from layerlint.build.paths import within
from layerlint.build.steps import is_for_developers, parts, shipped_steps
from layerlint.build.timeline import GUESSED
from layerlint.dockerfile.shell import commands, is_sh
from layerlint.knowledge.base_images import distribution, find
from layerlint.knowledge.file_use import MOVE, REMOVE
from layerlint.problem import Cost, Finding, Related

SCRATCH = "scratch"
_LAYERS = ("RUN", "COPY", "ADD", "WORKDIR")
MOST_OF_A_BASE = 60  # layers; the most in the base table is far below: without as many steps the plan need not be made
# Names of stages that are there for other stages, not to be asked for.
_INNER = frozenset("build builder builders base deps dependencies compile compiler install installer download downloader fetch".split())

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Dockerfile, Instruction, Stage, Word
    from layerlint.dockerfile.shell import Command
    from layerlint.facts import Facts
    from layerlint.registry import Rule


def whole_root_copied(copy: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL252: the whole root of another image, its distribution included, goes on top of this one's.

    Images made to be copied whole, such as `tonistiigi/xx`, hold no distribution: only images known to have one count.
    """
    del rule
    if _adds_distribution(copy, file):
        message = "copies the whole root of another image over this one"
        yield Finding(copy.words[0].span, message, cost=Cost(), aliases=None if _root(copy) else ())


def root_copied_anywhere(copy: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL263: a whole root is copied, be it one that is made for that, onto `scratch`, or in a stage that does not ship."""
    del rule
    root = _root(copy)
    if root is not None and not _adds_distribution(copy, file):
        yield Finding(root.span, "copies a whole root, whatever it holds", cost=Cost())


def _root(copy: Instruction) -> Word | None:
    """The source `/` of a copy to `/` from another image or stage."""
    if copy.flag("from") is None or len(copy.words) < 2 or copy.words[-1].text.strip("\"'") != "/":
        return None
    return next((word for word in copy.words[:-1] if word.text.strip("\"'") == "/"), None)


def _adds_distribution(copy: Instruction, file: Facts) -> bool:
    flag = copy.flag("from")
    if flag is None or len(copy.words) != 2 or copy.words[0].text not in ("/", "/.", "/*") or not _ships(copy, file):
        return False
    stage = file.dockerfile.stages[copy.stage]
    source = file.graph.source(copy, stage)
    name = flag.value if source is None else file.graph.base_reference(file.graph.chain(source)[0])
    own = file.graph.base_reference(file.graph.chain(stage)[0])
    return bool(name) and own != SCRATCH and bool(distribution(name or "") or find(name or ""))


def unused_stage(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL253: a stage on which the image does not hang. One with a name of its own may be somebody's `--target`."""
    target = file.graph.target
    if target is None or file.target is not None or stage.from_.comments or stage.index in file.graph.built or stage.index > target.index:
        return
    if stage.name and not (rule.option("named") or not _INNER.isdisjoint(parts(stage.name))):
        return
    if stage.index in _used(file) or not set(rule.option("names")).isdisjoint(parts(stage.name or "")):
        return
    name = f"`{_cut(stage.name, 30)}`" if stage.name else f"number {stage.index}"
    yield Finding(stage.name_span or stage.from_.span, f"stage {name} is not part of what is built", cost=Cost())


def repeated_workdir(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL254: a WORKDIR that names the directory in which the stage already is.

    Forgotten after a USER, for whom the directory may be made anew, and after a RUN that removes it.
    """
    del rule
    earlier: Instruction | None = None
    for instruction in stage.instructions if _ships(stage.from_, file) else ():
        if instruction.name == "WORKDIR" and instruction.words:
            if earlier is not None and _is_repeated(instruction, file):
                related = [Related(earlier.span, "set here, and not changed since")]
                path = _cut(file.scope(instruction).directory[0], 30)
                yield Finding(instruction.span, f"`WORKDIR {path}` is in force already", related=related, cost=Cost(layers=1))
            earlier = instruction
        elif instruction.name == "USER" or (instruction.name == "RUN" and earlier is not None and _removes_directory(instruction, file)):
            earlier = None


def _is_repeated(workdir: Instruction, file: Facts) -> bool:
    scope = file.scope(workdir)
    before, certainty = scope.directory
    text, known = scope.resolve(workdir.words[0].text)
    return min(certainty, known) > GUESSED and text.rstrip("/") == before != "/"


def _removes_directory(run: Instruction, file: Facts) -> bool:
    scope = file.scope(run)
    folder = scope.directory[0]
    return any(effect.action in (REMOVE, MOVE) and within(folder, effect.path) for effect in run_effects(run, file.commands(run), scope))


def idle_run(run: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL255: a RUN that does nothing makes a layer all the same."""
    del rule
    if run.comments or run.flags or run.heredocs or not _ships(run, file):
        return
    commands = file.commands(run)
    if not commands or any(command.name not in ("true", ":", "echo") or not _is_idle(command) for command in commands):
        return
    yield Finding(run.span, f"`{commands[0].name}` changes nothing, and the RUN makes a layer", cost=Cost(layers=1))


def too_many_layers(dockerfile: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL256: more layers than an image can be started with."""
    most = rule.option("layers")
    if sum(instruction.name in _LAYERS for instruction in dockerfile.instructions) < most - MOST_OF_A_BASE:
        return
    plan = file.plan
    count = plan.layer_count.low + (plan.base.layers or (0 if plan.base.ref == SCRATCH else 1))
    if count > most and file.graph.target is not None:
        at_least = "" if plan.layer_count.total is not None else "at least "
        yield Finding(
            file.graph.target.from_.span,
            f"the image has {at_least}{count} layers, and {most} can be started",
            cost=Cost(layers=count - most),
        )


def work_at_start(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL257: the container installs or compiles before it starts, each time and into its own thin layer."""
    if not _ships(instruction, file) or is_for_developers(file):
        return
    words = rule.match["commands"]
    for command in file.commands(instruction):
        values = [word.value or "" for word in command.words]
        name = values[0].rpartition("/")[2] if values else ""
        plain = [value for value in values[1:] if not value.startswith("-")]
        for verb in (plain[:2], plain[:1]):
            if verb and " ".join([name, *verb]) in words:
                yield Finding(_head(command, verb[-1]), f"`{' '.join([name, *verb])}` runs at every start of a container", cost=Cost())
                return


def adjacent_copies(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL258: a COPY that the one before it could do as well: the same flags, the same target directory."""
    del rule
    for before, copy in pairwise(stage.instructions) if _ships(stage.from_, file) else ():
        if (
            copy.name not in ("COPY", "ADD")
            or before.name != copy.name
            or before.heredocs
            or copy.heredocs
            or min(len(copy.words), len(before.words)) < 2
        ):
            continue
        target = copy.words[-1].text
        same = target == before.words[-1].text and target.endswith("/") and _flags(copy) == _flags(before)
        if same and all(is_file_name(word.text) for word in [*copy.words[:-1], *before.words[:-1]]):
            related = [Related(before.span, "the same target and flags")]
            yield Finding(copy.span, f"the {copy.name} above could bring these files, too", related=related, cost=Cost(layers=1))


def _flags(instruction: Instruction) -> list[tuple[str, str]]:
    return sorted((flag.name, flag.value or "") for flag in instruction.flags)


def consecutive_runs(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL259: two RUNs in a row; an opinion, for those who count layers."""
    del rule
    for before, run in pairwise(stage.instructions):
        if before.name == run.name == "RUN" and _flags(before) == _flags(run):
            related = [Related(before.keyword, "the RUN above")]
            single = max(_commands_of(before, file), _commands_of(run, file)) <= 1  # hadolint speaks of such pairs alone
            message = "this RUN and the one above could be one"
            yield Finding(run.keyword, message, related=related, cost=Cost(layers=1), aliases=None if single else ())


def _commands_of(run: Instruction, file: Facts) -> int:
    """How many commands a RUN has, as sh reads them whatever the shell is: by their names, and tests are none."""
    found = file.commands(run) if is_sh(file.scope(run).shell) else commands(run)
    return sum(1 for command in found if command.name and command.name not in ("[", "[[", "(("))


def _ships(instruction: Instruction, file: Facts) -> bool:
    return instruction.stage in file.graph.shipped and bool(shipped_steps(file))


@lru_cache(maxsize=1)
def _used(file: Facts) -> set[int]:
    """The indexes of the stages that some other stage begins with or takes files from."""
    found = {used.index for stage in file.dockerfile.stages for _, used in file.graph.uses(stage)}
    return found | {parent.index for stage in file.dockerfile.stages if (parent := file.graph.parent(stage))}


def _is_idle(command: Command) -> bool:
    """True for a command that leaves nothing: no redirection, no pipe, no variable that would bust the cache on purpose."""
    return (
        not command.redirections
        and not command.depth
        and command.operator in ("", "&&", ";", "\\n", "\n")
        and all(word.value is not None for word in command.words)
    )


def _head(command: Command, verb: str) -> tuple[int, int]:
    end = next((word.span[1] for word in command.words if word.value == verb), command.span[1])
    return command.span[0], end


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
