"""The examples of the rule files: Dockerfile text with carets below what a rule reports."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import tomli

from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source, Span
from layerlint.facts import Facts
from layerlint.loading import missing_sources

ROOT = Path(__file__).resolve().parent.parent
# ⟨65536 × x⟩ in an example stands for so many of the character.  # noqa: RUF003  # the sign is what it says
REPEATED = re.compile(r"⟨(\d+) × (.)⟩")  # noqa: RUF001  # the same
CARETS = re.compile(r"^([ \t]*)(\^+)(?: (.*))?$")


class Marked:
    """An example cut in two: `text` for the linter, and `marks`: (line, first column, end column, message or "")."""

    def __init__(self, code: str) -> None:
        lines: list[str] = []
        self.marks: list[tuple[int, int, int, str]] = []
        for line in code.split("\n"):
            found = CARETS.match(line)
            if found and lines:
                start = found.start(2) + 1
                self.marks.append((len(lines), start, start + len(found.group(2)), found.group(3) or ""))
            else:
                lines.append(line)
        self.text = REPEATED.sub(lambda found: found.group(2) * int(found.group(1)), "\n".join(lines))


def pieces(source: Source, span: Span) -> list[tuple[int, int, int]]:
    """A span cut at line ends as carets would mark it: indentation, continuation mark and blanks at the end left out."""
    first, last = source.line(span[0]), source.line(max(span[0], span[1] - 1))
    found = []
    for line in range(first, last + 1):
        text = source.line_text(line)
        begins = source.starts[line - 1]
        start = span[0] - begins if line == first else len(text) - len(text.lstrip())
        end = span[1] - begins if line == last else len(text.rstrip("\\` \t"))
        found.append((line, start + 1, max(end, start + 1) + 1))
    return found


def agrees(source: Source, span: Span, message: str, marks: list[tuple[int, int, int, str]]) -> bool:
    """True when the place is marked: its first line at least, further lines as far as they are marked, and no word differs."""
    parts = pieces(source, span)
    own = [mark for mark in marks if mark[:3] in parts]
    return parts[0] in [mark[:3] for mark in own] and all(not mark[3] or mark[3] == message for mark in own)


def rule_files() -> list[tuple[str, dict[str, Any]]]:
    """(id, content) of every rule file."""
    found = [tomli.loads(path.read_text("utf-8")) for path in sorted((ROOT / "rules").glob("*.toml"))]
    return [(rule["id"], rule) for rule in found]


def cases(kind: str) -> list[Any]:
    """Every bad or good example, as a pytest parameter (rule, example) whose id is `LL201-bad-2`."""
    import pytest

    return [
        pytest.param(rule, example, id=f"{identity}-{kind}-{number}")
        for identity, rule in rule_files()
        for number, example in enumerate(rule.get(kind, []), 1)
    ]


def facts_of(text: str, example: dict[str, Any], folder: Path) -> Facts:
    """The facts of an example. With `files` or `dockerignore` it lies in a build context of files of these sizes."""
    context = _context(text, example, folder) if {"files", "dockerignore"} & set(example) else None
    facts = Facts(
        parse(Source(text.encode("utf-8", "surrogateescape"), str(folder / "Dockerfile"))),
        context=context,
        builder=example.get("builder", "buildkit"),
        target=example.get("target"),
        build_args=example.get("build_args"),
    )
    if context is not None:
        facts.dockerfile.problems += missing_sources(facts, context)
    return facts


def _context(text: str, example: dict[str, Any], folder: Path) -> Any:
    from layerlint.build.context import Context

    for name, size in {"Dockerfile": len(text), **example.get("files", {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(size)
    (folder / "Dockerfile").write_text(text)
    if "dockerignore" in example:
        (folder / ".dockerignore").write_text(example["dockerignore"])
    return Context(str(folder), str(folder / "Dockerfile"))
