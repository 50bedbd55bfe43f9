"""What BuildKit refuses in every stage, built or not: arity, flags, names, values it reads at once.

What it notices only when it builds a stage is told by `build/refusals.py`. Each message was compared with the answer
of a real BuildKit 28 (tests/dockerfile/verdicts.json).
"""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.dockerfile import grammar
from layerlint.dockerfile.model import Dockerfile, Flag, Instruction, Stage, SyntaxProblem
from layerlint.dockerfile.mounts import fields
from layerlint.dockerfile.source import Span
from layerlint.dockerfile.values import health_number_problem
from layerlint.dockerfile.words import has_variable

NETWORKS = ("default", "host", "none")
SECURITIES = ("insecure", "sandbox")
STAGE_NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_."


def verify(file: Dockerfile) -> None:
    """Add to `file.problems` what is wrong with its instructions, and put all problems into file order."""
    problems = file.problems
    for instruction in file.instructions:
        for problem in _of_instruction(instruction):
            problem.stage = instruction.stage
            problems.append(problem)
    for stage in file.stages:
        problems.extend(_of_stage(stage))
    problems.extend(_of_file(file))
    problems.sort(key=lambda problem: problem.span)


def closest(word: str, known: Iterator[str] | list[str]) -> str:
    """`did you mean …?` for a misspelt word, or nothing."""
    import difflib

    near = difflib.get_close_matches(word, list(known), 1, 0.6)
    return f"did you mean `{near[0]}`?" if near else ""


def _of_file(file: Dockerfile) -> Iterator[SyntaxProblem]:
    if not file.instructions:
        yield SyntaxProblem("no-stage", (0, 0), "the file has no instructions", "begin with `FROM`")
        return
    for instruction in file.instructions:
        if instruction.name == "FROM":
            return
        if instruction.name != "ARG" and instruction.name in grammar.SHAPES:
            message = f"`{instruction.name}` stands before the first `FROM`"
            yield SyntaxProblem("no-stage", instruction.keyword, message, "only `ARG` may stand there")
            return
    if not file.stages:
        yield SyntaxProblem("no-stage", file.instructions[0].keyword, "the file has no build stage", "begin with `FROM`")


def _of_stage(stage: Stage) -> Iterator[SyntaxProblem]:
    if stage.name is None or stage.name_span is None:
        return
    if not "a" <= stage.name[0] <= "z" or stage.name.strip(STAGE_NAME_CHARACTERS):
        message = f"`{stage.name}` cannot be the name of a stage"
        advice = "a name begins with a letter, then letters, digits, `-`, `_`, `.`"
        yield SyntaxProblem("bad-stage-name", stage.name_span, message, advice, stage=stage.index)


def _of_instruction(instruction: Instruction) -> Iterator[SyntaxProblem]:
    name = instruction.name
    if name not in grammar.SHAPES:
        message = f"unknown instruction `{_short(name)}`" if name else "an escape character alone is no instruction"
        yield SyntaxProblem("unknown-instruction", instruction.keyword, message, closest(name, list(grammar.SHAPES)))
        return
    yield from _flags(instruction)
    yield from _pairs(instruction)
    yield from _arity(instruction)
    if name == "HEALTHCHECK":
        yield from _healthcheck(instruction)
    elif name == "RUN":
        yield from _run(instruction)
    elif name == "ONBUILD":
        yield from _onbuild(instruction)
    elif name in ("COPY", "ADD"):
        yield from _copy(instruction)


def _flags(instruction: Instruction) -> Iterator[SyntaxProblem]:
    name, seen = instruction.name, set()
    if name in grammar.IGNORES_FLAGS or (name == "HEALTHCHECK" and _health_type(instruction) == "NONE"):
        return
    known = grammar.FLAGS.get(name, {})
    for flag in instruction.flags:
        kind = known.get(flag.name)
        if kind is None:
            advice = closest(flag.name, list(known)) or (f"`{name}` takes no flags" if not known else "")
            yield SyntaxProblem("unknown-flag", flag.span, f"`{name}` has no flag `--{_short(flag.name)}`", advice)
        elif kind != grammar.MANY and flag.name in seen:
            yield SyntaxProblem("unknown-flag", flag.span, f"`--{flag.name}` stands twice")
        elif kind == grammar.SWITCH and (flag.value or "true").lower() not in ("true", "false"):
            yield SyntaxProblem("unknown-flag", flag.span, f"`--{flag.name}` is true or false, not `{flag.value}`")
        elif kind != grammar.SWITCH and flag.value is None:
            yield SyntaxProblem("unknown-flag", flag.span, f"`--{flag.name}` needs a value", f"write `--{flag.name}=…`")
        seen.add(flag.name)


