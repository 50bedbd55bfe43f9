"""The two states that a transition goes between: the context now, and as it was."""

from __future__ import annotations

import os

from layerlint.build.cache_rerun import State, Unknown
from layerlint.build.cache_states import folder_files
from layerlint.build.context import Context
from layerlint.build.ignore import Ignore, read_ignore
from layerlint.build.tarball import DIRECTORY, FILE, LINK
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.history.git import NoHistory, Repository
from layerlint.history.log import SUBMODULE, tree

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Hashable

    from layerlint.build.folder import Entry
    from layerlint.facts import Facts

LFS = b"lfs"  # the name of the filter; https://github.com/git-lfs/git-lfs/blob/main/docs/man/git-lfs-track.adoc
HASHES = {40: "sha1", 64: "sha256"}  # digits of an object id: git's two formats


def before_changes(facts: Facts, changed: list[str], notes: list[str]) -> tuple[State, State]:
    """Before and after these files change; a folder stands for everything in it."""
    context = _context(facts)
    files: dict[str, Hashable] = dict.fromkeys(context.files, "as it is")
    after = dict(files)
    for name in changed:
        path = _inside(context, name)
        if os.path.realpath(os.path.join(context.root, path)) == os.path.realpath(facts.dockerfile.source.path):
            notes.append(f"{name} is the Dockerfile: what a new text of it reruns, --since and --before tell")
        below = [each for each in files if each.startswith(path + "/")] if path else list(files)
        if path in files or below:
            entry = context.entry(path)
            kind = entry.kind if entry is not None else FILE
            after |= dict.fromkeys(
                [each for each in below if context.files[each].kind != DIRECTORY] if kind == DIRECTORY else [path], "changed"
            )
        elif os.path.lexists(os.path.join(context.root, path)):
            notes.append(f"{name} is ignored: {os.path.basename(context.ignore_path or '.dockerignore')} keeps it out of the context")
        else:
            notes.append(f"{name} is not there now; it is taken to be new")
            if not context.ignore.ignores(path):
                after[path] = "changed"
    return State(facts, files), State(facts, after)


def before_folder(facts: Facts, path: str, folder: str, arguments: dict[str, str], notes: list[str]) -> tuple[State, State]:
    """Before: the same Dockerfile in `folder`, built with these arguments."""
    context = _context(facts)
    inside = os.path.relpath(os.path.realpath(path), os.path.realpath(context.root)) if path != "-" else "Dockerfile"
    old = os.path.join(folder, inside if not inside.startswith("..") else os.path.basename(path))
    if not os.path.isfile(old):
        notes.append(f"{old} is not there, so the Dockerfile is taken to be the same")
        old = path
    earlier = _facts_like(facts, _text(old, facts), Context(folder, old, facts.builder), arguments)
    files = folder_files(_context(earlier))
    if facts.builder == "buildkit":
        notes.append("files of the same size, mode and modification time are taken to be unchanged, as BuildKit takes them")
    return State(earlier, files), State(facts, folder_files(context, files if facts.builder == "buildkit" else None))


def since_revision(facts: Facts, path: str, revision: str, notes: list[str]) -> tuple[State, State]:
    """Before: the commit `revision`. After: the working tree, with files that git does not track and does not ignore. Raises NoHistory."""
    context = _context(facts)
    repository = Repository(context.root)
    old_tree = tree(repository, revision)
    inside = os.path.relpath(os.path.realpath(path), os.path.realpath(context.root))
    at = old_tree.get(inside.replace(os.sep, "/"))
    text = repository.ask("cat-file", "blob", at[1]) if at is not None else _text(path, facts)
    if at is None:
        notes.append(f"{revision} has no {inside}, so the Dockerfile is taken to be the same")
    old_context = Context(context.root, None, facts.builder, ignore=_old_ignore(repository, old_tree, inside, facts.builder))
    earlier = _facts_like(facts, text, old_context, facts.build_args)
    new_tree, pointers = _working_tree(repository, context, notes)
    return State(earlier, _visible(old_tree, old_context.ignore, pointers)), State(facts, _visible(new_tree, context.ignore, pointers))


def _context(facts: Facts) -> Context:
    if facts.context is None:
        raise NoHistory("the build context is not known")
    return facts.context


