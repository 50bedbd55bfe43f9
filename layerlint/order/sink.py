"""Build arguments whose value is new in every build sink to the first step that may look at them."""

from __future__ import annotations

from collections.abc import Iterator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Stage
    from layerlint.order.codes import Move, Refused
    from layerlint.order.walk import Walk


def sinks(stage: Stage, walk: Walk, refused: list[Refused]) -> Iterator[tuple[str, Move, frozenset[str]]]:
    """Candidates: the whole text, the move, and the variables that the certificate may leave out for modelled commands."""
    return iter(())
