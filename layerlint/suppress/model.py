"""What a comment silences: where, under which names, and for what reason. Plain records and their matching."""

from __future__ import annotations

from layerlint.dockerfile.model import Dockerfile, Instruction
from layerlint.dockerfile.source import Span
from layerlint.presets import is_buildkit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.engine import Problem

# Whose comment it is.
OWN, HADOLINT, CHECK = "layerlint", "hadolint", "check"
# What it covers: an instruction (its id), what hadolint reports on one line, a stage (its index) with or without its FROM, the file.
INSTRUCTION, LINE, STAGE, BODY, FILE = "instruction", "line", "stage", "body", "file"
Covers = tuple[str, int]
WHOLE_FILE: Covers = (FILE, 0)


class Name:
    """One id or name in a comment, as written, and where it stands. `used` once it has silenced something."""

    __slots__ = ("span", "text", "used")

    def __init__(self, text: str, span: Span) -> None:
        self.text = text
        self.span = span
        self.used = False


class Place:
    """Where a problem stands: its instruction (None outside of all), the line hadolint would give it, its stage."""

    __slots__ = ("instruction", "line", "stage")

    def __init__(self, instruction: Instruction | None, line: int, stage: int) -> None:
        self.instruction = instruction
        self.line = line
        self.stage = stage

    def covers(self) -> list[Covers]:
        """What a comment must cover to mean this place, the narrowest first."""
        found = [(INSTRUCTION, id(self.instruction)), (LINE, self.line), (STAGE, self.stage), WHOLE_FILE]
        if self.instruction is None or self.instruction.name != "FROM":
            found.append((BODY, self.stage))
        return found


class Places:
    """The places of one file."""

    __slots__ = ("_instructions", "_source", "_starts")

    def __init__(self, dockerfile: Dockerfile) -> None:
        self._instructions = dockerfile.instructions
        self._starts = [instruction.span[0] for instruction in dockerfile.instructions]
        self._source = dockerfile.source

    def of(self, offset: int) -> Place:
        """The place of what begins at `offset`."""
        from bisect import bisect_right

        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return Place(None, self._source.line(offset), -1)
        instruction = self._instructions[index]
        if offset > instruction.span[1]:
            return Place(None, self._source.line(offset), instruction.stage)
        return Place(instruction, self._source.line(instruction.span[0]), instruction.stage)


class Suppression:
    """One comment: whose it is, what it covers, the rules it names, the directive as written, the reason given."""

    __slots__ = ("by", "covers", "form", "names", "reason", "span")

    def __init__(self, form: str, span: Span, covers: Covers, names: list[Name], by: str, reason: str) -> None:
        self.form = form
        self.span = span
        self.covers = covers
        self.names = names
        self.by = by
        self.reason = reason


class Index:
    """Which comment silences a problem, found without looking at all of them."""

    __slots__ = ("_found",)

    def __init__(self, suppressions: list[Suppression]) -> None:
        self._found: dict[tuple[Covers, str, str], tuple[Suppression, list[Name]]] = {}
        for one in suppressions:
            for name in one.names:
                word = name.text.casefold() if one.form == OWN else name.text
                self._found.setdefault((one.covers, one.form, word), (one, []))[1].append(name)

    def silencing(self, problem: Problem, place: Place) -> Suppression | None:
        """The comment that silences the problem; every name that does is marked as used."""
        by = None
        for covers in place.covers():
            for form, words in _answers(problem):
                for word in words:
                    found = self._found.get((covers, form, word))
                    if found is None:
                        continue
                    by = by or found[0]
                    while found[1]:
                        found[1].pop().used = True
        return by


def _answers(problem: Problem) -> tuple[tuple[str, list[str]], ...]:
    """What a comment of each form may call the problem. Our own take every selector in any case (here: folded), the others
    what their tools take, in their case."""
    rule, aliases = problem.rule, problem.aliases
    identity = rule.id.casefold()
    own = ["all", identity, rule.name.casefold(), rule.category, *map(str.casefold, aliases)]
    if identity.startswith("ll"):
        own += [identity[:end] for end in range(2, len(identity))]
    checks = [alias for alias in aliases if is_buildkit(alias)]
    return (OWN, own), (HADOLINT, [*aliases, rule.id]), (CHECK, [*checks, "all"] if checks else [])


class Suppressed:
    """A problem that a comment silenced: `by` is the comment's directive as written, `reason` what stands behind it."""

    __slots__ = ("by", "problem", "reason")

    def __init__(self, problem: Problem, by: str, reason: str) -> None:
        self.problem = problem
        self.by = by
        self.reason = reason


class Remark:
    """What there is to say about a comment itself; `kind` names the rule, as the kinds of `SyntaxProblem` do.

    `aliases` are the old ids it answers to, whatever the rule has.
    """

    __slots__ = ("aliases", "help", "kind", "message", "span")

    def __init__(self, kind: str, span: Span, message: str, help: str = "", aliases: tuple[str, ...] = ()) -> None:
        self.kind = kind
        self.span = span
        self.message = message
        self.help = help
        self.aliases = aliases
