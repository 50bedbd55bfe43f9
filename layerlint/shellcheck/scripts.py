"""The shell scripts of a Dockerfile as ShellCheck gets them, and the place in the file of each of their characters.

A script is a first line that names the dialect, one `export` of the variables that the build knows, and the text the
shell reads: continuation lines joined, comments and blank lines between them gone, flags left out, here-documents below.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from layerlint.build.scope import DEFAULT_SHELL
from layerlint.dockerfile.source import Fragment, Span
from layerlint.shellcheck.dialects import DIALECTS, basename, first_line, named_shell, of_file, shells

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.scope import Scope
    from layerlint.dockerfile.model import Heredoc, Instruction
    from layerlint.facts import Facts

CARRIERS = ("RUN", "CMD", "ENTRYPOINT")
NESTING = ("ONBUILD", "HEALTHCHECK")
# Build arguments that need no ARG: https://docs.docker.com/reference/dockerfile/#predefined-args
PROXIES = "HTTP_PROXY http_proxy HTTPS_PROXY https_proxy FTP_PROXY ftp_proxy NO_PROXY no_proxy ALL_PROXY all_proxy".split()

# ShellCheck takes 6 seconds for a thousand commands joined by `&&`, and the square of that for more: such a script is
# left out. The largest of 7,500 real ones has 5,400 characters and 230 of these marks.
LONGEST, MARKS, MOST_MARKS = 64_000, "&|;({`$", 2_000


class Script:
    """One script: `text` is what ShellCheck reads, `body` its part that stands in the file, below the lines of `head`.

    `instruction` is that of the file, the ONBUILD or HEALTHCHECK around it included. `closed` is False where variables
    may come from elsewhere: a container is started with others, and an ONBUILD runs in another Dockerfile.
    """

    __slots__ = ("_starts", "body", "closed", "head", "instruction", "text")

    def __init__(self, instruction: Instruction, head: list[str], body: Fragment, *, closed: bool) -> None:
        self.instruction = instruction
        self.body = body
        self.head = head
        self.text = "\n".join([*head, body.text]) + "\n"
        self.closed = closed
        self._starts: list[int] | None = None

    def span(self, start: tuple[int, int], end: tuple[int, int]) -> Span | None:
        """The place in the file of what lies between two 1-based lines and columns; None for a place above the body."""
        if start[0] <= len(self.head):
            return None
        found, behind = self.body.span(self.offset(*start), self.offset(*end)), self.instruction.span[1]
        return min(found[0], behind), min(found[1], behind)  # the closing line of a here-document may be missing

    def offset(self, line: int, column: int) -> int:
        """The offset in the body of a line and column below the head, at most that of its end."""
        if self._starts is None:
            lines = self.body.text.split("\n")
            self._starts = [0]
            for text in lines:
                self._starts.append(self._starts[-1] + len(text) + 1)
        start = self._starts[min(line - len(self.head), len(self._starts)) - 1]
        return min(start + column - 1, len(self.body.text))


class Assembly:
    """Puts a body together from pieces of fragments, remembering where each character stands."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._joints: list[int] = []
        self._places: list[int] = []
        self._size = 0

    def text(self, text: str, place: int) -> None:
        """Append text that stands at `place` of the file."""
        if text:
            self._parts.append(text)
            self._joints.append(self._size)
            self._places.append(place)
            self._size += len(text)

    def piece(self, fragment: Fragment, start: int, stop: int) -> None:
        """Append `fragment.text[start:stop]`. Of a line end of Windows the line feed alone is kept."""
        at, joint = start, bisect_right(fragment.joints, start)
        while at < stop:
            end = min(fragment.joints[joint], stop) if joint < len(fragment.joints) else stop
            self._lines(fragment.text[at:end], fragment.place(at))
            at, joint = end, joint + 1

    def _lines(self, text: str, place: int) -> None:
        at = 0
        while (end := text.find("\r\n", at)) >= 0:
            self.text(text[at:end], place + at)
            self.text("\n", place + end + 1)
            at = end + 2
        self.text(text[at:], place + at)

    def fragment(self) -> Fragment:
        """What was put together."""
        return Fragment("".join(self._parts), self._joints or [0], self._places or [0])