def _inside(context: Context, name: str) -> str:
    """A path of the command line relative to the context: as it stands there, else from the current folder."""
    if not os.path.isabs(name) and os.path.lexists(os.path.join(context.root, name)):
        return os.path.normpath(name).replace(os.sep, "/").removeprefix("./")
    path = os.path.relpath(
        os.path.join(os.path.realpath(os.path.dirname(name) or "."), os.path.basename(name)), os.path.realpath(context.root)
    )
    return os.path.normpath(name if path.startswith("..") and not os.path.isabs(name) else path).replace(os.sep, "/")


def _text(path: str, facts: Facts) -> bytes:
    if path == "-":
        return facts.dockerfile.source.text.encode("utf-8", "surrogateescape")
    with open(path, "rb") as file:
        return file.read()


def _facts_like(facts: Facts, text: bytes, context: Context, arguments: dict[str, str]) -> Facts:
    dockerfile = parse(Source(text, facts.dockerfile.source.path))
    return type(facts)(
        dockerfile, context=context, builder=facts.builder, target=facts.target, build_args=arguments, platform=facts.platform
    )


def _old_ignore(repository: Repository, files: dict[str, tuple[str, str]], dockerfile: str, builder: str) -> Ignore:
    names = [".dockerignore"] if builder == "classic" else [f"{dockerfile}.dockerignore", ".dockerignore"]
    if builder == "buildah":
        names = [names[0], f"{dockerfile}.containerignore", ".containerignore", names[1]]
    found = next((files[name][1] for name in names if name in files), None)
    text = repository.ask("cat-file", "blob", found).decode("utf-8", "surrogateescape") if found else ""
    return read_ignore(text, builder) if found else Ignore([], [], builder)


def _visible(files: dict[str, tuple[str, str]], ignore: Ignore, pointers: set[str]) -> dict[str, Hashable]:
    found: dict[str, Hashable] = {}
    for path, (mode, blob) in files.items():
        if not ignore.ignores(path):
            found[path] = Unknown((mode, blob)) if mode == SUBMODULE or path in pointers else (mode, blob)
    return found


def _working_tree(repository: Repository, context: Context, notes: list[str]) -> tuple[dict[str, tuple[str, str]], set[str]]:
    """What git would see now, and the paths that git LFS keeps. Files are read here: git would run the repository's own filters."""
    listed = repository.ask("ls-files", "-z", "--cached", "--others", "--exclude-standard").split(b"\0")
    paths = sorted({os.fsdecode(name) for name in listed if name})
    staged = {}
    for record in repository.ask("ls-files", "-z", "--stage").split(b"\0"):
        head, _, name = record.partition(b"\t")
        if name:
            mode, blob, _ = head.decode().split(" ")
            staged[os.fsdecode(name)] = (mode, blob)
    pointers = _pointers(repository, paths)
    algorithm = HASHES[len(next(iter(staged.values()), ("", "0" * 40))[1])]
    found = {}
    for path in paths:
        entry = context.unfiltered.entry(path)
        if path in staged and (staged[path][0] == SUBMODULE or path in pointers):
            found[path] = staged[path]
        elif entry is not None and entry.kind != DIRECTORY and not context.ignore.ignores(path):
            found[path] = _token(os.path.join(context.root, path), entry, algorithm)
    notes += [f"{path} is a submodule: what changes in it is unknown" for path, (mode, _) in staged.items() if mode == SUBMODULE]
    if pointers:
        notes.append(f"git LFS keeps {len(pointers)} of the files: their content is unknown, their pointers are compared")
    return found, pointers


def _pointers(repository: Repository, paths: list[str]) -> set[str]:
    """The paths that an attribute gives to git LFS. Attributes are looked up, the filter is not run."""
    if not any(path.rpartition("/")[2] == ".gitattributes" for path in paths):
        return set()
    given = b"".join(os.fsencode(path) + b"\0" for path in paths)
    fields = repository.ask("check-attr", "-z", "--stdin", "filter", given=given).split(b"\0")
    return {os.fsdecode(path) for path, value in zip(fields[::3], fields[2::3], strict=False) if value == LFS}


def _token(path: str, entry: Entry, algorithm: str) -> tuple[str, str]:
    """Mode and object id as git would have them without any filter."""
    import hashlib

    content = entry.target.encode("utf-8", "surrogateescape")
    if entry.kind == FILE:
        try:
            with open(path, "rb") as file:
                content = file.read()
        except OSError:
            return "100644", "unreadable"
    mode = "120000" if entry.kind == LINK else "100755" if entry.mode & 0o100 else "100644"
    return mode, hashlib.new(algorithm, b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
