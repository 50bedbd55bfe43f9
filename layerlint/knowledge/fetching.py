"""What `wget` and `curl` are told about their output. Options: wget(1) 1.24, curl(1) 8, read 2026-11."""

from __future__ import annotations

from layerlint.knowledge.wrappers import Words

# Letters that take the rest of their word, or the next word, as a value.
_WGET_VALUES = frozenset("OPoaietTUwDARQlIXB")
_CURL_VALUES = frozenset("ACDEFHKPQTUXYbcdehmortuwxyz")
_WGET_QUIET = ("--quiet", "--no-verbose", "--progress", "--output-file", "--append-output", "--background")
_QUESTIONS = ("--version", "--help", "-V", "-h", "--spider")


def letters(words: Words, with_value: frozenset[str]) -> list[tuple[str, str | None]]:
    """The short options of a call, each with its value ("" for those without; None for one that is no literal)."""
    found: list[tuple[str, str | None]] = []
    at = 1
    while at < len(words):
        word = words[at] or ""
        at += 1
        if word == "--":
            break
        if word[:1] != "-" or word[:2] == "--":
            continue
        for place, letter in enumerate(word[1:], 2):
            if letter not in with_value:
                found.append((letter, ""))
                continue
            value: str | None = word[place:]
            if not value and at < len(words):
                value = words[at]
                at += 1
            found.append((letter, value))
            break
    return found


def shows_progress(words: Words) -> bool:
    """True for a `wget` that writes a line for every 50 KB to the log: nothing tells it to be quiet or to write elsewhere."""
    if len(words) < 2 or any((word or "").partition("=")[0] in (*_WGET_QUIET, *_QUESTIONS) for word in words[1:]):
        return False
    short = letters(words, _WGET_VALUES | {"n"})
    return not any(letter in "qoab" or (letter == "n" and "v" in (value or "")) for letter, value in short)


def addresses(words: Words) -> list[str]:
    """The addresses among the words, as far as they are literal."""
    return [word for word in words[1:] if word and "://" in word]


def curl_fails(words: Words) -> bool:
    """True for a `curl` that takes an HTTP error for a failure."""
    long = ("--fail", "--fail-with-body", "--fail-early")
    return any(word in long for word in words) or any(letter == "f" for letter, _ in letters(words, _CURL_VALUES))


def curl_follows(words: Words) -> bool:
    """True for a `curl` that goes where a redirect leads."""
    return any(word in ("--location", "--location-trusted") for word in words) or any(
        letter == "L" for letter, _ in letters(words, _CURL_VALUES)
    )


def curl_keeps(words: Words) -> bool:
    """True for a `curl` that writes its answer to a file, and is not about something else: headers, uploads, other requests."""
    short = letters(words, _CURL_VALUES)
    given = {letter for letter, _ in short} | {word.partition("=")[0] for word in words if word and word.startswith("--")}
    if not given.isdisjoint(
        ("I", "X", "d", "F", "T", "K", "V", "h", "--head", "--request", "--data", "--form", "--upload-file", "--config", "--version")
    ):
        return False
    if ("o", "-") in short:
        return False
    return not given.isdisjoint(("o", "O", "--output", "--remote-name", "--remote-name-all"))
