"""How often each of eight real projects reruns its steps, over 500 commits and today's Dockerfile: cache_shares.py [HISTORIES_DIR]

Each folder of HISTORIES_DIR holds a recorded history (`LAYERLINT_SHARED` names the folder above `histories/`); `tools/make_repository.py`
beside it makes a git repository of one. Also measured, in a repository made here: a replay of 500 commits over 5,000 files.
Writes cache_shares.md beside itself.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.corpus import SHARED

HERE = Path(__file__).parent
COMMITS, FILES = 500, 5000
REGIMES = ("last", "all", "final")
HEAD = """\
# Shares of commits that rerun a step

`cache_shares.py` replays the last {commits} first-parent commits of eight projects with today's Dockerfile and ignore file
(`layerlint cache --replay {commits}`). A share is the part of all commits after which the step runs again; *maybe* counts commits after which
the bytes that a RUN of another stage writes decide. Regimes: `last`, the cache of the build before; `all`, of every earlier build; `final`, what a
cache of the final stage alone keeps.
"""


def asked(dockerfile: Path, context: Path, *options: str) -> tuple[dict[str, Any], float]:
    """What `layerlint cache` answers, and the seconds of its whole process."""
    command = [sys.executable, "-m", "layerlint", "cache", str(dockerfile), "--context", str(context), "--format", "json", *options]
    started = perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout), perf_counter() - started


def project(history: Path, folder: Path) -> str:
    """The table of one project."""
    subprocess.run([sys.executable, SHARED / "tools" / "make_repository.py", history, folder], check=True)
    source = json.loads((history / "source.json").read_text("utf-8"))
    answers = {regime: asked(folder / source["dockerfile"], folder, "--replay", str(COMMITS), "--regime", regime) for regime in REGIMES}
    last, seconds = answers["last"]
    lines = [f"\n## {source['repository']}\n", f"{last['commits']} commits, {seconds:.2f} s\n"]
    lines += ["| install | line | " + " | ".join(REGIMES) + " | counted |", "|---|---|" + "---|" * (len(REGIMES) + 1)]
    for index, install in enumerate(last["installs"]):
        shares = " | ".join(share(answers[regime][0]["installs"][index]["share"]) for regime in REGIMES)
        lines.append(
            f"| `{install['label']}` | {install['line']} | {shares} | {'no: its inputs match nothing' if install['conditional'] else 'yes'} |"
        )
    lines += ["\n| line | stage | step | last | maybe | first causes |", "|---|---|---|---|---|---|"]
    for step in last["steps"]:
        if step["rerun_commits"] or step["maybe_commits"]:
            text = step["created_by"].removesuffix(" # buildkit").replace("\n", " ").replace("|", "\\|")[:60]
            causes = ", ".join(f"{cause['what'].removesuffix(' # buildkit')[:30]} {cause['commits']}" for cause in step["causes"][:3])
            maybe = step["maybe_commits"] or ""
            lines.append(f"| {step['line']} | {step['stage']} | `{text}` | {share(step['share'])} | {maybe} | {causes.replace('|', ' ')} |")
    lines += [f"\nNote: {note}." for note in last["notes"]]
    return "\n".join(lines) + "\n"


def share(number: float | None) -> str:
    """Three digits."""
    return "-" if number is None else f"{number:.3f}"


def large(folder: Path) -> None:
    """A repository of 5,000 files, of which each of 500 commits changes ten."""
    folder.mkdir()
    subprocess.run(["git", "init", "-q", "-b", "main", folder], check=True)
    lines = [
        "FROM python:3.13-slim",
        "WORKDIR /app",
        "COPY requirements.txt .",
        "RUN pip install -r requirements.txt",
        "COPY src src",
        "COPY . .",
        "RUN make",
    ]
    files = {"Dockerfile": "\n".join(lines) + "\n", ".dockerignore": ".git\n**/*.md\n!keep.md\n", "requirements.txt": "flask\n"}
    files |= {f"src/p{n % 50}/q{n % 7}/file{n}.py": f"{n}\n" for n in range(FILES - len(files))}
    names = list(files)
    parts = ["commit refs/heads/main\ncommitter A <a@example.invalid> 1700000000 +0000\ndata 1\nx\n"]
    parts += [f"M 100644 inline {name}\ndata {len(text)}\n{text}\n" for name, text in files.items()]
    for number in range(COMMITS):
        parts.append(f"commit refs/heads/main\ncommitter A <a@example.invalid> {1700000000 + 3600 * number} +0000\ndata 1\nx\n")
        for step in range(10):
            text = f"{number} {step}\n"
            parts.append(f"M 100644 inline {names[(number * 37 + step * 11) % len(names) if step else 3]}\ndata {len(text)}\n{text}\n")
    subprocess.run(["git", "-C", folder, "fast-import", "--quiet"], input="".join(parts).encode(), check=True)
    subprocess.run(["git", "-C", folder, "reset", "-q", "--hard", "main"], check=True)
    (folder / "Dockerfile").write_text(files["Dockerfile"], "utf-8")


def main() -> int:
    """Replay all and write the report."""
    histories = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "histories"
    parts = [HEAD.format(commits=COMMITS)]
    with TemporaryDirectory() as above:
        parts += [project(each, Path(above) / each.name) for each in sorted(histories.iterdir()) if (each / "source.json").exists()]
        large(Path(above) / "large")
        seconds = min(asked(Path(above) / "large" / "Dockerfile", Path(above) / "large", "--replay", str(COMMITS))[1] for _ in range(3))
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    parts.append(f"\n## Time\n\n{COMMITS} commits over a repository of {FILES} files: {seconds:.2f} s, best of three, the whole process.\n")
    parts.append(
        f"Everything above took {spent.ru_utime + spent.ru_stime:.0f} s of processor time, the making of the repositories included.\n"
    )
    (HERE / "cache_shares.md").write_text("".join(parts), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
