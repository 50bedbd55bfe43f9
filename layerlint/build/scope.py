"""What an instruction inherits: variables, shell, user, working directory, through `FROM stage` and from a known base."""

from __future__ import annotations

from layerlint.build.inheritance import ASSUMED, BETWEEN_WORDS, SHELL, USER, WORKDIR, Inheritance, clean
from layerlint.build.timeline import GUESSED, KNOWN, Value
from layerlint.build.variables import GLOBAL, Variables
from layerlint.dockerfile.model import Dockerfile, Instruction, Stage
from layerlint.knowledge.base_images import DEFAULT_PLATFORM, BaseImage

DEFAULT_SHELL = ("/bin/sh", "-c")


class Scope:
    """What holds at one moment of one stage."""

    __slots__ = ("_moment", "_stage", "_variables")

    def __init__(self, variables: Variables, stage: int, moment: int) -> None:
        self._variables = variables
        self._stage = stage
        self._moment = moment

    def value(self, name: str) -> Value:
        """The variable's value with its certainty (timeline.GUESSED, GIVEN, KNOWN); text None for unset."""
        return self._variables.lookup(name, self._stage, self._moment)

    def get(self, name: str) -> str | None:
        """The variable's value; None when it is unset or cannot be known."""
        value = self.value(name)
        return value.text if value.certainty > GUESSED else None

    def resolve(self, text: str) -> tuple[str, int]:
        """`text` with its variables expanded and quotes removed, and how certain that is. Never raises."""
        return self._variables.resolve(text, self._stage, self._moment)

    def resolve_body(self, text: str, *, guess: bool = True) -> tuple[str, int]:
        """As `resolve`, for the body of a here-document of COPY or ADD; without `guess` unknown values count as empty."""
        return self._variables.resolve_body(text, self._stage, self._moment, guess=guess)

    def expand(self, text: str) -> str | None:
        """The expanded text, or None when it hangs on a value that is not known or that a build argument may still give."""
        found, certainty = self.resolve(text)
        return found if certainty == KNOWN else None

    def env(self) -> dict[str, str]:
        """The ENV variables, those of a known base included, in order of their first definition in the file."""
        return {name: value.text for name, value in self._variables.env.set_at(self._moment) if value.text is not None}

    def args(self) -> list[tuple[str, str | None]]:
        """The ARGs that a RUN here sees, in order of their first declaration; None for one without a value."""
        return [(name, self.value(name).text) for name in self._variables.declared(self._stage, self._moment)]

    def is_env(self, name: str) -> bool:
        """True when ENV, or the base, sets the variable."""
        return self._variables.env.at(name, self._moment) is not None

    def is_arg(self, name: str) -> bool:
        """True when an ARG of the stage, or of a parent stage, declares the variable, with or without a value."""
        return self._variables.declares(name, self._stage, self._moment)

    def argument(self, name: str) -> str | None:
        """The value that an ARG standing right here gives to `name`; None for a bare one without a value."""
        value = self._variables.args.at(name, self._moment + 1)
        return value.text if value and value.moment == self._moment + 1 else None

    def after(self) -> Scope:
        """What holds behind the instruction, if it is one that changes what is inherited."""
        return Scope(self._variables, self._stage, self._moment + 1)

    @property
    def shell(self) -> tuple[str, ...]:
        """The words in front of a shell-form command."""
        value = self._variables.state.at(SHELL, self._moment)
        return tuple((value.text or "").split(BETWEEN_WORDS)) if value else DEFAULT_SHELL

    @property
    def assumed_shell(self) -> tuple[str, ...]:
        """The shell that a comment names (`# hadolint shell=…`), else `shell`: how a command is to be read, not how it is started."""
        value = self._variables.state.at(ASSUMED, self._moment)
        return tuple((value.text or "").split(BETWEEN_WORDS)) if value else self.shell

    @property
    def user(self) -> str | None:
        """The USER; None where it is that of an unknown base."""
        value = self._variables.state.at(USER, self._moment)
        return value.text if value and value.certainty > GUESSED else None

    @property
    def workdir(self) -> str | None:
        """The absolute, cleaned working directory; None where it hangs on an unknown base."""
        path, certainty = self.directory
        return path if certainty > GUESSED else None

    @property
    def directory(self) -> tuple[str, int]:
        """The working directory, cleaned, and how certain it is; `/` is the guess for an unknown base."""
        value = self._variables.state.at(WORKDIR, self._moment)
        return (clean(value.text or "/"), value.certainty) if value else ("/", GUESSED)

    @property
    def written_directory(self) -> str:
        """The working directory as BuildKit writes it into the history: an absolute one is not cleaned."""
        value = self._variables.state.at(WORKDIR, self._moment)
        return (value.text if value else None) or "/"


class Scopes:
    """The scopes of all instructions of a file. `platform` is the target's, such as `linux/arm64`."""

    __slots__ = ("_inheritance", "_variables", "file")

    def __init__(
        self,
        file: Dockerfile,
        *,
        build_args: dict[str, str] | None = None,
        platform: str | None = None,
        builder: str = "buildkit",
        target: str | None = None,
        bases: dict[str, BaseImage] | None = None,
    ) -> None:
        self.file = file
        self._variables = Variables(builder, file.escape)
        self._inheritance = Inheritance(file, self._variables, build_args or {}, platform or DEFAULT_PLATFORM, target, bases or {})

    def before(self, instruction: Instruction) -> Scope:
        """What holds right before `instruction`; for the trigger of an ONBUILD, before the ONBUILD."""
        stage, moment = self._inheritance.before.get(id(instruction), (GLOBAL, 0))
        return Scope(self._variables, stage, moment)

    def after(self, stage: Stage) -> Scope:
        """What the last instruction of `stage` leaves."""
        return Scope(self._variables, stage.index, self._inheritance.ends[stage.index])

    def triggers(self, stage: Stage) -> list[tuple[Instruction, Scope]]:
        """The ONBUILDs of the parent stage, which run first in `stage`, each with what holds before it there."""
        found = self._inheritance.triggers.get(stage.index, [])
        return [(onbuild, Scope(self._variables, stage.index, moment)) for onbuild, moment in found]

    def parent(self, stage: Stage) -> Stage | None:
        """The earlier stage that `stage` begins with."""
        index = self._variables.parents[stage.index]
        return None if index is None else self.file.stages[index]

    def base_reference(self, stage: Stage) -> str | None:
        """The expanded name behind FROM; None where it is blank or no name of an image."""
        return self._inheritance.references[stage.index]

    def base_image(self, stage: Stage) -> BaseImage | None:
        """The record of the image that `stage` begins with; None for a stage, scratch and unknown images."""
        return self._inheritance.base_image(stage)

    def platform(self, stage: Stage) -> str:
        """The platform of the image that `stage` begins with, such as `linux/amd64`."""
        return self._inheritance.stage_platform(stage)
