"""One finding as ShellCheck's json1 has it. What comes from a process or from a file of a cache is looked at first."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LEVELS = ("error", "warning", "info", "style")
FIELDS = ("line", "column", "endLine", "endColumn", "code")
LONGEST_MESSAGE = 2000


class Comment:
    """Lines and columns are 1-based and count a tab as one column; `end` lies behind the last character."""

    __slots__ = ("code", "end", "level", "message", "start")

    def __init__(self, start: tuple[int, int], end: tuple[int, int], code: int, level: str, message: str) -> None:
        self.start = start
        self.end = end
        self.code = code
        self.level = level
        self.message = message


def read(record: Any) -> Comment | None:
    """The comment that a JSON value stands for, or None if it stands for none."""
    if not isinstance(record, dict):
        return None
    line, column, end_line, end_column, code = (_number(record.get(field)) for field in FIELDS)
    level, message = record.get("level"), record.get("message")
    if not (line and column and end_line and end_column and code):
        return None
    if level not in LEVELS or not isinstance(message, str) or len(message) > LONGEST_MESSAGE:
        return None
    return Comment((line, column), max((line, column), (end_line, end_column)), code, level, message)


def _number(value: Any) -> int:
    """A number that can be a line, a column or a code; 0 for anything else."""
    return value if type(value) is int and 1 <= value <= 10**9 else 0


def written(comment: Comment) -> dict[str, int | str]:
    """The JSON value for a comment."""
    numbers = dict(zip(FIELDS, (*comment.start, *comment.end, comment.code), strict=True))
    return {**numbers, "level": comment.level, "message": comment.message}
