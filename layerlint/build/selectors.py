"""Which paths of the build context a COPY, an ADD or a bind mount takes, asked path by path: the files may be those of any commit."""

from __future__ import annotations

from copy import copy

from layerlint.build.ignore import excluding
from layerlint.build.patterns import BadPattern, Form, clean, component_match, has_wildcards
from layerlint.build.sources import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from layerlint.build.context import Context


class Selector:
    """One source. `takes` a path of the context (relative, with slashes) or not; `name` is what the path is called inside the source,
    which is all that the builder's key knows of it: renaming the folder of a source changes nothing, renaming a file below it does."""

    __slots__ = ("_depth", "_excludes", "_matchers", "_parents", "_prefix", "limit", "source")

    def __init__(self, source: str, context: Context | None, *, excludes: Sequence[str] = (), parents: bool = False) -> None:
        self.source = source
        self._parents = None
        self._excludes = excluding(excludes) if excludes else None
        self.limit: tuple[str, bool, str] | None = None
        self._matchers = None
        self._depth = 0
        if parents:
            front, pivot, rest = source.partition("/./")
            self._prefix = clean("/" + (front if pivot else "")).lstrip("/")
            self._parents = _form(clean("/" + (rest if pivot else source)).lstrip("/"))
            return
        path = clean("/" + source).lstrip("/")
        parts = path.split("/") if path else []
        first = next((index for index, part in enumerate(parts) if has_wildcards(part)), None)
        if first is None:
            self._prefix = _real(context, path)
            return
        self._prefix = _real(context, "/".join(parts[:first]))
        try:
            self._matchers = [component_match(part) for part in parts[first:]]
        except BadPattern:
            self._matchers = [lambda _name: False]

    def narrowed(self, destination: str, path: str, *, into: bool) -> Selector:
        """The part of this source that gets to `path` of the image or below it when it is copied to `destination`."""
        part = copy(self)
        part.limit = (destination.rstrip("/"), into, path)
        return part

    def takes(self, path: str) -> bool:
        """Whether a file of this path is part of what is copied."""
        prefix = self._prefix
        if prefix and path != prefix and not path.startswith(prefix + "/"):
            return False
        rest = path[len(prefix) + 1 :] if prefix else path
        if self._parents is not None:
            return self._by_pattern(rest)
        if self._matchers is not None and not self._by_name(rest):
            return False
        if self._excludes is not None and self._excludes.ignores(self.name(path)) and path != prefix:
            return False
        return self.limit is None or self._gets_there(path)

    def name(self, path: str) -> str:
        """What the builder's key calls a path that is taken."""
        prefix = self._prefix
        if path == prefix:
            return path.rpartition("/")[2]
        rest = path[len(prefix) + 1 :] if prefix else path
        if self._parents is not None or self._matchers is None:
            return rest
        return rest.split("/", len(self._matchers) - 1)[-1]

    def _by_name(self, rest: str) -> bool:
        matchers = self._matchers or []
        names = rest.split("/")
        return len(names) >= len(matchers) and all(matches(name) for matches, name in zip(matchers, names, strict=False))

    def _by_pattern(self, rest: str) -> bool:
        """`--parents`: the pattern matches the path or a folder above it."""
        if self._parents is None:
            return False
        at = 0
        while at >= 0:
            at = rest.find("/", at + 1)
            if self._parents.matches(rest if at < 0 else rest[:at]):
                return True
        return not self._parents.text

    def _gets_there(self, path: str) -> bool:
        destination, into, wanted = self.limit or ("", False, "")
        name = self.name(path)
        places = [f"{destination}/{name}"] if into or path != self._prefix else [destination, f"{destination}/{name}"]
        return any(overlaps(place, wanted) for place in places)


def overlaps(place: str, other: str) -> bool:
    """Whether one of two absolute paths is the other one or lies below it."""
    place, other = place.rstrip("/"), other.rstrip("/")
    return place == other or place.startswith(other + "/") or other.startswith(place + "/")


def _real(context: Context | None, path: str) -> str:
    """Where links of today's context lead; the path itself where nothing is known or there."""
    found = resolve(context, path) if context is not None and path else path
    return path if found is None else found


def _form(pattern: str) -> Form:
    try:
        return Form(pattern)
    except BadPattern:
        return Form("\0")
