"""The table of what package managers leave: its form, and what it says of single calls."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerlint.knowledge.os_packages import bare_name, package_call
from layerlint.knowledge.package_managers import LEAVES, NAMES, TAKES_AWAY, Call, residue
from layerlint.knowledge.wrappers import bare_command


def call(line: str) -> Call:
    return Call(*bare_command(line.split()))


@pytest.mark.parametrize("name", NAMES)
def test_every_row_is_whole(name: str) -> None:
    row = residue(name)
    assert row.source.startswith("https://")
    assert row.what
    assert row.hints
    assert all(path.startswith(("/", "~/", "vendor/")) for path in row.paths)
    assert all(name in LEAVES[command] for command in row.makers)
    assert all(name in TAKES_AWAY[command] for command in row.cleaners)
    assert all(option.startswith("-") for option in row.without)
    labels = [f"{command} {verb}".strip() for command, verbs in row.makers.items() for verb in verbs]
    assert max(len(f"`{label}` leaves its {row.what} in this layer") for label in labels) <= 72


@pytest.mark.parametrize("name", NAMES)
def test_a_clean_up_is_no_maker(name: str) -> None:
    row = residue(name)
    for command, verbs in row.cleaners.items():
        assert not verbs & row.makers.get(command, frozenset())


LEFT = [
    ("apt-get -qq update", "apt-lists", "update"),
    ("apt-get -o Acquire::Retries=3 update", "apt-lists", "update"),
    ("apt-get install -y curl", "apt-lists", None),
    ("apt-get update --print-uris", "apt-lists", None),
    ("apk add curl", "apk-index", "add"),
    ("apk --update add curl", "apk-index", "add"),
    ("apk add --virtual .deps curl", "apk-index", "add"),
    ("apk --no-cache add curl", "apk-index", None),
    ("apk add --root /mnt curl", "apk-index", None),
    ("apk del curl", "apk-index", None),
    ("yum -y install httpd", "yum-cache", "install"),
    ("yum remove httpd", "yum-cache", None),
    ("dnf -y --setopt install_weak_deps=False install git", "dnf-cache", "install"),
    ("dnf install --installroot /mnt bash", "dnf-cache", None),
    ("microdnf update", "dnf-cache", "update"),
    ("zypper -n in git", "zypper-cache", "in"),
    ("pacman -Syu --noconfirm git", "pacman-cache", "-S"),
    ("pacman -Syu", "pacman-cache", "-S"),
    ("pacman -Sy", "pacman-cache", None),
    ("pacman -Scc", "pacman-cache", None),
    ("pip3.11 install flask", "pip-cache", "install"),
    ("python3 -m pip install flask", "pip-cache", "install"),
    ("pip install --no-cache-dir flask", "pip-cache", None),
    ("pip install --upgrade pip==24.0 setuptools", "pip-cache", None),
    ("pip install --upgrade pip flask", "pip-cache", "install"),
    ("pip list", "pip-cache", None),
    ("npm ci", "npm-cache", "ci"),
    ("npm --prefix web install", "npm-cache", "install"),
    ("npm run install", "npm-cache", None),
    ("npm install -g npm@10 pnpm", "npm-cache", None),
    ("yarn", "yarn-cache", ""),
    ("yarn global add serve", "yarn-cache", "global add"),
    ("yarn build", "yarn-cache", None),
    ("yarn install --immutable", "yarn-cache", None),
    ("uv pip install flask", "uv-cache", "pip install"),
    ("uv run app", "uv-cache", None),
    ("conda env create -f environment.yml", "conda-cache", "env create"),
    ("composer global require x/y", "composer-cache", "global require"),
    ("go build -o /app ./cmd/app", "go-cache", "build"),
    ("go build main.go", "go-cache", "build"),
    ("go install example.org/tool@v1", "go-cache", None),
    ("mvn -B clean package", "maven-repository", "package"),
    ("mvn -o package", "maven-repository", None),
    ("./gradlew :app:bootJar", "gradle-cache", ":app:bootJar"),
    ("cpanm --notest Mojolicious", "cpanm-work", ""),
    ("cpanm --version", "cpanm-work", None),
    ("sudo -E dotnet tool install -g dotnet-ef", "nuget-cache", "tool install"),
]


@pytest.mark.parametrize(("line", "name", "verb"), LEFT, ids=[f"{name}: {line}" for line, name, _ in LEFT])
def test_who_leaves_what(line: str, name: str, verb: str | None) -> None:
    assert residue(name).left_by(call(line)) == verb


@pytest.mark.parametrize(
    ("line", "name", "taken"),
    [
        ("apt-get clean", "apt-lists", False),
        ("apt-get clean", "apt-archives", True),
        ("apt-get distclean", "apt-lists", True),
        ("yum clean all", "yum-cache", True),
        ("dnf clean all", "yum-cache", True),
        ("dnf clean packages", "dnf-cache", False),
        ("npm cache clean --force", "npm-cache", True),
        ("npm cache ls", "npm-cache", False),
        ("yarn cache clean", "yarn-cache", True),
        ("conda clean -afy", "conda-cache", True),
        ("pip cache purge", "pip-cache", True),
        ("pacman -Scc --noconfirm", "pacman-cache", True),
        ("go clean -modcache", "go-cache", True),
        ("bun pm cache rm", "bun-cache", True),
        ("pipenv --clear", "pipenv-cache", True),
        ("dotnet nuget locals all --clear", "nuget-cache", True),
    ],
)
def test_who_takes_it_away(line: str, name: str, *, taken: bool) -> None:
    assert residue(name).removed_by(call(line)) is taken


def test_options_with_values_are_no_verbs() -> None:
    found = call("apt-get -o update=1 -t stable install curl")
    assert found.arguments == ["install", "curl"]
    assert found.options["-t"] == "stable"


@pytest.mark.parametrize(
    ("line", "packages", "installs"),
    [
        ("apt-get install -y curl=7.88-1 git:amd64", ["curl", "git"], True),
        ("apk add --virtual .deps gcc~=12 edge@testing", ["gcc", "edge"], True),
        ("apt-get purge -y --auto-remove gcc", ["gcc"], False),
        ("pacman -S --noconfirm git", ["git"], True),
        ("dnf remove make", ["make"], False),
    ],
)
def test_packages(line: str, packages: list[str], *, installs: bool) -> None:
    found = package_call(call(line))
    assert found is not None
    assert (found.packages, found.installs) == (packages, installs)


def test_a_virtual_group_is_known_by_its_name() -> None:
    found = package_call(call("apk add --no-cache -t .deps gcc"))
    assert found is not None
    assert found.group == ".deps"


@pytest.mark.parametrize("line", ["apt-get update", "apk update", "pip install x", "yum clean all"])
def test_other_calls_name_no_packages(line: str) -> None:
    assert package_call(call(line)) is None


def test_bare_names() -> None:
    assert [bare_name(name) for name in ("a=1", "a~1", "a>1", "a:b", "a@b", "=a", "a-b.c")] == ["a", "a", "a", "a", "a", "=a", "a-b.c"]


WORDS = st.lists(
    st.one_of(st.none(), st.sampled_from(["-o", "--", "-", "install", "--x=y", "", "-Scc", "clean", "a@b/c.d"]), st.text(max_size=6)),
    max_size=8,
)


@given(st.sampled_from(sorted({*LEAVES, *TAKES_AWAY})), WORDS)
def test_no_call_is_too_strange(name: str, words: list[str | None]) -> None:
    found = Call([name, *words], name)
    for kind in NAMES:
        assert residue(kind).left_by(found) is None or name in residue(kind).makers
        assert not residue(kind).removed_by(found) or name in residue(kind).cleaners
