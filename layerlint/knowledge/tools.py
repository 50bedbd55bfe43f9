"""The command-line grammar of the dependency tools: one row a program. Read by `installs.py`, built only when met.

Verbs and options follow each tool's own documentation (`Ecosystem.source`) and its `--help`, read 2026-11.
"""

from __future__ import annotations

from functools import cache

from layerlint.knowledge.ecosystems import ecosystem

MANIFESTS = "manifests"  # reads manifests and lock files only
PROJECT = "project"  # fetches dependencies, and reads the sources too
PACKAGES = "packages"  # installs what is named on the command line, and nothing of the project
ADDITIONS = "additions"  # adds what is named on the command line to the project: reads and rewrites its manifest
_KINDS = (MANIFESTS, PROJECT, PACKAGES, ADDITIONS, "either", "both")


class Tool:
    """The grammar of one tool.

    `verbs` maps a verb of one or two words to its kind: MANIFESTS, PROJECT, PACKAGES, ADDITIONS; "either": packages when
    some are named, else manifests; "both": packages when some are named, else project. "" is the bare command. `values` are
    options whose value is the next word, `files` and `folder` those among them that name manifests or the project's
    folder. `lean` options leave the project itself out, `local` ones leave only the project, with `never` ones nothing
    is fetched, with `named` ones the arguments are packages of no project. `any_word`: each argument is a verb of its own;
    `adds`: packages named for an "either" verb are ADDITIONS; `mark`: only an argument that holds it names a package.
    """

    __slots__ = ("adds", "any_word", "ecosystem", "files", "folder", "lean", "local", "mark", "named", "never", "values", "verbs")

    def __init__(self, row: dict[str, str]) -> None:
        self.ecosystem = ecosystem(row["ecosystem"])
        self.verbs = {verb.replace("+", " "): kind for kind in _KINDS for verb in row.get(kind, "").split()}
        if "bare" in row:
            self.verbs[""] = row["bare"]
        self.files = frozenset(row.get("files", "").split())
        self.folder = frozenset(row.get("folder", "").split())
        self.values = frozenset(row.get("values", "").split()) | self.files | self.folder
        self.lean = frozenset(row.get("lean", "").split())
        self.local = frozenset(row.get("local", "").split())
        self.never = frozenset(row.get("never", "").split()) | {"--help", "--version"}
        self.named = frozenset(row.get("named", "").split())
        self.any_word = "any_word" in row
        self.adds = "adds" in row
        self.mark = row.get("mark", "")


_PIP = (
    "-t --target -i --index-url --extra-index-url -f --find-links --trusted-host --prefix --root --src --cache-dir --timeout "
    "--retries --proxy --platform --python-version -w --wheel-dir -d --dest --global-option --config-settings --progress-bar "
    "--no-binary --only-binary --cert --log --upgrade-strategy --use-feature --root-user-action --python -p --index-strategy "
    "--index --default-index"
)
_NPM = "--registry --cache --loglevel --userconfig --omit --include --only -w --workspace --fetch-timeout --fetch-retries --before --tag"
_CONDA = {"ecosystem": "conda", "manifests": "env+create env+update", "either": "install create update upgrade", "files": "-f --file",
        "values": "-n --name -c --channel -p --prefix --solver", "never": "--offline --dry-run --download-only"}  # fmt: skip
_MAVEN = {"ecosystem": "maven", "manifests": "dependency:go-offline dependency:resolve dependency:resolve-plugins "
        "dependency:copy-dependencies", "any_word": "yes", "project": "compile test test-compile package verify install deploy site "
        "assembly:single assembly:assembly spring-boot:repackage quarkus:build",
        "values": "-P -pl --projects -s --settings -gs -t -T --threads -l -rf -D --define", "files": "-f --file",
        "never": "-o --offline -v"}  # fmt: skip
_GRADLE = {"ecosystem": "gradle", "manifests": "dependencies resolveDependencies downloadDependencies", "any_word": "yes", "project": " "
        "build assemble jar bootJar bootWar war shadowJar installDist distZip distTar installBootDist classes compileJava test check "
        "publish publishToMavenLocal nativeCompile quarkusBuild fatJar stage installShadowDist", "folder": "-p --project-dir",
        "values": "-b --build-file -c -x --exclude-task -I --init-script -g --gradle-user-home", "never": "--offline -v"}  # fmt: skip
