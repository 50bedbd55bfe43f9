"""Which COPY from the context stands above which install: the analysis behind LL101 and LL102.

What BuildKit does: a RUN is taken from the cache only while its parent is, so an edit of any file that a COPY brings
reruns all RUNs below it in the stage (semantics of the cache keys: moby/buildkit `solver/llbsolver`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.build.paths import within
from layerlint.checks.evidence import downloads_for_sure, is_broad, is_input
from layerlint.checks.reads import is_known, paths_read
from layerlint.checks.steps import ContextCopy, InstallStep, context_copy, install_steps, last_part, system_commands
from layerlint.knowledge.os_packages import INSTALL
from layerlint.knowledge.tools import ADDITIONS, MANIFESTS, PACKAGES, PROJECT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts

# More copies than this before one install are not looked at: a file of thousands would cost quadratic time.
MOST_COPIES = 50

# Folders of the system: what is copied over them is configuration, and may be meant to be there before an install.
SYSTEM_FOLDERS = ("/etc", "/usr/share", "/usr/lib", "/usr/local/share", "/var", "/lib", "/root", "/boot")

# Parts of names of files that a package manager may need: repositories, keys, packages, certificates.
CONFIGURATION = (
    ".list",
    ".deb",
    ".rpm",
    ".apk",
    ".repo",
    ".gpg",
    ".asc",
    ".key",
    ".pem",
    ".crt",
    "sources",
    "packages",
    "apt",
    "repos",
    "keyring",
    "cert",
)

# Commands that may rewrite a manifest which their arguments name.
REWRITERS = ("sed", "cp", "mv", "awk", "envsubst", "jq", "tee")

# Tools that install other tools; having them early is not having the project's dependencies early.
TOOLING = frozenset("pip setuptools wheel poetry pipenv pdm uv virtualenv build hatch flit tox npm yarn pnpm corepack bundler".split())


class EarlyCopy:
    """A COPY from the context and what an edit of its files reruns: dependency installs and OS installs, in file order.

    `read` turns True once a command may have read it into what OS installs depend on.
    """

    __slots__ = ("copy", "installs", "read", "system")

    def __init__(self, copy: ContextCopy) -> None:
        self.copy = copy
        self.read = False
        self.installs: list[InstallStep] = []
        self.system: list[tuple[Span, str]] = []

    @property
    def install(self) -> InstallStep:
        """The install that says most: one from manifests before a single package."""
        return next((step for step in self.installs if step.install.kind != PACKAGES), self.installs[0])


class _Walk:
    """The way down one stage.

    `copies` are the copies that no unknown command has seen, `waiting` those of them not looked at yet; `rewritten` are
    names of files that a command has rewritten. `fetched` are the families of tools whose manifests have been installed
    already, in this stage or its parents, `named` those of which packages were.
    """

    __slots__ = ("copies", "fetched", "named", "rewritten", "waiting")

    def __init__(self, parent: _Walk | None) -> None:
        self.copies: list[EarlyCopy] = []
        self.waiting: list[Instruction] = []
        self.rewritten: set[str] = set()
        self.fetched: set[str] = set(parent.fetched) if parent else set()
        self.named: set[str] = set(parent.named) if parent else set()

    def look(self, file: Facts) -> list[EarlyCopy]:
        """The copies, all looked at."""
        for instruction in self.waiting:
            copy = context_copy(instruction, file)
            if copy is not None:
                self.copies.append(EarlyCopy(copy))
        self.waiting.clear()
        return self.copies

    def forget(self) -> None:
        """An unknown command may have read all of them and made anything of it."""
        self.copies = []
        self.waiting = []


@lru_cache(maxsize=1)
def early_copies(file: Facts) -> list[EarlyCopy]:
    """The copies of built stages above an install that does not need all of them, in file order."""
    walks: dict[int, _Walk] = {}
    found: dict[int, EarlyCopy] = {}
    for stage in file.dockerfile.stages:
        if stage.index in file.graph.built:
            parent = file.graph.parent(stage)
            walk = walks[stage.index] = _Walk(walks.get(parent.index) if parent else None)
            for instruction in stage.instructions:
                if instruction.name == "RUN":
                    charged = [*_dependencies(instruction, walk, file), *_packages(instruction, walk, file)]
                    found.update((early.copy.instruction.span[0], early) for early in charged)
                elif instruction.name in ("COPY", "ADD") and len(walk.waiting) + len(walk.copies) < MOST_COPIES:
                    walk.waiting.append(instruction)
    return [found[start] for start in sorted(found)]


def _dependencies(run: Instruction, walk: _Walk, file: Facts) -> Iterator[EarlyCopy]:
    """Goes through a RUN's commands: installs are charged, commands that may make what an install reads are noted."""
    steps = {id(step.command): step for step in install_steps(run, file)}
    for command in file.commands(run) if steps or walk.waiting or walk.copies else ():
        step = steps.get(id(command))
        if step is not None:
            early = _install(step, walk, file)
            if early is not None:
                yield early
        elif walk.waiting or walk.copies:
            words = [word.value for word in command.words]
            if not is_known(words):
                walk.forget()
            elif command.name in REWRITERS:
                walk.rewritten.update(last_part(word) for word in words[1:] if word)


