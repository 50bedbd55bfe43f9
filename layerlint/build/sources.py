"""What the sources of COPY and ADD name in a build context."""

from __future__ import annotations

from layerlint.build.patterns import BadPattern, clean, component_match, has_wildcards
from layerlint.build.tarball import DIRECTORY, LINK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.context import Context
    from layerlint.build.folder import Entry
    from layerlint.build.patterns import Matches

MOST_LINKS = 255  # one after the other, as in moby's and fsutil's look-up
REMOTE = ("http://", "https://", "git://", "ssh://", "git@")


class Match:
    """One thing that is copied: `name` its path as written or found, which gives it its name; `path` where links lead; `entry` what is there."""

    __slots__ = ("entry", "name", "path")

    def __init__(self, name: str, path: str, entry: Entry) -> None:
        self.name = name
        self.path = path
        self.entry = entry


class Selection:
    """What one source names. `missing`: the builder will stop at it. `wildcard`: it may name nothing, and `matches` be empty.

    `bare` is the directory in front of a wildcard that matches nothing: BuildKit stops unless another step of the build sends it.
    """

    __slots__ = ("bare", "matches", "missing", "source", "wildcard")

    def __init__(self, source: str, matches: list[Match], *, missing: bool = False, wildcard: bool = False, bare: str = "") -> None:
        self.source = source
        self.matches = matches
        self.missing = missing
        self.wildcard = wildcard
        self.bare = bare


def is_remote(source: str) -> bool:
    """A URL or a git repository, which only ADD may name."""
    return source.lower().startswith(REMOTE)


def select(context: Context, source: str) -> Selection:
    """The matches of a source, in the builder's order."""
    if context.builder == "classic" and clean(source).startswith(".."):
        return Selection(source, [], missing=True)  # forbidden there; the others stop at the root
    path = clean("/" + source).lstrip("/")
    parts = path.split("/") if path else []
    first = next((index for index, part in enumerate(parts) if has_wildcards(part)), None)
    if first is None:
        match = None if "\\" in path and context.builder == "buildkit" else _followed(context, path)
        return Selection(source, [match] if match else [], missing=match is None)
    if context.builder == "classic" and source.removeprefix("/").removeprefix("./") != path:
        return Selection(source, [], wildcard=True)  # it compares the text as written
    try:
        patterns = [component_match(part) for part in parts[first:]]
    except BadPattern:
        return Selection(source, [], missing=True, wildcard=True)
    return _matching(context, source, "/".join(parts[:first]), patterns)


def resolve(context: Context, path: str) -> str | None:
    """Where `path` leads when every link on the way is followed, inside the context; None where that is nothing."""
    ahead = path.split("/")[::-1]
    behind: list[str] = []
    links = 0
    while ahead:
        part = ahead.pop()
        if part == "..":
            del behind[-1:]
        elif part not in ("", "."):
            entry = context.entry("/".join([*behind, part]))
            if entry is None:
                return None
            if entry.kind != LINK:
                behind.append(part)
                continue
            links += 1
            if links > MOST_LINKS:
                return None
            if entry.target.startswith("/"):
                behind.clear()
            ahead += entry.target.split("/")[::-1]
    return "/".join(behind)


def _followed(context: Context, name: str) -> Match | None:
    path = resolve(context, name)
    entry = context.entry(path) if path is not None else None
    return Match(name, path, entry) if path is not None and entry is not None else None


def _matching(context: Context, source: str, prefix: str, patterns: list[Matches]) -> Selection:
    base = prefix if context.builder == "classic" else resolve(context, prefix)
    start = context.entry(base) if base is not None else None
    if start is None or start.kind != DIRECTORY:
        return Selection(source, [], missing=context.builder != "classic", wildcard=True)
    found: list[Match] = []
    for name in _expanded(context, prefix, start.path, patterns):
        match = _followed(context, name)
        if match is None:
            return Selection(source, found, missing=True, wildcard=True)
        found.append(match)
    return Selection(source, found, wildcard=True, bare="" if found else prefix)


def _expanded(context: Context, prefix: str, start: str, patterns: list[Matches]) -> list[str]:
    """The names below `prefix`, which leads to `start`, of which each part matches its pattern. Only buildah enters links to directories."""
    directories = [(prefix, start)]
    names: list[str] = []
    for matches in patterns:
        found = [
            (f"{name}/{last}" if name else last, entry)
            for name, path in directories
            for entry in context.listing(path)
            if matches(last := entry.path.rpartition("/")[2])
        ]
        names = [name for name, _ in found]
        directories = [(name, path) for name, entry in found if (path := _enterable(context, name, entry)) is not None]
    return names


def _enterable(context: Context, name: str, entry: Entry) -> str | None:
    if entry.kind == LINK and context.builder == "buildah":
        match = _followed(context, name)
        return match.path if match is not None and match.entry.kind == DIRECTORY else None
    return entry.path if entry.kind == DIRECTORY else None
