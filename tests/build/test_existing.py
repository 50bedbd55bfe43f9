"""Which directories are there, after what is certain and what is in doubt."""

from __future__ import annotations

import pytest

from layerlint.build.existing import DEEPEST_CHAIN, Tree
from layerlint.build.run_directories import RunWalk
from layerlint.build.scope import Scopes
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.shell import commands
from layerlint.dockerfile.source import Source
from layerlint.knowledge.base_images import find


def tree(base: str) -> Tree:
    return Tree(base, find(base))


@pytest.mark.parametrize(
    ("base", "path", "has"),
    [
        ("scratch", "/", True), ("scratch", "/etc", False), ("scratch", "/usr/lib", False),
        ("busybox:1", "/etc", True), ("busybox:1", "/usr", None), ("busybox:1", "/usr/src/app", False), ("busybox:1", "/home", None), ("busybox:1", "/home/x", False),
        ("debian:12", "/usr/src", True), ("debian:12", "/usr/src/app", False), ("debian:12", "/app/x/y", False), ("debian:12", "/var/www/html", False),
        ("debian:12", "/usr/share/x", None), ("debian:12", "/home/ubuntu", False), ("ubuntu:24.04", "/home/ubuntu", None),
        ("debian:12", "/bin/sub", None), ("debian:12", "/var/run", True), ("alpine:3.20", "/usr/src", None), ("alpine:3.20", "/srv", True),
        ("docker.io/library/debian:12", "/app", False), ("registry.local:5000/debian:12", "/app", None),
        ("node:22-slim", "/app", False), ("node:22-slim", "/usr/src/app", False), ("node:22-slim", "/home/node", None), ("node:22-slim", "/home/node/app", False),
        ("golang:1.25-alpine", "/go", True), ("golang:1.25-alpine", "/go/src", None), ("example.org/x", "/tmp", None), ("example.org/x", "/", True),
    ],
)  # fmt: skip
def test_what_a_base_has(base: str, path: str, has: bool | None) -> None:  # noqa: FBT001 - a column of the table
    assert tree(base).has(path) is has


def test_the_latest_note_decides() -> None:
    made = tree("debian:12")
    made.make("/app/src")
    assert made.has("/app") and made.has("/app/src") and made.has("/app/other") is False
    made.may_add("/app/")
    assert made.has("/app/other") is None and made.has("/app/src") is True
    made.remove("/app/src")
    assert made.has("/app/src") is False and made.has("/app/src/deep") is False and made.has("/app") is True
    made.may_change("/app")
    assert made.has("/app") is None and made.expects("/app") and not made.expects("/app/src")
    made.make("/app/src")
    assert made.has("/app/src") is True and made.has("/app") is True


def test_places_with_a_slash_are_what_is_below() -> None:
    made = tree("scratch")
    made.make("/usr/local")
    made.may_change_below(("/usr/", "/opt/"))
    assert made.has("/usr") is True and made.has("/usr/local") is None and made.has("/opt/x") is None and made.has("/srv") is False
    made.may_add_below(("/srv/",))
    assert made.has("/srv") is False and made.has("/srv/x") is None


@pytest.mark.parametrize(
    ("base", "path", "real"),
    [
        ("debian:bookworm", "/bin/x", "/usr/bin/x"), ("debian:bookworm-slim", "/lib/", "/usr/lib/"), ("debian:bullseye", "/bin/x", "/bin/x"),
        ("ubuntu:22.04", "/sbin", "/usr/sbin"), ("ubuntu:bionic", "/sbin", "/sbin"), ("alpine:3", "/var/run/x/", "/run/x/"), ("alpine:3", "/bin", "/bin"),
        ("debian", "/binary", "/binary"), ("scratch", "/bin/x", "/bin/x"), ("debian:12", "/usr/local/man", "/usr/local/share/man"),
    ],
)  # fmt: skip
def test_links_of_a_distribution_are_followed(base: str, path: str, real: str) -> None:
    assert tree(base).real(path) == real


