"""Every kind of archive gives the same image, and no archive gives a traceback."""

from __future__ import annotations

import gzip
import json
import sys
import tarfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layerlint.image.archive import ImageError, open_image
from layerlint.image.inspection import Inspection
from layerlint.image.origin import origin
from layerlint.report.document import encoded
from layerlint.report.image import write_image
from layerlint.report.image_document import image_document
from layerlint.report.ink import Ink
from tests.image.archives import FOLDER, Content, Files, Hard, Link, laid_out, layout, plain, saved, tar, written, zipped

LAYERS: list[Files] = [
    {"etc/": FOLDER, "etc/a": b"12345", "etc/b": Hard("etc/a"), "etc/c": Link("a")},
    {"etc/.wh.a": b"", "x" * 150 + "/" + "y" * 140: b"123"},
]


def packed_with_zstd(layer: bytes) -> bytes:
    zstandard = pytest.importorskip("zstandard")
    return bytes(zstandard.ZstdCompressor().compress(layer))


def linked(members: dict[str, Content]) -> dict[str, Content]:
    """As buildah writes them: a link where the layer was."""
    moved: dict[str, Content] = {}
    for name, content in members.items():
        folder, _, last = name.partition("/")
        moved |= {f"{folder}.tar": content, name: Link(f"../{folder}.tar")} if last == "layer.tar" else {name: content}
    return moved


@pytest.mark.parametrize(
    ("members", "packed"),
    [
        (saved(LAYERS), False),
        (saved(LAYERS, pack=zipped), True),
        (saved(LAYERS, pack=packed_with_zstd), True),
        (linked(saved(LAYERS)), False),
        (layout(LAYERS), True),
        (layout(LAYERS, pack=plain), False),
    ],
    ids="saved gzip zstd linked oci oci-plain".split(),
)
def test_every_kind_gives_the_same_image(tmp_path: Path, members: dict[str, Content], *, packed: bool) -> None:
    image = open_image(str(written(tmp_path, members)))
    assert [layer.size for layer in image.layers] == [5, 3]
    assert [len(layer.files) for layer in image.layers] == [4, 2]
    assert [layer.diff_id for layer in image.layers] == image.config["rootfs"]["diff_ids"]
    assert [layer.compressed is not None for layer in image.layers] == [packed, packed]
    assert image.tags == ["app:1"]
    assert [(entry.layer, entry.empty) for entry in image.history] == [(0, False), (1, False)]
    assert image.layers[1].created_by == "COPY 1 / # buildkit"
    assert image.notes == []


def test_a_folder_and_a_packed_archive(tmp_path: Path) -> None:
    assert [layer.size for layer in open_image(str(laid_out(tmp_path, layout(LAYERS)))).layers] == [5, 3]
    path = tmp_path / "image.tar.gz"
    path.write_bytes(gzip.compress(tar(saved(LAYERS))))
    assert [layer.size for layer in open_image(str(path)).layers] == [5, 3]


def test_without_zstd_the_packed_sizes_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, saved(LAYERS, pack=packed_with_zstd))
    monkeypatch.setitem(sys.modules, "zstandard", None)
    image = open_image(str(path))
    assert [(layer.known_size, layer.compressed is not None) for layer in image.layers] == [(None, True)] * 2
    assert image.notes == ["2 of 2 layers are packed with zstd: packed sizes only; pip install 'layerlint[zstd]'"]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_names_and_sizes_of_every_form_of_tar(tmp_path: Path, form: int) -> None:
    name = "d/" * 60 + "é" if form == tarfile.USTAR_FORMAT else "d/" * 120 + "é"
    members = saved([{}])
    layer = next(key for key in members if key.endswith("layer.tar"))
    image = open_image(str(written(tmp_path, members | {layer: tar({name: b"1234"}, form)})))
    assert [(path, size) for _, path, size, _ in image.layers[0].files] == [(name, 4)]


def test_history_that_does_not_fit_leaves_layers_without_entries(tmp_path: Path) -> None:
    image = open_image(str(written(tmp_path, saved(LAYERS, history=[{"created_by": "RUN x"}]))))
    assert not image.mapped
    assert [layer.created_by for layer in image.layers] == ["", ""]


GOOD = saved(LAYERS)
LAYER = next(iter(GOOD))


def with_manifest(value: object) -> dict[str, Content]:
    return GOOD | {"manifest.json": json.dumps(value).encode()}


def with_layer(content: Content) -> dict[str, Content]:
    return GOOD | {LAYER: content}


