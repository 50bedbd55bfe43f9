"""The identity of a layer before it is built: its base, the steps below it and its own, as the builder's cache compares them.

Two steps are the same when the same builder stands on the same layer with the same command, variables, user and folder, and
takes the same files. What a step may read that nobody can see from here (a network, the clock) is not looked at: the
second build finds the first one's layer in the cache and does not ask either.
"""

from __future__ import annotations

from layerlint.build.calibration import digest
from layerlint.build.copied import Copy
from layerlint.build.created_by import run_words
from layerlint.build.rows import LAYER
from layerlint.build.sources import is_remote
from layerlint.dockerfile.mounts import mounts
from layerlint.dockerfile.references import split_reference
from layerlint.knowledge.base_images import DEFAULT_PLATFORM, canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.rows import Row
    from layerlint.build.steps import Step
    from layerlint.dockerfile.model import Stage
    from layerlint.facts import Facts
    from layerlint.sharing.content import Contents

VARIABLES = frozenset(("ENV", "ARG"))
# Predefined arguments: their values are no part of a key unless an ARG declares them (semantics of BuildKit's dispatchRun).
PROXIES = frozenset(f"{kind}_proxy" for kind in ("http", "https", "ftp", "no", "all"))


class Link:
    """One step in a chain. `own` tells what it does, wherever it stands; `id` is that with all below it. None: not known.

    `local` is True where it takes files from the build context, itself or through another stage (`through` is its name).
    """

    __slots__ = ("id", "local", "own", "row", "through")

    def __init__(self, row: Row, own: str | None, id: str | None, *, local: bool, through: str | None) -> None:
        self.row = row
        self.own = own
        self.id = id
        self.local = local
        self.through = through

    @property
    def is_layer(self) -> bool:
        """True when it makes a layer, or may."""
        return self.row.kind == LAYER


class Chain:
    """The steps of one image from its base on. `base` is the identity of what it begins with, None where nobody knows."""

    __slots__ = ("base", "links")

    def __init__(self, base: str | None, links: list[Link]) -> None:
        self.base = base
        self.links = links


class _End:
    """How a stage ends: its last identity, the order in which its variables were last set, whether the context is in it.

    `user` is what USER said, "" where none did: BuildKit takes `root` and nothing for two (tests/sharing/observed.json).
    """

    __slots__ = ("id", "local", "order", "user")

    def __init__(self, id: str | None, order: dict[str, None], user: str, *, local: bool) -> None:
        self.id = id
        self.order = order
        self.user = user
        self.local = local


def chain(facts: Facts, contents: Contents) -> Chain:
    """The chain of the target; empty where there is none."""
    return _Walk(facts, contents).target()


