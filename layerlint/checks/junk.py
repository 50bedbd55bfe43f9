"""What lies in a build context and no build wants: caches, virtual environments, and what the build makes itself."""

from __future__ import annotations

from layerlint.build.tarball import DIRECTORY
from layerlint.checks.steps import matches
from layerlint.knowledge.ecosystems import NAMES, ecosystem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.context import Context

# Folders that no build wants, whatever it builds: caches of tools, virtual environments (they hold paths of this machine), editors.
ALWAYS = frozenset(
    "__pycache__ .venv .tox .nox .pytest_cache .mypy_cache .ruff_cache .terraform .gradle .nyc_output .idea .vscode .parcel-cache .turbo".split()
)


class Junk:
    """One folder: its `path` in the context, the `pattern` that ignores it, how many `files` and bytes (`size`) it holds."""

    __slots__ = ("files", "path", "pattern", "size")

    def __init__(self, path: str, pattern: str) -> None:
        self.path = path
        self.pattern = pattern
        self.files = 0
        self.size = 0


def junk_in(context: Context, sources: list[str], families: set[str]) -> list[Junk]:
    """The junk folders of a context, biggest first.

    What an install of `families` makes anew is junk too where it lies beside a manifest of that tool; a folder that a
    COPY names, or takes files from, is wanted.
    """
    wanted = [source.strip("/").removeprefix("./") for source in sources]
    made = _made(context, families)
    found: dict[str, Junk] = {}
    inodes = set()
    for entry in context.below(""):
        place = _place(entry.path, made) if entry.kind != DIRECTORY else None
        if place is None or entry.inode in inodes or any(source == place or source.startswith(place + "/") for source in wanted):
            continue
        junk = found.get(place)
        if junk is None:
            junk = found[place] = Junk(place, place if place in made else f"**/{place.rpartition('/')[2]}")
        inodes.add(entry.inode)
        junk.files += 1
        junk.size += entry.size
    return sorted(found.values(), key=lambda junk: (-junk.size, -junk.files, junk.path))


def _made(context: Context, families: set[str]) -> set[str]:
    """The folders that installs and builds of these families write, beside the manifests that are in the context."""
    rows = [row for row in (ecosystem(name) for name in NAMES) if row.family in families]
    manifests = [(manifest, row.outputs) for row in rows for manifest in row.manifests]
    plain: dict[str, list[str]] = {}
    for manifest, outputs in manifests:
        plain.setdefault(manifest, []).extend(outputs)
    globs = [(manifest, outputs) for manifest, outputs in manifests if "*" in manifest]
    made: set[str] = set()
    for entry in context.below(""):
        folder, _, name = entry.path.rpartition("/")
        beside = [*plain.get(name, ()), *(output for manifest, found in globs if matches(name, manifest) for output in found)]
        made.update(f"{folder}/{output}".lstrip("/") for output in beside if "*" not in output)
    return made


def _place(path: str, made: set[str]) -> str | None:
    """The junk folder that holds `path`: the outermost one."""
    at = path.find("/")
    while at >= 0:
        folder = path[:at]
        if folder in made or folder.rpartition("/")[2] in ALWAYS:
            return folder
        at = path.find("/", at + 1)
    return None
