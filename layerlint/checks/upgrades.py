"""LL310, LL311: upgrades of everything that the base image brings."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.facts import Facts
    from layerlint.registry import Rule

_DNF = frozenset(("update", "upgrade", "distro-sync", "dsync"))
_APT = frozenset(("upgrade", "dist-upgrade", "full-upgrade", "safe-upgrade"))
# The verbs that upgrade whatever is installed when no package is named: apt-get(8), apk-upgrade(8), dnf(8), zypper(8), read 2026-11.
_UPGRADES = {
    "apt-get": _APT, "apt": _APT, "aptitude": _APT, "apk": frozenset(("upgrade",)),
    "yum": _DNF, "dnf": _DNF, "dnf5": _DNF, "microdnf": _DNF, "tdnf": _DNF, "zypper": frozenset(("update", "up", "patch")),
}  # fmt: skip
# Nothing is installed, or only what closes a hole.
_LESS = frozenset(
    "-s --simulate --dry-run -D -d --download-only --downloadonly --print-uris --assumeno --security --advisory --cve --help".split()
)


def dist_upgrade(zypper: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL310: `zypper dist-upgrade` may change the release and remove packages."""
    del file
    verb = zypper.call.verb(frozenset(("dist-upgrade", "dup")))
    if verb:
        plain = not zypper.wrapped and zypper.written[0].value == "zypper"
        yield Finding(zypper.head(verb), f"`zypper {verb}` replaces the system of the base image", aliases=rule.aliases if plain else ())


def system_upgrade(upgrade: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL311: every package of the base image becomes what is newest on the day of the build."""
    del file, rule
    call = upgrade.call
    verb = call.verb(_UPGRADES[upgrade.name])
    if verb and len(call.arguments) == 1 and _LESS.isdisjoint(call.flags):
        yield Finding(upgrade.head(verb), f"`{upgrade.name} {verb}` upgrades all that the base image brings")
