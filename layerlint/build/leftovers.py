"""What package managers leave in the layers that ship, and which later step takes it away too late.

Walks the shipped steps once. In one RUN the order counts: a clean-up before the install removes nothing.
"""

from __future__ import annotations

from functools import lru_cache

from layerlint.build.effects import run_effects
from layerlint.build.paths import at_home, covers
from layerlint.build.prevention import Prevention
from layerlint.build.steps import Step, shipped_steps, steps
from layerlint.knowledge.base_images import brings_old_pip, renews_pip
from layerlint.knowledge.file_use import PRUNE, REMOVE
from layerlint.knowledge.package_managers import LEAVES, TAKES_AWAY, Call, Residue, residue
from layerlint.knowledge.wrappers import bare_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.effects import Effect
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.shell import Command
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts

# A command in one of these may never run, or not here; the same holds behind `||`.
DOUBTFUL = frozenset(("if", "case", "function", "substitution"))
# Commands that name a path and take nothing away.
_HARMLESS = frozenset("ls echo cat cp mkdir du test [ chmod chown export set cd ln grep touch printf".split())
_PACKAGE_SCRIPTS = ("-packages", "_packages")  # install, and clean up by themselves
_FETCHERS = ("curl", "wget")
_SHELLS = frozenset("sh bash ash dash . source".split())


class Leftover:
    """One residue in one layer of the image, at one of `places`.

    `label` is the command with its verb, `span` those words; `labels` are all such commands of its RUN, `programs` are
    theirs as written. `sudo` is what of it stands before the command (`sudo -u node`). `first` is False when an earlier layer holds the same kind.
    `late` is the clean-up in a later layer, which frees nothing.
    """

    __slots__ = ("first", "label", "labels", "late", "places", "programs", "residue", "span", "step", "sudo")

    def __init__(self, kind: Residue, places: tuple[str, ...], label: str, span: Span, step: Step, *, first: bool) -> None:
        self.residue = kind
        self.places = places
        self.label = label
        self.labels = {label}
        self.programs: list[str] = []
        self.sudo = ""
        self.span = span
        self.step = step
        self.first = first
        self.late: Command | None = None


@lru_cache(maxsize=1)
def leftovers(file: Facts) -> dict[str, list[Leftover]]:
    """The leftovers of the layers that ship, by the name of their residue, in the order of the build.

    Of what the container's command might need, such as the caches of a compiler, the first is told, and only where the command needs none.
    """
    chain = _Chain(file)
    for step in shipped_steps(file):
        chain.take(step)
    found: dict[str, list[Leftover]] = {}
    for left in chain.found:
        kind = left.residue
        if not kind.needed or (kind.name not in found and chain.runs_without(kind)):
            found.setdefault(kind.name, []).append(left)
    return found


@lru_cache(maxsize=1)
def leftovers_anywhere(file: Facts) -> list[Leftover]:
    """The leftovers of every layer, shipped or not, by the bare word: also those of a few MB, of a command that may not
    run, and of one that scripts follow which do not call themselves a clean-up. Inside ONBUILD, too."""
    found: dict[tuple[int, str], Leftover] = {}
    for stage in file.dockerfile.stages:
        chain = _Chain(file, bare=True)
        for step in steps(file.scopes, stage):
            trigger = step.instruction.trigger if step.instruction.name == "ONBUILD" else None
            chain.take(step if trigger is None else Step(trigger, step.instruction, step.scope, stage))
        for left in chain.found:
            found.setdefault((id(left.step.instruction), left.residue.name), left)  # an ONBUILD is met again where it runs
    return list(found.values())


