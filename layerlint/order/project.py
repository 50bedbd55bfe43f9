"""The files of a project as an install sees them: those that have landed in its folder, read from the build context."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase

from layerlint.build.tarball import DIRECTORY, FILE
from layerlint.order.codes import CONTEXT_UNSURE, MANIFEST_IGNORED, OUTPUT_IN_CONTEXT, UNPINNED, WORKSPACE_MISSING, Doubt
from layerlint.order.state import State, below, placed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.context import Context

LARGEST = 2_000_000  # bytes of a manifest that is read; a lock file is never read whole for its own sake


class Project:
    """What lies in `folder` at a moment. Names are relative to it. `env` are the ENV and ARG values there."""

    def __init__(self, state: State, context: Context, folder: str, env: dict[str, str]) -> None:
        self.state = state
        self.context = context
        self.folder = folder
        self.env = env
        start = folder.rstrip("/") + "/"
        self.names = sorted(path[len(start) :] for path, each in state.files.items() if path.startswith(start) and each.kind != DIRECTORY)
        self._texts: dict[str, str | None] = {}

    def has(self, name: str) -> bool:
        """True when the file has landed."""
        landed = self.state.files.get(self.path(name))
        return landed is not None and landed.kind != DIRECTORY

    def path(self, name: str) -> str:
        """The absolute path of a name."""
        return placed(name, self.folder)

    def matching(self, pattern: str) -> list[str]:
        """The names that match a glob whose `*` stops at a slash."""
        parts = pattern.split("/")
        return [
            name
            for name in self.names
            if name.count("/") == len(parts) - 1 and all(fnmatchcase(part, glob) for part, glob in zip(name.split("/"), parts, strict=True))
        ]

    def inside(self, folder: str) -> list[str]:
        """The names below a folder."""
        return [name for name in self.names if name.startswith(folder.rstrip("/") + "/")]

    def text(self, name: str) -> str | None:
        """The text of a file; None where it is not there, too large, or a link."""
        if name not in self._texts:
            self._texts[name] = self._read(name)
        return self._texts[name]

    def above(self, names: tuple[str, ...]) -> list[str]:
        """Those of the names that have landed in a folder above."""
        found, folder = [], self.folder
        while folder not in ("/", "", "?", "?/"):
            folder = folder.rpartition("/")[0] or "/"
            found += [path for name in names if (path := placed(name, folder)) in self.state.files]
        return found

    def _read(self, name: str) -> str | None:
        landed = self.state.files.get(self.path(name))
        if landed is None or landed.kind != FILE or not landed.origin:
            return None
        place = os.path.join(self.context.root, landed.origin)
        try:
            if os.path.getsize(place) > LARGEST:
                return None
            with open(place, "rb") as file:
                return file.read().decode("utf-8", "replace")
        except OSError:
            return None


class Reading:
    """What an install reads and writes: `needed` are absolute paths, `outputs` absolute folders (or files) it writes in the project,
    `doubts` what speaks against running it before the rest is there."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.needed: set[str] = set()
        self.outputs: list[str] = []
        self.doubts: list[Doubt] = []

    def doubt(self, code: str, why: str, *, hard: bool | None = None) -> None:
        """Note a reason against the move."""
        self.doubts.append(Doubt(code, why, hard=hard))

    def take(self, *names: str) -> None:
        """Files that are read where they exist; a glob stands for what it matches, a name with a slash at its end for a folder."""
        project = self.project
        for name in names:
            found = (
                project.inside(name)
                if name.endswith("/")
                else project.matching(name)
                if "*" in name
                else [name]
                if project.has(name)
                else []
            )
            self.needed.update(project.path(each) for each in found)

    def require(self, name: str, why: str = "") -> bool:
        """A file that must be there. False, and a doubt, where it has not landed."""
        if self.project.has(name):
            self.needed.add(self.project.path(name))
            return True
        if self.in_context(name):
            self.doubt(MANIFEST_IGNORED, why or f"`{name}` is not copied: the ignore file leaves it out")
        else:
            self.doubt(WORKSPACE_MISSING if "/" in name else CONTEXT_UNSURE, why or f"`{name}` is not in the build context")
        return False

    def lock(self, *names: str, lost: str = "newer versions of the dependencies") -> bool:
        """One of the lock files must be there, else the install takes what is newest today."""
        for name in names:
            if self.project.has(name):
                self.needed.add(self.project.path(name))
                return True
        hidden = next((name for name in names if self.in_context(name)), None)
        if hidden is not None:
            self.doubt(MANIFEST_IGNORED, f"`{hidden}` is in the folder, and the ignore file leaves it out")
        else:
            self.doubt(UNPINNED, f"no lock file: each rebuild fetches {lost}")
        return False

    def output(self, *names: str) -> None:
        """What the install writes in the project: it must not come with a later COPY."""
        self.outputs += [self.project.path(name) for name in names]

    def in_context(self, name: str) -> bool:
        """True when a file of this name is in the folder on disk that the project came from, ignored or not."""
        for path, landed in self.project.state.files.items():
            if landed.kind == FILE and landed.origin and path.rpartition("/")[0] == (self.project.folder.rstrip("/") or "/"):
                folder = landed.origin.rpartition("/")[0]
                return os.path.lexists(os.path.join(self.project.context.root, folder, name))
        return os.path.lexists(os.path.join(self.project.context.root, name))

    def overlaid(self) -> Doubt | None:
        """The doubt that a later COPY brings what the install writes: because it is there, or because nothing keeps it away."""
        for path in self.outputs:
            if any(below(each, path) for each in self.project.state.files):
                return Doubt(OUTPUT_IN_CONTEXT, f"the build context holds `{path.rpartition('/')[2]}`, which the install writes", hard=True)
        return None
