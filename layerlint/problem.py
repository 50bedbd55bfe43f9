"""What a check finds, and what a report shows."""

from __future__ import annotations

from layerlint.dockerfile.source import Span
from layerlint.size import Size, exact, unknown

__all__ = ["SEVERITIES", "Cost", "Finding", "Related", "Size", "exact", "unknown"]

SEVERITIES = ("error", "warning", "info", "style")


class Related:
    """A second place in the file that explains the first."""

    __slots__ = ("message", "span")

    def __init__(self, span: Span, message: str) -> None:
        self.span = span
        self.message = message


class Cost:
    """What a finding costs: `layers` that could go, and bytes. `history` says how many of the last commits paid for it: (these, all of
    them, what they did)."""

    __slots__ = ("history", "layers", "size")

    def __init__(self, layers: int = 0, size: Size | None = None, *, history: tuple[int, int, str] | None = None) -> None:
        self.history = history
        self.layers = layers
        self.size = size or unknown()


class Finding:
    """What a check yields: the place, the fact in at most 72 characters, the deed (`help`), what it costs.

    `aliases` narrows the rule's old ids to those whose original tool fires here too; None keeps all of them.
    `severity` overrides the rule's own, for the rare rule whose weight depends on the place.
    """

    __slots__ = ("aliases", "cost", "help", "message", "related", "severity", "span")

    def __init__(
        self,
        span: Span,
        message: str,
        *,
        help: str = "",
        related: list[Related] | None = None,
        cost: Cost | None = None,
        aliases: tuple[str, ...] | None = None,
        severity: str | None = None,
    ) -> None:
        self.span = span
        self.message = message
        self.help = help
        self.related = related or []
        self.cost = cost
        self.aliases = aliases
        self.severity = severity
