"""`.layerlint/calibration.json`: the file in which measured lines are kept. It is read as what it is, a file from somebody else.

The format is in docs/calibration.md.
"""

from __future__ import annotations

import json
import os

from layerlint.build.calibration import Calibration, Measured
from layerlint.discovery import CALIBRATION, Unreadable, nearest, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

VERSION = 1
MOST_BYTES = 16 * 1024 * 1024  # of the file
MOST_LINES = 50_000
MOST_SIZE = 1 << 46  # bytes of a layer
DIGITS = frozenset("0123456789abcdef")


def load(path: str) -> Calibration:
    """What the file at `path` holds. Raises Unreadable, with `path` in its text."""
    try:
        return Calibration(_lines(_document(read(path))))
    except Unreadable as error:
        raise Unreadable(f"{path}: {error}; `layerlint calibrate` writes it anew when it is removed") from error


def _document(content: bytes) -> dict[str, Any]:
    if len(content) > MOST_BYTES:
        raise Unreadable(f"has more than {MOST_BYTES} bytes")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable("is no JSON") from error
    if not isinstance(found, dict) or found.get("version") != VERSION or isinstance(found["version"], bool):
        raise Unreadable(f"has not `version` {VERSION}")
    return found


def _lines(document: dict[str, Any]) -> dict[str, Measured]:
    lines = document.get("lines")
    if not isinstance(lines, dict) or set(document) != {"version", "lines"}:
        raise Unreadable("has not `version` and `lines` alone")
    if len(lines) > MOST_LINES:
        raise Unreadable(f"has more than {MOST_LINES} lines")
    return {_key(key): _measured(key, said) for key, said in lines.items()}


def _key(key: str) -> str:
    if len(key) != 64 or not DIGITS.issuperset(key):
        raise Unreadable(f"`{key[:70]}` is no SHA-256 digest")
    return key


def _measured(key: str, said: Any) -> Measured:
    if not isinstance(said, dict) or not {"size"} <= set(said) <= {"size", "compressed"}:
        raise Unreadable(f"`{key[:12]}…` has not `size` and `compressed` alone")
    for name, number in said.items():
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= MOST_SIZE:
            raise Unreadable(f"`{key[:12]}…`: {name} is no number of bytes")
    return Measured(said["size"], said.get("compressed"))


def place(folder: str) -> str:
    """Where to keep what is learned about a Dockerfile in `folder`: the nearest file, else at the root of the repository."""
    found = nearest(folder, CALIBRATION, {})
    if found is not None:
        return found
    above = folder
    while not os.path.exists(os.path.join(above, ".git")):
        if above == os.path.dirname(above):
            return os.path.join(folder, CALIBRATION)
        above = os.path.dirname(above)
    return os.path.join(above, CALIBRATION)


def save(path: str, calibration: Calibration) -> None:
    """Write the file anew, whole or not at all. Raises Unreadable."""
    lines = {
        key: {"size": each.size} | ({} if each.compressed is None else {"compressed": each.compressed})
        for key, each in sorted(calibration.lines.items())
    }
    if len(lines) > MOST_LINES:
        raise Unreadable(f"{path}: would have more than {MOST_LINES} lines")
    rows = ",\n".join(f"  {json.dumps(key)}: {json.dumps(said)}" for key, said in lines.items())
    beside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(beside, "x", encoding="utf-8", newline="\n") as file:
            file.write(f'{{"version": {VERSION}, "lines": {{\n{rows}\n}}}}\n')
        os.replace(beside, path)
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from error
