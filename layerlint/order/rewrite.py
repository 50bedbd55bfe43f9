"""From a split to the text of the file: copies moved behind the install, narrow copies in their place, a RUN cut in two."""

from __future__ import annotations

import re
from posixpath import dirname

from layerlint.build.tarball import FILE
from layerlint.order.codes import CONTEXT_UNSURE
from layerlint.order.layout import Edits
from layerlint.order.state import NOWHERE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts
    from layerlint.order.split import Split
    from layerlint.order.state import Row
    from layerlint.order.walk import Step

_PLAIN = re.compile(r"[A-Za-z0-9_@+.,~/-]+\Z")  # names that need no quotes and match only themselves in a COPY
_UNPACKED = (".tar", ".tgz", ".gz", ".bz2", ".xz", ".zst")
WIDEST = 120  # columns of a COPY line before it is broken


def rewritten(result: Split, left: dict[int, list[Row]], between: list[Step], file: Facts) -> str:
    """The whole text with the move made; empty where it cannot be written, which is noted among the doubts."""
    edits = Edits(file.dockerfile.source)
    moved: list[str] = []
    for step in result.sunk:
        lines = narrow(step, left[id(step)], file)
        target = _target(result, step, between)
        if isinstance(lines, str):
            result.doubt(CONTEXT_UNSURE, lines, hard=True)
        if isinstance(lines, str) or target is None:
            return ""
        block = edits.block(step.instruction)
        text = edits.text[slice(*block)]
        if target:
            word = step.instruction.words[-1]
            text = edits.text[block[0] : word.span[0]] + target + edits.text[word.span[1] : block[1]]
        moved.append((edits.end_of_line if edits.follows_blank(block) and not moved else "") + text)
        if lines:
            edits.replace(block, edits.end_of_line.join(lines))
        else:
            edits.remove(block)
    _insert(result, moved, edits, file)
    return edits.result()


def _insert(result: Split, moved: list[str], edits: Edits, file: Facts) -> None:
    """Put the copies behind the subject; where its RUN goes on, the rest becomes a RUN of its own."""
    found = result.subject
    new = edits.end_of_line
    block = "".join(new + text for text in moved)
    run = found.step.instruction
    if not found.cut:
        edits.replace((run.span[1], run.span[1]), block)
        return
    assert found.step.run is not None  # noqa: S101 - a subject has one
    rest = found.step.run.script.elements[len(found.acts)].span[0]
    flags = "".join(f" {edits.text[slice(*flag.span)]}" for flag in run.flags)
    keyword = file.dockerfile.source.text[slice(*run.keyword)]
    blank = new if moved[0].startswith(new) else ""
    edits.replace((found.end, rest), f"{block}{new}{blank}{keyword}{flags} ")


def narrow(step: Step, rows: list[Row], file: Facts) -> list[str] | str:
    """The COPY lines that bring the rows of a copy alone, one line a folder; in words why, where they cannot be written."""
    folders: dict[str, list[str]] = {}
    assert step.copied is not None  # noqa: S101 - only copies are narrowed
    for row in rows:
        name = row.landed.origin
        if row.landed.kind != FILE or not _PLAIN.match(name) or not row.path.endswith("/" + name.rpartition("/")[2]):
            return f"`{name}` is a link, or its name needs quotes"
        if step.instruction.name == "ADD" and name.endswith(_UNPACKED):
            return f"ADD would unpack `{name}`"
        folders.setdefault(dirname(row.path), []).append(name)
    places = [_place(folder, step.copied.tree, step.instruction) for folder in folders]
    if None in places or file.dockerfile.escape != "\\":
        return "where the manifests land cannot be written"
    return [_line(step.instruction, names, place or "", file) for names, place in zip(folders.values(), places, strict=True)]


def _line(copy: Instruction, names: list[str], place: str, file: Facts) -> str:
    text = file.dockerfile.source.text
    keyword = "COPY" if text[copy.keyword[0]].isupper() else "copy"
    kept = [text[slice(*flag.span)] for flag in copy.flags if flag.name in ("chown", "chmod", "link")]
    plain = " ".join([keyword, *kept, *names, place])
    if len(plain) <= WIDEST:
        return plain
    return " ".join([keyword, *kept]) + " " + " \\\n    ".join([*names, place])


def _place(folder: str, tree: str, copy: Instruction) -> str | None:
    """A folder of the image as the copy itself would write it, with a slash at its end."""
    written = copy.words[-1].text
    if copy.is_json or not re.match(r"[A-Za-z0-9_@+.,~/${}-]+\Z", written):
        return None
    plain = "." if written in (".", "./") else written.rstrip("/")
    base = tree.rstrip("/")
    if folder != tree and not folder.startswith(base + "/"):
        return None
    return f"{plain}{folder[len(base) :].rstrip('/')}/" if folder != tree else f"{plain}/"


def _target(result: Split, step: Step, between: list[Step]) -> str | None:
    """What the destination of a copy must say below the subject: "" as it is. None, and a doubt, where that cannot be told."""
    copy = step.instruction
    copied = step.copied
    assert copied is not None  # noqa: S101 - only copies sink
    passed = [other.instruction for other in between[between.index(step) + 1 :]]
    text = " ".join(word.text for word in copy.words) + " ".join(flag.value or "" for flag in copy.flags)
    names = {pair.name for other in passed if other.name in ("ENV", "ARG") for pair in other.pairs}
    if "$" in text and (names or "$" in "".join(word.text for word in copy.words[:-1])):
        result.doubt(CONTEXT_UNSURE, "the copy names a variable", hard=True)
        return None
    if copy.words[-1].text.startswith("/") or not any(other.name == "WORKDIR" for other in passed):
        return ""
    if copied.tree.startswith(NOWHERE) or copy.is_json or "$" in text:
        result.doubt(CONTEXT_UNSURE, "a WORKDIR stands between, and the folder before it is that of the base image", hard=True)
        return None
    alone = copied.tree == "/" or any(row.path == copied.tree for row in copied.rows or () if row.landed.kind == FILE)
    return copied.tree if alone else copied.tree + "/"
