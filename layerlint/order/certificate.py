"""The proof that two Dockerfiles make the same image, up to times and the cut of layers (level E1).

Both are played through symbolically. Compared are, stage by stage, the final configuration, the last writer of every
path, and for each command of a RUN what it can see: a modelled one its declared inputs, any other the whole file
system; and always its environment, user, shell, working directory and mounts. A stage that differs has no certificate.
"""

from __future__ import annotations

from layerlint.order.footprints import INSTALLS, OPAQUE
from layerlint.order.state import folder_of
from layerlint.order.walk import Step, Walk, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.facts import Facts

LEVEL = "E1"
# Groups of instructions within which the order counts; between them it does not.
_TOGETHER = (("ENV",), ("LABEL",), ("CMD", "ENTRYPOINT", "SHELL", "HEALTHCHECK"), ("EXPOSE",), ("VOLUME",), ("USER",), ("WORKDIR",), ("STOPSIGNAL",),
             ("ONBUILD",), ("MAINTAINER",))  # fmt: skip


class Certificate:
    """`config`, `writers` and `runs` say in words what was compared; `digest` is a hexadecimal number over all of it."""

    __slots__ = ("config", "digest", "runs", "writers")

    def __init__(self, config: str, writers: str, runs: str, digest: str) -> None:
        self.config = config
        self.writers = writers
        self.runs = runs
        self.digest = digest


class Fetch:
    """A command that may be added: it only fetches earlier what a later one would, and nothing of that gets into the image.
    `stage` is the index of the stage, `text` the command."""

    __slots__ = ("stage", "text")

    def __init__(self, stage: int, text: str) -> None:
        self.stage = stage
        self.text = text


def certify(before: Walk, after: Walk, *, volatile: frozenset[str] = frozenset(), fetches: tuple[Fetch, ...] = ()) -> Certificate | str:
    """The certificate, or in words what differs. `volatile` are variables that modelled commands do not look at."""
    stages, others = before.file.dockerfile.stages, after.file.dockerfile.stages
    if len(stages) != len(others):
        return "the stages are not the same"
    paths = commands = settings = 0
    parts: list[object] = []
    for stage, other in zip(stages, others, strict=True):
        allowed = next((each for each in fetches if each.stage == stage.index), None)
        if stage.from_.fragment.text != other.from_.fragment.text:
            return "a FROM is not the same"
        configs = _config(stage, before.file), _config(other, after.file)
        if configs[0] != configs[1]:
            return f"the configuration of stage {stage.index} would differ"
        runs = _runs(stage, before, volatile, None), _runs(other, after, volatile, allowed)
        difference = _first_difference(*runs)
        if difference is not None:
            return difference
        ends = before.end(stage), after.end(other)
        if ends[0].digest() != ends[1].digest(allowed.text if allowed else ""):
            return f"a path of stage {stage.index} would have another last writer"
        paths += len(ends[0].files)
        commands += len(runs[0])
        settings += sum(len(group) for group in configs[0])
        parts.append(
            (
                configs[0],
                [(run[0], run[1]) for run in runs[0]],
                sorted((path, each.origin, each.form) for path, each in ends[0].files.items()),
            )
        )
    return Certificate(
        f"{settings} settings in the same order",
        f"{paths} paths with the same last writer",
        f"{commands} commands with the same inputs",
        _digest(parts),
    )


def _digest(parts: list[object]) -> str:
    from hashlib import sha256

    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _config(stage: Stage, file: Facts) -> list[list[tuple[str, object]]]:
    groups: list[list[tuple[str, object]]] = [
        [(each.name, _meaning(each, file)) for each in stage.instructions if each.name in names] for names in _TOGETHER
    ]
    return [*groups, [("end", _surroundings(file, stage))]]


def _meaning(instruction: Instruction, file: Facts) -> object:
    """What a line of configuration says, its variables put in as they stand there."""
    scope = file.scope(instruction)
    if instruction.pairs:
        return [(pair.name, scope.resolve(pair.value)[0] if pair.value is not None else None) for pair in instruction.pairs]
    if instruction.name in ("WORKDIR", "USER", "EXPOSE", "VOLUME", "STOPSIGNAL"):
        return [scope.resolve(word.text)[0] for word in instruction.words], scope.shell if instruction.name == "SHELL" else ()
    return " ".join(instruction.fragment.text.split()), scope.shell


def _surroundings(file: Facts, stage: Stage) -> object:
    after = file.scopes.after(stage)
    return (
        after.user,
        after.directory[0],
        after.shell,
        tuple(after.env().items()),
        sorted((name, value or "") for name, value in after.args()),
    )


def _runs(stage: Stage, walk: Walk, volatile: frozenset[str], fetch: Fetch | None) -> list[tuple[str, object]]:
    """Each command of each RUN, and what it can see."""
    found = []
    skip = fetch.text if fetch else ""
    for step in walk.steps(stage):
        if step.run is None:
            continue
        scope = walk.file.scope(step.instruction)
        flags = tuple(sorted((flag.name, flag.value or "") for flag in step.instruction.flags))
        around = (scope.user, scope.shell, folder_of(scope), flags)
        values = {**dict(scope.args()), **scope.env()}
        modelled = {name: value for name, value in values.items() if name not in volatile}
        for number, act in enumerate(step.run.acts):
            text = text_of(act, step, walk.file)
            if fetch is not None and text == fetch.text:
                continue
            if act.kind == OPAQUE:
                seen: object = (*around, _sorted(values), step.found[number].digest(skip))
            else:
                seen = (*around, act.folder, _sorted(modelled), _inputs(step, number))
            found.append((text, seen))
    return found


def _sorted(values: dict[str, str | None]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, value or "") for name, value in values.items()))


def _inputs(step: Step, number: int) -> object:
    """The declared inputs of a modelled command: those of its own that it names, or those that its install reads."""
    assert step.run is not None  # noqa: S101 - only RUNs are asked
    act = step.run.acts[number]
    files = step.before.files
    if act.kind == INSTALLS:
        reading = step.readings.get(number)
        names = sorted(reading.needed) if reading else []
        return [(path, files[path].origin, files[path].form) for path in names if path in files]
    return [
        (path, each.origin, each.form)
        for path, each in files.items()
        if any(path == named or path.startswith(named + "/") for named in act.paths)
    ]


def _first_difference(before: list[tuple[str, object]], after: list[tuple[str, object]]) -> str | None:
    if [text for text, _ in before] != [text for text, _ in after]:
        return "the commands would run in another order"
    for (text, seen), (_, other) in zip(before, after, strict=True):
        if seen != other:
            return f"`{text[:60]}` would see something else"
    return None
