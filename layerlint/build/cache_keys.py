"""Keys of all steps of a file for given contents of the context, and which of them an earlier build has left in the cache.

A key is a number: equal inputs get equal numbers from one `Numbers`. Every step has two: `exact`, which hits for sure, and `loose`, in which
nothing is said of what a RUN writes. A step whose exact key is new and whose loose key is not *may* hit: BuildKit looks at the bytes.
"""

from __future__ import annotations

from layerlint.build.selectors import Selector, overlaps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from layerlint.build.cache import KeyedFile, KeyedStep, Taken

    # The content that a selector takes: exact, and without what is not known (submodules).
    Digest = Callable[[Selector], tuple[Hashable, Hashable]]

UNSURE = "?"  # what a RUN writes
DEEPEST = 50  # stages that copy from stages that copy: below, the key of the whole stage counts


class Numbers:
    """Numbers for values, the same for equal ones."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[Hashable, int] = {}

    def of(self, value: Hashable) -> int:
        """The value's number."""
        return self._known.setdefault(value, len(self._known))


class Keys:
    """The two keys of each step, in the order of `KeyedFile.steps`."""

    __slots__ = ("exact", "loose")

    def __init__(self, exact: list[int], loose: list[int]) -> None:
        self.exact = exact
        self.loose = loose


class Seen:
    """The keys that a cache holds."""

    __slots__ = ("exact", "loose")

    def __init__(self) -> None:
        self.exact: set[int] = set()
        self.loose: set[int] = set()

    def add(self, keys: Keys) -> None:
        """What one build leaves."""
        self.exact.update(keys.exact)
        self.loose.update(keys.loose)

    def reruns(self, keys: Keys) -> list[bool | None]:
        """For each step False (from the cache), True (runs) or None (maybe)."""
        return [
            False if exact in self.exact else None if loose in self.loose else True
            for exact, loose in zip(keys.exact, keys.loose, strict=True)
        ]


class _Part:
    """What one step does to a part of a stage that somebody takes: its own inputs, its selectors as far as they get there."""

    __slots__ = ("at", "own", "recipes", "selectors")

    def __init__(self, at: int, own: Hashable, selectors: list[Selector], recipes: list[Recipe]) -> None:
        self.at = at
        self.own = own
        self.selectors = selectors
        self.recipes = recipes


class Recipe:
    """How the content of a path of a stage comes about: who may write there, in order. `at` -1 marks a RUN that decides it all."""

    __slots__ = ("parts", "root", "whole")

    def __init__(self, root: Hashable, parts: list[_Part], whole: int | None) -> None:
        self.root = root
        self.parts = parts
        self.whole = whole  # not by content: the index of the stage whose key counts


class Keying:
    """The keys of one file, made ready once: then `keys(digest)` costs one pass over the steps. `selectors` are all that will be asked for."""

    def __init__(self, file: KeyedFile, numbers: Numbers) -> None:
        self.file = file
        self._numbers = numbers
        self.selectors: list[Selector] = []
        self._index = {id(step): index for index, step in enumerate(file.steps)}
        self._own = [numbers.of(tuple((each.kind, _name(each.what, each.kind), each.value) for each in step.inputs)) for step in file.steps]
        self._recipes = [[self._recipe(taken, 0) for taken in step.taken] for step in file.steps]
        for step in file.steps:
            self.selectors += step.selectors

    def keys(self, digest: Digest) -> Keys:
        """The keys of all steps with these contents."""
        number = self._numbers.of
        exact: list[int] = []
        loose: list[int] = []
        after: dict[int, tuple[int, int]] = {}
        for stage, steps in self.file.stages.items():
            parent = self.file.parents[stage]
            root = self.file.roots[stage]
            state = after[parent] if parent is not None and parent in after else (number(("base", root.value)),) * 2
            for step in steps:
                index = len(exact)
                above = (-1, -1) if step.linked else state
                contents = [digest(selector) for selector in step.selectors]
                taken = [self._content(recipe, digest, exact, loose, after) for recipe in self._recipes[index]]
                one = number((self._own[index], above[0], tuple(c[0] for c in contents), tuple(t[0] for t in taken)))
                two = number((self._own[index], above[1], tuple(c[1] for c in contents), tuple(t[1] for t in taken)))
                exact.append(one)
                loose.append(two)
                state = (number(("merge", state[0], one)), number(("merge", state[1], two))) if step.linked else (one, two)
            after[stage] = state
        return Keys(exact, loose)

    def _recipe(self, taken: Taken, depth: int) -> Recipe:
        """Who may write what is taken."""
        file = self.file
        if not taken.by_content or depth > DEEPEST or taken.stage not in file.stages:
            return Recipe(None, [], taken.stage)
        parts = []
        for step in file.chain(taken.stage):
            part = self._part(step, taken.path, depth)
            if part is not None:
                parts.append(part)
        for part in parts:
            self.selectors += part.selectors
        return Recipe(file.root(taken.stage).value, parts, None)

    def _part(self, step: KeyedStep, path: str | None, depth: int) -> _Part | None:
        name, index = step.instruction, self._index[id(step)]
        if name == "RUN":
            return _Part(index, None, [], [])
        if name == "WORKDIR":
            made = str(step.step.scope.after().written_directory)
            return _Part(index, self._own[index], [], []) if path is None or (made + "/").startswith(path.rstrip("/") + "/") else None
        if name not in ("COPY", "ADD"):
            return None
        if path is not None and step.destination is not None and not overlaps(step.destination, path):
            return None
        selectors = step.selectors
        if path is not None and step.destination is not None:
            into = step.destination.endswith("/") or len(selectors) + len(step.taken) > 1
            selectors = (
                [selector.narrowed(step.destination, path, into=into) for selector in selectors] if not _unpacks(step) else selectors
            )
        return _Part(index, self._own[index], selectors, [self._recipe(taken, depth + 1) for taken in step.taken])

    def _content(
        self, recipe: Recipe, digest: Digest, exact: list[int], loose: list[int], after: dict[int, tuple[int, int]]
    ) -> tuple[int, int]:
        """The keys of what is taken from a stage."""
        if recipe.whole is not None:
            return after.get(recipe.whole, (-1, -1))
        ones: list[Hashable] = [recipe.root]
        twos: list[Hashable] = []
        for part in recipe.parts:
            if part.own is None:
                ones.append(exact[part.at])
                twos = [UNSURE]
                continue
            contents = [digest(selector) for selector in part.selectors]
            nested = [self._content(each, digest, exact, loose, after) for each in part.recipes]
            ones.append((part.own, tuple(c[0] for c in contents), tuple(n[0] for n in nested)))
            twos.append((part.own, tuple(c[1] for c in contents), tuple(n[1] for n in nested)))
        return self._numbers.of(tuple(ones)), self._numbers.of(tuple(twos))


def _name(what: str, kind: str) -> str:
    """Variables are keyed by name; what else an input is called is for people."""
    return what if kind in ("arg", "env") else ""


def _unpacks(step: KeyedStep) -> bool:
    """ADD may unpack an archive to places that its name does not tell."""
    return step.instruction == "ADD"
