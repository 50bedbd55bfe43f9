"""Which paths a source takes, asked path by path. What builders did with the same is in tests/cache/recorded; --parents and --exclude are not
in the Dockerfile syntax that the recorded builder has built in, so here the documentation is the source.
"""

from __future__ import annotations

import pytest

from layerlint.build.selectors import Selector, overlaps

PATHS = ["a.txt", "b.md", "src/a.c", "src/deep/b.c", "src/deep/r.md", "pkg/one/m.json", "pkg/two/m.json", "pkg/two/n.js"]


@pytest.mark.parametrize(
    ("source", "taken"),
    [
        (".", PATHS),
        ("/", PATHS),
        ("a.txt", ["a.txt"]),
        ("./src/", ["src/a.c", "src/deep/b.c", "src/deep/r.md"]),
        ("../src/deep", ["src/deep/b.c", "src/deep/r.md"]),
        ("sr", []),
        ("*.md", ["b.md"]),
        ("*", PATHS),
        ("pkg/*/m.json", ["pkg/one/m.json", "pkg/two/m.json"]),
        ("pkg/t?o", ["pkg/two/m.json", "pkg/two/n.js"]),
        ("[", []),
    ],
)
def test_sources(source: str, taken: list[str]) -> None:
    assert list(filter(Selector(source, None).takes, PATHS)) == taken


@pytest.mark.parametrize(
    ("source", "excludes", "taken"),
    [
        (".", ["*.md"], [path for path in PATHS if path != "b.md"]),
        ("src", ["*.md"], ["src/a.c", "src/deep/b.c", "src/deep/r.md"]),
        ("src", ["**/*.md"], ["src/a.c", "src/deep/b.c"]),
        ("src", ["deep"], ["src/a.c"]),
        ("src", ["src"], ["src/a.c", "src/deep/b.c", "src/deep/r.md"]),
        ("a.txt", ["*"], ["a.txt"]),
    ],
)
def test_excludes_are_relative_to_the_source(source: str, excludes: list[str], taken: list[str]) -> None:
    assert list(filter(Selector(source, None, excludes=excludes).takes, PATHS)) == taken


@pytest.mark.parametrize(
    ("source", "taken", "names"),
    [
        ("pkg/*/m.json", ["pkg/one/m.json", "pkg/two/m.json"], ["pkg/one/m.json", "pkg/two/m.json"]),
        ("pkg/./*/m.json", ["pkg/one/m.json", "pkg/two/m.json"], ["one/m.json", "two/m.json"]),
        ("src", ["src/a.c", "src/deep/b.c", "src/deep/r.md"], ["src/a.c", "src/deep/b.c", "src/deep/r.md"]),
    ],
)
def test_parents_keep_the_folders(source: str, taken: list[str], names: list[str]) -> None:
    selector = Selector(source, None, parents=True)
    found = list(filter(selector.takes, PATHS))
    assert found == taken
    assert [selector.name(path) for path in found] == names


def test_the_folder_of_a_source_is_no_part_of_a_name() -> None:
    assert Selector("src", None).name("src/deep/b.c") == "deep/b.c"
    assert Selector("src/a.c", None).name("src/a.c") == "a.c"
    assert Selector("pkg/*/m.json", None).name("pkg/two/m.json") == "m.json"


@pytest.mark.parametrize(
    ("destination", "wanted", "taken"),
    [
        ("/app", "/app/deep", ["src/deep/b.c", "src/deep/r.md"]),
        ("/app", "/", ["src/a.c", "src/deep/b.c", "src/deep/r.md"]),
        ("/app/", "/app/a.c", ["src/a.c"]),
        ("/app", "/app/none", []),
    ],
)
def test_the_part_that_gets_to_a_place(destination: str, wanted: str, taken: list[str]) -> None:
    part = Selector("src", None).narrowed(destination, wanted, into=destination.endswith("/"))
    assert list(filter(part.takes, PATHS)) == taken
    assert all(overlaps(part.name(path), wanted) for path in taken)
