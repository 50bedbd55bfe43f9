"""What a RUN adds to its layer: an honest interval from its commands, and `unknown` from the first that nobody can weigh.

Nothing is run. A command is quiet, or a small write (small_sizes.py), or a call of the system's package manager
(package_sizes.py); any other makes the whole RUN unknown, with what is certain as its lower bound.
"""

from __future__ import annotations

from layerlint.build.below import Met, Placed, copied_again
from layerlint.build.effects import DOUBTFUL, ScriptWalk, mount_targets
from layerlint.build.paths import within
from layerlint.build.rows import GZIP_BEST_RATIO, USUAL_RATIO
from layerlint.build.small_sizes import SMALL, redirections
from layerlint.build.weights import Weights
from layerlint.knowledge.command_places import is_quiet
from layerlint.knowledge.file_use import MODIFY, MOVE, PRUNE, REMOVE, WRITE
from layerlint.knowledge.wrappers import bare_command
from layerlint.size import Size, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerlint.build.context import Context
    from layerlint.build.effects import Effect
    from layerlint.build.package_calls import PackageCalls
    from layerlint.build.rows import Row
    from layerlint.build.stage_rows import Surroundings
    from layerlint.dockerfile.shell import Command, ShellWord

MANAGERS = frozenset("apt-get apt aptitude apk dnf dnf5 microdnf tdnf yum zypper".split())
# Commands that write nothing which stays, beside those of command_places; most only print, or go on with other files.
QUIETER = frozenset(
    ". source apt-cache dpkg-query gpgconf mktemp getconf jq nproc sha1sum sha384sum b2sum umask ldd rpm-query lsb_release pause".split()
)
MOST_MET = 20  # files of lower layers: no RUN of people meets as many, and a hostile one must not cost quadratic time
LOOPS = frozenset(("for", "while", "until"))
GROUPS = frozenset(("group", "subshell", *LOOPS))  # may be redirected as a whole, which no command of theirs tells
ROUNDS = (1, 3, 8)  # of a loop: least, likely, most