def _arity(instruction: Instruction) -> Iterator[SyntaxProblem]:
    name, words = instruction.name, instruction.words
    count = len(words) + len(instruction.pairs)
    wanted = ""
    if name == "FROM" and count != 1 and not (count == 3 and words[1].text.lower() == "as"):
        wanted = "an image, or an image, `AS` and a name"
    elif name in ("COPY", "ADD") and count < 2:
        wanted = "at least a source and a destination"
    elif (name in grammar.AT_LEAST_ONE and not count) or (name in grammar.EXACTLY_ONE and not count):
        wanted = "an argument"
    elif name == "SHELL" and not instruction.is_json:
        yield SyntaxProblem("json-not-strings", instruction.arguments_span, "`SHELL` needs a JSON array of strings")
    elif name == "VOLUME" and any(not word.text.strip() for word in words):
        yield SyntaxProblem("bad-arguments", instruction.arguments_span, "a `VOLUME` cannot be an empty string")
    if wanted:
        yield SyntaxProblem("bad-arguments", _place(instruction), f"`{name}` needs {wanted}")


def _place(instruction: Instruction) -> Span:
    """The instruction without its heredocs."""
    return instruction.keyword[0], max(instruction.keyword[1], instruction.arguments_span[1])


def _pairs(instruction: Instruction) -> Iterator[SyntaxProblem]:
    name = instruction.name
    for pair in instruction.pairs:
        if not pair.name and pair.value is not None:
            yield SyntaxProblem("bad-arguments", pair.span, f"`{name}` needs a name before the `=`")
        elif pair.value is None and pair.legacy:
            yield SyntaxProblem("bad-arguments", pair.span, f"`{name} {_short(pair.name)}` has no value", f"write `{name} NAME=value`")
        elif pair.value is None and name != "ARG":
            yield SyntaxProblem("bad-arguments", pair.span, f"`{_short(pair.name)}` has no `=`", "quote a value that holds blanks")


def _short(text: str) -> str:
    return text if len(text) <= 30 else text[:29] + "…"


def _health_type(instruction: Instruction) -> str:
    text = instruction.words[0].text if instruction.words else ""
    return text.split(None, 1)[0].upper() if text.strip() else ""


def _healthcheck(instruction: Instruction) -> Iterator[SyntaxProblem]:
    kind = _health_type(instruction)
    if not kind:
        return
    if kind == "NONE":
        if len(instruction.words[0].text.split()) > 1:
            yield SyntaxProblem("bad-arguments", instruction.arguments_span, "`HEALTHCHECK NONE` takes no arguments")
        return
    if kind != "CMD":
        yield SyntaxProblem("bad-arguments", instruction.arguments_span, f"`HEALTHCHECK` is `CMD` or `NONE`, not `{_short(kind)}`")
        return
    if not instruction.trigger or not instruction.trigger.words:
        yield SyntaxProblem("bad-arguments", instruction.arguments_span, "`HEALTHCHECK CMD` has no command")
    for flag in instruction.flags:
        reason = health_number_problem(flag.name, flag.value or "")
        if reason:
            yield SyntaxProblem("bad-flag-value", flag.span, reason)


def _run(instruction: Instruction) -> Iterator[SyntaxProblem]:
    for flag in instruction.flags:
        value = flag.value or ""
        if flag.name == "network" and value and value not in NETWORKS:
            yield _choice(flag, NETWORKS)
        elif flag.name == "security" and value and value not in SECURITIES:
            yield _choice(flag, SECURITIES)
        elif flag.name == "mount" and flag.value == "":
            yield SyntaxProblem("bad-flag-value", flag.span, "`--mount` is empty")
        elif flag.name == "mount" and any(key == "from" and "$" in (value or "") for key, value in fields(flag)):
            yield SyntaxProblem("bad-stage-reference", flag.span, "`from` in a mount cannot hold a variable", "name a stage instead")


def _choice(flag: Flag, known: tuple[str, ...]) -> SyntaxProblem:
    return SyntaxProblem("bad-flag-value", flag.span, f"`--{flag.name}` is one of {', '.join(known)}, not `{_short(flag.value or '')}`")


def _onbuild(instruction: Instruction) -> Iterator[SyntaxProblem]:
    inner = instruction.trigger
    if inner is None:
        return
    if inner.name in grammar.NOT_IN_ONBUILD:
        yield SyntaxProblem("bad-onbuild", inner.keyword, f"`{inner.name}` cannot be an `ONBUILD` trigger")
    elif any(pair.value is None for pair in inner.pairs) and inner.name != "ARG":
        yield from _pairs(inner)


def _copy(instruction: Instruction) -> Iterator[SyntaxProblem]:
    words = instruction.words
    if words and any(heredoc.word.span == words[-1].span for heredoc in instruction.heredocs):
        yield SyntaxProblem("bad-arguments", words[-1].span, "a here-document cannot be the destination")
    source = instruction.flag("from")
    if instruction.name == "COPY" and source and has_variable(source.value or ""):
        yield SyntaxProblem(
            "bad-stage-reference", source.span, "`--from` cannot hold a variable", "give the image a stage of its own: `FROM $X AS name`"
        )
