"""Selectors to rules: which rules a word names, and what several voices together ask for."""

from __future__ import annotations

from collections.abc import Iterable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.registry import Rule

NO_IDS: frozenset[str] = frozenset()
PRESETS = ("recommended", "strict", "hadolint", "buildkit")
SHELLCHECK = "SC"  # how ShellCheck's codes begin
WITH_ALL_CODES = ("strict", "hadolint")  # presets; the findings of hadolint are in large part ShellCheck's


class UnknownRule(Exception):
    """A selector that no rule answers to; the text says so and names the nearest one."""


class Codes:
    """Which of ShellCheck's codes are wanted: beginnings of codes (`SC2086`, `SC20`, `SC`) taken and dropped, the last one counts."""

    __slots__ = ("_decisions", "_default")

    def __init__(self, *, default: bool = True) -> None:
        self._default = default
        self._decisions: list[tuple[str, bool]] = []

    def hear(self, selectors: Iterable[str], *, taken: bool) -> None:
        """Take or drop what the selectors name."""
        for selector in selectors:
            word = selector.strip().casefold()
            if word == "recommended":
                self._default = taken
            beginning = SHELLCHECK if word in WITH_ALL_CODES else code(selector)
            if beginning:
                self._decisions.append((beginning, taken))

    def wants(self, code: str, *, default: bool) -> bool:
        """True when findings of `code` are to be reported; `default` says whether they are without being asked for."""
        for beginning, taken in reversed(self._decisions):
            if code.startswith(beginning):
                return taken
        return default and self._default

    @property
    def any(self) -> bool:
        """True when some code may be wanted."""
        for beginning, taken in reversed(self._decisions):
            if taken or beginning == SHELLCHECK:
                return taken
        return self._default


def code(selector: str) -> str | None:
    """The beginning of the codes of ShellCheck's that a selector names, None for one that names none."""
    word = selector.strip().upper()
    if word in ("ALL", "SHELL", "SHELLCHECK"):
        return SHELLCHECK
    return word if word.startswith(SHELLCHECK) and (word[2:].isdigit() or word == SHELLCHECK) else None


class Choice:
    """Rules being chosen out of `known`, voice by voice: configuration files, then the command line. The later one wins.

    `taken`, `dropped` and `codes` are what `registry.Selection` is made of.
    """

    __slots__ = ("codes", "dropped", "known", "taken")

    def __init__(self, known: list[Rule]) -> None:
        self.known = known
        self.taken: dict[str, set[str] | None] = {rule.id: None for rule in known if rule.default}
        self.dropped: dict[str, set[str]] = {}
        self.codes = Codes()

    def hear(self, select: Iterable[str], extend: Iterable[str] = (), ignore: Iterable[str] = ()) -> None:
        """One voice: `select` begins anew, `extend` adds, `ignore` takes away. Raises UnknownRule."""
        chosen, more, less = list(select), list(extend), list(ignore)
        if chosen:
            self.taken, self.dropped, self.codes = {}, {}, Codes(default=False)
        self.codes.hear([*chosen, *more], taken=True)
        self.codes.hear(less, taken=False)
        for selector in [*chosen, *more]:
            for rule, alias in members(selector, self.known):
                self._take(rule, alias)
        for selector in less:
            for rule, alias in members(selector, self.known):
                if alias is None:
                    self.taken.pop(rule.id, None)
                else:
                    self.dropped.setdefault(rule.id, set()).add(alias)

    def _take(self, rule: Rule, alias: str | None) -> None:
        """The whole rule, or what it finds under an old id."""
        through = self.taken.get(rule.id, NO_IDS)
        if alias is None or through is None:
            self.taken[rule.id] = None
        else:
            self.taken[rule.id] = {*through, alias}
        if alias is None:
            self.dropped.pop(rule.id, None)
        elif rule.id in self.dropped:
            self.dropped[rule.id].discard(alias)


def members(selector: str, known: list[Rule]) -> list[tuple[Rule, str | None]]:
    """The rules a selector names, each with the old id through which it does, if it is one. Raises UnknownRule."""
    word = selector.strip().casefold()
    found = known if word == "all" else [rule for rule in known if word in (rule.id.casefold(), rule.name, rule.category)]
    if not found and word.startswith("ll"):
        found = [rule for rule in known if rule.id.casefold().startswith(word)]
    if found or _is_family(word):
        return [(rule, None) for rule in found]
    for rule in known:
        for alias in rule.aliases:
            if alias.casefold() == word:
                return [(other, alias) for other in known if alias in other.aliases]
    if word in PRESETS:
        from layerlint.presets import preset

        return preset(word, known)
    if code(word):
        return []
    near = nearest(word, known)
    hint = f"; did you mean `{near}`?" if near else "; `layerlint rule --all` lists them"
    raise UnknownRule(f"no rule, name, category or old id is called `{selector}`{hint}")


def _is_family(word: str) -> bool:
    """True for `ll` and `ll2`, even while the family has no rule yet."""
    return word == "ll" or (len(word) == 3 and word[:2] == "ll" and word[2] in "01234567")


def nearest(word: str, known: list[Rule]) -> str | None:
    """The id, name, category or old id that is spelled most like `word`."""
    from difflib import get_close_matches

    words = {name.casefold(): name for rule in known for name in (rule.id, rule.name, rule.category, *rule.aliases)}
    near = get_close_matches(word.strip().casefold(), words, n=1)
    return words[near[0]] if near else None
