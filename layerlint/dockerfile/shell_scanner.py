"""Finds the simple commands of a script for the sh family, in one pass over the text and without recursion.

What is open at a place (a `(`, an `if`, a `$(` inside a string) is a stack of frames, and each frame has a `step`,
which is how its text is read. Words are not looked at here beyond the first: they are split when somebody asks.
What stands inside words is in shell_expansions.py, the reserved words are in shell_keywords.py.
"""

from __future__ import annotations

from collections.abc import Callable

from layerlint.dockerfile.shell_bodies import HEREDOC, Body, Frame, Pending, deeper, find_body
from layerlint.dockerfile.shell_command import Command
from layerlint.dockerfile.shell_expansions import MORE, arithmetic_end, enclosed, expansion, plain
from layerlint.dockerfile.shell_keywords import BEHIND_A_CLOSE, KEYWORDS, arm
from layerlint.dockerfile.shell_words import GAP, ORDINARY, compiled, operator_at

# To the next command: blanks, comments, then its first word if that is plain.
FIRST = rf"(?:[ \t\r\n]+|\\\r?\n|#[^\n]*){{0,500}}(?:((?!#){ORDINARY}+)(?=[ \t\r\n;&|()<>]|\Z))?"


class Scanner:
    """Reads one body. `idle`: a command may begin here; `closed`: it may not, for this is right behind `fi`, `}`, `)`.

    Commands are appended to `commands`, and bodies to be read on their own to `bodies`; here-documents whose text is
    not in this one stay in `pending`.
    """

    def __init__(self, body: Body, commands: list[Command], bodies: list[Body]) -> None:
        self.body = body
        self.passage = body.passage
        self.text = body.passage.text
        self.at = body.start
        self.stop = body.stop
        self.commands = commands
        self.bodies = bodies
        self.pending: list[Pending] = []
        self.root_step: Callable[[Scanner], None] = Scanner.script
        self.top = Frame("script", Scanner.script if body.is_script else plain, body.context, body.depth)
        self.top.limit = body.stop
        self.frames = [self.top]
        self.parentheses = 0
        self.command: Command | None = None
        self.operator = ""
        self.idle = True
        self.closed = False
        self.complete = True
        self.named_until = -1  # where the first word of the command ends, if it could name a function
        self.line = -1  # where the line ends, or a line before
        self.brackets = -1  # where the next `]]` is, or one before
        self.arithmetic: dict[int, int] | None = None

    def scan(self) -> None:
        """Read to the end, and close what is open there."""
        while self.at < self.stop:
            self.top.step(self)
        self.finish(self.stop)
        for frame in self.frames:
            if frame.opened >= 0:
                self.passage.holes[frame.opened] = self.stop
        self.complete = self.complete and len(self.frames) == 1

    def give_up(self) -> None:
        """A quote opens here that nothing closes: the rest is one word."""
        self.at = self.stop
        self.complete = False

    # --- commands

    def script(self) -> None:
        """One step where commands stand."""
        if self.idle:
            self.begin()
            return
        found = compiled(MORE).match(self.text, self.at, self.stop)
        self.at = found.end() if found else self.at
        if self.at < self.stop:
            mark = MARKS.get(self.text[self.at])
            if mark:
                mark(self)

    def begin(self) -> None:
        """Where a command may begin."""
        limit = self.line_end() if self.closed or self.pending else self.stop
        found = compiled(FIRST).match(self.text, self.at, limit)
        word, end = (found.group(1), found.end()) if found else (None, self.at)
        if not word and self.text.startswith(("\\\n", "\\\r\n"), end):  # the line goes on, and the limit with it
            self.at = self.text.index("\n", end) + 1
            return
        if self.closed:
            self.closed = False
            self.idle = word in BEHIND_A_CLOSE
            if not self.idle:
                return
        self.at = end
        if word:
            keyword = KEYWORDS.get(word)
            if not keyword or not keyword(self, self.at - len(word)):
                self.open(self.at - len(word), word)
        elif self.at < self.stop:
            mark = self.text[self.at]
            if mark in "\n;&|()":
                MARKS[mark](self)
            elif mark not in " \t\r#":
                self.open(self.at)

    def open(self, start: int, word: str | None = None) -> None:
        """A command begins. An assignment or a descriptor (`2>`, `{fd}>`) is not its name."""
        name = None if word is None or "=" in word or word[0] in "{0123456789" else word
        command = Command(self.passage, start, self.stop, name, self.operator)
        command.depth = self.top.depth
        command.context = self.top.context
        self.commands.append(command)
        self.command = command
        self.named_until = self.at if name else -1
        self.operator = "\n"
        self.idle = False

    def finish(self, at: int) -> None:
        """The command that is being read ends before `at`."""
        if self.command:
            self.command.stop = at
            self.command = None
            if self.top.kind == "function":
                self.pop()
        self.idle = True
        self.closed = False

    def separator(self) -> None:
        """One of `; ;; ;& & && | || |&`, or `&>`."""
        operator = operator_at(self.text, self.at)
        if operator[:2] == "&>":
            if self.idle:
                self.open(self.at)
            self.at += len(operator)
            return
        self.finish(self.at)
        self.at += len(operator)
        self.operator = operator
        if operator[0] == ";" and len(operator) > 1 and self.top.kind == "case":
            arm(self)

    def newline(self) -> None:
        """A line end outside quotes, behind which the pending here-documents stand."""
        self.finish(self.at)
        self.at += 1
        for pending in self.pending:
            body, self.at = find_body(pending, self.passage, self.at, self.stop)
            if body:
                self.bodies.append(body)
        self.pending.clear()

    def comment(self) -> None:
        """Blanks, and a comment behind them, which ends a command but not an array."""
        start = self.at
        gap = compiled(GAP).match(self.text, self.at, self.stop)
        self.at = gap.end() if gap else self.at
        if self.text.startswith("#", self.at):
            if self.top.step == Scanner.script:
                self.finish(start)
            self.at = self.line_end()

    def line_end(self) -> int:
        """Where the line that is being read ends; looked up once a line."""
        if self.line < self.at:
            found = self.text.find("\n", self.at, self.stop)
            self.line = self.stop if found < 0 else found
        return self.line

    def redirect(self) -> None:
        """`<` or `>`; `<(` and `>(` are substitutions."""
        operator = operator_at(self.text, self.at)
        heredoc = compiled(HEREDOC).match(self.text, self.at, self.stop) if operator == "<<" else None
        if operator[-1] == "(":
            self.substitute(self.at, self.at + 2)
        elif heredoc:
            self.pending.append(Pending(heredoc, self.command, self.top, self.body.nested))
            self.at = heredoc.end()
        else:
            self.at += len(operator)

    # --- parentheses

    def parenthesis(self) -> None:
        """`(`: a subshell, `((`, an array, a pattern, or the parentheses of a function."""
        at, text = self.at, self.text
        if self.idle:
            end = arithmetic_end(self, at)
            if end < 0:
                self.push("subshell")
                self.at += 1
            else:
                self.open(at, "((")
                self.enter("arithmetic", plain, at, at + 2, end)
        elif text[at - 1] in "=?*+@!":
            self.enter("enclosed", enclosed, at, at + 1)
        elif self.command and self.named_until >= 0 and not text[self.named_until : at].strip(" \t"):
            self.define(at)
        else:
            self.finish(at)
            self.push("subshell")
            self.at += 1

    def define(self, at: int) -> None:
        """`NAME (`: a function if `)` follows, else an error of the author and a subshell to us."""
        end = at + 1
        while self.text[end : end + 1] in (" ", "\t"):
            end += 1
        if self.text.startswith(")", end):
            self.operator = self.commands.pop().operator
            self.command = None
            self.push("function")
            self.at = end + 1
        else:
            self.finish(at)
            self.push("subshell")
            self.at = at + 1

    def close_parenthesis(self) -> None:
        """`)`: the end of a subshell or substitution with everything open in it; a stray one is passed over."""
        self.finish(self.at)
        self.at += 1
        if not self.parentheses:
            return
        while self.top.kind not in ("subshell", "substitution"):
            self.pop()
        self.parentheses -= 1
        if self.top.kind == "substitution":
            self.leave(self.at)
        else:
            self.close(1)

    # --- the stack

    def push(self, kind: str) -> None:
        """A construct begins, such as an `if`; what stands before it stands before its first command."""
        self.top = Frame(kind, Scanner.script, deeper(self.top.context, kind), self.top.depth + 1)
        self.frames.append(self.top)
        self.parentheses += kind == "subshell"
        self.idle = True

    def close(self, count: int) -> None:
        """The innermost `count` constructs end here. A function ends with its body."""
        del self.frames[-count:]
        while self.frames[-1].kind == "function":
            self.frames.pop()
        self.top = self.frames[-1]
        self.command, self.operator = None, "\n"
        self.idle = self.closed = True

    def pop(self) -> None:
        """Forget the innermost frame."""
        self.frames.pop()
        self.top = self.frames[-1]

    def enter(self, kind: str, step: Callable[[Scanner], None], opened: int, at: int, limit: int = 0) -> None:
        """Something inside a word begins at `opened`, its text at `at`; the command goes on behind it."""
        frame = Frame(kind, step, self.top.context, self.top.depth)
        frame.opened, frame.limit = opened, limit
        frame.quoted = self.top.quoted or kind == "string"
        frame.command, frame.operator, frame.idle, frame.closed = self.command, self.operator, self.idle, self.closed
        self.frames.append(frame)
        self.top, self.at = frame, at

    def substitute(self, opened: int, at: int) -> None:
        """A command substitution begins at `opened`, its script at `at`."""
        self.enter("substitution", Scanner.script, opened, at)
        self.top.context, self.top.depth, self.top.quoted = deeper(self.top.context, "substitution"), self.top.depth + 1, False
        self.parentheses += 1
        self.command, self.operator, self.idle, self.closed = None, "", True, False

    def leave(self, at: int) -> None:
        """What `enter` began ends before `at`."""
        frame = self.top
        if frame.opened >= 0:
            self.passage.holes[frame.opened] = at
        self.command, self.operator, self.idle, self.closed = frame.command, frame.operator, frame.idle, frame.closed
        self.at = at
        self.pop()


MARKS: dict[str, Callable[[Scanner], None]] = {
    "\n": Scanner.newline,
    ";": Scanner.separator,
    "&": Scanner.separator,
    "|": Scanner.separator,
    "<": Scanner.redirect,
    ">": Scanner.redirect,
    "(": Scanner.parenthesis,
    ")": Scanner.close_parenthesis,
    " ": Scanner.comment,
    "\t": Scanner.comment,
    "\r": Scanner.comment,
    "'": expansion,
    '"': expansion,
    "\\": expansion,
    "$": expansion,
    "`": expansion,
}
