"""What each package manager leaves in the layer it runs in, and what keeps it out: one row a kind of leftover.

A row names who leaves it (`command:verb,verb`, `+` joins the words of one verb, an empty verb is the bare command),
the options and variables that prevent it, where it lies, and which commands take it away. Paths are those of root in
the official images; `~` is anybody's home. Every row names the page it was taken from (read 2026-11); `links` rests
on measuring, see docs/accuracy.d/bloat.md. The rows stay text until a command of theirs is met.
"""

from __future__ import annotations

from functools import cache

from layerlint.knowledge.wrappers import CLUSTERS, Words, spread

_APT = "-o --option -t --target-release -c --config-file -a --host-architecture"
_DNF = "-c --config -x --exclude -d -e --setopt --enablerepo --disablerepo --repo --repoid --releasever --forcearch --installroot -R"
_NPM = "--registry --cache --loglevel --userconfig --omit --include --only -w --workspace --fetch-timeout --fetch-retries --tag --prefix -C --location"
_PIP = (
    "-r --requirement -c --constraint -e --editable -t --target -i --index-url --extra-index-url -f --find-links --trusted-host --prefix "
    "--root --src --cache-dir --timeout --retries --proxy --platform --python-version -w --wheel-dir -d --dest --no-binary --only-binary "
    "--cert --client-cert --log --upgrade-strategy --use-feature --use-deprecated --python -p --implementation --abi --progress-bar "
    "--root-user-action --exists-action --global-option --install-option --build-option --config-settings -C --report --group --default-timeout -b --build"
)
_UV = " --link-mode --index --default-index --group --extra --package --with --project --directory"
_CONDA = "-n --name -c --channel -p --prefix -f --file --solver -r --root-prefix"

# Options whose value is the next word.
_VALUES = {
    "apt-get": _APT, "apt": _APT, "aptitude": _APT,
    "apk": "-t --virtual -X --repository -p --root --keys-dir --repositories-file --cache-dir --cache-max-age --arch --wait",
    "yum": _DNF, "dnf": _DNF, "dnf5": _DNF, "microdnf": _DNF, "tdnf": _DNF,
    "zypper": "-R --root -D --reposd-dir -r --repo -p --plus-repo --from -t --type --cache-dir",
    "pip": _PIP, "pipx": _PIP + " --pip-args --preinstall --suffix", "uv": _PIP + _UV, "npm": _NPM, "conda": _CONDA, "mamba": _CONDA, "micromamba": _CONDA,
    "yarn": "--cache-folder --registry --cwd --modules-folder --network-timeout --mutex --network-concurrency",
    "pnpm": "-C --dir -F --filter --store-dir --registry --package-import-method",
    "gem": "-v --version -i --install-dir -n --bindir -s --source --platform -P --trust-policy",
    "bundle": "--path --jobs -j --retry --without --with --gemfile", "composer": "-d --working-dir",
    "go": "-C -o -ldflags -tags -p -gcflags -asmflags -mod -modfile -installsuffix -buildmode -overlay -toolexec -exec -pkgdir",
    "cargo": "--target --features -F --bin --example -p --package --root --version --vers --branch --tag --rev -j --jobs --profile "
    "--manifest-path --path --git --config --registry --index",
    "mvn": "-P -pl --projects -s --settings -gs -t -T --threads -l -rf -D --define -f --file",
    "gradle": "-b --build-file -c -x --exclude-task -I --init-script -g --gradle-user-home -p --project-dir",
    "dotnet": "-c --configuration -o --output -r --runtime -f --framework -v --verbosity -a --arch --os -s --source --tool-path --version",
    "cpanm": "-l -L --local-lib --local-lib-contained --mirror --cpanfile -M --from",
    "poetry": "-C --directory -P --project --only --with --without -E --extras",
    "pdm": "-p --project -G --group -L --lockfile -c --config",
}  # fmt: skip
_VALUES["mvnw"], _VALUES["gradlew"] = _VALUES["mvn"], _VALUES["gradle"]

