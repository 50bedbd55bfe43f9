"""Which rules there are, and which of them a run asks for. Knows no file, no check's inside, no configuration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from layerlint.problem import Finding

    Check = Callable[[Any, Any, "Rule"], Iterator[Finding]]

# Where the generated page of a rule is read; `docs/rules/` of the project.
SHELLCHECK = "SC"  # how ShellCheck's codes begin
PAGES = "https://github.com/layerlint/layerlint/blob/main/docs/rules/"


class Rule:
    """What one rule says, as its file in rules/ has it. Why it says so, and its examples, are in `explanation`.

    `on` are the instruction names it looks at, or STAGE, or FILE, or COMMAND with the `programs` it looks at; with
    `onbuild` it looks inside ONBUILD, too. `check` is `module.function` in layerlint.checks.
    A rule of the parser has no check: `syntax` are the kinds of `SyntaxProblem` it stands for.
    `aliases` are the ids other tools gave it. `match` is the free table handed to the check; `given` are the values
    that a configuration gives to its `options`.
    """

    __slots__ = (
        "aliases",
        "category",
        "check",
        "confidence",
        "default",
        "given",
        "help",
        "id",
        "match",
        "name",
        "on",
        "onbuild",
        "options",
        "programs",
        "severity",
        "since",
        "summary",
        "syntax",
    )

    def __init__(
        self,
        *,
        id: str,
        name: str,
        category: str,
        severity: str,
        confidence: str,
        summary: str,
        since: str = "",
        default: bool = True,
        aliases: tuple[str, ...] = (),
        check: str = "",
        on: tuple[str, ...] = (),
        onbuild: bool = False,
        programs: tuple[str, ...] = (),
        syntax: tuple[str, ...] = (),
        fix: str = "",
        match: dict[str, Any] | None = None,
        options: dict[str, dict[str, Any]] | None = None,
        given: dict[str, Any] | None = None,
    ) -> None:
        self.id = id
        self.name = name
        self.category = category
        self.severity = severity
        self.confidence = confidence
        self.summary = summary
        self.since = since
        self.default = default
        self.aliases = aliases
        self.check = check
        self.on = on
        self.onbuild = onbuild
        self.programs = programs
        self.syntax = syntax
        self.help = fix
        self.match = match or {}
        self.options = options or {}
        self.given = given or {}

    @property
    def url(self) -> str:
        """The page that explains this rule."""
        return f"{PAGES}{self.id}.md"

    @property
    def explanation(self) -> Explanation:
        """Why the rule is there, what it costs, and its examples."""
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


class UnknownRule(Exception):
    """A selector that no rule answers to; the text says so and names the nearest one."""


def rules() -> list[Rule]:
    """Every rule of the catalogue, by id."""
    from layerlint._catalog import RULES

    return [Rule(**row) for row in RULES]


def function(name: str) -> Check:
    """The check called `module.function` in layerlint.checks; its module is imported only here, when first needed."""
    module, _, check = name.partition(".")
    found: Check = getattr(__import__(f"layerlint.checks.{module}", fromlist=(check,)), check)
    return found


class Selection:
    """The rules of one run, and which problems of theirs are wanted.

    `taken` maps a rule's id to None (all of it) or to the old ids through which alone it was asked for: then only
    problems that carry one of them are kept. `dropped` are old ids whose problems are not wanted.
    `codes` are those of ShellCheck's, which are in no catalogue.
    """

    __slots__ = ("_checks", "_dropped", "_kinds", "_programs", "_taken", "codes", "rules")

    def __init__(self, known: list[Rule], taken: dict[str, set[str] | None], dropped: set[str], codes: Codes | None = None) -> None:
        self.codes = codes or Codes((), (), default=False)
        self.rules = [rule for rule in known if rule.id in taken]
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
        return self._dropped.isdisjoint(aliases)


class Codes:
    """Which of ShellCheck's codes are wanted: beginnings of codes (`SC2086`, `SC20`, `SC`) taken and dropped."""

    __slots__ = ("_default", "_dropped", "_taken")

    def __init__(self, taken: Iterable[str], dropped: Iterable[str], *, default: bool) -> None:
        self._taken = tuple(filter(None, map(_code, taken)))
        self._dropped = tuple(filter(None, map(_code, dropped)))
        self._default = default

    def wants(self, code: str, *, default: bool) -> bool:
        """True when findings of `code` are to be reported; `default` says whether they are without being asked for."""
        if code.startswith(self._dropped):
            return False
        return code.startswith(self._taken) or (default and self._default)

    @property
    def any(self) -> bool:
        """True when some code may be wanted."""
        return (self._default or bool(self._taken)) and SHELLCHECK not in self._dropped


