"""LL601: ADD where COPY would do."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.archives import CannotTell
from layerlint.build.sources import is_remote
from layerlint.build.timeline import KNOWN
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# What ADD alone takes: docs.docker.com/reference/dockerfile/#add, read 2026-11.
ONLY_ADD = frozenset(("checksum", "keep-git-dir", "unpack"))
# Ends of the names of archives; what ADD makes of them it tells from their first bytes.
ARCHIVES = (
    ".tar .tgz .tbz .tbz2 .tb2 .tz2 .txz .tzst .taz .tz .tlz .tpz .gz .bz2 .xz .zst .z .lz .lzma"  # compressed alone, they may hold a tar
).split()


def add_for_copy(add: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL601: nothing that ADD takes here is a download or an archive."""
    del rule
    if add.heredocs or len(add.words) < 2 or any(flag.name in ONLY_ADD for flag in add.flags):
        return
    scope = file.scope(add)
    sources = [scope.resolve(word.text) if "$" in word.text else (word.text.strip("\"'"), KNOWN) for word in add.words[:-1]]
    if all(certainty == KNOWN and not _needs_add(text, file) for text, certainty in sources):
        yield Finding(add.keyword, "`ADD` does nothing here that `COPY` would not do")


def _needs_add(source: str, file: Facts) -> bool:
    name = source.lower().rstrip("*?")
    return is_remote(source) or "://" in source or ".tar" in name or name.endswith(tuple(ARCHIVES)) or _is_archive(source, file)


def _is_archive(source: str, file: Facts) -> bool:
    """True where the build context is known and one of the files begins as an archive does, or cannot be read."""
    if file.context is None:
        return False
    try:
        return any(
            match.entry.kind == "file" and file.context.archive(match.path) is not None for match in file.context.select(source).matches
        )
    except CannotTell:
        return True
