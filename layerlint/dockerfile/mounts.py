"""`RUN --mount=…`: one CSV record of `key=value` fields.

Source: semantics of BuildKit's `instructions/commands_runmount.go`, asked of BuildKit 28 (tests/dockerfile/verdicts.json).
"""

from __future__ import annotations

import re
from posixpath import normpath

from layerlint.dockerfile.model import Flag, Instruction

ALIASES = {"dst": "target", "destination": "target", "src": "source", "ro": "readonly", "rw": "readwrite"}
TYPES = ("bind", "cache", "secret", "ssh", "tmpfs")
SHARING = ("shared", "private", "locked")
BOOLEANS = ("1", "t", "true", "0", "f", "false")
SWITCHES = ("readonly", "readwrite", "required")
# Keys that only some types take; the rest is taken by every type, with or without effect.
ONLY = {
    "size": ("tmpfs",),
    "sharing": ("cache",),
    "required": ("secret", "ssh"),
    "mode": ("cache", "secret", "ssh"),
    "uid": ("cache", "secret", "ssh"),
    "gid": ("cache", "secret", "ssh"),
}
KEYS = ("type", "target", "source", "from", "readonly", "readwrite", "id", "env", *ONLY)


class Mount:
    """One mount as written: `target`, `source` may hold variables. `type` is `bind` where none is given."""

    __slots__ = ("flag", "from_", "id", "source", "target", "type", "writable")

    def __init__(self, flag: Flag, options: dict[str, str]) -> None:
        self.flag = flag
        self.type = options.get("type", "bind").lower()
        self.target = options.get("target", "")
        self.source = options.get("source", "")
        self.from_ = options.get("from", "")
        self.id = options.get("id", "")
        self.writable = "readwrite" in options if self.type == "bind" else "readonly" not in options


def mounts(run: Instruction) -> list[Mount]:
    """The mounts of a RUN, in order; malformed fields are left out."""
    return [Mount(flag, dict(fields(flag))) for flag in run.flags if flag.name == "mount"]


def fields(flag: Flag) -> list[tuple[str, str]]:
    """The fields of one `--mount`: keys in lower case with their aliases resolved; a bare key has the value ``."""
    found = []
    for field in _split(flag.value or ""):
        key, _, value = field.partition("=")
        key = key.strip().lower()
        found.append((ALIASES.get(key, key), value))
    return found


def _split(record: str) -> list[str]:
    """The fields of a CSV record; a field may be quoted with `"`, doubled inside."""
    if '"' not in record:
        return record.split(",")
    return [quoted.replace('""', '"') or plain for quoted, plain in re.findall(r'(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))', record)]


def mount_problem(flag: Flag, workdir: str | None) -> str:
    """What BuildKit refuses in a mount of a stage that it builds; empty when nothing. Values with variables are not judged.

    `workdir` is the folder that a target without a slash in front, or none, is joined to; None where nobody knows it.
    """
    options: dict[str, str] = {}
    for field in _split(flag.value or ""):
        key, equals, value = field.partition("=")
        key = ALIASES.get(key.strip().lower(), key.strip().lower())
        if key not in KEYS:
            return f"unknown key `{key}` in a mount" if equals else f"`{key}` in a mount is no `key=value`"
        if not equals and key not in SWITCHES:
            return f"`{key}` in a mount needs a value"
        reason = _value_problem(key, value) if equals and "$" not in value else ""
        if reason:
            return reason
        options[key] = value
    kind = options.get("type", "bind").lower()
    if "$" in kind:
        return ""
    for key in options:
        if kind not in ONLY.get(key, TYPES):
            return f"a {kind} mount takes no `{key}`"
    return _combination_problem(kind, options, workdir)


def _value_problem(key: str, value: str) -> str:
    if key == "type" and value.lower() not in TYPES:
        return f"unknown mount type `{value[:30]}`"
    if key == "sharing" and value.lower() not in SHARING:
        return f"`sharing` is one of {', '.join(SHARING)}"
    if key in SWITCHES and value.lower() not in BOOLEANS:
        return f"`{key}` is true or false, not `{value[:30]}`"
    if key == "mode" and (not value or value.strip("01234567")):
        return f"`mode={value[:30]}` is no octal mode"
    if key in ("uid", "gid") and not (value.isascii() and value.isdigit()):
        return f"`{key}={value[:30]}` is no number"
    if key == "size" and not value.strip("bBiIkKmMgGtTpP ").replace(".", "", 1).isdigit():
        return f"`size={value[:30]}` is no size"
    return ""


def _is_root(target: str, workdir: str | None) -> bool:
    if "$" in target or (workdir is None and not target.startswith("/")):
        return False
    return not normpath(target if target.startswith("/") else f"{workdir}/{target}").strip("/")


def _combination_problem(kind: str, options: dict[str, str], workdir: str | None) -> str:
    target = options.get("target", "")
    if kind in ("bind", "cache", "tmpfs") and _is_root(target, workdir):
        return f"a {kind} mount needs a `target` other than `/`"
    if kind == "secret" and not target and not options.get("source") and not options.get("id"):
        return "a secret mount needs an `id`, a `source` or a `target`"
    if kind == "secret" and options.get("source") and options.get("id"):
        return "a secret mount takes `id` or `source`, not both"
    return ""
