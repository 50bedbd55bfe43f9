"""LL245 and LL262: an archive that COPY brings and a later RUN unpacks, where ADD would do both."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.layer_effects import layer_history
from layerlint.checks.layers import called, is_from_context, is_unpacked_by_add, written_bytes
from layerlint.knowledge.file_kinds import UNPACKED_BY_ADD
from layerlint.problem import Cost, Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.build.layer_effects import Written
    from layerlint.dockerfile.model import Dockerfile, Instruction, Stage, Word
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# Kinds of hadolint that ADD unpacks as well, and the programs it knows (asked of 2.15.1).
_HEARD_KINDS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
_UNPACKERS = frozenset("gunzip bunzip2 unxz unlzma unzip zcat gzcat zgz uncompress".split())


def copied_archive_unpacked(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL245: an archive of the build context is copied and then unpacked: ADD does it in one step and keeps no archive."""
    del rule
    heard = {word.span for _, word, _ in _named_archives(file)}
    for written in _unpacked(file):
        place, cost = written.effect.span, Cost(1, written_bytes(written, file))
        related = [Related(written.unpacked[0].span, "unpacked here")] if written.unpacked else []
        message = f"{called(written)} stays in this layer after unpacking"
        yield Finding(place, message, related=related, cost=cost, aliases=None if place in heard else ())


def named_archive_unpacked(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL262: the same by the archive's name, where its place is not certain."""
    del rule
    told = {written.effect.span for written in _unpacked(file)}
    for name, word, unpacks in _named_archives(file):
        if word.span not in told:
            related = [Related(unpacks.span, "unpacked here")]
            yield Finding(word.span, f"`{name[:30]}` may stay in this layer after unpacking", related=related, cost=Cost(1))


def _unpacked(file: Facts) -> list[Written]:
    history = layer_history(file)
    every = [*history.kept, *(met.written for met in history.removed)]
    return [written for written in every if written.unpacked is not None and is_from_context(written) and is_unpacked_by_add(written)]


def _named_archives(file: Facts) -> Iterator[tuple[str, Word, Invocation]]:
    """The archives that a COPY of the last stage brings, and the last later command of that stage that unpacks their name."""
    stage = file.dockerfile.stages[-1] if file.dockerfile.stages else None
    if stage is None:
        return
    unpackers = _unpackers(stage, file)
    for copy in stage.instructions if unpackers else ():
        if copy.name == "COPY" and copy.flag("from") is None:
            for word in copy.words[:-1]:
                name = _name(word, copy)
                found = unpackers.get(name) if name.endswith(_HEARD_KINDS) else None
                if found is not None and found.run.span > copy.span:
                    yield name, word, found


def _unpackers(stage: Stage, file: Facts) -> dict[str, Invocation]:
    """The last command that unpacks each name."""
    found: dict[str, Invocation] = {}
    for run in stage.instructions:
        for one in file.invocations(run) if run.name == "RUN" else ():
            if not one.wrapped and (one.command.name in _UNPACKERS or _is_extraction(one)):
                found.update({word.text.strip("\"'").rpartition("/")[2]: one for word in one.written[1:]})
    return found


def _is_extraction(one: Invocation) -> bool:
    """`tar -xf`, `tar --extract`; the old style without a dash is not known there."""
    if one.command.name != "tar":
        return False
    words = [word or "" for word in one.words[1:]]
    return any(word in ("--extract", "--get") or (word[:1] == "-" and word[1:2] != "-" and "x" in word) for word in words)


def _name(source: Word, copy: Instruction) -> str:
    """The file's name behind the copy: that of the target where the target is one, else that of the source."""
    target, own = copy.words[-1].text.strip("\"'"), source.text.strip("\"'").rpartition("/")[2]
    last = target.rpartition("/")[2]
    return last if last.endswith(UNPACKED_BY_ADD) else own
