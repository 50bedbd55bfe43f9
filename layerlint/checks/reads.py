"""What may a RUN read, of files and of variables? Known commands are answered for; any other is taken to read everything."""

from __future__ import annotations

from layerlint.checks.steps import absolute
from layerlint.knowledge.installs import find_install
from layerlint.knowledge.os_packages import find_system_command
from layerlint.knowledge.tools import PROGRAMS
from layerlint.knowledge.wrappers import Words, bare_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts

# Commands that read no file of the project, whatever their arguments say.
_QUIET = frozenset(
    "rm rmdir mkdir echo printf set true false : export unset test [ [[ sleep date useradd groupadd adduser addgroup usermod groupmod "
    "locale-gen dpkg-reconfigure add-apt-repository apt-mark apt-cache apt-config uname arch id nproc whoami "
    "hostname lsb_release ldconfig update-alternatives hash exit type which command exec umask trap wait touch curl wget "
    "venv virtualenv corepack tee xargs localedef passwd chpasswd getent mktemp cd pwd shift readonly return break continue".split()
)

# What the tools of installs.py do beside installing and building.
_HOUSEKEEPING = frozenset("config cache env version --version -v list ls prune completion login init info show".split())

# Commands that read the files their arguments name, and no other.
_FILE_READERS = frozenset(
    "cat grep egrep fgrep sed awk cut tr head tail sort uniq wc cp mv ln chmod chown chgrp tar unzip gzip gunzip bzip2 xz find ls du stat "
    "dpkg rpm install gpg apt-key debconf-set-selections readlink realpath dirname basename git md5sum sha1sum sha256sum sha512sum file".split()
)


def paths_read(run: Instruction, file: Facts) -> list[str] | None:
    """The absolute paths that the commands of `run` may read; None when one of them may read anything.

    A dependency install counts as reading nothing: what it reads are manifests, which the caller knows of.
    """
    workdir, _ = file.scope(run).directory
    found: list[str] = []
    for command in file.commands(run):
        if any(redirection.operator == "<" for redirection in command.redirections):
            return None
        words = _files([word.value for word in command.words])
        paths = None if words is None else [absolute(word, workdir) for word in words]
        if paths is None or None in paths:
            return None
        found += [path for path in paths if path is not None]
    return found


def _files(words: Words) -> Words | None:
    """The words of a command that may be files it reads; None when it may read anything."""
    system = find_system_command(words)
    if system is not None:
        return [] if system.literal else None
    words, name = bare_command(words)
    if not words or find_install(words) is not None:
        return []
    if _is_quiet(words, name):
        return []
    if name not in _FILE_READERS or _is_local(words[0]):
        return None
    values = [word.partition("=")[2] if word and word.startswith("-") else word for word in words[1:]]
    return None if None in values else [value for value in values if value]


def _is_quiet(words: Words, name: str) -> bool:
    if _is_local(words[0]):
        return False
    if name in ("sh", "bash"):
        return all(word is not None and word.startswith("-") and "c" not in word for word in words[1:])  # a script from a pipe
    return name in _QUIET or (name in PROGRAMS and len(words) > 1 and words[1] in _HOUSEKEEPING)


def is_known(words: Words) -> bool:
    """True for a command that looks at no environment variable, and at no file, that its text does not name."""
    bare, name = bare_command(words)
    if not bare or find_system_command(words) is not None or find_install(words) is not None:
        return True
    return _is_quiet(bare, name) or (name in _FILE_READERS and not _is_local(bare[0]))


def reads_nothing_but_files(run: Instruction, file: Facts) -> bool:
    """True when all commands of `run` are known."""
    commands = file.commands(run)
    return bool(commands) and all(is_known([word.value for word in command.words]) for command in commands)


def _is_local(word: str | None) -> bool:
    """True for a program called by a path outside the folders of the system: it may be the project's own."""
    return word is not None and "/" in word and not word.startswith(("/bin/", "/usr/", "/sbin/"))
