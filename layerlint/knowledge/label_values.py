"""Forms that the value of a label may have to follow, by the type names of a label schema.

A type is one of `text`, `url` (RFC 3986), `semver` (semver.org 2.0.0), `hash` (of a git commit), `rfc3339` (RFC 3339),
`spdx` (a licence expression) and `email` (RFC 5322, the address alone).
"""

from __future__ import annotations

import re
from functools import cache

from layerlint.knowledge.spdx import expression_problem

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
