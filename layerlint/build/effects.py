"""What the commands of a RUN, a COPY or an ADD certainly write, change and remove, by path, in order.

Nothing is run: a command that is not in the tables has no effect here, so absence proves nothing. Paths are those of
paths.py. What happens below a mount of the RUN stays out of the layer and is left out.
"""

from __future__ import annotations

from layerlint.build.paths import UNKNOWN, absolute, within
from layerlint.build.timeline import GUESSED
from layerlint.dockerfile.mounts import mounts
from layerlint.knowledge.file_commands import file_uses
from layerlint.knowledge.file_use import ENTER, MODIFY, WRITE
from layerlint.knowledge.wrappers import bare_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.scope import Scope
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.shell import Command, ShellWord
    from layerlint.dockerfile.source import Span

DOUBTFUL = frozenset(("if", "case", "function", "while", "until", "substitution"))


class Effect:
    """One thing that happens to one path. `action` is WRITE, MODIFY, MOVE, REMOVE, PRUNE or UNPACK of file_commands.

    `tree`: with everything below it. `certain`: not inside a condition, a function or behind `||`. `command` is None
    for COPY and ADD; `span` is the word that names the path, `name` the command or instruction.
    """

    __slots__ = ("action", "certain", "command", "name", "path", "span", "tree")

    def __init__(self, action: str, path: str, span: Span, name: str, command: Command | None, *, tree: bool, certain: bool) -> None:
        self.action = action
        self.path = path
        self.span = span
        self.name = name
        self.command = command
        self.tree = tree
        self.certain = certain


def run_effects(run: Instruction, commands: list[Command], scope: Scope) -> list[Effect]:
    """The effects of the simple commands of a RUN, in order."""
    walk = ScriptWalk(scope)
    for command in commands:
        walk.step(command)
    hidden = mount_targets(run, scope)
    return [effect for effect in walk.effects if not any(within(effect.path, target) for target in hidden)]


def mount_targets(run: Instruction, scope: Scope) -> list[str]:
    """Where the mounts of a RUN lie, as paths of paths.py; what is written there is not in the layer."""
    if not run.flags:
        return []
    folder, certainty = scope.directory
    start = UNKNOWN + folder if certainty == GUESSED else folder
    return [absolute(scope.resolve(mount.target)[0], start) for mount in mounts(run) if mount.target]


