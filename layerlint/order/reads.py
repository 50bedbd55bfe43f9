"""From an install to what it reads: the reader of its ecosystem is asked. One that has none is not moved."""

from __future__ import annotations

import sys

from layerlint.knowledge.wrappers import base_name
from layerlint.order import javascript, other_tools, python_tools
from layerlint.order.codes import CONTEXT_UNSURE, LIFECYCLE_SCRIPT, OPAQUE_RUN
from layerlint.order.footprints import Act
from layerlint.order.project import Project, Reading
from layerlint.order.state import State, placed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts

JAVASCRIPT = ("npm", "yarn", "pnpm", "bun", "deno")
PYTHON = ("pip", "uv", "poetry", "pdm", "pipenv")
# Ecosystems whose installs are moved by the planner; the others of the table are found and left alone.
MOVABLE = (*JAVASCRIPT, *PYTHON, *other_tools.READERS)

_STORES = (
    "VIRTUAL_ENV",
    "UV_PROJECT_ENVIRONMENT",
    "BUNDLE_PATH",
    "GEM_HOME",
    "GOPATH",
    "GOMODCACHE",
    "CARGO_HOME",
    "COMPOSER_VENDOR_DIR",
    "PNPM_HOME",
)


def reading_of(act: Act, run: Instruction, state: State, file: Facts) -> Reading:
    """What the install of `act` reads when the files of `state` are there."""
    install = act.install
    assert install is not None  # noqa: S101 - only acts that install are asked
    assert file.context is not None  # noqa: S101 - a state without a context has no files
    scope = file.scope(run)
    folder = act.folder if install.folder is None else placed(install.folder, act.folder)
    env = {**{name: value or "" for name, value in scope.args()}, **scope.env(), **dict.fromkeys(act.prefixes, "?")}
    reading = Reading(Project(state, file.context, folder, env))
    name = install.ecosystem.name
    words = [base_name(act.words[0]), *act.words[1:]]
    if "/" in act.words[0] and not act.words[0].startswith("/"):
        reading.needed.add(placed(act.words[0], act.folder))  # the program itself: ./mvnw
    _interpreters(reading, env, act)
    if install.files and name not in ("pip", "uv"):
        reading.doubt(CONTEXT_UNSURE, f"`{install.label}` is told of another manifest")
    if name in JAVASCRIPT:
        javascript.read(reading, name, words)
    elif name in PYTHON:
        python_tools.read(reading, name, words, [file for file in install.files if file is not None])
    elif name in other_tools.READERS:
        other_tools.READERS[name](reading, words)
    else:
        reading.doubt(OPAQUE_RUN, f"what `{install.label}` reads is not known well enough to move it")
    reading.outputs += _environments(env)
    reading.needed &= state.files.keys()
    return reading


def _interpreters(reading: Reading, env: dict[str, str], act: Act) -> None:
    """Files of the project that the interpreter itself may load: by NODE_OPTIONS, or because Python looks for modules in the folder."""
    assert act.install is not None  # noqa: S101 - only acts that install are asked
    family = act.install.ecosystem.family
    if family == "javascript" and any(word in env.get("NODE_OPTIONS", "") for word in ("require", "-r", "import", "loader")):
        reading.doubt(LIFECYCLE_SCRIPT, "NODE_OPTIONS loads a file")
    if family != "python":
        return
    names = {name.partition("/")[0].removesuffix(".py") for name in reading.project.names}
    shadowing = sorted(names & (sys.stdlib_module_names | {"pip", "setuptools", "wheel", "sitecustomize", "usercustomize"}))
    if shadowing and (
        env.get("PYTHONPATH") or (act.element is not None and "-m" in [word.value for word in act.element.commands[0].words])
    ):
        reading.doubt(LIFECYCLE_SCRIPT, f"Python would load `{shadowing[0]}` of the project")


def _environments(env: dict[str, str]) -> list[str]:
    """Folders that variables name for what is installed: virtual environments, stores of gems and modules."""
    named = [env.get(name, "") for name in _STORES]
    entries = env.get("PATH", "").split(":")
    named += [entry.rpartition("/")[0] for entry in entries if "env" in entry.rpartition("/")[0].rpartition("/")[2]]
    return [path.rstrip("/") for path in named if path.startswith("/") and path.strip("/")]


def unguarded(reading: Reading, file: Facts, places: dict[str, str]) -> str | None:
    """The first output that a file of the context could bring one day, because no ignore file leaves it out.

    `places` maps image folders to folders of the context that are copied there.
    """
    context = file.context
    if context is None:
        return None
    for output in reading.outputs:
        inner = _origin(output, places)
        if inner is not None and not context.ignore.ignores(inner):
            return inner
    return None


def _origin(path: str, places: dict[str, str]) -> str | None:
    """Where in the context a path of the image would come from; None when no copy reaches it."""
    folder = path
    while folder not in ("", "/"):
        if folder in places:
            rest = path[len(folder) :].lstrip("/")
            return "/".join(part for part in (places[folder], rest) if part)
        folder = folder.rpartition("/")[0]
    return None
