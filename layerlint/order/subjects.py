"""Which RUNs could come earlier: each modelled one that costs something, or the modelled beginning of one that goes on to build."""

from __future__ import annotations

from layerlint.knowledge import neutral_commands as known
from layerlint.knowledge.os_packages import find_system_command
from layerlint.order.codes import SHELL_STATE, UNPINNED, Doubt
from layerlint.order.footprints import INSTALLS, OPAQUE, SYSTEM_PACKAGES, Act
from layerlint.order.walk import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.facts import Facts
    from layerlint.knowledge.installs import Install


class Subject:
    """A RUN that could come earlier. `acts` are the first so many of its elements, `cut` is True when others follow;
    `label` names it; `doubts` are what its own text says against it."""

    __slots__ = ("acts", "cut", "doubts", "label", "step")

    def __init__(self, step: Step, acts: list[Act], label: str, *, cut: bool) -> None:
        self.step = step
        self.acts = acts
        self.label = label
        self.cut = cut
        self.doubts: list[Doubt] = []

    @property
    def reads(self) -> bool:
        """True when it installs from manifests."""
        return any(act.kind == INSTALLS for act in self.acts)

    @property
    def end(self) -> int:
        """The offset in the file behind its last element."""
        last = self.acts[-1].element
        return self.step.instruction.span[1] if last is None or not self.cut else last.span[1]


def subject(step: Step, file: Facts) -> Subject | None:
    """The part of a RUN that could come earlier; None where nothing of it costs anything, or where nothing of it is understood."""
    run = step.run
    if run is None:
        return None
    count = next((number for number, act in enumerate(run.acts) if act.kind == OPAQUE), len(run.acts))
    acts = run.acts[:count]
    label = next((act.install.label for act in acts if act.install is not None), "")
    label = label or next((words.label for act in acts if act.kind == SYSTEM_PACKAGES and (words := find_system_command(act.words))), "")
    if not label:
        return None
    found = Subject(step, acts, label, cut=count < len(run.acts))
    if found.cut and not found.reads:
        return None
    for act in acts:
        if act.fresh is not None:
            found.doubts.append(Doubt(UNPINNED, f"each rebuild fetches {act.fresh}"))
    if found.cut:
        found.doubts += _cut_doubts(found, file)
    return found


def _cut_doubts(found: Subject, file: Facts) -> list[Doubt]:
    """What speaks against giving the rest of the RUN a RUN of its own."""
    run = found.step.run
    assert run is not None  # noqa: S101 - a subject has one
    elements = run.script.elements
    if any(element.joint not in ("", "&&") for element in elements) or run.script.last not in ("", ";"):
        return [Doubt(SHELL_STATE, "the commands are not joined by `&&` alone")]
    if any(act.stateful for act in found.acts):
        return [Doubt(SHELL_STATE, "the commands behind the install need what the shell has set before it")]
    for act in run.acts[len(found.acts) :]:
        for command in act.element.commands if act.element else ():
            words = [word.value or "" for word in command.words]
            if words and (words[0] in known.CLEANING or any(word in known.CLEANING for word in words[1:3])):
                return [Doubt(SHELL_STATE, f"`{command.text[:40]}` takes away what the same RUN has made")]
    if file.dockerfile.source.text[found.end : elements[len(found.acts)].span[0]].count("#"):
        return [Doubt(SHELL_STATE, "a comment stands where the RUN would be cut")]
    return []


def hidden_install(step: Step, file: Facts) -> Install | None:
    """A dependency install inside a RUN that is not understood."""
    from layerlint.knowledge.installs import find_install
    from layerlint.knowledge.tools import ADDITIONS, MANIFESTS, PROJECT

    commands = [[word.value for word in command.words] for command in file.commands(step.instruction)]
    for words in commands or [list(step.instruction.arguments.split())]:  # a shell that is not read: its words as they stand
        install = find_install(words)
        if install is not None and install.kind in (ADDITIONS, MANIFESTS, PROJECT):
            return install
    return None
