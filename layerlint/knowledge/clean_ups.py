"""What to do about each kind of leftover: the deed, in the words of the program that was called.

A row has the deed and the folder over which a cache may be mounted instead ("" where that hangs on the version).
`{program}` is the program as written, `{label}` the call, `{sudo}` stands before what root alone may do; `~` is the
home of who runs it. A deed in back-quotes alone is what the RUN should end with.
"""

from __future__ import annotations

_ROWS = {
    "apt-lists": ("`{sudo}rm -rf /var/lib/apt/lists/*`", "/var/lib/apt"),
    "apt-archives": ("`{sudo}apt-get clean`", "/var/cache/apt"),
    "yum-cache": ("`{sudo}{program} clean all`", ""),
    "zypper-cache": ("`{sudo}{program} clean --all`", "/var/cache/zypp"),
    # `pacman -Scc --noconfirm` takes the default answer, which is no (pacman's src/pacman/sync.c, noyes).
    "pacman-cache": ("`{sudo}rm -rf /var/cache/pacman/pkg/*`", "/var/cache/pacman/pkg"),
    "emerge-cache": ("`{sudo}rm -rf /var/cache/distfiles/*`", "/var/cache/distfiles"),
    "pip-cache": ("Add `--no-cache-dir` to `{label}`", "~/.cache/pip"),
    "uv-cache": ("Add `--no-cache` to `{label}`", "~/.cache/uv"),
    "poetry-cache": ("Add `--no-cache` to `{label}`", "~/.cache/pypoetry"),
    "pdm-cache": ("Add `--no-cache` to `{label}`", "~/.cache/pdm"),
    "composer-cache": ("Add `--no-cache` to `{label}`", ""),
    "conda-cache": ("`{sudo}{program} clean -afy`", ""),
    "npm-cache": ("`{sudo}{program} cache clean --force`", "~/.npm"),
    "yarn-cache": ("`{sudo}{program} cache clean`", ""),
    "gem-cache": ('`{sudo}rm -rf "$({program} env gemdir)"/cache`', ""),
    "maven-repository": ("Build in a stage of its own and copy the archive", "~/.m2"),
    "gradle-cache": ("Build in a stage of its own and copy the archive", "~/.gradle"),
    "cpanm-work": ("`rm -rf ~/.cpanm`", "~/.cpanm"),
}
# dnf of Fedora 41 and later is dnf5; where microdnf keeps its files hangs on its version.
_DNF = {"dnf5": "/var/cache/libdnf5", "tdnf": "/var/cache/tdnf", "dnf": "/var/cache/dnf (dnf5: /var/cache/libdnf5)"}
_WITHOUT_NO_CACHE = ("alpine:2.6", "alpine:2.7", "alpine:3.1", "alpine:3.2")  # apk-tools has it since Alpine 3.3
_SAYS_IT_OTHERWISE = {"micromamba": "`micromamba clean --all --yes`"}


def way_out(residue: str, label: str, programs: list[str], *, sudo: str, home: str | None) -> str:
    """The deed as a sentence; "" for a kind without a row. `sudo` stands before the call; `home` is None where nobody knows it."""
    if residue == "dnf-cache":
        deed, folder = _dnf(programs, sudo=sudo)
    else:
        row = _ROWS.get(residue)
        if row is None:
            return ""
        deed, folder = row[0].format(program=programs[0], label=label, sudo=f"{sudo} " if sudo else ""), row[1]
        if residue == "conda-cache":
            deed = _SAYS_IT_OTHERWISE.get(programs[0], deed)
    if deed.startswith("`"):
        deed = f"End the same RUN with {deed}"
    if folder.startswith("~"):
        folder = home + folder[1:] if home else ""
    return f"{deed}, or mount a cache over {folder}." if folder else f"{deed}."


def _dnf(programs: list[str], *, sudo: str) -> tuple[str, str]:
    """Each program has metadata of its own, and only what is there can be called."""
    cleaners = [f"`{f'{sudo} ' if sudo else ''}{program} clean all`" for program in programs]
    folder = _DNF.get(programs[0].rpartition("/")[2], "") if len(programs) == 1 else ""
    return " and ".join(cleaners), folder


def without_index(labels: set[str], reference: str) -> str:
    """How apk's index stays out: each call of it that keeps one, named."""
    if reference.endswith(_WITHOUT_NO_CACHE):
        return "End the same RUN with `rm -rf /var/cache/apk/*`."
    users = sorted(labels - {"apk update"})
    if not users:
        return "Leave it out: `apk add --no-cache` and `apk upgrade --no-cache` fetch a fresh index by themselves."
    calls = " and ".join([f"`{user} --no-cache`" for user in users])
    return f"Use {calls}, and leave `apk update` out." if "apk update" in labels else f"Use {calls}."
