"""Comments that silence a finding: `# layerlint: ignore[LL201,DL3009] the reason`, above an instruction or inside it."""

from __future__ import annotations

from layerlint.dockerfile.model import Dockerfile
from layerlint.dockerfile.source import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.engine import Problem

MARK = "layerlint:"
VERB = "ignore["


class Suppression:
    """One comment: the instruction it covers, the rules it names (as written and folded), what it gives as reason."""

    __slots__ = ("covers", "names", "reason", "text")

    def __init__(self, covers: Span, names: tuple[str, ...], text: str, reason: str) -> None:
        self.covers = covers
        self.names = names
        self.text = text
        self.reason = reason

    def silences(self, problem: Problem) -> bool:
        """True when the problem begins inside the covered instruction and answers to one of the names."""
        if not self.covers[0] <= problem.span[0] <= self.covers[1]:
            return False
        return any(word.casefold() in self.names for word in (problem.rule.id, problem.rule.name, *problem.aliases))


class Suppressed:
    """A problem that a comment silenced: `by` is the comment's directive as written, `reason` what stands behind it."""

    __slots__ = ("by", "problem", "reason")

    def __init__(self, problem: Problem, by: str, reason: str) -> None:
        self.problem = problem
        self.by = by
        self.reason = reason


def suppressions(dockerfile: Dockerfile) -> list[Suppression]:
    """Every such comment of the file, in file order. One without a closing bracket or without a name says nothing."""
    text = dockerfile.source.text
    if MARK not in text:
        return []
    found = []
    for instruction in dockerfile.instructions:
        for start, end in instruction.comments:
            directive = _directive(text[start:end])
            if directive is not None:
                found.append(Suppression(instruction.span, *directive))
    return found


def _directive(comment: str) -> tuple[tuple[str, ...], str, str] | None:
    """The folded names, the directive as written and the reason; None for any other comment."""
    body = comment.lstrip().lstrip("#").strip()
    if not body.startswith(MARK):
        return None
    order = body[len(MARK) :].lstrip()
    closing = order.find("]")
    if not order.startswith(VERB) or closing < 0:
        return None
    names = tuple(name.strip().casefold() for name in order[len(VERB) : closing].split(",") if name.strip())
    reason = order[closing + 1 :].strip().removeprefix("--").removeprefix(":").strip()
    return (names, f"{MARK} {order[: closing + 1]}", reason) if names else None


def apply(dockerfile: Dockerfile, problems: list[Problem]) -> tuple[list[Problem], list[Suppressed]]:
    """The problems that stay, and those that a comment silences."""
    comments = suppressions(dockerfile)
    if not comments:
        return problems, []
    kept: list[Problem] = []
    silenced: list[Suppressed] = []
    for problem in problems:
        by = next((comment for comment in comments if comment.silences(problem)), None)
        if by is None:
            kept.append(problem)
        else:
            silenced.append(Suppressed(problem, by.text, by.reason))
    return kept, silenced
