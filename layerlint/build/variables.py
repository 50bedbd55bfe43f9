"""The variables of all stages at every moment of the walk, and how text is expanded with them.

Asked of Docker 28 (tests/build/recorded_plans): BuildKit takes whichever of ENV and ARG was written last and hands ARGs
on to child stages; the classic builder prefers ENV and forgets ARGs at each FROM.
"""

from __future__ import annotations

from layerlint.build.timeline import GIVEN, GUESSED, KNOWN, Ledger, Value
from layerlint.dockerfile.words import ExpansionError, expand

GLOBAL = -1  # the "stage" before the first FROM
# Quotes mean nothing in the body of a here-document: while it is expanded these stand in for them (no text holds them).
BODY_QUOTES = {ord("'"): "\ud800", ord('"'): "\ud801"}
QUOTES_BACK = {0xD800: "'", 0xD801: '"'}
# Characters that all expansions of one file may take from variables; `ENV A=$A$A` forty times over would be a terabyte.
MOST_EXPANDED = 50_000_000


class Variables:
    """ENV, ARG and the rest of the inherited state. Stages are indexes; moments come from the walk."""

    __slots__ = ("args", "builder", "closed", "declarations", "env", "escape", "expanded", "parents", "starts", "state")

    def __init__(self, builder: str, escape: str) -> None:
        self.builder = builder
        self.escape = escape
        self.expanded = 0
        self.env = Ledger()
        self.args = Ledger()
        self.state = Ledger()
        self.starts: dict[int, int] = {GLOBAL: 0}
        self.closed: dict[int, bool] = {GLOBAL: True}  # True: what is not set here is not set by the base either
        self.declarations: dict[int, list[tuple[int, str]]] = {GLOBAL: []}
        self.parents: list[int | None] = []

    def lookup(self, name: str, stage: int, moment: int) -> Value:
        """The value of a variable in `stage` at `moment`; never None, an unset one has text None."""
        env, arg = self.env.at(name, moment), self._arg(name, stage, moment)
        if self.builder == "buildkit":
            found = arg if env is None or (arg is not None and arg.text is not None and arg.moment > env.moment) else env
        else:
            found = env or arg
        if found is not None:
            return found
        return Value(None, KNOWN if self.closed[stage] else GUESSED, moment)

    def resolve(self, text: str, stage: int, moment: int, *, guess: bool = True) -> tuple[str, int]:
        """`text` expanded, quotes removed, and its certainty; the text itself, GUESSED, where the builder would refuse it.

        Without `guess` a value that is not known counts as empty.
        """
        certainty = KNOWN

        def look(name: str) -> str | None:
            nonlocal certainty
            value = self.lookup(name, stage, moment)
            certainty = min(certainty, value.certainty)
            self.expanded += len(value.text or "")
            if self.expanded > MOST_EXPANDED:
                certainty = GUESSED
                return None
            return value.text if guess or value.certainty > GUESSED else ""

        try:
            return expand(text, look, self.escape), certainty
        except ExpansionError:
            return text, GUESSED

    def resolve_body(self, text: str, stage: int, moment: int, *, guess: bool = True) -> tuple[str, int]:
        """As `resolve`, for the body of a here-document, in which quotes are plain characters."""
        found, certainty = self.resolve(text.translate(BODY_QUOTES), stage, moment, guess=guess)
        return found.translate(QUOTES_BACK), certainty

    def declared(self, stage: int, moment: int) -> list[str]:
        """The names of the ARGs that are declared in `stage` at `moment`, oldest first, each once."""
        chain = [stage]
        parent = self.parents[stage] if stage != GLOBAL and self.builder == "buildkit" else None
        while parent is not None:
            chain.append(parent)
            parent = self.parents[parent]
        return list(dict.fromkeys(name for index in reversed(chain) for at, name in self.declarations[index] if at <= moment))

    def declares(self, name: str, stage: int, moment: int) -> bool:
        """True when the ARG `name` is in scope."""
        return self._arg(name, stage, moment) is not None

    def declare(self, name: str, stage: int, text: str | None, certainty: int, moment: int) -> None:
        """Note an ARG. In BuildKit a bare one leaves the value that an earlier one gave."""
        self.declarations[stage].append((moment, name))
        earlier = self._arg(name, stage, moment)
        if text is None and earlier is not None and self.builder == "buildkit":
            return
        self.args.write(name, text, GIVEN if text is None else certainty, moment)

    def _arg(self, name: str, stage: int, moment: int) -> Value | None:
        arg = self.args.at(name, moment)
        return arg if arg is not None and (self.builder == "buildkit" or arg.moment >= self.starts[stage]) else None
