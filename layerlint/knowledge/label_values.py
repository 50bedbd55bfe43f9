"""Forms that the value of a label may have to follow, by the type names of a label schema.

A type is one of `text`, `url` (RFC 3986), `semver` (semver.org 2.0.0), `hash` (of a git commit), `rfc3339` (RFC 3339),
`spdx` (a licence expression: the annex of SPDX 2.3 and 3.0, over a table of ids that tools/make_license_table.py makes and
that is read when the first licence is judged) and `email` (RFC 5322, the address alone).
"""

from __future__ import annotations

import os
import re
from functools import cache

# What a value of the type is called, and how one looks. `text` is any value but the empty one.
FORMS = {
    "text": ("text", "say something, or leave the label out"),
    "url": ("URL", "write it with its scheme, as in `https://example.com/docs`"),
    "semver": ("semantic version", "write three numbers, as in `1.4.0` or `1.4.0-rc.1`"),
    "hash": ("git hash", "give the commit's hash in full, 40 hexadecimal digits"),
    "rfc3339": ("RFC 3339 time", "write it as in `2026-11-25T10:30:00Z`"),
    "spdx": ("SPDX licence expression", "use ids of spdx.org/licenses, as in `Apache-2.0 OR MIT`"),
    "email": ("e-mail address", "give the bare address, as in `team@example.com`"),
}
# Git prints at least seven digits of a hash, up to all 40 of SHA-1; the 64 of SHA-256 are written in full (git-config, core.abbrev).
HASH = r"[0-9a-f]{7,40}|[0-9a-f]{64}"
# RFC 3986: a scheme, and behind the colon nothing but reserved, unreserved and percent-encoded characters.
URL = r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+"
# The grammar of semver.org; identifiers of digits alone have no leading zero.
_NUMBER = r"(?:0|[1-9]\d*)"
_PART = rf"(?:{_NUMBER}|\d*[A-Za-z-][0-9A-Za-z-]*)"
SEMVER = rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_PART}(?:\.{_PART})*)?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
RFC3339 = r"\d{4}-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-](\d\d):(\d\d))"
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
EMAIL = rf"(?:{_ATOM}(?:\.{_ATOM})*|\"[^\"\\]+\")@(?:{_LABEL}(?:\.{_LABEL})*|\[[0-9A-Za-z:.]+\])"
LONGEST = 320  # characters; the longest e-mail address (RFC 3696, erratum 1690), and no version or time is longer


def fits(kind: str, value: str) -> bool:
    """True when `value` has the form of the type; the empty value fits none, and an unknown type takes any other."""
    if kind == "spdx":
        return not expression_problem(value)
    if kind not in ("url", "semver", "hash", "rfc3339", "email"):
        return bool(value)
    if len(value) > LONGEST and kind != "url":
        return False
    found = _pattern(kind).fullmatch(value)
    if found is None:
        return False
    if kind == "rfc3339":
        return _is_time(value, [int(part or 0) for part in found.groups()])
    return kind != "url" or _has_host(value)


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    return re.compile({"url": URL, "semver": SEMVER, "hash": HASH, "rfc3339": RFC3339, "email": EMAIL}[kind], re.ASCII)


def _is_time(value: str, parts: list[int]) -> bool:
    """True for a day that the calendar has and an hour that the day has; 60 is a leap second."""
    month, day, hour, minute, second, offset_hour, offset_minute = parts
    if hour > 23 or minute > 59 or second > 60 or offset_hour > 23 or offset_minute > 59:
        return False
    if not 1 <= month <= 12 or day < 1:
        return False
    return day <= _days(int(value[:4]), month)


def _days(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def _has_host(value: str) -> bool:
    """False for `https://` and the like without a host."""
    scheme, _, rest = value.partition(":")
    return scheme.lower() not in ("http", "https") or (rest.startswith("//") and rest[2:3] not in ("", "/", "?", "#"))


TABLE = os.path.join(os.path.dirname(__file__), "spdx_licenses.txt")
OPERATORS = ("AND", "OR", "and", "or")  # all capitals or all small, since SPDX 2.3
WITH = ("WITH", "with")
LONGEST_LICENSE = 40  # characters of a word that a message shows


def expression_problem(text: str) -> str:
    """Why `text` is no licence expression; empty when it is one. Case of ids does not count, as SPDX has it."""
    words = text.replace("(", " ( ").replace(")", " ) ").split()
    if not words:
        return "it is empty"
    depth = 0
    operand, simple = True, False  # a licence is due; the last word was a licence that may take an exception
    rest = iter(words)
    for word in rest:
        if operand and word == "(":
            depth += 1
        elif operand:
            if not is_license(word):
                return f"`{word[:LONGEST_LICENSE]}` is not on the SPDX list"
            operand, simple = False, True
        elif word == ")":
            depth -= 1
            simple = False
            if depth < 0:
                return "a `)` closes nothing"
        elif word in OPERATORS:
            operand = True
        elif word in WITH and simple:
            exception = next(rest, "")
            if not is_exception(exception):
                return f"`{exception[:LONGEST_LICENSE]}` is no exception of the SPDX list"
            simple = False
        else:
            return f"`{word[:LONGEST_LICENSE]}` stands where `AND`, `OR` or `WITH` is due"
    if operand:
        return "it ends where a licence is due"
    return "a `(` is open" if depth else ""


def is_license(word: str) -> bool:
    """True for an id of the list, `+` behind it allowed, and for `LicenseRef-x` and `DocumentRef-d:LicenseRef-x`."""
    reference = word.partition(":")[2] if word.startswith("DocumentRef-") else word
    if reference.startswith("LicenseRef-"):
        return _is_name(reference.removeprefix("LicenseRef-"))
    return word.removesuffix("+").lower() in _ids()[0]


def is_exception(word: str) -> bool:
    """True for what may stand behind WITH."""
    if word.startswith("AdditionRef-"):
        return _is_name(word.removeprefix("AdditionRef-"))
    return word.lower() in _ids()[1]


def nearest(text: str) -> str:
    """The id of a licence that `text` may have meant; empty when none is near."""
    from difflib import get_close_matches

    plain = text[:60].lower().replace(" license", "").replace(" version", "").replace(" ", "-")
    near = get_close_matches(plain, list(_ids()[0]), n=1, cutoff=0.75)
    return _ids()[0][near[0]] if near else ""


def _is_name(text: str) -> bool:
    return bool(text) and text.isascii() and text.replace("-", "a").replace(".", "a").isalnum()


@cache
def _ids() -> tuple[dict[str, str], dict[str, str]]:
    """Ids in small letters to ids as the list writes them: of licences, of exceptions."""
    with open(TABLE, encoding="ascii") as table:
        licenses, _, exceptions = table.read().partition("\n\n")
    rows = (part.split("\n") for part in (licenses, exceptions))
    found = [{row.lower(): row for row in part if row and not row.startswith("#")} for part in rows]
    return found[0], found[1]
