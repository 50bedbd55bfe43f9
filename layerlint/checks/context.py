"""LL107, LL108, LL112: what a broad COPY takes along from the real build context. Silent where the context is not known."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.paths import matches
from layerlint.build.tarball import DIRECTORY
from layerlint.checks.steps import ContextCopy, context_copy, install_steps
from layerlint.knowledge.ecosystems import NAMES, ecosystem
from layerlint.knowledge.tools import PROJECT
from layerlint.problem import Cost, Finding, Size, exact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.context import Context
    from layerlint.dockerfile.model import Dockerfile, Instruction, Stage
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# Build systems whose rules often ask git for a version.
_ASKS_GIT = ("git", "make", "scm", "version", "describe", "goreleaser", "bazel", "scons", "meson", "cmake")


def repository_copied(_dockerfile: Dockerfile, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL107: `.git` is part of a broad COPY and no stage, of this target or another, may want it."""
    context = file.context
    whole = _whole_copies(file) if context else []
    if context is None or not whole:
        return
    repository = context.entry(".git")
    if repository is None or repository.kind != DIRECTORY or _is_wanted(file):
        return
    deed = "Add `.git` to `.dockerignore`."
    message = "every commit reruns this COPY: it takes `.git` along"
    size = _bytes(context.weigh(".git").bytes, context)
    yield Finding(whole[0].instruction.span, message, help=deed, cost=Cost(size=size))


def _whole_copies(file: Facts) -> list[ContextCopy]:
    """The copies of the whole context in built stages, those left out that exclude something by a flag of their own."""
    return [
        copy
        for stage in file.dockerfile.stages
        if stage.index in file.graph.built
        for copy in _copies(stage, file)
        if copy.whole and not copy.instruction.flag("exclude")
    ]


def _copies(stage: Stage, file: Facts) -> Iterator[ContextCopy]:
    for instruction in stage.instructions:
        copy = context_copy(instruction, file)
        if copy is not None:
            yield copy


def _is_wanted(file: Facts) -> bool:
    """True when a COPY names `.git`, or a RUN below a broad COPY may ask git."""
    for stage in file.dockerfile.stages:
        for at, instruction in enumerate(stage.instructions):
            copy = context_copy(instruction, file)
            if copy is None:
                continue
            if any(source.strip("./").partition("/")[0] == "git" for source in copy.sources):
                return True
            if copy.whole:
                if _may_ask_git(stage.instructions[at + 1 :], file):
                    return True
                break
    return False


def _bytes(size: int, context: Context) -> Size:
    """A size of files in the context; only a lower bound where the walk was cut short."""
    return Size(size, None, None, "context") if context.truncated else exact(size)


def _may_ask_git(below: list[Instruction], file: Facts) -> bool:
    for instruction in below:
        if instruction.name == "RUN":
            text = instruction.fragment.text.lower()
            if any(word in text for word in _ASKS_GIT) or any(heredoc.body.text for heredoc in instruction.heredocs):
                return True
            if any(step.install.kind == PROJECT for step in install_steps(instruction, file)):
                return True
    return False


