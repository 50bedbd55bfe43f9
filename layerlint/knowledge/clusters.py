"""Short options that stand together, as getopt reads them: `-yq`, `-Ur file`, `-rfile`."""

from __future__ import annotations

# The package managers that read them so; to go and maven `-ldflags` is one option.
CLUSTERS = frozenset("apt-get apt aptitude apk yum dnf dnf5 microdnf tdnf zypper pip".split())


def spread(cluster: str, values: frozenset[str], flags: set[str], options: dict[str, str | None]) -> str:
    """Note the single flags of a cluster, and a value that it holds; returns its last option, whose value may follow."""
    flags.add(cluster)
    for at, letter in enumerate(cluster[1:], 2):
        flag = "-" + letter
        flags.add(flag)
        if flag in values and at < len(cluster):
            options[flag] = cluster[at:]
            return cluster
    return "-" + cluster[-1]