HEADER = tar({"a": b"1"})
BOMB = gzip.compress(b"\0" * (1 << 22))
HOSTILE: dict[str, tuple[dict[str, Content], str]] = {
    "no manifest": ({"a": b"1"}, "is no image"),
    "manifest is a link": (GOOD | {"manifest.json": Link("/etc/passwd")}, "`manifest.json` is a link"),
    "manifest is no list": (with_manifest({"Layers": 1}), "no list of images"),
    "manifest is empty": (with_manifest([]), "no list of images"),
    "manifest of numbers": (with_manifest([{"Config": 1, "Layers": [2]}]), "no text in `Layers`"),
    "layers are text": (with_manifest([{"Config": "c.json", "Layers": "ab"}]), "no list `Layers`"),
    "deep JSON": (GOOD | {"manifest.json": b"[" * 100_000}, "is no JSON"),
    "long JSON": (GOOD | {"c.json": b" " * (5 << 20)}, "at most 4194304 are read"),
    "number of many digits": (GOOD | {"c.json": b'{"a": ' + b"9" * 10_000 + b"}"}, "is no JSON"),
    "config is a list": (GOOD | {"c.json": b"[]"}, "configuration is no object"),
    "config outside": (with_manifest([{"Config": "../c.json", "Layers": []}]), "leads out of the archive"),
    "layer outside": (with_manifest([{"Config": "c.json", "Layers": ["/../../etc/passwd"] * 2}]), "leads out of the archive"),
    "layer is not there": (with_manifest([{"Config": "c.json", "Layers": ["a", "b"]}]), "is not in the archive"),
    "other number of layers": (with_manifest([{"Config": "c.json", "Layers": [LAYER]}]), "another number of layers"),
    "link out": (with_layer(Link("../../etc/passwd")), "leads out of the archive"),
    "absolute link": (with_layer(Link("/etc/passwd")), "leads out of the archive"),
    "link to itself": (with_layer(Link("layer.tar")), "is a link"),
    "name leads out": (with_layer(tar({"a/../../b": b"1"})), "leads out of the image"),
    "hard link leads out": (with_layer(tar({"a": Hard("../b")})), "leads out of the image"),
    "whiteout of the folder": (with_layer(tar({"a/.wh...": b""})), "a whiteout of"),
    "member leads out": (GOOD | {"../x": b"1"}, "leads out of the archive"),
    "no tar": (with_layer(b"hello" * 1000), "is no tar"),
    "cut in a file": (with_layer(tar({"a": 4096})[:1000]), "is cut short"),
    "cut in a header": (with_layer(HEADER[:300]), "is cut short"),
    "cut gzip": (with_layer(zipped(HEADER)[:-20]), "cannot be unpacked"),
    "broken gzip": (with_layer(b"\x1f\x8b" + b"\0" * 50), "cannot be unpacked"),
    "absurd size": (with_layer(b""), ""),
    "control characters": (with_layer(tar({"\x1b[31m/../a": b""})), r"`\x1b[31m/../a` leads out"),
    "history is text": (GOOD | {"c.json": b'{"history": "x"}'}, "history is no list"),
    "digest is none": (layout(LAYERS) | {"index.json": b'{"manifests": [{"digest": "sha256:../../x"}]}'}, "is no digest"),
    "index of nothing": (layout(LAYERS) | {"index.json": b'{"manifests": []}'}, "names no image"),
}
del HOSTILE["absurd size"]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_archives_end_in_a_clear_error(name: str, tmp_path: Path) -> None:
    members, message = HOSTILE[name]
    path = written(tmp_path, members)
    with pytest.raises(ImageError) as error:
        open_image(str(path))
    assert message in str(error.value)
    assert str(error.value).isprintable()
    assert str(error.value).startswith(f"{path}: ")


def test_a_size_beyond_all_bounds(tmp_path: Path) -> None:
    header = bytearray(HEADER)
    header[124:136] = b"\x80" + b"\xff" * 11
    header[148:156] = b"%06o\0 " % (sum(header[:512]) - sum(header[148:156]) + 256)
    with pytest.raises(ImageError, match="claims a file of"):
        open_image(str(written(tmp_path, with_layer(bytes(header)))))


def test_a_layer_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layerlint.image.streams.FREE_UNPACKED", 1 << 20)
    with pytest.raises(ImageError, match="refused as a bomb"):
        open_image(str(written(tmp_path, with_layer(gzip.compress(tar({"a": 1 << 24}))))))
    (tmp_path / "bomb.gz").write_bytes(BOMB)
    with pytest.raises(ImageError, match="refused as a bomb"):
        open_image(str(tmp_path / "bomb.gz"))


def test_folders_do_not_lead_out(tmp_path: Path) -> None:
    folder = laid_out(tmp_path, layout(LAYERS))
    (tmp_path / "outside").write_bytes((folder / "index.json").read_bytes())
    (folder / "index.json").unlink()
    (folder / "index.json").symlink_to("../outside")
    with pytest.raises(ImageError, match="is a link"):
        open_image(str(folder))


@pytest.mark.parametrize("path", ["missing.tar", ".", "/dev/null"])
def test_what_is_no_archive(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ImageError):
        open_image(path)


WHOLE = {"saved": tar(saved(LAYERS)), "gzip": tar(saved(LAYERS, pack=zipped)), "oci": tar(layout(LAYERS))}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(sorted(WHOLE)),
    changes=st.lists(st.tuples(st.integers(0, 60_000), st.binary(min_size=1, max_size=8)), max_size=6),
    cut=st.integers(0, 60_000),
)
def test_changed_and_cut_archives_never_raise_anything_else(kind: str, changes: list[tuple[int, bytes]], cut: int, tmp_path: Path) -> None:
    content = bytearray(WHOLE[kind])
    for number, change in changes:
        place = number % len(content)
        content[place : place + len(change)] = change
    path = tmp_path / "image.tar"
    path.write_bytes(content[: max(cut, 600) if cut % 3 == 0 else len(content)])
    try:
        image = open_image(str(path))
    except ImageError:
        return
    found = Inspection(image, origin(image, None), None)
    assert 0 <= found.own.dead <= found.own.size
    assert encoded(image_document("image.tar", found, []))
    lines: list[str] = []
    write_image("image.tar", found, [], Ink(lines.append), 80)
    assert all(line.rstrip("\n").isprintable() for line in lines)
