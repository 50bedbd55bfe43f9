"""Sets of rules by name, and which tool an old id belongs to."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.registry import Rule

# What hadolint 2.15 does not report unless it is told to, or told what to look for: https://github.com/hadolint/hadolint#rules
_OFF = frozenset("DL1001 DL3026 DL3049 DL3050 DL3051 DL3052 DL3053 DL3054 DL3055 DL3056 DL3057 DL3058".split())


def is_hadolint(alias: str) -> bool:
    """True for ids such as DL3008."""
    return alias[:2] == "DL" and alias[2:].isdigit()


def is_buildkit(alias: str) -> bool:
    """True for names such as StageNameCasing."""
    return alias.isalpha() and not alias.isupper() and alias[0].isupper()


def preset(name: str, known: list[Rule]) -> list[tuple[Rule, str | None]]:
    """The members of a preset, each with the old id through which it is one.

    recommended: what a reviewer would stop a merge for. strict: all but formatting (severity style) and matters of taste.
    hadolint, buildkit: what these tools report by themselves, and no more of a rule than they would.
    """
    if name == "recommended":
        return [(rule, None) for rule in known if rule.default]
    if name == "strict":
        return [(rule, None) for rule in known if rule.severity != "style" and not rule.opinion]
    belongs = is_buildkit if name == "buildkit" else _by_default_in_hadolint
    return [(rule, alias) for rule in known for alias in rule.aliases if belongs(alias)]


def _by_default_in_hadolint(alias: str) -> bool:
    return is_hadolint(alias) and alias not in _OFF
