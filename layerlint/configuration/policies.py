"""Which rules and thresholds hold for which Dockerfile. A run without a configuration file costs a few looks at folders."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from layerlint.registry import Selection, select

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.configuration.configured import Configuration
    from layerlint.knowledge.base_images import BaseImage

# In one folder the first of these counts. pyproject.toml only with a table [tool.layerlint].
NAMES = ("layerlint.toml", ".layerlint.toml", "pyproject.toml", ".hadolint.yaml", ".hadolint.yml")
FAIL_ON = "warning"


class Asked:
    """What the command line, or a caller, asks for; it wins over every configuration file. None: it says nothing of it."""

    __slots__ = ("extend", "fail_on", "ignore", "select")

    def __init__(
        self, select: Sequence[str] = (), extend: Sequence[str] = (), ignore: Sequence[str] = (), fail_on: str | None = None
    ) -> None:
        self.select = select
        self.extend = extend
        self.ignore = ignore
        self.fail_on = fail_on


class Policy:
    """What holds for one Dockerfile: the rules, the severity that fails a run, the form of the report (None: as usual), and how many
    commits findings about the cache may use (0: none). `bases` are the base images that the configuration tells of, by canonical name.
    """

    __slots__ = ("bases", "fail_on", "format", "history", "selection")

    def __init__(self, selection: Selection, fail_on: str = FAIL_ON, format: str | None = None, history: int = 0) -> None:
        self.selection = selection
        self.fail_on = fail_on
        self.format = format
        self.history = history
        self.bases: dict[str, BaseImage] = {}


class Policies:
    """The policies of one run. `config` is a file that counts for every Dockerfile; `isolated`: no file counts.

    `note` is told what in a file has no effect here.
    """

    def __init__(
        self, asked: Asked, *, config: str | None = None, isolated: bool = False, note: Callable[[str], None] | None = None
    ) -> None:
        self._asked = asked
        self._config = config
        self._isolated = isolated
        self._note = note
        self._default: Policy | None = None
        self._files: dict[str, str | None] = {}
        self._read: dict[str, Configuration] = {}

    def of(self, path: str) -> Policy:
        """The policy for the Dockerfile at `path`. Raises BadConfiguration, and UnknownRule for what `asked` names."""
        file = self._config
        if file is None and not self._isolated:
            file = nearest(os.path.dirname(os.path.abspath(path)), self._files)
        if file is not None:
            return self._configuration(file).policy(path)
        if self._default is None:
            asked = self._asked
            self._default = Policy(select(asked.select, asked.extend, asked.ignore), asked.fail_on or FAIL_ON)
        return self._default

    def _configuration(self, file: str) -> Configuration:
        if file not in self._read:
            from layerlint.configuration.configured import Configuration

            found = self._read[file] = Configuration(file, self._asked)
            if self._note is not None:
                for note in found.notes:
                    self._note(note)
        return self._read[file]


def nearest(folder: str, known: dict[str, str | None]) -> str | None:
    """The configuration file for `folder`: of the nearest folder upwards that has one, not beyond the root of the repository."""
    passed = []
    while folder not in known:
        passed.append(folder)
        found = next((path for name in NAMES if _counts(path := os.path.join(folder, name))), None)
        above = os.path.dirname(folder)
        if found is not None or above == folder or os.path.exists(os.path.join(folder, ".git")):
            known[folder] = found
        else:
            folder = above
    known |= dict.fromkeys(passed, known[folder])
    return known[folder]


def _counts(path: str) -> bool:
    """True for a file that is there; a pyproject.toml must speak of layerlint."""
    if not os.path.isfile(path):
        return False
    if not path.endswith("pyproject.toml"):
        return True
    from layerlint.configuration.files import project_table

    return project_table(path) is not None
