"""RUN layers beside what real builders made of them, and what nobody can weigh."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerlint.build.below import Met
from layerlint.build.context import Contexts
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts


def rows(text: str, *, folder: Path | None = None, **surroundings: Any) -> list[Any]:
    """The rows of the plan, the FROM left out."""
    context = Contexts().of(str(folder / "Dockerfile"), None, surroundings.get("builder", "buildkit")) if folder else None
    plan = Facts(parse(Source(text.encode())), context=context, **surroundings).plan
    return [row for row in plan.layers if row.kind != "none"]


def run(script: str, base: str = "debian:bookworm") -> Any:
    """The row of one RUN."""
    return rows(f"FROM {base}\nRUN {script}\n")[-1]


CLEAN = "rm -rf /var/lib/apt/lists/*"
# File bytes and gzip -6, Docker 28 on debian:bookworm (debootstrap, with the archives of packages left), 2026-11.
BUILT_WITH_ARCHIVES = [
    ("apt-get update && apt-get install -y --no-install-recommends build-essential && " + CLEAN, 406_710_913, 189_738_365),
    ("apt-get update && apt-get install -y --no-install-recommends curl && " + CLEAN, 16_954_467, 9_618_089),
    ("apt-get update && apt-get install -y curl && " + CLEAN, 23_337_125, 13_899_025),
    ("apt-get update && apt-get install -y --no-install-recommends git && " + CLEAN, 137_750_237, 64_372_497),
    ("apt-get update && apt-get install -y git && " + CLEAN, 157_971_856, 76_219_073),
    ("apt-get update && apt-get install -y --no-install-recommends python3 && " + CLEAN, 54_904_631, 25_937_044),
    ("apt-get update && apt-get install -y python3 && " + CLEAN, 60_430_552, 29_761_832),
    ("apt-get update", 19_856_468, 15_322_202),
]
# File bytes, Docker 28 on debian:bookworm, archives removed as the official image does, 2026-11.
BUILT = [
    ("apt-get update && apt-get install -y --no-install-recommends git && " + CLEAN, 115_379_909),
    ("apt-get update && apt-get install -y --no-install-recommends gnupg ca-certificates && " + CLEAN, 29_799_945),
    (
        f"apt-get update && apt-get install -y --no-install-recommends nginx openssh-client vim less make && apt-get purge -y make && {CLEAN}",
        58_567_183,
    ),
    ("apt-get install -y --no-install-recommends jq", 2_064_019),
    ("groupadd -r app && useradd -r -g app app", 4292),
    ("useradd -m joe", 9029),
    ("adduser --disabled-password --gecos '' kim", 9325),
    ("usermod -s /bin/sh joe && passwd -d joe", 1083),
    ("sed -i 's/a/b/' /etc/bash.bashrc", 1994),
    ('mkdir -p /a/b/c && ln -s /a /z && echo "hello there" > /a/b/f', 12),
    ("update-alternatives --install /usr/bin/xx xx /bin/true 10", 205),
    ("ldconfig", 9082),
    ("printf '%s\\n' one two three > /etc/list && cat /etc/list /etc/passwd > /etc/both", 975),
    ("cp /etc/passwd /etc/passwd.copy", 947),
    ("find /etc/apt -name '*.list' -exec sed -i 's/x/x/' {} +", 167),
    (
        "--mount=type=cache,target=/var/lib/apt/lists --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install tree",
        1_291_019,
    ),
    ("true", 0),
    ("adduser -D joe || true", 0),
]


@pytest.mark.parametrize(("script", "files", "packed"), BUILT_WITH_ARCHIVES, ids=[case[0] for case in BUILT_WITH_ARCHIVES])
def test_recorded_package_layers_lie_inside_and_no_interval_is_wider_than_three(script: str, files: int, packed: int) -> None:
    row = run(script)
    for size, built in ((row.size, files), (row.compressed, packed)):
        assert size.low <= built <= size.high <= 3 * size.low
        assert size.basis == "package-data"


@pytest.mark.parametrize(("script", "files"), BUILT, ids=[case[0] for case in BUILT])
def test_recorded_layers_lie_inside(script: str, files: int) -> None:
    size = run(script).size
    assert size.low <= files <= size.high


@pytest.mark.parametrize(
    ("script", "opaque"),
    [
        ("make install", "make"),
        ("apt-get update && apt-get install -y gcc && ./configure", "configure"),
        ("curl -fsSL https://example.com/x.tar.gz | tar xz -C /opt", "tar"),
        ("curl -fsSLO https://example.com/x.tar.gz", "curl"),
        ("wget https://example.com/x.tar.gz", "wget"),
        ("pip install -r requirements.txt", "pip"),
        ("npm ci", "npm"),
        ("apt-get install -y $PACKAGES", "apt-get"),
        ("apt-get install -y /tmp/x.deb", "apt-get"),
        ("apt-get install -y curl acme-server acme-tools", "acme-server"),
        ("apt-get update && apt-get install -y gcc && apt-get purge -y --auto-remove $BUILD", "apt-get"),
        ("chmod -R a+rX /usr/share", "chmod"),
        ("touch /bin/tar", "touch"),
        ("cp -r /usr/share/doc /opt", "cp"),
        ("python3 -m venv /venv && /venv/bin/pip install flask", "pip"),
        ("./setup.sh", "setup.sh"),
        ("curl -fsSL -o get-pip.py https://example.com/get-pip.py", "curl"),
        ("cp -r /etc/ssl /srv/ssl", "cp"),
        ("apt-mark auto '.*' && apt-get autoremove -y", "apt-get"),
        ("apt-get install -y gcc && apt-get autoremove -y", ""),
        ("curl -fsSL https://example.com/key.asc | gpg --dearmor -o /usr/share/keyrings/x.gpg", ""),
        ("add-apt-repository ppa:x/y", ""),
        ("dpkg -i x.deb", "dpkg"),
        ("dpkg --print-architecture && apt-cache policy", ""),
        ("git config --global a.b c && npm config set x y", ""),
        ("git clone https://example.com/x.git", "git"),
        ("tee /usr/local/bin/x < y", "tee"),
        ("find / -name '*.pyc' -delete && find / -newer /x -exec strip {} +", "find"),
        ("ln /usr/bin/git /usr/bin/g", "ln"),
        ("install -d -m 755 /srv/x && install x /srv/x", "install"),
        ("sort words > /srv/words", ""),
        ("gunzip -c x.gz > /srv/x", "gunzip"),
    ],
)
def test_what_nobody_can_weigh_is_unknown_and_says_why(script: str, opaque: str) -> None:
    row = run(script)
    assert row.opaque == opaque
    assert (row.size.high is None) == (row.compressed.high is None) == bool(opaque)


def test_what_is_certain_stays_as_the_lower_bound_of_the_unknown() -> None:
    known = run("apt-get update && apt-get install -y --no-install-recommends gcc && " + CLEAN)
    assert (
        run("apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/* && make").size.low
        == known.size.low
    )
    assert run("apt-get update && apt-get install -y gcc && make && apt-get purge -y gcc").size.low == 0


def test_recommended_packages_are_counted_unless_kept_out() -> None:
    with_them = run("apt-get install -y curl").size
    for option in ("--no-install-recommends", "-o APT::Install-Recommends=false", '-o "APT::Install-Recommends=0"'):
        assert run(f"apt-get install -y {option} curl").size.likely < with_them.likely


@pytest.mark.parametrize("end", ["", " && rm -rf /var/lib/apt/lists/*", " && apt-get dist-clean", " && rm -rf /var/lib/apt/lists /tmp/*"])
def test_lists_count_unless_removed_in_the_same_run(end: str) -> None:
    size = run("apt-get update && apt-get install -y --no-install-recommends curl" + end).size
    assert (size.likely > 30_000_000) == (not end)


def test_a_mount_keeps_lists_out() -> None:
    assert run("--mount=type=cache,target=/var/lib/apt apt-get update").size.high == 0


@pytest.mark.parametrize(
    ("before", "base"),
    [
        pytest.param("", "buildpack-deps:bookworm", id="the base holds it"),
        pytest.param("RUN apt-get install -y gcc\n", "debian:bookworm", id="a layer below holds it"),
        pytest.param("RUN apt-get install -y build-essential\nRUN true\n", "debian:bookworm", id="needed by what a layer holds"),
    ],
)
def test_what_is_there_already_is_not_counted_again(before: str, base: str) -> None:
    size = rows(f"FROM {base}\n{before}RUN apt-get install -y gcc\n")[-1].size
    assert size.high < 5_000_000


def test_what_a_parent_stage_installed_is_there_in_the_next() -> None:
    text = "FROM debian:bookworm AS a\nRUN apt-get install -y gcc\nFROM a AS b\nRUN apt-get install -y gcc\nFROM a\nRUN apt-get install -y git\n"
    assert rows(text, target="b")[-1].size.high < 5_000_000
    assert rows(text)[-1].size.low > 50_000_000


@pytest.mark.parametrize(
    ("base", "basis"),
    [
        ("debian:trixie-slim", "package-data"),
        ("python:3.12-slim-bookworm", "package-data"),
        ("ubuntu:24.04", "heuristic"),
        ("acme/base:1", "heuristic"),
    ],
)
def test_the_basis_says_whether_the_tables_describe_the_base(base: str, basis: str) -> None:
    size = run("apt-get install -y --no-install-recommends git", base).size
    assert size.basis == basis
    assert 0 < size.low < size.likely < size.high


@pytest.mark.parametrize(
    ("script", "base"),
    [
        ("apk add --no-cache git", "alpine:3.22"),
        ("dnf install -y git && dnf clean all", "fedora:43"),
        ("zypper install -y git && zypper clean -a", "opensuse/leap:15.6"),
    ],
)
def test_other_distributions_are_weighed_by_debians_package_with_more_doubt(script: str, base: str) -> None:
    size = run(script, base).size
    assert size.basis == "heuristic"
    assert size.high > 5 * size.low > 0


def test_what_is_removed_again_is_not_certain() -> None:
    assert run("echo a-line-of-text > /srv/x && rm /srv/x").size.low == 0
    assert run("python3 -m venv /srv/v && rm -rf /srv/v").size.low == 0


def test_adding_a_user_to_a_group_makes_no_home() -> None:
    assert run("adduser www-data video").size.high < run("adduser kim").size.high


def test_buildah_stores_nothing_where_nothing_changes(folder: Path) -> None:
    copied, changed = rows("FROM debian:bookworm\nCOPY big.bin /x\nRUN chmod 600 /x\n", folder=folder, builder="buildah")
    assert (changed.size.low, changed.size.high) == (0, BIG)
    assert copied.dead.high is None


def test_a_foreign_repository_makes_every_package_doubtful() -> None:
    known = run("apt-get install -y --no-install-recommends nodejs").size
    doubtful = run(
        "echo deb https://example.com x main > /etc/apt/sources.list.d/x.list && apt-get install -y --no-install-recommends nodejs"
    ).size
    assert known.basis == "package-data"
    assert doubtful.basis == "heuristic"
    assert doubtful.low < known.low


def test_a_group_may_be_redirected_as_a_whole() -> None:
    assert run("{ echo a; echo b; } > /etc/x").size.high > 1000


def test_the_directory_behind_a_variable_is_its_own() -> None:
    assert run('mkdir -p "$GOPATH/src" && chmod -R 1777 "$GOPATH"').size.high == 0


def test_a_condition_and_a_loop_widen_the_interval() -> None:
    assert run("if test -f /x; then echo a-long-line > /etc/x; fi").size.low == 0
    once, often = run("ln -s a /usr/bin/b").compressed, run("for x in a b c; do ln -s $x /usr/bin/$x.new; done").compressed
    assert often.high > once.high


BIG, SMALL = 300_000, 120_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "big.bin").write_bytes(bytes(BIG))
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "a").write_bytes(bytes(SMALL))
    (tmp_path / "Dockerfile").write_text("")
    return tmp_path


@pytest.mark.parametrize(
    ("lines", "added", "dead"),
    [
        pytest.param("COPY big.bin /opt/\nRUN chmod 600 /opt/big.bin", BIG, [BIG, 0], id="chmod copies a file"),
        pytest.param("COPY big.bin /opt/\nRUN touch /opt/big.bin", BIG, [BIG, 0], id="so does touch"),
        pytest.param("COPY d /srv/d\nRUN chown -R nobody /srv", SMALL, [SMALL, 0], id="chown -R copies a tree"),
        pytest.param("COPY big.bin /opt/x\nRUN mv /opt/x /opt/y", BIG, [BIG, 0], id="mv copies"),
        pytest.param("COPY big.bin /opt/x\nRUN rm /opt/x", 0, [BIG, 0], id="rm frees nothing"),
        pytest.param("COPY d /srv/d\nRUN rm -rf /srv/d", 0, [SMALL, 0], id="rm -rf frees nothing"),
        pytest.param("COPY big.bin /x\nCOPY big.bin /x", BIG, [BIG, 0], id="copied twice"),
        pytest.param("COPY big.bin /x\nRUN chmod 600 /x\nRUN rm /x", 0, [BIG, BIG, 0], id="the copy of a mode dies, too"),
        pytest.param("COPY big.bin /x\nRUN rm /x\nRUN chmod -R 700 /opt/x", None, [BIG, None, 0], id="what is gone is not copied"),
        pytest.param("COPY d /srv/d\nRUN true", 0, [None, 0], id="nothing is claimed without a cause"),
    ],
)
def test_files_of_lower_layers_are_copied_again_and_their_first_copy_is_dead(
    folder: Path, lines: str, added: int | None, dead: list[int | None]
) -> None:
    found = rows(f"FROM debian:bookworm\n{lines}\n", folder=folder)
    assert found[-1].size.high == added
    assert [row.dead.high for row in found] == dead
    assert [row.dead.low for row in found] == [size or 0 for size in dead]


def test_lists_that_a_later_layer_removes_are_dead() -> None:
    update, removal = rows(f"FROM debian:bookworm\nRUN apt-get update\nRUN {CLEAN}\n")
    assert (update.dead.low, update.dead.high) == (update.size.low, update.size.high)
    assert removal.dead.high == removal.size.high == 0


def test_a_file_made_in_the_same_run_is_no_lower_file() -> None:
    row = rows("FROM debian:bookworm\nCOPY x /x\nRUN echo a > /y && chmod 600 /y && rm /y\n")[-1]
    assert row.met == []
    assert row.size.high is not None


def test_a_meeting_reaches_what_lies_below_a_tree_alone() -> None:
    from layerlint.build.below import Placed
    from layerlint.size import exact

    file, tree = Placed("/srv/a", exact(1), tree=False), Placed("/srv", exact(1), tree=True)
    assert Met("/srv/a", hides=False, tree=False).reaches(file)
    assert not Met("/srv", hides=False, tree=False).reaches(tree)
    assert Met("/srv", hides=False, tree=True).reaches(tree)
    assert Met("/srv/*", hides=True, tree=False).reaches(file)


WORDS = st.sampled_from(
    "apt-get install -y curl update && ; || | rm -rf /x $X `a` ( ) if then fi for x in a do done chmod chown useradd -m sed -i > < << 'a' \"b mv cp ln".split()
)


@given(st.lists(WORDS, max_size=14))
@settings(deadline=None)
def test_no_script_breaks_it_and_every_interval_is_one(words: list[str]) -> None:
    for row in rows("FROM debian:bookworm\nCOPY x /x\nRUN " + " ".join(words) + "\n"):
        for size in (row.size, row.compressed, row.dead):
            assert 0 <= size.low <= (size.low if size.likely is None else size.likely)
            assert size.likely is None or size.high is None or size.likely <= size.high
