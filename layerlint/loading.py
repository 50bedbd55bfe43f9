"""Paths to facts: bytes, model, and the build context where there is one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from posixpath import normpath

from layerlint.discovery import CALIBRATION, LEARNED, Unreadable, nearest, read, standard_input
from layerlint.dockerfile.model import Dockerfile, Instruction, SyntaxProblem, Word
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.calibration import Calibration
    from layerlint.build.context import Context, Contexts
    from layerlint.knowledge.base_images import BaseImage
    from layerlint.settings import Surroundings

    Bases = dict[str, BaseImage]


class Loader:
    """Opens the Dockerfiles of one run. A folder that is the context of several is walked once.

    `told` gives the base images that the configuration of a path names; learned ones lie in `.layerlint/`.
    """

    def __init__(
        self, surroundings: Surroundings, stdin_name: str = "-", told: Callable[[str], Bases] | None = None, *, isolated: bool = False
    ) -> None:
        self._surroundings = surroundings
        self._stdin_name = stdin_name
        self._told = told
        self._isolated = isolated
        self._learned: dict[str, str | None] = {}
        self._read: dict[str, Bases] = {}
        self._contexts: Contexts | None = None
        self._nearest: dict[str, str | None] = {}
        self._calibrations: dict[str, Calibration] = {}

    def facts(self, path: str) -> Facts:
        """The facts of the Dockerfile at `path`, `-` being standard input. Raises Unreadable, also where it has no such target."""
        source = Source(standard_input(), self._stdin_name) if path == "-" else Source(read(path), path)
        given = self._surroundings
        dockerfile = parse(source)
        facts = Facts(
            dockerfile,
            context=self._context(path, dockerfile),
            builder=given.builder,
            target=given.target,
            build_args=given.build_args,
            platform=given.platform,
            calibration=self._calibration(self._stdin_name if path == "-" else path),
            bases=self._bases(self._stdin_name if path == "-" else path),
        )
        if given.target is not None and dockerfile.stages and facts.graph.target is None:
            raise Unreadable(f"no stage is called `{given.target}`")
        if given.context is not None and facts.context is not None:
            dockerfile.problems += missing_sources(facts, facts.context)
        return facts

    def _calibration(self, path: str) -> Calibration | None:
        """What `layerlint calibrate` has kept for this place. Raises Unreadable."""
        file = None if self._isolated else nearest(os.path.dirname(os.path.abspath(path)), CALIBRATION, self._nearest)
        if file is None:
            return None
        if file not in self._calibrations:
            from layerlint.calibration import load

            self._calibrations[file] = load(file)
        return self._calibrations[file]

    def _bases(self, path: str) -> Bases | None:
        """The base images that are known better than by the bundled table. Raises BadConfiguration."""
        if self._isolated:
            return None
        told = self._told(path) if self._told else {}
        file = nearest(os.path.dirname(os.path.abspath(path)), LEARNED, self._learned)
        if file is None:
            return told or None
        if file not in self._read:
            from layerlint.learned import learned

            self._read[file] = learned(file)
        return self._read[file] | told

    def _context(self, path: str, dockerfile: Dockerfile) -> Context | None:
        """The folder that was given, else that of the Dockerfile if everything copied is there; else it is not known."""
        given = self._surroundings
        folder = given.context
        if folder is None and (path == "-" or not _is_complete(os.path.dirname(path) or ".", dockerfile)):
            return None
        if self._contexts is None:
            from layerlint.build.context import Contexts

            self._contexts = Contexts()
        if path == "-":
            return self._contexts.of(os.path.join(folder or ".", "Dockerfile"), folder, given.builder)
        return self._contexts.of(path, folder, given.builder)


def _is_complete(folder: str, dockerfile: Dockerfile) -> bool:
    """True when each source of a COPY or ADD that is plain text is in the folder. A look at each file, no walk."""
    for instruction in dockerfile.instructions:
        for word in _sources(instruction):
            if not any(char in word.text for char in "$*?[\\") and not os.path.lexists(folder + normpath("/" + word.text)):
                return False
    return True


def _sources(instruction: Instruction) -> Iterator[Word]:
    """The words of a COPY or ADD that name something in the build context."""
    if instruction.name in ("COPY", "ADD") and not instruction.flag("from"):
        heredocs = {heredoc.word.span for heredoc in instruction.heredocs}
        for word in instruction.words[:-1]:
            if word.span not in heredocs and "://" not in word.text and not word.text.startswith("git@"):
                yield word


def missing_sources(facts: Facts, context: Context) -> Iterator[SyntaxProblem]:
    """The sources at which the builder will stop, because the context has nothing of that name."""
    for instruction in facts.dockerfile.instructions:
        scope = None
        for word in _sources(instruction):
            scope = scope or facts.scope(instruction)
            name = scope.expand(word.text)
            # what is there and ignored is LL583's
            if name and context.select(name).missing and not os.path.lexists(context.root + normpath("/" + name)):
                message = f"`{name[:40]}` is not in the build context"
                yield SyntaxProblem("missing-source", word.span, message, stage=instruction.stage, reached_only=True)
