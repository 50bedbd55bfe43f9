"""Which entry of an image's history comes from which line of a Dockerfile.

The rows that each builder would make are laid beside the history, newest entries together; what stands before them is the base's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from layerlint.image.masking import Masking

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.rows import Row
    from layerlint.image.model import HistoryEntry

SURE, LIKELY = "sure", "likely"
MOST_ROWS = 500
SIMILAR = 0.9  # of the words of a RUN
EQUAL, ALIKE, MISSING = 6, 2, -3  # points: the text, the instruction alone, an entry or a row without its counterpart

ARGUMENTS = re.compile(r"^\|\d+ (?:\w+=\*\*\* |\*\*\* )*")
NOP = re.compile(r"^.{0,200}?#\(nop\) +")
HASHES = re.compile(r"\b(file|dir|multi):(?:[0-9a-f]{64}|\*)")
SHELL = re.compile(r"^(?:/\S*/)?(?:ba|da|a|z|k)?sh (?:-\S+ |\w+ )*?-\w*c ")


class Match:
    """An entry of the history (by index) and the row it comes from. `confidence` is `sure` or `likely`."""

    __slots__ = ("confidence", "entry", "row")

    def __init__(self, entry: int, row: Row, confidence: str) -> None:
        self.entry = entry
        self.row = row
        self.confidence = confidence


class Alignment:
    """The matches in order, `first` the index of the first entry that is the author's, and how well they fit."""

    __slots__ = ("builder", "first", "matches", "points")

    def __init__(self, builder: str, matches: list[Match], first: int, points: int) -> None:
        self.builder = builder
        self.matches = matches
        self.first = first
        self.points = points


class Event:
    """An entry as it is compared: instruction, text without what builders add, whether it has a layer."""

    __slots__ = ("keyword", "layer", "text", "words")

    def __init__(self, text: str, *, layer: bool) -> None:
        self.keyword, self.text = normal(text)
        self.words = frozenset(self.text.split())
        self.layer = layer


def normal(text: str) -> tuple[str, str]:
    """Instruction and text of a masked CREATED BY, whichever builder wrote it."""
    flat = " ".join(text.removesuffix("# buildkit").split())
    nop = NOP.match(flat)
    if nop:
        keyword, _, rest = flat[nop.end() :].partition(" ")
        return keyword, HASHES.sub(r"\1:*", rest.replace("=***", "") if keyword == "ARG" else rest)
    keyword, _, rest = flat.partition(" ")
    if keyword != "RUN" and (not keyword.isupper() or keyword.startswith("|")):
        keyword, rest = "RUN", flat
    if keyword == "RUN":
        rest = SHELL.sub("", ARGUMENTS.sub("", rest))
    return keyword, rest.replace("=***", "") if keyword == "ARG" else rest


def align(rows: Sequence[Row], history: Sequence[HistoryEntry], builder: str) -> Alignment:
    """The best way to lay the rows beside the history. Texts are masked on both sides, so arguments may differ."""
    masking = Masking()
    kept = [row for row in rows if row.kind != "none"][-MOST_ROWS:]
    expected = [Event(masking.masked(row.created_by), layer=row.kind == "layer") for row in kept]
    begin = max(0, len(history) - 2 * len(expected) - 50)
    real = [Event(entry.created_by, layer=not entry.empty) for entry in history[begin:]]
    pairs, points = _best(expected, real)
    matches = [Match(begin + there, kept[here], _confidence(expected[here], real[there])) for here, there in pairs]
    return Alignment(builder, matches, matches[0].entry if matches else len(history), points)


def _best(expected: list[Event], real: list[Event]) -> tuple[list[tuple[int, int]], int]:
    """Global alignment from the newest end; entries of the history in front of the first row cost nothing."""
    wide = len(real) + 1
    scores = [[0] * wide]
    for here, event in enumerate(expected, 1):
        above, line = scores[-1], [MISSING * here]
        for there in range(1, wide):
            line.append(max(above[there - 1] + _points(event, real[there - 1]), above[there] + MISSING, line[there - 1] + MISSING))
        scores.append(line)
    return _path(scores, expected, real), scores[-1][-1]


def _path(scores: list[list[int]], expected: list[Event], real: list[Event]) -> list[tuple[int, int]]:
    here, there, pairs = len(expected), len(real), []
    while here and there:
        score = scores[here][there]
        points = _points(expected[here - 1], real[there - 1])
        if points > 0 and score == scores[here - 1][there - 1] + points:
            here, there = here - 1, there - 1
            pairs.append((here, there))
        elif score == scores[here][there - 1] + MISSING:
            there -= 1
        elif score == scores[here - 1][there] + MISSING:
            here -= 1
        else:  # two that are not alike, passed over together
            here, there = here - 1, there - 1
    return pairs[::-1]


def _points(one: Event, other: Event) -> int:
    if one.keyword != other.keyword:
        return 2 * MISSING
    return (EQUAL if _same(one, other) else ALIKE) - (one.layer != other.layer)


def _same(one: Event, other: Event) -> bool:
    if one.text == other.text:
        return True
    if one.keyword != "RUN":
        return False
    return 2 * len(one.words & other.words) >= SIMILAR * (len(one.words) + len(other.words))


def _confidence(one: Event, other: Event) -> str:
    return SURE if _same(one, other) and one.layer == other.layer else LIKELY
