"""What each dependency tool reads, locks, caches and writes: one row a tool. How it is called: `installs.py`.

Paths are globs relative to the folder the install runs in; mount targets are those of root in the tool's official
image. Every row names the page of the tool's own documentation it was taken from (read 2026-11). The rows are plain
text until somebody asks for one, so that a run which meets no install pays nothing for them.
"""

from __future__ import annotations

from functools import cache


class Ecosystem:
    """One dependency tool.

    `family` groups tools that install into one place (npm and pnpm; pip and uv). `manifests` are the files of which at
    least one must be there before an install, `locks` those that pin it, `extra` further files it reads when they
    exist. `mounts` are the targets a cache mount belongs on, `outputs` what an install or build writes beside the
    manifests. `first` fetches what a build would, before the sources are there; empty where no command does it, or where
    the usual install needs no sources anyway.
    """

    __slots__ = ("extra", "family", "first", "locks", "manifests", "mounts", "name", "outputs", "source")

    def __init__(self, name: str, row: dict[str, str]) -> None:
        self.name = name
        self.family = row["family"]
        self.source = row["source"]
        self.manifests = tuple(row.get("manifests", "").split())
        self.locks = tuple(row.get("locks", "").split())
        self.extra = tuple(row.get("extra", "").split())
        self.mounts = tuple(row.get("mounts", "").split())
        self.outputs = tuple(row.get("outputs", "").split())
        self.first = row.get("first", "")

    @property
    def inputs(self) -> tuple[str, ...]:
        """All globs an install may read: manifests, locks and extra files."""
        return self.manifests + self.locks + self.extra


_NODE = "package.json"
_NODE_EXTRA = ".npmrc .nvmrc .node-version patches prisma"
_NODE_OUTPUTS = "node_modules .next .nuxt .turbo .parcel-cache"
_PYTHON_OUTPUTS = ".venv venv __pycache__ *.egg-info .tox .nox .pytest_cache .mypy_cache .ruff_cache"
_DOTNET = "*.sln *.slnx *.csproj *.fsproj *.vbproj"