_DNF_VERBS = "install,reinstall,groupinstall,localinstall,group+install,update,upgrade,distro-sync,swap,makecache,builddep"
_COMPILES = "compile,test-compile,package,verify,install,deploy"
_JARS = "build,assemble,jar,bootJar,bootWar,war,shadowJar,installDist,distZip,distTar,classes,compileJava,fatJar"
_GEMS = "/usr/local/bundle/cache /usr/local/bundle/ruby/*/cache /usr/lib/ruby/gems/*/cache /var/lib/gems/*/cache /usr/local/lib/ruby/gems/*/cache"

_ROWS: dict[str, dict[str, str]] = {
    "apt-lists": {"what": "package lists", "makers": "apt-get:update apt:update aptitude:update", "cleaners": "apt-get:dist-clean,distclean "
        "apt:dist-clean,distclean", "paths": "/var/lib/apt/lists", "without": "--print-uris -s --dry-run --simulate", "hints": "apt/lists lib/apt",
        "source": "https://manpages.debian.org/apt-get.8"},
    "apt-archives": {"what": "downloaded packages", "makers": "apt-get:install,upgrade,dist-upgrade,full-upgrade,build-dep apt:install,upgrade,"
        "full-upgrade", "cleaners": "apt-get:clean,autoclean,dist-clean,distclean apt:clean,autoclean,dist-clean,distclean",
        "paths": "/var/cache/apt/archives", "without": "--print-uris -s --dry-run --simulate", "hints": "cache/apt var/cache",
        "source": "https://manpages.debian.org/apt-get.8"},
    "apk-index": {"what": "package index", "makers": "apk:add,update,upgrade,fix", "cleaners": "apk:cache+clean,cache+purge",
        "paths": "/var/cache/apk /etc/apk/cache /lib/apk/db", "without": "--no-cache -s --simulate -p --root --no-network --initdb",
        "place": "--cache-dir", "hints": "cache/apk apk/cache var/cache", "source": "https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper"},
    "yum-cache": {"what": "metadata", "makers": f"yum:{_DNF_VERBS}", "paths": "/var/cache/yum /var/cache/dnf",
        "cleaners": "yum:clean+all,clean+metadata dnf:clean+all,clean+metadata microdnf:clean+all dnf5:clean+all",
        "without": "--installroot --downloadonly -C --cacheonly", "hints": "cache/yum cache/dnf var/cache", "source": "https://man7.org/linux/man-pages/man8/yum.8.html"},
    "dnf-cache": {"what": "metadata", "makers": f"dnf:{_DNF_VERBS} microdnf:{_DNF_VERBS} dnf5:{_DNF_VERBS} tdnf:{_DNF_VERBS}",
        "paths": "/var/cache/dnf /var/cache/libdnf5 /var/cache/yum /var/cache/tdnf", "cleaners": "dnf:clean+all,clean+metadata "
        "microdnf:clean+all,clean+metadata dnf5:clean+all,clean+metadata tdnf:clean+all,clean+metadata yum:clean+all", "without":
        "--installroot --downloadonly -C --cacheonly --assumeno", "hints": "cache/dnf libdnf5 cache/yum tdnf var/cache",
        "source": "https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command"},
    "zypper-cache": {"what": "metadata", "makers": "zypper:install,in,update,up,dist-upgrade,dup,patch,refresh,ref,source-install,si",
        "paths": "/var/cache/zypp", "cleaners": "zypper:clean,cc,purge-caches", "without": "-R --root -D --dry-run -d --download-only "
        "--installroot", "place": "--cache-dir", "hints": "cache/zypp var/cache", "source": "https://en.opensuse.org/SDB:Zypper_manual"},
    "pacman-cache": {"what": "downloaded packages", "makers": "pacman:-S,-U", "paths": "/var/cache/pacman/pkg", "cleaners": "pacman:-Scc,-Sc",
        "without": "-r --root -p --print", "place": "--cachedir", "hints": "pacman/pkg cache/pacman var/cache",
        "source": "https://man.archlinux.org/man/pacman.8"},
    "emerge-cache": {"what": "source archives", "makers": "emerge:", "paths": "/var/cache/distfiles /usr/portage/distfiles", "cleaners":
        "eclean:distfiles eclean-dist:", "without": "-p --pretend --sync -c --depclean --info -C --unmerge", "hints": "distfiles",
        "source": "https://wiki.gentoo.org/wiki/Distfiles"},
    "pip-cache": {"what": "download cache", "makers": "pip:install,download,wheel", "paths": "~/.cache/pip", "cleaners": "pip:cache+purge,cache+remove",
        "without": "--no-cache-dir --no-cache --no-index --dry-run --help", "off": "PIP_NO_CACHE_DIR PIP_NO_INDEX", "place": "--cache-dir PIP_CACHE_DIR",
        "light": "pip setuptools wheel six certifi pyyaml requests click jinja2 markupsafe toml packaging", "hints": ".cache pip-cache cache+dir pip.conf global.no-cache-dir", "source": "https://pip.pypa.io/en/stable/topics/caching/"},
    "uv-cache": {"what": "package cache", "makers": "uv:pip+install,pip+sync,sync,tool+install,add", "paths": "~/.cache/uv", "cleaners":
        "uv:cache+clean,cache+prune,clean", "without": "--no-cache -n --no-cache-dir --dry-run --no-install-workspace", "off": "UV_NO_CACHE",
        "place": "--cache-dir UV_CACHE_DIR", "links": "--link-mode=copy UV_LINK_MODE=copy", "hints": ".cache uv-cache",
        "source": "https://docs.astral.sh/uv/guides/integration/docker/#caching"},
    "poetry-cache": {"what": "download cache", "makers": "poetry:install,add,sync,update", "paths": "~/.cache/pypoetry ~/.cache/pypoetry/cache "
        "~/.cache/pypoetry/artifacts", "cleaners": "poetry:cache+clear", "without": "--no-cache --dry-run --lock", "place": "POETRY_CACHE_DIR",
        "hints": ".cache pypoetry POETRY_CACHE_DIR", "source": "https://python-poetry.org/docs/configuration/#cache-dir"},
    "pipenv-cache": {"what": "download cache", "makers": "pipenv:install,sync,update", "paths": "~/.cache/pipenv ~/.cache/pip", "cleaners":
        "pipenv:--clear", "without": "--clear", "off": "PIP_NO_CACHE_DIR", "place": "PIPENV_CACHE_DIR", "hints": ".cache",
        "source": "https://pipenv.pypa.io/en/latest/configuration.html"},
    "pdm-cache": {"what": "download cache", "makers": "pdm:install,sync,add,update", "paths": "~/.cache/pdm", "cleaners": "pdm:cache+clear",
        "without": "--no-cache --dry-run", "off": "PDM_NO_CACHE", "place": "PDM_CACHE_DIR", "hints": ".cache",
        "source": "https://pdm-project.org/latest/usage/config/"},
    "conda-cache": {"what": "package archives", "makers": "conda:install,create,update,upgrade,env+create,env+update "
        "mamba:install,create,update,upgrade,env+create,env+update micromamba:install,create,update,env+create", "paths": "/opt/conda/pkgs "
        "~/.conda/pkgs ~/miniconda3/pkgs", "cleaners": "conda:clean mamba:clean micromamba:clean", "without": "--dry-run --download-only",
        "place": "CONDA_PKGS_DIRS", "hints": "/pkgs", "source": "https://docs.conda.io/projects/conda/en/stable/commands/clean.html"},
    "npm-cache": {"what": "download cache", "makers": "npm:install,i,in,ci,clean-install,add,update,up,install-clean,it,cit", "paths": "~/.npm ~/.npm/_cacache",
        "cleaners": "npm:cache+clean,cache+clear,cache+rm,cache+verify", "without": "--dry-run --package-lock-only --offline", "place":
        "--cache npm_config_cache NPM_CONFIG_CACHE", "light": "npm yarn pnpm corepack", "hints": ".npm _cacache npm-cache get+cache", "source": "https://docs.npmjs.com/cli/commands/npm-cache"},
    "yarn-cache": {"what": "download cache", "makers": "yarn:,install,add,global+add,upgrade", "paths": "/usr/local/share/.cache/yarn ~/.cache/yarn",
        "cleaners": "yarn:cache+clean", "without": "--immutable --immutable-cache --mode --offline --version -v --help --check-cache",
        "place": "--cache-folder YARN_CACHE_FOLDER", "hints": ".cache yarn-cache yarn_cache cache+dir", "source": "https://classic.yarnpkg.com/en/docs/cli/cache"},
    "pnpm-store": {"what": "package store", "makers": "pnpm:install,i,add,fetch,ci,update", "paths": "~/.local/share/pnpm ~/.cache/pnpm /pnpm/store",
        "cleaners": "pnpm:store+prune,cache+delete", "without": "--lockfile-only --offline", "place": "--store-dir npm_config_store_dir PNPM_HOME",
        "links": "--package-import-method=copy", "hints": "pnpm", "source": "https://pnpm.io/cli/store"},
    "bun-cache": {"what": "package cache", "makers": "bun:install,i,add,update", "paths": "~/.bun/install/cache", "cleaners": "bun:pm+cache+rm",
        "without": "--no-cache --dry-run --lockfile-only", "place": "--cache-dir BUN_INSTALL_CACHE_DIR", "links": "--backend=copyfile",
        "hints": ".bun", "source": "https://bun.sh/docs/pm/global-cache"},
    "gem-cache": {"what": "downloaded `.gem` files", "makers": "gem:install,i,update", "paths": _GEMS, "cleaners": "gem:sources",
        "without": "--local -l --explain", "hints": "cache .gem gems", "source": "https://guides.rubygems.org/command-reference/#gem-install"},
    "bundler-cache": {"what": "downloaded `.gem` files", "makers": "bundle:,install,update", "paths": _GEMS + " vendor/bundle/ruby/*/cache",
        "cleaners": "bundle:clean", "without": "--local --path --deployment --standalone", "hints": "cache .gem", "source": "https://bundler.io/guides/bundler_docker_guide.html"},
    "composer-cache": {"what": "download cache", "makers": "composer:install,i,update,u,require,create-project,global+require", "paths":
        "~/.composer/cache ~/.composer ~/.cache/composer /tmp/cache", "cleaners": "composer:clear-cache,clearcache,cc", "without": "--no-cache "
        "--dry-run --no-install", "place": "COMPOSER_CACHE_DIR COMPOSER_HOME", "hints": "composer/cache cache-dir .composer .cache COMPOSER_HOME "
        "COMPOSER_CACHE_DIR", "source": "https://getcomposer.org/doc/06-config.md#cache-dir"},
    "go-cache": {"what": "build cache", "makers": "go:install,build", "local": "yes", "paths": "~/.cache/go-build /go/pkg/mod ~/go/pkg /go/pkg /go",
        "cleaners": "go:clean", "without": "-n -mod=vendor", "place": "GOCACHE GOMODCACHE GOPATH", "hints": "go-build pkg/mod GOPATH GOCACHE "
        "GOMODCACHE /go", "needed": "go:run,test,build,generate,tool air:", "source": "https://pkg.go.dev/cmd/go#hdr-Build_and_test_caching"},
    "cargo-cache": {"what": "registry and sources", "makers": "cargo:install,build,b", "paths": "/usr/local/cargo/registry ~/.cargo/registry",
        "cleaners": "cargo:cache,clean-all", "without": "--offline --frozen --list --help -V", "place": "CARGO_HOME", "hints": "cargo/registry "
        ".cargo CARGO_HOME /cargo", "needed": "cargo:run,test,build,watch", "source": "https://doc.rust-lang.org/cargo/guide/cargo-home.html"},
    "maven-repository": {"what": "local repository", "makers": f"mvn:{_COMPILES} mvnw:{_COMPILES}", "paths": "~/.m2/repository ~/.m2", "without":
        "-o --offline -v --version", "place": "-Dmaven.repo.local", "hints": ".m2", "needed": "mvn: mvnw:",
        "source": "https://maven.apache.org/guides/introduction/introduction-to-repositories.html"},
    "gradle-cache": {"what": "dependency cache", "makers": f"gradle:{_JARS} gradlew:{_JARS}", "paths": "~/.gradle ~/.gradle/caches", "without":
        "--offline -v --version --stop", "place": "-g --gradle-user-home GRADLE_USER_HOME", "hints": ".gradle GRADLE_USER_HOME", "needed":
        "gradle: gradlew:", "source": "https://docs.gradle.org/current/userguide/directory_layout.html"},
    "nuget-cache": {"what": "package cache", "makers": "dotnet:restore,build,publish,tool+install", "paths": "~/.nuget/packages ~/.nuget", "cleaners":
        "dotnet:nuget+locals", "without": "--no-restore --no-build", "place": "NUGET_PACKAGES", "hints": ".nuget NUGET_PACKAGES", "needed": "dotnet:run,watch,test,build",
        "source": "https://learn.microsoft.com/nuget/consume-packages/managing-the-global-packages-and-cache-folders"},
    "cpanm-work": {"what": "build directories", "makers": "cpanm:", "paths": "~/.cpanm ~/.cpanm/work", "without": "--version -V --help --info "
        "--look --scandeps", "hints": ".cpanm", "source": "https://metacpan.org/dist/App-cpanminus/view/bin/cpanm"},
}  # fmt: skip