def scripts(facts: Facts) -> Iterator[Script]:
    """Every script of a file, in file order; none for shells that ShellCheck does not know, none of monstrous length."""
    base, text = shells(facts), facts.dockerfile.source.text
    everywhere = here = None
    for instruction in facts.dockerfile.instructions:
        named = named_shell(instruction, text)
        if instruction.stage <= 0 and instruction.name in ("ARG", "FROM"):
            everywhere = here = named or everywhere
        elif instruction.name in ("FROM", "SHELL"):
            here = everywhere if instruction.name == "FROM" else None
        else:
            here = named or here
        if (instruction.name in CARRIERS or instruction.name in NESTING) and instruction.stage >= 0:
            script = of_instruction(instruction, facts, base[instruction.stage], here)
            if script is not None and _is_readable(script.text):
                yield script


def _is_readable(text: str) -> bool:
    """True for a script that ShellCheck can be expected to get through."""
    return len(text) <= LONGEST and sum(map(text.count, MARKS)) <= MOST_MARKS


def of_instruction(instruction: Instruction, facts: Facts, sh: str, named: str | None = None) -> Script | None:
    """The script of one instruction; an ONBUILD or a HEALTHCHECK has that of what it holds.

    /bin/sh of the image is `sh`; `named` is the shell that a comment names instead of SHELL.
    """
    carrier, closed = instruction, True
    while carrier.name in NESTING and carrier.trigger is not None:
        carrier, closed = carrier.trigger, False
    if carrier.name not in CARRIERS or carrier.is_json or not carrier.arguments:
        return None
    if carrier.name != "RUN" and carrier.arguments.startswith("["):
        return None  # meant as a JSON array: the rule about broken ones says so in one line
    scope = facts.scope(instruction)
    shell = (named,) if named else scope.assumed_shell
    if shell == DEFAULT_SHELL and sh == "cmd":
        return None
    dialect, body = _read_by_shell(carrier, shell, sh)
    if dialect is None or not body.text.strip():
        return None
    known = _exported(scope, body.text)
    head = [dialect, f"export {' '.join(known)}"] if known else [dialect]
    return Script(instruction, head, body, closed=closed and carrier.name == "RUN")


def _read_by_shell(carrier: Instruction, shell: tuple[str, ...], sh: str) -> tuple[str | None, Fragment]:
    """The dialect and the text: a here-document that is a script by itself, or the command with what stands below it."""
    if len(carrier.heredocs) == 1:
        heredoc = carrier.heredocs[0]
        others = carrier.arguments.replace(heredoc.word.text, " ", 1).split()
        if not others and heredoc.body.text.startswith("#!"):
            return of_file(heredoc.body.text, sh), _below_first_line(heredoc.body)
        if not others:
            return first_line(shell, sh), _plain(heredoc.body)
        if basename(others[0]) in DIALECTS and all(_is_option(word) for word in others[1:]):
            return first_line(others, sh), _plain(heredoc.body)
    return first_line(shell, sh), _command(carrier)


def _is_option(word: str) -> bool:
    """True for a word behind which a shell still reads its standard input."""
    return word in ("-", "-s") or (word[:1] in ("-", "+") and "c" not in word)


def _plain(body: Fragment) -> Fragment:
    found = Assembly()
    found.piece(body, 0, len(body.text.rstrip("\r\n")))
    return found.fragment()


def _below_first_line(body: Fragment) -> Fragment:
    """A body without its own `#!` line, which is the first of the whole script instead."""
    found = Assembly()
    first = body.text.find("\n") + 1 or len(body.text)
    found.piece(body, first, len(body.text.rstrip("\r\n")))
    return found.fragment()


def _command(carrier: Instruction) -> Fragment:
    """The joined text behind the flags, then each here-document with its closing line, as BuildKit hands them over."""
    text, found = carrier.fragment.text, Assembly()
    arguments = carrier.arguments
    start = text.index(arguments, carrier.rest)
    found.piece(carrier.fragment, start, start + len(arguments))
    for heredoc in carrier.heredocs:
        _append_heredoc(found, heredoc)
    return found.fragment()


def _append_heredoc(found: Assembly, heredoc: Heredoc) -> None:
    """A here-document below its command. A closing line that is missing is written behind the end of the file."""
    start, end = heredoc.span
    body = heredoc.body
    found.text("\n", max(start - 1, 0))
    found.piece(body, 0, len(body.text))
    if body.text and not body.text.endswith("\n"):
        found.text("\n", end)
    closing = end - len(heredoc.name)
    is_there = not body.text or body.place(len(body.text) - 1) < closing
    found.text(heredoc.name, closing if is_there and closing >= start else end)


def _exported(scope: Scope, text: str) -> list[str]:
    """The variables with a value from outside that the text may name. Others would only make the script longer."""
    names = dict.fromkeys([*PROXIES, *(name for name, _ in scope.args()), *scope.env()])
    return sorted(name for name in names if name in text and name.isascii() and name.isidentifier())