_ROWS: dict[str, dict[str, str]] = {
    # JavaScript
    "npm": {"family": "javascript", "manifests": _NODE, "locks": "package-lock.json npm-shrinkwrap.json", "extra": _NODE_EXTRA,
        "mounts": "/root/.npm", "outputs": _NODE_OUTPUTS,
        "source": "https://docs.npmjs.com/cli/commands/npm-ci"},
    "yarn": {"family": "javascript", "manifests": _NODE, "locks": "yarn.lock",
        "extra": _NODE_EXTRA + " .yarnrc .yarnrc.yml .yarn .pnp.cjs", "mounts": "/usr/local/share/.cache/yarn /root/.yarn/berry/cache",
        "outputs": _NODE_OUTPUTS,
        "source": "https://yarnpkg.com/cli/install"},
    "pnpm": {"family": "javascript", "manifests": _NODE, "locks": "pnpm-lock.yaml",
        "extra": _NODE_EXTRA + " pnpm-workspace.yaml .pnpmfile.cjs .pnpmfile.mjs", "mounts": "/root/.local/share/pnpm/store",
        "outputs": _NODE_OUTPUTS,
        "source": "https://pnpm.io/docker"},
    "bun": {"family": "javascript", "manifests": _NODE, "locks": "bun.lock bun.lockb", "extra": _NODE_EXTRA + " bunfig.toml",
        "mounts": "/root/.bun/install/cache", "outputs": _NODE_OUTPUTS,
        "source": "https://bun.sh/docs/install/cache"},
    "deno": {"family": "javascript", "manifests": "deno.json deno.jsonc", "locks": "deno.lock", "extra": "package.json import_map.json",
        "mounts": "/deno-dir", "outputs": "node_modules", "first": "deno install",
        "source": "https://docs.deno.com/runtime/reference/cli/install/"},
    "bower": {"family": "javascript", "manifests": "bower.json", "extra": ".bowerrc", "mounts": "/root/.cache/bower",
        "outputs": "bower_components",
        "source": "https://bower.io/docs/api/"},
    # Python
    "pip": {"family": "python", "manifests": "requirements*.txt requirements requirements*.in pyproject.toml setup.py",
        "locks": "requirements*.txt", "extra": "constraints*.txt pip.conf setup.cfg", "mounts": "/root/.cache/pip",
        "outputs": _PYTHON_OUTPUTS,
        "source": "https://pip.pypa.io/en/stable/topics/caching/"},
    "uv": {"family": "python", "manifests": "pyproject.toml requirements*.txt", "locks": "uv.lock", "extra": ".python-version uv.toml",
        "mounts": "/root/.cache/uv", "outputs": _PYTHON_OUTPUTS, "first": "uv sync --no-install-project",
        "source": "https://docs.astral.sh/uv/guides/integration/docker/"},
    "poetry": {"family": "python", "manifests": "pyproject.toml", "locks": "poetry.lock", "extra": "poetry.toml",
        "mounts": "/root/.cache/pypoetry", "outputs": _PYTHON_OUTPUTS, "first": "poetry install --no-root",
        "source": "https://python-poetry.org/docs/cli/#install"},
    "pdm": {"family": "python", "manifests": "pyproject.toml", "locks": "pdm.lock", "extra": "pdm.toml", "mounts": "/root/.cache/pdm",
        "outputs": _PYTHON_OUTPUTS + " __pypackages__", "first": "pdm install --no-self",
        "source": "https://pdm-project.org/latest/reference/cli/#install"},
    "pipenv": {"family": "python", "manifests": "Pipfile", "locks": "Pipfile.lock", "mounts": "/root/.cache/pipenv /root/.cache/pip",
        "outputs": _PYTHON_OUTPUTS,
        "source": "https://pipenv.pypa.io/en/latest/docker.html"},
    "conda": {"family": "python", "manifests": "environment*.yml environment*.yaml env*.yml env*.yaml conda*.yml requirements*.txt",
        "locks": "conda-lock.yml *.lock", "extra": ".condarc", "mounts": "/opt/conda/pkgs", "outputs": _PYTHON_OUTPUTS,
        "source": "https://docs.conda.io/projects/conda/en/stable/commands/env/"},
    "pixi": {"family": "python", "manifests": "pixi.toml pyproject.toml", "locks": "pixi.lock", "mounts": "/root/.cache/rattler",
        "outputs": ".pixi",
        "source": "https://pixi.sh/latest/reference/cli/pixi/install/"},
    # Ruby, Perl, Lua, PHP
    "bundler": {"family": "ruby", "manifests": "Gemfile gems.rb", "locks": "Gemfile.lock gems.locked",
        "extra": ".ruby-version .tool-versions .bundle *.gemspec vendor/cache", "mounts": "/usr/local/bundle/cache",
        "outputs": "vendor/bundle",
        "source": "https://bundler.io/man/bundle-install.1.html"},
    "gem": {"family": "ruby", "mounts": "/usr/local/bundle/cache",
        "source": "https://guides.rubygems.org/command-reference/#gem-install"},
    "cpan": {"family": "perl", "manifests": "cpanfile Makefile.PL Build.PL dist.ini META.json", "locks": "cpanfile.snapshot",
        "mounts": "/root/.cpanm", "outputs": "local",
        "source": "https://metacpan.org/dist/App-cpanminus/view/bin/cpanm"},
    "luarocks": {"family": "lua", "manifests": "*.rockspec", "locks": "luarocks.lock", "mounts": "/root/.cache/luarocks",
        "source": "https://github.com/luarocks/luarocks/wiki/install"},
    "composer": {"family": "php", "manifests": "composer.json", "locks": "composer.lock", "extra": "auth.json symfony.lock",
        "mounts": "/root/.cache/composer", "outputs": "vendor",
        "source": "https://getcomposer.org/doc/03-cli.md#install-i"},
    # Go, Rust, C, C++, Zig, Swift
    "go": {"family": "go", "manifests": "go.mod go.work", "locks": "go.sum go.work.sum", "mounts": "/go/pkg/mod /root/.cache/go-build",
        "first": "go mod download",
        "source": "https://go.dev/ref/mod#go-mod-download"},
    "cargo": {"family": "rust", "manifests": "Cargo.toml", "locks": "Cargo.lock",
        "extra": "rust-toolchain rust-toolchain.toml .cargo build.rs recipe.json",
        "mounts": "/usr/local/cargo/registry /usr/local/cargo/git/db", "outputs": "target",
        "source": "https://doc.rust-lang.org/cargo/commands/cargo-fetch.html"},
    "conan": {"family": "c++", "manifests": "conanfile.txt conanfile.py", "locks": "conan.lock", "mounts": "/root/.conan2",
        "source": "https://docs.conan.io/2/reference/commands/install.html"},
    "vcpkg": {"family": "c++", "manifests": "vcpkg.json", "locks": "vcpkg-configuration.json", "mounts": "/root/.cache/vcpkg/archives",
        "outputs": "vcpkg_installed",
        "source": "https://learn.microsoft.com/vcpkg/consume/manifest-mode"},
    "zig": {"family": "zig", "manifests": "build.zig.zon", "extra": "build.zig", "mounts": "/root/.cache/zig",
        "outputs": "zig-out .zig-cache", "first": "zig build --fetch",
        "source": "https://ziglang.org/learn/build-system/"},
    "swift": {"family": "swift", "manifests": "Package.swift", "locks": "Package.resolved", "mounts": "/root/.cache/org.swift.swiftpm",
        "outputs": ".build", "first": "swift package resolve",
        "source": "https://docs.swift.org/package-manager/PackageDescription/"},
    # JVM
    "maven": {"family": "jvm", "manifests": "pom.xml", "extra": ".mvn mvnw settings.xml toolchains.xml",
        "mounts": "/root/.m2/repository", "outputs": "target", "first": "mvn dependency:go-offline",
        "source": "https://maven.apache.org/plugins/maven-dependency-plugin/go-offline-mojo.html"},
    "gradle": {"family": "jvm", "manifests": "build.gradle build.gradle.kts settings.gradle settings.gradle.kts",
        "locks": "gradle.lockfile", "extra": "gradle gradlew gradle.properties buildSrc build-logic", "mounts": "/root/.gradle",
        "outputs": "build .gradle",
        "source": "https://docs.gradle.org/current/userguide/dependency_caching.html"},
    "sbt": {"family": "jvm", "manifests": "build.sbt", "extra": "project", "mounts": "/root/.cache/coursier /root/.ivy2 /root/.sbt",
        "outputs": "target", "first": "sbt update",
        "source": "https://www.scala-sbt.org/1.x/docs/Library-Management.html"},
    "leiningen": {"family": "jvm", "manifests": "project.clj", "mounts": "/root/.m2", "outputs": "target", "first": "lein deps",
        "source": "https://codeberg.org/leiningen/leiningen"},
    "clojure": {"family": "jvm", "manifests": "deps.edn", "mounts": "/root/.m2 /root/.gitlibs", "outputs": ".cpcache",
        "source": "https://clojure.org/reference/clojure_cli"},
    # .NET, BEAM
    "nuget": {"family": "dotnet", "manifests": _DOTNET, "locks": "packages.lock.json",
        "extra": "Directory.*.props Directory.*.targets nuget.config NuGet.Config global.json .config",
        "mounts": "/root/.nuget/packages", "outputs": "bin obj", "first": "dotnet restore",
        "source": "https://learn.microsoft.com/dotnet/core/tools/dotnet-restore"},
    "mix": {"family": "beam", "manifests": "mix.exs", "locks": "mix.lock", "extra": "config apps/*/mix.exs VERSION",
        "mounts": "/root/.hex /root/.cache/rebar3", "outputs": "deps _build",
        "source": "https://hexdocs.pm/mix/Mix.Tasks.Deps.Get.html"},
    "rebar3": {"family": "beam", "manifests": "rebar.config", "locks": "rebar.lock", "mounts": "/root/.cache/rebar3",
        "outputs": "_build", "first": "rebar3 get-deps",
        "source": "https://rebar3.org/docs/commands/"},
    "gleam": {"family": "beam", "manifests": "gleam.toml", "locks": "manifest.toml", "mounts": "/root/.cache/gleam", "outputs": "build",
        "first": "gleam deps download",
        "source": "https://gleam.run/writing-gleam/command-line-reference/"},
    # Others
    "cabal": {"family": "haskell", "manifests": "*.cabal package.yaml", "locks": "cabal.project.freeze",
        "extra": "cabal.project cabal.project.local", "mounts": "/root/.cabal/packages", "outputs": "dist-newstyle",
        "first": "cabal build --only-dependencies",
        "source": "https://cabal.readthedocs.io/en/stable/cabal-commands.html"},
    "stack": {"family": "haskell", "manifests": "stack.yaml package.yaml *.cabal", "locks": "stack.yaml.lock", "mounts": "/root/.stack",
        "outputs": ".stack-work", "first": "stack build --only-dependencies",
        "source": "https://docs.haskellstack.org/en/stable/commands/build_command/"},
    "opam": {"family": "ocaml", "manifests": "*.opam dune-project", "locks": "*.opam.locked", "mounts": "/root/.opam/download-cache",
        "outputs": "_build", "first": "opam install . --deps-only",
        "source": "https://opam.ocaml.org/doc/man/opam-install.html"},
    "r": {"family": "r", "manifests": "renv.lock DESCRIPTION", "locks": "renv.lock", "extra": ".Rprofile renv",
        "mounts": "/root/.cache/R/renv", "outputs": "renv/library",
        "source": "https://rstudio.github.io/renv/articles/docker.html"},
    "julia": {"family": "julia", "manifests": "Project.toml", "locks": "Manifest.toml", "mounts": "/root/.julia",
        "source": "https://pkgdocs.julialang.org/v1/api/"},
    "dart": {"family": "dart", "manifests": "pubspec.yaml", "locks": "pubspec.lock", "extra": "pubspec_overrides.yaml",
        "mounts": "/root/.pub-cache", "outputs": ".dart_tool",
        "source": "https://dart.dev/tools/pub/cmd/pub-get"},
    "shards": {"family": "crystal", "manifests": "shard.yml", "locks": "shard.lock", "extra": "shard.override.yml",
        "mounts": "/root/.cache/shards", "outputs": "lib", "first": "shards install",
        "source": "https://crystal-lang.org/reference/latest/man/shards/"},
    "nimble": {"family": "nim", "manifests": "*.nimble", "locks": "nimble.lock", "mounts": "/root/.nimble/pkgs2",
        "outputs": "nimbledeps", "first": "nimble install -d",
        "source": "https://nim-lang.github.io/nimble/"},
    "terraform": {"family": "terraform", "manifests": "*.tf", "locks": ".terraform.lock.hcl",
        "mounts": "/root/.terraform.d/plugin-cache", "outputs": ".terraform",
        "source": "https://developer.hashicorp.com/terraform/cli/commands/init"},
    "ansible": {"family": "ansible", "manifests": "requirements.yml requirements.yaml", "mounts": "/root/.ansible",
        "source": "https://docs.ansible.com/ansible/latest/galaxy/user_guide.html"},
    "helm": {"family": "helm", "manifests": "Chart.yaml", "locks": "Chart.lock", "mounts": "/root/.cache/helm", "outputs": "charts",
        "source": "https://helm.sh/docs/helm/helm_dependency_build/"},
}  # fmt: skip

NAMES = tuple(_ROWS)


@cache
def ecosystem(name: str) -> Ecosystem:
    """The row called `name`, one of NAMES. KeyError for any other."""
    return Ecosystem(name, _ROWS[name])
