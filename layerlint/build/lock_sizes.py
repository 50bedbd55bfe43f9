"""What `uv sync` installs, from the bytes that uv.lock records of every wheel. The only lock file that tells bytes.

Read line by line, in the layout that uv writes (https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile): a lock file of
another layout, a package without a wheel for Linux, or an extra that nobody knows, and nothing is claimed.
"""

from __future__ import annotations

import os

from layerlint.build.tarball import FILE
from layerlint.size import Size, between

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.context import Context
    from layerlint.build.weights import Triple

LOCK = "uv.lock"
LARGEST = 4_000_000  # bytes of a lock file that is read
# Bytes of a virtual environment per byte of its wheels: `uv sync` of 24 and 29 packages gave 3.4 and 3.1 of files and 0.96 of gzip, byte
# code 1.3 times as much (uv of 2026-11, CPython 3.11). A wheel with one large binary unpacks less, one of texts more.
FILES: Triple = (2.2, 3.3, 4.5)
PACKED: Triple = (0.85, 0.96, 1.15)
BYTECODE: Triple = (1.1, 1.3, 1.6)
PLAIN: Triple = (1, 1, 1)
ELSEWHERE = ("win32", "Windows", "darwin", "Darwin", "nt")  # what a marker compares a system with that is not Linux


class Locked:
    """One package: `wheels` are (file name, bytes), `needs` maps a group ("" for all) to (name, extras, certain)."""

    __slots__ = ("name", "needs", "root", "wheels")

    def __init__(self) -> None:
        self.name = ""
        self.root = False
        self.wheels: list[tuple[str, int]] = []
        self.needs: dict[str, list[tuple[str, list[str], bool]]] = {}


def synced(words: list[str], context: Context | None, *, compiled: bool = False, copied: bool = False) -> tuple[Size, Size] | None:
    """File bytes and compressed bytes of `uv sync` with these words; None where the lock does not tell.

    `compiled`: byte code is written, too; `copied`: the cache keeps copies in the layer, not links.
    """
    packages = _read(context) if words[1:2] == ["sync"] else []
    root = next((package for package in packages if package.root), None)
    groups = _groups(words, root) if root else None
    sums = _wheels(packages, root, groups) if root and groups is not None else None
    if sums is None:
        return None
    times = BYTECODE if compiled else PLAIN
    most = 2 if copied else 1
    files, packed = ([sums[at] * ratio[at] * times[at] for at in range(3)] for ratio in (FILES, PACKED))
    return between((files[0], files[1], files[2] * most)), between((packed[0], packed[1], packed[2] * most))


def _groups(words: list[str], root: Locked) -> list[str] | None:
    """The groups of the root's needs that are installed; None where an option asks for what nobody knows."""
    groups = [""] + ([] if "--no-dev" in words or "--no-default-groups" in words else [name for name in ("dev",) if name in root.needs])
    for at, word in enumerate(words):
        option, equals, value = word.partition("=")
        if option in ("--extra", "--group"):
            groups.append(value if equals else words[at + 1] if at + 1 < len(words) else "")
        elif option in ("--all-extras", "--all-groups"):
            groups += [name for name in root.needs if name not in groups]
        elif option in ("--only-group", "--only-dev", "--package", "--all-packages", "--script", "--project", "--directory"):
            return None
    return groups if all(name in root.needs or not name for name in groups) else None


def _wheels(packages: list[Locked], root: Locked, groups: list[str]) -> Triple | None:
    """The bytes of the wheels of everything needed; what a marker may leave out adds nothing at least."""
    named: dict[str, list[Locked]] = {}
    for package in packages:
        named.setdefault(package.name, []).append(package)
    least, likely, most = 0.0, 0.0, 0.0
    waiting = [need for group in groups for need in root.needs.get(group, [])]
    seen: dict[str, bool] = {}
    while waiting:
        name, extras, certain = waiting.pop()
        for package in named.get(name, []):
            keys = [key for key in ("", *extras) if f"{name}[{key}]" not in seen or (certain and not seen[f"{name}[{key}]"])]
            for key in keys:
                seen[f"{name}[{key}]"] = certain
                waiting += [(need, more, sure and certain) for need, more, sure in package.needs.get(key, [])]
    for name, found in named.items():
        if f"{name}[]" not in seen:
            continue
        sizes = [[size for file, size in package.wheels if _fits(file)] for package in found]
        if not all(sizes):
            return None
        sure = seen[f"{name}[]"] and len(found) == 1
        least += min(sizes[0]) if sure else 0
        likely += sorted(sizes[0])[len(sizes[0]) // 2]
        most += max(max(of_one) for of_one in sizes)
    return least, likely, most


def _fits(file: str) -> bool:
    """True for a wheel that Linux can install."""
    return file.endswith("-any.whl") or ("linux" in file and ("x86_64" in file or "aarch64" in file))


def _read(context: Context | None) -> list[Locked]:
    """The packages of the lock file at the root of the context."""
    entry = context.entry(LOCK) if context else None
    if context is None or entry is None or entry.size > LARGEST or entry.kind != FILE:
        return []
    try:
        with open(os.path.join(context.root, LOCK), encoding="utf-8") as lock:
            return list(_packages(lock.read()))
    except (OSError, ValueError):
        return []


def _packages(text: str) -> list[Locked]:
    found: list[Locked] = []
    section = key = ""
    for line in text.split("\n"):
        if line == "[[package]]":
            found.append(Locked())
            section = key = ""
        elif not found:
            continue
        elif line.startswith("["):
            section, key = line.strip("[]"), ""
        elif line.startswith("name = ") and not section:
            found[-1].name = _text(line, "name = ")
        elif line.startswith("source = "):
            found[-1].root = '= "."' in line
        elif line[:1].isalpha() and line.endswith("= ["):
            key = line[: -len(" = [")].strip('"')
        elif line.startswith("    { "):
            _item(found[-1], section, key, line)
    return found


def _item(package: Locked, section: str, key: str, line: str) -> None:
    """One line of a list: a wheel, or a package that is needed."""
    if key == "wheels" and not section:
        size = line.partition("size = ")[2].partition(",")[0].partition(" ")[0]
        package.wheels.append((_text(line, "url = ").rpartition("/")[2], int(size) if size.isdigit() else 0))
    elif section in ("package.optional-dependencies", "package.dev-dependencies") or (key == "dependencies" and not section):
        marker = _text(line, "marker = ")
        if any(f"== '{other}'" in marker for other in ELSEWHERE) and " or " not in marker:
            return
        extras = line.partition("extra = [")[2].partition("]")[0].replace('"', "").replace(" ", "")
        need = _text(line, "name = "), [extra for extra in extras.split(",") if extra], not marker
        package.needs.setdefault(key if section else "", []).append(need)


def _text(line: str, before: str) -> str:
    """What stands between the quotes behind `before`."""
    return line.partition(before + '"')[2].partition('"')[0]
