"""One walk over one Dockerfile: findings of the parser and of the checks → suppress → severity → sort."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from layerlint.dockerfile.grammar import SHAPES
from layerlint.dockerfile.model import SyntaxProblem
from layerlint.facts import Facts
from layerlint.problem import SEVERITIES, Cost, Finding, Related
from layerlint.registry import Rule, Selection

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.layers import Plan
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.source import Span
    from layerlint.suppress.comments import Comments
    from layerlint.suppress.model import Remark, Suppressed

# A comment without one of these words silences nothing.
MARKS = ("layerlint:", "hadolint", "check")


class Problem:
    """One finding of one rule, with everything a report shows.

    `aliases` are the old ids whose original tool would fire here; `severity` is what counts, whatever the rule says.
    """

    __slots__ = ("aliases", "cost", "help", "message", "related", "rule", "severity", "span")

    def __init__(
        self,
        rule: Rule,
        severity: str,
        span: Span,
        message: str,
        help: str,
        aliases: tuple[str, ...] = (),
        related: list[Related] | None = None,
        cost: Cost | None = None,
    ) -> None:
        self.rule = rule
        self.severity = severity
        self.span = span
        self.message = message
        self.help = help
        self.aliases = aliases
        self.related = related or []
        self.cost = cost

    @property
    def order(self) -> tuple[int, int, str, str]:
        """Sorts by place, then by rule."""
        return (*self.span, self.rule.id, self.message)


class FileReport:
    """What there is to say about one file: problems in file order, what comments silenced, and its facts."""

    __slots__ = ("facts", "path", "problems", "suppressed")

    def __init__(self, path: str, facts: Facts, problems: list[Problem], suppressed: list[Suppressed]) -> None:
        self.path = path
        self.facts = facts
        self.problems = problems
        self.suppressed = suppressed

    @property
    def plan(self) -> Plan | None:
        """The predicted layers; None for a file that has no stage."""
        return self.facts.plan if self.facts.dockerfile.stages else None


def lint(facts: Facts, selection: Selection) -> FileReport:
    """Everything the selected rules have to say about one file. A check that raises is a bug and is not caught."""
    return reported(facts, problems(facts, selection), selection)


def problems(facts: Facts, selection: Selection) -> list[Problem]:
    """What the selected rules find, comments that silence it not yet heard."""
    return [*_refusals(facts, selection), *_findings(facts, selection)]


def reported(facts: Facts, found: list[Problem], selection: Selection, silenced: Iterable[Suppressed] = ()) -> FileReport:
    """The report on one file: what comments silence taken out (`silenced` already is), the rest in file order."""
    by_comments: list[Suppressed] = []
    text = facts.dockerfile.source.text
    if any(mark in text[start:end] for start, end in facts.dockerfile.comments for mark in MARKS):
        from layerlint.suppress.comments import read

        found, by_comments = _commented(found, read(facts.dockerfile), facts, selection)
    found.sort(key=lambda problem: problem.order)
    return FileReport(facts.dockerfile.source.path, facts, found, [*by_comments, *silenced])


def _commented(found: list[Problem], comments: Comments, facts: Facts, selection: Selection) -> tuple[list[Problem], list[Suppressed]]:
    """The problems that comments leave, with those about the comments, and what the comments silence."""
    from layerlint.presets import is_buildkit
    from layerlint.suppress.remarks import of_names, of_use

    for problem in found:
        if any(map(is_buildkit, problem.aliases)) and comments.is_strict(problem):
            problem.severity = selection.set_severity(problem.rule, problem.aliases) or "error"
    found += _remarked(of_use(comments), selection)
    if not selection.inline:
        return found, []
    kept, silenced = comments.sift(found)
    late, silenced_late = comments.sift(list(_remarked(of_names(comments, selection, context=facts.context is not None), selection)))
    return kept + late, silenced + silenced_late


def _remarked(remarks: Iterable[Remark], selection: Selection) -> Iterator[Problem]:
    """What is said about comments, as far as it is wanted."""
    for remark in remarks:
        rule = selection.syntax(remark.kind)
        if selection.wants(rule, remark.aliases):
            severity = selection.set_severity(rule, remark.aliases) or rule.severity
            yield Problem(rule, severity, remark.span, remark.message, remark.help or rule.help, remark.aliases)


def _refusals(facts: Facts, selection: Selection) -> Iterator[Problem]:
    """What the builder refuses. A stage that is never built cannot stop the build: there it is a warning."""
    for found in (*facts.dockerfile.problems, *facts.refusals):
        rule = selection.syntax(found.kind)
        aliases = _heard(rule, found.kind)
        if selection.wants(rule, aliases):
            severity = rule.severity
            if severity == "error" and not _reached(found, facts):
                severity = "warning"
            severity = selection.set_severity(rule, aliases) or severity
            yield Problem(rule, severity, found.span, found.message, found.help or rule.help, aliases)


def _heard(rule: Rule, kind: str) -> tuple[str, ...]:
    """The old ids whose tool speaks of this kind, too: a rule that stands for several kinds may say so for each id."""
    heard = rule.match.get("heard", {})
    return tuple(alias for alias in rule.aliases if kind in heard.get(alias, (kind,)))


def _reached(found: SyntaxProblem, facts: Facts) -> bool:
    return not found.reached_only or found.stage < 0 or found.stage in facts.graph.built


def _findings(facts: Facts, selection: Selection) -> Iterator[Problem]:
    """What the checks find, each instruction looked at once."""
    dockerfile = facts.dockerfile
    stages = {id(stage.from_): stage for stage in dockerfile.stages}
    for rule, check in selection.checks("FILE"):
        yield from _problems(check(dockerfile, facts, rule), rule, selection)
    for instruction in dockerfile.instructions:
        # An unknown word is no instruction, not even one called STAGE or FILE, by which rules ask for other things; and of
        # what stands above the first FROM the builder takes an ARG alone.
        if instruction.name in SHAPES and (instruction.stage >= 0 or instruction.name == "ARG"):
            yield from _of_instruction(instruction, facts, selection)
        stage = stages.get(id(instruction))
        if stage is not None:
            for rule, check in selection.checks("STAGE"):
                yield from _problems(check(stage, facts, rule), rule, selection)


def _of_instruction(instruction: Instruction, facts: Facts, selection: Selection, *, inside_onbuild: bool = False) -> Iterator[Problem]:
    """What is found at one instruction, at its commands, and at what an ONBUILD holds."""
    for rule, check in selection.checks(instruction.name, inside_onbuild=inside_onbuild):
        yield from _problems(check(instruction, facts, rule), rule, selection)
    if instruction.name == "RUN" and selection.looks_at_commands:
        for invocation in facts.invocations(instruction):
            for rule, check in selection.command_checks(invocation.name, inside_onbuild=inside_onbuild):
                yield from _problems(check(invocation, facts, rule), rule, selection)
    if instruction.name == "ONBUILD" and instruction.trigger is not None and instruction.trigger.name in SHAPES:
        yield from _of_instruction(instruction.trigger, facts, selection, inside_onbuild=True)


def _problems(findings: Iterator[Finding], rule: Rule, selection: Selection) -> Iterator[Problem]:
    for found in findings:
        aliases = rule.aliases if found.aliases is None else found.aliases
        if selection.wants(rule, aliases):
            severity = selection.set_severity(rule, aliases) or found.severity or rule.severity
            yield Problem(rule, severity, found.span, found.message, found.help or rule.help, aliases, found.related, found.cost)


def reaches(severity: str, threshold: str) -> bool:
    """True when `severity` is at or above `threshold`; nothing reaches `never`."""
    return threshold != "never" and SEVERITIES.index(severity) <= SEVERITIES.index(threshold)