class _Chain:
    """`standing` are the leftovers of finished layers, `places` where they lie, and `settled` the residues that a setting
    prevents from here on.

    `bare`: every command is taken at its word, see `leftovers_anywhere`.
    """

    def __init__(self, file: Facts, *, bare: bool = False) -> None:
        self.file = file
        self.bare = bare
        self.found: list[Leftover] = []
        self.standing: dict[str, list[Leftover]] = {}
        self.places: dict[str, set[str]] = {}
        self.settled: set[str] = set()
        self.keeps_archives = False
        self.old_pip = False  # one of before there was a cache
        self.starts: dict[str, Instruction] = {}

    def take(self, step: Step) -> None:
        """Go one step further."""
        name = step.instruction.name
        if name == "FROM":
            self.old_pip = self.old_pip or brings_old_pip(self.file.graph.base_reference(step.stage))
        elif name == "RUN":
            _Run(self, step).walk()
        elif name in ("COPY", "ADD"):
            self.see_file(step.instruction.fragment.text)
        elif name in ("CMD", "ENTRYPOINT"):
            self.starts[name] = step.instruction

    def see_file(self, path: str) -> None:
        """A configuration file that somebody writes may turn a cache off: nothing is claimed from there on."""
        for part, kind in _CONFIGURATION.items():
            if part in path:
                self.settled.add(kind)

    def runs_without(self, kind: Residue) -> bool:
        """True when the container has a command of its own that does without the residue: `CMD go run .` compiles with it.

        Scripts are opaque, and an image without a command, or with a shell for one, may be there to build in.
        """
        for start in self.starts.values():
            for command in self.file.commands(start):
                words, name = bare_command([word.value for word in command.words])
                verbs = kind.needed.get(name)
                if (
                    not name
                    or name in _SHELLS
                    or _is_script(command, name)
                    or (verbs is not None and ("" in verbs or Call(words, name).verb(verbs) is not None))
                ):
                    return False
        return bool(self.starts)


_CONFIGURATION = {"pip.conf": "pip-cache", "npmrc": "npm-cache", ".yarn": "yarn-cache", "condarc": "conda-cache", "uv.toml": "uv-cache"}


