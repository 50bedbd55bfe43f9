"""Bytes as an interval with its basis: the record, its arithmetic, and its words. Decimal units, as docker prints them."""

from __future__ import annotations

from collections.abc import Iterable

UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


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

    def or_nothing(self) -> Size:
        """The size of what may not be there at all."""
        return Size(0, self.likely, self.high, self.basis)


def exact(size: int, basis: str = "context") -> Size:
    """A size that is known to the byte."""
    return Size(size, size, size, basis)


def unknown(low: int = 0) -> Size:
    """A size of which only a lower bound is known."""
    return Size(low, None, None, "unknown")


def between(ends: tuple[float, float, float], basis: str = "heuristic") -> Size:
    """An estimate: least, likely and most bytes, rounded."""
    least, likely, most = map(round, ends)
    return Size(least, likely, most, basis)


def total(sizes: Iterable[Size]) -> Size:
    """The sum of intervals: ends are added to ends, and what one part does not claim the sum does not claim either.

    The basis is that of the parts that weigh anything, `heuristic` where they differ.
    """
    low, likely, high = 0, 0, 0
    open_likely = open_high = False
    bases = set()
    for size in sizes:
        low += size.low
        likely += size.likely or 0
        high += size.high or 0
        open_likely = open_likely or size.likely is None
        open_high = open_high or size.high is None
        if size.high != 0:
            bases.add(size.basis)
    basis = bases.pop() if len(bases) == 1 else "context" if not bases else "unknown" if "unknown" in bases else "heuristic"
    return Size(low, None if open_likely else likely, None if open_high else high, basis)


def scaled(size: int) -> tuple[str, str]:
    """Three significant digits and the unit: 12411234 is `12.4`, `MB`."""
    value, unit = float(size), 0
    while unit + 1 < len(UNITS) and float(f"{value:.3g}") >= 1000:
        value, unit = value / 1000, unit + 1
    return _digits(value), UNITS[unit]


def _digits(value: float) -> str:
    """Three significant digits, never with an exponent."""
    text = f"{value:.3g}"
    return f"{value:.0f}" if "e" in text else text


def amount(size: int) -> str:
    """One number of bytes."""
    return " ".join(scaled(size))


def interval(size: Size) -> str:
    """A size with its doubt, without its basis: `12.4 MB`, `150-260 MB`, `about 17 MB`, `at least 5 MB`, `unknown`."""
    if size.exact:
        return amount(size.low)
    if size.high is None:
        if size.likely is not None:
            return f"about {amount(size.likely)}"
        return f"at least {amount(size.low)}" if size.low else "unknown"
    low, high = scaled(size.low), scaled(size.high)
    if low == high:
        return f"about {' '.join(high)}"
    if not size.low:
        return f"up to {' '.join(high)}"
    return f"{low[0]}-{' '.join(high)}" if low[1] == high[1] else f"{' '.join(low)}-{' '.join(high)}"


def docker(size: Size) -> str:
    """As `docker history` writes it, without a blank before the unit: `12.4MB`, `150-260MB`."""
    text = interval(size)
    for unit in UNITS:
        text = text.replace(f" {unit}", unit)
    return text
