"""The planner: one certified move after the other until none is left, and for everything else the reason."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts
from layerlint.order import certificate as proof
from layerlint.order.advice import advice
from layerlint.order.codes import (
    KEEP_ORDER,
    NO_GAIN,
    OPAQUE_RUN,
    Move,
    Refused,
    Suggestion,
)
from layerlint.order.expected import Chances, worth_it
from layerlint.order.prefetch import prefetches
from layerlint.order.reasons import has_triggers, refuse_context, refuse_onbuild, refuse_opaque
from layerlint.order.shares import Install, installs, reach_of_parents
from layerlint.order.sink import sinks
from layerlint.order.split import Split, split
from layerlint.order.state import Copies
from layerlint.order.subjects import subject
from layerlint.order.walk import Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Stage

MOST_MOVES = 20
LONGEST = 2_000  # instructions; beyond that a file is no one's to reorder


class Proven:
    """What the certificate over all moves has to know: volatile variables, and commands that were added."""

    __slots__ = ("fetches", "volatile")

    def __init__(self, volatile: frozenset[str] = frozenset(), fetches: tuple[proof.Fetch, ...] = ()) -> None:
        self.volatile = volatile
        self.fetches = fetches


class Plan:
    """What comes out: the text `before` and `after`, the `moves` made, what is suggested and refused, and the certificate over all
    moves together (None when there is none). `installs` are those before and after. `reasons` say why there is nothing to do."""

    __slots__ = (
        "after",
        "before",
        "certificate",
        "chances",
        "installs",
        "installs_after",
        "moves",
        "proven",
        "reasons",
        "refused",
        "suggestions",
    )

    def __init__(self, text: str, chances: Chances) -> None:
        self.before = text
        self.after = text
        self.chances = chances
        self.moves: list[Move] = []
        self.suggestions: list[Suggestion] = []
        self.refused: list[Refused] = []
        self.certificate: proof.Certificate | None = None
        self.proven = Proven()
        self.installs: list[Install] = []
        self.installs_after: list[Install] = []
        self.reasons: list[str] = []

    @property
    def changed(self) -> bool:
        """True when a safe improvement was found."""
        return self.after != self.before


class Candidate:
    """One move with its text; `volatile` and `fetches` are what the certificate has to know."""

    __slots__ = ("fetches", "moves", "text", "volatile")

    def __init__(
        self, text: str, moves: list[Move], *, volatile: frozenset[str] = frozenset(), fetches: tuple[proof.Fetch, ...] = ()
    ) -> None:
        self.text = text
        self.moves = moves
        self.volatile = volatile
        self.fetches = fetches


def make_plan(file: Facts, chances: Chances) -> Plan:
    """The plan for one file. Never raises for any file that parses."""
    plan = Plan(file.dockerfile.source.text, chances)
    copies = Copies()
    walk = Walk(file, copies)
    if file.dockerfile.problems or not file.dockerfile.stages or len(file.dockerfile.instructions) > LONGEST:
        plan.reasons.append("the file has no stage, or has errors")
        return plan
    plan.installs = list(installs(walk, chances))
    rejected: set[str] = set()
    while len(plan.moves) < MOST_MOVES and (made := _next(walk, plan, chances, copies, rejected)) is not None:
        walk = made
    plan.after = walk.file.dockerfile.source.text
    if plan.changed:
        _certify(plan, Walk(file, copies), walk)
    worse = chances.is_worse(file, walk.file) if plan.changed else None
    if worse is not None:
        plan.refused += [Refused(move.kind, move.lines[0], NO_GAIN, f"it would cost more in the regime `{worse}`") for move in plan.moves]
        plan.after, plan.moves, plan.certificate = plan.before, [], None
        walk = Walk(file, copies)
    _measure(plan, walk, chances)
    plan.suggestions += advice(walk) if file.context is not None else ()
    plan.installs_after = list(installs(walk, chances))
    _reasons(plan)
    return plan


def _next(walk: Walk, plan: Plan, chances: Chances, copies: Copies, rejected: set[str]) -> Walk | None:
    """Make the next move that has a certificate; None, and everything refused noted, when there is none."""
    plan.refused, plan.suggestions = [], []
    for candidate in _candidates(walk, plan, chances):
        if candidate.text in rejected or candidate.text == walk.file.dockerfile.source.text:
            continue
        following = Walk(with_text(walk.file, candidate.text), copies)
        found = proof.certify(walk, following, volatile=candidate.volatile, fetches=candidate.fetches)
        if isinstance(found, str):
            rejected.add(candidate.text)
            move = candidate.moves[0]
            code = KEEP_ORDER if candidate.volatile else OPAQUE_RUN
            plan.refused.append(Refused(move.kind, move.lines[0], code, f"no proof: {found}"))
            continue
        plan.moves += candidate.moves
        plan.proven = Proven(plan.proven.volatile | candidate.volatile, (*plan.proven.fetches, *candidate.fetches))
        return following
    return None


def _measure(plan: Plan, walk: Walk, chances: Chances) -> None:
    """The shares of suggestions, counted where there is a history: of the RUN that the suggestion moves."""
    for each in plan.suggestions:
        counted = chances.step_shares(with_text(walk.file, each.text)) if each.text else None
        if counted and each.text and each.step in each.text:
            each.share = counted.get(each.text.count("\n", 0, each.text.index(each.step)) + 1, each.share)


def _certify(plan: Plan, before: Walk, after: Walk) -> None:
    """The certificate over all moves together; without one nothing is changed."""
    found = proof.certify(before, after, volatile=plan.proven.volatile, fetches=plan.proven.fetches)
    if isinstance(found, str):
        plan.refused += [Refused(move.kind, move.lines[0], OPAQUE_RUN, f"no proof: {found}") for move in plan.moves]
        plan.after, plan.moves = plan.before, []
    else:
        plan.certificate = found


def with_text(file: Facts, text: str) -> Facts:
    """The facts of the same file with another text."""
    content = text.encode("utf-8", "surrogateescape")
    return Facts(
        parse(Source(content, file.dockerfile.source.path)),
        context=file.context,
        builder=file.builder,
        target=file.target,
        build_args=file.build_args,
        platform=file.platform,
    )


def _candidates(walk: Walk, plan: Plan, chances: Chances) -> Iterator[Candidate]:
    file = walk.file
    for stage in file.dockerfile.stages:
        if stage.index not in file.graph.built:
            continue
        if has_triggers(stage, file):
            refuse_onbuild(stage, file, plan.refused)
            continue
        if file.context is not None:
            yield from _splits(stage, walk, plan, chances)
            for text, move, fetch, before, after in prefetches(stage, walk, plan.refused):
                if worth_it(chances.share(before), chances.share(after)):
                    yield Candidate(text, [move], fetches=(fetch,))
        elif any(step.copied is not None and not step.copied.outside for step in walk.steps(stage)):
            refuse_context(walk.steps(stage), file, plan.refused)
        for text, move, names in sinks(stage, walk, plan.refused):
            yield Candidate(text, [move], volatile=names)


def _splits(stage: Stage, walk: Walk, plan: Plan, chances: Chances) -> Iterator[Candidate]:
    steps = walk.steps(stage)
    inherited = reach_of_parents(stage, walk)
    for step in steps:
        found = subject(step, walk.file) if step.run is not None else None
        if found is None:
            refuse_opaque(step, steps, walk.file, plan.refused)
            continue
        candidate = split(found, steps, inherited, walk.file)
        if candidate is None:
            continue
        before, after = chances.share(candidate.before), chances.share(candidate.after)
        line = walk.file.dockerfile.source.line(step.instruction.span[0])
        kind = candidate.kinds[0] if candidate.kinds else "manifest-split"
        if not candidate.doubts and not worth_it(before, after):
            plan.refused.append(
                Refused(kind, line, NO_GAIN, f"`{found.label}` would rerun about as often: {after:.0%} of commits for {before:.0%}")
            )
        elif not candidate.doubts and candidate.text:
            yield Candidate(candidate.text, [Move(each, candidate.lines, candidate.why) for each in candidate.kinds])
        else:
            _doubtful(candidate, kind, line, after, plan, walk.file.dockerfile.source)


def _doubtful(candidate: Split, kind: str, line: int, share: float, plan: Plan, source: Source) -> None:
    """A candidate that is not made: refused with every reason, and suggested when it can be shown all the same."""
    for doubt in sorted(candidate.doubts, key=lambda each: not each.hard):
        plan.refused.append(Refused(kind, line, doubt.code, doubt.why, doubt.verdict))
    if candidate.text and not any(doubt.hard for doubt in candidate.doubts):
        first = candidate.doubts[0]
        verdict = "suggest" if any(doubt.verdict == "suggest" for doubt in candidate.doubts) else first.verdict
        code = next(doubt.code for doubt in candidate.doubts if doubt.verdict == verdict)
        suggestion = Suggestion(kind, candidate.lines, f"{candidate.why}; but {first.why}", code, verdict, candidate.text)
        suggestion.share = share
        run = candidate.subject.step.instruction
        suggestion.step = source.text[run.span[0] : candidate.subject.end]
        plan.suggestions.append(suggestion)


def _reasons(plan: Plan) -> None:
    """Why there is nothing (more) to do, in words."""
    if plan.changed or plan.refused:
        return
    if not plan.installs_after:
        plan.reasons.append("no step installs dependencies below what is copied from the build context")
        return
    for each in plan.installs_after[:3]:
        plan.reasons.append(f"`{each.label}` in line {each.line} has nothing above it but what it reads")
