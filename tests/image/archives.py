"""Archives of images for tests, made of tables: a layer is a dict of names to contents."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

# What stands at a name: bytes of a file, how many zeros, or one of these.
FOLDER = None


class Link(str):
    """A symbolic link to this."""

    __slots__ = ()


class Hard(str):
    """A hard link to this."""

    __slots__ = ()


Content = bytes | int | Link | Hard | None
Files = Mapping[str, Content]
Pack = Callable[[bytes], bytes]


def plain(layer: bytes) -> bytes:
    return layer


def zipped(layer: bytes) -> bytes:
    return gzip.compress(layer, mtime=0)


def tar(files: Files, form: int = tarfile.GNU_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=form) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            if content is FOLDER:
                member.type = tarfile.DIRTYPE
            elif isinstance(content, Link | Hard):
                member.type = tarfile.SYMTYPE if isinstance(content, Link) else tarfile.LNKTYPE
                member.linkname = str(content)
            body = content if isinstance(content, bytes) else b"\0" * (content if isinstance(content, int) else 0)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return stream.getvalue()


def digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def config(layers: Sequence[bytes], history: Sequence[dict[str, object]] | None = None, **settings: object) -> bytes:
    entries = history if history is not None else [{"created_by": f"COPY {number} / # buildkit"} for number in range(len(layers))]
    return json.dumps(
        {
            "os": "linux",
            "architecture": "amd64",
            "config": settings,
            "rootfs": {"type": "layers", "diff_ids": [digest(layer) for layer in layers]},
            "history": entries,
        }
    ).encode()


def saved(
    layers: Sequence[Files], history: Sequence[dict[str, object]] | None = None, pack: Pack = plain, **settings: object
) -> dict[str, Content]:
    """The members of an old `docker save` archive."""
    made = [tar(layer) for layer in layers]
    names = [f"{number:064x}/layer.tar" for number in range(len(made))]
    manifest = [{"Config": "c.json", "RepoTags": ["app:1"], "Layers": names}]
    members: dict[str, Content] = {name: pack(layer) for name, layer in zip(names, made, strict=True)}
    return members | {"c.json": config(made, history, **settings), "manifest.json": json.dumps(manifest).encode(), "repositories": b"{}"}


def layout(layers: Sequence[Files], history: Sequence[dict[str, object]] | None = None, pack: Pack = zipped) -> dict[str, Content]:
    """The files of an OCI layout: an index of an image and its attestation."""
    made = [tar(layer) for layer in layers]
    blobs: dict[str, Content] = {}

    def blob(content: bytes, **more: object) -> dict[str, object]:
        blobs["blobs/" + digest(content).replace(":", "/")] = content
        return {"digest": digest(content), "size": len(content), **more}

    manifest = {"config": blob(config(made, history)), "layers": [blob(pack(layer)) for layer in made]}
    attestation = blob(b"{}", platform={"os": "unknown", "architecture": "unknown"})
    image = blob(json.dumps(manifest).encode(), annotations={"org.opencontainers.image.ref.name": "app:1"})
    index = json.dumps({"schemaVersion": 2, "manifests": [attestation, image]}).encode()
    return blobs | {"index.json": index, "oci-layout": b'{"imageLayoutVersion": "1.0.0"}'}


def written(folder: Path, members: Files) -> Path:
    """A tar archive of these members."""
    path = folder / "image.tar"
    path.write_bytes(tar(members))
    return path


def laid_out(folder: Path, files: Files) -> Path:
    """The files in a folder."""
    for name, content in files.items():
        path = folder / "layout" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        assert isinstance(content, bytes)
        path.write_bytes(content)
    return folder / "layout"
