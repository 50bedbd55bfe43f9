"""BuildKit's `check=` directive: `skip=A,B;error=true`. Source: frontend/dockerfile/linter/linter.go of moby/buildkit."""

from __future__ import annotations

TRUE = ("1", "t", "T", "TRUE", "true", "True")
FALSE = ("0", "f", "F", "FALSE", "false", "False")
MOST_PARTS = 3  # skip, experimental, error


class CheckOptions:
    """`skip` are the names with their offsets in the value, `all` among them for every check; `problem` is what BuildKit
    refuses (None: nothing)."""

    __slots__ = ("error", "problem", "skip")

    def __init__(self, skip: list[tuple[str, int]], problem: str | None = None, *, error: bool = False) -> None:
        self.skip = skip
        self.error = error
        self.problem = problem


def check_options(value: str) -> CheckOptions:
    """Read the value of the directive; it ends at the first blank, what follows is a remark."""
    skip: list[tuple[str, int]] = []
    error = False
    at = 0
    for part in value.partition(" ")[0].split(";", MOST_PARTS - 1):
        key, equals, given = part.partition("=")
        if not equals or key not in ("skip", "error", "experimental"):
            return CheckOptions([], f"`{key}` is no option of `check`")
        if key == "skip":
            skip = list(_names(given, at + len("skip=")))
        elif key == "error":
            if given not in TRUE and given not in FALSE:
                return CheckOptions([], f"`{given}` is neither true nor false")
            error = given in TRUE
        at += len(part) + 1
    return CheckOptions(skip, error=error)


def _names(text: str, at: int) -> list[tuple[str, int]]:
    names = []
    for name in text.split(","):
        if name:
            names.append((name, at))
        at += len(name) + 1
    return names
