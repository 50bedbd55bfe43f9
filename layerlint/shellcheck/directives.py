"""`# shellcheck disable=SC2086,SC2046` above an instruction or between its lines.

The shell never sees these comments and neither does ShellCheck, so they are obeyed here. Those inside the body of a
here-document are part of the script, and ShellCheck obeys them itself.
"""

from __future__ import annotations

from layerlint.suppress.model import Suppressed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.engine import Problem

MARK = "shellcheck"
KEY = "disable="


class Disabled:
    """One such comment: the ranges of codes it names."""

    __slots__ = ("_ranges", "_text")

    def __init__(self, comment: str) -> None:
        words = comment.lstrip("# \t").split()
        named = [word for word in words[1:] if word.startswith(KEY)] if words[:1] == [MARK] else []
        self._text = " ".join([MARK, *named])
        self._ranges = [_range(part) for word in named for part in word[len(KEY) :].split(",")]

    def silences(self, code: str) -> bool:
        """True when the code, such as SC2086, is among those named."""
        return any(low <= int(code[2:]) <= high for low, high in self._ranges)

    def suppressed(self, problem: Problem) -> Suppressed:
        """The problem as one that this comment silenced."""
        return Suppressed(problem, self._text, "")


def disabled(instruction: Instruction, text: str) -> list[Disabled]:
    """The comments of an instruction in the file `text` that name a code."""
    return [Disabled(text[start:end]) for start, end in instruction.comments if KEY in text[start:end]]


def _range(part: str) -> tuple[int, int]:
    """The codes from … to … of `SC2086`, `2086`, `SC1000-SC1999` or `all`; none of them for anything else."""
    if part == "all":
        return 0, 10**9
    ends = [end.removeprefix("SC") for end in part.split("-")]
    if len(ends) > 2 or not all(end.isascii() and end.isdigit() and len(end) < 10 for end in ends):
        return 1, 0
    return int(ends[0]), int(ends[-1])
