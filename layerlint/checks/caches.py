"""What package managers leave in the layers that ship: lists, indexes, caches. One check, one rule a kind.

Which command leaves what, and what keeps it out, is in knowledge/package_managers.py; the walk over the layers in
build/leftovers.py; what to do about it in way_out.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from layerlint.build.leftovers import leftovers, leftovers_anywhere
from layerlint.checks.plain_reading import OLD_IDS, plainly_left
from layerlint.problem import Cost, Finding, Related, Size, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.leftovers import Leftover
    from layerlint.checks.way_out import WayOut
    from layerlint.dockerfile.model import Dockerfile
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# Bytes that `apt-get update` leaves with compressed indexes, as the official images keep them (du, 2026-11, ±20 % by mirror and day).
_LISTS = {
    "bookworm": 19_900_000,
    "debian:12": 19_900_000,
    "trixie": 21_700_000,
    "debian:13": 21_700_000,
    "ubuntu:24.04": 55_200_000,
    "noble": 55_200_000,
}
_ANY_LISTS = Size(15_900_000, 21_700_000, 66_200_000, "heuristic")


def left_behind(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL201 and its kin: a package manager's own files stay in the layer of the install."""
    for left, way in _told(file).get(rule.match["residue"], ()):
        if left.late is None:
            message = f"`{left.label}` leaves its {left.residue.what} in this layer"
            size = Cost(0, _size(left, file))
            yield Finding(left.span, message, help=way.deed, related=way.related, cost=size, aliases=_aliases(left, file))


def cleaned_too_late(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL240: a later RUN deletes what the layer of an earlier one keeps for ever."""
    del rule
    for left, way in chain.from_iterable(_told(file).values()):
        if left.late is not None:
            message = f"its {left.residue.what}: cleaned up a layer too late"
            related = [*way.related, Related(left.late.span, f"`{_short(left.late.text)}` takes nothing out of the layer above")]
            deed = way.deed if way.related else ""
            size = Cost(0, _size(left, file))
            yield Finding(left.span, message, help=deed, related=related, cost=size, aliases=_aliases(left, file))


def left_anywhere(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL261: a RUN leaves a package manager's files where the rules above see little to gain.

    In a stage that does not ship, under a condition, a few MB.
    """
    del rule
    told = {(id(left.step.instruction), left.residue.name) for left, _ in chain.from_iterable(_told(file).values())}
    for left in leftovers_anywhere(file):
        if (id(left.step.instruction), left.residue.name) in told:
            continue
        aliases = _aliases(left, file)
        if aliases:
            yield Finding(left.span, f"`{left.label}` leaves its {left.residue.what} in this layer", cost=Cost(), aliases=aliases)


@lru_cache(maxsize=1)
def _told(file: Facts) -> dict[str, list[tuple[Leftover, WayOut]]]:
    """The leftovers of which LL201 and its kin speak, each with its way out."""
    standing = leftovers(file)
    if not standing:
        return {}
    from layerlint.checks.way_out import way_out

    found = {kind: [(left, way_out(left, file)) for left in lefts] for kind, lefts in standing.items()}
    return {kind: [(left, way) for left, way in pairs if way is not None] for kind, pairs in found.items()}


def _aliases(left: Leftover, file: Facts) -> tuple[str, ...]:
    """The old id, where the tool that gave it speaks, too: it reads each RUN by itself."""
    alias = OLD_IDS.get(left.residue.name)
    if alias is None or not plainly_left(left.step.instruction, file, alias) or _is_passed_over(left, file, alias):
        return ()
    return (alias,)


def _is_passed_over(left: Leftover, file: Facts, alias: str) -> bool:
    """True for the two ids whose tool passes over stages that neither are the last nor have an heir."""
    stages, own = file.dockerfile.stages, left.step.stage
    if alias not in ("DL3009", "DL3060") or own is stages[-1]:
        return False
    if not own.name and not stages[-1].name and own.base and stages[-1].base and own.base.text == stages[-1].base.text:
        return False  # it knows a stage without a name by its image, and takes the two for one
    return own.index not in _with_heirs(file)


@lru_cache(maxsize=1)
def _with_heirs(file: Facts) -> set[int]:
    """The stages with which another one begins."""
    parents = [file.graph.parent(stage) for stage in file.dockerfile.stages]
    return {parent.index for parent in parents if parent is not None}


def _size(left: Leftover, file: Facts) -> Size:
    if left.residue.name != "apt-lists" or not left.first:
        return unknown()
    reference = file.graph.base_reference(file.graph.chain(left.step.stage)[0]) or ""
    for part, size in _LISTS.items():
        if part in reference:
            return Size(size * 8 // 10, size, size * 12 // 10, "heuristic")
    return _ANY_LISTS


def _short(words: str) -> str:
    words = words.partition("\n")[0].rstrip("\\ ")
    return words if len(words) <= 40 else words[:39] + "…"
