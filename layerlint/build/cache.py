"""What every step's cache key is made of, for BuildKit, the classic builder and buildah.

`keyed_steps(facts)` lists the steps that a builder looks up, in the order of their stages: for BuildKit RUN, COPY, ADD and WORKDIR of the
stages that are built, for the other two every instruction but FROM. A `KeyedStep` holds its own inputs (text, variables, user, working
directory, mounts), the `Selector`s of what it takes from the context, and the `Taken` parts of stages that are keyed by their content.

Sources: BuildKit dockerfile2llb/convert.go and solver/llbsolver; asked of Docker 28 and buildah 1.28, tests/cache/recorded.
"""

from __future__ import annotations

from functools import cached_property

from layerlint.build.copied import Copy
from layerlint.build.created_by import created_by, run_words
from layerlint.build.layers import plan_scopes
from layerlint.build.selectors import Selector
from layerlint.build.sources import is_remote
from layerlint.build.steps import Step, steps
from layerlint.dockerfile.mounts import fields, mounts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerlint.build.scope import Scopes
    from layerlint.dockerfile.model import Stage
    from layerlint.facts import Facts

FILE, TEXT, ARG, ENV, BASE, PARENT = "file", "text", "arg", "env", "base", "parent"
# In the environment of a RUN but in no key, unless an ARG declares them (any case; docs.docker.com/build/building/variables).
PROXIES = frozenset(("http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy"))


class Input:
    """One part of a key: `kind` TEXT, ARG, ENV or BASE, `what` it is called, its `value`."""

    __slots__ = ("kind", "value", "what")

    def __init__(self, kind: str, what: str, value: object) -> None:
        self.kind = kind
        self.what = what
        self.value = value


class Taken:
    """What a step takes from a stage: `stage` its index, `path` absolute there, None where that is not one known path.

    `by_content` is False where the builder goes by the stage's key alone.
    """

    __slots__ = ("by_content", "path", "stage")

    def __init__(self, stage: int, path: str | None, *, by_content: bool = True) -> None:
        self.stage = stage
        self.path = path
        self.by_content = by_content


class KeyedStep:
    """One step. `line` is 1-based, of a trigger that of its ONBUILD; `stage` the name or the index as text.

    `linked`: a COPY --link, whose key leaves out everything above it. `destination` is where a COPY or ADD writes, None when not known.
    """

    __slots__ = ("created_by", "destination", "inputs", "line", "linked", "selectors", "stage", "step", "taken")

    def __init__(self, step: Step, line: int, created: str) -> None:
        self.step = step
        self.line = line
        self.stage = step.stage.name or str(step.stage.index)
        self.created_by = created
        self.inputs: list[Input] = []
        self.selectors: list[Selector] = []
        self.taken: list[Taken] = []
        self.linked = False
        self.destination: str | None = None

    @property
    def instruction(self) -> str:
        """The keyword in capitals."""
        return self.step.instruction.name


