"""Which commands are dependency installs or OS package commands, and what the tables say of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layerlint.knowledge.ecosystems import NAMES, ecosystem
from layerlint.knowledge.installs import find_install, is_path
from layerlint.knowledge.os_packages import find_system_command
from layerlint.knowledge.tools import ADDITIONS, MANIFESTS, PACKAGES, PROGRAMS, PROJECT, tool
from layerlint.knowledge.wrappers import bare_command


def words(command: str) -> list[str | None]:
    """The command's words; one with a `$` is not literal."""
    return [None if "$" in word else word for word in command.split()]


INSTALLS = [
    ("npm ci", "npm", MANIFESTS, "npm ci"),
    ("npm install", "npm", MANIFESTS, "npm install"),
    ("npm i --omit=dev", "npm", MANIFESTS, "npm i"),
    ("npm --prefix web ci", "npm", MANIFESTS, "npm ci"),
    ("npm install --unsafe-perm true", "npm", MANIFESTS, "npm install"),
    ("npm install -g pm2", "npm", PACKAGES, "npm install"),
    ("npm install -g .", "npm", PACKAGES, "npm install"),
    ("npm install express", "npm", ADDITIONS, "npm install"),
    ("npm install @scope/thing", "npm", ADDITIONS, "npm install"),
    ("npm install ./pkg.tgz", "npm", PROJECT, "npm install"),
    ("yarn", "yarn", MANIFESTS, "yarn"),
    ("yarn --frozen-lockfile --network-timeout 600000", "yarn", MANIFESTS, "yarn"),
    ("yarn install --immutable", "yarn", MANIFESTS, "yarn install"),
    ("yarn --cwd web install", "yarn", MANIFESTS, "yarn install"),
    ("yarn workspaces focus --production", "yarn", MANIFESTS, "yarn workspaces focus"),
    ("yarn global add serve", "yarn", PACKAGES, "yarn global add"),
    ("corepack yarn install", "yarn", MANIFESTS, "yarn install"),
    ("pnpm i --frozen-lockfile", "pnpm", MANIFESTS, "pnpm i"),
    ("pnpm -C web install", "pnpm", MANIFESTS, "pnpm install"),
    ("pnpm fetch --prod", "pnpm", MANIFESTS, "pnpm fetch"),
    ("pnpm add -g turbo", "pnpm", PACKAGES, "pnpm add"),
    ("bun install --frozen-lockfile", "bun", MANIFESTS, "bun install"),
    ("deno install --frozen", "deno", MANIFESTS, "deno install"),
    ("deno cache main.ts", "deno", PROJECT, "deno cache"),
    ("bower install --allow-root", "bower", MANIFESTS, "bower install"),
    ("pip install -r requirements.txt", "pip", MANIFESTS, "pip install"),
    ("pip3 install -Ur requirements.txt", "pip", MANIFESTS, "pip install"),
    ("pip install -rrequirements.txt gunicorn", "pip", MANIFESTS, "pip install"),
    ("pip install flask", "pip", PACKAGES, "pip install"),
    ("pip install $PACKAGES", "pip", PACKAGES, "pip install"),
    ("pip install --upgrade pip", "pip", PACKAGES, "pip install"),
    ("pip install git+https://example.org/x.git", "pip", PACKAGES, "pip install"),
    ("pip install .", "pip", PROJECT, "pip install"),
    ("pip install .[dev]", "pip", PROJECT, "pip install"),
    ("pip install -e .", "pip", PROJECT, "pip install"),
    ("pip install -r requirements.txt -e .", "pip", PROJECT, "pip install"),
    ("python3.11 -m pip install --no-cache-dir -r a.txt", "pip", MANIFESTS, "pip install"),
    ("/opt/venv/bin/pip3.11 install -t /out flask", "pip", PACKAGES, "pip install"),
    ("python setup.py install", "pip", PROJECT, "setup.py install"),
    ("uv sync --frozen", "uv", PROJECT, "uv sync"),
    ("uv sync --locked --no-install-project --no-dev", "uv", MANIFESTS, "uv sync"),
    ("uv pip install --system -r requirements.txt", "uv", MANIFESTS, "uv pip install"),
    ("uv pip install flask", "uv", PACKAGES, "uv pip install"),
    ("uv pip sync requirements.txt", "uv", MANIFESTS, "uv pip sync"),
    ("uv tool install ruff", "uv", PACKAGES, "uv tool install"),
    ("poetry install", "poetry", PROJECT, "poetry install"),
    ("poetry install --no-root --only main", "poetry", MANIFESTS, "poetry install"),
    ("python -m poetry install --no-root", "poetry", MANIFESTS, "poetry install"),
    ("poetry run pip install flask", "pip", PACKAGES, "pip install"),
    ("pdm install --prod --no-self", "pdm", MANIFESTS, "pdm install"),
    ("pdm sync", "pdm", PROJECT, "pdm sync"),
    ("pipenv install --system --deploy", "pipenv", MANIFESTS, "pipenv install"),
    ("pipenv sync", "pipenv", MANIFESTS, "pipenv sync"),
    ("pipenv install requests", "pipenv", ADDITIONS, "pipenv install"),
    ("conda env create -f environment.yml", "conda", MANIFESTS, "conda env create"),
    ("conda install -y -c conda-forge numpy", "conda", PACKAGES, "conda install"),
    ("micromamba install -y -n base -f env.yaml", "conda", MANIFESTS, "micromamba install"),
    ("conda run -n base pip install flask", "pip", PACKAGES, "pip install"),
    ("pixi install --locked", "pixi", MANIFESTS, "pixi install"),
    ("bundle install --jobs 4", "bundler", MANIFESTS, "bundle install"),
    ("bundle", "bundler", MANIFESTS, "bundle"),
    ("bundle _2.4.1_ install", "bundler", MANIFESTS, "bundle install"),
    ("gem install bundler -v 2.4", "gem", PACKAGES, "gem install"),
    ("cpanm --installdeps .", "cpan", MANIFESTS, "cpanm"),
    ("cpanm Mojolicious", "cpan", PACKAGES, "cpanm"),
    ("carton install --deployment", "cpan", MANIFESTS, "carton install"),
    ("luarocks install lpeg", "luarocks", PACKAGES, "luarocks install"),
    ("composer install --no-dev", "composer", MANIFESTS, "composer install"),
    ("php -d memory_limit=-1 /usr/bin/composer.phar install", "composer", MANIFESTS, "composer install"),
    ("composer require foo/bar", "composer", ADDITIONS, "composer require"),
    ("go mod download", "go", MANIFESTS, "go mod download"),
    ("go build -o /app ./cmd/x", "go", PROJECT, "go build"),
    ("go get -d -v ./...", "go", PROJECT, "go get"),
    ("go get github.com/x/y@v1", "go", PACKAGES, "go get"),
    ("go install github.com/x/y", "go", PROJECT, "go install"),
    ("go mod tidy", "go", PROJECT, "go mod tidy"),
    ("poetry add flask", "poetry", ADDITIONS, "poetry add"),
    ("yarn add left-pad", "yarn", ADDITIONS, "yarn add"),
    ("uv add flask", "uv", ADDITIONS, "uv add"),
    ("go install github.com/x/y@v1", "go", PACKAGES, "go install"),
    ("go install", "go", PROJECT, "go install"),
    ("cargo fetch --locked", "cargo", MANIFESTS, "cargo fetch"),
    ("cargo chef cook --release --recipe-path recipe.json", "cargo", MANIFESTS, "cargo chef cook"),
    ("cargo +nightly build --release", "cargo", PROJECT, "cargo build"),
    ("cargo install --path .", "cargo", PROJECT, "cargo install"),
    ("cargo install ripgrep", "cargo", PACKAGES, "cargo install"),
    ("cargo install --git https://example.org/x", "cargo", PACKAGES, "cargo install"),
    ("conan install . --build=missing", "conan", MANIFESTS, "conan install"),
    ("vcpkg install", "vcpkg", MANIFESTS, "vcpkg install"),
    ("zig build --fetch", "zig", MANIFESTS, "zig build"),
    ("swift package resolve", "swift", MANIFESTS, "swift package resolve"),
    ("mvn -B dependency:go-offline", "maven", MANIFESTS, "mvn dependency:go-offline"),
    ("./mvnw -DskipTests clean package", "maven", PROJECT, "mvnw package"),
    ("mvn -f app/pom.xml dependency:resolve", "maven", MANIFESTS, "mvn dependency:resolve"),
    ("./gradlew :app:bootJar --no-daemon", "gradle", PROJECT, "gradlew :app:bootJar"),
    ("gradle dependencies", "gradle", MANIFESTS, "gradle dependencies"),
    ("sbt update", "sbt", MANIFESTS, "sbt update"),
    ("sbt clean assembly", "sbt", PROJECT, "sbt assembly"),
    ("lein deps", "leiningen", MANIFESTS, "lein deps"),
    ("lein do clean, uberjar", "leiningen", PROJECT, "lein uberjar"),
    ("clojure -P", "clojure", MANIFESTS, "clojure -P"),
    ("dotnet restore app.csproj -r linux-x64", "nuget", MANIFESTS, "dotnet restore"),
    ("dotnet publish -c Release -o out", "nuget", PROJECT, "dotnet publish"),
    ("dotnet tool install -g dotnet-ef", "nuget", PACKAGES, "dotnet tool install"),
    ("mix deps.get --only prod", "mix", MANIFESTS, "mix deps.get"),
    ("mix do deps.get, deps.compile", "mix", MANIFESTS, "mix deps.get"),
    ("rebar3 get-deps", "rebar3", MANIFESTS, "rebar3 get-deps"),
    ("rebar3 as prod release", "rebar3", PROJECT, "rebar3 release"),
    ("gleam deps download", "gleam", MANIFESTS, "gleam deps download"),
    ("cabal build --only-dependencies", "cabal", MANIFESTS, "cabal build"),
    ("cabal install hlint", "cabal", PACKAGES, "cabal install"),
    ("stack build --only-dependencies", "stack", MANIFESTS, "stack build"),
    ("stack install", "stack", PROJECT, "stack install"),
    ("opam install . --deps-only", "opam", MANIFESTS, "opam install"),
    ("opam install dune", "opam", PACKAGES, "opam install"),
    ("Rscript -e renv::restore()", "r", MANIFESTS, "renv::restore"),
    ("R -e install.packages('x')", "r", PACKAGES, "install.packages"),
    ("install2.r tidyverse", "r", PACKAGES, "install2.r"),
    ("julia -e Pkg.instantiate()", "julia", MANIFESTS, "Pkg.instantiate"),
    ("flutter pub get", "dart", MANIFESTS, "flutter pub get"),
    ("shards install --production", "shards", MANIFESTS, "shards install"),
    ("nimble install -d -y", "nimble", MANIFESTS, "nimble install"),
    ("terraform init", "terraform", MANIFESTS, "terraform init"),
    ("ansible-galaxy collection install -r requirements.yml", "ansible", MANIFESTS, "ansible-galaxy collection install"),
    ("ansible-galaxy install geerlingguy.docker", "ansible", PACKAGES, "ansible-galaxy install"),
    ("helm dep update chart", "helm", MANIFESTS, "helm dep update"),
    ("sudo -u app -H npm ci", "npm", MANIFESTS, "npm ci"),
    ("env CI=1 NODE_ENV=production npm ci", "npm", MANIFESTS, "npm ci"),
    ("gosu app bundle install", "bundler", MANIFESTS, "bundle install"),
    ("timeout -k 5 600 npm ci", "npm", MANIFESTS, "npm ci"),
]