def _code(selector: str) -> str | None:
    """The beginning of the codes that a selector names, None for one that names none."""
    word = selector.strip().upper()
    if word in ("ALL", "SHELL", "SHELLCHECK"):
        return SHELLCHECK
    return word if word.startswith(SHELLCHECK) and (word[2:].isdigit() or word == SHELLCHECK) else None


def select(select: Iterable[str] = (), extend: Iterable[str] = (), ignore: Iterable[str] = ()) -> Selection:
    """The rules that `select` (none given: those on by default) and `extend` name, without those that `ignore` names.

    A selector is an id, a name, a category, an old id, a prefix such as LL2, or ALL, in any case. Raises UnknownRule.
    """
    known = rules()
    chosen, more, less = list(select), list(extend), list(ignore)
    taken: dict[str, set[str] | None] = {} if chosen else {rule.id: None for rule in known if rule.default}
    for selector in [*chosen, *more]:
        found, alias = _named(selector, known)
        for rule in found:
            through = taken.get(rule.id, set())
            taken[rule.id] = None if alias is None or through is None else through | {alias}
    dropped: set[str] = set()
    for selector in less:
        found, alias = _named(selector, known)
        if alias is not None:
            dropped.add(alias)
            continue
        for rule in found:
            taken.pop(rule.id, None)
    return Selection(known, taken, dropped, Codes([*chosen, *more], less, default=not chosen))


def _named(selector: str, known: list[Rule]) -> tuple[list[Rule], str | None]:
    """The rules a selector names, and the old id it is, if it is one."""
    word = selector.strip().casefold()
    if word == "all":
        return known, None
    found = [rule for rule in known if word in (rule.id.casefold(), rule.name, rule.category)]
    if not found and word.startswith("ll"):
        found = [rule for rule in known if rule.id.casefold().startswith(word)]
    if found or _is_family(word):
        return found, None
    for rule in known:
        for alias in rule.aliases:
            if alias.casefold() == word:
                return [other for other in known if alias in other.aliases], alias
    if _code(selector):
        return [], None
    raise UnknownRule(f"no rule, name, category or old id is called `{selector}`{_nearest(word, known)}")


def _is_family(word: str) -> bool:
    """True for `ll` and `ll2`, even while the family has no rule yet."""
    return word == "ll" or (len(word) == 3 and word[:2] == "ll" and word[2] in "01234567")


def _nearest(word: str, known: list[Rule]) -> str:
    from difflib import get_close_matches

    words = {name.casefold(): name for rule in known for name in (rule.id, rule.name, rule.category, *rule.aliases)}
    near = get_close_matches(word, words, n=1)
    return f"; did you mean `{words[near[0]]}`?" if near else "; `layerlint rule --all` lists them"


def named(word: str) -> list[Rule]:
    """The rules called `word`: one for an id or a name, the whole set for an old id. Raises UnknownRule."""
    found = _named(word, rules())[0]
    if not found and _code(word):
        raise UnknownRule(f"`{word}` is ShellCheck's, which explains its codes on https://www.shellcheck.net/wiki/")
    return found
