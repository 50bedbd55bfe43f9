"""Plants a folder from its description, so that a recorded build can be asked again anywhere.

A tree maps paths to what stands there: an integer is a file of that many bytes, a string a file with that text, an object one of
`{"size": n, "mode": "755"}`, `{"directory": "755"}`, `{"link": "target"}`, `{"hard": "other path"}`, `{"fifo": true}`, `{"socket": true}`,
`{"sparse": n}`, `{"hex": "1f8b…"}`, `{"tar": [members], "compression": "gz", "format": "pax"}`. Parent directories are made. Paths and texts may hold
lone surrogates for bytes that are no UTF-8.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import socket
import subprocess
import tarfile
from typing import Any

COMPRESSORS = {
    "": bytes,
    "gz": lambda content: gzip.compress(content, mtime=0),
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda content: lzma.compress(content, format=lzma.FORMAT_ALONE),
    "zst": lambda content: subprocess.run(["zstd", "-qc"], input=content, stdout=subprocess.PIPE, check=True).stdout,
}
FORMATS = {"pax": tarfile.PAX_FORMAT, "gnu": tarfile.GNU_FORMAT, "ustar": tarfile.USTAR_FORMAT}
KINDS = {
    "file": tarfile.REGTYPE,
    "directory": tarfile.DIRTYPE,
    "link": tarfile.SYMTYPE,
    "hard": tarfile.LNKTYPE,
    "fifo": tarfile.FIFOTYPE,
    "char": tarfile.CHRTYPE,
    "block": tarfile.BLKTYPE,
}
THEN = 1_700_000_000


def filled(size: int) -> bytes:
    return (b"layerlint\n" * (size // 10 + 1))[:size]


def tar_member(archive: tarfile.TarFile, member: dict[str, Any]) -> None:
    info = tarfile.TarInfo(member["name"])
    info.type = KINDS[member.get("kind", "file")]
    info.mode = int(member.get("mode", "755" if info.isdir() else "644"), 8)
    info.mtime = member.get("mtime", THEN)
    info.linkname = member.get("target", "")
    info.uid, info.gid = member.get("uid", 0), member.get("gid", 0)
    info.uname, info.gname = member.get("uname", ""), member.get("gname", "")
    info.pax_headers = member.get("pax", {})
    content = filled(member.get("size", 0))
    info.size = len(content)
    archive.addfile(info, io.BytesIO(content))


def packed(spec: dict[str, Any]) -> bytes:
    """The bytes of a tar archive described by its members."""
    out = io.BytesIO()
    shape = FORMATS[spec.get("format", "pax")]
    with tarfile.open(fileobj=out, mode="w", format=shape, pax_headers=spec.get("global", {})) as archive:
        for member in spec["tar"]:
            tar_member(archive, member)
    return COMPRESSORS[spec.get("compression", "")](out.getvalue())


def plant_special(path: str, spec: dict[str, Any]) -> bool:
    if "link" in spec:
        os.symlink(spec["link"], path)
    elif "fifo" in spec:
        os.mkfifo(path)
    elif "socket" in spec:
        bound = socket.socket(socket.AF_UNIX)
        here = os.open(".", os.O_RDONLY)
        try:  # a socket's path may hold 107 bytes at most
            os.chdir(os.path.dirname(path))
            bound.bind(os.path.basename(path))
        finally:
            os.fchdir(here)
            os.close(here)
            bound.close()
    else:
        return False
    return True


def content_of(spec: int | str | dict[str, Any]) -> bytes:
    if isinstance(spec, int):
        return filled(spec)
    if isinstance(spec, str):
        return spec.encode("utf-8", "surrogateescape")
    if "tar" in spec:
        return packed(spec)
    return bytes.fromhex(spec["hex"]) if "hex" in spec else filled(spec.get("size", 0))


def plant(root: str, tree: dict[str, Any]) -> None:
    """Make the tree below `root`; modes do not depend on the umask, times are all the same."""
    modes: dict[str, int] = {}
    for name, spec in tree.items():
        path = os.path.join(root, name.rstrip("/"))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if isinstance(spec, dict) and "directory" in spec:
            os.makedirs(path, exist_ok=True)
            modes[path] = int(spec["directory"], 8)
        elif isinstance(spec, dict) and "hard" in spec:
            os.link(os.path.join(root, spec["hard"]), path)
        elif not (isinstance(spec, dict) and plant_special(path, spec)):
            with open(path, "wb") as file:
                file.write(content_of(spec))
                if isinstance(spec, dict) and "sparse" in spec:
                    file.truncate(spec["sparse"])
            modes[path] = int(spec.get("mode", "644"), 8) if isinstance(spec, dict) else 0o644
    for folder, folders, files in os.walk(root):
        os.chmod(folder, modes.get(folder, 0o755))
        for name in files + folders:
            path = os.path.join(folder, name)
            if path in modes and not os.path.islink(path):
                os.chmod(path, modes[path])
            os.utime(path, (THEN, THEN), follow_symlinks=False)


def plant_ignore(root: str, case: dict[str, Any]) -> None:
    """The ignore file of a recorded case: its own lines, and the two files that the recording added."""
    with open(os.path.join(root, ".dockerignore"), "wb") as file:
        file.write((case.get("ignore", "") + "\nDockerfile\n.dockerignore\n").encode("utf-8", "surrogateescape"))
