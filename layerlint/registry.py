"""Which rules there are, and which of them a run asks for. Knows no file, no check's inside, no configuration."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator

from layerlint.choice import NO_IDS, Choice, Codes, UnknownRule, code, members

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from layerlint.problem import Finding

    Check = Callable[[Any, Any, "Rule"], Iterator[Finding]]

# Where the generated page of a rule is read; `docs/rules/` of the project.
PAGES = "https://github.com/layerlint/layerlint/blob/main/docs/rules/"


NOTHING: dict[str, Any] = {}  # shared: a rule's tables are replaced, never filled


class Rule:
    """What one rule says, as its file in rules/ has it. Why it says so, and its examples, are in `explanation`.

    `on` are the instruction names it looks at, or STAGE, or FILE, or COMMAND with the `programs` it looks at; with
    `onbuild` it looks inside ONBUILD, too. `check` is `module.function` in layerlint.checks.
    A rule of the parser has no check: `syntax` are the kinds of `SyntaxProblem` it stands for.
    `aliases` are the ids other tools gave it. `match` is the free table handed to the check; `given` are the values
    that a configuration gives to its `options`. `opinion` keeps a matter of taste out of the preset `strict`.
    A rule of a team's own says itself why (`told`) and where to read on (`page`), and may bring its check with it.

    What a rule leaves out stands here: parameters with defaults would cost a plain run 3 million instructions.
    """

    id: str
    name: str
    category: str
    severity: str
    confidence: str
    summary: str
    help: str = ""
    since: str = ""
    default: bool = True
    aliases: tuple[str, ...] = ()
    check: str | Check = ""
    on: tuple[str, ...] = ()
    onbuild: bool = False
    programs: tuple[str, ...] = ()
    syntax: tuple[str, ...] = ()
    match: dict[str, Any] = NOTHING
    options: dict[str, dict[str, Any]] = NOTHING
    given: dict[str, Any] = NOTHING
    opinion: bool = False
    page: str | None = None
    told: Explanation | None = None

    def __init__(self, **said: Any) -> None:
        self.__dict__.update(said)

    @property
    def url(self) -> str:
        """The page that explains this rule."""
        return f"{PAGES}{self.id}.md" if self.page is None else self.page

    @property
    def explanation(self) -> Explanation:
        """Why the rule is there, what it costs, and its examples."""
        if self.told is not None:
            return self.told
        from layerlint._explanations import EXPLANATIONS

        return Explanation(**EXPLANATIONS[self.id])

    def option(self, name: str) -> Any:
        """The value given to option `name`, or its default. KeyError for a name the rule's file does not declare."""
        return self.given[name] if name in self.given else self.options[name]["default"]


class Explanation:
    """What `layerlint rule` says of a rule beyond the rule itself; a run that lints never loads it."""

    __slots__ = ("bad", "cost", "good", "why")

    def __init__(self, *, why: str, cost: str = "", bad: tuple[str, ...], good: tuple[str, ...]) -> None:
        self.why = why
        self.cost = cost
        self.bad = bad
        self.good = good


def rules() -> list[Rule]:
    """Every rule of the catalogue, by id."""
    from layerlint._catalog import RULES

    return [_rule(row) for row in RULES]


def _rule(row: dict[str, Any]) -> Rule:
    """The rule of one row of the catalogue: `Rule(**row)` at a third of its price."""
    rule = Rule.__new__(Rule)
    rule.__dict__ = row.copy()
    return rule


def function(name: str | Check) -> Check:
    """The check called `module.function` in layerlint.checks; its module is imported only here, when first needed."""
    if not isinstance(name, str):
        return name
    module, _, check = name.partition(".")
    path = f"layerlint.checks.{module}"
    found: Check = getattr(sys.modules.get(path) or __import__(path, fromlist=(check,)), check)
    return found


