"""Bytes in words: `12.4 MB (exact)`, `150-260 MB`, `unknown`. Decimal units, as docker prints them."""

from __future__ import annotations

from layerlint.problem import Size

UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


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
