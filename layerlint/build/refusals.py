"""What BuildKit refuses when it turns the stages into a build: bases, references between stages, expansions, values.

It looks at the bases and at the references of every stage, and at the rest only in stages that it builds
(`reached_only`); asked of a real BuildKit 28 (tests/dockerfile/verdicts.json).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from layerlint.build.refused_values import lookup_for, refused, refused_expansions, refused_values
from layerlint.dockerfile.model import Dockerfile, Flag, Instruction, Stage, SyntaxProblem
from layerlint.dockerfile.mounts import fields, mount_problem
from layerlint.dockerfile.references import reference_problem
from layerlint.dockerfile.source import Span
from layerlint.dockerfile.values import platform_problem
from layerlint.dockerfile.words import PLACEHOLDER, ExpansionError, Lookup, expand, has_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.facts import Facts

_ABOVE = "a stage can only use stages above it"


def refusals(facts: Facts) -> Iterator[SyntaxProblem]:
    """Every refusal in the order of the file, those of unreached stages marked. Of a template that nobody has filled in,
    the first placeholder that the builder comes to."""
    told = False
    for problem in sorted(_refusals(facts), key=lambda problem: problem.span):
        if problem.message.startswith(PLACEHOLDER):
            if told:
                continue
            told = problem.stage < 0 or problem.stage in facts.graph.built
        yield problem


def _refusals(facts: Facts) -> Iterator[SyntaxProblem]:
    names = _Names(facts.dockerfile)
    yield from _check_directive(facts)
    yield from _global_arguments(facts)
    for stage in facts.dockerfile.stages:
        yield from _base(facts, stage, names)
        for instruction in stage.instructions:
            for problem in _of_instruction(facts, stage, instruction, names):
                problem.stage = stage.index
                yield problem
    yield from _circles(facts.dockerfile, names)


def _check_directive(facts: Facts) -> Iterator[SyntaxProblem]:
    """A `check=` that cannot be read stops the build."""
    word = facts.dockerfile.directives.get("check")
    if word is not None and facts.builder == "buildkit":
        from layerlint.dockerfile.check_options import check_options

        reason = check_options(word.text).problem
        if reason:
            yield SyntaxProblem("bad-directive", word.span, reason)


class _Names:
    """The first and the last stage of each name, and the arguments declared before the first FROM."""

    def __init__(self, file: Dockerfile) -> None:
        self.count = len(file.stages)
        self.first: dict[str, int] = {}
        self.last: dict[str, int] = {}
        for stage in file.stages:
            if stage.name:
                self.first.setdefault(stage.name, stage.index)
                self.last[stage.name] = stage.index
        self.declared = {pair.name for instruction in file.instructions if instruction.stage < 0 for pair in instruction.pairs}


def _global_arguments(facts: Facts) -> Iterator[SyntaxProblem]:
    """ARGs before the first FROM are expanded whatever is built."""
    for instruction in facts.dockerfile.instructions:
        if instruction.name == "FROM":
            return
        for pair in instruction.pairs:
            reason = refused(pair.value or "", lookup_for(facts, instruction), facts.dockerfile.escape)
            if reason:
                yield SyntaxProblem("bad-expansion", pair.value_span, reason)


class _Unsettled(Exception):
    """The value hangs on a build argument without default."""


def _settled(facts: Facts, stage: Stage, names: _Names) -> Lookup:
    """Look-up for a FROM line: declared arguments without a value leave it open, undeclared ones are empty."""
    scope = facts.scope(stage.from_)

    def lookup(name: str) -> str | None:
        value = scope.get(name)
        if not value and name in names.declared:
            raise _Unsettled
        return value

    return lookup


def _base(facts: Facts, stage: Stage, names: _Names) -> Iterator[SyntaxProblem]:
    """The image of a FROM: a name that can be read, and a platform."""
    flag, lookup, escape = stage.from_.flag("platform"), _settled(facts, stage, names), facts.dockerfile.escape

    def base(image: str) -> str:
        return "" if names.first.get(image, names.count) < stage.index else _image_problem(image)

    def platform(value: str) -> str:
        return platform_problem(value) if value else "`--platform` is empty here"

    if stage.base is not None:
        yield from _in_from("bad-base", stage, stage.base.span, _judged(stage.base.text, lookup, escape, base))
    if flag and flag.value:
        yield from _in_from("bad-flag-value", stage, flag.span, _judged(flag.value, lookup, escape, platform))


def _in_from(kind: str, stage: Stage, span: Span, reason: str) -> Iterator[SyntaxProblem]:
    if reason:
        yield SyntaxProblem(kind, span, reason, stage=stage.index)


def _judged(text: str, lookup: Lookup, escape: str, judge: Callable[[str], str]) -> str:
    """The reason why the expanded text is refused; where an argument leaves it open, only why it cannot be expanded."""
    try:
        return judge(expand(text, lookup, escape))
    except ExpansionError as refusal:
        return str(refusal)
    except _Unsettled:
        return refused(text, lambda name: name, escape)


def _image_problem(image: str) -> str:
    if not image:
        return "the base image is blank"
    reason = reference_problem(image)
    return f"`{image[:40]}` is no image name: {reason}" if reason else ""


def _of_instruction(facts: Facts, stage: Stage, instruction: Instruction, names: _Names) -> Iterator[SyntaxProblem]:
    name = instruction.name
    if name == "COPY":
        flag = instruction.flag("from")
        if flag and flag.value:
            yield from _reference(names, stage, flag.value, flag.span, indexes=True)
    elif name == "RUN":
        yield from _mounts(names, stage, instruction, facts.scope(instruction).workdir)
    elif name == "ONBUILD":
        return
    yield from refused_expansions(facts, instruction)
    yield from refused_values(facts, instruction)


def _mounts(names: _Names, stage: Stage, run: Instruction, workdir: str | None) -> Iterator[SyntaxProblem]:
    for flag in run.flags:
        if flag.name != "mount" or not flag.value:
            continue
        reason = mount_problem(flag, workdir)
        if reason:
            yield SyntaxProblem("bad-flag-value", flag.span, reason, reached_only=True)
        for key, value in fields(flag):
            if key == "from" and value and "$" not in value:
                yield from _reference(names, stage, value, flag.span, indexes=False)


def _reference(names: _Names, stage: Stage, name: str, span: Span, *, indexes: bool) -> Iterator[SyntaxProblem]:
    """A stage by number (COPY only), by name in any case, or an image."""
    number = name.removeprefix("-").removeprefix("+")
    if indexes and number.isascii() and number.isdigit():
        if name.startswith("-") or len(number) > 6 or int(number) >= names.count:
            advice = f"the file has {names.count} stages, counted from 0"
            yield SyntaxProblem("bad-stage-reference", span, f"there is no stage {name[:30]}", advice)
        elif int(number) > stage.index:
            yield SyntaxProblem("bad-stage-reference", span, f"stage {int(number)} is defined later", _ABOVE, reached_only=True)
        return
    first = names.first.get(name.lower())
    if first is not None and first > stage.index:
        message = f"stage `{name}` is defined later"
        yield SyntaxProblem("bad-stage-reference", span, message, _ABOVE, reached_only=True)
    elif first is None and not has_variable(name):
        reason = reference_problem(name) if name != "scratch" else ""
        if reason:
            yield SyntaxProblem("bad-stage-reference", span, f"`{name[:40]}` is neither a stage nor an image: {reason}")


def _circles(file: Dockerfile, names: _Names) -> Iterator[SyntaxProblem]:
    """Stages that need themselves, over FROM, COPY --from and mounts; refused even when nothing builds them."""
    needs = [dict(_needs(stage, names)) for stage in file.stages]
    state = [0] * len(needs)  # 0 unseen, 1 on the path, 2 done
    for start in range(len(needs)):
        path = [(start, iter(needs[start].items()))] if not state[start] else []
        state[start] = state[start] or 1
        while path:
            stage, edges = path[-1]
            edge = next(edges, None)
            if edge is None:
                state[stage] = 2
                path.pop()
            elif edge[0] == stage:
                yield SyntaxProblem("stage-from-itself", edge[1], "the stage takes files from itself", stage=stage)
            elif state[edge[0]] == 1:
                yield SyntaxProblem("bad-stage-reference", edge[1], "stages need each other in a circle", stage=stage)
            elif state[edge[0]] == 0:
                state[edge[0]] = 1
                path.append((edge[0], iter(needs[edge[0]].items())))


def _needs(stage: Stage, names: _Names) -> Iterator[tuple[int, Span]]:
    """Stages that `stage` names, with the place; in COPY and mounts a name means the last stage of that name."""
    if stage.base and names.first.get(stage.base.text, names.count) < stage.index:
        yield names.first[stage.base.text], stage.base.span
    for instruction in stage.instructions:
        if instruction.name in ("COPY", "RUN"):
            for flag in instruction.flags:
                for name in _sources(instruction, flag):
                    if instruction.name == "COPY" and name.isascii() and name.isdigit() and len(name) < 7:
                        if int(name) < names.count:
                            yield int(name), flag.span
                    elif name.lower() in names.last:
                        yield names.last[name.lower()], flag.span


def _sources(instruction: Instruction, flag: Flag) -> list[str]:
    """The stages or images that one flag names."""
    if flag.name == "mount":
        return [value for key, value in fields(flag) if key == "from"]
    return [flag.value or ""] if flag.name == "from" and instruction.name == "COPY" else []
