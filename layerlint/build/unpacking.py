"""ADD of a local archive: its members as moby's Untar writes them."""

from __future__ import annotations

from layerlint.build.archives import CannotTell, Member
from layerlint.build.layer_files import LayerEntry, LayerFiles
from layerlint.build.patterns import clean
from layerlint.build.tarball import DIRECTORY, HARD


def unpack(members: list[Member], layer: LayerFiles, destination: str, *, key: object, origin: str) -> None:
    """Write the members below the directory `destination`. Raises CannotTell where their result is not to be foreseen."""
    layer.make_directory(destination)
    layer.replaces = True
    for number, member in enumerate(members):
        name = clean(member.name)
        if name == ".." or name.startswith("../"):
            raise CannotTell(name)  # refused as an escape
        name = clean("/" + name).lstrip("/")
        if not name:
            continue
        folder, _, last = name.rpartition("/")
        parent = layer.real(_joined(destination, folder))
        path = _joined(parent, last)
        if member.kind == DIRECTORY:
            _directory(layer, path, member)
            continue
        layer.make_directory(parent)
        entry = _entry(path, member, (key, number), origin) if member.kind != HARD else _second_name(layer, path, member, destination)
        there = layer.entries.get(path)
        if there is not None and there.kind == DIRECTORY:
            layer.remove_below(path)
            del layer.entries[path]
        layer.put(entry)


def _directory(layer: LayerFiles, path: str, member: Member) -> None:
    there = layer.entries.get(path)
    if there is not None and there.kind != DIRECTORY:
        del layer.entries[path]
    layer.make_directory(path, member.mode)
    layer.entries[path].records = member.records


def _entry(path: str, member: Member, inode: tuple[object, int], origin: str) -> LayerEntry:
    return LayerEntry(
        path,
        member.kind,
        member.size,
        member.mode,
        target=member.target,
        inode=inode,
        origin=f"{origin}//{member.name}",
        mtime_ns=member.mtime * 10**9,
        records=member.records,
    )


def _second_name(layer: LayerFiles, path: str, member: Member, destination: str) -> LayerEntry:
    first = layer.entries.get(_joined(destination, clean("/" + member.target).lstrip("/")))
    if first is None or first.kind == DIRECTORY:
        raise CannotTell(member.name)  # a name of a file of the image, which would be copied up
    return LayerEntry(
        path,
        first.kind,
        first.size,
        first.mode,
        target=first.target,
        inode=first.inode,
        origin=first.origin,
        mtime_ns=first.mtime_ns,
        records=first.records,
    )


def _joined(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder and name else folder or name