_ANY_WORD = frozenset(("mvn", "mvnw", "gradle", "gradlew"))  # take any argument for a verb: `mvn clean package`


class Call:
    """One call, read by its grammar: plain `arguments`, which words they are (`places`), `flags` as written, `options` with values."""

    __slots__ = ("arguments", "flags", "name", "options", "places")

    def __init__(self, words: Words, name: str) -> None:
        self.name = name
        self.arguments: list[str | None] = []
        self.places: list[int] = []
        self.flags: set[str] = set()
        self.options: dict[str, str | None] = {}
        values = _values(name)
        at = 1
        while at < len(words):
            word = words[at]
            at += 1
            if word is None or not word.startswith("-") or word == "-":
                self.arguments.append(word)
                self.places.append(at - 1)
                continue
            if name in CLUSTERS and word[1] != "-":
                word = spread(word, values, self.flags, self.options)
            option, equals, value = word.partition("=")
            self.flags.update((word, option))
            if equals:
                self.options[option] = value
            elif option in values:
                self.options[option] = words[at] if at < len(words) else None
                at += 1

    def verb(self, verbs: frozenset[str]) -> str | None:
        """The verb of this call when it is one of `verbs` (`cache clean`, or "" for the bare command), else None."""
        if self.name == "pacman":
            return self._operation(verbs)
        arguments = self.arguments
        if self.name in _ANY_WORD:
            return next((word for word in arguments if word and word.rpartition(":")[2] in verbs), None)
        if "" in verbs and (not arguments or len(verbs) == 1):
            return ""
        for length in (3, 2, 1):
            if len(arguments) >= length:
                verb = " ".join([word or "?" for word in arguments[:length]])
                if verb in verbs:
                    return verb
        return next((flag for flag in self.flags if flag in verbs), None)

    def _operation(self, verbs: frozenset[str]) -> str | None:
        """The verb of pacman is a letter with modifiers behind: `-Syu` is `-S`, but `-Scc` cleans and `-Sy` alone only looks."""
        letters = next((flag for flag in self.flags if flag[:2] in ("-S", "-U") and not flag.startswith("--")), "")
        if "c" in letters:
            return letters if letters in verbs else None
        installs = bool(self.arguments) or "u" in letters
        return letters[:2] if installs and letters[:2] in verbs else None