def _install(step: InstallStep, walk: _Walk, file: Facts) -> EarlyCopy | None:
    """Charges a dependency install to the first copy that reruns it for nothing, if there is one."""
    install = step.install
    family = install.ecosystem.family
    early = None
    if _could_be_earlier(step, walk):
        early = next((early for early in walk.look(file) if is_broad(early.copy, step, file)), None)
    if early is not None and downloads_for_sure(step, early.copy, file):
        early.installs.append(step)
        return early
    if install.kind in (MANIFESTS, PROJECT):
        walk.fetched.add(family)
    elif any(_name(package) not in TOOLING for package in install.packages):
        walk.named.add(family)
    return None


def _could_be_earlier(step: InstallStep, walk: _Walk) -> bool:
    """False where the dependencies have been fetched before, or where no command fetches them without the sources."""
    install = step.install
    if install.kind == PACKAGES:
        return True
    if install.kind == ADDITIONS or install.ecosystem.family in walk.fetched:
        return False
    if any(is_input(name, step) for name in walk.rewritten):
        return False
    return install.kind == MANIFESTS or (bool(install.ecosystem.first) and install.ecosystem.family not in walk.named)


def _name(package: str | None) -> str:
    return (package or "?").partition("=")[0].partition("@")[0].rstrip("<>~!")


def _packages(run: Instruction, walk: _Walk, file: Facts) -> Iterator[EarlyCopy]:
    """Charges the OS installs of a RUN to all copies above them that it does not read.

    A RUN that installs the project's dependencies as well is left alone: it may take its compilers away again.
    """
    if not walk.waiting and not walk.copies:
        return
    paths = paths_read(run, file)
    called = [(command.span, called.label) for command, called in system_commands(run, file) if called.action == INSTALL]
    if any(step.install.kind in (MANIFESTS, PROJECT) for step in install_steps(run, file)):
        called = []
    if paths == [] and not called:
        return
    for early in walk.look(file):
        target = early.copy.destination
        if paths is None or target is None or any(within(path, target) or within(target, path) for path in paths):
            early.read = True
        elif called and not early.read and not may_configure(early.copy) and not _is_fixed(early.copy):
            early.system += called
            yield early


def _is_fixed(copy: ContextCopy) -> bool:
    """True for a copy of texts that nobody edits."""
    return all("license" in source.lower() or "licence" in source.lower() for source in copy.sources)


def may_configure(copy: ContextCopy) -> bool:
    """True for a copy that may be meant to be there before a package manager runs: configuration, keys, package files."""
    folder = copy.destination
    if folder is None or folder == "/" or any(within(folder, system) for system in SYSTEM_FOLDERS):
        return True
    return any(word in last_part(source).lower() for source in copy.sources for word in CONFIGURATION)
