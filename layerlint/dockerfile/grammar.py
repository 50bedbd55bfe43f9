"""What each instruction takes: the shape of its arguments, how many, and its flags.

Source: `reference` of the Dockerfile frontend and a real BuildKit (tests/dockerfile/verdicts.json).
Flags of newer or labs frontends (`--parents`, `--security`, `--device`, `--unpack`) are accepted: a `# syntax` line or
a newer builder takes them.
"""

from __future__ import annotations

# How the text behind the flags is read.
COMMAND = "command"  # a JSON array, else one string for the shell
LIST = "list"  # a JSON array, else words at blanks
WORDS = "words"  # words at blanks
LINE = "line"  # the whole rest is one argument
PAIRS = "pairs"  # NAME=value …, or NAME value
NAMES = "names"  # NAME or NAME=value …
HEALTH = "health"  # NONE, or CMD and a command
TRIGGER = "trigger"  # another instruction

SHAPES = {
    "ADD": LIST,
    "ARG": NAMES,
    "CMD": COMMAND,
    "COPY": LIST,
    "ENTRYPOINT": COMMAND,
    "ENV": PAIRS,
    "EXPOSE": WORDS,
    "FROM": WORDS,
    "HEALTHCHECK": HEALTH,
    "LABEL": PAIRS,
    "MAINTAINER": LINE,
    "ONBUILD": TRIGGER,
    "RUN": COMMAND,
    "SHELL": COMMAND,
    "STOPSIGNAL": LINE,
    "USER": LINE,
    "VOLUME": LIST,
    "WORKDIR": LINE,
}

TAKES_HEREDOCS = frozenset(("ADD", "COPY", "RUN"))

# Kinds of flag values: how often a flag may stand and whether it needs a value.
ONE = "one"
MANY = "many"
SWITCH = "switch"

FLAGS: dict[str, dict[str, str]] = {
    "ADD": {
        "checksum": ONE,
        "chmod": ONE,
        "chown": ONE,
        "exclude": MANY,
        "keep-git-dir": SWITCH,
        "link": SWITCH,
        "unpack": SWITCH,
    },
    "COPY": {"chmod": ONE, "chown": ONE, "exclude": MANY, "from": ONE, "link": SWITCH, "parents": SWITCH},
    "FROM": {"platform": ONE},
    "HEALTHCHECK": {"interval": ONE, "retries": ONE, "start-interval": ONE, "start-period": ONE, "timeout": ONE},
    "RUN": {"device": MANY, "mount": MANY, "network": ONE, "security": ONE},
}

IGNORES_FLAGS = frozenset(("ARG", "STOPSIGNAL"))  # any flag is dropped without a word

AT_LEAST_ONE = frozenset(("ARG", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "ONBUILD", "SHELL", "VOLUME"))
EXACTLY_ONE = frozenset(("MAINTAINER", "STOPSIGNAL", "USER", "WORKDIR"))
NOT_IN_ONBUILD = frozenset(("FROM", "MAINTAINER", "ONBUILD"))
