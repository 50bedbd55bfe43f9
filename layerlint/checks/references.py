"""LL513, LL514, LL522, LL604: what COPY and ADD take their files from."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.sources import is_remote
from layerlint.knowledge.base_images import find
from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Flag, Instruction, Stage
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
