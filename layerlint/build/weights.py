"""What the commands of one RUN add to its layer, summed up: file bytes, and bytes in a registry.

Three kinds of addends: entries of the layer tar without content (directories, links, whiteouts), small texts, and parts
whose two sizes are known by themselves.
"""

from __future__ import annotations

from layerlint.size import Size, between, exact, total

Triple = tuple[float, float, float]  # least, likely, most

# Compressed bytes of a layer: its frame, and what each entry adds to it; from small layers of official images whose
# content is known to the byte (mkdir 116, two levels 126, one link 151, docker-library/repo-info 2026-09).
FRAME: Triple = (32, 85, 150)
ENTRY: Triple = (8, 32, 90)
# gzip of configuration files and shell scripts: a long file shrinks to a fifth; a few words hardly, which the frame covers.
TEXT_RATIO: Triple = (0.18, 0.45, 0.6)


class Weights:
    """Adds up. `certain` and `times` hold for what is added until they are set anew: a command that may not run adds
    nothing at least; one in a loop adds up to as many times as much."""

    __slots__ = ("certain", "entries", "parts", "texts", "times")

    def __init__(self) -> None:
        self.entries: Triple = (0, 0, 0)
        self.texts: Triple = (0, 0, 0)
        self.parts: list[tuple[Size, Size]] = []
        self.certain = True
        self.times: Triple = (1, 1, 1)

    def entry(self, least: float, likely: float | None = None, most: float | None = None) -> None:
        """Directories, links, whiteouts: entries without content."""
        likely = least if likely is None else likely
        self.entries = self._more(self.entries, (least, likely, likely if most is None else most))

    def text(self, least: float, likely: float, most: float) -> None:
        """A small file of that many bytes, and its entry."""
        self.texts = self._more(self.texts, (least, likely, most))
        self.entry(1, 2, 4)  # the file; its directory, and those above

    def perhaps_text(self, likely: float, most: float) -> None:
        """A small file that may be there."""
        self.texts = self.texts[0], self.texts[1] + likely, self.texts[2] + most
        self.entries = self.entries[0], self.entries[1] + 2, self.entries[2] + 4

    def forget(self) -> None:
        """Something has been removed again that was added: nobody counts what."""
        self.entries = 0, *self.entries[1:]
        self.texts = 0, *self.texts[1:]
        self.parts = [(size.or_nothing(), packed.or_nothing()) for size, packed in self.parts]

    def part(self, size: Size, packed: Size) -> None:
        """What weighs as much by itself."""
        self.parts.append((size, packed) if self.certain else (size.or_nothing(), packed.or_nothing()))

    def _more(self, sums: Triple, added: Triple) -> Triple:
        least = added[0] * self.times[0] if self.certain else 0
        return sums[0] + least, sums[1] + added[1] * self.times[1], sums[2] + added[2] * self.times[2]

    @property
    def size(self) -> Size:
        """File bytes, uncompressed."""
        return total([_heuristic(self.texts), *(size for size, _ in self.parts)])

    @property
    def compressed(self) -> Size:
        """Bytes in a registry."""
        least, likely, most = (FRAME[at] + ENTRY[at] * self.entries[at] + TEXT_RATIO[at] * self.texts[at] for at in range(3))
        basis = self.parts[0][0].basis if self.parts and not self.texts[2] else "heuristic"  # of the frame nobody speaks
        return total([between((least, likely, most), basis), *(packed for _, packed in self.parts)])


def _heuristic(sums: Triple) -> Size:
    return between(sums) if sums[2] else exact(0)
