"""What history says of the findings about the cache: how many of the last commits paid for each. It may take a severity down, never up."""

from __future__ import annotations

from layerlint.history.git import NoHistory, Repository
from layerlint.history.log import commits
from layerlint.history.replay import replay
from layerlint.problem import SEVERITIES, Cost

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.engine import FileReport, Problem
    from layerlint.history.log import Commit
    from layerlint.history.replay import Replay, StepShare

FEWEST = 20  # commits below which a share says nothing
RARELY = 0.02  # of all commits: what costs less often is not worth a warning
COPIES, RUNS = "changed something here", "reran this"


class Histories:
    """The commits of each folder, asked for once. `failed` says for which folder there are none, and why."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], list[Commit]] = {}
        self.failed: dict[str, str] = {}

    def tell(self, report: FileReport, limit: int, fixed: set[str]) -> None:
        """Add the shares to the findings LL1xx of one file. `fixed` are ids of rules whose severity the user has set: it stays."""
        found = [problem for problem in report.problems if problem.rule.id.startswith("LL1")]
        context = report.facts.context
        if not found or context is None or report.facts.graph.target is None:
            return
        changes = self._commits(context.root, limit)
        if changes:
            done = replay(report.facts, changes)
            for problem in found:
                _tell(problem, done, lower=problem.rule.id not in fixed)

    def _commits(self, root: str, limit: int) -> list[Commit]:
        key = root, limit
        if key not in self._known:
            try:
                self._known[key] = commits(Repository(root), limit)
            except NoHistory as error:
                self._known[key] = []
                self.failed[root] = str(error)
        return self._known[key]


def _tell(problem: Problem, done: Replay, *, lower: bool) -> None:
    """One finding: of a COPY the commits that changed its files, of a RUN those that reran it; of an ARG or ENV no commit tells."""
    begin, end = problem.span
    steps = [step for step in done.steps if step.step.step.carrier.span[0] <= begin and end <= step.step.step.carrier.span[1]]
    if not steps:
        return
    number, what = max((_count(step) for step in steps), key=lambda count: count[0])
    cost = problem.cost or Cost()
    problem.cost = Cost(cost.layers, cost.size, history=(number, done.commits, what))
    if lower and done.commits >= FEWEST and number < RARELY * done.commits and problem.severity in SEVERITIES[:-1]:
        problem.severity = SEVERITIES[SEVERITIES.index(problem.severity) + 1]


def _count(step: StepShare) -> tuple[int, str]:
    if step.step.selectors:
        return step.touched, COPIES
    return step.rerun_commits, RUNS