class SizeWalk:
    """Follows one RUN. `made` are the paths it wrote itself; `opaque` is the first command that nobody can weigh."""

    def __init__(self, row: Row, around: Surroundings, context: Context | None) -> None:
        self.row = row
        self.context = context
        self.script = ScriptWalk(row.step.scope)
        self.around = around
        self.weights = Weights()
        self.made: set[str] = set()
        self._around_made: set[str] = set()  # those, and the directories above them
        self.opaque = ""
        self.hidden = mount_targets(row.step.instruction, row.step.scope)
        self.effects: list[Effect] = []  # of the command at hand
        self.accounts = False
        self._grouped = False
        self.called: PackageCalls | None = None

    @property
    def calls(self) -> PackageCalls:
        """The calls of package managers; imported when the first is met."""
        if self.called is None:
            from layerlint.build.package_calls import PackageCalls

            self.called = PackageCalls(self.around.packages, self.hidden)
        return self.called

    def take(self, command: Command, *, sure: bool) -> None:
        """Go one command further; `sure`: no `||` decides about it."""
        before = len(self.script.effects)
        self.script.step(command)
        self.effects = self.script.effects[before:]
        weights = self.weights
        weights.certain = sure and DOUBTFUL.isdisjoint(command.context)
        weights.times = (1, 1, 1) if LOOPS.isdisjoint(command.context) else ROUNDS
        if not self._grouped and not GROUPS.isdisjoint(command.context):
            self._grouped = True
            weights.perhaps_text(400, 16_000)
        for effect in self.effects:
            self._before(effect)
        bare, name = bare_command([word.value for word in command.words])
        words = [text for word in command.words[len(command.words) - len(bare) :] for text in self._texts(word)]
        if not self._understood(command, name, words):
            self.opaque = self.opaque or name or (words[0] if words else "?")
        for effect in self.effects:
            if effect.action == WRITE:
                self.make(effect.path)

    def _before(self, effect: Effect) -> None:
        """What an effect tells before its command is weighed."""
        if effect.action in (WRITE, MODIFY):
            if "/apt/" in effect.path and ("sources" in effect.path or "keyrings" in effect.path):
                self.calls.installs.foreign = True
        elif effect.action in (REMOVE, PRUNE):
            if self.called is not None:
                self.called.removed(effect.path)
            if self.own(effect.path):
                self.weights.forget()
        if effect.action in (REMOVE, MOVE, MODIFY):
            self._meet(effect)

    def _meet(self, effect: Effect) -> None:
        """Note what the command does to a file that may be one of a lower layer. buildah stores nothing where nothing changes."""
        if not effect.certain or (effect.action == MODIFY and self.around.unchanged is not None):
            return
        if len(self.row.met) < MOST_MET and not self.is_hidden(effect.path) and effect.path not in self.made:
            self.row.met.append(Met(effect.path, hides=effect.action != MODIFY, tree=effect.tree))

    def _texts(self, word: ShellWord) -> list[str]:
        """The word, or the words that an unquoted variable stands for."""
        if word.value is not None:
            return [word.value]
        text = self.script.text(word)
        return [text] if word.text.startswith(('"', "'")) else text.split() or [""]

    def _understood(self, command: Command, name: str, words: list[str]) -> bool:
        """Weigh one command; False where nobody can."""
        heard = redirections(self, command, name)
        if not command.words or name in QUIETER or words[1:] in (["--version"], ["-version"]) or is_quiet(name, [*words[1:]]):
            return heard
        if name == "apt-mark":
            self.calls.marked = self.calls.marked or "auto" in words
            return heard
        if name in MANAGERS:
            return self.calls.take(name, words, certain=self.weights.certain) and heard
        handler = SMALL.get(name)
        return handler is not None and handler(self, words) and heard

    def is_hidden(self, path: str) -> bool:
        """True for what stays out of the layer."""
        return any(within(path, place) for place in (*self.hidden, "/dev", "/proc", "/sys"))

    def copied_again(self, path: str, *, tree: bool) -> bool:
        """Weigh what of lower layers a change of mode, owner or place copies; False where nobody knows."""
        size = copied_again(self.around.below, Met(path, hides=False, tree=tree))
        if size is None or size.high is None:
            return False
        if self.around.unchanged is not None:
            size = size.or_nothing()
        self.weights.part(size, packed(size))
        self.row.files.append(Placed(path, size, tree=tree))
        self.weights.entry(1, 2, 6)
        return True

    def make(self, path: str) -> None:
        """This RUN writes the path."""
        self.made.add(path)
        while path and path not in self._around_made:
            self._around_made.add(path)
            path = path.rpartition("/")[0]

    def own(self, path: str) -> bool:
        """True for what this RUN has made itself, what lies in it, and what lies around it."""
        marks = [at for mark in ("*", "?", "[", "{") if (at := path.replace("${", "$(").find(mark)) > 0]
        if marks:
            path = path[: min(marks)].rpartition("/")[0]
        if path in self._around_made:
            return True
        while path:
            if path in self.made:
                return True
            path = path.rpartition("/")[0]
        return False


class RunSize:
    """`size` and `compressed`; `opaque` names the command for which they are unknown, "" where they are known."""

    __slots__ = ("compressed", "opaque", "size")

    def __init__(self, size: Size, compressed: Size, opaque: str = "") -> None:
        self.size = size
        self.compressed = compressed
        self.opaque = opaque


def packed(size: Size) -> Size:
    """Files of any kind in a registry."""
    high = size.high or 0
    return Size(size.low // GZIP_BEST_RATIO, round((size.likely or 0) / USUAL_RATIO), high + high // 1000 + 64, "heuristic")


def chains(commands: list[Command]) -> Iterator[list[Command]]:
    """The and-or lists of a script: with a `||` in one of them nothing in it has certainly run to its end."""
    chain: list[Command] = []
    for command in commands:
        if command.operator in ("", ";", "\n", "&") and chain:
            yield chain
            chain = []
        chain.append(command)
    yield chain


def run_size(row: Row, commands: list[Command], around: Surroundings, context: Context | None = None) -> RunSize:
    """What the RUN of `row` adds to what is `around` it, which learns what it installs."""
    walk = SizeWalk(row, around, context)
    for chain in chains(commands):
        sure = all(command.operator != "||" for command in chain)
        for command in chain:
            walk.take(command, sure=sure)
    if walk.called is not None:
        walk.weights.certain = True
        row.files += walk.called.weigh(walk.weights)
        walk.opaque = walk.opaque or walk.called.stranger
    size, compressed = walk.weights.size, walk.weights.compressed
    if not walk.opaque:
        return RunSize(size, compressed)
    keeps = size.low > 0 and not (walk.called and walk.called.purges)
    return RunSize(unknown(size.low if keeps else 0), unknown(compressed.low if keeps else 0), walk.opaque)
