"""Which keys a configuration has, of what kind, and what they mean: read by the checks and by the JSON schema alike."""

from __future__ import annotations

from layerlint.choice import PRESETS
from layerlint.configuration.problem import BadConfiguration, did_you_mean
from layerlint.problem import SEVERITIES
from layerlint.settings import FORMATS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TEXT, TRUTH, NUMBER, TEXTS, TABLE, TABLES = "a text", "true or false", "an integer", "a list of texts", "a table", "a list of tables"
RULES = "Ids, names, categories, ids of other tools, prefixes such as LL2, presets, or ALL."
FAIL_ON = (*SEVERITIES, "never")
SEVERITY = (*SEVERITIES, "off")


class Key:
    """One key: its kind, what it means, the values it may have (none: any), whether `[[overrides]]` may have it."""

    __slots__ = ("choices", "help", "kind", "local")

    def __init__(self, kind: str, help: str, choices: tuple[str, ...] = (), *, local: bool = True) -> None:
        self.kind = kind
        self.help = help
        self.choices = choices
        self.local = local


KEYS = {
    "extends": Key(TEXT, "A configuration file to begin with, relative to this one; what stands here wins.", local=False),
    "preset": Key(TEXT, "The set of rules to begin with.", PRESETS),
    "select": Key(TEXTS, f"Run these rules only. {RULES}"),
    "extend-select": Key(TEXTS, "Run these rules too."),
    "ignore": Key(TEXTS, "Leave these rules out."),
    "fail-on": Key(TEXT, "Exit with 1 for findings of this severity or above.", FAIL_ON),
    "format": Key(TEXT, "The form of the report.", FORMATS, local=False),
    "history": Key(NUMBER, "Let findings about the cache use this many of the last commits; 0 for none."),
    "inline-suppressions": Key(TRUTH, "Whether comments in a Dockerfile may silence findings."),
    "rules": Key(TABLE, "A table for each rule: its severity and its options."),
    "bases": Key(TABLE, "A table for each base image that the bundled table does not know, or not well enough.", local=False),
    "overrides": Key(TABLES, "Other settings for some paths; the last that fits wins.", local=False),
    "rule-paths": Key(TEXTS, "Files or folders with rules of your own, relative to this file.", local=False),
    "plugins": Key(TEXTS, "Python modules with rules of your own. They run with every check.", local=False),
}
BASE_KEYS = {
    "layers": Key(NUMBER, "How many layers it has."),
    "size": Key(NUMBER, "Bytes of its files, uncompressed."),
    "compressed": Key(NUMBER, "Bytes in a registry."),
    "user": Key(TEXT, "Its USER."),
    "workdir": Key(TEXT, "Its WORKDIR."),
    "env": Key(TABLE, "Its ENV: names and values."),
    "diff-ids": Key(TEXTS, "The digests of its uncompressed layers, oldest first."),
    "date": Key(TEXT, "When it was made."),
    "digest": Key(TEXT, "The digest of its manifest."),
}
PATHS = Key(TEXTS, "The Dockerfiles meant: patterns as in .dockerignore, relative to the folder of this file.")
OVERRIDE_KEYS = {"paths": PATHS, **{name: key for name, key in KEYS.items() if key.local}}


def checked(table: dict[str, Any], keys: dict[str, Key], where: str) -> dict[str, Any]:
    """The table itself, when each of its keys is known and of its kind. Raises BadConfiguration."""
    for name, value in table.items():
        if name not in keys:
            raise BadConfiguration(f"{where}: `{name}` is no setting{did_you_mean(str(name), keys)}")
        of_kind(value, keys[name], f"{where}: {name}")
    return table


def of_kind(value: Any, key: Key, where: str) -> None:
    """Raise BadConfiguration for a value of another kind, or that is none of the choices."""
    if not _is(value, key.kind):
        raise BadConfiguration(f"{where}: is not {key.kind}")
    if key.choices and value not in key.choices:
        raise BadConfiguration(f"{where}: `{value}` is none of {', '.join(key.choices)}")


def _is(value: Any, kind: str) -> bool:
    if kind in (TEXTS, TABLES):
        inner: type = str if kind == TEXTS else dict
        return isinstance(value, list) and all(isinstance(item, inner) for item in value)
    if kind == NUMBER:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, {TEXT: str, TRUTH: bool, TABLE: dict}[kind])
