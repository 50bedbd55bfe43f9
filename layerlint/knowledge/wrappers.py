"""Commands that do nothing but run another one: `sudo`, `env`, `gosu`, `python -m`."""

from __future__ import annotations

from collections.abc import Sequence

Words = Sequence[str | None]

# Commands that run another: how many arguments stand before it, and their options that take a value.
_WRAPPERS = {
    "sudo": (0, ("-u", "-g", "-U")), "env": (0, ("-u", "-C")), "exec": (0, ()), "command": (0, ()), "time": (0, ()), "nohup": (0, ()), "nice": (0, ("-n",)),
    "gosu": (1, ()), "su-exec": (1, ()), "chpst": (0, ("-u",)), "timeout": (1, ("-s", "-k")), "eatmydata": (0, ()), "corepack": (0, ()), "npx": (0, ()),
    "meteor": (0, ()), "php": (0, ("-d",)), "chronic": (0, ()), "retry": (0, ("-t", "-d")), "builtin": (0, ()),
}  # fmt: skip
_RUNNERS = {
    "conda": ("-n", "--name", "-p", "--prefix"),
    "micromamba": ("-n", "--name", "-p", "--prefix"),
    "mamba": ("-n", "-p"),
    "poetry": (),
    "pipenv": (),
}

_PYTHON_FLAGS = ("-u", "-B", "-E", "-I", "-O", "-OO", "-s", "-S", "-q", "-v")  # those without a value


def bare_command(words: Words) -> tuple[Words, str]:
    """A command without `sudo`, `env A=b`, `python -m` and the like before it, and its plain name ("" when unknown)."""
    name = base_name(words[0]) if words else ""
    if name not in _WRAPPERS and name not in _RUNNERS and name[:3] not in ("pip", "pyt"):
        return words, name
    for _ in range(4):
        if name in _WRAPPERS:
            arguments, options = _WRAPPERS[name]
            words = words[_skip(words, 1, arguments, options) :]
        elif name in _RUNNERS and len(words) > 1 and words[1] == "run":
            words = words[_skip(words, 2, 0, _RUNNERS[name]) :]
        elif name.startswith("python") and (module := _module(words)):
            words = words[module:]
        else:
            break
        name = base_name(words[0]) if words else ""
    if name.startswith(("pip", "python")):
        name = name.rstrip("0123456789.")
    return words, name


def _module(words: Words) -> int:
    """Where the module of `python -m pip` or `python -u -m pip` stands; 0 where there is none."""
    at = 1
    while at < len(words) and words[at] in _PYTHON_FLAGS:
        at += 1
    return at + 1 if at + 1 < len(words) and words[at] == "-m" and words[at + 1] else 0


def _skip(words: Words, at: int, arguments: int, options: tuple[str, ...]) -> int:
    while at < len(words):
        word = words[at] or ""
        if word.startswith("-"):
            at += 2 if word in options else 1
        elif "=" in word and word.partition("=")[0].isidentifier():
            at += 1
        elif arguments:
            arguments -= 1
            at += 1
        else:
            break
    return at


def base_name(word: str | None) -> str:
    """The last part of a path; "" for a word that is not literal."""
    return word.rpartition("/")[2] if word else ""
