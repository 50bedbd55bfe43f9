"""What the words of an install say about versions, and which of its words name packages at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layerlint.engine import lint
from layerlint.knowledge.package_managers import Call
from layerlint.knowledge.pins import CHOSEN, ELSEWHERE, MOVING, OPEN, asked, judged
from layerlint.knowledge.wrappers import bare_command
from layerlint.registry import select
from tests.examples import facts_of

ASKED = [
    ("apt-get install -y --no-install-recommends curl git", "curl git"),
    ("apt-get -qq -o Dpkg::Use-Pty=0 install curl", "curl"),
    ("apt-get install -yqt bookworm-backports curl", "curl"),
    ("apt-get install -oFoo=bar -- curl", "curl"),
    ("apt-get update", ""),
    ("apt-get install", ""),
    ("apk add --virtual .deps -X https://example.org curl", "curl"),
    ("dnf -y module install nodejs", "nodejs"),
    ("dnf groupinstall tools", ""),
    ("zypper -n in -t pattern devel", "devel"),
    ("python3 -m pip install -i https://example.org flask", "flask"),
    ("pip install -Ur requirements.txt flask", ""),
    ("pip install -rrequirements.txt flask", ""),
    ("pip install -cconstraints.txt flask", ""),
    ("pip list", ""),
    ("uv pip install --system flask", "flask"),
    ("npm --prefix web install --unsafe-perm true lib", "lib"),
    ("npm run install lib", ""),
    ("yarn global add serve", "serve"),
    ("yarn install", ""),
    ("gem install nokogiri -- --with-x y", "nokogiri"),
    ("gem install rake -v 13", ""),
    ("gem install rake -v13", ""),
    ("go run example.org/x@latest -o out ./...", "example.org/x@latest"),
    ("go install -ldflags -s -tags netgo example.org/x", "example.org/x"),
]


@pytest.mark.parametrize(("line", "packages"), ASKED)
def test_the_packages_are_told_from_verbs_and_values(line: str, packages: str) -> None:
    words, name = bare_command(line.split())
    _, places = asked(Call(words, name), words)
    assert [words[at] for at in places] == packages.split()


JUDGED = [
    ("apt-get install", "curl curl:amd64 task^ php$V-fpm", OPEN),
    ("apt-get install", "curl=7.* curl=$V ./a.deb a.deb curl/sid curl- https://example.org/a.deb", CHOSEN),
    ("apk add", "curl curl@edge so:libx", OPEN),
    ("apk add", "curl=8 curl~8 curl~=8 curl>8 curl<9 a.apk ./a.apk !curl", CHOSEN),
    ("yum install", "curl gcc-c++ @tools /usr/bin/x python3.11-pip curl-*", OPEN),
    ("yum install", "curl-7 curl-7.76-1.el9 curl-0:7 a.rpm https://example.org/a @php:8 curl-$VERSION curl=7", CHOSEN),
    ("dnf install", "java-1.8.0-openjdk postgresql-16-server", MOVING),
    ("dnf module install", "php", OPEN),
    ("dnf module install", "php:8.2 php:8.2/common", CHOSEN),
    ("zypper in", "curl curl-8 +curl", OPEN),
    ("zypper in", "curl=8 curl>=8 curl<9 a.rpm !curl", CHOSEN),
    ("pip install", "flask flask[async] git+https://example.org/a git+https://example.org/a.git#egg=a", OPEN),
    ("pip install", "flask==3 flask>=3 flask<4 flask~=3 flask!=3 flask===3 flask@https://example.org/a.whl", CHOSEN),
    ("pip install", ". ./a ../a /a a/b a.whl a.tar.gz https://example.org/a git+https://example.org/a@v1", CHOSEN),
    ("pip install", "git+ssh://git@example.org/a git+https://example.org/a@main flask;python_version>'3'", MOVING),
    ("npm install", "a @a/b a/b github:a/b git+https://example.org/a.git", OPEN),
    ("npm install", "a@1 @a/b@^1 a@$V a@npm:b@1 ./a ~/a file:a a.tgz a/b#v1 https://example.org/a.tgz", CHOSEN),
    ("npm install", "a@latest @a/b@next a@", MOVING),
    ("gem install", "rake", OPEN),
    ("gem install", "rake:13 rake:$V a.gem ./a.gem", CHOSEN),
    ("go install", "example.org/a@latest", OPEN),
    ("go install", "example.org/a@master example.org/a@upgrade", MOVING),
    ("go install", "example.org/a a/b cmd/x", ELSEWHERE),
    ("go get", "example.org/a", OPEN),
    ("go run", ". ./a make.go example.org/a@v1 example.org/a@$V std tool", CHOSEN),
]


@pytest.mark.parametrize(("label", "words", "verdict"), JUDGED)
def test_each_spelling_of_a_version_is_known(label: str, words: str, verdict: str) -> None:
    name, _, verb = label.partition(" ")
    assert {word: judged(name, verb, word) for word in words.split()} == dict.fromkeys(words.split(), verdict)


@settings(deadline=None)  # the first example imports the checks
@given(
    st.lists(
        st.sampled_from("apt-get pip npm apk yum gem go install add -r -- $V ${V} $( ` \" ' x=1 @ # / - \\ ; && [ ] { }".split()),
        max_size=12,
    )
)
def test_no_text_makes_the_rules_stumble(words: list[str]) -> None:
    text = f"FROM a\nARG V\nRUN {' '.join(words)}\n"
    lint(facts_of(text, {}, Path()), select(["reproducibility"]))
