"""What the base and the layers below hold of packages, as far as it is known: a record that costs nothing until it is asked."""

from __future__ import annotations


class Packages:
    """What the base and the layers below hold, as far as it is known. `installed` are names of earlier layers."""

    __slots__ = ("installed", "reference")

    def __init__(self, reference: str | None, installed: tuple[tuple[str, bool], ...] = ()) -> None:
        self.reference = reference
        self.installed = installed

    def child(self) -> Packages:
        """Those of a stage that begins with this one."""
        return Packages(self.reference, self.installed)

    def note(self, names: list[str], *, recommends: bool) -> None:
        """A layer has been put on top that holds these."""
        self.installed += tuple((name, recommends) for name in names)
