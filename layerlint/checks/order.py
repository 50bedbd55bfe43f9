"""LL101, LL102, LL106, LL109, LL110: what is copied or mounted too early or not at all, so that an edit reruns an install that never reads it."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.paths import matches
from layerlint.checks.early import early_copies
from layerlint.checks.reads import reads_nothing_but_files
from layerlint.checks.steps import ContextCopy, InstallStep, context_copy, expanded, install_steps, is_context_root, last_part
from layerlint.dockerfile.mounts import mounts
from layerlint.knowledge.tools import ADDITIONS, MANIFESTS, PACKAGES, PROJECT
from layerlint.problem import Cost, Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Dockerfile, Instruction, Stage, Word
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
    manifests = manifests_of(install, file)
    if not install.files and _has_members(install.ecosystem.manifests[0], file):
        manifests = f"{manifests} (of all members)"
    return f"Copy {manifests} first, run `{first}`, then copy the rest."


def _has_members(manifest: str, file: Facts) -> bool:
    """True when the context holds this manifest in several folders: a workspace, whose install reads them all."""
    entries = file.context.below("") if file.context else []
    names = ("/" + entry.path for entry in entries if "node_modules/" not in entry.path)
    return sum(name.endswith("/" + manifest) for name in names) > 1


def manifests_of(install: Install, file: Facts) -> str:
    """The manifests of an install in words: those it names, else the usual ones with the lock file that the context has."""
    named = [f"`{name}`" for name in install.files if name]
    if not named:
        usual = install.ecosystem.manifests[0]
        named = [] if "*" in usual else [f"`{usual}`", *_locks(install, file)]
    return " and ".join(named[:2]) or "its manifests"


def _locks(install: Install, file: Facts) -> list[str]:
    """The lock file, as far as it is known to be there."""
    locks = [lock for lock in install.ecosystem.locks if "*" not in lock]
    if install.label == "npm ci":  # refuses to work without one
        return [f"`{lock}`" for lock in locks[:1]]
    if file.context is not None:
        present = {last_part(entry.path) for entry in file.context.below("")}
        return [f"`{lock}`" for lock in locks if lock in present][:1]
    return ["its lock file"] if locks else []


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


# Options that keep a tool from using the cache that a mount would keep.
NO_CACHE = ("--no-cache-dir", "--no-cache")


def context_mounted_into_install(run: Instruction, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL109: the whole context is mounted into an install that reads its manifests only."""
    if "mount" not in [flag.name for flag in run.flags] or run.stage not in file.graph.built:
        return
    scope = file.scope(run)
    bound = [(mount, expanded(mount.source, scope)) for mount in mounts(run) if mount.type == "bind" and not mount.from_]
    whole = [mount for mount, source in bound if source is not None and is_context_root(source)]
    steps = install_steps(run, file) if whole else []
    if steps and all(step.install.kind != PROJECT for step in steps) and reads_nothing_but_files(run, file):
        label = steps[0].install.label
        related = [Related(steps[0].command.span, "reads its manifests only")]
        yield Finding(
            whole[0].flag.span,
            f"any edit reruns `{label}`",
            help=f"Mount {manifests_of(steps[0].install, file)} alone.",
            related=related,
            cost=Cost(),
        )


def install_without_cache_mount(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL110: an install of a project's dependencies downloads everything anew whenever it reruns."""
    if file.builder == "classic" or stage.index not in file.graph.built:
        return
    fetched: set[str] = set()
    for run in stage.instructions:
        if run.name != "RUN":
            continue
        mounted = any(mount.type == "cache" for mount in mounts(run))
        for step in install_steps(run, file):
            install = step.install
            ecosystem = install.ecosystem
            built = install.kind == PROJECT and (ecosystem.name == "go" or not ecosystem.first or ecosystem.family in fetched)
            if install.kind in (PACKAGES, ADDITIONS) or built or not ecosystem.mounts:
                continue
            fetched.add(ecosystem.family)
            if not mounted and ecosystem.name not in rule.option("except"):
                flag = next((word.value for word in step.command.words if word.value in NO_CACHE), None)
                deed = f"Add `--mount=type=cache,target={ecosystem.mounts[0]}`"
                if file.scope(run).user not in (None, "root", "0"):
                    deed = f"Add a cache mount over the download folder of `{ecosystem.name}`"
                deed += f" and drop `{flag}`." if flag else "."
                yield Finding(step.command.span, f"`{install.label}` downloads everything anew on each rerun", help=deed, cost=Cost())
