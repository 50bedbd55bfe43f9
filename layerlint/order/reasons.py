"""Why steps that no move covers stay where they are: triggers, an unknown context, installs among commands that may do anything."""

from __future__ import annotations

from layerlint.knowledge.installs import find_install
from layerlint.order.codes import CONTEXT_UNSURE, INSTALL_EDITS_MANIFEST, ONBUILD, OPAQUE_RUN, Refused
from layerlint.order.shares import files_of
from layerlint.order.subjects import hidden_install

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Stage
    from layerlint.dockerfile.shell import ShellWord
    from layerlint.facts import Facts
    from layerlint.order.walk import Step


def has_triggers(stage: Stage, file: Facts) -> bool:
    """True when the stage begins with triggers: of an earlier stage, or of an image that is known for them."""
    base = file.graph.base_reference(stage) or ""
    tag = base.partition("@")[0].rpartition(":")[2]
    return bool(file.scopes.triggers(stage)) or tag.endswith("onbuild")


def refuse_onbuild(stage: Stage, file: Facts, refused: list[Refused]) -> None:
    """Say that nothing moves in a stage with triggers."""
    line = file.dockerfile.source.line(stage.from_.span[0])
    refused.append(Refused("manifest-split", line, ONBUILD, "the base brings triggers that run before everything here"))


def refuse_context(steps: list[Step], file: Facts, refused: list[Refused]) -> None:
    """Without a context nothing is known of what an install finds: said once for each install below a copy."""
    copied = False
    for step in steps:
        copied = copied or (step.copied is not None and not step.copied.outside)
        install = hidden_install(step, file) if copied and step.run is not None else None
        if install is not None:
            line = file.dockerfile.source.line(step.instruction.span[0])
            refused.append(
                Refused(
                    "manifest-split", line, CONTEXT_UNSURE, f"the build context is not known, so neither is what `{install.label}` finds"
                )
            )


def refuse_opaque(step: Step, steps: list[Step], file: Facts, refused: list[Refused]) -> None:
    """An install that no subject covers, below a copy from the context: inside a condition, a here-document, an ONBUILD."""
    inner = step.instruction.trigger if step.instruction.name == "ONBUILD" else None
    line = file.dockerfile.source.line(step.instruction.span[0])
    if inner is not None and inner.name == "RUN" and any(_installs(command.words) for command in file.commands(step.instruction)):
        refused.append(Refused("manifest-split", line, ONBUILD, "the install is a trigger for other images"))
        return
    if step.run is None or _fetched(step, steps, file):
        return
    install = hidden_install(step, file)
    if install is None or not any(_is_broad(each) for each in steps[: steps.index(step)]):
        return
    if install.kind == "additions":
        refused.append(Refused("manifest-split", line, INSTALL_EDITS_MANIFEST, f"`{install.label}` writes into its manifest"))
    else:
        why = f"`{install.label}` stands among commands that may read anything, or reads the sources itself"
        refused.append(Refused("manifest-split", line, OPAQUE_RUN, why))


def _is_broad(step: Step) -> bool:
    """True for a copy of a folder."""
    return len(files_of(step)) > len(step.instruction.words) - 1


def _fetched(step: Step, steps: list[Step], file: Facts) -> bool:
    """True when a step above has installed the same dependencies already: `go build` below `go mod download`."""
    families = _families(step, file)
    return bool(families) and any(families <= _families(above, file) for above in steps[: steps.index(step)] if above.run is not None)


def _families(step: Step, file: Facts) -> set[str]:
    found = (find_install([word.value for word in command.words]) for command in file.commands(step.instruction))
    return {install.ecosystem.family for install in found if install is not None and install.kind in ("manifests", "project")}


def _installs(words: list[ShellWord]) -> bool:
    return find_install([word.value for word in words]) is not None
