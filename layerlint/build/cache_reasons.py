"""Why a step reruns: its first changed input, told by file and line."""

from __future__ import annotations

from layerlint.build.cache import ARG, BASE, ENV, ENVIRONMENT, FILE, PARENT, TEXT
from layerlint.build.references import looked_up

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from layerlint.build.cache import Input, KeyedStep, Variable
    from layerlint.build.cache_rerun import State


class Cause:
    """The first changed input: `kind` file, text, arg, env, base or parent; `what` path, name or text; `line` 1-based where it stands.

    For a parent, `root` is the cause of the step that began it.
    """

    __slots__ = ("kind", "line", "root", "what")

    def __init__(self, kind: str, what: str, line: int, root: Cause | None = None) -> None:
        self.kind = kind
        self.what = what
        self.line = line
        self.root = root


class Reasons:
    """Finds the cause of each rerun: the step above, else the first input that differs from the step's counterpart."""

    def __init__(self, before: State, after: State, verdicts: list[bool | None]) -> None:
        self._before = before
        self._after = after
        self._verdicts = {id(step): verdict for step, verdict in zip(after.keyed.steps, verdicts, strict=True)}
        self._known: dict[int, Cause] = {}
        self._first: dict[tuple[int, bool], tuple[int, KeyedStep] | None] = {}

    def of(self, step: KeyedStep) -> Cause:
        """The cause of one rerun."""
        known = self._known.get(id(step))
        if known is None:
            known = self._known[id(step)] = self._find(step)
        return known

    def _find(self, step: KeyedStep) -> Cause:
        above = self._above(step, sure=True)
        own = self._own(step) if above is None else None
        if own is not None:
            return own
        above = above or self._above(step, sure=False)
        if above is not None:
            return self._inherited(above)
        for taken in step.taken:
            for user in self._after.keyed.chain(taken.stage):
                if self._verdicts[id(user)] is not False:
                    return self._inherited(user)
        gone = self._gone(step)
        if gone is not None:
            return gone
        root = self._after.keyed.root(step.step.stage.index)
        return Cause(BASE, root.what, self._after.facts.dockerfile.source.line(step.step.stage.from_.span[0]))

    def _inherited(self, above: KeyedStep) -> Cause:
        first = self.of(above)
        return first if first.kind == PARENT else Cause(PARENT, above.created_by, above.line, first)

    def _above(self, step: KeyedStep, *, sure: bool) -> KeyedStep | None:
        """The first step above in its chain that reruns, or that may; a linked COPY has none."""
        key = step.step.stage.index, sure
        if key not in self._first:
            chain = enumerate(self._after.keyed.chain(step.step.stage.index))
            self._first[key] = next(((place, each) for place, each in chain if self._is_missed(each, sure=sure)), None)
        first = self._first[key]
        return first[1] if first is not None and not step.linked and first[0] < self._after.keyed.above(step) else None

    def _is_missed(self, step: KeyedStep, *, sure: bool) -> bool:
        verdict = self._verdicts[id(step)]
        return verdict is True or (verdict is None and not sure)

    def _own(self, step: KeyedStep) -> Cause | None:
        twin = self._twin(step)
        if twin is None:
            return Cause(TEXT, step.created_by, step.line)
        changed = next(_differing(twin.inputs, step.inputs), None)
        if changed is not None:
            return self._changed(changed, twin, step)
        for old, new in zip(twin.selectors, step.selectors, strict=False):
            path = first_difference(self._before.taken(old), self._after.taken(new))
            if path is not None:
                return Cause(FILE, path, step.line)
        return None

    def _changed(self, changed: Input, twin: KeyedStep, step: KeyedStep) -> Cause:
        """A changed input, told by where it is set: a variable by its ARG or ENV, user and folder by their instruction."""
        if changed.what == ENVIRONMENT:
            name = _changed_variable(_variables(twin), _variables(step))
            return Cause(ENV if step.step.scope.is_env(name) or twin.step.scope.is_env(name) else ARG, name, self._line(step, name))
        if step.instruction in ("ARG", "ENV"):  # a step of the other builders
            return Cause(changed.kind, _changed_variable(_pairs(twin), _pairs(step)) or step.created_by, step.line)
        if changed.kind in (ARG, ENV):
            return Cause(changed.kind, changed.what, self._line(step, changed.what))
        if changed.kind != TEXT:
            return Cause(changed.kind, changed.what, step.line)
        if changed.what in ("USER", "WORKDIR") and changed.what != step.instruction:
            return Cause(TEXT, f"{changed.what} {changed.value or ''}".rstrip(), self._line(step, changed.what))
        if twin.step.instruction.fragment.text == step.step.instruction.fragment.text:
            old, new = twin.step.scope, step.step.scope
            for name in looked_up(step.step.instruction.arguments, self._after.facts.dockerfile.escape):
                if old.value(name).text != new.value(name).text:
                    return Cause(ENV if new.is_env(name) else ARG, name, self._line(step, name))
        return Cause(TEXT, step.created_by, step.line)

    def _line(self, step: KeyedStep, name: str) -> int:
        """Where a variable, USER or WORKDIR was last set above the step; the step's own line where that is nowhere in its stages."""
        file, found = self._after.facts.dockerfile, step.line
        parents = self._after.keyed.parents
        stage: int | None = step.step.stage.index
        while stage is not None:
            above = [each for each in file.stages[stage].instructions if each.span[0] < step.step.carrier.span[0]]
            setting = [each for each in above if each.name == name or any(pair.name == name for pair in each.pairs if each.name != "LABEL")]
            if setting:
                return file.source.line(setting[-1].span[0])
            stage = parents.get(stage)
        return found

    def _gone(self, step: KeyedStep) -> Cause | None:
        """The step that stood above and is there no more."""
        twin = self._twin(step)
        if twin is None:
            return None
        old = self._before.keyed.chain(twin.step.stage.index)
        new = [each.created_by for each in self._after.keyed.chain(step.step.stage.index)]
        lost = [each for each in old[: old.index(twin)] if each.created_by not in new]
        return Cause(lost[-1].inputs[0].kind, lost[-1].created_by, step.line) if lost else None

    def _twin(self, step: KeyedStep) -> KeyedStep | None:
        """The step of the earlier file that this one was: the same text in the stage, else the same place among its kind."""
        stage = step.step.stage
        for index, steps in self._before.keyed.stages.items():
            if index == stage.index:
                alike = [each for each in steps if each.instruction == step.instruction]
                mine = [each for each in self._after.keyed.stages[stage.index] if each.instruction == step.instruction]
                same = [each for each in alike if each.created_by == step.created_by]
                place = mine.index(step)
                return same[0] if same else alike[place] if len(alike) == len(mine) else None
        return None