class Residue:
    """One kind of file that a package manager leaves behind.

    `what` names it in a message. It lies below one of `paths`, unless an option or variable of `places` moves it. It
    is not left with one of the options `without`, nor while a variable of `off` is set. Where `links` is not empty the
    files are hard links into what was installed and cost next to nothing, unless one of these switches copying on.
    Packages of `light` alone leave a few MB, which is not worth a word. `local`: only a build of the author's own sources counts, not that of a tool. `needed` are the commands that use it at run time, with their verbs. `hints` are parts of words that tell a command deals with it.
    """

    __slots__ = (
        "cleaners",
        "hints",
        "light",
        "links",
        "local",
        "makers",
        "name",
        "needed",
        "off",
        "paths",
        "places",
        "source",
        "what",
        "without",
    )

    def __init__(self, name: str, row: dict[str, str]) -> None:
        self.name = name
        self.what = row["what"]
        self.source = row["source"]
        self.makers = _commands(row["makers"])
        self.cleaners = _commands(row.get("cleaners", ""))
        self.paths = tuple(row["paths"].split())
        self.without = frozenset(row.get("without", "").split())
        self.off = tuple(row.get("off", "").split())
        self.places = tuple(row.get("place", "").split())
        self.links = tuple(row.get("links", "").split())
        self.needed = _commands(row.get("needed", ""))
        self.local = "local" in row
        self.light = frozenset(row.get("light", "").split())
        self.hints = tuple(hint.replace("+", " ") for hint in row["hints"].split())

    def left_by(self, call: Call, *, little: bool = False) -> str | None:
        """The verb with which `call` leaves this, or None when it does not; `little`: be it a few MB."""
        verbs = self.makers.get(call.name)
        if verbs is None or not self.without.isdisjoint(call.flags):
            return None
        verb = call.verb(verbs)
        if verb and (self.local or "--no-deps" in call.flags):
            from layerlint.knowledge.call_sources import fetches_nothing, is_remote

            if (self.local and any(map(is_remote, call.arguments))) or (not little and call.name == "pip" and fetches_nothing(call, verb)):
                return None
        if verb and self.light and not little:
            packages = call.arguments[len(verb.split()) :]
            if packages and all(
                (package or "").partition("==")[0].partition("@")[0].partition(">")[0] in self.light for package in packages
            ):
                return None
        return verb

    def removed_by(self, call: Call) -> bool:
        """True when `call` is the manager's own way to take this away."""
        verbs = self.cleaners.get(call.name)
        return verbs is not None and call.verb(verbs) is not None


def _commands(text: str) -> dict[str, frozenset[str]]:
    found = {}
    for word in text.split():
        command, _, verbs = word.partition(":")
        found[command] = frozenset(verb.replace("+", " ") for verb in verbs.split(","))
    return found


@cache
def _values(name: str) -> frozenset[str]:
    return frozenset(_VALUES.get(name, "").split())


@cache
def residue(name: str) -> Residue:
    """The row called `name`, one of NAMES. KeyError for any other."""
    return Residue(name, _ROWS[name])


def _users(column: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, row in _ROWS.items():
        for word in row.get(column, "").split():
            command = word.partition(":")[0]
            found[command] = (*found.get(command, ()), name)
    return found


NAMES = tuple(_ROWS)
# Which rows a command may leave, and which it may take away: one look-up tells that a command is none of our business.
LEAVES = _users("makers")
TAKES_AWAY = _users("cleaners")
