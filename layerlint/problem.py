"""What a check finds, and what a report shows."""

from __future__ import annotations

from layerlint.dockerfile.source import Span

SEVERITIES = ("error", "warning", "info", "style")


class Size:
    """Bytes as an interval with its basis. `likely` and `high` are None when nothing bounds them.

    `basis` is one of context, archive, calibration, base-table, package-data, heuristic, unknown.
    """

    __slots__ = ("basis", "high", "likely", "low")

    def __init__(self, low: int, likely: int | None, high: int | None, basis: str) -> None:
        self.low = low
        self.likely = likely
        self.high = high
        self.basis = basis

    @property
    def exact(self) -> bool:
        """True when low, likely and high are one known number."""
        return self.low == self.likely == self.high


def exact(size: int, basis: str = "context") -> Size:
    """A size that is known to the byte."""
    return Size(size, size, size, basis)


def unknown(low: int = 0) -> Size:
    """A size of which only a lower bound is known."""
    return Size(low, None, None, "unknown")


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
