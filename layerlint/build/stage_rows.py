"""The rows of one stage after another: kinds and counts by builder, bytes where the text and the context tell them."""

from __future__ import annotations

from layerlint.build.below import Packages
from layerlint.build.copied import Copy, context_kind, from_context, note_directories, note_unknown, stage_kind
from layerlint.build.existing import ANYWHERE, Tree
from layerlint.build.inheritance import clean
from layerlint.build.rows import EMPTY, LAYER, NONE, Row
from layerlint.build.run_directories import RunWalk
from layerlint.build.steps import Step, steps
from layerlint.build.tarball import DIRECTORY, TRAILER, entry_bytes
from layerlint.dockerfile.grammar import SHAPES
from layerlint.dockerfile.model import Stage
from layerlint.dockerfile.mounts import mounts
from layerlint.knowledge.base_images import find
from layerlint.knowledge.command_places import QUIET, WEIGHED
from layerlint.knowledge.wrappers import bare_command
from layerlint.size import exact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.scope import Scopes
    from layerlint.build.unchanged import Unchanged
    from layerlint.dockerfile.shell import Command
    from layerlint.facts import Facts

# Directories that the classic builder puts below every container, and so finds there (moby daemon/initlayer).
CLASSIC_INIT = ("/dev/pts", "/dev/shm", "/etc", "/proc", "/sys")  # noqa: S108 - no temporary file is made


class Surroundings:
    """What the steps of a stage have made so far: directories, volumes, which the classic builder keeps out of layers, and
    for buildah alone the files that it would not copy again. `below` are the rows so far, `packages` what is installed."""

    __slots__ = ("below", "packages", "pending", "tree", "unchanged", "volumes")

    def __init__(self, tree: Tree, unchanged: Unchanged | None, packages: Packages, volumes: tuple[str, ...] = ()) -> None:
        self.tree = tree
        self.packages = packages
        self.below: list[Row] = []
        self.volumes = volumes
        self.pending: tuple[str, ...] = ()
        self.unchanged = unchanged

    def child(self) -> Surroundings:
        """Those of a stage that begins with this one."""
        child = Surroundings(self.tree.child(), self.unchanged.child() if self.unchanged else None, self.packages.child(), self.volumes)
        child.below = list(self.below)
        child.pending = self.pending
        return child


