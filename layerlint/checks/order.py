"""LL101, LL102, LL106: what is copied too early, so that an edit reruns an install that never reads it."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.checks.early import early_copies
from layerlint.checks.steps import ContextCopy, InstallStep, context_copy, install_steps, last_part, matches
from layerlint.knowledge.tools import MANIFESTS, PACKAGES, PROJECT
from layerlint.problem import Cost, Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Dockerfile, Stage, Word
    from layerlint.facts import Facts
    from layerlint.knowledge.installs import Install
    from layerlint.registry import Rule

# Files that tell how to build a package: such a build may read its own README.
PACKAGED = ("pyproject.toml", "setup.py", "setup.cfg", "*.gemspec", "*.cabal", "*.opam", "Cargo.toml")

LONGEST_MESSAGE = 72


def copy_before_install(_dockerfile: Dockerfile, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL101: a broad COPY above a dependency install."""
    for early in early_copies(file):
        if early.installs:
            label = early.install.install.label
            related = [Related(step.command.span, f"`{step.install.label}` reruns each time") for step in early.installs[:3]]
            yield Finding(
                early.copy.instruction.span, _message(early.copy, label), help=_deed(early.install, file), related=related, cost=Cost()
            )


def _message(copy: ContextCopy, label: str) -> str:
    name = last_part(copy.sources[0])
    message = f"any edit of `{name}` reruns `{label}` below"
    if copy.whole or len(copy.sources) > 1 or len(message) > LONGEST_MESSAGE:
        return f"any edit reruns `{label}` below"
    return message


def _deed(step: InstallStep, file: Facts) -> str:
    install = step.install
    if install.kind == PACKAGES:
        return "Move the install above the COPY: it reads none of these files."
    first = install.ecosystem.first if install.kind == PROJECT else install.label
    manifests = manifests_of(install)
    if not install.files and _has_members(install.ecosystem.manifests[0], file):
        manifests = f"{manifests} (of all members)"
    return f"Copy {manifests} first, run `{first}`, then copy the rest."


def _has_members(manifest: str, file: Facts) -> bool:
    """True when the context holds this manifest in several folders: a workspace, whose install reads them all."""
    entries = file.context.below("") if file.context else []
    names = ("/" + entry.path for entry in entries if "node_modules/" not in entry.path)
    return sum(name.endswith("/" + manifest) for name in names) > 1


def manifests_of(install: Install) -> str:
    """The manifests of an install in words: those it names, else the usual ones."""
    usual = (*install.ecosystem.manifests[:1], *install.ecosystem.locks[:1])
    named = [name for name in install.files if name] or ([] if any("*" in name for name in usual) else usual)
    return " and ".join(f"`{name}`" for name in named[:2]) or "its manifests"


def copy_before_packages(_dockerfile: Dockerfile, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL102: the first COPY of a stage above an install of OS packages; where LL101 speaks of that stage's COPY it says enough."""
    told = -1
    for early in early_copies(file):
        instruction = early.copy.instruction
        if early.installs:
            told = instruction.stage
        if early.system and told != instruction.stage:
            told = instruction.stage
            label = early.system[0][1]
            related = [Related(span, f"`{name}` reruns each time") for span, name in early.system[:3]]
            yield Finding(instruction.span, _message(early.copy, label), related=related, cost=Cost())


def documents_beside_manifests(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL106: a COPY of manifests brings a document along, so that editing it reruns the install."""
    if stage.index not in file.graph.built:
        return
    patterns = rule.option("files")
    documents: list[Word] = []
    for instruction in stage.instructions:
        copy = context_copy(instruction, file)
        if copy is not None:
            if copy.whole or any(matches(last_part(source), pattern) for source in copy.sources for pattern in PACKAGED):
                return
            documents += [word for word in instruction.words[:-1] if any(matches(last_part(word.text), pattern) for pattern in patterns)]
        steps = install_steps(instruction, file) if documents and instruction.name == "RUN" else []
        if steps and all(step.install.kind == MANIFESTS for step in steps):
            related = [Related(steps[0].command.span, "reads no documents")]
            for word in documents:
                message = f"editing `{last_part(word.text)}` reruns `{steps[0].install.label}` below"
                yield Finding(word.span, message, related=related, cost=Cost())
        if steps:
            return
