"""What a RUN does to the directories of its stage, and whether it certainly leaves something in its layer.

Nothing is run. A command that is not understood puts every directory in doubt (existing.py), and whether a RUN writes
is only said where its text leaves no choice: the classic builder makes no layer of a RUN that changes nothing.
"""

from __future__ import annotations

import posixpath

from layerlint.build.existing import ANYWHERE, Tree
from layerlint.build.run_words import RunWords, flags, is_one_place, operands, option
from layerlint.dockerfile.shell import inner_script
from layerlint.knowledge import command_places as known
from layerlint.knowledge.wrappers import bare_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from layerlint.build.scope import Scope
    from layerlint.dockerfile.shell import Command

    Handler = Callable[["RunWalk", list[str | None], bool], None]

CERTAIN_CONTEXTS = frozenset(("subshell", "group", "heredoc"))
WRITING = (">", ">>", ">|", "&>", "&>>", "<>")
# What is written here never reaches a layer: devices, and files that the builder mounts.
NOT_IN_LAYERS = ("/dev", "/proc", "/sys", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf")
STANDARD_FOLDERS = ("/bin", "/sbin", "/usr/bin", "/usr/sbin", "/usr/local/bin")
DEEPEST_SCRIPT = 3  # `sh -c "sh -c …"`


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
        self.written: set[str] = set()
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

    def opaque(self) -> None:
        """Anything may have happened, in a place that may have been left."""
        self.quiet = False
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
                self.write(self.words.place(self.words.text(redirection.target, command)), certain=certain)
        if not command.words or (command.name == "command" and "v" in flags(command.arguments).lower()):
            return
        bare, name = bare_command([word.value for word in command.words])
        path = (bare[0] or "") if bare else ""
        if not name or ("/" in path and posixpath.dirname(path) not in STANDARD_FOLDERS):
            self.opaque()
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
            self.opaque()
            return
        inner = RunWalk(self.words.scope, commands, self.tree, self.hidden, self._depth + 1)
        self.quiet = self.quiet and inner.quiet
        self.written |= inner.written

    def _change(self, name: str, arguments: list[str | None], *, certain: bool) -> None:
        handler = HANDLERS.get(name)
        if handler is not None:
            handler(self, arguments, certain)
        elif name in known.SYSTEM_INSTALLS or name in known.SYSTEM_TOOLS:
            self._system(name, arguments, certain=certain)
        elif name in known.LANGUAGE_TOOLS:
            self.quiet = False
            for place in known.LANGUAGE_PLACES:
                self.tree.may_add(place)
            self.tree.may_change(self._below(self.words.folder))
        else:
            self.opaque()

    def _system(self, name: str, arguments: list[str | None], *, certain: bool) -> None:
        """A package manager of the distribution; its data base is written whenever it installs."""
        removes = any(word in known.SYSTEM_REMOVES for word in arguments if word)
        for place in known.SYSTEM_PLACES:
            (self.tree.may_change if removes else self.tree.may_add)(place)
        verbs = known.SYSTEM_INSTALLS.get(name, ())
        installs = not removes and any(word in verbs for word in arguments if word)
        self.write("/var/lib", certain=certain and installs)

    def write(self, place: str | None, *, certain: bool) -> None:
        """A file, or a directory's own record, is written; the place may be unknown."""
        if place is not None and self._is_hidden(place):
            return
        self.quiet = False
        if certain and place is not None and is_one_place(place):
            self.written.add(place)

    def forget(self, place: str) -> None:
        """What this RUN wrote at or below `place` is gone again; the directory around it has still been touched."""
        gone = {path for path in self.written if within(path, place)}
        self.written -= gone
        if gone and posixpath.dirname(place) != "/":
            self.written.add(posixpath.dirname(place))

    def _is_hidden(self, place: str) -> bool:
        return any(within(place, hidden) for hidden in self.hidden)

    def _below(self, place: str | None) -> str:
        return place.rstrip("/") + "/" if place else ANYWHERE

    # The handlers take the texts of the arguments (None: not known) and whether the command certainly ran to its end.

    def make(self, arguments: list[str | None], certain: bool) -> None:  # noqa: FBT001 - all handlers have one shape
        """Understand mkdir."""
        for text in operands(arguments, ("-m", "--mode", "-Z")):
            place = self.words.place(text)
            if place is None or not is_one_place(place):
                self.quiet = False
                self.tree.may_add(ANYWHERE)
            elif not self._is_hidden(place) and (exists := self.tree.has(place)) is not True:
                self.write(place, certain=certain and exists is False)
                (self.tree.make if certain else self.tree.may_add)(place)

    def remove(self, arguments: list[str | None], certain: bool) -> None:  # noqa: FBT001 - as above
        """Understand rm and rmdir."""
        given = flags(arguments)
        for text in operands(arguments):
            place = self.words.place(text)
            if place is None:
                self.opaque()
            elif not self._is_hidden(place):
                self.quiet = False
                self._remove(place, certain=certain and "r" in given.lower(), found=certain and "f" not in given)

    def _remove(self, place: str, *, certain: bool, found: bool) -> None:
        if not is_one_place(place):
            start = place[: place.rfind("/", 0, min(place.find(mark) for mark in "*?[{~`$" if mark in place)) + 1]
            self.forget(start.rstrip("/") or "/")
            self.tree.may_change(start)
            return
        self.forget(place)
        (self.tree.remove if certain else self.tree.may_change)(place)
        if found and posixpath.dirname(place) != "/":
            self.written.add(posixpath.dirname(place))

    def touch(self, arguments: list[str | None], certain: bool) -> None:  # noqa: FBT001 - as above
        """Understand touch and tee: every operand is written."""
        for text in operands(arguments, ("-d", "-r", "-t")):
            self.write(self.words.place(text), certain=certain)

    def mode(self, arguments: list[str | None], certain: bool) -> None:  # noqa: FBT001 - as above
        """Understand chmod, chown and chgrp: a file is copied up even when nothing changes."""
        for text in operands(arguments)[1:]:
            self.write(self.words.place(text), certain=certain)

    def edit(self, arguments: list[str | None], certain: bool) -> None:  # noqa: FBT001 - as above
        """Understand sed, which writes only with -i."""
        given = [word for word in arguments if word]
        if any(word.startswith(("-i", "--in-place")) or (word[:1] == "-" and word[1:2] != "-" and "i" in word) for word in given):
            self.write(self.words.place(arguments[-1]), certain=certain)

    def place(self, arguments: list[str | None], certain: bool) -> None:  # noqa: FBT001 - as above
        """Understand cp, ln and install: the last operand is written and may be, or hold, new directories."""
        paths = operands(arguments, ("-m", "-o", "-g", "-S", "--mode", "--owner", "--group"))
        if "-d" in arguments:  # install -d
            self.make(list(paths), certain)
            return
        place = self.words.place(paths[-1]) if paths else None
        self.write(place, certain=certain and "-t" not in arguments)
        self.tree.may_add(ANYWHERE if place is None or "-t" in arguments else posixpath.dirname(place) if "-D" in arguments else place)

    def move(self, arguments: list[str | None], certain: bool) -> None:  # noqa: FBT001 - as above
        """Understand mv: the sources go away."""
        for text in operands(arguments)[:-1]:
            place = self.words.place(text)
            if place is None or not is_one_place(place):
                self.opaque()
            else:
                self.tree.may_change(place)
                self.forget(place)
        self.place(arguments, certain)

    def add_user(self, arguments: list[str | None], certain: bool) -> None:  # noqa: FBT001 - as above
        """Understand useradd and adduser: `-m` certainly makes the home, other forms may."""
        self.write("/etc/passwd", certain=certain)
        names = operands(arguments, known.USER_OPTIONS)
        home = option(arguments, "-d", "--home-dir", "-h", "--home") or (f"/home/{names[-1]}" if names and names[-1] else None)
        wanted = "--create-home" in arguments or "m" in flags(arguments)
        place = self.words.place(home)
        if place is not None and wanted and certain:
            self.tree.make(place)
        else:
            self.tree.may_add(place or "/home/")

    def add_group(self, arguments: list[str | None], certain: bool) -> None:  # noqa: FBT001, ARG002 - as above
        """Understand groupadd and addgroup."""
        self.write("/etc/group", certain=certain)

    def fetch(self, arguments: list[str | None], certain: bool) -> None:  # noqa: FBT001 - as above
        """Understand curl and wget: with a named output that is written, else a file here or nothing."""
        output = option(arguments, "-o", "-O", "--output", "--output-document")
        self.write(self.words.place(output), certain=certain and output is not None and output != "-" and "://" not in output)
        self.tree.may_add(self._below(self.words.folder))

    def unpack(self, arguments: list[str | None], certain: bool) -> None:  # noqa: FBT001 - as above
        """Understand tar, unzip and git: directories come up where they unpack."""
        if not arguments:
            return
        target = option(arguments, "-C", "--directory", "-d")
        places = operands(arguments)
        if target is None and "clone" in places and places[-1] and "://" not in places[-1]:
            target = places[-1]
        place = self.words.place(target) if target is not None else self.words.folder
        unpacks = "clone" in places or "x" in flags(arguments) or str(arguments[0]).startswith("x") or not flags(arguments)
        self.quiet = False
        self.tree.may_add(place if place and "clone" in places and target is not None else self._below(place))
        if certain and unpacks and place and not self._is_hidden(place) and place != "/":
            self.written.add(place)


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(("mkdir",), RunWalk.make),
    **dict.fromkeys(("rm", "rmdir", "unlink"), RunWalk.remove),
    **dict.fromkeys(("touch", "tee"), RunWalk.touch),
    **dict.fromkeys(("chmod", "chown", "chgrp"), RunWalk.mode),
    **dict.fromkeys(("cp", "ln", "install"), RunWalk.place),
    **dict.fromkeys(("useradd", "adduser"), RunWalk.add_user),
    **dict.fromkeys(("groupadd", "addgroup"), RunWalk.add_group),
    **dict.fromkeys(("curl", "wget"), RunWalk.fetch),
    **dict.fromkeys(("tar", "unzip", "git"), RunWalk.unpack),
    "mv": RunWalk.move,
    "sed": RunWalk.edit,
}
