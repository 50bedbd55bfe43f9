"""Licence expressions of SPDX: the grammar of annex "SPDX License Expressions" (SPDX 2.3 and 3.0) over the list of ids.

The table beside this module is made by tools/make_license_table.py; it is read when the first licence is judged.
"""

from __future__ import annotations

import os
from functools import cache

TABLE = os.path.join(os.path.dirname(__file__), "spdx_licenses.txt")
OPERATORS = ("AND", "OR", "and", "or")  # all capitals or all small, since SPDX 2.3
WITH = ("WITH", "with")
LONGEST = 40  # characters of a word that a message shows


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
                return f"`{word[:LONGEST]}` is not on the SPDX list"
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
                return f"`{exception[:LONGEST]}` is no exception of the SPDX list"
            simple = False
        else:
            return f"`{word[:LONGEST]}` stands where `AND`, `OR` or `WITH` is due"
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
