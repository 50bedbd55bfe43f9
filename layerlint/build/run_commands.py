"""The commands whose effect on files and directories is understood, one function each; see RunWalk.

A function takes the walk, the texts of the arguments (None: not known), and whether the command certainly ran to its end.
"""

from __future__ import annotations

import posixpath

from layerlint.build.existing import ANYWHERE
from layerlint.build.run_words import flags, is_one_place, operands, option
from layerlint.knowledge import command_places as known

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from layerlint.build.run_directories import RunWalk

    Arguments = list[str | None]
    Handler = Callable[..., None]


def make(walk: RunWalk, arguments: Arguments, *, certain: bool) -> None:
    """Understand mkdir."""
    for text in operands(arguments, ("-m", "--mode", "-Z")):
        place = walk.words.place(text)
        if place is None or not is_one_place(place):
            walk.quiet = False
            walk.tree.may_add(ANYWHERE)
        elif not walk.is_hidden(place) and (exists := walk.tree.has(place)) is not True:
            walk.write(place, certain=certain and exists is False)
            (walk.tree.make if certain else walk.tree.may_add)(place)


def remove(walk: RunWalk, arguments: Arguments, *, certain: bool) -> None:
    """Understand rm and rmdir."""
    given = flags(arguments)
    for text in operands(arguments):
        place = walk.words.place(text)
        if place is None:
            walk.give_up()
        elif not walk.is_hidden(place):
            walk.quiet = False
            walk.remove(place, certain=certain and "r" in given.lower(), found=certain and "f" not in given)


def touch(walk: RunWalk, arguments: Arguments, *, certain: bool) -> None:
    """Understand touch and tee: every operand is written."""
    for text in operands(arguments, ("-d", "-r", "-t")):
        walk.write(walk.words.place(text), certain=certain)


def mode(walk: RunWalk, arguments: Arguments, *, certain: bool) -> None:
    """Understand chmod, chown and chgrp: a file is copied up even when nothing changes."""
    for text in operands(arguments)[1:]:
        walk.write(walk.words.place(text), certain=certain)


def edit(walk: RunWalk, arguments: Arguments, *, certain: bool) -> None:
    """Understand sed, which writes only with -i."""
    given = [word for word in arguments if word]
    if any(word.startswith(("-i", "--in-place")) or (word[:1] == "-" and word[1:2] != "-" and "i" in word) for word in given):
        walk.write(walk.words.place(arguments[-1]), certain=certain)


def copy(walk: RunWalk, arguments: Arguments, *, certain: bool) -> None:
    """Understand cp: the last operand is written; of a directory that is there a copy certainly is."""
    trees = not {"r", "R", "a"}.isdisjoint(flags(arguments)) or "--recursive" in arguments
    _transfer(walk, arguments, certain=certain, trees=certain and trees)


def link(walk: RunWalk, arguments: Arguments, *, certain: bool) -> None:
    """Understand ln: the last operand is written and may stand for a directory."""
    _transfer(walk, arguments, certain=certain, trees=False)


def move(walk: RunWalk, arguments: Arguments, *, certain: bool) -> None:
    """Understand mv: the sources go away."""
    sources = [walk.words.place(text) for text in operands(arguments, ("-S", "-t"))[:-1]]
    known_trees = [source is not None and is_one_place(source) and walk.tree.has(source) is True for source in sources]
    _transfer(walk, arguments, certain=certain, trees=certain)
    for source, is_tree in zip(sources, known_trees, strict=True):
        if source is None or not is_one_place(source):
            walk.give_up()
        else:
            (walk.tree.remove if is_tree and certain else walk.tree.may_change)(source)
            walk.forget(source)


def _transfer(walk: RunWalk, arguments: Arguments, *, certain: bool, trees: bool) -> None:
    """The last operand is written. `trees`: a source that is a directory certainly becomes one at the target."""
    paths = operands(arguments, ("-S", "-t"))
    target = walk.words.place(paths[-1]) if paths and "-t" not in arguments else None
    walk.write(target, certain=certain)
    into = walk.tree.has(target) if target is not None and is_one_place(target) else None
    if target is None or into is None or not trees:
        walk.tree.may_add(target or ANYWHERE)
        return
    for text in paths[:-1]:
        source = walk.words.place(text)
        place = f"{target}/{posixpath.basename(source)}" if into and source and not (text or "").endswith("/.") else target
        if source is None or walk.tree.has(source) is not True or not is_one_place(source):
            walk.tree.may_add(place)
        else:
            walk.tree.make(place)
            walk.tree.may_add(place + "/")


