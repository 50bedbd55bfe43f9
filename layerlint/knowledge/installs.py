"""Dependency installs: the words of one simple command in, what it installs out. The grammar is data, in `tools.py`.

Words are the values of a command's words; None stands for one that is not literal.
"""

from __future__ import annotations

from layerlint.knowledge.ecosystems import Ecosystem, ecosystem
from layerlint.knowledge.tools import ADDITIONS, MANIFESTS, PACKAGES, PROGRAMS, PROJECT, Tool, tool
from layerlint.knowledge.wrappers import Words, bare_command, base_name


class Install:
    """One command that fetches dependencies.

    `kind` is MANIFESTS, PROJECT, PACKAGES or ADDITIONS. `files` are manifests named on the command line, `folder` the folder named
    there (None: the working directory), `packages` the packages named there, `label` the tool and its verb.
    """

    __slots__ = ("ecosystem", "files", "folder", "kind", "label", "packages")

    def __init__(
        self, ecosystem: Ecosystem, kind: str, label: str, files: list[str | None], folder: str | None, packages: list[str | None]
    ) -> None:
        self.ecosystem = ecosystem
        self.kind = kind
        self.label = label
        self.files = files
        self.folder = folder
        self.packages = packages


# Programs that take code as text: the calls that install, in the order in which they decide.
_CODE = {
    "Rscript": ("r", (("renv::restore", MANIFESTS), ("install_deps", MANIFESTS), ("install.packages(", PACKAGES), ("BiocManager::install", PACKAGES),
                      ("install_github", PACKAGES), ("install_version", PACKAGES), ("pak::", PACKAGES))),
    "julia": ("julia", (("Pkg.instantiate", MANIFESTS), ("Pkg.add", PACKAGES), ('pkg"add', PACKAGES))),
}  # fmt: skip
_CODE["R"] = _CODE["Rscript"]

# The plain names of all commands that find_install may know.
INSTALL_PROGRAMS = PROGRAMS | set(_CODE) | {"clojure", "clj", "python"}

_ARCHIVES = (".whl", ".tgz", ".tar.gz", ".zip", ".gem", ".nupkg", ".rock")


def find_install(words: Words) -> Install | None:
    """The dependency install that a simple command is, or None."""
    words, name = bare_command(words)
    if name in PROGRAMS:
        return _read(tool(name), name, words)
    if name in _CODE:
        return _read_code(name, words)
    if name in ("clojure", "clj") and "-P" in words:
        return Install(ecosystem("clojure"), MANIFESTS, f"{name} -P", [], None, [])
    if name == "python" and len(words) > 2 and base_name(words[1]) == "setup.py" and words[2] in ("install", "develop"):
        return Install(ecosystem("pip"), PROJECT, f"setup.py {words[2]}", [], None, [])
    return None


def _read(grammar: Tool, name: str, words: Words) -> Install | None:
    flags, arguments, options = _split(grammar, words)
    if not grammar.never.isdisjoint(flags):
        return None
    verb, kind, rest = _verb(grammar, arguments)
    if not kind:
        return None
    files = [value for option, value in options if option in grammar.files]
    folder = next((value for option, value in options if option in grammar.folder), None)
    rest += [value for option, value in options if option in ("-e", "--editable")]
    packages = [word for word in rest if not is_path(word) and (word is None or grammar.mark in word)]
    if kind in ("either", "both"):
        kind = _kind_by_arguments(kind, rest, packages, files, folder if verb == "install" and name == "cargo" else None)
        if kind == PACKAGES and grammar.adds:
            kind = ADDITIONS
    if not grammar.named.isdisjoint(flags):
        kind = PACKAGES
    if kind == PROJECT and not grammar.local.isdisjoint(flags):
        return None
    if kind == PROJECT and not grammar.lean.isdisjoint(flags):
        kind = MANIFESTS
    return Install(
        grammar.ecosystem,
        kind,
        f"{name.removesuffix('.phar')} {verb}".rstrip(),
        files,
        folder,
        packages if kind in (PACKAGES, ADDITIONS) else [],
    )


def _kind_by_arguments(kind: str, rest: list[str | None], packages: list[str | None], files: list[str | None], path: str | None) -> str:
    if len(packages) < len(rest) or path is not None:
        return PROJECT
    if files:
        return MANIFESTS
    if packages:
        return PACKAGES
    return MANIFESTS if kind == "either" else PROJECT


def _split(grammar: Tool, words: Words) -> tuple[set[str], list[str | None], list[tuple[str, str | None]]]:
    """Flags as written, arguments, and options with their values."""
    flags: set[str] = set()
    arguments: list[str | None] = []
    options: list[tuple[str, str | None]] = []
    at, end = 1, len(words)
    while at < end:
        word = words[at]
        at += 1
        if word is None or word == "-" or not word.startswith("-"):
            if word not in ("true", "false") and not (word and word.startswith("+")):  # `--unsafe-perm true`, `cargo +nightly`
                arguments.append(word)
            continue
        name, equals, value = word.partition("=")
        flags.add(word)
        if equals:
            flags.add(name)
            options.append((name, value))
        elif name in grammar.values:
            options.append((name, words[at] if at < end else None))
            at += 1
        elif not word.startswith("--"):
            if word[:2] in grammar.values:  # -rrequirements.txt
                options.append((word[:2], word[2:]))
            elif "-" + word[-1] in grammar.files:  # -Ur requirements.txt
                options.append(("-" + word[-1], words[at] if at < end else None))
                at += 1
    return flags, arguments, options


def _verb(grammar: Tool, arguments: list[str | None]) -> tuple[str, str, list[str | None]]:
    """The verb, its kind ("" when it is none of the tool's), the arguments behind it."""
    if grammar.any_word:
        return _strongest_verb(grammar, arguments)
    if arguments and arguments[0] and arguments[0].startswith("_"):  # bundle _2.4.1_ install
        arguments = arguments[1:]
    for length in (2, 1):
        verb = " ".join(word or "?" for word in arguments[:length])
        if len(arguments) >= length and verb in grammar.verbs:
            return verb, grammar.verbs[verb], arguments[length:]
    if "" in grammar.verbs and (not arguments or len(grammar.verbs) == 1):
        return "", grammar.verbs[""], arguments
    return "", "", []


def _strongest_verb(grammar: Tool, arguments: list[str | None]) -> tuple[str, str, list[str | None]]:
    found = ("", "", [])  # type: tuple[str, str, list[str | None]]
    for word in arguments:
        verb = (word or "").rstrip(",")
        kind = grammar.verbs.get(verb) or grammar.verbs.get(verb.rpartition(":")[2])
        if kind == PROJECT:
            return verb, kind, []
        if kind and not found[1]:
            found = (verb, kind, [])
    return found


def _read_code(name: str, words: Words) -> Install | None:
    row, calls = _CODE[name]
    code = " ".join(word for word in words[1:] if word)
    for call, kind in calls:
        if call in code:
            return Install(ecosystem(row), kind, call.rstrip("("), [], None, [])
    return None


def is_path(word: str | None) -> bool:
    """True for an argument that is a place in the file system and not the name of a package."""
    if word is None or ("://" in word and not word.startswith("file:")):
        return False
    return word.startswith((".", "/", "~", "file:")) or word.endswith("/") or word.endswith(_ARCHIVES)
