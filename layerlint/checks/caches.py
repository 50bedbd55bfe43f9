"""What package managers leave in the layers that ship: lists, indexes, caches. One check, one rule a kind.

Which command leaves what, and what keeps it out, is in knowledge/package_managers.py; the walk over the layers in
build/leftovers.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.leftovers import leftovers
from layerlint.problem import Cost, Finding, Related, Size, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.leftovers import Leftover
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
    for left in leftovers(file).get(rule.match["residue"], ()):
        if left.late is None:
            message = f"`{left.label}` leaves its {left.residue.what} in this layer"
            yield Finding(left.span, message, cost=Cost(0, _size(left, file)), aliases=_aliases(left, rule))


def cleaned_too_late(_: Dockerfile, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL240: a later RUN deletes what the layer of an earlier one keeps for ever."""
    for lefts in leftovers(file).values():
        for left in lefts:
            if left.late is not None:
                message = f"its {left.residue.what}: cleaned up a layer too late"
                related = [Related(left.late.span, f"`{_short(left.late.text)}` takes nothing out of the layer above")]
                yield Finding(left.span, message, related=related, cost=Cost(0, _size(left, file)), aliases=_aliases(left, rule))


def _aliases(left: Leftover, rule: Rule) -> tuple[str, ...]:
    """The old ids that speak here, too: some tools know the install alone, not the update."""
    heard = rule.match.get("heard", {})
    return tuple(alias for alias in rule.aliases if not left.labels.isdisjoint(heard.get(alias, ())))


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
