"""What is wrong with a configuration."""

from __future__ import annotations

from collections.abc import Iterable

from layerlint.options import Refusal


class BadConfiguration(Refusal):
    """A configuration file, or what it names, cannot be used; the text names the file and the key."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint at the nearest known word, or at all of them where there are few."""
    from difflib import get_close_matches

    known = list(known)
    near = get_close_matches(word, known, n=1)
    if near:
        return f"; did you mean `{near[0]}`?"
    return f"; there is {', '.join(known)}" if 0 < len(known) <= 12 else ""