class _Walk:
    """Goes through the stages of one file, each once and parents first: all that a stage hangs on stands above it."""

    def __init__(self, facts: Facts, contents: Contents) -> None:
        self._facts = facts
        self._contents = contents
        self._ends: dict[int, _End] = {}

    def target(self) -> Chain:
        plan, graph = self._facts.plan, self._facts.graph
        if graph.target is None:
            return Chain(None, [])
        rows = {stage.index: stage.layers for stage in plan.stages if stage.used}
        for row in plan.layers:
            rows.setdefault(row.step.stage.index, []).append(row)
        shipped: list[Link] = []
        for stage in self._facts.dockerfile.stages:
            if stage.index in rows:
                found = self._stage(stage, rows[stage.index])
                shipped += found if stage.index in graph.shipped else []
        return Chain(self._base(graph.root(graph.target)), shipped)

    def _base(self, stage: Stage) -> str | None:
        reference = self._facts.graph.base_reference(stage)
        if reference is None:
            return None
        name = reference if reference == "scratch" else f"{canonical(reference)}@{split_reference(reference)[3]}"
        return digest("base", self._facts.builder, name, self._facts.scopes.platform(stage))

    def _stage(self, stage: Stage, rows: list[Row]) -> list[Link]:
        parent = self._facts.graph.parent(stage)
        before = self._ends[parent.index] if parent else _End(self._base(stage), {}, "", local=False)
        end = self._ends[stage.index] = _End(before.id, dict(before.order), before.user, local=before.local)
        links = []
        for row in rows:
            if row.instruction == "FROM":
                continue
            own, through, taken = self._own(row.step, end)
            if row.kind == LAYER or self._facts.builder != "buildkit":  # elsewhere every line is a link of the chain
                end.id = None if own is None or end.id is None else digest(end.id, own)
            end.local = end.local or taken
            links.append(Link(row, own, end.id, local=taken, through=through))
            self._note(row.step, end)
        return links

    def _own(self, step: Step, end: _End) -> tuple[str | None, str | None, bool]:
        """What the step does, the stage through which it gets at the context, and whether it does."""
        name, scope = step.instruction.name, step.scope
        if name == "RUN":
            return self._run(step, end)
        if name in ("COPY", "ADD"):
            return self._copy(step)
        if name == "WORKDIR":
            return digest(name, scope.after().directory[0], end.user), None, False
        if name in VARIABLES:
            pairs = (f"{scope.resolve(pair.name)[0]}={pair.value and scope.resolve(pair.value)[0]}" for pair in step.instruction.pairs)
            return digest(name, *pairs), None, False
        return digest(name, *flags(step), step.instruction.arguments), None, False

    def _run(self, step: Step, end: _End) -> tuple[str | None, str | None, bool]:
        run, scope = step.instruction, step.scope
        words = [word.text for word in run.words] if run.is_json else [*scope.shell, *run_words(run)]
        parts = [run.name, *flags(step), *words, end.user, scope.directory[0], *environment(step, end.order)]
        parts += [self._facts.platform or DEFAULT_PLATFORM]
        through, local = None, False
        for mount in mounts(run):
            if mount.type != "bind":
                continue
            source = scope.resolve(mount.source)[0]
            key, stage, taken = self._from(mount.from_, step) if mount.from_ else (self._taken([source or "/"]), None, True)
            if key is None:
                return None, stage or through, local or taken
            parts.append(key)
            through, local = stage or through, local or taken
        return digest(*parts), through, local

    def _copy(self, step: Step) -> tuple[str | None, str | None, bool]:
        copy = Copy(step)
        flag = step.instruction.flag("from")
        through, local = None, False
        key: str | None = ""
        if flag is not None:
            key, through, local = self._from(flag.value or "", step)
        else:
            inside = [source for source in copy.sources if not is_remote(source)]
            local = bool(inside)
            key = self._taken(inside) if copy.certain else None
        if key is None or copy.target() is None:
            return None, through, local
        bodies = (f"{name}\n{content.decode('utf-8', 'surrogateescape')}" for name, content in copy.heredocs)
        named = [source for source in copy.sources if flag is not None or copy.switch("parents") or is_remote(source)]
        target = (copy.target() or "") + ("/" if copy.destination == "." else "")  # BuildKit takes `.` for `./`
        parts = (step.instruction.name, *flags(step), key, *named, "to", target, *bodies)
        return digest(*parts), through, local

    def _taken(self, sources: list[str]) -> str | None:
        return self._contents.of(self._facts.context, sources)

    def _from(self, name: str, step: Step) -> tuple[str | None, str | None, bool]:
        """The identity of the stage or image behind `--from`, its name where it is a stage with files of the context."""
        stage = self._facts.graph.named(name, step.stage)
        if stage is None:
            return digest("image", name), None, False
        end = self._ends.get(stage.index)
        if end is None:
            return None, None, False
        return end.id, (stage.name or str(stage.index)) if end.local else None, end.local

    def _note(self, step: Step, end: _End) -> None:
        if step.instruction.name == "USER":
            end.user = step.scope.resolve(step.instruction.arguments)[0]
        if step.instruction.name in VARIABLES:
            for pair in step.instruction.pairs:
                name = step.scope.resolve(pair.name)[0]
                end.order.pop(name, None)
                end.order[name] = None


def environment(step: Step, order: dict[str, None]) -> list[str]:
    """What a RUN finds set, in the order of the last settings: BuildKit's list is ordered, and a swap makes another step."""
    scope = step.scope
    found: dict[str, str] = dict(scope.env())
    for name, value in scope.args():
        if value is not None and (name not in found or scope.value(name).text == value):
            found[name] = value
    first = [name for name in found if name not in order]
    declared = {name for name in order if name.lower() in PROXIES}
    names = [*first, *(name for name in order if name in found)]
    return [f"{name}={found[name]}" for name in names if name.lower() not in PROXIES or name in declared]


def flags(step: Step) -> list[str]:
    """The flags of a step, resolved; without `--from`, whose stage is looked at and not its name."""
    return [f"--{flag.name}={step.scope.resolve(flag.value or '')[0]}" for flag in step.instruction.flags if flag.name != "from"]
