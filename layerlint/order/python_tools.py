"""What pip, uv, poetry, pdm and pipenv read when they install the dependencies of a project.

Sources: pip.pypa.io/en/stable/reference/requirements-file-format, docs.astral.sh/uv, python-poetry.org/docs, pdm-project.org, pipenv.pypa.io.
"""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath

from layerlint.knowledge.tools import tool
from layerlint.order.codes import (
    CONTEXT_UNSURE,
    INSTALL_EDITS_MANIFEST,
    OUTPUT_IN_CONTEXT,
    PATH_DEPENDENCY,
    UNPINNED,
    WORKSPACE_MISSING,
)
from layerlint.order.project import Reading

_PIN = re.compile(r"[A-Za-z0-9][\w.-]*\s*(\[[^\]]*\])?\s*={2,3}\s*[^*,;\s]+\s*(;.*)?\Z")
_COMMIT = re.compile(r"@[0-9a-f]{40}\b|sha256[:=][0-9a-f]{64}")
_OUTPUT_OPTIONS = ("-t", "--target", "--prefix", "--root", "--src", "-d", "--dest", "-w", "--wheel-dir", "--python", "-p")
_PATH_KEYS = re.compile(
    r"""(?mx) \b(path|url|file)\s*=\s*["'](?P<path>(\.{1,2}/|\.["']|file:|\.\.)[^"']*) | \bpath\s*=\s*["'](?P<other>[^"']+)"""
)


def read(reading: Reading, name: str, words: list[str], files: list[str]) -> None:
    """Fill in what the tool `name` reads; `files` are the requirement files that its command names."""
    if name == "pip" or (name == "uv" and "pip" in words):
        if name == "uv":
            reading.take("uv.toml", "pyproject.toml", ".python-version")
        _requirements(reading, words, files)
        return
    reading.output(".venv", "venv", "__pypackages__", ".pdm-python")
    _PROJECTS[name](reading, words)


def _requirements(reading: Reading, words: list[str], files: list[str]) -> None:
    for at, word in enumerate(words[:-1]):
        if word in _OUTPUT_OPTIONS:
            reading.output(words[at + 1])
    reading.outputs += [
        reading.project.path(word.partition("=")[2]) for word in words if word.startswith(("--target=", "--prefix=", "--root="))
    ]
    if any(word in ("-f", "--find-links", "--no-index") or word.startswith("--find-links=") for word in words):
        reading.doubt(PATH_DEPENDENCY, "packages may come from a folder of the project")
    for name in ("PIP_REQUIREMENT", "PIP_CONSTRAINT", "PIP_FIND_LINKS", "PIP_CONFIG_FILE", "UV_CONFIG_FILE", "UV_CONSTRAINT"):
        if reading.project.env.get(name):
            reading.doubt(PATH_DEPENDENCY, f"`{name}` names a further file")
    if "sync" in words:
        files = [word for word in words[words.index("sync") + 1 :] if not word.startswith("-")]
    extra = next((word for word in _positional(words) if not _PIN.match(word)), None)
    if extra is not None:
        reading.doubt(UNPINNED, f"`{extra}` on the command line is not pinned")
    if not files:
        reading.doubt(CONTEXT_UNSURE, "the command names no requirements file")
    waiting, seen = [normpath(name) for name in files], set[str]()
    constrained: set[str] = set()
    loose: list[str] = []
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        if reading.require(name):
            for line in _lines(reading.project.text(name) or ""):
                waiting += _requirement(reading, line, name, loose, constrained)
    unpinned = [line for line in loose if _name(line) not in constrained]
    if unpinned:
        reading.doubt(UNPINNED, f"`{unpinned[0][:40]}` is not pinned: each rebuild fetches the newest that fits")


def _positional(words: list[str]) -> list[str]:
    """The words of the command that name packages."""
    values, found, skip = tool(words[0].rpartition("/")[2].rstrip("0123456789.") or "pip").values, [], False
    for word in words[1:]:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in values
        elif word not in ("install", "pip", "sync", "wheel", "download"):
            found.append(word)
    return found if "sync" not in words else []


def _lines(text: str) -> list[str]:
    joined = re.sub(r"\\\r?\n", " ", text)
    stripped = (re.sub(r"(^|\s)#.*$", "", line).strip() for line in joined.splitlines())
    return [line for line in stripped if line]


