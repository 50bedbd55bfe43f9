"""LL301 to LL309, LL314 to LL316: installs that leave it to the day of the build which versions, or packages, they bring.

What a word of an install says is in knowledge/pins.py, what variables hold in packages.py beside this.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.checks.packages import COMPUTED, Package, packages
from layerlint.knowledge.os_packages import bare_name
from layerlint.knowledge.pins import ELSEWHERE, MOVING, OPEN
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.facts import Facts
    from layerlint.registry import Rule

_APT = ("apt-get", "apt", "aptitude")
_SNAPSHOTS = ("snapshot.debian.org", "snapshot.ubuntu.com")

# Words in front of a command that other tools look through.
_TRANSPARENT = ("exec", "command", "builtin", "time")


def unpinned(install: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL301 to LL309: one finding a call, at the first package whose version is left open."""
    verb, left_open = _with((OPEN, MOVING), install, file)
    free = rule.option("packages")
    left_open = [package for package in left_open if not free or bare_name(package.text) not in free]
    if left_open and not (install.name in _APT and _uses_snapshot(file)):
        yield Finding(left_open[0].span, _message(left_open), aliases=_aliases(install, verb, left_open, rule))


def computed(install: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL314: the packages stand in a variable of which only the build knows the value; silent where LL301 to LL309 speak."""
    verb, unknown = _with((OPEN, MOVING, COMPUTED), install, file)
    if unknown and all(package.verdict == COMPUTED for package in unknown):
        message = f"`{_cut(unknown[0].text)}` is known to the build alone"
        yield Finding(unknown[0].span, message, aliases=_aliases(install, verb, unknown, rule))


def left_to_module(install: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL315: a package of Go whose version stands in another file, if anywhere; silent where LL309 speaks."""
    verb, found = _with((OPEN, MOVING, ELSEWHERE), install, file)
    if found and all(package.verdict == ELSEWHERE for package in found):
        yield Finding(found[0].span, _message(found), aliases=_aliases(install, verb, found, rule))


def wildcard(install: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL316: a pattern in the name of a package; one in a version, or in the name of a file, is another matter."""
    del rule
    for package in packages(install, file)[1]:
        if package.verdict == OPEN and ("*" in package.text or "?" in package.text) and "$" not in package.text:
            yield Finding(package.span, f"`{_cut(package.text)}` brings whatever matches")


@lru_cache(maxsize=1)
def _uses_snapshot(file: Facts) -> bool:
    """True when the file speaks of an archive as it was on one day, which settles all versions."""
    return any(host in file.dockerfile.source.text for host in _SNAPSHOTS)


def _with(verdicts: tuple[str, ...], install: Invocation, file: Facts) -> tuple[str, list[Package]]:
    verb, wanted = packages(install, file)
    return verb, [package for package in wanted if package.verdict in verdicts]


def _message(left_open: list[Package]) -> str:
    first = _cut(left_open[0].text)
    return f"`{first}` and {len(left_open) - 1} more name no version" if len(left_open) > 1 else f"`{first}` names no version"


def _aliases(install: Invocation, verb: str, found: list[Package], rule: Rule) -> tuple[str, ...]:
    """The old ids whose tool hears this call, named plainly, and takes one of the words for a package without a version."""
    written = install.command.words[0].value or ""
    if install.run.is_json and install.run.words[0].text != written:
        return ()
    if install.wrapped and written not in _TRANSPARENT and not (written.startswith("python") and install.words[1] == verb):
        return ()
    if "/" in (install.written[0].value or "/") or all(package.quiet for package in found):
        return ()
    label = f"{install.name} {verb}"
    return tuple(alias for alias in rule.aliases if label in rule.match["heard"][alias])


def _cut(name: str) -> str:
    return name if len(name) <= 24 else name[:23] + "…"
