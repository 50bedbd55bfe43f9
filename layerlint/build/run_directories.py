"""What a RUN does to the directories of its stage, and whether it certainly leaves something in its layer.

Nothing is run. A command that is not understood puts every directory in doubt (existing.py), and whether a RUN writes
is only said where its text leaves no choice: the classic builder makes no layer of a RUN that changes nothing.
"""

from __future__ import annotations

import posixpath

from layerlint.build.existing import ANYWHERE, Tree
from layerlint.build.run_commands import HANDLERS
from layerlint.build.run_words import GLOBS, RunWords, flags, is_one_place
from layerlint.dockerfile.shell import inner_script
from layerlint.knowledge import command_places as known
from layerlint.knowledge.wrappers import bare_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.scope import Scope
    from layerlint.dockerfile.shell import Command

CERTAIN_CONTEXTS = frozenset(("subshell", "group", "heredoc"))
WRITING = (">", ">>", ">|", "&>", "&>>", "<>")
# What is written here never reaches a layer: devices, and files that the builder mounts.
NOT_IN_LAYERS = ("/dev", "/proc", "/sys", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf")
STANDARD_FOLDERS = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin")
NOTHING: frozenset[str] = frozenset()
DEEPEST_SCRIPT = 3  # `sh -c "sh -c …"`
WEIGHTLESS = frozenset(("mkdir", "rm", "rmdir", "unlink"))  # a layer holds directories and whiteouts without file bytes


def within(path: str, folder: str) -> bool:
    """True when `path` is `folder` or lies below it."""
    return folder in (path, "/") or path.startswith(folder + "/")


class RunWalk:
    """Follows one RUN through its commands, noting in `tree` what becomes of directories.

    `hidden` are places whose content stays out of the layer: mounts, and volumes for the classic builder.
    """

    def __init__(self, scope: Scope, commands: list[Command], tree: Tree, hidden: tuple[str, ...] = (), depth: int = 0) -> None:
        self.words = RunWords(scope, commands)
        self.tree = tree
        self.hidden = hidden + NOT_IN_LAYERS
        self.quiet = True
        self.weightless = True  # directories and removals alone: no file bytes, whatever was there before
        self.written: set[str] = set()
        self.opaque = False  # a command has run of which nothing is known
        self.murky = False  # a command has run of which it is not known what it wrote
        self._depth = depth
        chain: list[Command] = []
        for command in commands:
            if command.operator in ("", ";", "\n", "&") and chain:
                self._chain(chain)
                chain = []
            chain.append(command)
        self._chain(chain)

    @property
    def writes(self) -> bool | None:
        """True when the layer certainly holds something, False when the RUN certainly changes nothing, else None."""
        return True if self.written else False if self.quiet else None

    def give_up(self) -> None:
        """Anything may have happened, in a place that may have been left."""
        self.quiet = self.weightless = False
        self.opaque = self.murky = True
        self.words.folder = None
        self.tree.may_change(ANYWHERE)
        self.written = {path for path in self.written if path.count("/") > 1 and self.tree.expects("/" + path.split("/")[1])}

    def _chain(self, chain: list[Command]) -> None:
        """One and-or list: with a `||` in it nothing in it has certainly run to its end."""
        sure = all(command.operator != "||" for command in chain)
        for command in chain:
            self._command(command, certain=sure and CERTAIN_CONTEXTS.issuperset(command.context))

    def _command(self, command: Command, *, certain: bool) -> None:
        for redirection in command.redirections:
            if redirection.operator in WRITING:
                place = self.words.place(self.words.text(redirection.target, command))
                self.weightless = self.weightless and place is not None and self.is_hidden(place)
                self.write(place, certain=certain)
        if not command.words or (command.name == "command" and "v" in flags(command.arguments).lower()):
            return
        bare, name = bare_command([word.value for word in command.words])
        path = (bare[0] or "") if bare else ""
        if not name or ("/" in path and posixpath.dirname(path) not in STANDARD_FOLDERS):
            self.give_up()
            return
        arguments = [self.words.text(word, command) for word in command.words[len(command.words) - len(bare) + 1 :]]
        if name == "cd":
            self.words.enter(arguments[0] if arguments else "/root", command)
        elif known.is_quiet(name, arguments):
            return
        elif script := inner_script(command):
            self._inner(script.commands, certain=certain)
        else:
            self._change(name, arguments, certain=certain)

    def _inner(self, commands: list[Command], *, certain: bool) -> None:
        """`sh -c '…'` in the script."""
        if self._depth >= DEEPEST_SCRIPT or not certain or not self.words.folder:
            self.give_up()
            return
        inner = RunWalk(self.words.scope, commands, self.tree, self.hidden, self._depth + 1)
        self.quiet = self.quiet and inner.quiet
        self.weightless = self.weightless and inner.weightless
        self.murky = self.murky or inner.murky
        self.opaque = self.opaque or inner.opaque
        self.written |= inner.written

    def _change(self, name: str, arguments: list[str | None], *, certain: bool) -> None:
        self.weightless = self.weightless and name in WEIGHTLESS
        handler = HANDLERS.get(name)
        if handler is not None:
            handler(self, arguments, certain=certain)
        elif name in known.SYSTEM_INSTALLS or name in known.SYSTEM_TOOLS:
            self._system(name, arguments, certain=certain)
        elif name in known.LANGUAGE_TOOLS:
            self.quiet = False
            self.murky = True
            self.tree.may_add_below(known.LANGUAGE_PLACES)
            self.tree.may_change(self.below(self.words.folder))
        else:
            self.give_up()

    def _system(self, name: str, arguments: list[str | None], *, certain: bool) -> None:
        """A package manager of the distribution; its data base is written whenever it installs."""
        self.murky = True
        removes = not known.SYSTEM_REMOVES.isdisjoint(arguments)
        (self.tree.may_change_below if removes else self.tree.may_add_below)(known.SYSTEM_PLACES)
        installs = not removes and not known.SYSTEM_INSTALLS.get(name, NOTHING).isdisjoint(arguments)
        self.write("/var/lib", certain=certain and installs)

    def write(self, place: str | None, *, certain: bool) -> None:
        """A file, or a directory's own record, is written; the place may be unknown."""
        if place is not None and self.is_hidden(place):
            return
        self.quiet = False
        if certain and place is not None and is_one_place(place):
            self.written.add(place)

    def forget(self, place: str) -> bool:
        """What this RUN wrote at or below `place` is gone again; the directory around it has still been touched.

        True when there was such a thing.
        """
        gone = {path for path in self.written if within(path, place)}
        self.written -= gone
        if gone and posixpath.dirname(place) != "/":
            self.written.add(posixpath.dirname(place))
        return bool(gone)

    def is_hidden(self, place: str) -> bool:
        """True for a place whose content stays out of the layer."""
        return any(within(place, hidden) for hidden in self.hidden)

    def below(self, place: str | None) -> str:
        """The place in existing.Tree's way of saying what is strictly below it; everywhere for None."""
        return place.rstrip("/") + "/" if place else ANYWHERE

    def remove(self, place: str, *, certain: bool, found: bool) -> None:
        """A directory or file is removed; `certain`: with all below it, `found`: it has certainly been there."""
        if not is_one_place(place):
            start = place[: place.rfind("/", 0, min(place.find(mark) for mark in GLOBS if mark in place)) + 1]
            self.forget(start.rstrip("/") or "/")
            self.tree.may_change(start)
            return
        own = self.forget(place)
        stood = not own and (found or (certain and self.tree.has(place) is True))
        (self.tree.remove if certain else self.tree.may_change)(place)
        if stood and not self.murky:
            self.written.add(place)  # a whiteout
        elif stood and posixpath.dirname(place) != "/":
            self.written.add(posixpath.dirname(place))