def _requirement(reading: Reading, line: str, name: str, loose: list[str], constrained: set[str]) -> list[str]:
    """Judges one line of a requirements file; returns the files it names."""
    option = re.match(r"(-r|-c|--requirement|--constraint)[\s=]*(\S+)", line)
    if option:
        if "://" in option.group(2):
            reading.doubt(UNPINNED, f"`{name}` names a list on the net")
            return []
        return [normpath(join(dirname(name), option.group(2)))]
    if re.match(r"-e\b|--editable|\.{1,2}(/|\[|$)|/|file:|[\w./-]+\.(whl|tar\.gz|zip)\b", line) or " @ file:" in line:
        code = OUTPUT_IN_CONTEXT if "://" in line and not line.startswith("file:") else PATH_DEPENDENCY
        reading.doubt(code, f"`{name}` has `{line[:40]}`", hard=False)
    elif re.match(r"(-f|--find-links)[\s=]*(?!\w+://)", line):
        reading.doubt(PATH_DEPENDENCY, f"`{name}` looks for packages in a folder")
    elif not line.startswith("-"):
        bare = re.split(r"\s--", line)[0].strip()
        if _PIN.match(bare) or _COMMIT.search(line):
            constrained.add(_name(bare))
        else:
            loose.append(bare)
    return []


def _name(line: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s\[=<>~!;@]", line, maxsplit=1)[0]).lower()


def _project(reading: Reading) -> str | None:
    if not reading.require("pyproject.toml"):
        return None
    text = reading.project.text("pyproject.toml")
    if text is None:
        reading.doubt(CONTEXT_UNSURE, "`pyproject.toml` cannot be read")
    return text


def _paths(reading: Reading, text: str, name: str) -> None:
    found = _PATH_KEYS.search(text)
    if found:
        reading.doubt(PATH_DEPENDENCY, f"`{name}` has a dependency at `{(found.group('path') or found.group('other') or '?')[:40]}`")


def _uv(reading: Reading, words: list[str]) -> None:
    text = _project(reading)
    reading.take("uv.toml", ".python-version")
    reading.lock("uv.lock")
    if text is None:
        return
    env = reading.project.env
    if not {"--locked", "--frozen"} & set(words) and not {"UV_LOCKED", "UV_FROZEN"} & set(env):
        reading.doubt(INSTALL_EDITS_MANIFEST, "`uv sync` may rewrite `uv.lock`; with `--locked` or `--frozen` it does not")
    if "tool.uv.workspace" in text or re.search(r"workspace\s*=\s*true", text):
        reading.doubt(WORKSPACE_MISSING, "`pyproject.toml` names a workspace, whose members are read, too")
    sources = re.search(r"(?ms)^\[tool\.uv\.sources\](.*?)(^\[|\Z)", text)
    _paths(reading, sources.group(1) if sources else "", "pyproject.toml")
    if reading.project.above(("pyproject.toml", "uv.toml", "uv.lock", ".python-version")):
        reading.doubt(WORKSPACE_MISSING, "`uv` looks for a workspace in the folders above, too")


def _poetry(reading: Reading, _words: list[str]) -> None:
    text = _project(reading)
    reading.take("poetry.toml")
    reading.lock("poetry.lock")
    if text is not None:
        dependencies = "\n".join(re.findall(r"(?ms)^\[(?:tool\.poetry\.[\w.-]*dependencies|project)\](.*?)(?=^\[|\Z)", text))
        _paths(reading, dependencies, "pyproject.toml")
        if "tool.poetry.requires-plugins" in text:
            reading.doubt(PATH_DEPENDENCY, "a plugin of poetry may read the project")


def _pdm(reading: Reading, words: list[str]) -> None:
    text = _project(reading)
    reading.take("pdm.toml", ".pdm.toml")
    reading.lock("pdm.lock")
    if text is not None and re.search(r"file:///\$\{PROJECT_ROOT\}|path\s*=", text):
        reading.doubt(PATH_DEPENDENCY, "`pyproject.toml` depends on a folder of the project")
    if "sync" not in words and not {"--check", "--frozen-lockfile", "--frozen"} & set(words):
        reading.doubt(INSTALL_EDITS_MANIFEST, "`pdm install` may rewrite `pdm.lock`; with `--check` it does not")


def _pipenv(reading: Reading, words: list[str]) -> None:
    reading.require("Pipfile")
    reading.lock("Pipfile.lock")
    _paths(reading, reading.project.text("Pipfile") or "", "Pipfile")
    if "sync" not in words and not {"--deploy", "--ignore-pipfile"} & set(words):
        reading.doubt(INSTALL_EDITS_MANIFEST, "`pipenv install` may rewrite `Pipfile.lock`; with `--deploy` it does not")


_PROJECTS = {"uv": _uv, "poetry": _poetry, "pdm": _pdm, "pipenv": _pipenv}