def test_a_child_knows_what_its_parents_know_and_changes_nothing_there() -> None:
    parent = tree("debian:12")
    parent.make("/app")
    child = parent.child()
    child.remove("/app")
    assert child.has("/app") is False and parent.has("/app") is True
    for _ in range(DEEPEST_CHAIN + 1):
        child = child.child()
    assert child.has("/app") is None


def after_run(text: str, base: str = "debian:12") -> tuple[Tree, bool | None]:
    file = parse(Source(f"FROM {base}\nENV D=/env/d\nWORKDIR /work\nRUN {text}\n".encode()))
    run, found = file.instructions[-1], tree(base)
    found.make("/work")
    found.make("/old/sub")
    walk = RunWalk(Scopes(file).before(run), commands(run), found, ("/volume",))
    return found, walk.writes


@pytest.mark.parametrize(
    ("text", "path", "has", "writes"),
    [
        pytest.param("mkdir /new", "/new", True, True, id="mkdir"),
        pytest.param("mkdir -p a/b c", "/work/a/b", True, True, id="mkdir relative"),
        pytest.param("mkdir -pm 755 /old", "/old", True, False, id="mkdir of what is there"),
        pytest.param("mkdir -p $D ${D}2", "/env/d2", True, True, id="mkdir of an ENV"),
        pytest.param("X=/v; mkdir $X", "/v", True, True, id="mkdir of a variable of the script"),
        pytest.param('X=/v; X=/w; mkdir "$X"', "/v", None, None, id="a variable with two values"),
        pytest.param("mkdir $(pwd)/x", "/x", None, None, id="mkdir of a substitution"),
        pytest.param("mkdir -p /{a,b}", "/a", None, None, id="mkdir with braces"),
        pytest.param("mkdir ~/x $HOME/y", "/root/y", True, True, id="mkdir at home"),
        pytest.param("cd /new2 && mkdir x", "/new2/x", True, True, id="cd"),
        pytest.param("(cd /new2; mkdir x)", "/x", None, None, id="cd in a subshell"),
        pytest.param("true || mkdir /x", "/x", None, None, id="behind ||"),
        pytest.param("if a; then mkdir /x; fi", "/x", None, None, id="in a condition"),
        pytest.param("for i in a b; do mkdir /$i; done", "/a", None, None, id="in a loop"),
        pytest.param("rm -rf /old", "/old/sub", False, True, id="rm -rf"),
        pytest.param("rm -rf /old/*", "/old/sub", None, None, id="rm of a glob"),
        pytest.param("rm -rf /old/*", "/old", True, None, id="rm of a glob leaves the directory"),
        pytest.param("rm -rf $UNKNOWN", "/old", None, None, id="rm of an unset variable"),
        pytest.param("rm -rf $(cat x)", "/old", None, None, id="rm of a substitution"),
        pytest.param("mkdir /t && rm -rf /t", "/t", False, None, id="made and removed at the root"),
        pytest.param("mkdir /tmp/t && rm -rf /tmp/t", "/tmp/t", False, True, id="made and removed elsewhere"),
        pytest.param("rmdir /old/sub", "/old/sub", None, True, id="rmdir"),
        pytest.param("mv /old /moved", "/old", False, True, id="mv"),
        pytest.param("mv /old /moved", "/moved", True, True, id="mv target"),
        pytest.param("cp -r /old /copy", "/copy", True, True, id="cp"),
        pytest.param("cp -a /old /work", "/work/old", True, True, id="cp into a directory"),
        pytest.param("cp -r /old /copy", "/copy/sub", None, True, id="cp, below it"),
        pytest.param("cp -r x /copy", "/copy", None, True, id="cp of the unknown"),
        pytest.param("cp a b", "/old", True, True, id="cp of a file"),
        pytest.param("install -d /inst/a", "/inst/a", True, True, id="install -d"),
        pytest.param("install -Dm644 a /inst/a", "/inst", None, True, id="install -D"),
        pytest.param("touch /f", "/old", True, True, id="touch"),
        pytest.param("touch /volume/f", "/old", True, False, id="touch in a volume"),
        pytest.param("chown -R a:b /old", "/old", True, True, id="chown"),
        pytest.param("chmod +x f", "/old", True, True, id="chmod"),
        pytest.param("echo x > /f", "/old", True, True, id="redirection"),
        pytest.param("echo x > /dev/null 2>&1", "/old", True, False, id="redirection to a device"),
        pytest.param("echo x >> $(cat n)", "/old", True, None, id="redirection to the unknown"),
        pytest.param("echo x | tee /f", "/old", True, True, id="tee"),
        pytest.param("true; : ; test -d /x && ls || pwd", "/x", False, False, id="quiet"),
        pytest.param("echo $UNKNOWN $(id)", "/x", False, False, id="quiet with a substitution"),
        pytest.param("./configure && make", "/old", None, None, id="anything"),
        pytest.param("bash build.sh", "/old", None, None, id="a script"),
        pytest.param("./ls", "/old", None, None, id="not the known ls"),
        pytest.param("sh -c 'mkdir /x && touch /x/y'", "/x", True, True, id="sh -c"),
        pytest.param('["mkdir", "/x"]', "/x", True, True, id="exec form"),
        pytest.param('["sh", "-c", "mkdir /x"]', "/x", True, True, id="exec form of a script"),
        pytest.param("apt-get update && apt-get install -y curl", "/app", False, True, id="apt-get elsewhere"),
        pytest.param("apt-get update", "/usr/share/x", None, True, id="apt-get in its places"),
        pytest.param("apt-get update && make", "/work", None, True, id="apt-get, then anything"),
        pytest.param("apt-get purge x", "/etc/apt", None, None, id="apt-get purge"),
        pytest.param("npm ci", "/work/node_modules", None, None, id="npm below the directory"),
        pytest.param("npm ci", "/work", True, None, id="npm leaves the directory"),
        pytest.param("pip install x", "/old", True, None, id="pip elsewhere"),
        pytest.param("python3 -m pip install x", "/old", True, None, id="python -m pip"),
        pytest.param("python3 --version", "/old", True, False, id="a version"),
        pytest.param("command -v git", "/old", True, False, id="command -v"),
        pytest.param("useradd -m joe", "/home/joe", True, True, id="useradd -m"),
        pytest.param("useradd -m -d /srv/joe joe", "/srv/joe", True, True, id="useradd -d"),
        pytest.param("useradd joe", "/home/joe", False, True, id="useradd"),
        pytest.param("adduser --disabled-password joe", "/home/joe", None, True, id="adduser"),
        pytest.param("groupadd g", "/g", False, True, id="groupadd"),
        pytest.param("curl -o /f https://x", "/old", True, True, id="curl -o"),
        pytest.param("curl https://x", "/old", True, None, id="curl"),
        pytest.param("wget https://x", "/old", True, None, id="wget"),
        pytest.param("tar -xf x -C /opt/t", "/opt/t/x", None, True, id="tar"),
        pytest.param("tar -cf - .", "/old", True, None, id="tar packs"),
        pytest.param("git clone https://x /opt/g", "/opt/g", None, True, id="git clone"),
        pytest.param("sed -i s/a/b/ /f", "/old", True, True, id="sed -i"),
        pytest.param("sed -n p /f", "/old", True, False, id="sed"),
        pytest.param("find / -name x -delete", "/old", None, None, id="find -delete"),
        pytest.param("find / -name x", "/old", True, False, id="find"),
        pytest.param("", "/old", True, False, id="nothing"),
    ],
)
def test_what_a_run_does(text: str, path: str, has: bool | None, writes: bool | None) -> None:  # noqa: FBT001 - columns
    found, wrote = after_run(text)
    assert (found.has(path), wrote) == (has, writes)
