"""Which of ShellCheck's findings are told, how they weigh, and what they are called here."""

from __future__ import annotations

from layerlint.registry import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.shellcheck.comment import Comment
    from layerlint.shellcheck.scripts import Script

# What has no meaning in a build or comes from the first line that we write: files that are sourced are not there
# (SC1090, SC1091), ash is checked as what it is (SC2187), the dialect is always given (SC2148).
EXCLUDED = ("1090", "1091", "2148", "2187")
# True and common, and seldom what breaks a build; ShellCheck itself says info of two of them.
AS_INFO = frozenset((2015, 2046, 2086))
# Errors and warnings that a reviewer would not stop a merge for: docs/accuracy.d/shellcheck.md has the shares.
OFF = frozenset((1007, 2010, 2011, 2027, 2038, 2043, 2045, 2046, 2097, 2098, 2115, 2155, 2174, 2211, 2283))
UNASSIGNED, UNCHECKED_CD, ECHO_FLAGS = 2154, 2164, 3036
PORTABILITY = range(3000, 4000)
ANY_SH = "#!/bin/sh"  # the first line where nobody can tell which shell /bin/sh is
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


def on_by_default(comment: Comment, script: Script) -> bool:
    """True for what is told without being asked for.

    What only some shells lack is, where the shell is known; so is an unchecked `cd`, since an unknown image may bring a
    SHELL with `-e`.
    """
    if comment.level not in ("error", "warning") or comment.code in OFF:
        return False
    return script.head[0].partition(" ")[0] != ANY_SH or (comment.code not in PORTABILITY and comment.code != UNCHECKED_CD)


def is_mistaken(comment: Comment, script: Script) -> bool:
    """True for what ShellCheck would not say if it saw the whole build."""
    text = script.body.text
    if comment.code == UNASSIGNED:
        # Variables may come with `docker run -e`, from another Dockerfile's ONBUILD, from a file that is sourced; and
        # what is assigned in front of `set` and its like stays assigned (POSIX 2.14, special built-in utilities).
        name = comment.message.partition(" ")[0]
        return not script.closed or f"{name}=" in text or _sources(text)
    if comment.code == UNCHECKED_CD:
        return script.offset(*comment.end) >= len(text.rstrip(" ;\n"))  # as the last command it decides about the RUN
    if comment.code == ECHO_FLAGS:
        return text[: script.offset(*comment.start)].rstrip().endswith("/echo")  # the program, not the shell's own
    return False


def _sources(text: str) -> bool:
    """True when the script reads another with `.` or `source`."""
    words = " ".join(text.replace("(", " ( ").replace(";", " ; ").split())
    return any(f" {word} " in f" {words} " for word in (".", "source"))
