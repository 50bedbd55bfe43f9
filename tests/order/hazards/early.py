"""Hazards of an install that runs before the sources are there."""

from __future__ import annotations

from tests.order.hazards.cases import IGNORE, NODE, PYTHON, SOURCES, Case, node

FORM = "FROM {}\nWORKDIR /app\nCOPY . .\nRUN {}\nRUN make\n"
NPM = FORM.format("node:22", "npm ci")
POM = "<project><modelVersion>4.0.0</modelVersion>{}</project>"
GO = {"go.mod": "module x\n\nrequire y v1.0.0\n", "go.sum": "", "main.go": "", **SOURCES}
CRATE = '[package]\nname = "x"\nversion = "0.1.0"\n'

# fmt: off
CASES = [
    Case("H41 generated from a schema", NPM, node(scripts={"postinstall": "prisma generate"}), "suggest", "lifecycle-script"),
    Case("H41 a client that looks for its schema", NPM, {**node(dependencies={"@prisma/client": "5.0.0"}), "prisma/schema.prisma": ""}, "suggest", "lifecycle-script"),
    Case("H42 hooks", NPM, node(scripts={"prepare": "husky"}), "suggest", "lifecycle-script"),
    Case("H43 patches", NPM, {**node(scripts={"postinstall": "patch-package"}), "patches/a.patch": ""}, "suggest", "lifecycle-script"),
    Case("H44 yarn itself is in the project", FORM.format("node:22", "yarn install --immutable"),
         {**NODE, "yarn.lock": "", ".yarnrc.yml": "yarnPath: .yarn/releases/yarn-4.cjs\n", ".yarn/releases/yarn-4.cjs": ""}, "apply",
         holds=("COPY .yarn/releases/yarn-4.cjs ./.yarn/releases/", "COPY .yarnrc.yml package.json yarn.lock ./", "RUN yarn"),
         ignore=IGNORE + ".pnp*\n.yarn/cache\n.yarn/unplugged\n.yarn/install-state.gz\n.yarn/build-state.yml\n"),
    Case("H44 and is ignored", FORM.format("node:22", "yarn install --immutable"),
         {**NODE, "yarn.lock": "", ".yarnrc.yml": "yarnPath: .yarn/releases/yarn-4.cjs\n", ".yarn/releases/yarn-4.cjs": ""}, "refuse", "manifest-ignored",
         ignore=IGNORE + ".yarn\n"),
    Case("H45 patches of pnpm", FORM.format("node:22", "pnpm install --frozen-lockfile"),
         {**node(pnpm={"patchedDependencies": {"x@1.0.0": "patches/x.patch"}}), "pnpm-lock.yaml": "", "patches/x.patch": ""}, "apply",
         holds=("COPY patches/x.patch ./patches/", "RUN pnpm")),
    Case("H46 lists that name lists", FORM.format("python:3.12", "pip install -r requirements.txt"),
         {**PYTHON, "requirements.txt": "-r base.txt\n-c limits/constraints.txt\nflask\n", "base.txt": "a==1\n", "limits/constraints.txt": "flask==3.0.0\n"}, "apply",
         holds=("COPY base.txt requirements.txt ./", "COPY limits/constraints.txt ./limits/", "RUN pip")),
    Case("H46 the project itself in its list", FORM.format("python:3.12", "pip install -r requirements.txt"), {**PYTHON, "requirements.txt": "flask==3.0.0\n-e .\n"},
         "suggest", "path-dependency"),
    Case("H47 poetry with the project", FORM.format("python:3.12", "poetry install"), {**SOURCES, "pyproject.toml": "", "poetry.lock": ""}, "refuse", "opaque-run"),
    Case("H48 members of a workspace", FORM.format("python:3.12", "uv sync --locked --no-install-project"),
         {**SOURCES, "pyproject.toml": "[tool.uv.workspace]\nmembers = ['a']\n", "uv.lock": ""}, "refuse", "workspace-missing"),
    Case("H49 a version from git", FORM.format("python:3.12", "pip install ."), {**SOURCES, "setup.py": "", "pyproject.toml": ""}, "refuse", "opaque-run"),
    Case("H50 a Gemfile that reads a gemspec", FORM.format("ruby:3.3", "bundle install").replace("COPY", "ENV BUNDLE_FROZEN=1 BUNDLE_APP_CONFIG=/b\nCOPY"),
         {**SOURCES, "Gemfile": "gemspec\n", "Gemfile.lock": "", "x.gemspec": ""}, "suggest", "path-dependency"),
    Case("H51 a module in the project", FORM.format("golang:1.23", "go mod download"),
         {**GO, "go.mod": "module x\nreplace y => ./y\n", "y/go.mod": "module y\n", "y/y.go": ""}, "apply",
         holds=("COPY go.mod go.sum ./", "COPY y/go.mod ./y/", "RUN go mod download", "COPY . .")),
    Case("H51 and it is missing", FORM.format("golang:1.23", "go mod download"), {**GO, "go.mod": "module x\nreplace y => ./y\n"}, "refuse", "workspace-missing"),
    Case("H52 crates of a workspace", FORM.format("rust:1", "cargo fetch --locked"),
         {**SOURCES, "Cargo.toml": '[workspace]\nmembers = ["crates/*"]\n', "Cargo.lock": "", "crates/a/Cargo.toml": CRATE, "crates/a/src/lib.rs": ""}, "apply",
         holds=("COPY crates/a/Cargo.toml ./crates/a/", "COPY crates/a/src/lib.rs ./crates/a/src/", "RUN cargo fetch")),
    Case("H53 a class map", FORM.format("composer:2", "composer install"), {**SOURCES, "composer.json": '{"autoload": {"classmap": ["src"]}}', "composer.lock": ""},
         "suggest", "lifecycle-script"),
    Case("H53 scripts of composer", FORM.format("composer:2", "composer install"),
         {**SOURCES, "composer.json": '{"scripts": {"post-autoload-dump": ["@php artisan package:discover"]}}', "composer.lock": ""}, "suggest", "lifecycle-script"),
    Case("H54 modules of maven", FORM.format("maven:3", "mvn -B dependency:go-offline"), {**SOURCES, "pom.xml": POM.format("<modules/><modules><module>a</module></modules>")},
         "refuse", "workspace-missing"),
    Case("H55 a project that imports", FORM.format("mcr.microsoft.com/dotnet/sdk:8.0", "dotnet restore"),
         {**SOURCES, "a.csproj": '<Project><Import Project="build/x.props"/></Project>'}, "suggest", "path-dependency"),
    Case("H55 versions in one place", FORM.format("mcr.microsoft.com/dotnet/sdk:8.0", "dotnet restore"),
         {**SOURCES, "a.csproj": "<Project/>", "Directory.Packages.props": "<Project/>"}, "apply", holds=("COPY Directory.Packages.props a.csproj ./",)),
    Case("H56 configuration at compile time", FORM.format("elixir:1.17", "mix deps.get --check-locked"),
         {**SOURCES, "mix.exs": "", "mix.lock": "", "config/config.exs": ""}, "apply", holds=("COPY config/config.exs ./config/", "RUN mix")),
    Case("H57 a lock of another platform", NPM, {**NODE, "package-lock.json": '{"packages": {"x": {"os": ["darwin"], "optional": true}}}'}, "apply",
         holds=("RUN npm ci", "COPY . .")),
]
# fmt: on
