"""What each dependency tool reads, locks, caches and writes: one row a tool. How it is called: `installs.py`.

Paths are globs relative to the folder the install runs in; mount targets are those of root in the tool's official
image. Every row names the page of the tool's own documentation it was taken from (read 2026-11).
"""

from __future__ import annotations


class Ecosystem:
    """One dependency tool.

    `family` groups tools that install into one place (npm and pnpm; pip and uv). `manifests` are the files of which at
    least one must be there before an install, `locks` those that pin it, `extra` further files it reads when they
    exist. `mounts` are the targets a cache mount belongs on, `outputs` what an install or build writes beside the
    manifests. `first` is the deed that installs before the sources are there; empty where no command does it.
    """

    __slots__ = ("extra", "family", "first", "locks", "manifests", "mounts", "name", "outputs", "source")

    def __init__(
        self, name: str, family: str, manifests: str, locks: str, mounts: str, source: str, *, extra: str = "", outputs: str = "", first: str = ""
    ) -> None:
        self.name = name
        self.family = family
        self.manifests = tuple(manifests.split())
        self.locks = tuple(locks.split())
        self.mounts = tuple(mounts.split())
        self.source = source
        self.extra = tuple(extra.split())
        self.outputs = tuple(outputs.split())
        self.first = first

    @property
    def inputs(self) -> tuple[str, ...]:
        """All globs an install may read: manifests, locks and extra files."""
        return self.manifests + self.locks + self.extra


_NODE = "package.json"
_NODE_EXTRA = ".npmrc .nvmrc .node-version patches prisma"
_NODE_OUTPUTS = "node_modules .next .nuxt .turbo .parcel-cache"
_PYTHON_OUTPUTS = ".venv venv __pycache__ *.egg-info .tox .nox .pytest_cache .mypy_cache .ruff_cache"
_DOTNET = "*.sln *.slnx *.csproj *.fsproj *.vbproj"

