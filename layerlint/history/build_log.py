"""The seconds of each step from the progress log of a real build: `docker build --progress=plain` or `--progress=rawjson`.

Steps are found by their text, which BuildKit writes with variables put in, and among equal ones by their order. What came from the cache
has no time and stays unknown.
"""

from __future__ import annotations

import re
from datetime import datetime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.cache import KeyedFile

VERTEX = re.compile(r"#(\d+) \[(?:\S+ )?\s*\d+/\d+\] (.*)$")
DONE = re.compile(r"#(\d+) DONE (\d+(?:\.\d+)?)s")
NAMED = re.compile(r"\[(?:\S+ )?\s*\d+/\d+\] (.*)$", re.DOTALL)
HEREDOC = re.compile(r" \([^()]*\.\.\.\)$")  # what BuildKit shows of a here-document: `RUN <<EOF (sleep 1...)`
MARK = " # buildkit"


class BadLog(Exception):
    """The file holds no step of a BuildKit build."""


def logged_seconds(text: str, file: KeyedFile) -> dict[int, float]:
    """Seconds by index of the file's steps. Raises BadLog where the text is no progress log."""
    times = _raw(text) if text.lstrip().startswith("{") else _plain(text)
    if not times:
        raise BadLog("no step of a build is in it; write it with `docker build --progress=plain` or `--progress=rawjson`")
    waiting: dict[str, list[float]] = {}
    for name, seconds in times:
        waiting.setdefault(_normal(name), []).append(seconds)
    found = {}
    for index, step in enumerate(file.steps):
        same = waiting.get(_normal(_progress(step.step.instruction.name, step.step.instruction.arguments, step.created_by)))
        same = same or waiting.get(_normal(f"{step.instruction} {step.step.instruction.arguments}"))
        same = same or waiting.get(_normal(f"{step.instruction} {step.step.scope.resolve(step.step.instruction.arguments)[0]}"))
        if same:
            found[index] = same.pop(0)
    return found


def _progress(name: str, arguments: str, created_by: str) -> str:
    return created_by.removesuffix(MARK) if name in ("COPY", "ADD", "WORKDIR") else f"{name} {arguments}"


def _normal(text: str) -> str:
    """Without flags, blanks made one: the log and the history write these differently."""
    words = HEREDOC.sub("", text).split()
    return " ".join(word for index, word in enumerate(words) if index == 0 or not word.startswith("--"))


def _plain(text: str) -> list[tuple[str, float]]:
    names: dict[str, str] = {}
    found = []
    for line in text.splitlines():
        if named := VERTEX.match(line):
            names[named[1]] = named[2]
        elif (done := DONE.match(line)) and done[1] in names:
            found.append((names[done[1]], float(done[2])))
    return found


def _raw(text: str) -> list[tuple[str, float]]:
    import json

    last: dict[str, tuple[str, float]] = {}
    for line in text.splitlines():
        try:
            status = json.loads(line)
            for vertex in status.get("vertexes") or []:
                _note(vertex, last)
        except (ValueError, TypeError, AttributeError):  # not JSON, or not of this form
            continue
    return list(last.values())


def _note(vertex: dict[str, str], last: dict[str, tuple[str, float]]) -> None:
    """One step as it stands at one moment; a later line about it wins."""
    named = NAMED.match(vertex["name"]) if vertex.get("name") else None
    began, ended = vertex.get("started"), vertex.get("completed")
    if named and began and ended and not vertex.get("cached"):
        last[str(vertex.get("digest"))] = (named[1], (_moment(ended) - _moment(began)).total_seconds())


def _moment(text: str) -> datetime:
    """RFC 3339 with nanoseconds, of which Python reads six digits."""
    return datetime.fromisoformat(re.sub(r"(\.\d{1,6})\d*", r"\1", text))