@pytest.mark.parametrize(("command", "name", "kind", "label"), INSTALLS, ids=[row[0] for row in INSTALLS])
def test_install(command: str, name: str, kind: str, label: str) -> None:
    found = find_install(words(command))
    assert found is not None
    assert (found.ecosystem.name, found.kind, found.label) == (name, kind, label)


NOT_INSTALLS = [
    "npm run build", "npm test", "npm cache clean --force", "npm --version", "npm config set x y", "npm ci --dry-run", "yarn build", "yarn --version",
    "yarn install --offline", "pnpm run build", "pnpm install --offline", "pnpm deploy --filter x /out", "pip --version", "pip freeze",
    "pip install --no-deps -e .", "pip install --no-index .", "uv venv", "uv run app", "uv sync --offline", "poetry config x y", "poetry install --only-root",
    "poetry build", "bundle exec rake", "bundle config set deployment true", "bundle install --local", "gem update --system", "go version", "go env -w X=y",
    "go build -mod=vendor ./...", "go generate ./...", "cargo --version", "cargo chef prepare", "cargo build --offline", "mvn -o package", "mvn --version",
    "gradle --offline build", "gradle wrapper", "dotnet build --no-restore", "dotnet clean", "mix compile", "mix local.hex --force", "composer --version",
    "composer dump-autoload", "conda clean -afy", "conda activate x", "make install", "apt-get install npm", "echo npm ci", "$NPM ci", "python app.py",
    "Rscript app.R", "clojure -M:run", "terraform plan", "",
]  # fmt: skip


