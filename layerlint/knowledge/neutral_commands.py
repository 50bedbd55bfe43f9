"""Commands whose effect on files their own words tell: they read and write the paths they name, and nothing else of a project.

Taken from the manual pages of coreutils, findutils, shadow and Debian's adduser, read 2026-11.
"""

from __future__ import annotations

# Their operands are paths, which they may read and write.
ON_PATHS = frozenset(
    "mkdir rmdir rm touch chmod chown chgrp ln cp mv cat sed grep head tail wc test [ ls du stat find tar unzip gzip gunzip install "
    "mktemp readlink realpath venv virtualenv".split()
)
# They name no path of a project.
PATHLESS = frozenset(
    "true false : echo printf uname arch id whoami hostname date useradd groupadd adduser addgroup usermod groupmod userdel locale-gen "
    "ldconfig update-ca-certificates update-alternatives dpkg-reconfigure apt-mark apt-cache corepack sleep which type nproc".split()
)
# They fetch what the address gives today; with `-o` and the like into a named file, else into the working directory.
FETCHING = frozenset(("curl", "wget"))
# What they set holds for the commands behind them in the same shell.
STATEFUL = frozenset(
    "cd export set unset trap umask alias unalias source . shopt ulimit exec pushd popd shift readonly declare local eval".split()
)
# They take away what commands before them made: in a RUN of their own they would make the image larger.
CLEANING = frozenset("rm rmdir unlink purge autoremove autoclean clean prune del".split())

# Options that are followed by a word which is no path.
WITH_VALUES = frozenset("-m --mode -g --group -o --owner -u --user -name -type -e --expression -perm".split())
# Verbs of dependency tools that only set or show options or empty a cache.
HOUSEKEEPING = {
    "npm": ("config", "set", "cache", "version", "-v", "--version"),
    "yarn": ("config", "cache", "--version", "-v", "set"),
    "pnpm": ("config", "store", "--version", "-v"),
    "pip": ("config", "cache", "--version", "list", "freeze", "check"),
    "poetry": ("config", "--version", "cache"),
    "uv": ("cache", "--version", "venv"),
    "bundle": ("config", "--version", "version"),
    "gem": ("--version", "sources"),
    "composer": ("config", "--version", "clear-cache", "clearcache"),
    "go": ("version", "env", "clean"),
    "cargo": ("--version", "-V", "version"),
    "git": ("--version",),
    "node": ("--version", "-v"),
    "python": ("--version", "-V"),
}
