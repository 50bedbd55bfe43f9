"""Sources of COPY and ADD that the ignore file keeps out of the context."""

from __future__ import annotations

import os
from collections.abc import Iterator
from posixpath import dirname, normpath

from layerlint.build.sources import is_remote
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.context import Context
    from layerlint.dockerfile.model import Instruction, Word
    from layerlint.facts import Facts
    from layerlint.registry import Rule

WILDCARDS = "*?["


def ignored_source(copy: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL583: the file is there and the builder does not get to see it."""
    context = file.context
    if context is None or context.ignore_path is None:
        return
    for word, name in _sources(copy, file):
        if _is_kept_out(context, name):
            severity = "error" if copy.stage in file.graph.built else "warning"
            heard = rule.aliases if _buildkit(context, name) else ()
            yield Finding(word.span, f"the ignore file keeps `{name[:28]}` out of the context", aliases=heard, severity=severity)


def source_matches_ignore_pattern(copy: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL584: a source that a pattern speaks of, whether there is such a file or not."""
    del rule
    context = file.context
    if context is None or context.ignore_path is None:
        return
    for word, name in _sources(copy, file, guess=True):
        if _buildkit(context, name) and not _is_kept_out(context, name):
            yield Finding(word.span, f"a pattern of the ignore file speaks of `{name[:30]}`")


def _sources(copy: Instruction, file: Facts, *, guess: bool = False) -> Iterator[tuple[Word, str]]:
    """The sources in the context, variables resolved; with `guess` an argument without a value counts as empty."""
    if copy.flag("from"):
        return
    bodies = {heredoc.word.span for heredoc in copy.heredocs}
    scope = file.scope(copy)
    for word in copy.words[:-1]:
        name = None if word.span in bodies else scope.resolve(word.text)[0] if guess else scope.expand(word.text)
        if name and not is_remote(name):
            yield word, name


def _is_kept_out(context: Context, name: str) -> bool:
    if any(char in name for char in WILDCARDS) or not os.path.lexists(context.root + normpath("/" + name)):
        return False
    return context.select(name).missing


def _buildkit(context: Context, name: str) -> bool:
    """True where Docker 28 speaks: of the word as it is written, or of a directory above it. The last pattern counts that matches."""
    above = normpath(dirname(name) or ".").split("/")
    paths = [name] if above == ["."] else [name, *("/".join(above[: end + 1]) for end in range(len(above)))]
    found = False
    for pattern in context.ignore.patterns:
        if pattern.exception == found and any(pattern.matches(path) for path in paths):
            found = not found
    return found
