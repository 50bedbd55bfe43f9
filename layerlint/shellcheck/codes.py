"""Which of ShellCheck's findings are told, how they weigh, and what they are called here."""

from __future__ import annotations

from layerlint.registry import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.shellcheck.comment import Comment

# What has no meaning in a build or comes from the first line that we write: files that are sourced are not there
# (SC1090, SC1091), ash is checked as what it is (SC2187), the dialect is always given (SC2148).
EXCLUDED = ("1090", "1091", "2148", "2187")
# Where `docker run -e` or another Dockerfile may still set a variable, a name that nothing assigns is no news.
OPEN_VARIABLES = frozenset((2154,))
# True and common, and seldom what breaks a build; ShellCheck itself says info of two of them.
AS_INFO = frozenset((2015, 2046, 2086))
# Errors and warnings that a reviewer would not stop a merge for (docs/accuracy.d/shellcheck.md has the shares).
OFF: frozenset[int] = frozenset()
WIKI = "https://www.shellcheck.net/wiki/"


class Code(Rule):
    """The rule behind a code of ShellCheck's: in no catalogue, explained on ShellCheck's own page."""

    __slots__ = ()

    @property
    def url(self) -> str:
        """The page of the wiki."""
        return f"{WIKI}{self.id}"


def rule(code: int, severity: str) -> Code:
    """The rule that speaks for one code."""
    return Code(id=f"SC{code}", name="shellcheck", category="shell", severity=severity, confidence="high", summary="")


def on_by_default(comment: Comment) -> bool:
    """True for what is told without being asked for."""
    return comment.level in ("error", "warning") and comment.code not in OFF