class Selection:
    """The rules of one run, and which problems of theirs are wanted.

    `taken` maps a rule's id to None (all of it) or to the old ids through which alone it was asked for: then only
    problems that carry one of them are kept. `dropped` maps it to old ids whose problems are not wanted.
    `severities` are what a configuration sets: rule → pairs of old id (None: any) and severity, the last one counts.
    `inline` is False where comments may not silence anything. `codes` are those of ShellCheck's, which are in no catalogue.
    """

    __slots__ = ("_checks", "_dropped", "_kinds", "_programs", "_taken", "codes", "inline", "known", "rules", "severities")

    def __init__(
        self, known: list[Rule], taken: dict[str, set[str] | None], dropped: dict[str, set[str]], codes: Codes | None = None
    ) -> None:
        self.known = known
        self.codes = codes or Codes(default=False)
        self.rules = [rule for rule in known if rule.id in taken]
        self.severities: dict[str, list[tuple[str | None, str]]] = {}
        self.inline = True
        self._kinds = {kind: rule for rule in known for kind in rule.syntax}
        self._taken = taken
        self._dropped = dropped
        self._checks: dict[str, list[tuple[Rule, Check]]] = {}
        self._programs: dict[str, list[Rule]] = {}
        for rule in self.rules:
            for program in rule.programs:
                self._programs.setdefault(program, []).append(rule)

    def checks(self, on: str, *, inside_onbuild: bool = False) -> list[tuple[Rule, Check]]:
        """The checks to run on an instruction called `on`, or on STAGE or FILE."""
        key = f"ONBUILD {on}" if inside_onbuild else on
        found = self._checks.get(key)
        if found is None:
            wanted = [rule for rule in self.rules if on in rule.on and rule.onbuild >= inside_onbuild]
            found = self._checks[key] = [(rule, function(rule.check)) for rule in wanted]
        return found

    def command_checks(self, program: str, *, inside_onbuild: bool = False) -> list[tuple[Rule, Check]]:
        """The checks to run on a command that calls `program`; their modules are imported only when one is met."""
        if program not in self._programs:
            return []
        key = f"{inside_onbuild:d} {program}"
        found = self._checks.get(key)
        if found is None:
            wanted = [rule for rule in self._programs[program] if rule.onbuild >= inside_onbuild]
            found = self._checks[key] = [(rule, function(rule.check)) for rule in wanted]
        return found

    @property
    def looks_at_commands(self) -> bool:
        """True when some rule looks at single commands."""
        return bool(self._programs)

    def syntax(self, kind: str) -> Rule:
        """The rule that speaks for a `SyntaxProblem` of this kind, selected or not. KeyError: a kind without a rule file."""
        return self._kinds[kind]

    def wants(self, rule: Rule, aliases: tuple[str, ...]) -> bool:
        """True when a problem of `rule` that carries the old ids `aliases` is to be reported."""
        if rule.id not in self._taken:
            return False
        through = self._taken[rule.id]
        if through is not None and through.isdisjoint(aliases):
            return False
        return not self._dropped or self._dropped.get(rule.id, NO_IDS).isdisjoint(aliases)

    def set_severity(self, rule: Rule, aliases: tuple[str, ...]) -> str | None:
        """The severity that a configuration gives to a problem of `rule` with these old ids, or None."""
        for alias, severity in reversed(self.severities.get(rule.id, ())):
            if alias is None or alias in aliases:
                return severity
        return None


def select(select: Iterable[str] = (), extend: Iterable[str] = (), ignore: Iterable[str] = ()) -> Selection:
    """The rules that `select` (none given: those on by default) and `extend` name, without those that `ignore` names.

    A selector is an id, a name, a category, an old id, a prefix such as LL2, a preset, or ALL, in any case. Raises UnknownRule.
    """
    choice = Choice(rules())
    choice.hear(select, extend, ignore)
    return Selection(choice.known, choice.taken, choice.dropped, choice.codes)


def named(word: str, known: list[Rule] | None = None) -> list[Rule]:
    """The rules called `word`, of all or of those `known`: one for an id or a name, the whole set for an old id. Raises UnknownRule."""
    found = [rule for rule, _ in members(word, rules() if known is None else known)]
    if not found and code(word):
        raise UnknownRule(f"`{word}` is ShellCheck's, which explains its codes on https://www.shellcheck.net/wiki/")
    return found
