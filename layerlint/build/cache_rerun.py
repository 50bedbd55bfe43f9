"""Two states of a Dockerfile and its context, and which steps of the second rerun when the first has just been built.

`rerun(State(facts, files), State(facts, files))` answers with one `StepVerdict` a step, in the order of the later file. `files` maps each
visible path of the context to anything that is equal where content and mode are.
"""

from __future__ import annotations

from functools import cached_property

from layerlint.build.cache import KeyedFile
from layerlint.build.cache_keys import Keying, Keys, Numbers, Seen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from layerlint.build.cache import KeyedStep
    from layerlint.build.cache_reasons import Cause
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
        self._asked: list[Keying] = []
        self._digests: dict[int, dict[str, Hashable]] = {}

    @cached_property
    def keyed(self) -> KeyedFile:
        """The steps with their inputs."""
        return KeyedFile(self.facts)

    def keys(self, numbers: Numbers) -> Keys:
        """The keys of all steps."""
        keying = Keying(self.keyed, numbers)
        self._asked.append(keying)  # what is remembered goes by identity, so that nothing may be forgotten that was asked for
        return keying.keys(self.digest)

    def digest(self, selector: Selector) -> tuple[Hashable, Hashable]:
        """What a selector takes: everything, and without what is not known."""
        names = sorted(((selector.name(path), token) for path, token in self.taken(selector).items()), key=_first)
        return tuple(names), tuple(pair for pair in names if not isinstance(pair[1], Unknown))

    def taken(self, selector: Selector) -> dict[str, Hashable]:
        """The paths that a selector takes, each with its token."""
        known = self._digests.get(id(selector))
        if known is None:
            known = self._digests[id(selector)] = {path: token for path, token in self.files.items() if selector.takes(path)}
        return known


def _first(pair: tuple[str, Hashable]) -> str:
    return pair[0]


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
    from layerlint.build.cache_reasons import Reasons

    reasons = Reasons(before, after, verdicts)
    return [
        StepVerdict(step, reasons.of(step) if verdict is not False else None, reruns=verdict)
        for step, verdict in zip(after.keyed.steps, verdicts, strict=True)
    ]
