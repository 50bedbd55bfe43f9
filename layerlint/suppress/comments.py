"""The comments of a file that silence something, read once. The engine asks for them only where a comment has such a word."""

from __future__ import annotations

from layerlint.dockerfile.model import Dockerfile, Instruction
from layerlint.dockerfile.source import Span
from layerlint.suppress.model import FILE, INSTRUCTION, OWN, STAGE, WHOLE_FILE, Covers, Index, Name, Places, Remark, Suppressed, Suppression

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.engine import Problem

MARK = "layerlint:"
VERB = "ignore["
FORMS = "ignore[RULES], stage ignore[RULES] or file ignore[RULES]"


class Comments:
    """The suppressions of one file, in file order, remarks on comments that are none, and where errors are wanted.

    `strict` is what is covered by `check=error=true`: there BuildKit's findings count as errors.
    """

    __slots__ = ("dockerfile", "places", "remarks", "strict", "suppressions")

    def __init__(self, dockerfile: Dockerfile) -> None:
        self.dockerfile = dockerfile
        self.places = Places(dockerfile)
        self.suppressions: list[Suppression] = []
        self.remarks: list[Remark] = []
        self.strict: set[Covers] = set()

    def is_strict(self, problem: Problem) -> bool:
        """True where BuildKit's findings count as errors."""
        return not self.strict.isdisjoint(self.places.of(problem.span[0]).covers())

    def sift(self, problems: list[Problem]) -> tuple[list[Problem], list[Suppressed]]:
        """The problems that stay, and those that a comment silences."""
        kept: list[Problem] = []
        silenced: list[Suppressed] = []
        index = Index(self.suppressions)
        for problem in problems:
            by = index.silencing(problem, self.places.of(problem.span[0]))
            if by is None:
                kept.append(problem)
            else:
                silenced.append(Suppressed(problem, by.by, by.reason))
        return kept, silenced


def read(dockerfile: Dockerfile) -> Comments:
    """Every comment that silences something."""
    text = dockerfile.source.text
    found = Comments(dockerfile)
    if MARK in text:
        _own(dockerfile, found)
    if "hadolint" in text:
        from layerlint.suppress.hadolint import read_hadolint

        read_hadolint(dockerfile, found)
    if "check" in text:
        from layerlint.suppress.buildkit import read_checks

        read_checks(dockerfile, found)
    found.suppressions.sort(key=lambda one: one.span)
    return found


def _own(dockerfile: Dockerfile, found: Comments) -> None:
    """`# layerlint: ignore[LL201,DL3009] the reason`, above an instruction or inside it; for a stage; for the file."""
    attached: dict[Span, Instruction] = {span: instruction for instruction in dockerfile.instructions for span in instruction.comments}
    for span in dockerfile.comments:
        text = dockerfile.source.text[slice(*span)]
        body = text.lstrip("#").lstrip()
        if not body.startswith(MARK):
            continue
        order = body[len(MARK) :].lstrip()
        scope, verb, at = _head(order)
        closing = order.find("]")
        if not verb or closing < 0:
            deed = f"Write `# {MARK} ignore[LL201] the reason`; there is {FORMS}."
            found.remarks.append(Remark("bad-suppression", span, "this comment silences nothing", deed))
            continue
        start = span[1] - len(order)
        names = list(_names(order[at:closing], start + at))
        if not names:
            found.remarks.append(Remark("bad-suppression", span, "this comment names no rule", "Name the rules between the brackets."))
            continue
        covers = _covers(scope, attached.get(span), dockerfile)
        reason = order[closing + 1 :].strip().removeprefix("--").removeprefix(":").strip()
        found.suppressions.append(Suppression(OWN, span, covers, names, f"{MARK} {order[: closing + 1]}", reason))


def _head(order: str) -> tuple[str, bool, int]:
    """The scope (or ""), whether `ignore[` follows, and where the list begins."""
    word, blank, rest = order.partition(" ")
    scope = word if blank and word in (STAGE, FILE) else ""
    verb = rest.lstrip() if scope else order
    return scope, verb.startswith(VERB), len(order) - len(verb) + len(VERB)


def _names(text: str, start: int) -> list[Name]:
    names = []
    for part in text.split(","):
        word = part.strip()
        if word:
            at = start + part.index(word)
            names.append(Name(word, (at, at + len(word))))
        start += len(part) + 1
    return names


def _covers(scope: str, instruction: Instruction | None, dockerfile: Dockerfile) -> Covers:
    """What the comment covers: its instruction, or the stage in which it stands; below the last instruction, nothing."""
    if scope == FILE:
        return WHOLE_FILE
    if scope == STAGE:
        stage = instruction.stage if instruction is not None else len(dockerfile.stages) - 1
        return STAGE, max(stage, 0)
    return INSTRUCTION, id(instruction or dockerfile)