class KeyedFile:
    """All steps of one Dockerfile: `stages` maps the index of each built stage to its steps, `roots` to what its FROM names."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.scopes: Scopes = plan_scopes(facts)
        self.parents: dict[int, int | None] = {}
        self.roots: dict[int, Input] = {}
        self.stages: dict[int, list[KeyedStep]] = {}
        for stage in self._built():
            parent = self.scopes.parent(stage)
            self.parents[stage.index] = parent.index if parent else None
            self.roots[stage.index] = _root(stage, self.scopes, facts.platform)
            self.stages[stage.index] = list(self._keyed(stage))

    @cached_property
    def steps(self) -> list[KeyedStep]:
        """The steps of all stages, in the order of the file."""
        return [step for each in self.stages.values() for step in each]

    def chain(self, stage: int) -> list[KeyedStep]:
        """The steps of a stage and of its parent stages, oldest first."""
        parent = self.parents.get(stage)
        return [*(self.chain(parent) if parent is not None else []), *self.stages.get(stage, [])]

    def root(self, stage: int) -> Input:
        """What the oldest stage of the chain begins with."""
        parent = self.parents.get(stage)
        return self.roots[stage] if parent is None else self.root(parent)

    def _built(self) -> list[Stage]:
        facts, target = self.facts, self.facts.graph.target
        if target is None:
            return []
        if facts.builder == "classic":
            return facts.dockerfile.stages[: target.index + 1]
        return [stage for stage in facts.dockerfile.stages if stage.index in facts.graph.built]

    def _keyed(self, stage: Stage) -> Iterator[KeyedStep]:
        builder, source = self.facts.builder, self.facts.dockerfile.source
        for step in steps(self.scopes, stage):
            name = step.instruction.name
            if name == "FROM" or (builder == "buildkit" and not _has_operation(step)):
                continue
            keyed = KeyedStep(step, source.line(step.carrier.span[0]), created_by(step, builder, "file"))
            if name in ("COPY", "ADD"):
                self._copy(keyed)
            elif name == "RUN" and builder == "buildkit":
                self._run(keyed)
            elif name == "WORKDIR" and builder == "buildkit":
                keyed.inputs = [Input(TEXT, "WORKDIR", (step.scope.after().written_directory, step.scope.user))]
            else:
                keyed.inputs = [Input({"ENV": ENV, "ARG": ARG}.get(name, TEXT), name, keyed.created_by)]
            yield keyed

    def _copy(self, keyed: KeyedStep) -> None:
        """Name of the source, place, owner, mode and patterns; never the folder that the source lies in."""
        step, builder = keyed.step, self.facts.builder
        copy, flag = Copy(step), step.instruction.flag("from")
        target = copy.target()
        keyed.destination = target
        parents = copy.switch("parents") is True
        excludes = [each.value for each in step.instruction.flags if each.name == "exclude" and each.value]
        source_stage = self.facts.graph.named(flag.value, step.stage) if flag and flag.value else None
        names = [source if is_remote(source) else source.rstrip("/").rpartition("/")[2] for source in copy.sources]
        image = flag.value if flag and source_stage is None else None
        place = target or (copy.destination, step.scope.directory[0])
        flags = [(each.name, each.value) for each in step.instruction.flags if each.name in ("unpack", "checksum", "keep-git-dir")]
        settings = (copy.chown, copy.chmod, parents, tuple(excludes), tuple(flags), tuple(copy.heredocs))
        keyed.inputs = [Input(TEXT, step.instruction.name, (step.instruction.name, place, tuple(names), settings))]
        if image:
            keyed.inputs.append(Input(BASE, image, (image, tuple(copy.sources))))
        keyed.linked = builder == "buildkit" and copy.switch("link") is True and copy.chmod is None
        for source in copy.sources:
            if is_remote(source) or image:
                continue
            if source_stage is not None:
                keyed.taken.append(Taken(source_stage.index, _place(source)))
            else:
                keyed.selectors.append(Selector(source, self.facts.context, excludes=excludes, parents=parents))

    def _run(self, keyed: KeyedStep) -> None:
        """Command, environment in its order, place, user, network and mounts."""
        step = keyed.step
        run, scope = step.instruction, step.scope
        words = [word.text for word in run.words] if run.is_json else [*scope.shell, *run_words(run)]
        bodies = tuple(heredoc.body.text for heredoc in run.heredocs)
        keyed.inputs = [Input(TEXT, "RUN", (tuple(words), bodies))]
        keyed.inputs += _environment(step)
        keyed.inputs.append(Input(TEXT, "WORKDIR", scope.directory[0]))
        keyed.inputs.append(Input(TEXT, "USER", scope.user))
        flags = [(flag.name, flag.value) for flag in run.flags if flag.name != "mount"]
        if flags:
            keyed.inputs.append(Input(TEXT, "RUN", tuple(flags)))
        for mount in mounts(run):
            self._mount(keyed, mount)

    def _mount(self, keyed: KeyedStep, mount: Mount) -> None:
        scope = keyed.step.scope
        settings = dict(fields(mount.flag))
        source = scope.resolve(settings.pop("source", ""))[0]
        if mount.type in ("bind", "cache"):
            settings.pop("id", None)
        resolved = tuple(sorted((key, scope.resolve(value)[0]) for key, value in settings.items() if key != "from"))
        stage = self.facts.graph.named(mount.from_, keyed.step.stage) if mount.from_ else None
        keyed.inputs.append(Input(TEXT, "--mount", (resolved, mount.from_ if stage is None else "")))
        if stage is not None:
            keyed.taken.append(Taken(stage.index, _place(source), by_content=mount.type == "bind" and not mount.writable))
        elif mount.type == "bind" and not mount.from_:
            keyed.selectors.append(Selector(source, self.facts.context))


def _has_operation(step: Step) -> bool:
    """BuildKit has no step for metadata, and none for `WORKDIR /`."""
    name = step.instruction.name
    return name in ("RUN", "COPY", "ADD") or (name == "WORKDIR" and step.scope.after().written_directory != "/")


def _root(stage: Stage, scopes: Scopes, platform: str | None) -> Input:
    flag = stage.from_.flag("platform")
    chosen = scopes.before(stage.from_).resolve(flag.value or "")[0] if flag else platform
    reference = scopes.base_reference(stage)
    return Input(BASE, reference or "?", (reference, chosen))


def _environment(step: Step) -> Iterator[Input]:
    """ENV and every ARG that has a value, used or not, in the order of their last definition."""
    scope = step.scope
    names = dict.fromkeys([*scope.env(), *(name for name, _ in scope.args())])
    values = sorted(((scope.value(name), name) for name in names), key=lambda pair: pair[0].moment)
    for value, name in values:
        if value.text is not None:
            yield Input(ARG if scope.is_arg(name) and not scope.is_env(name) else ENV, name, value.text)


def _place(source: str) -> str | None:
    """A path of a stage as an absolute one; None for a wildcard."""
    from layerlint.build.patterns import clean, has_wildcards

    return None if has_wildcards(source) else clean("/" + source)


if TYPE_CHECKING:
    from layerlint.dockerfile.mounts import Mount
