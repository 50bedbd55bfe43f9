"""One project an ecosystem: the files around the Dockerfile, the command, and the copies that must stand above it."""

from __future__ import annotations

from typing import NamedTuple

SOURCES = {f"src/part{number}.x": f"{number}\n" for number in range(40)}
CRATE = '[package]\nname = "x"\nversion = "0.1.0"\n'
IGNORE = """**/node_modules
**/.venv
**/venv
__pypackages__
.pdm-python
vendor
**/target
**/bin
**/obj
deps
_build
.dart_tool
.packages
.flutter-plugins*
lib
charts
.build
.swiftpm
local
.pnp*
.yarn/cache
.yarn/unplugged
.yarn/install-state.gz
.yarn/build-state.yml
.bundle
"""


class Golden(NamedTuple):
    """`copies` are the lines that come before `command`; `setting` stands above the copy."""

    ecosystem: str
    image: str
    command: str
    files: dict[str, str]
    copies: tuple[str, ...]
    setting: str = ""


# fmt: off
GOLDEN = [
    Golden("npm", "node:22", "npm ci --omit=dev", {"package.json": "{}", "package-lock.json": "", ".npmrc": ""},
           ("COPY .npmrc package-lock.json package.json ./",)),
    Golden("npm", "node:22", "npm clean-install", {"package.json": '{"workspaces": ["apps/*"]}', "package-lock.json": "", "apps/a/package.json": "{}"},
           ("COPY apps/a/package.json ./apps/a/", "COPY package-lock.json package.json ./")),
    Golden("yarn", "node:22", "yarn install --frozen-lockfile", {"package.json": "{}", "yarn.lock": "", ".yarnrc": ""}, ("COPY .yarnrc package.json yarn.lock ./",)),
    Golden("yarn", "node:22", "yarn install --immutable",
           {"package.json": '{"packageManager": "yarn@4.5.0"}', "yarn.lock": "", ".yarnrc.yml": "yarnPath: .yarn/releases/y.cjs\n", ".yarn/releases/y.cjs": ""},
           ("COPY .yarn/releases/y.cjs ./.yarn/releases/", "COPY .yarnrc.yml package.json yarn.lock ./")),
    Golden("pnpm", "node:22", "pnpm install --frozen-lockfile",
           {"package.json": "{}", "pnpm-lock.yaml": "", "pnpm-workspace.yaml": "packages:\n  - web\n  - 'libs/**'\n", "web/package.json": "{}", "libs/a/b/package.json": "{}"},
           ("COPY libs/a/b/package.json ./libs/a/b/", "COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./", "COPY web/package.json ./web/")),
    Golden("pnpm", "node:22", "pnpm fetch --prod", {"package.json": "{}", "pnpm-lock.yaml": ""}, ("COPY pnpm-lock.yaml ./",)),
    Golden("bun", "oven/bun:1", "bun install --frozen-lockfile", {"package.json": "{}", "bun.lock": "", "bunfig.toml": ""}, ("COPY bun.lock bunfig.toml package.json ./",)),
    Golden("deno", "denoland/deno:2", "deno install --frozen", {"deno.json": "{}", "deno.lock": ""}, ("COPY deno.json deno.lock ./",)),
    Golden("pip", "python:3.12", "pip install --no-cache-dir -r requirements/prod.txt", {"requirements/prod.txt": "-r base.txt\na==1\n", "requirements/base.txt": "b==2\n"},
           ("COPY requirements/base.txt requirements/prod.txt ./requirements/",)),
    Golden("pip", "python:3.12", "python -m pip install -r requirements.txt", {"requirements.txt": "a==1 \\\n    --hash=sha256:00\n"}, ("COPY requirements.txt ./",)),
    Golden("uv", "python:3.12", "uv sync --locked --no-install-project", {"pyproject.toml": "[project]\nname = 'x'\n", "uv.lock": "", ".python-version": ""},
           ("COPY .python-version pyproject.toml uv.lock ./",)),
    Golden("uv", "python:3.12", "uv pip sync requirements.txt", {"requirements.txt": "a==1\n"}, ("COPY requirements.txt ./",)),
    Golden("poetry", "python:3.12", "poetry install --no-root --only main", {"pyproject.toml": "[tool.poetry.dependencies]\na = '1.0'\n", "poetry.lock": "", "poetry.toml": ""},
           ("COPY poetry.lock poetry.toml pyproject.toml ./",)),
    Golden("pdm", "python:3.12", "pdm sync --no-self", {"pyproject.toml": "", "pdm.lock": ""}, ("COPY pdm.lock pyproject.toml ./",)),
    Golden("pipenv", "python:3.12", "pipenv install --deploy --system", {"Pipfile": "", "Pipfile.lock": ""}, ("COPY Pipfile Pipfile.lock ./",)),
    Golden("bundler", "ruby:3.3", "bundle install --jobs 4", {"Gemfile": "source 'https://rubygems.org'\n", "Gemfile.lock": "", ".ruby-version": ""},
           ("COPY .ruby-version Gemfile Gemfile.lock ./",), "ENV BUNDLE_DEPLOYMENT=1\n"),
    Golden("go", "golang:1.23", "go mod download", {"go.mod": "module x\n", "go.sum": ""}, ("COPY go.mod go.sum ./",)),
    Golden("go", "golang:1.23", "go mod download", {"go.work": "go 1.23\nuse (\n\t./a\n\t./b\n)\n", "a/go.mod": "module a\n", "b/go.mod": "module b\n", "b/go.sum": ""},
           ("COPY a/go.mod ./a/", "COPY b/go.mod b/go.sum ./b/", "COPY go.work ./")),
    Golden("cargo", "rust:1", "cargo fetch --locked", {"Cargo.toml": CRATE, "Cargo.lock": "", "src/main.rs": "", "rust-toolchain.toml": ""},
           ("COPY Cargo.lock Cargo.toml rust-toolchain.toml ./", "COPY src/main.rs ./src/")),
    Golden("composer", "composer:2", "composer install --no-dev --no-scripts --no-autoloader", {"composer.json": '{"autoload": {"files": ["src/a.x"]}}', "composer.lock": ""},
           ("COPY composer.json composer.lock ./",)),
    Golden("maven", "maven:3", "mvn -B dependency:go-offline", {"pom.xml": "<project><version>1-SNAPSHOT</version></project>", ".mvn/maven.config": ""},
           ("COPY .mvn/maven.config ./.mvn/", "COPY pom.xml ./")),
    Golden("nuget", "mcr.microsoft.com/dotnet/sdk:8.0", "dotnet restore", {"app/app.csproj": '<Project><PackageReference Version="1.0.0"/></Project>', "all.sln": "", "NuGet.Config": ""},
           ("COPY NuGet.Config all.sln ./", "COPY app/app.csproj ./app/")),
    Golden("mix", "elixir:1.17", "mix deps.get --only prod --check-locked", {"mix.exs": "", "mix.lock": "", "config/config.exs": ""},
           ("COPY config/config.exs ./config/", "COPY mix.exs mix.lock ./")),
    Golden("dart", "dart:3", "dart pub get --enforce-lockfile", {"pubspec.yaml": "name: x\n", "pubspec.lock": ""}, ("COPY pubspec.lock pubspec.yaml ./",)),
    Golden("shards", "crystallang/crystal:1", "shards install --frozen", {"shard.yml": "name: x\n", "shard.lock": ""}, ("COPY shard.lock shard.yml ./",)),
    Golden("helm", "alpine/helm:3", "helm dependency build", {"Chart.yaml": "name: x\n", "Chart.lock": ""}, ("COPY Chart.lock Chart.yaml ./",)),
    Golden("swift", "swift:6", "swift package resolve --force-resolved-versions", {"Package.swift": "", "Package.resolved": ""}, ("COPY Package.resolved Package.swift ./",)),
    Golden("cpan", "perl:5", "carton install --deployment", {"cpanfile": "requires 'A';\n", "cpanfile.snapshot": ""}, ("COPY cpanfile cpanfile.snapshot ./",)),
]
# fmt: on
