"""Everything that follows from one Dockerfile, each thing worked out once and only when a rule asks for it."""

from __future__ import annotations

from functools import cached_property

from layerlint.build.invocations import Invocation, invocations
from layerlint.build.layers import Plan, plan
from layerlint.build.refusals import refusals
from layerlint.build.scope import Scope, Scopes
from layerlint.build.stages import StageGraph
from layerlint.dockerfile.model import Dockerfile, Instruction, Stage, SyntaxProblem
from layerlint.dockerfile.shell import Command, commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.calibration import Calibration
    from layerlint.build.context import Context
    from layerlint.knowledge.base_images import BaseImage


class Facts:
    """One Dockerfile in its surroundings: builder, target, build arguments, build context (None: unknown).

    `bases` are the base images that the team knows, by their canonical name; they win over the bundled table.
    `calibration` has the bytes that lines were measured to have.
    """

    def __init__(
        self,
        dockerfile: Dockerfile,
        *,
        context: Context | None = None,
        builder: str = "buildkit",
        target: str | None = None,
        build_args: dict[str, str] | None = None,
        platform: str | None = None,
        calibration: Calibration | None = None,
        bases: dict[str, BaseImage] | None = None,
    ) -> None:
        self.bases = bases
        self.dockerfile = dockerfile
        self.calibration = calibration
        self.context = context
        self.builder = builder
        self.target = target
        self.build_args = build_args or {}
        self.platform = platform
        self._commands: dict[int, list[Command]] = {}
        self._invocations: dict[int, list[Invocation]] = {}

    @cached_property
    def scopes(self) -> Scopes:
        """What every instruction inherits: variables, shell, user, working directory."""
        return Scopes(self.dockerfile, build_args=self.build_args, platform=self.platform, bases=self.bases)

    @cached_property
    def without_build_args(self) -> Scopes:
        """What every instruction inherits in a build that is given no argument."""
        return Scopes(self.dockerfile, platform=self.platform, bases=self.bases) if self.build_args else self.scopes

    def scope(self, instruction: Instruction) -> Scope:
        """What holds right before `instruction`."""
        return self.scopes.before(instruction)

    def stage(self, instruction: Instruction) -> Stage | None:
        """The stage in which the instruction stands; None before the first FROM."""
        return self.dockerfile.stages[instruction.stage] if 0 <= instruction.stage < len(self.dockerfile.stages) else None

    @cached_property
    def graph(self) -> StageGraph:
        """Which stages need which, which are built, which ship."""
        return StageGraph(self.dockerfile, self.scopes, self.target)

    @cached_property
    def plan(self) -> Plan:
        """The predicted layers and history entries."""
        return plan(self)

    @cached_property
    def refusals(self) -> list[SyntaxProblem]:
        """What the builder refuses beyond the file's own syntax problems, in file order."""
        return list(refusals(self))

    def ships(self, stage: Stage) -> bool:
        """True when the layers of `stage` are in the image: the target and its chain of parent stages."""
        return stage.index in self.graph.shipped

    def commands(self, instruction: Instruction) -> list[Command]:
        """The simple commands of a RUN, CMD, ENTRYPOINT or HEALTHCHECK; empty where the shell is not of the sh family."""
        known = self._commands.get(id(instruction))
        if known is None:
            known = self._commands[id(instruction)] = commands(instruction, self.scope(instruction).assumed_shell)
        return known

    def invocations(self, run: Instruction) -> list[Invocation]:
        """The commands of a RUN behind `sudo` and the like, in the order of the file."""
        known = self._invocations.get(id(run))
        if known is None:
            known = self._invocations[id(run)] = invocations(run, self.commands(run))
        return known
