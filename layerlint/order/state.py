"""What the file system of a stage holds at a moment, as far as the build context decides it.

Nothing is run and nothing read: a path maps to who wrote it last, in what form. Steps that write folders of unknown
content are `Growth`s; what lies below one, or is written over one, remembers that, so two orders that differ in it differ
in the map. Paths are absolute; `?` begins those below a working directory that only the base image knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from posixpath import normpath

from layerlint.build.copying import written
from layerlint.build.sources import is_remote
from layerlint.build.tarball import DIRECTORY
from layerlint.build.timeline import GUESSED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.layer_files import LayerEntry
    from layerlint.build.scope import Scope
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts

NOWHERE = "?"  # in front of paths below a working directory that nobody knows
# Folders in which the tools of a language keep what they install for all users, and their caches in root's home.
TOOLS = (
    *(
        "/bin",
        "/etc",
        "/lib",
        "/lib64",
        "/sbin",
        "/tmp",  # noqa: S108 - inside the image
        "/go",
        "/usr/bin",
        "/usr/include",
        "/usr/lib",
        "/usr/libexec",
        "/usr/sbin",
        "/usr/share",
    ),
    *(
        f"/usr/local/{name}"
        for name in ("bin", "bundle", "cargo", "etc", "go", "include", "lib", "lib64", "libexec", "rustup", "sbin", "share")
    ),
    *(
        f"/root/.{name}"
        for name in ("bun", "cache", "cargo", "composer", "config", "cpanm", "dotnet", "gem", "hex", "local", "m2", "mix", "npm", "nuget")
    ),
    *("/root/.pub-cache", "/root/.yarn", "/var/cache", "/var/lib"),
)
# Folders that packages of an operating system own files in; policy leaves /opt, /srv and /usr/src/app to others (Debian policy 9.1).
SYSTEM = (*TOOLS, "/boot", "/usr/games", "/usr/local", "/var/log", "/var/spool", "/var/www")


class Landed:
    """One path: `origin` in the context ("" for a directory that had to be made), `kind`, and `form`: how it was written."""

    __slots__ = ("form", "kind", "origin")

    def __init__(self, origin: str, kind: str, form: tuple[str, ...]) -> None:
        self.origin = origin
        self.kind = kind
        self.form = form


class Row:
    """One path that a copy writes; `replaces` is False for a folder that is only made where there is none."""

    __slots__ = ("landed", "path", "replaces")

    def __init__(self, path: str, landed: Landed, *, replaces: bool) -> None:
        self.path = path
        self.landed = landed
        self.replaces = replaces


class Growth:
    """What one command of unknown effect writes: everything at and below `prefixes`. `name` is the command."""

    __slots__ = ("everything", "exact", "name", "prefixes", "starts")

    def __init__(self, prefixes: tuple[str, ...], name: str) -> None:
        self.prefixes = prefixes
        self.name = name
        self.everything = "/" in prefixes
        self.exact = frozenset(prefixes)
        self.starts = tuple(prefix + "/" for prefix in prefixes)

    def covers(self, path: str) -> bool:
        """True for a path that may be written."""
        return self.everything or path.startswith(self.starts) or path in self.exact


class State:
    """`files` maps absolute paths to Landed, `folders` are those that are there for sure, `growths` what was written of unknown content,
    in order."""

    __slots__ = ("files", "folders", "growths")

    def __init__(self) -> None:
        self.files: dict[str, Landed] = {}
        self.folders: set[str] = set()
        self.growths: list[Growth] = []

    def copy(self) -> State:
        """A state of its own with the same content."""
        other = State()
        other.files, other.folders, other.growths = dict(self.files), set(self.folders), list(self.growths)
        return other

    def put(self, row: Row) -> None:
        """A path is written from the context. A folder that is there keeps its mode and owner, unless it comes along with what it is in."""
        path, landed = row.path, row.landed
        if landed.kind == DIRECTORY:
            known = path in self.folders
            self.folders.add(path)
            if known and not row.replaces:
                return
            self.files[path] = landed
            return
        over = tuple(f"over {growth.name}" for growth in self.growths if growth.covers(path))
        self.files[path] = Landed(landed.origin, landed.kind, (*landed.form, *over)) if over else landed

    def grow(self, prefixes: Iterable[str], name: str) -> None:
        """Something of unknown content is written at and below the prefixes."""
        growth = Growth(tuple(dict.fromkeys(prefixes)), name)
        if not growth.prefixes:
            return
        inside = [path for path, landed in self.files.items() if landed.kind != DIRECTORY and growth.covers(path)]
        for path in inside:
            landed = self.files[path]
            self.files[path] = Landed(landed.origin, landed.kind, (*landed.form, f"under {name}"))
        self.growths.append(growth)

    def digest(self, skipped: str = "") -> int:
        """A number that equal states share; what the command `skipped` wrote is left out. Growths that do not touch one another may have
        been written in any order."""
        grown = [growth for growth in self.growths if growth.name != skipped]
        order = tuple(
            (one.name, other.name) for at, one in enumerate(grown) for other in grown[at + 1 :] if _meet(one.prefixes, other.prefixes)
        )
        files = frozenset((path, each.origin, each.kind, each.form) for path, each in self.files.items())
        return hash((files, frozenset((growth.prefixes, growth.name) for growth in grown), order))


@lru_cache(maxsize=4096)
def _meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """True when something of the one lies in something of the other."""
    return any(touches(each, path) for each in one for path in other)


def below(path: str, prefix: str) -> bool:
    """True when `path` is `prefix` or lies below it."""
    return prefix in (path, "/") or path.startswith(prefix + "/")


def touches(one: str, other: str) -> bool:
    """True when one lies in the other."""
    return below(one, other) or below(other, one)


def folder_of(scope: Scope) -> str:
    """The working directory, with NOWHERE in front where its beginning is not known."""
    path, certainty = scope.directory
    return (NOWHERE + path if certainty == GUESSED else path).rstrip("/") or "/"


def placed(path: str, folder: str) -> str:
    """A path as seen from `folder`."""
    if path.startswith("/"):
        return normpath("/" + path.lstrip("/"))
    head = NOWHERE if folder.startswith(NOWHERE) else ""
    inner = normpath("/" + folder.removeprefix(NOWHERE).lstrip("/") + "/" + path)
    return head + ("/" + inner.lstrip("/") if inner != "//" else "/")


class Copied:
    """What one COPY or ADD brings: its `rows`, or None with `why` where that cannot be told; `tree` is its destination.

    `outside` is True for what does not come from the context: its content is another stage's, an image's, an address's.
    """

    __slots__ = ("outside", "rows", "sources", "tree", "why")

    def __init__(self, tree: str, rows: list[Row] | None, why: str = "", *, outside: bool = False, sources: tuple[str, ...] = ()) -> None:
        self.tree = tree
        self.rows = rows
        self.why = why
        self.outside = outside
        self.sources = sources


class Copies:
    """The copies of one context, each played through once."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], list[Row] | None] = {}

    def of(self, instruction: Instruction, file: Facts, state: State) -> Copied:
        """What the COPY or ADD brings, given what is there before it."""
        scope = file.scope(instruction)
        words = [scope.expand(word.text) for word in instruction.words]
        target = words[-1] if words else None
        if len(words) < 2 or target is None:
            return Copied("/", None, "its destination hangs on a variable")
        tree = placed(target, folder_of(scope))
        sources = [word for word in words[:-1] if word is not None]
        if instruction.flag("from") or instruction.heredocs or any(is_remote(source) for source in sources):
            return Copied(tree, None, "", outside=True)
        if file.context is None:
            return Copied(tree, None, "the build context is not known")
        if len(sources) < len(words) - 1:
            return Copied(tree, None, "a source hangs on a variable")
        if instruction.flag("parents"):
            return Copied(tree, None, "`--parents` keeps paths that are not looked at")
        rows = self._played(instruction, file, target, tuple(sources), state)
        return Copied(tree, rows, "" if rows is not None else "what it brings cannot be told", sources=tuple(sources))

    def _played(self, step: Instruction, file: Facts, target: str, sources: tuple[str, ...], state: State) -> list[Row] | None:
        folder = folder_of(file.scope(step))
        flags = tuple((flag.name, flag.value or "") for flag in step.flags)
        plain = placed(target, folder)
        there = plain in state.folders
        key = (step.name, sources, target, folder, flags, there)
        if key not in self._known:
            self._known[key] = self._rows(step, file, target, sources, folder, there=there)
        return self._known[key]

    def _rows(self, step: Instruction, file: Facts, target: str, sources: tuple[str, ...], folder: str, *, there: bool) -> list[Row] | None:
        value = {flag.name: flag.value or "" for flag in step.flags}
        head = NOWHERE if folder.startswith(NOWHERE) and not target.startswith("/") else ""
        plain = placed(target, folder).removeprefix(NOWHERE)

        def existing(path: str) -> bool | None:
            return True if there and below(plain, path) else None

        result = written(
            file.context,
            sources,
            target,
            folder.removeprefix(NOWHERE),
            add=step.name == "ADD",
            chmod=value.get("chmod"),
            chown=value.get("chown"),
            excludes=[flag.value or "" for flag in step.flags if flag.name == "exclude"],
            builder=file.builder,
            existing=existing,
        )
        if result.rows is None:
            return None
        form = (value.get("chown", ""), value.get("chmod", ""))
        usual = file.builder == "buildkit"
        return [_row(f"{head}/{row.path}", row, form, root=row.path == plain.lstrip("/"), usual=usual) for row in result.rows]


def _row(path: str, entry: LayerEntry, form: tuple[str, str], *, root: bool, usual: bool) -> Row:
    if entry.kind != DIRECTORY:
        return Row(path, Landed(entry.origin or "", entry.kind, (*form, oct(entry.mode))), replaces=True)
    # A folder that has to be made has the usual mode; so has the destination of a folder's content in BuildKit (asked of Docker 28), and the
    # root of the context, whatever it is on disk.
    mode = entry.mode if entry.origin and not (root and usual) else 0o755
    return Row(path, Landed("", DIRECTORY, (form[0], oct(mode))), replaces=entry.origin is not None and not root)
