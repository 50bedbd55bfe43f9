"""Archives as `docker save` writes them, made of nothing but what a test says."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from pathlib import Path


def tar(files: dict[str, bytes]) -> bytes:
    """A tar of regular files."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return out.getvalue()


def save(path: Path, entries: list[tuple[str, dict[str, bytes] | None]]) -> Path:
    """An archive with these entries of the history: CREATED BY, and the files of its layer (None: an empty entry)."""
    layers = [tar(files) for _, files in entries if files is not None]
    history = [{"created_by": text} | ({"empty_layer": True} if files is None else {}) for text, files in entries]
    digests = [hashlib.sha256(layer).hexdigest() for layer in layers]
    config = {
        "os": "linux",
        "architecture": "amd64",
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}" for digest in digests]},
        "history": history,
    }
    names = [f"{number}/layer.tar" for number in range(len(layers))]
    manifest = [{"Config": "config.json", "RepoTags": ["made:1"], "Layers": names}]
    inside = dict(zip(names, layers, strict=True))
    inside |= {"config.json": json.dumps(config).encode(), "manifest.json": json.dumps(manifest).encode()}
    path.write_bytes(tar(inside))
    return path
