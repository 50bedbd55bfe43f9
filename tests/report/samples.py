"""A report to print: real source and problems, a plan of known numbers."""

from __future__ import annotations

from types import SimpleNamespace as Record
from typing import Any

from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.engine import FileReport, Problem
from layerlint.problem import Cost, Related, Size, exact, unknown
from layerlint.registry import Rule
from layerlint.suppress.model import Suppressed

ORDER = Rule(
    id="LL101", name="copy-before-install", category="cache", severity="warning", confidence="high", summary="-", help="split the COPY"
)
TEXT = """\
FROM node:22-slim
WORKDIR /app
COPY . .
RUN npm ci && \\
    npm run build
CMD ["node", "server.js"]
"""


def row(line: int, instruction: str, size: Size, kind: str = "layer", **more: Any) -> Record:
    fields = {"line": line, "end_line": line, "stage": "0", "instruction": instruction, "kind": kind, "size": size}
    rest = {
        "created_by": f"{instruction} # buildkit",
        "compressed": unknown(),
        "dead": exact(0),
        "tar_bytes": None,
        "entries": None,
        "opaque": "",
    }
    return Record(**{**fields, **rest, **more})


def plan(**changes: Any) -> Record:
    layers = [
        row(2, "WORKDIR", exact(0), created_by="WORKDIR /app", tar_bytes=1536, entries=1),
        row(3, "COPY", exact(12_411_234), created_by="COPY . . # buildkit", dead=exact(1_100_000)),
        row(4, "RUN", Size(150_000_000, 200_000_000, 260_000_000, "package-data"), created_by="RUN /bin/sh -c npm ci # buildkit"),
        row(6, "CMD", exact(0), kind="empty", created_by='CMD ["node" "server.js"]'),
    ]
    fields = {
        "target": "0",
        "builder": "buildkit",
        "base": Record(ref="node:22-slim", layers=5, size=exact(230_000_000, "base-table"), compressed=exact(80_000_000, "base-table")),
        "layers": layers,
        "stages": [],
        "layer_count": Record(added=3, low=3, high=3, total=8),
        "history_count": Record(added=4),
        "size": Size(392_411_234, 442_411_234, 502_411_234, "heuristic"),
        "compressed": unknown(),
    }
    return Record(**{**fields, **changes})


def report(text: str = TEXT, path: str = "Dockerfile", problems: list[Problem] | None = None, **changes: Any) -> FileReport:
    """A file with these problems; `changes` go into the plan."""
    dockerfile = parse(Source(text.encode("utf-8", "surrogateescape"), path))
    facts: Any = Record(dockerfile=dockerfile, plan=plan(**changes))
    found = [copy_problem(text)] if problems is None else problems
    silenced = Suppressed(problem("FROM", text), "layerlint: ignore[LL101]", "known")
    return FileReport(path, facts, found, [silenced])


def problem(marked: str, text: str = TEXT, message: str = "the fact", severity: str = "warning", **more: Any) -> Problem:
    """A problem at the first place where `marked` stands."""
    start = text.index(marked)
    return Problem(ORDER, severity, (start, start + len(marked)), message, more.pop("help", ORDER.help), **more)


def copy_problem(text: str = TEXT) -> Problem:
    start = text.index("npm ci")
    again = Related((start, start + 6), "runs again each time")
    cost = Cost(1, Size(150_000_000, None, 260_000_000, "heuristic"))
    return problem("COPY . .", text, "any edit reruns `npm ci` below", related=[again], cost=cost, aliases=("DF007",))