_ROWS = (
    # JavaScript
    Ecosystem("npm", "javascript", _NODE, "package-lock.json npm-shrinkwrap.json", "/root/.npm", "https://docs.npmjs.com/cli/commands/npm-ci",
              extra=_NODE_EXTRA, outputs=_NODE_OUTPUTS, first="npm ci"),
    Ecosystem("yarn", "javascript", _NODE, "yarn.lock", "/usr/local/share/.cache/yarn /root/.yarn/berry/cache", "https://yarnpkg.com/cli/install",
              extra=_NODE_EXTRA + " .yarnrc .yarnrc.yml .yarn .pnp.cjs", outputs=_NODE_OUTPUTS, first="yarn install"),
    Ecosystem("pnpm", "javascript", _NODE, "pnpm-lock.yaml", "/root/.local/share/pnpm/store", "https://pnpm.io/docker",
              extra=_NODE_EXTRA + " pnpm-workspace.yaml .pnpmfile.cjs .pnpmfile.mjs", outputs=_NODE_OUTPUTS, first="pnpm install"),
    Ecosystem("bun", "javascript", _NODE, "bun.lock bun.lockb", "/root/.bun/install/cache", "https://bun.sh/docs/install/cache",
              extra=_NODE_EXTRA + " bunfig.toml", outputs=_NODE_OUTPUTS, first="bun install"),
    Ecosystem("deno", "javascript", "deno.json deno.jsonc", "deno.lock", "/deno-dir", "https://docs.deno.com/runtime/reference/cli/install/",
              extra="package.json import_map.json", outputs="node_modules", first="deno install"),
    Ecosystem("bower", "javascript", "bower.json", "", "/root/.cache/bower", "https://bower.io/docs/api/", extra=".bowerrc",
              outputs="bower_components", first="bower install"),
    # Python
    Ecosystem("pip", "python", "requirements*.txt requirements requirements*.in pyproject.toml setup.py", "requirements*.txt", "/root/.cache/pip",
              "https://pip.pypa.io/en/stable/topics/caching/", extra="constraints*.txt pip.conf setup.cfg", outputs=_PYTHON_OUTPUTS,
              first="pip install -r requirements.txt"),
    Ecosystem("uv", "python", "pyproject.toml requirements*.txt", "uv.lock", "/root/.cache/uv", "https://docs.astral.sh/uv/guides/integration/docker/",
              extra=".python-version uv.toml", outputs=_PYTHON_OUTPUTS, first="uv sync --no-install-project"),
    Ecosystem("poetry", "python", "pyproject.toml", "poetry.lock", "/root/.cache/pypoetry", "https://python-poetry.org/docs/cli/#install",
              extra="poetry.toml", outputs=_PYTHON_OUTPUTS, first="poetry install --no-root"),
    Ecosystem("pdm", "python", "pyproject.toml", "pdm.lock", "/root/.cache/pdm", "https://pdm-project.org/latest/reference/cli/#install",
              extra="pdm.toml", outputs=_PYTHON_OUTPUTS + " __pypackages__", first="pdm install --no-self"),
    Ecosystem("pipenv", "python", "Pipfile", "Pipfile.lock", "/root/.cache/pipenv /root/.cache/pip", "https://pipenv.pypa.io/en/latest/docker.html",
              outputs=_PYTHON_OUTPUTS, first="pipenv sync"),
    Ecosystem("conda", "python", "environment*.yml environment*.yaml env*.yml env*.yaml conda*.yml requirements*.txt", "conda-lock.yml *.lock",
              "/opt/conda/pkgs", "https://docs.conda.io/projects/conda/en/stable/commands/env/", extra=".condarc", outputs=_PYTHON_OUTPUTS,
              first="conda env create"),
    Ecosystem("pixi", "python", "pixi.toml pyproject.toml", "pixi.lock", "/root/.cache/rattler", "https://pixi.sh/latest/reference/cli/pixi/install/",
              outputs=".pixi", first="pixi install"),
    # Ruby, Perl, Lua, PHP
    Ecosystem("bundler", "ruby", "Gemfile gems.rb", "Gemfile.lock gems.locked", "/usr/local/bundle/cache", "https://bundler.io/man/bundle-install.1.html",
              extra=".ruby-version .tool-versions .bundle *.gemspec vendor/cache", outputs="vendor/bundle", first="bundle install"),
    Ecosystem("gem", "ruby", "", "", "/usr/local/bundle/cache", "https://guides.rubygems.org/command-reference/#gem-install"),
    Ecosystem("cpan", "perl", "cpanfile Makefile.PL Build.PL dist.ini META.json", "cpanfile.snapshot", "/root/.cpanm",
              "https://metacpan.org/dist/App-cpanminus/view/bin/cpanm", outputs="local", first="cpanm --installdeps ."),
    Ecosystem("luarocks", "lua", "*.rockspec", "luarocks.lock", "/root/.cache/luarocks", "https://github.com/luarocks/luarocks/wiki/install"),
    Ecosystem("composer", "php", "composer.json", "composer.lock", "/root/.cache/composer", "https://getcomposer.org/doc/03-cli.md#install-i",
              extra="auth.json symfony.lock", outputs="vendor", first="composer install --no-scripts --no-autoloader"),
    # Go, Rust, C, C++, Zig, Swift
    Ecosystem("go", "go", "go.mod go.work", "go.sum go.work.sum", "/go/pkg/mod /root/.cache/go-build", "https://go.dev/ref/mod#go-mod-download",
              first="go mod download"),
    Ecosystem("cargo", "rust", "Cargo.toml", "Cargo.lock", "/usr/local/cargo/registry /usr/local/cargo/git/db",
              "https://doc.rust-lang.org/cargo/commands/cargo-fetch.html", extra="rust-toolchain rust-toolchain.toml .cargo build.rs recipe.json",
              outputs="target"),
    Ecosystem("conan", "c++", "conanfile.txt conanfile.py", "conan.lock", "/root/.conan2", "https://docs.conan.io/2/reference/commands/install.html",
              first="conan install"),
    Ecosystem("vcpkg", "c++", "vcpkg.json", "vcpkg-configuration.json", "/root/.cache/vcpkg/archives",
              "https://learn.microsoft.com/vcpkg/consume/manifest-mode", outputs="vcpkg_installed", first="vcpkg install"),
    Ecosystem("zig", "zig", "build.zig.zon", "", "/root/.cache/zig", "https://ziglang.org/learn/build-system/", extra="build.zig",
              outputs="zig-out .zig-cache", first="zig build --fetch"),
    Ecosystem("swift", "swift", "Package.swift", "Package.resolved", "/root/.cache/org.swift.swiftpm",
              "https://docs.swift.org/package-manager/PackageDescription/", outputs=".build", first="swift package resolve"),
    # JVM
    Ecosystem("maven", "jvm", "pom.xml", "", "/root/.m2/repository", "https://maven.apache.org/plugins/maven-dependency-plugin/go-offline-mojo.html",
              extra=".mvn mvnw settings.xml toolchains.xml", outputs="target", first="mvn dependency:go-offline"),
    Ecosystem("gradle", "jvm", "build.gradle build.gradle.kts settings.gradle settings.gradle.kts", "gradle.lockfile", "/root/.gradle",
              "https://docs.gradle.org/current/userguide/dependency_caching.html", extra="gradle gradlew gradle.properties buildSrc build-logic",
              outputs="build .gradle"),
    Ecosystem("sbt", "jvm", "build.sbt", "", "/root/.cache/coursier /root/.ivy2 /root/.sbt", "https://www.scala-sbt.org/1.x/docs/Library-Management.html",
              extra="project", outputs="target", first="sbt update"),
    Ecosystem("leiningen", "jvm", "project.clj", "", "/root/.m2", "https://codeberg.org/leiningen/leiningen", outputs="target", first="lein deps"),
    Ecosystem("clojure", "jvm", "deps.edn", "", "/root/.m2 /root/.gitlibs", "https://clojure.org/reference/clojure_cli", outputs=".cpcache",
              first="clojure -P"),
    # .NET, BEAM
    Ecosystem("nuget", "dotnet", _DOTNET, "packages.lock.json", "/root/.nuget/packages", "https://learn.microsoft.com/dotnet/core/tools/dotnet-restore",
              extra="Directory.*.props Directory.*.targets nuget.config NuGet.Config global.json .config", outputs="bin obj", first="dotnet restore"),
    Ecosystem("mix", "beam", "mix.exs", "mix.lock", "/root/.hex /root/.cache/rebar3", "https://hexdocs.pm/mix/Mix.Tasks.Deps.Get.html",
              extra="config apps/*/mix.exs VERSION", outputs="deps _build", first="mix deps.get"),
    Ecosystem("rebar3", "beam", "rebar.config", "rebar.lock", "/root/.cache/rebar3", "https://rebar3.org/docs/commands/", outputs="_build",
              first="rebar3 get-deps"),
    Ecosystem("gleam", "beam", "gleam.toml", "manifest.toml", "/root/.cache/gleam", "https://gleam.run/writing-gleam/command-line-reference/",
              outputs="build", first="gleam deps download"),
    # Others
    Ecosystem("cabal", "haskell", "*.cabal package.yaml", "cabal.project.freeze", "/root/.cabal/packages",
              "https://cabal.readthedocs.io/en/stable/cabal-commands.html", extra="cabal.project cabal.project.local", outputs="dist-newstyle",
              first="cabal build --only-dependencies"),
    Ecosystem("stack", "haskell", "stack.yaml package.yaml *.cabal", "stack.yaml.lock", "/root/.stack",
              "https://docs.haskellstack.org/en/stable/commands/build_command/", outputs=".stack-work", first="stack build --only-dependencies"),
    Ecosystem("opam", "ocaml", "*.opam dune-project", "*.opam.locked", "/root/.opam/download-cache", "https://opam.ocaml.org/doc/man/opam-install.html",
              outputs="_build", first="opam install . --deps-only"),
    Ecosystem("r", "r", "renv.lock DESCRIPTION", "renv.lock", "/root/.cache/R/renv", "https://rstudio.github.io/renv/articles/docker.html",
              extra=".Rprofile renv", outputs="renv/library", first="renv::restore()"),
    Ecosystem("julia", "julia", "Project.toml", "Manifest.toml", "/root/.julia", "https://pkgdocs.julialang.org/v1/api/", first="Pkg.instantiate()"),
    Ecosystem("dart", "dart", "pubspec.yaml", "pubspec.lock", "/root/.pub-cache", "https://dart.dev/tools/pub/cmd/pub-get",
              extra="pubspec_overrides.yaml", outputs=".dart_tool", first="dart pub get"),
    Ecosystem("shards", "crystal", "shard.yml", "shard.lock", "/root/.cache/shards", "https://crystal-lang.org/reference/latest/man/shards/",
              extra="shard.override.yml", outputs="lib", first="shards install"),
    Ecosystem("nimble", "nim", "*.nimble", "nimble.lock", "/root/.nimble/pkgs2", "https://nim-lang.github.io/nimble/", outputs="nimbledeps",
              first="nimble install -d"),
    Ecosystem("terraform", "terraform", "*.tf", ".terraform.lock.hcl", "/root/.terraform.d/plugin-cache",
              "https://developer.hashicorp.com/terraform/cli/commands/init", outputs=".terraform"),
    Ecosystem("ansible", "ansible", "requirements.yml requirements.yaml", "", "/root/.ansible", "https://docs.ansible.com/ansible/latest/galaxy/user_guide.html",
              first="ansible-galaxy install -r requirements.yml"),
    Ecosystem("helm", "helm", "Chart.yaml", "Chart.lock", "/root/.cache/helm", "https://helm.sh/docs/helm/helm_dependency_build/", outputs="charts",
              first="helm dependency build"),
)  # fmt: skip

ECOSYSTEMS = {row.name: row for row in _ROWS}
