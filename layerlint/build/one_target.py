"""Whether a COPY or ADD of several files writes them all to one and the same name.

BuildKit takes a target that does not end in a slash for a folder only if one is there; else each file is written over
the one before it (asked of Docker 28: `COPY a b /c` leaves a file `/c` with the content of `b`).
"""

from __future__ import annotations

from layerlint.build.effects import is_file_name
from layerlint.build.existing import Tree
from layerlint.build.paths import absolute, within
from layerlint.build.timeline import GUESSED, KNOWN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.facts import Facts

PATTERNS = frozenset("*?[")
# A file beyond that is made to hurt: nothing is claimed.
MOST_STAGES = 200
MOST_INSTRUCTIONS = 1_000
# Below these folders of the root packages make folders of their own.
PACKAGED = frozenset("bin boot etc home lib lib64 mnt opt root run sbin srv tmp usr var".split())
# Programs that make no folder elsewhere of which their words do not speak; of any other a RUN may do anything.
HARMLESS = frozenset(
    "addgroup adduser apk apt apt-get chmod chown dnf echo export groupadd ln locale-gen microdnf npm pip pip3 rm set true "
    "update-ca-certificates useradd yum".split()
)
WRITERS = ("ADD", "COPY", "ONBUILD", "RUN", "VOLUME", "WORKDIR")


def loses_files(copy: Instruction, file: Facts) -> bool:
    """True when every source is certainly one file, none is an archive to unpack, and nothing can have made the folder."""
    stage, place = file.stage(copy), _place(copy, file)
    if stage is None or place is None or copy.flag("parents") is not None:
        return False
    return all(map(_is_file, _sources(copy))) and not _may_exist(place, copy, stage, file)


def _place(copy: Instruction, file: Facts) -> str | None:
    """The target as an absolute path; None where it ends in a slash or is not known."""
    scope = file.scope(copy)
    text, certainty = scope.resolve(copy.words[-1].text)
    folder, known = scope.directory
    if certainty < KNOWN or text.endswith(("/", "/.")) or text in (".", "..", "") or (not text.startswith("/") and known == GUESSED):
        return None
    return absolute(text, folder)


def _sources(copy: Instruction) -> list[str]:
    """The sources without quotes; a here-document is one file."""
    announced = {heredoc.word.span: f"{heredoc.name}.txt" for heredoc in copy.heredocs}
    return [announced.get(word.span, word.text.strip("\"'")) for word in copy.words[:-1]]


def _is_file(source: str) -> bool:
    return PATTERNS.isdisjoint(source) and "$" not in source and ".tar" not in source and is_file_name(source)


def _may_exist(place: str, copy: Instruction, stage: Stage, file: Facts) -> bool:
    """True unless the base certainly has no such folder and no instruction before this one speaks of it."""
    root = file.graph.root(stage)
    if copy.stage > MOST_STAGES or Tree(file.graph.base_reference(root), file.scopes.base_image(root)).has(place) is not False:
        return True
    chain = file.graph.chain(stage)
    if sum(len(each.instructions) for each in chain) > MOST_INSTRUCTIONS:
        return True
    return any(_may_make(place, before, file) for each in chain for before in _before(copy, each))


def _before(copy: Instruction, stage: Stage) -> list[Instruction]:
    return [before for before in stage.instructions if before.name in WRITERS and (before.stage != copy.stage or before.span < copy.span)]


def _may_make(place: str, before: Instruction, file: Facts) -> bool:
    """True where the folder's name is spoken, the folder was worked in, or a copy may have brought it along."""
    if place.rpartition("/")[2] in file.dockerfile.source.text[slice(*before.span)]:
        return True
    if before.name == "RUN":
        calls = file.invocations(before)
        return not calls or place.split("/")[1] in PACKAGED or any(call.name not in HARMLESS for call in calls)
    scope = file.scope(before)
    if before.name == "WORKDIR":
        return within(scope.after().directory[0], place)
    if before.name in ("ADD", "COPY") and before.words:
        target, certainty = scope.resolve(before.words[-1].text)
        return (
            certainty < KNOWN or within(place, absolute(target, scope.directory[0])) or within(absolute(target, scope.directory[0]), place)
        )
    return False
