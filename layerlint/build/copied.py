"""The bytes of a COPY or ADD: exact where the build context and the text tell them, not claimed elsewhere."""

from __future__ import annotations

from layerlint.build.existing import ANYWHERE, Tree
from layerlint.build.inheritance import clean
from layerlint.build.tarball import DIRECTORY, LINK
from layerlint.build.timeline import GUESSED
from layerlint.size import Size, exact

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.context import Context
    from layerlint.build.copying import Written
    from layerlint.build.layer_files import LayerEntry
    from layerlint.build.steps import Step
    from layerlint.dockerfile.model import Heredoc

LONGEST_GUESS = 256  # bytes that a value unknown to us, mostly PATH, may be longer than our guess


class Copy:
    """One COPY or ADD with its variables put in. A text that hangs on an unknown base is None."""

    __slots__ = ("certain", "chmod", "chown", "destination", "guessed", "heredocs", "instruction", "least_heredocs", "sources", "step")

    def __init__(self, step: Step) -> None:
        instruction, scope = step.instruction, step.scope
        self.step = step
        self.instruction = instruction
        announced = {heredoc.word.span for heredoc in instruction.heredocs}
        words = [scope.resolve(word.text) for word in instruction.words if word.span not in announced]
        self.sources = [text for text, _ in words[:-1]]
        self.destination = words[-1][0] if words and words[-1][1] > GUESSED else None
        self.chmod = self._flag("chmod")
        self.chown = self._flag("chown")
        bodies = [_body(step, heredoc) for heredoc in instruction.heredocs]
        self.heredocs = [(name, content) for name, content, _, _ in bodies]
        self.least_heredocs = [(name, least) for name, _, least, _ in bodies]
        self.guessed = any(guessed for _, _, _, guessed in bodies)
        self.certain = bool(words) and all(certainty > GUESSED for _, certainty in words[:-1])

    def _flag(self, name: str) -> str | None:
        flag = self.instruction.flag(name)
        return self.step.scope.resolve(flag.value)[0] if flag and flag.value else None

    def switch(self, name: str) -> bool | None:
        """What a flag such as `--parents` or `--unpack=false` says; None where it is not given."""
        flag = self.instruction.flag(name)
        return None if flag is None else (flag.value or "true").lower() == "true"

    def target(self) -> str | None:
        """The destination as an absolute path, with a trailing slash where it has one; None when it is not known."""
        folder, certainty = self.step.scope.directory
        if self.destination is None or (certainty == GUESSED and not self.destination.startswith("/")):
            return None
        place = clean(self.destination if self.destination.startswith("/") else f"{folder}/{self.destination}")
        return place + "/" if self.destination.endswith("/") and place != "/" else place

    def written(self, context: Context | None, builder: str, tree: Tree, heredocs: list[tuple[str, bytes]]) -> Written:
        """What it writes from the context, with these contents of its here-documents."""
        folder, certainty = self.step.scope.directory
        from layerlint.build.copying import written  # not needed where the context is unknown

        return written(
            context,
            self.sources,
            self.destination,
            folder if certainty > GUESSED else None,
            add=self.instruction.name == "ADD",
            chmod=self.chmod,
            chown=self.chown,
            parents=self.switch("parents") is True,
            excludes=[flag.value for flag in self.instruction.flags if flag.name == "exclude" and flag.value],
            unpack=self.switch("unpack"),
            heredocs=heredocs,
            builder=builder,
            existing=tree.answer,
        )


class Copied:
    """What a COPY or ADD brings: `size`, `tar_bytes` and `entries` as in a row, None: not claimed."""

    __slots__ = ("entries", "rows", "size", "tar_bytes")

    def __init__(self, found: Written | None) -> None:
        self.size = None if found is None or found.size is None else exact(found.size)
        self.tar_bytes = found.tar_bytes if found else None
        self.entries = found.entries if found else None
        self.rows = found.rows if found else None


def from_context(copy: Copy, context: Context | None, builder: str, tree: Tree) -> Copied:
    """The bytes of a COPY or ADD that takes from the build context, and of its here-documents."""
    if context is None and copy.sources:
        return Copied(None)
    found = Copied(copy.written(context, builder, tree, copy.heredocs))
    if copy.guessed and found.size is not None:
        least = copy.written(context, builder, tree, copy.least_heredocs)
        most = copy.written(context, builder, tree, [(name, content + b"?" * LONGEST_GUESS) for name, content in copy.heredocs])
        found.tar_bytes = found.tar_bytes if least.tar_bytes == most.tar_bytes else None
        found.size = Size(least.size or 0, found.size.likely, most.size, "heuristic")
    return found


def note_directories(copy: Copy, rows: list[LayerEntry] | None, tree: Tree) -> None:
    """Tell the tree of the directories that are there now."""
    if rows is None:
        note_unknown(copy, "", tree)
        return
    tree.make_all([row.path for row in rows if row.kind == DIRECTORY])
    for row in rows:
        if row.kind == LINK:
            tree.may_add("/" + row.path)


def note_unknown(copy: Copy, kind: str, tree: Tree) -> None:
    """The same for a source of which only the destination is known, and perhaps whether it is a `file` or a `dir`."""
    target = copy.target()
    if target is None:
        tree.may_add(ANYWHERE)
        return
    place = target.rstrip("/") or "/"
    if target.endswith("/") or kind == "dir" or len(copy.sources) + len(copy.heredocs) > 1:
        tree.make(place)
        tree.may_add("/" if place == "/" else place + "/")
    else:
        tree.make(place.rpartition("/")[0] or "/")
        tree.may_add(place)


def context_kind(copy: Copy, context: Context | None) -> str:
    """What the classic builder and buildah call the sources from the context: `file`, `dir` or `multi`."""
    matches = [match for source in copy.sources for match in context.select(source).matches] if context else []
    if len(matches) > 1 or (not context and len(copy.sources) > 1):
        return "multi"
    return "dir" if matches and matches[0].entry.kind == DIRECTORY else "file"


def stage_kind(copy: Copy, tree: Tree) -> str:
    """The same for sources from a stage or an image, of which `tree` is known; where it is not, the name decides."""
    if len(copy.sources) != 1:
        return "multi"
    path = clean(copy.sources[0])
    exists = tree.has(path)
    if exists is None:
        name = path.rpartition("/")[2]
        into_bin = any(part.endswith("bin") for part in [*path.split("/")[:-1], *(copy.destination or "").split("/")[:-1]])
        exists = copy.sources[0].endswith("/") or not ("." in name[1:] or into_bin)
    return "dir" if exists else "file"


def _body(step: Step, heredoc: Heredoc) -> tuple[str, bytes, bytes, bool]:
    """Name and content of a here-document, its variables expanded unless the name is quoted; the content without the
    values that are only guessed, and whether there are any."""
    text = heredoc.body.text
    if not heredoc.expand:
        content = text.encode("utf-8", "surrogateescape")
        return heredoc.name, content, content, False
    found, certainty = step.scope.resolve_body(text)
    least = step.scope.resolve_body(text, guess=False)[0] if certainty == GUESSED else found
    return heredoc.name, found.encode("utf-8", "surrogateescape"), least.encode("utf-8", "surrogateescape"), certainty == GUESSED