class ScriptWalk:
    """Follows the working directory and the variables of one script; `effects` are those so far."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        folder, certainty = scope.directory
        self.folder = UNKNOWN + folder.rstrip("/") if certainty == GUESSED else folder
        self.outer: list[tuple[int, str]] = []
        self.variables: dict[str, str] = {}
        self.effects: list[Effect] = []

    def step(self, command: Command) -> None:
        """Go one command further."""
        while self.outer and command.depth < self.outer[-1][0]:
            self.folder = self.outer.pop()[1]
        for assignment in command.assignments:
            self.variables[assignment.name] = self.text(assignment.value)
        certain = command.operator != "||" and DOUBTFUL.isdisjoint(command.context)
        words = command.words
        if words:
            self._words(command, words, certain=certain)
        for redirection in command.redirections:
            if redirection.operator in (">", ">|", "&>", ">>", "&>>"):
                path = self.place(self.text(redirection.target))
                if not within(path, "/dev") and not within(path, "/proc"):
                    action = MODIFY if ">>" in redirection.operator else WRITE
                    self.effects.append(
                        Effect(action, path, redirection.target.span, redirection.operator, command, tree=False, certain=certain)
                    )

    def _words(self, command: Command, words: list[ShellWord], *, certain: bool) -> None:
        bare, name = bare_command([word.value for word in words])
        if not name:
            return
        if name == "export":
            for word in words[1:]:
                variable, equals, value = self.text(word).partition("=")
                if equals:
                    self.variables[variable] = value
            return
        skipped = len(words) - len(bare)
        for use in file_uses(name, [self.text(word) for word in words[skipped:]]):
            if use.action == ENTER:
                self._enter(use.path, command)
                continue
            span = words[skipped + use.at].span
            self.effects.append(Effect(use.action, self.place(use.path), span, name, command, tree=use.tree, certain=certain))

    def _enter(self, path: str, command: Command) -> None:
        """A `cd` holds for the rest of its subshell, or of the script."""
        if "subshell" in command.context and not (self.outer and self.outer[-1][0] == command.depth):
            self.outer.append((command.depth, self.folder))
        self.folder = self.place(path) if path != "-" else UNKNOWN

    def place(self, path: str) -> str:
        """The path as it is where the script stands."""
        if path.startswith("~/") and self.scope.user in ("root", "0"):
            path = "/root" + path[1:]
        return absolute(path, self.folder)

    def text(self, word: ShellWord) -> str:
        """A word with quotes taken off and its variables put in as far as they are known; the rest as `${NAME}`."""
        if word.value is not None:
            return word.value
        return substitute(word.text.replace('"', "").replace("'", ""), self.variables, self.scope)


def substitute(text: str, variables: dict[str, str], scope: Scope) -> str:
    """`$NAME` and `${NAME}` replaced by what the script or the scope says; unknown ones become `${NAME}`."""
    pieces = text.split("$")
    done = [pieces[0]]
    for piece in pieces[1:]:
        if piece.startswith("{"):
            name, brace, rest = piece[1:].partition("}")
            if not brace or not name.isidentifier():
                done.append("$" + piece)
                continue
        else:
            end = next((at for at, letter in enumerate(piece) if not (letter.isalnum() or letter == "_")), len(piece))
            name, rest = piece[:end], piece[end:]
        value = variables.get(name)
        if value is None and name:
            value = scope.get(name)
        done.append((value if value is not None else f"${{{name}}}" if name else "$") + rest)
    return "".join(done)


def copy_effects(copy: Instruction, scope: Scope) -> list[Effect]:
    """Where the sources of a COPY or ADD land. A source of which only the builder knows whether it is a folder lands at
    the destination with `tree` and without certainty."""
    if len(copy.words) < 2:
        return []
    folder, certainty = scope.directory
    start = UNKNOWN + folder.rstrip("/") if certainty == GUESSED else folder
    target = _literal(copy.words[-1].text, scope)
    place = absolute(target, start)
    into = len(copy.words) > 2 or target.endswith(("/", "/.")) or target in (".", "..") or place in _DIRECTORIES
    effects = []
    for word in copy.words[:-1]:
        source = _literal(word.text, scope)
        name = source.partition("?")[0].rstrip("/").rpartition("/")[2]
        file = is_file_name(source)
        path = f"{place.rstrip('/')}/{name}" if into and file and name else place
        effects.append(Effect(WRITE, path, word.span, copy.name, None, tree=not file, certain=file or name in ("", ".")))
    return effects


def _literal(text: str, scope: Scope) -> str:
    return substitute(text.replace('"', "").replace("'", ""), {}, scope)


# Directories that every distribution has: what is copied there lands below them.
_DIRECTORIES = frozenset(
    "/ /bin /etc /home /lib /opt /root /sbin /srv /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/sbin /usr/share /var /var/lib".split()
)
# Usual files without an extension; any other source without one may be a folder.
_FILES = frozenset(
    "gemfile pipfile gradlew mvnw makefile license version rakefile procfile cpanfile dockerfile entrypoint docker-entrypoint readme".split()
)


def is_file_name(source: str) -> bool:
    """True when the name of a source tells that it is a file; an address always is one, but for git repositories."""
    if "://" in source:
        return not source.partition("#")[0].endswith(".git")
    last = source.rstrip("/").rpartition("/")[2]
    if source.endswith("/") or last in ("", ".", "..", "*"):
        return False
    stem = last.lstrip(".*")
    return "." in stem or last.lower() in _FILES
