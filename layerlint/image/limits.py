"""Limits for CI: what an image may waste. They hold for the author's layers alone."""

from __future__ import annotations

from layerlint.options import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.image.inspection import Inspection

UNITS = {"": 1, "B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}


class Limit:
    """One limit: its option, the number asked for, and what the image has. `broken` where that is on the wrong side."""

    __slots__ = ("allowed", "broken", "name", "value")

    def __init__(self, name: str, allowed: float, value: float, *, broken: bool) -> None:
        self.name = name
        self.allowed = allowed
        self.value = value
        self.broken = broken


class Limits:
    """The limits of a run, None: not asked for. Efficiency is a share of 1, the percentage of 100, bytes are bytes."""

    __slots__ = ("efficiency", "wasted_bytes", "wasted_percent")

    def __init__(self, efficiency: str | None = None, wasted_bytes: str | None = None, wasted_percent: str | None = None) -> None:
        self.efficiency = None if efficiency is None else share("--min-efficiency", efficiency)
        self.wasted_bytes = None if wasted_bytes is None else amount("--max-wasted-bytes", wasted_bytes)
        self.wasted_percent = None if wasted_percent is None else percent("--max-wasted-percent", wasted_percent)

    @property
    def any(self) -> bool:
        """True where one is asked for."""
        return any(limit is not None for limit in (self.efficiency, self.wasted_bytes, self.wasted_percent))

    def of(self, found: Inspection) -> list[Limit]:
        """Every limit that is asked for, kept or broken."""
        own, limits = found.own, []
        if self.efficiency is not None:
            limits.append(Limit("min-efficiency", self.efficiency, own.efficiency, broken=own.efficiency < self.efficiency))
        if self.wasted_bytes is not None:
            limits.append(Limit("max-wasted-bytes", self.wasted_bytes, own.dead, broken=own.dead > self.wasted_bytes))
        if self.wasted_percent is not None:
            limits.append(
                Limit("max-wasted-percent", self.wasted_percent, own.wasted_percent, broken=own.wasted_percent > self.wasted_percent)
            )
        return limits


def share(option: str, text: str) -> float:
    """`0.9` or `90%`. Raises Refusal."""
    return _between(option, text.removesuffix("%"), 100) / 100 if text.endswith("%") else _between(option, text, 1)


def percent(option: str, text: str) -> float:
    """`10` or `10%`. Raises Refusal."""
    return _between(option, text.removesuffix("%"), 100)


def amount(option: str, text: str) -> int:
    """`20000000`, `20MB` (decimal, as docker prints) or `20MiB`. Raises Refusal."""
    digits = text.rstrip("BKMGTIbkmgti ")
    factor = UNITS.get(text[len(digits) :].strip().upper())
    if factor is None or not digits or not digits.replace(".", "", 1).isdecimal() or not digits.isascii() or len(digits) > 30:
        raise Refusal(f"{option}: `{text}` is no number of bytes, such as 20000000 or 20MB")
    return int(float(digits) * factor)


def _between(option: str, text: str, most: int) -> float:
    if not (text.isascii() and text.replace(".", "", 1).isdecimal() and float(text) <= most):
        raise Refusal(f"{option}: `{text}` is no number from 0 to {most}")
    return float(text)
