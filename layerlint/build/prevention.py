"""What keeps a package manager's leftovers out of a layer: options, variables, mounts over the place where they lie."""

from __future__ import annotations

from layerlint.build.effects import mount_targets, substitute
from layerlint.build.paths import UNKNOWN, absolute, at_home, covers, within

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.scope import Scope
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.shell import Command
    from layerlint.knowledge.package_managers import Call, Residue


class Prevention:
    """The mounts and variables of one RUN, as far as its script has been read."""

    __slots__ = ("_run", "_scope", "_targets", "_variables")

    def __init__(self, run: Instruction, scope: Scope) -> None:
        self._run = run
        self._scope = scope
        self._variables: dict[str, str] = {}
        self._targets: list[str] | None = None

    def see(self, command: Command) -> None:
        """Note the variables that a command of the script sets."""
        for assignment in command.assignments:
            self._variables[assignment.name] = assignment.value.value or assignment.value.text
        if command.name == "export":
            for word in command.words[1:]:
                name, equals, value = word.text.partition("=")
                if equals:
                    self._variables[name] = value

    def places(self, kind: Residue, call: Call, command: Command) -> tuple[str, ...]:
        """Where in the layer `call` leaves the residue.

        Empty when it does not get into the layer, or costs nothing there, or lies nobody knows where.
        """
        if any(self.variable(name, command) for name in kind.off) or (kind.links and not self._copies(kind, call, command)):
            return ()
        moved = self._moved(kind, call, command)
        if moved in ("", "/dev/null"):
            return ()
        paths = kind.paths if moved is None else (moved,)
        return () if self._is_mounted(paths) else paths

    def variable(self, name: str, command: Command) -> str | None:
        """The value of an environment variable as `command` sees it."""
        for word in command.words:
            if word.text.startswith(name + "="):  # env NAME=value command
                return word.text[len(name) + 1 :]
        value = self._variables.get(name)
        return value if value is not None else self._scope.get(name)

    def _copies(self, kind: Residue, call: Call, command: Command) -> bool:
        """True when the manager is told to copy where it would make hard links."""
        for switch in kind.links:
            name, _, value = switch.partition("=")
            if call.options.get(name) == value or (not name.startswith("-") and self.variable(name, command) == value):
                return True
        return False

    def _moved(self, kind: Residue, call: Call, command: Command) -> str | None:
        """Where an option or a variable puts the residue; None where it lies at its usual place, "" where nobody knows."""
        for place in kind.places:
            if not place.startswith("-"):
                value = self.variable(place, command)
            elif place in call.options:
                value = call.options[place] or ""
            else:
                continue
            if value is not None:
                return self._place(value) if value else ""
        return None

    def _place(self, path: str) -> str:
        folder = self._scope.workdir
        return at_home(absolute(substitute(path.strip("\"'"), self._variables, self._scope), UNKNOWN if folder is None else folder))

    def _is_mounted(self, paths: tuple[str, ...]) -> bool:
        if self._targets is None:
            self._targets = [at_home(target) for target in mount_targets(self._run, self._scope)]
        return any(covers(path, target) or within(path, target) for target in self._targets for path in paths)
