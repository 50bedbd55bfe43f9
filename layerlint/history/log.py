"""Commits and what they change: `commits(repository, limit)` gives first-parent transitions, newest first.

A merge is its difference to the first parent, a rename is a deletion and an addition. Paths are relative to the folder that
`Repository` was made for; what lies outside of it is left out, the commit stays.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from layerlint.history.git import Repository

SUBMODULE = "160000"  # a commit of another repository, whose files are not here


class Change:
    """One changed path: `status` A, M, D or T; `path`; `mode` (git's six octal digits) and `blob` (object id) after the commit,
    `old_mode` and `old_blob` before it. Where there is no file both are all zeros."""

    __slots__ = ("blob", "mode", "old_blob", "old_mode", "path", "status")

    def __init__(self, status: str, path: str, old: tuple[str, str], new: tuple[str, str]) -> None:
        self.status = status
        self.path = path
        self.old_mode, self.old_blob = old
        self.mode, self.blob = new

    @property
    def is_submodule(self) -> bool:
        """True for a commit of another repository: which files it changes is not known."""
        return SUBMODULE in (self.mode, self.old_mode)


class Commit:
    """One transition from the first parent: `id`, `time` (seconds since 1970 of the committer), `changes` in git's order."""

    __slots__ = ("changes", "id", "time")

    def __init__(self, id: str, time: int, changes: list[Change]) -> None:
        self.id = id
        self.time = time
        self.changes = changes


def commits(repository: Repository, limit: int) -> list[Commit]:
    """At most `limit` transitions, newest first; the first commit of all, or of a shallow clone, has no parent and is none.

    Raises NoHistory.
    """
    lines = (
        repository.ask("rev-list", "--first-parent", "--parents", "--timestamp", f"--max-count={limit + 1}", "HEAD").decode().splitlines()
    )
    rows = [line.split(" ") for line in lines]
    wanted = [(row[1], row[2], int(row[0])) for row in rows if len(row) > 2][:limit]
    asked = "".join(f"{commit} {parent}\n" for commit, parent, _ in wanted).encode()
    options = ("-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none")
    printed = repository.ask("diff-tree", "--stdin", *options, given=asked) if wanted else b""
    changes = dict(_read(printed, repository.prefix))
    return [Commit(commit, time, changes.get(commit, [])) for commit, _, time in wanted]


def tree(repository: Repository, revision: str) -> dict[str, tuple[str, str]]:
    """Every path of a commit below the repository's folder, with mode and object id. Raises NoHistory, also for an unknown revision."""
    commit = repository.ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").decode().strip()
    found = {}
    for record in repository.ask("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
        head, _, name = record.partition(b"\t")
        path = os.fsdecode(name)
        if name and path.startswith(repository.prefix):
            mode, _, blob = head.decode().split(" ")
            found[path.removeprefix(repository.prefix)] = (mode, blob)
    return found


def _read(printed: bytes, prefix: str) -> Iterator[tuple[str, list[Change]]]:
    """The commits of `diff-tree --stdin -z`, each with its changes; one without changes is not printed."""
    tokens = iter(printed.split(b"\0"))
    changes: list[Change] = []
    for token in tokens:
        if token.startswith(b":"):
            old_mode, mode, old_blob, blob, status = token[1:].decode().split(" ")
            path = os.fsdecode(next(tokens, b""))
            if path.startswith(prefix):
                changes.append(Change(status[:1], path.removeprefix(prefix), (old_mode, old_blob), (mode, blob)))
        elif token.strip():
            changes = []
            yield token.strip().decode().split(" ")[0], changes
