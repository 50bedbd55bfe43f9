"""Variables that have no value where the builder looks them up."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.build.references import looked_up, places, unset_variables
from layerlint.build.timeline import GUESSED
from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.references import Unset
    from layerlint.dockerfile.model import Dockerfile, Instruction, Pair
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# The ARGs that the builder knows by itself; a stage sees each only behind a bare `ARG NAME` (docs.docker.com/reference/dockerfile).
AUTOMATIC = frozenset(f"{of}{what}" for of in ("BUILD", "TARGET") for what in ("PLATFORM", "OS", "ARCH", "VARIANT")) | {"TARGETSTAGE"}
# What a shell or a login sets, and a build does not: here a reader may expect a value, but so may the author.
SET_BY_SHELLS = frozenset("HOME HOSTNAME LANG LOGNAME OLDPWD PWD SHELL SHLVL TERM USER".split())


def undefined_variable(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL577: a variable is unset here although the file shows that a value was meant, or the base is known to set none.

    BuildKit does not look at the ARGs above the first FROM.
    """
    own, heard = _own(instruction), rule.aliases if instruction.stage >= 0 else ()
    for unset in unset_variables(file, instruction):
        if _is_of_same_env(unset, own):
            continue  # LL579 says it better
        elsewhere = _elsewhere(instruction, file, unset.name)
        if _is_evident(unset, elsewhere):
            related = [Related(pair.span, "declared here, for another part of the file")] if (pair := elsewhere) else []
            yield Finding(
                unset.span, f"`{unset.name[:40]}` has no value here", help=_advice(unset, elsewhere), related=related, aliases=heard
            )


def variable_without_value(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL578: the other look-ups of unset variables, those that a modifier provides for included."""
    del rule
    if instruction.stage < 0:
        return
    own = _own(instruction)
    for unset in unset_variables(file, instruction):
        if _is_of_same_env(unset, own) or _is_evident(unset, _elsewhere(instruction, file, unset.name)):
            continue
        if unset.certainty > GUESSED or not unset.name.isidentifier():
            yield Finding(unset.span, f"nothing above gives `{unset.name[:40]}` a value")


def _is_evident(unset: Unset, elsewhere: Pair | None) -> bool:
    name = unset.name
    if unset.provided or not name.isidentifier() or name == unset.into:
        return False  # `ENV PYTHONPATH=/app:$PYTHONPATH` means: with what the base has, if anything
    return name in AUTOMATIC or elsewhere is not None or (unset.certainty > GUESSED and name not in SET_BY_SHELLS)


def _advice(unset: Unset, elsewhere: Pair | None) -> str:
    if unset.name in AUTOMATIC or elsewhere is not None:
        return f"declare it above in this stage: `ARG {unset.name[:40]}`"
    return ""


def _elsewhere(instruction: Instruction, file: Facts, name: str) -> Pair | None:
    """An ARG of that name anywhere else, before the first FROM, in another stage, further down; or an ENV further down in the stage."""
    found = _definitions(file.dockerfile).get(name, ())
    return next((pair for each, pair in found if each is not instruction and _explains(each, instruction)), None)


def _explains(definition: Instruction, use: Instruction) -> bool:
    return definition.name == "ARG" or definition.stage == use.stage


@lru_cache(maxsize=1)
def _definitions(dockerfile: Dockerfile) -> dict[str, list[tuple[Instruction, Pair]]]:
    """Where each variable is set or declared, in file order; of several in one kind of instruction and stage only the first."""
    found: dict[str, dict[tuple[str, int], tuple[Instruction, Pair]]] = {}
    for each in dockerfile.instructions:
        if each.name in ("ARG", "ENV"):
            for pair in each.pairs:
                found.setdefault(pair.name, {}).setdefault((each.name, each.stage), (each, pair))
    return {name: list(places.values()) for name, places in found.items()}


def _own(instruction: Instruction) -> frozenset[str]:
    """The variables that an ENV sets."""
    return frozenset(pair.name for pair in instruction.pairs) if instruction.name == "ENV" else frozenset()


def _is_of_same_env(unset: Unset, own: frozenset[str]) -> bool:
    return unset.name in own and unset.name != unset.into


def variable_of_same_env(env: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL579: an ENV uses a variable that it sets itself; every value of one ENV is read before any is set."""
    hears, own = _hadolint(env, file), _own(env)
    for unset in unset_variables(file, env):
        if _is_of_same_env(unset, own):
            heard = tuple(
                alias
                for alias in rule.aliases
                if (alias != "DL3044" or unset.name in hears) and (alias != "UndefinedVar" or unset.certainty > GUESSED)
            )
            yield Finding(unset.span, f"`{unset.name[:40]}` is set only behind this `ENV`", aliases=heard)


def old_value_in_same_env(env: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL580: an ENV sets a variable and uses its old value, in another one."""
    del rule
    own = _own(env)
    names = _hadolint(env, file) - {unset.name for unset in unset_variables(file, env) if _is_of_same_env(unset, own)}
    for pair in env.pairs:
        old = [name for name in looked_up(pair.value or "", file.dockerfile.escape) if name in names and name != pair.name]
        found = places(file.dockerfile.source, pair.value_span) if old else {}
        for name in old:
            yield Finding(found.get(name, pair.value_span), f"the value of `{name[:32]}` from before this `ENV`")


def _hadolint(env: Instruction, file: Facts) -> set[str]:
    """The names that hadolint would speak of: those that no ENV or ARG above sets."""
    definitions = _definitions(file.dockerfile)
    return {pair.name for pair in env.pairs if definitions[pair.name][0][0] is env}
