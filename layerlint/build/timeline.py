"""Values that change from instruction to instruction, kept so that every moment can still be asked.

The stages form a tree (`FROM stage`), and a Dockerfile of 10,000 ENV lines must not cost 10,000 copies of its
environment. So the tree is walked once; each write is noted with its moment, and on leaving a stage its writes are
taken back by further notes. What holds before an instruction is what was noted last at its moment of the walk.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

# How far a value may be trusted.
GUESSED = 0  # depends on an unknown base image or on a value that drifts
GIVEN = 1  # holds for the build arguments as given; an ARG without any value went into it
KNOWN = 2


class Value:
    """One value: `text` is None for unset, `certainty` one of GUESSED, GIVEN, KNOWN, `moment` when it was written."""

    __slots__ = ("certainty", "moment", "text")

    def __init__(self, text: str | None, certainty: int, moment: int) -> None:
        self.text = text
        self.certainty = certainty
        self.moment = moment


class Ledger:
    """The values of many names over one walk."""

    __slots__ = ("_moments", "_undo", "_values")

    def __init__(self) -> None:
        self._moments: dict[str, list[int]] = {}
        self._values: dict[str, list[Value | None]] = {}
        self._undo: list[tuple[str, Value | None]] = []

    def write(self, name: str, text: str | None, certainty: int, moment: int) -> None:
        """Note a value; `moment` never goes back."""
        self._undo.append((name, self.latest(name)))
        self._note(name, Value(text, certainty, moment), moment)

    def latest(self, name: str) -> Value | None:
        """The value noted last."""
        values = self._values.get(name)
        return values[-1] if values else None

    def at(self, name: str, moment: int) -> Value | None:
        """The value that holds at `moment`; None when the name was never set."""
        moments = self._moments.get(name)
        if moments is None:
            return None
        index = bisect_right(moments, moment)
        return self._values[name][index - 1] if index else None

    def set_at(self, moment: int) -> Iterator[tuple[str, Value]]:
        """All names that are set at `moment`, with their values."""
        for name in self._moments:
            value = self.at(name, moment)
            if value is not None:
                yield name, value

    def mark(self) -> int:
        """A place to come back to with `undo`."""
        return len(self._undo)

    def undo(self, mark: int, moment: int) -> None:
        """Take back all that was written since `mark`."""
        for name, value in reversed(self._undo[mark:]):
            self._note(name, value, moment)
        del self._undo[mark:]

    def _note(self, name: str, value: Value | None, moment: int) -> None:
        self._moments.setdefault(name, []).append(moment)
        self._values.setdefault(name, []).append(value)
