"""The better order over eight recorded histories of 500 commits: order_histories.py [WORKING_DIR]

Each history becomes a git repository, its Dockerfile is planned with `--replay 500`, and every dependency install is replayed as it is,
as proposed, and as suggested. Ranges are 90 % intervals of a bootstrap over the commits (2,000 samples, seed 7). "Not worse" means: the
modelled seconds a commit are no more in the regimes last, all and final, and those of a cold build no more than 1 % (and two copies) more.
Writes order_histories.md beside itself. The recordings are taken from $LAYERLINT_SHARED/histories; without them nothing is written.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.corpus import SHARED
from layerlint.history.git import Repository
from layerlint.history.log import Commit, commits
from layerlint.history.replay import replay
from layerlint.loading import Loader
from layerlint.order.history import History
from layerlint.order.planner import Plan, make_plan, with_text
from layerlint.order.shares import Install, installs
from layerlint.order.state import Copies
from layerlint.order.walk import Walk
from layerlint.settings import Surroundings

HERE = Path(__file__).parent
SAMPLES, SEED, COMMITS = 2_000, 7, 500


def main(work: Path) -> None:
    """Make the repositories in `work`, plan, and write the page."""
    rows = []
    for recording in sorted((SHARED / "histories").iterdir()):
        source = json.loads((recording / "source.json").read_text())
        folder = work / recording.name
        if not folder.exists():
            subprocess.run([sys.executable, SHARED / "tools" / "make_repository.py", recording, folder], check=True)
        rows += history(folder, source)
    (HERE / "order_histories.md").write_text(page(rows))
    print(page(rows))


def history(folder: Path, source: dict[str, str]) -> list[str]:
    """The rows of one repository."""
    context = folder / source["context"]
    file = Loader(Surroundings(context=str(context))).facts(str(folder / source["dockerfile"]))
    found = commits(Repository(str(context)), COMMITS)
    chances = History(found, file, "last")
    plan = make_plan(file, chances)
    suggestion = next(
        (each.text for each in plan.suggestions if each.text and any(move in each.kind for move in ("split", "cut", "narrow"))), None
    )
    versions = [plan.before, plan.after if plan.changed else None, suggestion]
    columns = [{} if text is None else shares(file, text, chances, found) for text in versions]
    names = list(dict.fromkeys(name for column in columns for name in column))
    rows = []
    for name in names:
        cells = [column.get(name, "") for column in columns]
        rows.append(f"| {source['repository']} | {name} | {' | '.join(cells)} | {outcome(plan)} | {worst(plan, file, chances)} |")
    return rows


def shares(file: object, text: str, chances: History, found: list[Commit]) -> dict[str, str]:
    """The cells of one version of a file, by the name of the install."""
    facts = with_text(file, text)  # type: ignore[arg-type]  # the facts of the file
    replayed = {step.step.line: set(step.when) for step in replay(facts, found).steps}
    cells: dict[str, str] = {}
    for each in installs(Walk(facts, Copies()), chances):
        cells.setdefault(label(each), interval([commit.id in replayed.get(each.step, set()) for commit in found]))
    return cells


def label(each: Install) -> str:
    """What an install is called in the table: fetching the modules of go is one thing, whoever does it."""
    names = {"go build": "go modules", "go mod download": "go modules"}
    return names.get(each.label, each.label) + (" (conditional)" if each.conditional else "")


def interval(hits: list[bool]) -> str:
    """The share and its 90 % interval."""
    chosen = random.Random(SEED)  # noqa: S311 - a bootstrap keeps no secret
    count = len(hits)
    means = sorted(sum(chosen.choices(hits, k=count)) / count for _ in range(SAMPLES))
    return f"{sum(hits) / count:.3f} ({means[SAMPLES // 20]:.3f}-{means[-SAMPLES // 20]:.3f})"


def outcome(plan: Plan) -> str:
    """What was done, or the codes of why not."""
    if plan.changed:
        return ", ".join(move.kind for move in plan.moves)
    codes = list(dict.fromkeys(refused.code for refused in plan.refused))
    return f"untouched: {', '.join(codes)}" if codes else "untouched: nothing to improve"


def worst(plan: Plan, file: object, chances: History) -> str:
    """The regime in which the plan costs more, if there is one."""
    worse = chances.is_worse(file, with_text(file, plan.after))  # type: ignore[arg-type]  # the facts of the file
    return worse or "not worse"


def page(rows: list[str]) -> str:
    """The whole page."""
    head = (
        "# The better order over eight histories\n\nWritten by `order_histories.py`. The part of the last 500 commits that reruns each dependency install, with\n"
        "90 % bootstrap intervals: as the file is, as proposed, as suggested (an empty cell: no such version).\n\n"
        "| repository | install | original | proposed | suggested | what was done | regimes |\n|---|---|---|---|---|---|---|\n"
    )
    return head + "\n".join(rows) + "\n"


if __name__ == "__main__":
    if not (SHARED / "histories").is_dir():
        sys.exit("the recorded histories are not here: set LAYERLINT_SHARED")
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary))
