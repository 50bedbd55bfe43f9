"""LL513, LL514, LL522, LL583, LL584, LL601, LL604: what COPY and ADD take their files from, and which of the two is the right one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from posixpath import dirname, normpath

from layerlint.build.archives import CannotTell
from layerlint.build.sources import is_remote
from layerlint.build.timeline import KNOWN
from layerlint.knowledge.base_images import find
from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.context import Context
    from layerlint.dockerfile.model import Flag, Instruction, Stage, Word
    from layerlint.facts import Facts
    from layerlint.registry import Rule

LIKENESS = 0.8  # difflib's ratio; `builer` and `builder` have 0.92, `build` and `base` 0.44
MOST_STAGES = 100  # with more, names are made by a program
MOST_LETTERS = 1  # too many or too few
MARKS = frozenset("/:.@$")
DIGITS = "0123456789"
SHORTEST = 4  # letters of a name in which a slip can be told from another name


def misspelt_stage(copy: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL513: a bare word that is nearly the name of an earlier stage; the builder asks Docker Hub for it."""
    del rule
    flag, stage = copy.flag("from"), file.stage(copy)
    near = _nearest(flag, stage, file) if flag is not None and stage is not None else None
    if flag is not None and near is not None and near.name_span is not None:
        related = [Related(near.name_span, "this stage is meant, it seems")]
        yield Finding(flag.value_span, f"there is no stage `{(flag.value or '')[:20]}`, but `{(near.name or '')[:20]}`", related=related)


def undefined_stage(copy: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL514: neither a stage above nor an image with a tag: an image of Docker Hub, or a context that the caller has to name."""
    del rule
    flag, stage = copy.flag("from"), file.stage(copy)
    if (
        flag is None
        or stage is None
        or not flag.value
        or ":" in flag.value
        or _is_above(flag.value, stage, file)
        or _nearest(flag, stage, file) is not None
    ):
        return
    yield Finding(flag.value_span, f"`{flag.value[:34]}` is no stage above and has no tag")


def _is_above(name: str, stage: Stage, file: Facts) -> bool:
    """A stage above this one, or this one."""
    return name.lower() == stage.name or file.graph.named(name, stage) is not None or name == str(stage.index)


def _nearest(flag: Flag, stage: Stage, file: Facts) -> Stage | None:
    """The earlier stage whose name the word resembles; one with a mark of registries, paths or tags is meant as it is,
    and so are official images and the names of other stages, which the builder refuses here."""
    word, stages = (flag.value or "").lower(), file.dockerfile.stages
    if len(stages) > MOST_STAGES or len(word) < SHORTEST or word.isdigit() or not MARKS.isdisjoint(word):
        return None
    if any(word == each.name for each in stages) or find(word) is not None:
        return None
    from difflib import get_close_matches

    names = {each.name: each for each in file.dockerfile.stages[: stage.index] if each.name}
    near = get_close_matches(word, names, n=1, cutoff=LIKENESS)
    return names[near[0]] if near and _is_slip(word, near[0]) else None


def _is_slip(word: str, name: str) -> bool:
    """False where the word says more than the name, as in `web-v2`, or where only a number differs, as in `node20`."""
    return abs(len(word) - len(name)) <= MOST_LETTERS and word.strip(DIGITS) != name.strip(DIGITS)


def stage_by_number(copy: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL604: a number that means another stage once somebody puts one in between."""
    del rule
    flag, stage = copy.flag("from"), file.stage(copy)
    source = file.graph.source(copy, stage) if flag is not None and stage is not None and (flag.value or "").isdigit() else None
    if flag is None or source is None:
        return
    related = [Related(source.from_.span, f"stage {source.index}")]
    known = f"; it is called `{source.name[:24]}`" if source.name else ""
    yield Finding(flag.value_span, f"stage {source.index} is named by its number{known}", related=related)


def above_context(copy: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL522: `..` that leads out of the build context: BuildKit stops at its root, the classic builder altogether."""
    del rule
    if copy.flag("from") is not None or is_remote(copy.words[0].text if copy.words else ""):
        return
    scope = file.scope(copy)
    for word in copy.words[:-1]:
        source = scope.resolve(word.text)[0]
        if not _climbs_out(source):
            continue
        inside = "/".join(part for part in source.split("/") if part not in ("", ".", ".."))
        if file.builder == "classic":
            yield Finding(word.span, f"`{source[:30]}` leads out of the build context", severity="error")
        else:
            yield Finding(word.span, f"the build context has no `..`: this is `{inside[:28] or '.'}`")


def _climbs_out(source: str) -> bool:
    """True when more `..` than folders come first; an absolute source begins at the context's root all the same."""
    depth = 0
    for part in source.split("/"):
        if part == "..":
            depth -= 1
        elif part not in ("", "."):
            depth += 1
        if depth < 0:
            return True
    return False


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