def dockerfile_copied(_dockerfile: Dockerfile, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL112: the Dockerfile is part of a broad COPY."""
    path = own_path(file)
    if path is None:
        return
    whole = _whole_copies(file)
    if whole:
        deed = f"Add `{path.rpartition('/')[2]}` to `.dockerignore`."
        yield Finding(whole[0].instruction.span, "every edit of this file reruns this COPY", help=deed, cost=Cost())


def own_path(file: Facts) -> str | None:
    """The Dockerfile's path in its context; None where it is ignored, elsewhere, or the context is unknown."""
    if file.context is None:
        return None
    from os.path import abspath, relpath

    path = relpath(abspath(file.dockerfile.source.path), abspath(file.context.root)).replace("\\", "/")
    return path if file.context.entry(path) else None


def junk_copied(_dockerfile: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL108: files that no build wants, in numbers worth speaking of, pass `.dockerignore` or find none."""
    context = file.context
    if context is None:
        return
    whole = _whole_copies(file)
    if not whole:
        return
    wanted = [source for stage in file.dockerfile.stages for copy in _copies(stage, file) for source in copy.sources]
    found = junk_in(context, wanted, _families(file))
    size, number = sum(junk.size for junk in found), sum(junk.files for junk in found)
    if size > rule.option("bytes") or number > rule.option("files"):
        yield Finding(whole[0].instruction.span, _fact(found, size, context), help=_deed(found), cost=Cost(size=_bytes(size, context)))


def _fact(found: list[Junk], size: int, context: Context) -> str:
    more = "over " if context.truncated else ""
    what = f"{more}{size:,} bytes of `{found[0].path}`"
    if len(found) > 1 or len(what) > 40:
        what = f"{more}{size:,} bytes of junk"
    return f"`.dockerignore` lets {what} through" if context.ignore_path else f"no `.dockerignore`: {what} come along"


def _deed(found: list[Junk]) -> str:
    names = list(dict.fromkeys(junk.pattern for junk in found))
    listed = ", ".join(f"`{name}`" for name in names[:4])
    return f"Add {listed} to `.dockerignore`."


def _families(file: Facts) -> set[str]:
    """The families of tools that some built stage installs with."""
    return {
        step.install.ecosystem.family
        for stage in file.dockerfile.stages
        if stage.index in file.graph.built
        for run in stage.instructions
        if run.name == "RUN"
        for step in install_steps(run, file)
    }


# Folders that no build wants, whatever it builds: caches of tools, virtual environments (they hold paths of this machine), editors.
ALWAYS = frozenset(
    "__pycache__ .venv .tox .nox .pytest_cache .mypy_cache .ruff_cache .terraform .gradle .nyc_output .idea .vscode .parcel-cache .turbo".split()
)


class Junk:
    """One folder: its `path` in the context, the `pattern` that ignores it, how many `files` and bytes (`size`) it holds."""

    __slots__ = ("files", "path", "pattern", "size")

    def __init__(self, path: str, pattern: str) -> None:
        self.path = path
        self.pattern = pattern
        self.files = 0
        self.size = 0


def junk_in(context: Context, sources: list[str], families: set[str]) -> list[Junk]:
    """The junk folders of a context, biggest first.

    What an install of `families` makes anew is junk too where it lies beside a manifest of that tool; a folder that a
    COPY names, or takes files from, is wanted.
    """
    wanted = [source.strip("/").removeprefix("./") for source in sources]
    made = _made(context, families)
    found: dict[str, Junk] = {}
    inodes = set()
    for entry in context.below(""):
        place = _place(entry.path, made) if entry.kind != DIRECTORY else None
        if place is None or entry.inode in inodes or any(source == place or source.startswith(place + "/") for source in wanted):
            continue
        junk = found.get(place)
        if junk is None:
            junk = found[place] = Junk(place, place if place in made else f"**/{place.rpartition('/')[2]}")
        inodes.add(entry.inode)
        junk.files += 1
        junk.size += entry.size
    return sorted(found.values(), key=lambda junk: (-junk.size, -junk.files, junk.path))


def _made(context: Context, families: set[str]) -> set[str]:
    """The folders that installs and builds of these families write, beside the manifests that are in the context."""
    rows = [row for row in (ecosystem(name) for name in NAMES) if row.family in families]
    manifests = [(manifest, row.outputs) for row in rows for manifest in row.manifests]
    plain: dict[str, list[str]] = {}
    for manifest, outputs in manifests:
        plain.setdefault(manifest, []).extend(outputs)
    globs = [(manifest, outputs) for manifest, outputs in manifests if "*" in manifest]
    made: set[str] = set()
    for entry in context.below(""):
        folder, _, name = entry.path.rpartition("/")
        beside = [*plain.get(name, ()), *(output for manifest, found in globs if matches(name, manifest) for output in found)]
        made.update(f"{folder}/{output}".lstrip("/") for output in beside if "*" not in output)
    return made


def _place(path: str, made: set[str]) -> str | None:
    """The junk folder that holds `path`: the outermost one."""
    at = path.find("/")
    while at >= 0:
        folder = path[:at]
        if folder in made or folder.rpartition("/")[2] in ALWAYS:
            return folder
        at = path.find("/", at + 1)
    return None
