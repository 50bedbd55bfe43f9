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
# What it covers: an instruction, what hadolint reports on one line, a stage by its index, the whole file.
INSTRUCTION, LINE, STAGE, FILE = "instruction", "line", "stage", "file"


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

    def answers(self, kind: str, value: object) -> bool:
        """True when something that covers `value` of this kind covers this place."""
        if kind == INSTRUCTION:
            return self.instruction is value
        return kind == FILE or value == (self.line if kind == LINE else self.stage)


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

    __slots__ = ("by", "form", "kind", "names", "reason", "span", "value")

    def __init__(self, form: str, span: Span, covers: tuple[str, object], names: list[Name], by: str, reason: str) -> None:
        self.form = form
        self.span = span
        self.kind, self.value = covers
        self.names = names
        self.by = by
        self.reason = reason

    def silences(self, problem: Problem, place: Place) -> bool:
        """True when the problem stands in what is covered and answers to one of the names, which is then used."""
        if not place.answers(self.kind, self.value):
            return False
        name = next((name for name in self.names if self._means(name.text, problem)), None)
        if name is not None:
            name.used = True
        return name is not None

    def _means(self, name: str, problem: Problem) -> bool:
        """Our own comments take every selector in any case; the others what their tools take, in their case."""
        if self.form == HADOLINT:
            return name in problem.aliases or name == problem.rule.id
        if self.form == CHECK:
            return any(is_buildkit(alias) and name in ("all", alias) for alias in problem.aliases)
        word, rule = name.casefold(), problem.rule
        if word in ("all", rule.id.casefold(), rule.name, rule.category):
            return True
        if word in [alias.casefold() for alias in problem.aliases]:
            return True
        return word[:2] == "ll" and rule.id.casefold().startswith(word)


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
