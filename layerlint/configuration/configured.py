"""Layers to policies: which rules run, with which options and severities, for one Dockerfile after the other."""

from __future__ import annotations

from layerlint.choice import Choice, UnknownRule, code, members
from layerlint.configuration.keys import NUMBER, TEXT, TEXTS, TRUTH, Key, of_kind
from layerlint.configuration.layers import Layer, read
from layerlint.configuration.policies import FAIL_ON, Asked, Policy
from layerlint.configuration.problem import BadConfiguration, did_you_mean
from layerlint.registry import Rule, Selection, rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Members = list[tuple[Rule, str | None]]

OPTION_KINDS = {"integer": NUMBER, "string": TEXT, "boolean": TRUTH, "list": TEXTS}


class Configuration:
    """One configuration file with those it extends. `notes` say what in it has no effect."""

    def __init__(self, file: str, asked: Asked) -> None:
        self.notes: list[str] = []
        self.layers = read(file, self.notes)
        self._asked = asked
        # All of it is read at once: what is wrong is said even where no Dockerfile meets it.
        everything = _Reading(self.rules()).policy(self.layers, asked)
        self._policies: dict[tuple[bool, ...], Policy] = {(True,) * len(self.layers): everything}
        self.policy(file)

    def policy(self, path: str) -> Policy:
        """The policy for the Dockerfile at `path`. Raises BadConfiguration, and UnknownRule for what was asked."""
        fitting = tuple(layer.fits(path) for layer in self.layers)
        if fitting not in self._policies:
            layers = [layer for layer, fits in zip(self.layers, fitting, strict=True) if fits]
            self._policies[fitting] = _Reading(self.rules()).policy(layers, self._asked)
        return self._policies[fitting]

    def rules(self) -> list[Rule]:
        """Every rule there is under this configuration, made anew, those of its packs and plugins included."""
        known = rules()
        for layer in self.layers:
            if layer.texts("rule-paths") or layer.texts("plugins"):
                from layerlint.configuration.packs import added

                known += added(layer, known)
        return known


class _Reading:
    """Goes through layers and notes what they say of the rules."""

    def __init__(self, known: list[Rule]) -> None:
        self.known = known
        self.choice = Choice(known)
        self.severities: dict[str, list[tuple[str | None, str]]] = {}

    def policy(self, layers: list[Layer], asked: Asked) -> Policy:
        said: dict[str, Any] = {}
        for layer in layers:
            self._layer(layer)
            said |= layer.values
        self.choice.hear(asked.select, asked.extend, asked.ignore)
        selection = Selection(self.known, self.choice.taken, self.choice.dropped, self.choice.codes)
        selection.severities = self.severities
        selection.inline = said.get("inline-suppressions", True)
        policy = Policy(selection, asked.fail_on or said.get("fail-on", FAIL_ON), said.get("format"), said.get("history", 0))
        for layer in layers:
            if "bases" in layer.values:
                from layerlint.learned import records

                policy.bases |= records(layer.values["bases"], f"{layer.where}: bases")
        return policy

    def _layer(self, layer: Layer) -> None:
        """What it selects, then its tables, then what it leaves out: that wins within one layer."""
        start = [layer.values["preset"]] if "preset" in layer.values else []
        for words, key in ((start, "preset"), (layer.texts("select"), "select"), (layer.texts("extend-select"), "extend-select")):
            for word in words:
                self._members(word, layer, key)
        self.choice.hear([*start, *layer.texts("select")], layer.texts("extend-select"))
        for word, settings in layer.values.get("rules", {}).items():
            self._rule(word, settings, layer)
        for aliases, options, value, key in layer.hints:
            self._hint(aliases, options, value, f"{layer.where}: {key}")
        for word in layer.texts("ignore"):
            if self._members(word, layer, "ignore") or code(word):
                self.choice.hear((), (), [word])

    def _members(self, word: str, layer: Layer, key: str) -> Members:
        """The rules that a word names; none for an id of hadolint in its own file that no rule has. Raises BadConfiguration."""
        try:
            return members(word, self.known)
        except UnknownRule as error:
            if layer.lenient and word[:2] in ("DL", "SC") and word[2:].isdigit():
                return []
            raise BadConfiguration(f"{layer.where}: {key}: {error}") from error

    def _rule(self, word: str, settings: dict[str, Any], layer: Layer) -> None:
        """One table: a severity selects the rule, `off` leaves it out."""
        found = self._members(word, layer, "rules")
        severity = settings.get("severity")
        if severity == "off":
            self.choice.hear((), (), [word])
        elif severity is not None and (found or code(word)):
            self.choice.hear((), [word])
            if not found:
                self.severities.setdefault(word.upper(), []).append((None, severity))
            for rule, alias in found:
                self.severities.setdefault(rule.id, []).append((alias, severity))
        for name, value in settings.items():
            if name != "severity":
                self._option(name, value, found, f"{layer.where}: rules.{word}.{name}")

    def _option(self, name: str, value: Any, found: Members, where: str) -> None:
        """Give the option to every rule of the name that has it."""
        having = [rule for rule, _ in found if name in rule.options]
        if not having:
            options = dict.fromkeys(option for rule, _ in found for option in rule.options)
            raise BadConfiguration(f"{where}: no such option{did_you_mean(name, ['severity', *options])}")
        for rule in having:
            of_kind(value, Key(OPTION_KINDS[rule.options[name]["type"]], ""), where)
            rule.given = {**rule.given, name: value}

    def _hint(self, aliases: frozenset[str], options: tuple[str, ...], value: Any, where: str) -> None:
        """An option that hadolint has once for several rules; it switches on those that say nothing without it."""
        for rule in self.known:
            mine = [alias for alias in rule.aliases if alias in aliases]
            for option in options if mine else ():
                if option in rule.options:
                    self._option(option, value, [(rule, None)], where)
                    self.choice.hear((), mine)
