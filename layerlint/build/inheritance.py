"""One walk over the tree of stages, writing down what every instruction changes for those after it."""

from __future__ import annotations

import posixpath

from layerlint.build.timeline import GIVEN, GUESSED, KNOWN, Value
from layerlint.build.variables import GLOBAL, Variables
from layerlint.dockerfile.model import Dockerfile, Instruction, Pair, Stage
from layerlint.dockerfile.references import reference_problem
from layerlint.knowledge.base_images import DEFAULT_PATH, DEFAULT_PLATFORM, BaseImage, canonical, distribution, nearest

SCRATCH = "scratch"
MOST_TRIGGER_RUNS = 100_000  # ONBUILD lines times child stages; a file beyond that is made to hurt

# Names in the state ledger.
WORKDIR, USER, SHELL = "WORKDIR", "USER", "SHELL"
ASSUMED = "assumed"  # the shell a comment names; it holds until the next SHELL
BETWEEN_WORDS = "\0"  # joins the words of a SHELL; no argument can hold it


class Inheritance:
    """Walks the file once. `before` maps an instruction's id to its stage and moment, `ends` a stage to its last moment.

    `references` are the expanded base names (None: blank or no name), `variables.parents` the stages they stand for.
    `triggers` maps a stage to the ONBUILDs of its parent, which run first in it, each with the moment before it.
    """

    def __init__(
        self,
        file: Dockerfile,
        variables: Variables,
        build_args: dict[str, str],
        platform: str,
        target: str | None,
        bases: dict[str, BaseImage],
    ) -> None:
        self._bases = bases
        self.file = file
        self.variables = variables
        self.build_args = build_args
        self.platform = platform
        self.target = target or (file.stages[-1].name if file.stages else None) or "default"
        self.before: dict[int, tuple[int, int]] = {}
        self.ends: dict[int, int] = {}
        self.triggers: dict[int, list[tuple[Instruction, int]]] = {}
        self._trigger_runs = 0
        self._moment = 0
        self._outer: dict[str, Value] = {}
        self._shells: dict[int, tuple[str, ...]] = {}
        if "hadolint" in file.source.text:
            from layerlint.dockerfile.pragmas import shell_pragmas

            self._shells = shell_pragmas(file)
        self._shell_of_all = self._above_all()
        self._globals()
        self.references = [self._reference(stage) for stage in file.stages]
        variables.parents.extend(self._parents())
        self._walk()

    def base_image(self, stage: Stage) -> BaseImage | None:
        """The record of the image that `stage` begins with; None for a stage, scratch and unknown images."""
        reference = self.references[stage.index]
        if reference is None or reference == SCRATCH or self.variables.parents[stage.index] is not None:
            return None
        known = self._bases.get(canonical(reference)) if self._bases else None
        return known or nearest(reference, self.stage_platform(stage))

    def stage_platform(self, stage: Stage) -> str:
        """The platform of the stage's base: that of its FROM, else the target's."""
        flag = stage.from_.flag("platform")
        found = self.variables.resolve(flag.value, GLOBAL, self.ends[GLOBAL])[0] if flag and flag.value else ""
        return found or self.platform

    def _globals(self) -> None:
        """The ARGs before the first FROM count for FROM lines and for a bare `ARG NAME` in a stage."""
        variables = self.variables
        if variables.builder != "classic":
            for name, value in _automatic(self.platform, self.target.lower()).items():
                variables.args.write(name, self.build_args.get(name, value), KNOWN, 0)
        for instruction in self.file.instructions:
            if instruction.name == "FROM":
                break
            self._note(instruction, GLOBAL)
            if instruction.name == "ARG":
                self._arg(instruction, GLOBAL)
        self.ends[GLOBAL] = self._moment
        self._outer = {name: value for name, value in variables.args.set_at(self._moment) if value.text is not None}
        self._moment += 1
        variables.args.undo(0, self._moment)

    def _reference(self, stage: Stage) -> str | None:
        if stage.base is None:
            return None
        text = self.variables.resolve(stage.base.text, GLOBAL, self.ends[GLOBAL])[0]
        return text if text and not reference_problem(text) else None

    def _parents(self) -> list[int | None]:
        """The stage that each stage begins with: the latest earlier one of exactly that name."""
        names: dict[str, int] = {}
        parents: list[int | None] = []
        for stage, reference in zip(self.file.stages, self.references, strict=True):
            parents.append(names.get(reference) if reference is not None else None)
            if stage.name:
                names[stage.name] = stage.index
        return parents

    def _walk(self) -> None:
        """Visit parents before children; on the way back each stage's writes are undone."""
        children: dict[int | None, list[int]] = {}
        for index, parent in enumerate(self.variables.parents):
            children.setdefault(parent, []).append(index)
        stack = list(reversed(children.get(None, [])))
        marks: list[tuple[int, int, int]] = []
        while stack:
            index = stack.pop()
            if index < 0:
                self._leave(marks.pop())
                continue
            variables = self.variables
            marks.append((variables.env.mark(), variables.args.mark(), variables.state.mark()))
            self._enter(self.file.stages[index])
            stack.append(-1)
            stack.extend(reversed(children.get(index, [])))

    def _leave(self, marks: tuple[int, int, int]) -> None:
        self._moment += 1
        ledgers = (self.variables.env, self.variables.args, self.variables.state)
        for ledger, mark in zip(ledgers, marks, strict=True):
            ledger.undo(mark, self._moment)

    def _enter(self, stage: Stage) -> None:
        index, variables = stage.index, self.variables
        self.before[id(stage.from_)] = (GLOBAL, self.ends[GLOBAL])
        self._moment += 1
        variables.starts[index] = self._moment
        variables.declarations[index] = []
        parent = variables.parents[index]
        if parent is None:
            self._begin_with_image(stage)
        else:
            variables.closed[index] = variables.closed[parent]
            self._run_triggers(index, self.file.stages[parent])
        for instruction in stage.instructions:
            if id(instruction) in self._shells:
                self._assume(self._shells[id(instruction)])
            self._note(instruction, index)
            self._apply(instruction, index)
        self.ends[index] = self._moment

    def _begin_with_image(self, stage: Stage) -> None:
        """Write what the base image sets, as far as it is known."""
        variables, moment = self.variables, self._moment
        reference, image = self.references[stage.index], self.base_image(stage)
        if self._shell_of_all:
            self._assume(self._shell_of_all)
        env = image.env if image else None
        scratch = reference == SCRATCH
        bare = scratch or (reference is not None and distribution(reference) is not None)
        variables.closed[stage.index] = bare or env is not None
        variables.env.write("PATH", DEFAULT_PATH, KNOWN if scratch or env is not None else GUESSED, moment)
        for name, value in (env or {}).items():
            variables.env.write(name, value, GUESSED if value is None else KNOWN, moment)
        workdir, user = (image.workdir, image.user) if image else (None, None)
        variables.state.write(WORKDIR, workdir or "/", KNOWN if bare or workdir else GUESSED, moment)
        variables.state.write(USER, user or "root", KNOWN if bare or user else GUESSED, moment)

    def _above_all(self) -> tuple[str, ...]:
        """The shell that is named above the first FROM or the ARGs before it: it holds for every stage that begins with an image."""
        found: tuple[str, ...] = ()
        for instruction in self.file.instructions if self._shells else ():
            found = self._shells.get(id(instruction), found)
            if instruction.name == "FROM":
                break
        return found

    def _assume(self, words: tuple[str, ...]) -> None:
        self._moment += 1
        self.variables.state.write(ASSUMED, BETWEEN_WORDS.join((*words, "-c")), KNOWN, self._moment)

    def _run_triggers(self, index: int, parent: Stage) -> None:
        triggers = [instruction for instruction in parent.instructions if instruction.name == "ONBUILD"]
        self._trigger_runs += len(triggers)
        if self._trigger_runs > MOST_TRIGGER_RUNS:
            return
        for onbuild in triggers:
            if onbuild.trigger is not None:
                self.triggers.setdefault(index, []).append((onbuild, self._moment))
                self._apply(onbuild.trigger, index)

    def _note(self, instruction: Instruction, stage: int) -> None:
        place = (stage, self._moment)
        self.before[id(instruction)] = place
        if instruction.trigger is not None:
            self.before[id(instruction.trigger)] = place

    def _apply(self, instruction: Instruction, stage: int) -> None:
        """Write what the instruction changes; it holds from the next moment on."""
        name = instruction.name
        if name == "ENV":
            self._env(instruction, stage)
        elif name == "ARG":
            self._arg(instruction, stage)
        elif name == "SHELL" and instruction.is_json:
            self._moment += 1
            words = [word.text for word in instruction.words]
            self.variables.state.write(SHELL, BETWEEN_WORDS.join(words), KNOWN, self._moment)
            if self._shells:
                self.variables.state.write(ASSUMED, BETWEEN_WORDS.join(words), KNOWN, self._moment)
        elif name in (WORKDIR, USER) and instruction.words:
            text, certainty = self.variables.resolve(instruction.words[0].text, stage, self._moment)
            if name == WORKDIR:
                text, certainty = self._directory(text, certainty)
            self._moment += 1
            self.variables.state.write(name, text, certainty, self._moment)

    def _env(self, instruction: Instruction, stage: int) -> None:
        """Every pair of one ENV sees what stood before the line."""
        before = self._moment
        self._moment += 1
        for pair in instruction.pairs:
            name = self.variables.resolve(pair.name, stage, before)[0]
            text, certainty = self.variables.resolve(pair.value or "", stage, before)
            self.variables.env.write(name, text, certainty, self._moment)

    def _arg(self, instruction: Instruction, stage: int) -> None:
        """BuildKit reads one ARG line from left to right and takes names as they stand, quotes included; the classic
        builder reads all of it against what stood before it."""
        before = self._moment
        self._moment += 1
        buildkit = self.variables.builder == "buildkit"
        sees = self._moment if buildkit else before
        for pair in instruction.pairs:
            name = pair.name if buildkit else self.variables.resolve(pair.name, stage, before)[0]
            text, certainty = self._argument(name, pair, stage, sees)
            self.variables.declare(name, stage, text, certainty, self._moment)

    def _argument(self, name: str, pair: Pair, stage: int, moment: int) -> tuple[str | None, int]:
        """An ARG's value: the build argument, else its default, else that of the global ARG."""
        if name in self.build_args:
            return self.build_args[name], KNOWN
        if pair.value is not None:
            return self.variables.resolve(pair.value, stage, moment)
        outer = self._outer.get(name)
        return (outer.text, outer.certainty) if outer else (None, GIVEN)

    def _directory(self, text: str, certainty: int) -> tuple[str, int]:
        """The new working directory: an absolute path stays as written, another is joined to the old one."""
        if text.startswith("/"):
            return text, certainty
        old = self.variables.state.latest(WORKDIR)
        if old is None:
            return clean(text), GUESSED
        return clean(f"{old.text}/{text}"), min(certainty, old.certainty)


def clean(path: str) -> str:
    """An absolute path without `.`, `..`, doubled and trailing slashes."""
    return posixpath.normpath("/" + path.lstrip("/"))


def _automatic(platform: str, target: str) -> dict[str, str]:
    """The ARGs that BuildKit sets by itself; the machine that builds is taken to be the usual one."""
    values = {"TARGETSTAGE": target}
    for prefix, words in (("TARGET", platform), ("BUILD", DEFAULT_PLATFORM)):
        system, _, rest = words.partition("/")
        architecture, _, variant = rest.partition("/")
        parts = {"PLATFORM": words, "OS": system, "ARCH": architecture, "VARIANT": variant, "OSVERSION": ""}
        values |= {prefix + name: value for name, value in parts.items()}
    return values