class StageRows:
    """Makes the rows of stages, each once, parents first."""

    def __init__(self, facts: Facts, scopes: Scopes) -> None:
        self._facts = facts
        self._scopes = scopes
        self._rows: dict[int, list[Row]] = {}
        self._after: dict[int, Surroundings] = {}

    def of(self, stage: Stage) -> list[Row]:
        """The rows of the stage itself, its FROM first."""
        for index in sorted(self._missing(stage)):
            later = self._facts.dockerfile.stages[index]
            parent = self._scopes.parent(later)
            around = self._after[parent.index].child() if parent else self._begin(later)
            self._rows[index] = [self._row(step, around) for step in steps(self._scopes, later)]
            self._after[index] = around
            if self._facts.calibration is not None:
                self._facts.calibration.use(self._rows[index], self._facts.graph.base_reference(self._facts.graph.root(later)))
        return self._rows[stage.index]

    def _missing(self, stage: Stage) -> set[int]:
        """The stages that have to be gone through first: parents, and for hashed texts the sources of COPY; all are earlier."""
        waiting, missing = [stage], set[int]()
        while waiting:
            needed = waiting.pop()
            if needed.index in self._rows or needed.index in missing:
                continue
            missing.add(needed.index)
            parent = self._scopes.parent(needed)
            waiting.extend([parent] if parent else [])
            if self._facts.builder != "buildkit":
                waiting.extend(source for user, source in self._facts.graph.uses(needed) if user.name == "COPY")
        return missing

    def _begin(self, stage: Stage) -> Surroundings:
        tree = Tree(self._scopes.base_reference(stage), self._scopes.base_image(stage))
        if self._facts.builder == "classic":
            for path in CLASSIC_INIT:
                tree.make(path)
        packages = Packages(self._scopes.base_reference(stage))
        if self._facts.builder != "buildah":
            return Surroundings(tree, None, packages)
        from layerlint.build.unchanged import Unchanged

        return Surroundings(tree, Unchanged(), packages)

    def _row(self, step: Step, around: Surroundings) -> Row:
        name, builder = step.instruction.name, self._facts.builder
        kind = EMPTY
        if name == "FROM" or name not in SHAPES or (name == "ONBUILD" and builder == "buildkit"):
            kind = NONE
        elif name in ("RUN", "COPY", "ADD"):
            kind = LAYER
        row = Row(step, self._facts.dockerfile.source, builder, kind)
        if name == "RUN":
            self._run(row, around)
            if row.met:
                around.below.append(row)
        elif name in ("COPY", "ADD"):
            self._copy(row, around)
            around.below.append(row)
        elif name == "WORKDIR":
            self._workdir(row, around.tree)
        elif name == "VOLUME" and builder == "classic":
            new = tuple(clean(step.scope.resolve(word.text)[0]) for word in step.instruction.words)
            around.volumes += new
            around.pending += new
        return row

    def _copy(self, row: Row, around: Surroundings) -> None:
        """Exact from the context; from a stage or an image only the history text is made."""
        copy = Copy(row.step)
        flag = row.step.instruction.flag("from")
        if flag is not None:
            kind = stage_kind(copy, self._source_tree(flag.value or "", row.step.stage))
            row.named_sources(kind)
            note_unknown(copy, kind, around.tree)
            return
        row.named_sources(context_kind(copy, self._facts.context))
        if not copy.certain or not (copy.sources or copy.heredocs):
            note_unknown(copy, "", around.tree)
            return
        found = from_context(copy, self._facts.context, self._facts.builder, around.tree)
        if around.unchanged:
            around.unchanged.leave_out(found, copy)
        if found.size is not None:
            row.holds(found.size, found.tar_bytes, found.entries)
        note_directories(copy, found.rows, around.tree)

    def _source_tree(self, name: str, stage: Stage) -> Tree:
        """The directories of the stage or image that a `--from` names."""
        source = self._facts.graph.named(name, stage)
        if source is None or source.index not in self._after:
            return Tree(name or None, find(name) if name else None)
        return self._after[source.index].tree

    def _run(self, row: Row, around: Surroundings) -> None:
        """Every RUN is a layer but for the classic builder, which drops the empty ones."""
        run, scope = row.step.instruction, row.step.scope
        commands = self._facts.commands(run)
        hidden = around.volumes + tuple(clean(scope.resolve(mount.target)[0]) for mount in mounts(run) if mount.target)
        walk = RunWalk(scope, commands, around.tree, hidden)
        if not commands and run.arguments:
            walk.give_up()
        if commands:
            self._weigh(row, commands, around)
        if walk.weightless and row.size.high is None:
            row.size = exact(0, "heuristic")
        if around.unchanged:
            around.unchanged.see(walk)
        if self._facts.builder != "classic":
            return
        mount_points = [around.tree.has(volume) for volume in around.pending]
        for volume in around.pending:
            around.tree.make(volume)
        around.pending = ()
        if walk.writes is True or False in mount_points:
            return
        if walk.writes is False and None not in mount_points:
            row.drop()
        else:
            row.low = 0

    def _weigh(self, row: Row, commands: list[Command], around: Surroundings) -> None:
        """The bytes of a RUN: an estimate, or unknown."""
        names = [bare_command([word.value for word in command.words])[1] for command in commands if command.words]
        if WEIGHED.isdisjoint(names):
            row.opaque = next((name for name in names if name not in QUIET), "")
            if row.opaque:
                return  # what nobody can weigh costs no import
        from layerlint.build.sizes import run_size

        found = run_size(row, commands, around, self._facts.context)
        row.size, row.compressed, row.opaque = found.size, found.compressed, found.opaque

    def _workdir(self, row: Row, tree: Tree) -> None:
        """A directory that is made, with all its parents; BuildKit makes a layer even where nothing is to be done."""
        after = row.step.scope.after()
        path, certainty = after.directory
        builder = self._facts.builder
        if builder == "buildah" or (after.written_directory if builder == "buildkit" else path) == "/":
            return
        place = clean(tree.real(path))
        exists = tree.has(place) if certainty else None
        if exists is True and builder == "classic":
            return
        row.become_layer(certain=exists is not None or builder == "buildkit")
        if exists is True:
            row.holds(exact(0), TRAILER, 0)
        elif exists is False:
            folders = with_parents(place)
            row.holds(exact(0), TRAILER + sum(entry_bytes(folder, DIRECTORY, 0) for folder in folders), len(folders))
        else:
            row.size = exact(0)
        if certainty:
            tree.make(place)
        else:
            tree.may_add(ANYWHERE)


def with_parents(path: str) -> list[str]:
    """`/a/b/c` as `a`, `a/b`, `a/b/c`; nothing for the root."""
    parts = path.strip("/").split("/")
    return ["/".join(parts[: end + 1]) for end in range(len(parts))] if parts[0] else []
