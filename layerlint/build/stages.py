"""Which stage needs which, which are built, which ship."""

from __future__ import annotations

from bisect import bisect_left

from layerlint.build.scope import Scopes
from layerlint.dockerfile.model import Dockerfile, Instruction, Stage
from layerlint.dockerfile.mounts import mounts


class StageGraph:
    """The stages of one file. A target is named as `docker build --target` takes it: by its name in any case, not by its index.

    `target` is None when there is no such stage. `shipped` holds the indexes of the target and its chain of parent
    stages, whose layers are the image; `built` those of all stages that the target hangs on, which is what BuildKit
    builds; the classic builder builds every stage up to the target.
    """

    __slots__ = ("_file", "_named", "_roots", "_scopes", "_uses", "built", "shipped", "target")

    def __init__(self, file: Dockerfile, scopes: Scopes, target: str | None = None) -> None:
        self._file = file
        self._scopes = scopes
        self._uses: dict[int, list[tuple[Instruction, Stage]]] = {}
        self._named: dict[str, list[int]] = {}
        self._roots: list[Stage] = []
        for stage in file.stages:
            if stage.name:
                self._named.setdefault(stage.name, []).append(stage.index)
        self.target = self._find_target(target)
        self.shipped = {stage.index for stage in self.chain(self.target)} if self.target else set()
        self.built = self._closure()

    def parent(self, stage: Stage) -> Stage | None:
        """The stage that `stage` begins with."""
        return self._scopes.parent(stage)

    def base_reference(self, stage: Stage) -> str | None:
        """The expanded name behind FROM, a stage's or an image's; None where it cannot be one."""
        return self._scopes.base_reference(stage)

    def chain(self, stage: Stage) -> list[Stage]:
        """The stage and its parent stages, oldest first."""
        chain = [stage]
        while (parent := self._scopes.parent(chain[-1])) is not None:
            chain.append(parent)
        return chain[::-1]

    def root(self, stage: Stage) -> Stage:
        """The oldest stage of its chain, the one that begins with an image."""
        if not self._roots:
            for each in self._file.stages:
                parent = self._scopes.parent(each)
                self._roots.append(each if parent is None else self._roots[parent.index])
        return self._roots[stage.index]

    def uses(self, stage: Stage) -> list[tuple[Instruction, Stage]]:
        """The COPY, ADD and RUN instructions of `stage` that take files from earlier stages, each with that stage.

        Those that ONBUILD lines of the parent stage bring along are among them.
        """
        found = self._uses.get(stage.index)
        if found is None:
            triggers = [onbuild.trigger for onbuild, _ in self._scopes.triggers(stage) if onbuild.trigger]
            found = [(user, used) for user in [*triggers, *stage.instructions] for used in self._sources(user, stage)]
            self._uses[stage.index] = found
        return found

    def source(self, instruction: Instruction, stage: Stage) -> Stage | None:
        """The earlier stage that `--from` of a COPY in `stage` names; None for images and for what does not exist."""
        flag = instruction.flag("from")
        return self.named(flag.value, stage) if flag and flag.value else None

    def named(self, name: str, before: Stage) -> Stage | None:
        """The stage before `before` of this index or name (any case); the latest of several."""
        if name.isascii() and name.isdigit():
            index = int(name) if len(name) < 9 else before.index
            return self._file.stages[index] if index < before.index else None
        indexes = self._named.get(name.lower(), [])
        earlier = bisect_left(indexes, before.index)
        return self._file.stages[indexes[earlier - 1]] if earlier else None

    def _sources(self, instruction: Instruction, stage: Stage) -> list[Stage]:
        if instruction.name == "COPY":
            source = self.source(instruction, stage)
            return [source] if source else []
        if instruction.name == "RUN" and instruction.flags:
            found = [self.named(mount.from_, stage) for mount in mounts(instruction) if mount.from_]
            return [source for source in found if source]
        return []

    def _find_target(self, target: str | None) -> Stage | None:
        stages = self._file.stages
        if not target:
            return stages[-1] if stages else None
        named = self._named.get(target.lower())
        return stages[named[-1]] if named else None

    def _closure(self) -> set[int]:
        """Everything the target hangs on: parents, sources of COPY, mounts."""
        waiting = [self.target] if self.target else []
        needed: set[int] = set()
        while waiting:
            stage = waiting.pop()
            if stage.index in needed:
                continue
            needed.add(stage.index)
            parent = self.parent(stage)
            waiting.extend([parent] if parent else [])
            waiting.extend(used for _, used in self.uses(stage))
        return needed
