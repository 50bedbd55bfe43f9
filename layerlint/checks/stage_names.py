"""Names of stages and the keywords around them: twice the same, reserved, or written in another case."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Dockerfile, Stage
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# Names that mean something else in FROM and in `--from`, or in `--build-context`.
RESERVED = ("context", "scratch")


def duplicate_stage_name(dockerfile: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL571: two stages have one name. hadolint compares the names as they are written, the builder in lower case."""
    del file
    first: dict[str, Stage] = {}
    written: set[str] = set()
    for stage in dockerfile.stages:
        if stage.name is None or stage.name_span is None:
            continue
        text = dockerfile.source.text[slice(*stage.name_span)]
        before = first.setdefault(stage.name, stage)
        if before is not stage and before.name_span:
            heard = rule.aliases if text in written else ("DuplicateStageName",)
            related = [Related(before.name_span, "the first stage of this name")]
            yield Finding(stage.name_span, f"an earlier stage is called `{stage.name[:36]}`, too", related=related, aliases=heard)
        written.add(text)


def reserved_stage_name(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL572: a stage is called `scratch` or `context`."""
    if stage.name in RESERVED and stage.name_span:
        written = file.dockerfile.source.text[slice(*stage.name_span)]
        heard = rule.aliases if written == stage.name else ("ReservedStageName",)
        yield Finding(stage.name_span, f"`{stage.name}` means something else to the builder", aliases=heard)


def stage_name_casing(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL651: the builder reads names of stages in lower case."""
    del rule
    if stage.name_span and file.dockerfile.source.text[slice(*stage.name_span)] != stage.name:
        yield Finding(stage.name_span, f"the builder calls this stage `{(stage.name or '')[:40]}`")


def from_as_casing(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL652: `AS` is in another case than its `FROM`. A `FROM` of mixed case asks for nothing."""
    del rule
    words = stage.from_.words
    if len(words) != 3 or words[1].text.lower() != "as":
        return
    keyword = file.dockerfile.source.text[slice(*stage.from_.keyword)]
    wanted = {"from": "as", "FROM": "AS"}.get(keyword)
    if wanted and words[1].text != wanted:
        yield Finding(words[1].span, f"`{words[1].text}` beside `{keyword}`: write `{wanted}`")
