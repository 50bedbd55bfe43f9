"""Build arguments whose value is new in every build sink to the first step that may look at them.

BuildKit puts an ARG with a value into the environment of every later RUN of the stage, so where it is declared decides what each
new value reruns. LABEL and the like are no steps: moving them alone gains nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.knowledge.variable_names import is_placeholder, is_volatile_name
from layerlint.order.codes import KEEP_ORDER, NO_GAIN, OPAQUE_RUN, UNPINNED, UNSAFE, Move, Refused
from layerlint.order.footprints import SYSTEM_PACKAGES
from layerlint.order.layout import Edits, keeps_order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.order.walk import Step, Walk

KIND = "sink-argument"
_STEPS = (
    "RUN",
    "COPY",
    "ADD",
    "WORKDIR",
    "USER",
    "VOLUME",
    "CMD",
    "ENTRYPOINT",
    "EXPOSE",
    "HEALTHCHECK",
    "STOPSIGNAL",
    "ONBUILD",
    "SHELL",
    "ARG",
)


class _Way:
    """The way down from a declaration: `names` are the variables that carry its value, `carriers` the lines that set them,
    `costly` the labels of steps that each new value reruns for nothing, `stop` the step that ends it (None: the stage does), `fresh` what newer
    thing a step in between fetches with each new value."""

    def __init__(self, name: str) -> None:
        self.names = [name]
        self.carriers: list[Instruction] = []
        self.costly: list[str] = []
        self.stop: Instruction | None = None
        self.unknown = False
        self.fresh: str | None = None


def sinks(stage: Stage, walk: Walk, refused: list[Refused]) -> Iterator[tuple[str, Move, frozenset[str]]]:
    """Candidates: the whole text, the move, and the variables that the certificate may leave out for modelled commands."""
    steps = walk.steps(stage)
    line = walk.file.dockerfile.source.line
    for at, step in enumerate(steps):
        argument = step.instruction
        if argument.name != "ARG" or len(argument.pairs) != 1:
            continue
        pair = argument.pairs[0]
        if not is_volatile_name(pair.name) or not is_placeholder(pair.value):
            continue
        way = _way(pair.name, steps[at + 1 :])
        if not way.costly:
            if way.unknown:
                refused.append(
                    Refused(KIND, line(argument.span[0]), OPAQUE_RUN, f"the next command may read `{pair.name}` without naming it")
                )
            else:
                refused.append(Refused(KIND, line(argument.span[0]), NO_GAIN, f"no step that does not read `{pair.name}` stands below it"))
            continue
        if any(keeps_order(each, walk.file) for each in (argument, *way.carriers)):
            refused.append(Refused(KIND, line(argument.span[0]), KEEP_ORDER, "a comment asks to keep the order"))
            continue
        if way.fresh is not None:
            refused.append(Refused(KIND, line(argument.span[0]), UNPINNED, f"each new `{pair.name}` fetches {way.fresh}", UNSAFE))
            continue
        why = f"each new `{pair.name}` reruns `{way.costly[0]}`, which does not read it"
        yield _moved([argument, *way.carriers], way.stop, stage, walk), Move(KIND, [line(argument.span[0])], why), frozenset(way.names)


def _way(name: str, below: list[Step]) -> _Way:
    way = _Way(name)
    for step in below:
        instruction = step.instruction
        text = "".join((instruction.fragment.text, *(heredoc.body.text for heredoc in instruction.heredocs)))
        reads = any(known in text for known in way.names)
        shadowed = instruction.name in ("ENV", "ARG") and any(pair.name in way.names for pair in instruction.pairs)
        if shadowed and not any(known in (pair.value or "") for known in way.names for pair in instruction.pairs):
            way.stop = instruction  # from here on its value is another
            return way
        if instruction.name in ("ENV", "LABEL") and reads:
            way.carriers.append(instruction)
            way.names += [pair.name for pair in instruction.pairs if instruction.name == "ENV"]
        elif step.run is not None:
            if reads or step.run.opaque:
                way.stop, way.unknown = instruction, not reads
                return way
            acts = [act for act in step.run.acts if act.install is not None or act.kind == SYSTEM_PACKAGES]
            way.costly += [" ".join(act.words[:2]) for act in acts]
            way.fresh = way.fresh or next((act.fresh for act in step.run.acts if act.fresh), None)
        elif reads and instruction.name in _STEPS:
            way.stop = instruction
            return way
    return way


def _moved(block: list[Instruction], stop: Instruction | None, stage: Stage, walk: Walk) -> str:
    """The text with the lines right above `stop`, or at the end of the stage."""
    edits = Edits(walk.file.dockerfile.source)
    new = edits.end_of_line
    texts = []
    for instruction in block:
        place = edits.block(instruction)
        texts.append(edits.text[slice(*place)])
        edits.remove(place)
    if stop is None:
        end = stage.instructions[-1].span[1]
        edits.replace((end, end), "".join(new + text for text in texts))
    else:
        start = edits.block(stop)[0]
        edits.replace((start, start), "".join(text + new for text in texts))
    return edits.result()
