"""Two states of a Dockerfile and its context, and which steps of the second rerun when the first has just been built.

`rerun(State(facts, files), State(facts, files))` answers with one `StepVerdict` a step, in the order of the later file. `files` maps each
visible path of the context to anything that is equal where content and mode are.
"""

from __future__ import annotations

from functools import cached_property

from layerlint.build.cache import BASE, FILE, PARENT, TEXT, KeyedFile
from layerlint.build.cache_keys import Keying, Keys, Numbers, Seen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from layerlint.build.cache import Input, KeyedStep
    from layerlint.build.selectors import Selector
    from layerlint.facts import Facts


class Unknown:
    """The token of something whose content nobody knows, such as a submodule: may be equal, may not."""

    __slots__ = ("value",)

    def __init__(self, value: Hashable) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unknown) and other.value == self.value

    def __hash__(self) -> int:
        return hash(("unknown", self.value))


class State:
    """A Dockerfile in its surroundings and the files that the builder gets to see: path to token."""

    def __init__(self, facts: Facts, files: Mapping[str, Hashable]) -> None:
        self.facts = facts
        self.files = files
        self._digests: dict[int, dict[str, Hashable]] = {}

    @cached_property
    def keyed(self) -> KeyedFile:
        """The steps with their inputs."""
        return KeyedFile(self.facts)

    def keys(self, numbers: Numbers) -> Keys:
        """The keys of all steps."""
        return Keying(self.keyed, numbers).keys(self.digest)

    def digest(self, selector: Selector) -> tuple[Hashable, Hashable]:
        """What a selector takes: everything, and without what is not known."""
        taken = self.taken(selector)
        known = {name: token for name, token in taken.items() if not isinstance(token, Unknown)}
        return frozenset(taken.items()), frozenset(known.items())

    def taken(self, selector: Selector) -> dict[str, Hashable]:
        """Names inside the source, each with its token."""
        known = self._digests.get(id(selector))
        if known is None:
            known = {selector.name(path): token for path, token in self.files.items() if selector.takes(path)}
            self._digests[id(selector)] = known
        return known


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


class StepVerdict:
    """`reruns`: True, False, or None where the bytes that another step writes decide. `cause` is None where it is False."""

    __slots__ = ("cause", "reruns", "step")

    def __init__(self, step: KeyedStep, cause: Cause | None, *, reruns: bool | None) -> None:
        self.step = step
        self.reruns = reruns
        self.cause = cause


def rerun(before: State, after: State) -> list[StepVerdict]:
    """The verdict on every step of `after`, with the cache that a build of `before` leaves."""
    numbers, seen = Numbers(), Seen()
    seen.add(before.keys(numbers))
    verdicts = seen.reruns(after.keys(numbers))
    reasons = Reasons(before, after, verdicts)
    return [
        StepVerdict(step, reasons.of(step) if verdict is not False else None, reruns=verdict)
        for step, verdict in zip(after.keyed.steps, verdicts, strict=True)
    ]


class Reasons:
    """Finds the cause of each rerun: the step above, else the first input that differs from the step's counterpart."""

    def __init__(self, before: State, after: State, verdicts: list[bool | None]) -> None:
        self._before = before
        self._after = after
        self._missed = {id(step) for step, verdict in zip(after.keyed.steps, verdicts, strict=True) if verdict is not False}
        self._known: dict[int, Cause] = {}

    def of(self, step: KeyedStep) -> Cause:
        """The cause of one rerun."""
        known = self._known.get(id(step))
        if known is None:
            known = self._known[id(step)] = self._find(step)
        return known

    def _find(self, step: KeyedStep) -> Cause:
        above = self._above(step)
        if above is not None:
            return self._inherited(above)
        own = self._own(step)
        if own is not None:
            return own
        for taken in step.taken:
            for user in self._after.keyed.chain(taken.stage):
                if id(user) in self._missed:
                    return self._inherited(user)
        gone = self._gone(step)
        if gone is not None:
            return gone
        root = self._after.keyed.root(step.step.stage.index)
        return Cause(BASE, root.what, self._after.facts.dockerfile.source.line(step.step.stage.from_.span[0]))

    def _inherited(self, above: KeyedStep) -> Cause:
        first = self.of(above)
        return first if first.kind == PARENT else Cause(PARENT, above.created_by, above.line, first)

    def _above(self, step: KeyedStep) -> KeyedStep | None:
        """The first missed step above in its chain; a linked COPY has none."""
        if step.linked:
            return None
        for each in self._after.keyed.chain(step.step.stage.index):
            if each is step:
                return None
            if id(each) in self._missed:
                return each
        return None

    def _own(self, step: KeyedStep) -> Cause | None:
        twin = self._twin(step)
        if twin is None:
            return Cause(TEXT, step.created_by, step.line)
        changed = next(_differing(twin.inputs, step.inputs), None)
        if changed is not None:
            what = changed.what if changed.kind != TEXT else step.created_by
            return Cause(changed.kind, what, step.line)
        for old, new in zip(twin.selectors, step.selectors, strict=False):
            path = first_difference(self._before.taken(old), self._after.taken(new))
            if path is not None:
                return Cause(FILE, path, step.line)
        return None

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
