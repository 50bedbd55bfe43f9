"""The planner: one certified move after the other until none is left, and for everything else the reason."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.tarball import DIRECTORY
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts
from layerlint.order import certificate as proof
from layerlint.order.codes import CONTEXT_UNSURE, NO_GAIN, ONBUILD, OPAQUE_RUN, Move, Refused, Suggestion
from layerlint.order.expected import Chances, worth_it
from layerlint.order.prefetch import prefetches
from layerlint.order.sink import sinks
from layerlint.order.split import Split, split
from layerlint.order.state import Copies
from layerlint.order.subjects import hidden_install, subject
from layerlint.order.walk import Step, Walk

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Stage

MOST_MOVES = 20
LONGEST = 2_000  # instructions; beyond that a file is no one's to reorder


class Install:
    """One dependency install and the `share` of commits that rerun it; `conditional` where the shell decides whether it runs."""

    __slots__ = ("conditional", "ecosystem", "label", "line", "share")

    def __init__(self, line: int, ecosystem: str, label: str, share: float, *, conditional: bool) -> None:
        self.line = line
        self.ecosystem = ecosystem
        self.label = label
        self.share = share
        self.conditional = conditional


class Proven:
    """What the certificate over all moves has to know: volatile variables, and commands that were added."""

    __slots__ = ("fetches", "volatile")

    def __init__(self, volatile: frozenset[str] = frozenset(), fetches: tuple[proof.Fetch, ...] = ()) -> None:
        self.volatile = volatile
        self.fetches = fetches


class Plan:
    """What comes out: the text `before` and `after`, the `moves` made, what is suggested and refused, and the certificate over all
    moves together (None when there is none). `installs` are those before and after. `reasons` say why there is nothing to do."""

    __slots__ = ("after", "before", "certificate", "chances", "installs", "installs_after", "moves", "proven", "reasons", "refused", "suggestions")

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
    plan.installs_after = list(installs(walk, chances))
    _reasons(plan, walk)
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
            line = candidate.moves[0].lines[0]
            plan.refused.append(Refused(candidate.moves[0].kind, line, OPAQUE_RUN, f"no proof: {found}"))
            continue
        plan.moves += candidate.moves
        plan.proven = Proven(plan.proven.volatile | candidate.volatile, (*plan.proven.fetches, *candidate.fetches))
        return following
    return None


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
        if _has_triggers(stage, file):
            _refuse_onbuild(stage, file, plan)
            continue
        if file.context is not None:
            yield from _splits(stage, walk, plan, chances)
            for text, move, fetch, before, after in prefetches(stage, walk, plan.refused):
                if worth_it(chances.share(before), chances.share(after)):
                    yield Candidate(text, [move], fetches=(fetch,))
        elif any(step.copied is not None and not step.copied.outside for step in walk.steps(stage)):
            _refuse_context(walk.steps(stage), file, plan)
        for text, move, names in sinks(stage, walk, plan.refused):
            yield Candidate(text, [move], volatile=names)


def _splits(stage: Stage, walk: Walk, plan: Plan, chances: Chances) -> Iterator[Candidate]:
    steps = walk.steps(stage)
    inherited = origins_of_parents(stage, walk)
    for step in steps:
        found = subject(step, walk.file) if step.run is not None else None
        if found is None:
            _refuse_opaque(step, steps, walk.file, plan)
            continue
        candidate = split(found, steps, inherited, walk.file)
        if candidate is None:
            continue
        before, after = chances.share(candidate.before), chances.share(candidate.after)
        line = walk.file.dockerfile.source.line(step.instruction.span[0])
        kind = candidate.kinds[0] if candidate.kinds else "manifest-split"
        if not worth_it(before, after):
            plan.refused.append(Refused(kind, line, NO_GAIN, f"`{found.label}` would rerun about as often: {after:.0%} of commits for {before:.0%}"))
        elif not candidate.doubts and candidate.text:
            yield Candidate(candidate.text, [Move(each, candidate.lines, candidate.why) for each in candidate.kinds])
        else:
            _doubtful(candidate, kind, line, after, plan)


def _doubtful(candidate: Split, kind: str, line: int, share: float, plan: Plan) -> None:
    """A candidate that is not made: refused with every reason, and suggested when it can be shown all the same."""
    for doubt in sorted(candidate.doubts, key=lambda each: not each.hard):
        plan.refused.append(Refused(kind, line, doubt.code, doubt.why, doubt.verdict))
    if candidate.text and not any(doubt.hard for doubt in candidate.doubts):
        first = candidate.doubts[0]
        verdict = "suggest" if any(doubt.verdict == "suggest" for doubt in candidate.doubts) else first.verdict
        code = next(doubt.code for doubt in candidate.doubts if doubt.verdict == verdict)
        suggestion = Suggestion(kind, candidate.lines, f"{candidate.why}; but {first.why}", code, verdict, candidate.text)
        suggestion.share = share
        plan.suggestions.append(suggestion)


def _has_triggers(stage: Stage, file: Facts) -> bool:
    base = file.graph.base_reference(stage) or ""
    tag = base.partition("@")[0].rpartition(":")[2]
    return bool(file.scopes.triggers(stage)) or tag.endswith("onbuild")


def _refuse_onbuild(stage: Stage, file: Facts, plan: Plan) -> None:
    line = file.dockerfile.source.line(stage.from_.span[0])
    plan.refused.append(Refused("manifest-split", line, ONBUILD, "the base brings triggers that run before everything here"))


def _refuse_context(steps: list[Step], file: Facts, plan: Plan) -> None:
    """Without a context nothing is known of what an install finds: said once for each install below a copy."""
    copied = False
    for step in steps:
        copied = copied or (step.copied is not None and not step.copied.outside)
        label = hidden_install(step, file) if copied and step.run is not None else None
        if label is not None:
            line = file.dockerfile.source.line(step.instruction.span[0])
            plan.refused.append(Refused("manifest-split", line, CONTEXT_UNSURE, f"the build context is not known, so neither is what `{label}` finds"))


def _refuse_opaque(step: Step, steps: list[Step], file: Facts, plan: Plan) -> None:
    """An install that no subject covers, below a copy from the context: inside a condition, a here-document, an ONBUILD."""
    inner = step.instruction.trigger if step.instruction.name == "ONBUILD" else None
    line = file.dockerfile.source.line(step.instruction.span[0])
    if inner is not None and inner.name == "RUN" and any(_installs(command.words) for command in file.commands(step.instruction)):
        plan.refused.append(Refused("manifest-split", line, ONBUILD, "the install is a trigger for other images"))
        return
    if step.run is None or _fetched(step, steps, file):
        return
    label = hidden_install(step, file)
    above = steps[: steps.index(step)]
    if label is not None and any(each.copied is not None and _is_broad(each) for each in above):
        why = f"`{label}` stands among commands that may read anything, or reads the sources itself"
        plan.refused.append(Refused("manifest-split", line, OPAQUE_RUN, why))


def _is_broad(step: Step) -> bool:
    """True for a copy of a folder."""
    return len(origins(step)) > len(step.instruction.words) - 1


def _fetched(step: Step, steps: list[Step], file: Facts) -> bool:
    """True when a step above has installed the same dependencies already: `go build` below `go mod download`."""
    families = _families(step, file)
    return bool(families) and any(families <= _families(above, file) for above in steps[: steps.index(step)] if above.run is not None)


def _families(step: Step, file: Facts) -> set[str]:
    from layerlint.knowledge.installs import find_install

    found = (find_install([word.value for word in command.words]) for command in file.commands(step.instruction))
    return {install.ecosystem.family for install in found if install is not None and install.kind in ("manifests", "project")}


def _installs(words: list[ShellWord]) -> bool:
    from layerlint.knowledge.installs import find_install

    return find_install([word.value for word in words]) is not None


def origins_of_parents(stage: Stage, walk: Walk) -> set[str]:
    """The paths of the context on which the parents of a stage hang."""
    chain = walk.file.graph.chain(stage)[:-1]
    return {path for parent in chain for step in walk.steps(parent) for path in origins(step)}


def origins(step: Step) -> set[str]:
    """The paths of the context that a copy brings."""
    rows = step.copied.rows if step.copied is not None else None
    return {row.landed.origin for row in rows or () if row.landed.kind != DIRECTORY}


def installs(walk: Walk, chances: Chances) -> Iterator[Install]:
    """Every dependency install of the built stages with its share."""
    from layerlint.knowledge.installs import find_install
    from layerlint.knowledge.tools import MANIFESTS, PROJECT

    line = walk.file.dockerfile.source.line
    for stage in walk.file.dockerfile.stages:
        if stage.index not in walk.file.graph.built:
            continue
        seen = origins_of_parents(stage, walk)
        fetched: set[str] = set()
        for step in walk.steps(stage):
            seen = seen | origins(step)
            for command in walk.file.commands(step.instruction) if step.run is not None else ():
                install = find_install([word.value for word in command.words])
                if install is None or install.kind not in (MANIFESTS, PROJECT) or (install.kind == PROJECT and install.ecosystem.family in fetched):
                    continue
                fetched.add(install.ecosystem.family)
                share = chances.share(seen)
                yield Install(line(command.span[0]), install.ecosystem.name, install.label, share, conditional=bool(command.context))


def _reasons(plan: Plan, walk: Walk) -> None:
    """Why there is nothing (more) to do, in words."""
    if plan.changed or plan.refused:
        return
    if not plan.installs_after:
        plan.reasons.append("no step installs dependencies below what is copied from the build context")
        return
    for each in plan.installs_after[:3]:
        plan.reasons.append(f"`{each.label}` in line {each.line} has nothing above it but what it reads")


if TYPE_CHECKING:
    from layerlint.dockerfile.shell import ShellWord
