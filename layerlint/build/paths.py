"""Paths in the image as commands write them: made absolute, cleaned, compared, `*` and `{a,b}` understood.

A path is absolute, or begins with `~` (somebody's home), `${NAME}` (a variable nobody knows) or `?` (an unknown
working directory). Two paths with the same unknown beginning can still be compared.
"""

from __future__ import annotations

import posixpath

UNKNOWN = "?"
HOMES = ("/root", "${HOME}", "$HOME")
MOST_ALTERNATIVES = 64  # of one `{a,b}` word; more is taken as written


def absolute(path: str, folder: str) -> str:
    """`path` as seen from `folder`, cleaned."""
    if not path.startswith(("/", "~", "${")):
        path = f"{folder}/{path}"
    if path.startswith("//"):
        path = "/" + path.lstrip("/")
    return posixpath.normpath(path)


def at_home(path: str) -> str:
    """`/root/x`, `$HOME/x` and `/home/somebody/x` as `~/x`: for questions in which it does not matter whose home it is."""
    for home in HOMES:
        if path == home or path.startswith(home + "/"):
            return "~" + path[len(home) :]
    if path.startswith("/home/"):
        rest = path[6:].partition("/")
        return f"~/{rest[2]}" if rest[2] else path
    return path


def is_literal(path: str) -> bool:
    """True for a path that names one known place."""
    return path.startswith(("/", "~")) and not any(mark in path for mark in "$*?[{`")


def within(path: str, folder: str) -> bool:
    """True when `path` is `folder` or lies in it."""
    return folder in (path, "/") or path.startswith(folder + "/")


def covers(pattern: str, path: str) -> bool:
    """True when whoever takes away `pattern` takes away `path`, or all that lies in it."""
    return any(_covers(choice, path) for choice in alternatives(pattern))


def _covers(pattern: str, path: str) -> bool:
    if "*" not in pattern and "?" not in pattern[1:] and "[" not in pattern:
        return within(path, pattern)
    wanted, found = pattern.split("/"), path.split("/")
    if len(wanted) == len(found) + 1 and wanted[-1] in ("*", "**", "*.*", ".*", "?*"):
        wanted.pop()
    return len(wanted) <= len(found) and all(matches(name, part) for name, part in zip(found, wanted, strict=False))


def alternatives(pattern: str) -> list[str]:
    """The words that `{a,b}` stands for, as bash reads it."""
    done: list[str] = []
    waiting = [pattern]
    while waiting:
        word = waiting.pop()
        close = word.find("}")
        start = word.rfind("{", 0, close) if close > 0 else -1
        if start < 0 or (start and word[start - 1] == "$") or len(waiting) + len(done) > MOST_ALTERNATIVES:
            done.append(word)
            continue
        waiting += [word[:start] + choice + word[close + 1 :] for choice in word[start + 1 : close].split(",")]
    return done


def matches(name: str, pattern: str) -> bool:
    """True when one part of a path may match a glob; `?` and `[…]` are taken for `*`."""
    if "?" in pattern or "[" in pattern:
        pattern = pattern.replace("?", "*").partition("[")[0] + ("*" if "[" in pattern else "")
    if "*" not in pattern:
        return name == pattern
    head, *middle, tail = pattern.split("*")
    if not name.startswith(head) or not name.endswith(tail) or len(name) < len(head) + len(tail):
        return False
    at, end = len(head), len(name) - len(tail)
    for part in middle:
        at = name.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True
