"""`go mod download` before the sources come: what `go build` would fetch is fetched in a step of its own.

Done only where nothing of it gets into the image: in a stage that does not ship, from which nobody copies the module cache.
"""

from __future__ import annotations

from collections.abc import Iterator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Stage
    from layerlint.order.certificate import Fetch
    from layerlint.order.codes import Move, Refused
    from layerlint.order.walk import Walk


def prefetches(stage: Stage, walk: Walk, refused: list[Refused]) -> Iterator[tuple[str, Move, Fetch, set[str], set[str]]]:
    """Candidates: the whole text, the move, what the certificate must allow, and the paths before and after."""
    return iter(())
