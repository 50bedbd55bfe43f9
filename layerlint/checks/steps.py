"""What the steps of a file copy from the build context and what they install: the ground the cache rules stand on.

Knows no rule. Paths are absolute paths in the image, without a slash at the end; None where a variable or an unknown
base decides.
"""

from __future__ import annotations

from functools import lru_cache
from os.path import normpath

from layerlint.build.timeline import GUESSED
from layerlint.knowledge.installs import INSTALL_PROGRAMS, Install, find_install
from layerlint.knowledge.os_packages import SYSTEM_PROGRAMS, SystemCommand, find_system_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.scope import Scope
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.shell import Command
    from layerlint.facts import Facts


# Several rules ask the same of each RUN of the file at hand.
RECENT = 256


class ContextCopy:
    """A COPY or ADD from the build context: its literal `sources` and its `destination`."""

    __slots__ = ("destination", "instruction", "sources")

    def __init__(self, instruction: Instruction, sources: list[str], destination: str | None) -> None:
        self.instruction = instruction
        self.sources = sources
        self.destination = destination

    @property
    def whole(self) -> bool:
        """True when the whole context is among the sources."""
        return any(is_context_root(source) for source in self.sources)


class InstallStep:
    """One dependency install of a RUN and the `folder` its manifests are in."""

    __slots__ = ("command", "folder", "install", "run")

    def __init__(self, run: Instruction, command: Command, install: Install, folder: str | None) -> None:
        self.run = run
        self.command = command
        self.install = install
        self.folder = folder


def is_context_root(source: str) -> bool:
    """True for `.`, `./`, `/`, `*` and other spellings of everything."""
    return normpath("/" + source) in ("/", "//", "/*", "//*")


def is_remote(source: str) -> bool:
    """True for an ADD source that does not come from the context."""
    return "://" in source or source.startswith("git@")


@lru_cache(maxsize=RECENT)
def context_copy(instruction: Instruction, file: Facts) -> ContextCopy | None:
    """What an instruction copies from the build context; None when it copies nothing from there."""
    if instruction.name not in ("COPY", "ADD") or len(instruction.words) < 2 or instruction.heredocs or instruction.flag("from"):
        return None
    scope = file.scope(instruction)
    sources = [expanded(word.text, scope) for word in instruction.words[:-1]]
    literal = [source for source in sources if source is not None and not is_remote(source)]
    if not literal:
        return None
    target = expanded(instruction.words[-1].text, scope)
    return ContextCopy(instruction, literal, absolute(target, scope.workdir))


def expanded(text: str, scope: Scope) -> str | None:
    """`text` with its variables, defaults of ARGs included; None where a value is only guessed or an ARG has none."""
    found, certainty = scope.resolve(text)
    return found if certainty > GUESSED and (found or "$" not in text) else None


def absolute(path: str | None, folder: str | None) -> str | None:
    """`path` as seen from `folder`."""
    if path is None or (folder is None and not path.startswith("/")):
        return None
    joined = path if path.startswith("/") else f"{folder}/{path}"
    return "/" + normpath(joined).strip("/")


def install_steps(run: Instruction, file: Facts) -> list[InstallStep]:
    """The dependency installs of a RUN, in order; `cd` inside the RUN is followed."""
    return _calls(run, file)[0]


def system_commands(run: Instruction, file: Facts) -> list[tuple[Command, SystemCommand]]:
    """The calls of OS package managers in a RUN, in order."""
    return _calls(run, file)[1]


@lru_cache(maxsize=RECENT)
def _calls(run: Instruction, file: Facts) -> tuple[list[InstallStep], list[tuple[Command, SystemCommand]]]:
    """Both, in one look at the commands."""
    installs: list[InstallStep] = []
    system: list[tuple[Command, SystemCommand]] = []
    folder: str | None = None
    moved = False  # by `cd`
    for invocation in file.invocations(run):
        words, name, command = invocation.words, invocation.name, invocation.command
        if name in SYSTEM_PROGRAMS:
            called = find_system_command(words)
            if called is not None:
                system.append((command, called))
        elif name == "cd" and len(words) > 1:
            folder = absolute(words[1], folder if moved else file.scope(run).workdir)
            moved = True
        elif name in INSTALL_PROGRAMS:
            install = find_install(words)
            if install is not None:
                where = folder if moved else file.scope(run).workdir
                installs.append(InstallStep(run, command, install, _manifest_folder(install, where)))
    return installs, system


def _manifest_folder(install: Install, folder: str | None) -> str | None:
    if install.folder is not None:
        folder = absolute(install.folder, folder)
    if install.files:
        path = absolute(install.files[0], folder)
        return None if path is None else path.rpartition("/")[0] or "/"
    return folder


# Usual files without an extension; any other source without one is taken for a folder.
_FILES = frozenset(
    "gemfile pipfile gradlew mvnw makefile license version rakefile procfile cpanfile dockerfile jenkinsfile brewfile artisan".split()
)


def looks_like_folder(source: str) -> bool:
    """True for a source that names a folder, as far as its name can tell."""
    last = last_part(source)
    if source.endswith("/"):
        return True
    return "." not in last and "*" not in last and last.lower() not in _FILES and not last.isupper()


def last_part(source: str) -> str:
    """The last name of a path, a slash at its end left out."""
    return source.rstrip("/").rpartition("/")[2]
