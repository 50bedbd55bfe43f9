"""LL519 to LL521: what a stage on `scratch` cannot do, as nothing is in it."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts
    from layerlint.registry import Rule

SCRATCH = "scratch"
USERS = "/etc/passwd"


def shell_run(run: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL519: the shell that the RUN asks for is not there."""
    del rule
    stage = file.stage(run)
    shell = file.scope(run).shell[0]
    scripts = any(heredoc.body.text.startswith("#!") for heredoc in run.heredocs)
    if stage is None or run.is_json or scripts or run.flag("mount") is not None or not shell.startswith("/"):
        return
    if _lacks(shell, stage, file, run):
        yield Finding(run.keyword, f"there is no `{shell[:30]}` in a stage on `scratch`", severity=_weight(run, file))


def _lacks(path: str, stage: Stage, file: Facts, before: Instruction | None = None) -> bool:
    """As in build/empty_root.py, which few files need."""
    if not _begins_empty(stage, file):
        return False
    from layerlint.build.empty_root import lacks

    return lacks(path, stage, file, before)


def _is_empty(stage: Stage, file: Facts) -> bool:
    if not _begins_empty(stage, file):
        return False
    from layerlint.build.empty_root import is_empty

    return is_empty(stage, file)


def _begins_empty(stage: Stage, file: Facts) -> bool:
    return file.graph.base_reference(file.graph.root(stage)) == SCRATCH


def unknown_user(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL520: a user's name, and no /etc/passwd in which to look it up. The builder knows `root` without one."""
    del rule
    found = _named_user(instruction)
    if found is None:
        return
    text, span = found
    name = (file.scope(instruction).expand(text) or "").partition(":")[0]
    if name and name != "root" and not name.isdigit() and _is_unknown(instruction, file):
        message = f"no `{USERS}` in this stage says who `{name[:24]}` is"
        yield Finding(span, message, severity=_weight(instruction, file) or _weight_of_owner(instruction, file))


def _is_unknown(instruction: Instruction, file: Facts) -> bool:
    """A user is looked up when the container starts, an owner where it stands."""
    stage = file.stage(instruction)
    if stage is None or instruction.name != "USER":
        return stage is not None and _lacks(USERS, stage, file, instruction)
    return stage is file.graph.target and _lacks(USERS, stage, file)


def _weight_of_owner(instruction: Instruction, file: Facts) -> str | None:
    """BuildKit stops at an owner only where the stage is still empty; later it takes root without a word (asked of Docker 28)."""
    stage = file.stage(instruction)
    if stage is None or instruction.name == "USER":
        return None
    above = any(each.name in ("ADD", "COPY", "RUN", "WORKDIR") for each in stage.instructions if each.span < instruction.span)
    return "warning" if above or file.graph.parent(stage) is not None else None


def _named_user(instruction: Instruction) -> tuple[str, Span] | None:
    if instruction.name == "USER":
        return (instruction.words[0].text, instruction.words[0].span) if instruction.words else None
    flag = instruction.flag("chown")
    return (flag.value, flag.value_span) if flag is not None and flag.value else None


def copy_from_empty(copy: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL521: the stage that is copied from holds nothing."""
    del rule
    flag, stage = copy.flag("from"), file.stage(copy)
    source = file.graph.source(copy, stage) if stage is not None else None
    if flag is None or source is None or not _is_empty(source, file):
        return
    related = [Related(source.from_.span, "nothing is put into this stage")]
    yield Finding(flag.value_span, f"there is nothing in stage `{(flag.value or '')[:30]}`", related=related, severity=_weight(copy, file))


def _weight(instruction: Instruction, file: Facts) -> str | None:
    """What is never built cannot stop the build."""
    return None if instruction.stage in file.graph.built else "warning"