_COMPOSER = {"ecosystem": "composer", "manifests": "install update i u", "packages": "create-project global+require", "additions": "require",
        "folder": "-d --working-dir"}  # fmt: skip
_PUB = {"ecosystem": "dart", "manifests": "pub+get pub+upgrade", "packages": "pub+global", "folder": "-C --directory",
        "never": "--offline"}  # fmt: skip

_TOOLS: dict[str, dict[str, str]] = {
    "npm": {"ecosystem": "npm", "adds": "yes", "manifests": "ci clean-install ic install-clean cit install-ci-test",
        "either": "install i in ins add isntall it install-test", "values": _NPM, "folder": "--prefix -C",
        "named": "-g --global --location=global", "never": "--package-lock-only --dry-run -v --offline"},
    "yarn": {"ecosystem": "yarn", "manifests": "install workspaces+focus", "packages": "global+add", "additions": "add", "bare": MANIFESTS,
        "folder": "--cwd", "values": "--network-timeout --network-concurrency --registry --cache-folder --mutex --modules-folder",
        "never": "-v --offline -h"},
    "pnpm": {"ecosystem": "pnpm", "adds": "yes", "manifests": "ci fetch", "either": "install i add recursive+install",
        "values": "--filter -F --store-dir --reporter --registry", "folder": "-C --dir --prefix", "named": "-g --global",
        "never": "--offline --lockfile-only -v"},
    "bun": {"ecosystem": "bun", "adds": "yes", "either": "install i add a", "folder": "--cwd", "values": "--registry --cache-dir --backend",
        "named": "-g --global", "never": "--dry-run"},
    "deno": {"ecosystem": "deno", "adds": "yes", "either": "install", "project": "cache", "values": "--config -c --lock --import-map",
        "named": "-g --global"},
    "bower": {"ecosystem": "bower", "adds": "yes", "either": "install i", "never": "--offline"},
    "pip": {"ecosystem": "pip", "either": "install wheel download", "values": _PIP + " -e --editable",
        "files": "-r --requirement -c --constraint", "local": "--no-deps --no-index", "never": "--dry-run -V"},
    "uv": {"ecosystem": "uv", "project": "sync", "either": "pip+install", "manifests": "pip+sync",
        "packages": "tool+install python+install", "additions": "add",
        "values": _PIP + " -e --editable --group --extra --no-group --package --no-install-package",
        "files": "-r --requirements -c --constraints", "folder": "--directory --project",
        "lean": "--no-install-project --no-install-workspace --no-install-local", "local": "--no-deps --no-index",
        "never": "--offline --dry-run"},
    "poetry": {"ecosystem": "poetry", "project": "install sync update", "packages": "self+add", "additions": "add", "lean": "--no-root",
        "local": "--only-root", "never": "--dry-run", "folder": "-C --directory -P --project",
        "values": "--only --without --with -E --extras"},
    "pdm": {"ecosystem": "pdm", "project": "install sync", "additions": "add", "lean": "--no-self", "folder": "-p --project",
        "values": "-G --group -L --lockfile"},
    "pipenv": {"ecosystem": "pipenv", "adds": "yes", "manifests": "sync", "either": "install", "files": "-r --requirements",
        "values": "--python --pypi-mirror --categories"},
    "conda": _CONDA,
    "mamba": _CONDA,
    "micromamba": _CONDA,
    "pixi": {"ecosystem": "pixi", "manifests": "install", "packages": "global+install", "additions": "add", "values": "--manifest-path -e --environment"},
    "bundle": {"ecosystem": "bundler", "manifests": "install update", "bare": MANIFESTS, "files": "--gemfile",
        "values": "--path --jobs -j --retry --without --with --shebang --cache-path", "never": "--local -v"},
    "gem": {"ecosystem": "gem", "packages": "install i", "values": "-v --version -i --install-dir -n --bindir -s --source --platform",
        "never": "--local -l"},
    "cpanm": {"ecosystem": "cpan", "bare": "either", "lean": "--installdeps", "values": "-l -L --local-lib --mirror --cpanfile -M --from"},
    "carton": {"ecosystem": "cpan", "manifests": "install", "values": "--cpanfile --path"},
    "luarocks": {"ecosystem": "luarocks", "packages": "install", "project": "make build", "lean": "--only-deps --deps-only",
        "values": "--server --tree"},
    "composer": _COMPOSER,
    "composer.phar": _COMPOSER,
    "go": {"ecosystem": "go", "manifests": "mod+download", "project": "mod+tidy mod+vendor build test vet run", "both": "get install", "mark": "@",
        "folder": "-C", "never": "-mod=vendor -n", "values": "-o -ldflags -tags -p -gcflags -asmflags -installsuffix -buildmode -pkgdir "
        "-exec -toolexec -run -timeout"},
    "cargo": {"ecosystem": "cargo", "manifests": "fetch chef+cook vendor", "project": "build b test t check c run r rustc",
        "both": "install", "folder": "--path", "files": "--manifest-path", "named": "--git", "never": "--offline --frozen -V", "values": " "
        "--target --features -F --bin --example -p --package --root --version --vers --branch --tag --rev -j --jobs --profile "
        "--target-dir --registry --recipe-path --config --color"},
    "conan": {"ecosystem": "conan", "manifests": "install", "values": "-s -o -pr --profile -if -of --output-folder --build -b"},
    "vcpkg": {"ecosystem": "vcpkg", "either": "install", "values": "--triplet"},
    "zig": {"ecosystem": "zig", "project": "build", "lean": "--fetch", "values": "--prefix -p"},
    "swift": {"ecosystem": "swift", "manifests": "package+resolve package+update", "project": "build test",
        "values": "-c --configuration --product -Xswiftc -Xlinker", "folder": "--package-path"},
    "mvn": _MAVEN,
    "mvnw": _MAVEN,
    "gradle": _GRADLE,
    "gradlew": _GRADLE,
    "sbt": {"ecosystem": "sbt", "manifests": "update",
        "project": "compile package assembly dist stage test publishLocal universal:packageBin", "any_word": "yes"},
    "lein": {"ecosystem": "leiningen", "manifests": "deps", "project": "uberjar jar compile test run ring", "any_word": "yes",
        "never": "-o"},
    "dotnet": {"ecosystem": "nuget", "manifests": "restore tool+restore", "project": "build publish test pack run",
        "packages": "tool+install workload+install", "values": "-c --configuration -o --output -r --runtime -f --framework -v "
        "--verbosity -a --arch --os --source -s --configfile --tool-path", "never": "--no-restore --no-build"},
    "nuget": {"ecosystem": "nuget", "manifests": "restore", "either": "install",
        "values": "-PackagesDirectory -OutputDirectory -ConfigFile -Source"},
    "mix": {"ecosystem": "mix", "manifests": "deps.get deps.update", "any_word": "yes", "values": "--only"},
    "rebar3": {"ecosystem": "rebar3", "manifests": "get-deps", "project": "compile release tar escriptize", "any_word": "yes"},
    "gleam": {"ecosystem": "gleam", "manifests": "deps+download", "project": "build"},
    "cabal": {"ecosystem": "cabal", "project": "build v2-build new-build", "both": "install v2-install new-install",
        "values": "-w --with-compiler -j --installdir", "lean": "--only-dependencies --dependencies-only --only-download",
        "never": "--offline"},
    "stack": {"ecosystem": "stack", "manifests": "setup", "project": "build test", "both": "install",
        "lean": "--only-dependencies --only-snapshot --dependencies-only",
        "values": "--resolver --stack-yaml --work-dir --flag --ghc-options --local-bin-path -j"},
    "opam": {"ecosystem": "opam", "both": "install", "lean": "--deps-only", "values": "--switch -j --jobs --root"},
    "install2.r": {"ecosystem": "r", "bare": PACKAGES},
    "installGithub.r": {"ecosystem": "r", "bare": PACKAGES},
    "dart": _PUB,
    "flutter": _PUB,
    "shards": {"ecosystem": "shards", "manifests": "install", "project": "build", "bare": MANIFESTS, "never": "--local"},
    "nimble": {"ecosystem": "nimble", "both": "install", "project": "build", "lean": "-d --depsOnly", "never": "--offline"},
    "terraform": {"ecosystem": "terraform", "manifests": "init", "never": "-get=false"},
    "ansible-galaxy": {"ecosystem": "ansible", "either": "install collection+install role+install",
        "files": "-r --requirements-file --role-file", "values": "-p --roles-path -s"},
    "helm": {"ecosystem": "helm", "manifests": "dependency+build dependency+update dep+build dep+update dep+up"},
}  # fmt: skip


PROGRAMS = frozenset(_TOOLS)


@cache
def tool(program: str) -> Tool:
    """The grammar of `program`, one of PROGRAMS. KeyError for any other."""
    return Tool(_TOOLS[program])