class _Run:
    """One RUN: what its commands leave, minus what they take away again.

    `present` is left so far, `made` was left at some time, `taken` was taken away, by which command.
    """

    def __init__(self, chain: _Chain, step: Step) -> None:
        self.chain = chain
        self.step = step
        self.commands = chain.file.commands(step.instruction)
        self.prevention = Prevention(step.instruction, step.scope)
        self.present: dict[str, Leftover] = {}
        self.made: set[str] = set()
        self.taken: dict[str, Command] = {}
        self._removals: dict[int, list[Effect]] | None = None

    def walk(self) -> None:
        """Go through the commands, then write the balance into the chain."""
        for command in self.commands:
            self._command(command)
        standing = self.chain.standing
        for name, command in self.taken.items():
            if name not in self.made:
                self.chain.places.pop(name, None)
                for left in standing.pop(name, []):
                    left.late = command
        self.chain.found.extend(self.present.values())
        if not self.chain.bare:  # what a later layer cleans up, nobody asks then
            for name, left in self.present.items():
                standing.setdefault(name, []).append(left)
                self.chain.places.setdefault(name, set()).update(left.places)

    def _command(self, command: Command) -> None:
        self.prevention.see(command)
        values = [word.value for word in command.words]
        words, name = bare_command(values)
        if name in LEAVES or name in TAKES_AWAY:
            call = Call(words, name)
            if "config" in call.arguments or (name == "yarn" and "set" in call.arguments):
                self.chain.settled.update(LEAVES.get(name, ()))
            self._take_away(call, command)
            for kind in LEAVES.get(name, ()):
                self._leave(residue(kind), call, command, len(values) - len(words))
        elif self.present or self.chain.standing:
            self._remove(command, name)
        self._see_settings(command)

    def _see_settings(self, command: Command) -> None:
        if self.chain.old_pip and renews_pip(command.text):
            self.chain.old_pip = False
        if command.name == "corepack":
            self.chain.settled.add("yarn-cache")
        for redirection in command.redirections:
            self.chain.see_file(redirection.target.text)
        if not self.chain.keeps_archives:
            self.chain.keeps_archives = any("docker-clean" in word.text or "Keep-Downloaded" in word.text for word in command.words)

    def _leave(self, kind: Residue, call: Call, command: Command, skipped: int) -> None:
        """Note what `call` leaves, unless an option, a variable, a mount or a condition speaks against it."""
        verb = kind.left_by(call, little=self.chain.bare)
        if verb is None or kind.name in self.chain.settled or (kind.name == "apt-archives" and not self.chain.keeps_archives):
            return
        if kind.name == "pip-cache" and self.chain.old_pip:
            return
        label = f"{call.name} {verb}".strip()
        if kind.name in self.present:
            self.present[kind.name].labels.add(label)
            self._note_program(kind.name, command, skipped)
            return
        places = self.prevention.places(kind, call, command)
        doubtful = command.operator == "||" or not DOUBTFUL.isdisjoint(command.context)
        if not places or (doubtful and not self.chain.bare):
            return
        span = command.words[skipped].span[0], _verb_end(command, verb, skipped)
        first = kind.name not in self.chain.standing
        self.made.add(kind.name)
        self.present[kind.name] = Leftover(kind, places, label, span, self.step, first=first)
        self._note_program(kind.name, command, skipped)

    def _note_program(self, kind: str, command: Command, skipped: int) -> None:
        left, program = self.present[kind], command.words[skipped].value or command.words[skipped].text
        left.sudo = left.sudo or _sudo([word.text for word in command.words[:skipped]])
        if program not in left.programs:
            left.programs.append(program)

    def _take_away(self, call: Call, command: Command) -> None:
        for name in TAKES_AWAY.get(call.name, ()):
            if (name in self.present or name in self.chain.standing) and residue(name).removed_by(call):
                self._gone(name, command)

    def _remove(self, command: Command, name: str) -> None:
        """A command that names the place, or that cleans by its own name, is taken for a clean-up."""
        removals = {at_home(removal.path) for removal in self._removals_of(command)}
        for kind_name in {*self.present, *self.chain.standing}:
            kind = residue(kind_name)
            places = self.present[kind_name].places if kind_name in self.present else self.chain.places[kind_name]
            if any(covers(removed, place) for removed in removals for place in places):
                self._gone(kind_name, command)
            elif kind_name in self.present and name not in _HARMLESS and (self._is_clean_up(command, name) or _mentions(command, kind)):
                del self.present[kind_name]

    def _is_clean_up(self, command: Command, name: str) -> bool:
        """A script may clean up; at its word it does when its name or what it is given says so."""
        if self.chain.bare:
            return name.endswith(_PACKAGE_SCRIPTS) or any("clean" in word.text for word in command.words)
        return _is_script(command, name)

    def _gone(self, kind: str, command: Command) -> None:
        self.present.pop(kind, None)
        self.taken[kind] = command

    def _removals_of(self, command: Command) -> list[Effect]:
        if self._removals is None:
            self._removals = {}
            for effect in run_effects(self.step.instruction, self.commands, self.step.scope):
                if effect.action in (REMOVE, PRUNE):
                    self._removals.setdefault(id(effect.command), []).append(effect)
        return self._removals.get(id(command), [])


def _verb_end(command: Command, verb: str, skipped: int) -> int:
    """Where the verb of a call ends in the file; where its command's name ends when the verb is empty."""
    last = verb.rpartition(" ")[2]
    for word in command.words[skipped + 1 :] if last else ():
        if word.value == last or (last.startswith("-") and word.text.startswith(last)):
            return word.span[1]
    return command.words[skipped].span[1]


def _mentions(command: Command, kind: Residue) -> bool:
    """True when a word of the command names the place: `find /var/lib/apt/lists -type f -delete`, `sh -c "rm …"`."""
    return any(hint in word.text for word in command.words[1:] for hint in kind.hints)


def _sudo(before: list[str]) -> str:
    """The `sudo` among the words that stand before a program, with the user it names."""
    if "sudo" not in before:
        return ""
    words = before[before.index("sudo") :]
    return " ".join(words) if {"-u", "--user"} & set(words) or any(word.startswith("--user=") for word in words) else "sudo"


def _is_script(command: Command, name: str) -> bool:
    """True for a command of the author's own, which may clean up: `clean-layer.sh`, `bash /tmp/install.sh`."""
    if "clean" in name or name.endswith((".sh", ".bash", *_PACKAGE_SCRIPTS)):
        return True
    if name in _FETCHERS:  # `curl …/clean_caches.sh | sh`
        return any("clean" in word.text.rpartition("/")[2] for word in command.words[1:])
    return name in _SHELLS and any(word.text.strip("\"'").endswith((".sh", ".bash")) for word in command.words[1:])