@pytest.mark.parametrize("command", NOT_INSTALLS)
def test_no_install(command: str) -> None:
    assert find_install(words(command)) is None


NAMED = [
    ("pip install -r a.txt -r sub/b.txt -c c.txt", ["a.txt", "sub/b.txt", "c.txt"], None, []),
    ("pip install -r $REQ", [None], None, []),
    ("pip install flask $EXTRA", [], None, ["flask", None]),
    ("npm --prefix web ci", [], "web", []),
    ("npm ci --prefix=web", [], "web", []),
    ("composer install -d backend", [], "backend", []),
    ("cargo build --manifest-path svc/Cargo.toml", ["svc/Cargo.toml"], None, []),
    ("npm install -g pm2 serve", [], None, ["pm2", "serve"]),
]


@pytest.mark.parametrize(("command", "files", "folder", "packages"), NAMED, ids=[row[0] for row in NAMED])
def test_names_on_the_command_line(command: str, files: list[str | None], folder: str | None, packages: list[str | None]) -> None:
    found = find_install(words(command))
    assert found is not None
    assert (found.files, found.folder, found.packages) == (files, folder, packages)


SYSTEM = [
    ("apt-get update", "update", True, True),
    ("apt-get -qq update", "update", True, True),
    ("apt-get -o Acquire::Retries=3 update", "update", True, True),
    ("apt-get -y --no-install-recommends install curl", "install", True, True),
    ("apt update", "update", True, True),
    ("sudo apt-get install -y curl", "install", True, True),
    ("apt-get install -y ./x.deb", "install", True, False),
    ("apt-get install -y $PACKAGES", "install", True, False),
    ("apt-get upgrade -y", "upgrade", True, True),
    ("apt-get clean", "other", True, True),
    ("apt-get autoremove -y", "other", True, True),
    ("apk update", "update", True, True),
    ("apk add --no-cache curl", "install", False, True),
    ("apk --no-cache add curl", "install", False, True),
    ("apk add --virtual .build gcc", "install", True, True),
    ("apk del .build", "other", True, True),
    ("yum install -y curl", "install", False, True),
    ("yum update -y", "upgrade", False, True),
    ("dnf makecache", "update", False, True),
    ("dnf install -y https://example.org/x.rpm", "install", False, False),
    ("microdnf install curl", "install", False, True),
    ("zypper -n in curl", "install", False, True),
    ("zypper refresh", "update", False, True),
    ("pacman -Sy", "update", True, True),
    ("pacman -Syu --noconfirm", "upgrade", True, True),
    ("pacman -Syu --noconfirm git", "install", True, True),
    ("pacman -S --noconfirm git", "install", True, True),
    ("pacman -Scc", "other", True, True),
    ("emerge --sync", "update", True, True),
    ("install_packages curl", "install", False, True),
]


