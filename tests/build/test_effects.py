"""What RUN, COPY and ADD certainly do to which paths, in order."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerlint.build.effects import copy_effects, run_effects
from layerlint.build.layer_effects import layer_history
from layerlint.build.paths import absolute, alternatives, at_home, covers, matches
from tests.checks.bloat import facts_of

BEFORE = "FROM debian:12\nENV V=1.2 DIR=/opt/tool\nARG FILE=tool.tgz\nWORKDIR /w\n"


def effects(script: str, before: str = BEFORE) -> list[str]:
    file = facts_of(f"{before}RUN {script}\n")
    run = file.dockerfile.instructions[-1]
    return [f"{effect.action} {effect.path}" for effect in run_effects(run, file.commands(run), file.scope(run))]


SCRIPTS = [
    ("rm -rf /a b", ["remove /a", "remove /w/b"]),
    ("rm -rf -- -x", ["remove /w/-x"]),
    ("cd /x && rm a && cd .. && rm b", ["remove /x/a", "remove /b"]),
    ("(cd /x && rm a) && rm b", ["remove /x/a", "remove /w/b"]),
    ("{ cd /x; rm a; }; rm b", ["remove /x/a", "remove /x/b"]),
    ("rm $DIR/x ${FILE}", ["remove /opt/tool/x", "remove /w/tool.tgz"]),
    ('T=/tmp/q; rm $T/a "$T"', ["remove /tmp/q/a", "remove /tmp/q"]),
    ("export T=/q && rm $T", ["remove /q"]),
    ('rm "$(mktemp)" $NOBODY/x', ["remove /w/$(mktemp)", "remove ${NOBODY}/x"]),
    ("rm '$DIR'", ["remove /w/$DIR"]),
    ("find /var/lib/apt -type f -delete", ["prune /var/lib/apt"]),
    ("find / -name x", []),
    ("chmod -R g=u /a /b", ["modify /a", "modify /b"]),
    ("chmod -x a", ["modify /w/a"]),
    ("chmod --reference=/x a", ["modify /w/a"]),
    ("chown app:app a", ["modify /w/a"]),
    ("touch -d now a", ["modify /w/a"]),
    ("sed -i s/a/b/ f g", ["modify /w/f", "modify /w/g"]),
    ("sed -i.bak -e s/a/b/ f", ["modify /w/f"]),
    ("sed s/a/b/ f", []),
    ("mv a b", ["move /w/a", "write /w/b"]),
    ("mv a c b/", ["move /w/a", "move /w/c", "write /w/b/a", "write /w/b/c"]),
    ("cp -r /a/x .", ["write /w/x"]),
    ("install -m 755 x /usr/bin/x", ["write /usr/bin/x"]),
    ("install -d /x", []),
    ("echo x > a 2>/dev/null", ["write /w/a"]),
    ("echo x >> a", ["modify /w/a"]),
    ("echo x | tee /a", ["write /a"]),
    ("echo x | tee -a /a", ["modify /a"]),
    ("wget https://e.org/x-$V.tgz", ["write /w/x-1.2.tgz"]),
    ("wget -qO /t/x https://e.org/y", ["write /t/x"]),
    ("wget -qO- https://e.org/y | tar xz", []),
    ("wget -nv -P /t https://e.org/y.zip?a=b", ["write /t/y.zip"]),
    ("curl -fsSLo x.zip https://e.org/y", ["write /w/x.zip"]),
    ("curl -LO https://e.org/y.zip -H 'A: b'", ["write /w/y.zip"]),
    ("curl https://e.org/y.zip", []),
    ("curl -o /dev/null https://e.org/y", []),
    ("git clone --depth 1 -b v1 https://e.org/x/tool.git", ["write /w/tool"]),
    ("git -C /src clone https://e.org/tool /src/t", ["write /src/t"]),
    ("git pull", []),
    ("tar xzf a.tgz -C /opt/a", ["unpack /w/a.tgz", "write /opt/a"]),
    ("tar -xf - -C /opt/a", ["write /opt/a"]),
    ("tar czf a.tgz b", ["write /w/a.tgz"]),
    ("unzip -q a.zip -d /x", ["unpack /w/a.zip", "write /x"]),
    ("7z x a.7z", ["unpack /w/a.7z"]),
    ("gunzip a.gz", ["remove /w/a.gz", "write /w/a"]),
    ("gunzip -k a.gz", []),
    ("dpkg -i ./a.deb", ["unpack /w/a.deb"]),
    ("apt-get install -y /tmp/a.deb curl", ["unpack /tmp/a.deb"]),
    ("sudo rm /a", ["remove /a"]),
    ("make install", []),
]


@pytest.mark.parametrize(("script", "expected"), SCRIPTS, ids=[script for script, _ in SCRIPTS])
def test_scripts(script: str, expected: list[str]) -> None:
    assert effects(script) == expected


def test_what_lies_under_a_mount_is_not_in_the_layer() -> None:
    assert effects("--mount=type=tmpfs,target=/tmp --mount=type=cache,target=c rm /tmp/a /b c/d") == ["remove /b"]


def test_an_unknown_working_directory_stays_unknown() -> None:
    assert effects("rm a /b", "FROM who/knows\n") == ["remove ?/a", "remove /b"]
    assert effects("rm a", "FROM who/knows\nWORKDIR x\n") == ["remove ?/x/a"]


@pytest.mark.parametrize(
    ("script", "certain"),
    [("rm a", True), ("true || rm a", False), ("if x; then rm a; fi", False), ("for x in y; do rm a; done", True), ("(rm a)", True)],
)
def test_doubt(script: str, *, certain: bool) -> None:
    file = facts_of(f"{BEFORE}RUN {script}\n")
    run = file.dockerfile.instructions[-1]
    assert [effect.certain for effect in run_effects(run, file.commands(run), file.scope(run))] == [certain]


@pytest.mark.parametrize(
    ("copy", "expected"),
    [
        ("COPY a.txt /x", ["/x False"]),
        ("COPY a.txt /x/", ["/x/a.txt False"]),
        ("COPY a.txt b.txt x/", ["/w/x/a.txt False", "/w/x/b.txt False"]),
        ("COPY src /x/", ["/x True"]),
        ("COPY . .", ["/w True"]),
        ("COPY a.sh /opt", ["/opt/a.sh False"]),
        ("ADD https://e.org/a/tool?x=1 /opt", ["/opt/tool False"]),
        ("ADD https://e.org/a.git /src", ["/src True"]),
        ("COPY $FILE $DIR/", ["/opt/tool/tool.tgz False"]),
        ('COPY ["a b.txt", "/x/"]', ["/x/a b.txt False"]),
    ],
)
def test_copies(copy: str, expected: list[str]) -> None:
    file = facts_of(f"{BEFORE}{copy}\n")
    instruction = file.dockerfile.instructions[-1]
    assert [f"{effect.path} {effect.tree}" for effect in copy_effects(instruction, file.scope(instruction))] == expected


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/a", "/a", True),
        ("/a", "/a/b", True),
        ("/a", "/ab", False),
        ("/a/b", "/a", False),
        ("/a/*", "/a", True),
        ("/a/*", "/a/b/c", True),
        ("/a/*.tgz", "/a/x.tgz", True),
        ("/a/*.tgz", "/a/x.zip", False),
        ("/a/*.tgz", "/a", False),
        ("/*/b", "/a/b", True),
        ("/{a,b}/c", "/b/c/d", True),
        ("/{a,b}/c", "/d/c", False),
        ("/a?", "/ab", True),
        ("/a[0-9]", "/a1", True),
        ("${X}/a", "${X}/a/b", True),
        ("/", "/anything", True),
    ],
)
def test_what_a_removal_covers(pattern: str, path: str, *, expected: bool) -> None:
    assert covers(pattern, path) is expected


def test_paths() -> None:
    assert absolute("../x//y/.", "/a/b") == "/a/x/y"
    assert absolute("//x", "/a") == "/x"
    assert absolute("x", "?/w") == "?/w/x"
    assert [at_home(path) for path in ("/root/.cache", "${HOME}/x", "/home/me/x", "/home/me", "/rooted")] == [
        "~/.cache", "~/x", "~/x", "/home/me", "/rooted",
    ]  # fmt: skip
    assert sorted(set(alternatives("/{a,b{1,2}}"))) == ["/a", "/b1", "/b2"]
    assert alternatives("${X}") == ["${X}"]
    assert matches("libx.so.1", "lib*.so*")
    assert not matches("aa", "a*a*a")


def test_the_history_knows_what_lower_layers_hold() -> None:
    text = "FROM a\nRUN wget https://e.org/x.tgz /t && wget -O /y.tgz https://e.org/y && rm /y.tgz\nCOPY z.tgz /z.tgz\nRUN rm /x.tgz; rm /z.tgz\n"
    history = layer_history(facts_of(text.replace("wget https://e.org/x.tgz /t", "wget -O /x.tgz https://e.org/x")))
    assert [met.written.path for met in history.removed] == ["/x.tgz", "/z.tgz"]
    assert history.kept == []


PIECES = [
    "rm -rf ",
    "cd ",
    "/a",
    "b/*",
    "$X",
    "${Y",
    "'",
    '"',
    " && ",
    "; ",
    "(",
    ")",
    "$(",
    "`",
    "{a,b}",
    "{",
    "\\\n",
    "tar xf ",
    "curl -o ",
    " > ",
    "~",
    "..",
    "if ",
    "fi",
]


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_nothing_is_too_strange(script: str) -> None:
    file = facts_of(f"FROM a\nRUN {script}\nCOPY {script} /x\nADD {script} x/\n")
    assert all(found.effect.path for found in layer_history(file).kept)


def test_long_files_take_linear_time() -> None:
    """Twice the text, about twice the time: a bound far from both four times and noise."""
    times = []
    for count in (1500, 6000):
        text = "FROM debian:12\n" + "".join(f"RUN wget -O /f{number}.tgz https://e.org/x && rm -rf /g{number}\n" for number in range(count))
        file = facts_of(text)
        started = process_time()
        layer_history(file)
        times.append(process_time() - started)
    assert times[1] < 10 * times[0]