def _variables(step: KeyedStep) -> list[Variable]:
    """The environment of a RUN."""
    found = next(each.value for each in step.inputs if each.what == ENVIRONMENT)
    return list(found) if isinstance(found, tuple) else []


def _pairs(step: KeyedStep) -> list[Variable]:
    """What an ARG or ENV sets, as written."""
    return [(pair.name, pair.value or "") for pair in step.step.instruction.pairs]


def _changed_variable(before: list[Variable], after: list[Variable]) -> str:
    """The first variable that is new or has another value, else the first that is gone, else the first in another place."""
    old, new = dict(before), dict(after)
    changed = [name for name, value in after if old.get(name) != value] or [name for name, _ in before if name not in new]
    return (changed or [two[0] for one, two in zip(before, after, strict=False) if one != two] or [""])[0]


def _differing(before: list[Input], after: list[Input]) -> Iterator[Input]:
    """The inputs that are new, other or gone; then order alone."""
    old = {(each.kind, each.what): each for each in before}
    new = {(each.kind, each.what): each for each in after}
    for key, each in new.items():
        if key not in old or old[key].value != each.value:
            yield each
    yield from (each for key, each in old.items() if key not in new)
    yield from (two for one, two in zip(before, after, strict=False) if (one.what, one.value) != (two.what, two.value))


def first_difference(before: dict[str, Hashable], after: dict[str, Hashable]) -> str | None:
    """The first path, by name, that is new, gone or other."""
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    return min(changed, default=None)