@pytest.mark.parametrize(("command", "action", "stale", "literal"), SYSTEM, ids=[row[0] for row in SYSTEM])
def test_system_command(command: str, action: str, *, stale: bool, literal: bool) -> None:
    found = find_system_command(words(command))
    assert found is not None
    assert (found.action, found.stale, found.literal) == (action, stale, literal)


@pytest.mark.parametrize("command", ["dpkg -i x.deb", "npm ci", "xargs apt-get install", "", "$APT install"])
def test_no_system_command(command: str) -> None:
    assert find_system_command(words(command)) is None


@pytest.mark.parametrize("name", NAMES)
def test_row(name: str) -> None:
    row = ecosystem(name)
    assert row.source.startswith("https://")
    assert row.manifests or name == "gem"
    assert all(target.startswith("/") for target in row.mounts)
    assert not any(path.startswith("/") for path in (*row.inputs, *row.outputs))


def test_at_least_forty_ecosystems() -> None:
    assert len(NAMES) >= 40


@pytest.mark.parametrize("program", sorted(PROGRAMS))
def test_grammar(program: str) -> None:
    grammar = tool(program)
    assert grammar.verbs
    assert grammar.files | grammar.folder <= grammar.values


def test_every_ecosystem_is_installed_by_some_command() -> None:
    assert {row[1] for row in INSTALLS} == set(NAMES)


@pytest.mark.parametrize(
    ("word", "path"),
    [
        (".", True),
        ("./x", True),
        ("pkg/", True),
        ("a.whl", True),
        ("flask", False),
        ("@a/b", False),
        ("https://x.org/a.zip", False),
        ("file:///a.zip", True),
        (None, False),
    ],
)
def test_is_path(word: str | None, *, path: bool) -> None:
    assert is_path(word) is path


VOCABULARY = [
    None, "", "-", "--", "=", "sudo", "env", "A=b", "timeout", "python", "-m", "pip", "install", "npm", "-g", "--prefix", "-r", "mvn", "package", "conda", "run",
    "apt-get", "pacman", "-Sy", "-t", "mix", "do", "deps.get,", "bundle", "_1_", "cargo", "+x", "Rscript", "clojure", "-P", "gosu",
]  # fmt: skip


@given(st.lists(st.sampled_from(VOCABULARY), max_size=12))
def test_any_words_are_read(command: list[str | None]) -> None:
    found = find_install(command)
    assert found is None or found.kind in (MANIFESTS, PROJECT, PACKAGES, ADDITIONS)
    system = find_system_command(command)
    assert system is None or system.action in ("install", "upgrade", "update", "other")
    assert len(bare_command(command)[0]) <= len(command)
