"""What the elements of a RUN may touch: dependency installs, OS packages, commands on named paths, and the rest, which may do anything."""

from __future__ import annotations

import re

from layerlint.build.windows import on_windows
from layerlint.knowledge import neutral_commands as known
from layerlint.knowledge.installs import Install, find_install
from layerlint.knowledge.os_packages import INSTALL as PACKAGE_INSTALL
from layerlint.knowledge.os_packages import UPGRADE, SystemCommand, find_system_command
from layerlint.knowledge.tools import MANIFESTS, PACKAGES, PROJECT
from layerlint.knowledge.wrappers import Words, bare_command
from layerlint.order.script import Element, Script, script
from layerlint.order.state import SYSTEM, TOOLS, folder_of, placed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.shell import Command
    from layerlint.facts import Facts

INSTALLS, SYSTEM_PACKAGES, NEUTRAL, OPAQUE = "installs", "system", "neutral", "opaque"

_EXACT_NPM = re.compile(r"(@[\w.-]+/)?[\w.-]+@\d+\.\d+\.\d+[\w.+-]*\Z")  # what npm takes for one version, not a range
_EXACT_PIP = re.compile(r"[\w.-]+(\[[\w,. -]*\])?={2,3}[^*,;\s]+\Z")


class Act:
    """What one element does. `paths` are absolute paths it names, `writes` those it writes whatever they are named for,
    `fresh` says what newer thing a rebuild fetches, None where it fetches the same. `stateful` changes the shell it runs in,
    `cleaning` takes away what others made. For an install: `install`, the `folder` it runs in, the `words` of its command."""

    __slots__ = ("cleaning", "element", "folder", "fresh", "install", "kind", "paths", "prefixes", "stateful", "words", "writes")

    def __init__(self, kind: str, element: Element | None, folder: str) -> None:
        self.kind = kind
        self.element = element
        self.folder = folder
        self.paths: list[str] = []
        self.writes: list[str] = []
        self.prefixes: list[str] = []  # of the variables set before the command: NAME=value
        self.fresh: str | None = None
        self.stateful = False
        self.cleaning = False
        self.install: Install | None = None
        self.words: list[str] = []


class Run:
    """One RUN: its script and an Act for each element; a RUN that cannot be taken apart is one opaque Act."""

    __slots__ = ("acts", "instruction", "script")

    def __init__(self, instruction: Instruction, parts: Script, acts: list[Act]) -> None:
        self.instruction = instruction
        self.script = parts
        self.acts = acts

    @property
    def opaque(self) -> bool:
        """True when one of its elements may do anything."""
        return any(act.kind == OPAQUE for act in self.acts)


def footprint(instruction: Instruction, file: Facts) -> Run:
    """What a RUN may touch."""
    parts = script(instruction, file)
    folder = folder_of(file.scope(instruction))
    network = instruction.flag("network")
    if (
        on_windows(instruction, file)
        or not parts.plain
        or (network is not None and network.value == "none")
        or instruction.flag("security")
    ):
        return Run(instruction, parts, [Act(OPAQUE, None, folder)])
    acts = []
    for element in parts.elements:
        act = _act(element, folder)
        acts.append(act)
        if act.stateful and act.words[:1] == ["cd"]:
            folder = placed(act.words[1], folder) if len(act.words) == 2 else folder
    return Run(instruction, parts, acts)


def _act(element: Element, folder: str) -> Act:
    if not element.simple:
        return Act(OPAQUE, element, folder)
    act = _simple(element, folder)
    if len(element.commands) > 1:  # others in a substitution, which may do anything
        act.kind = OPAQUE
    return act


def _simple(element: Element, folder: str) -> Act:
    command = element.commands[0]
    written: Words = [word.value for word in command.words]
    act = Act(NEUTRAL, element, folder)
    act.prefixes = [assignment.name for assignment in command.assignments]
    if not written:
        act.kind = NEUTRAL if all(assignment.value.value is not None for assignment in command.assignments) else OPAQUE
        act.stateful = True
        return act
    if not _redirected(command, act):
        return Act(OPAQUE, element, folder)
    if written[0] == "corepack" or (written[0] or "") in known.STATEFUL:
        words, name = written, written[0] or ""
    else:
        words, name = bare_command(written)
    _classify(act, words, name)
    if act.kind not in (OPAQUE, NEUTRAL) and "/" in (words[0] or ""):
        act.writes.append(placed(words[0] or "", folder).rpartition("/")[0].rpartition("/")[0] or "/")
    return act


def _redirected(command: Command, act: Act) -> bool:
    """Notes the files that redirections name; False where one cannot be told."""
    for redirection in command.redirections:
        target = redirection.target.value
        if redirection.operator.startswith("<<") or target is None:
            return False
        if redirection.operator.endswith("&") or target.startswith("/dev/") or target.isdigit() or target == "-":
            continue
        act.paths.append(placed(target, act.folder))
    return True


