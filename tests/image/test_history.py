"""Which layer comes from which line, and where the base ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from layerlint.build.layers import plan
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts
from layerlint.image.archive import Image, open_image
from layerlint.image.history import Alignment, align, normal
from layerlint.image.origin import origin
from tests.image.archives import saved, written

DOCKERFILE = """\
FROM base:1
ARG TOKEN
WORKDIR /app
COPY a b ./
RUN make all install
CMD ["sh"]
"""
BUILDKIT = [
    "ADD rootfs.tar / # buildkit", '-CMD ["bash"]', "RUN /bin/sh -c make all install # buildkit",
    "-ARG TOKEN=xyz", "WORKDIR /app", "COPY a b ./ # buildkit", "RUN |1 TOKEN=xyz /bin/sh -c make all install # buildkit", '-CMD ["sh"]',
]  # fmt: skip
NOP = "/bin/sh -c #(nop)"
CLASSIC = [
    f"{NOP} ADD file:{'0' * 64} in / ", f'-{NOP}  CMD ["bash"]',
    f"-{NOP}  ARG TOKEN", f"-{NOP} WORKDIR /app", f"{NOP} COPY multi:{'1' * 64} in ./ ",
    "|1 TOKEN=xyz /bin/sh -c make all install", f'-{NOP}  CMD ["sh"]',
]  # fmt: skip


def image(tmp_path: Path, texts: list[str]) -> Image:
    """An image of this history; a dash in front: an empty entry."""
    entries: list[dict[str, object]] = [{"created_by": text.removeprefix("-"), "empty_layer": text.startswith("-")} for text in texts]
    filled = sum(not text.startswith("-") for text in texts)
    return open_image(str(written(tmp_path, saved([{f"f{number}": number} for number in range(filled)], entries))))


def aligned(found: Image, dockerfile: str = DOCKERFILE, builder: str = "buildkit") -> Alignment:
    facts = Facts(parse(Source(dockerfile.encode(), "Dockerfile")), builder=builder)
    return align(plan(facts).layers, found.history, builder)


def lines(alignment: Alignment) -> list[tuple[int, int, str]]:
    return [(match.entry, match.row.line, match.confidence) for match in alignment.matches]


@pytest.mark.parametrize(("builder", "history", "first"), [("buildkit", BUILDKIT, 3), ("classic", CLASSIC, 2)])
def test_every_line_finds_its_entry(builder: str, history: list[str], first: int, tmp_path: Path) -> None:
    found = image(tmp_path, history)
    alignment = aligned(found, builder=builder)
    assert [(entry, line) for entry, line, _ in lines(alignment)] == [(first + number, 2 + number) for number in range(5)]
    assert alignment.first == first
    assert lines(alignment)[-1][2] == "sure"
    assert origin(found, alignment).layers == (2 if builder == "buildkit" else 1)


def test_a_changed_line_is_likely_and_a_new_one_has_no_entry(tmp_path: Path) -> None:
    changed = DOCKERFILE.replace("make all install", "cmake --build .").replace("CMD", "EXPOSE 80\nCMD")
    alignment = aligned(image(tmp_path, BUILDKIT), changed)
    assert lines(alignment) == [(3, 2, "sure"), (4, 3, "sure"), (5, 4, "sure"), (6, 5, "likely"), (7, 7, "sure")]


def test_the_builder_that_fits_has_most_points(tmp_path: Path) -> None:
    found = image(tmp_path, CLASSIC)
    assert aligned(found, builder="classic").points > aligned(found, builder="buildkit").points


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN |1 A=*** /bin/sh -c make   it # buildkit", ("RUN", "make it")),
        ("/bin/sh -c make it", ("RUN", "make it")),
        ("|2 A=*** B=*** /bin/sh -c make it", ("RUN", "make it")),
        ("/bin/sh -c #(nop)  ENV A=b", ("ENV", "A=b")),
        ("/bin/bash -o pipefail -c #(nop) WORKDIR /x", ("WORKDIR", "/x")),
        (f"{NOP} COPY file:{'a' * 64} in /x ", ("COPY", "file:* in /x")),
        ("WORKDIR /x", ("WORKDIR", "/x")),
        ("", ("RUN", "")),
    ],
)
def test_texts_are_compared_without_what_builders_add(text: str, expected: tuple[str, str]) -> None:
    assert normal(text) == expected


def test_where_the_base_ends(tmp_path: Path) -> None:
    found = image(tmp_path, CLASSIC)
    ids = [layer.diff_id or "" for layer in found.layers]
    assert (origin(found, None).layers, origin(found, None).by) == (1, "first-layer")
    known = origin(found, None, [("other", ["x"]), ("mine", ids[:2]), ("less", ids[:1])])
    assert (known.layers, known.by, known.name) == (2, "learned", "mine")
    found.history[2].comment = "FROM docker.io/library/base:1"
    assert (origin(found, None).layers, origin(found, None).by, origin(found, None).name) == (1, "history", "docker.io/library/base:1")
    scratch = image(tmp_path, ["COPY a / # buildkit", "COPY b / # buildkit"])
    assert (origin(scratch, None).layers, origin(scratch, None).by) == (0, "none")
