"""The steps of a stage with what the file system holds before each: the symbolic run that moves and certificate share."""

from __future__ import annotations

from layerlint.order.footprints import INSTALLS, NEUTRAL, OPAQUE, Act, Run, footprint
from layerlint.order.project import Reading
from layerlint.order.reads import reading_of
from layerlint.order.state import TOOLS, Copied, Copies, State, folder_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.facts import Facts


class Step:
    """One instruction: `before` is the state it finds. `copied` for a COPY or ADD, `run` for a RUN, with the `readings` of its installs
    and the states that its opaque commands find, both by the number of the act."""

    __slots__ = ("before", "copied", "found", "instruction", "readings", "run")

    def __init__(self, instruction: Instruction, before: State) -> None:
        self.instruction = instruction
        self.before = before
        self.copied: Copied | None = None
        self.run: Run | None = None
        self.readings: dict[int, Reading] = {}
        self.found: dict[int, State] = {}


class Walk:
    """All stages of a file, walked once."""

    def __init__(self, file: Facts, copies: Copies) -> None:
        self.file = file
        self._copies = copies
        self._steps: dict[int, list[Step]] = {}
        self._ends: dict[int, State] = {}

    def steps(self, stage: Stage) -> list[Step]:
        """The steps of a stage in order."""
        if stage.index not in self._steps:
            parent = self.file.graph.parent(stage)
            state = self.end(parent).copy() if parent is not None else State()
            self._steps[stage.index] = [self._step(instruction, state) for instruction in stage.instructions]
            self._ends[stage.index] = state
        return self._steps[stage.index]

    def end(self, stage: Stage) -> State:
        """What the stage leaves."""
        self.steps(stage)
        return self._ends[stage.index]

    def _step(self, instruction: Instruction, state: State) -> Step:
        step = Step(instruction, state.copy() if instruction.name in ("RUN", "COPY", "ADD") else state)
        if instruction.name in ("COPY", "ADD"):
            step.copied = self._copies.of(instruction, self.file, state)
            if step.copied.rows is None:
                state.grow([step.copied.tree], instruction.fragment.text)
            for row in step.copied.rows or ():
                state.put(row)
        elif instruction.name == "RUN":
            step.run = footprint(instruction, self.file)
            for number, act in enumerate(step.run.acts):
                self._act(step, number, act, state)
        elif instruction.name == "WORKDIR":
            state.folders.add(folder_of(self.file.scope(instruction).after()))
        return step

    def _act(self, step: Step, number: int, act: Act, state: State) -> None:
        name = text_of(act, step, self.file)
        if act.kind == OPAQUE:
            step.found[number] = state.copy() if number else step.before
            state.grow(["/"], name)
            return
        writes = list(act.writes)
        if act.kind == INSTALLS and self.file.context is not None:
            reading = step.readings[number] = reading_of(act, step.instruction, state, self.file)
            writes += [*reading.outputs, *TOOLS]
        elif act.kind == NEUTRAL:
            writes += act.paths
            if act.words[:1] == ["mkdir"]:
                state.folders.update(act.paths)
        state.grow(writes, name)


def text_of(act: Act, step: Step, file: Facts) -> str:
    """The text of an act, line joints folded; of a RUN that is one act, all of it with its here-documents."""
    if act.element is None:
        instruction = step.instruction
        return "\n".join((instruction.fragment.text[instruction.rest :], *(heredoc.body.text for heredoc in instruction.heredocs)))
    words = file.dockerfile.source.text[slice(*act.element.span)].replace(file.dockerfile.escape + "\n", " ")
    return " ".join(words.split())