def install(walk: RunWalk, arguments: Arguments, *, certain: bool) -> None:
    """Understand install: `-d` makes directories, `-D` those above the target."""
    given = flags(arguments)
    paths = operands(arguments, ("-m", "-o", "-g", "-S", "-t", "--mode", "--owner", "--group"))
    if "d" in given:
        make(walk, list(paths), certain=certain)
        return
    place = walk.words.place(paths[-1]) if paths and "t" not in given else None
    walk.write(place, certain=certain)
    walk.tree.may_add(ANYWHERE if place is None else posixpath.dirname(place) if "D" in given else place)


def add_user(walk: RunWalk, arguments: Arguments, *, certain: bool) -> None:
    """Understand useradd: `-m` makes the home; without it Debian's makes none, others may."""
    if walk.tree.kind in ("debian", "ubuntu") and "--create-home" not in arguments and "m" not in flags(arguments):
        walk.write("/etc/passwd", certain=certain)
    else:
        make_user(walk, arguments, certain=certain)


def make_user(walk: RunWalk, arguments: Arguments, *, certain: bool) -> None:
    """Understand adduser, which may make a home."""
    walk.write("/etc/passwd", certain=certain)
    names = operands(arguments, known.USER_OPTIONS)
    home = option(arguments, "-d", "--home-dir", "-h", "--home") or (f"/home/{names[-1]}" if names and names[-1] else None)
    wanted = "--create-home" in arguments or "m" in flags(arguments)
    place = walk.words.place(home)
    if place is not None and wanted and certain:
        walk.tree.make(place)
    else:
        walk.tree.may_add(place or "/home/")


def add_group(walk: RunWalk, _: Arguments, *, certain: bool) -> None:
    """Understand groupadd and addgroup."""
    walk.write("/etc/group", certain=certain)


def fetch(walk: RunWalk, arguments: Arguments, *, certain: bool) -> None:
    """Understand curl and wget: with a named output that is written, else a file here or nothing."""
    output = option(arguments, "-o", "-O", "--output", "--output-document")
    walk.write(walk.words.place(output), certain=certain and output is not None and output != "-" and "://" not in output)
    walk.tree.may_add(walk.below(walk.words.folder))


def unpack(walk: RunWalk, arguments: Arguments, *, certain: bool) -> None:
    """Understand tar and unzip: directories come up where they unpack."""
    target = option(arguments, "-C", "--directory", "-d")
    place = walk.words.place(target) if target is not None else walk.words.folder
    walk.tree.may_add(walk.below(place))
    packed = flags(arguments) or (arguments[0] if arguments else "") or ""
    walk.write(place, certain=certain and place != "/" and "x" in packed)


def version_control(walk: RunWalk, arguments: Arguments, *, certain: bool) -> None:
    """Understand git, of which only clone is sure to write."""
    words = operands(arguments, ("-b", "--branch", "--depth", "-C", "-c"))
    if words[:1] != ["clone"]:
        walk.write(None, certain=False)
        walk.tree.may_change(walk.below(walk.words.folder))
        return
    target = walk.words.place(words[2]) if len(words) > 2 else None
    walk.write(target, certain=certain)
    walk.tree.may_add(target or (walk.below(walk.words.folder) if len(words) == 2 else ANYWHERE))


HANDLERS: dict[str, Handler] = {
    "mkdir": make,
    **dict.fromkeys(("rm", "rmdir", "unlink"), remove),
    **dict.fromkeys(("touch", "tee"), touch),
    **dict.fromkeys(("chmod", "chown", "chgrp"), mode),
    "cp": copy,
    "ln": link,
    "useradd": add_user,
    "adduser": make_user,
    **dict.fromkeys(("groupadd", "addgroup"), add_group),
    **dict.fromkeys(("curl", "wget"), fetch),
    **dict.fromkeys(("tar", "unzip"), unpack),
    "git": version_control,
    "install": install,
    "mv": move,
    "sed": edit,
}