def _classify(act: Act, words: Words, name: str) -> None:
    system = find_system_command(words)
    if system is not None:
        _system(act, words, system)
        return
    install = find_install(words)
    literal = [word for word in words if word is not None]
    if install is not None:
        _install(act, literal, install, complete=len(literal) == len(words))
        return
    act.words = literal
    act.cleaning = name in known.CLEANING or any(word in known.CLEANING for word in literal[1:3])
    verbs = known.HOUSEKEEPING.get(name)
    if name in known.STATEFUL:
        _stateful(act, words, name)
    elif name in known.ON_PATHS and _is_system_program(words[0]):
        _on_paths(act, words)
    elif name in known.FETCHING:
        _fetch(act, words, name)
    elif name == "corepack" and len(words) > 1 and words[1] in ("prepare", "use", "install"):
        act.kind = NEUTRAL if all(word is not None for word in words) else OPAQUE
        if not any(_EXACT_NPM.match(word.partition("+")[0]) for word in literal[2:]):
            act.fresh = "the package manager that `corepack` prepares"
    elif not ((name in known.PATHLESS and _is_system_program(words[0])) or (verbs and len(words) > 1 and words[1] in verbs)):
        act.kind = OPAQUE


def _is_system_program(word: str | None) -> bool:
    return word is not None and ("/" not in word or word.startswith(("/bin/", "/usr/", "/sbin/")))


def _stateful(act: Act, words: Words, name: str) -> None:
    act.stateful = True
    if name == "set" and all(word is not None and (word.startswith(("-", "+")) or word == "pipefail") for word in words[1:]):
        return
    if name == "cd" and len(words) == 2 and words[1] and not words[1].startswith(("~", "-")):
        return
    if name == "export" and all(word is not None for word in words[1:]):
        act.prefixes += [word.partition("=")[0] for word in words[1:] if word]
        return
    if name != "umask":
        act.kind = OPAQUE


def _on_paths(act: Act, words: Words) -> None:
    skip, first = False, words[0] in ("chmod", "chown", "chgrp")
    for word in words[1:]:
        if skip or (first and word and not word.startswith("-")):
            skip = first = False
        elif word is None or word.startswith("~"):
            act.kind = OPAQUE
            return
        elif word.startswith("-"):
            skip = word in known.WITH_VALUES
        else:
            cut = min((word.find(sign) for sign in "*?[{" if sign in word), default=len(word))
            head = word if cut == len(word) else word[:cut].rpartition("/")[0] or ("/" if word.startswith("/") else ".")
            act.paths.append(placed(head, act.folder))


def _fetch(act: Act, words: Words, name: str) -> None:
    act.fresh = f"what `{name}` downloads"
    named = [
        words[at + 1]
        for at, word in enumerate(words[:-1])
        if word in ("-o", "--output", "-O" if name == "wget" else "-o", "--output-document")
    ]
    if any(word is None for word in named):
        act.kind = OPAQUE
        return
    act.paths += [placed(word, act.folder) for word in named if word and word != "-"] or [act.folder]


def _system(act: Act, words: Words, system: SystemCommand) -> None:
    act.kind = SYSTEM_PACKAGES if system.literal else OPAQUE
    act.words = [word for word in words if word is not None]
    act.writes += SYSTEM
    act.cleaning = any(word in known.CLEANING for word in act.words[1:3])
    if system.action == UPGRADE:
        act.fresh = f"what `{system.label}` brings"
    elif system.action == PACKAGE_INSTALL:
        names = [word for word in act.words[1:] if not word.startswith("-") and word not in ("install", "add", "in", "i", "-S")]
        loose = next((name for name in names if "=" not in name.lstrip("=") and not name.startswith(".")), None)
        if loose is not None:
            act.fresh = f"newer versions of OS packages such as `{loose}`"


def _install(act: Act, words: list[str], install: Install, *, complete: bool) -> None:
    act.words = words
    act.install = install
    if not complete or install.kind not in (MANIFESTS, PACKAGES, PROJECT):
        act.kind = OPAQUE
        return
    if install.kind == PACKAGES:
        act.writes += TOOLS
        exact = _EXACT_NPM if install.ecosystem.family == "javascript" else _EXACT_PIP
        loose = next((name for name in install.packages if name is None or not exact.match(name)), None)
        if loose is not None or not install.packages:
            act.fresh = f"a newer `{loose or install.label}`"
        if install.ecosystem.name not in ("npm", "yarn", "pnpm", "pip", "gem") or (
            "-g" not in words and install.ecosystem.family == "javascript" and "--global" not in words and "global" not in words
        ):
            act.kind = OPAQUE
        return
    act.kind = INSTALLS if install.kind == MANIFESTS else OPAQUE
