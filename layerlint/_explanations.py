"""Generated from rules/*.toml by `python -m layerlint.catalog`. Do not edit."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

EXPLANATIONS: dict[str, dict[str, Any]] = {
    'LL001': {'why': 'BuildKit stops at a word that is no instruction; nothing is built.',
     'cost': 'Nothing is built.',
     'bad': ('FROM alpine:3.22\nRUNN apk add curl\n^^^^ unknown instruction `RUNN`\n',
             'FROM alpine:3.22\nRUN echo a\n  && echo b\n  ^^ unknown instruction `&&`\n'),
     'good': ('FROM alpine:3.22\nRUN apk add --no-cache curl\n', 'from alpine:3.22\nrun echo a \\\n  && echo b\n')},
    'LL002': {'why': 'An image is built from stages, and a stage begins with FROM; only global ARGs may stand above it.',
     'cost': 'Nothing is built.',
     'bad': ('RUN apk add curl\n^^^ `RUN` stands before the first `FROM`\nFROM alpine:3.22\n',
             'ARG VERSION=1\n^^^ the file has no build stage\n',
             'ENV A=1\n^^^ `ENV` stands before the first `FROM`\nLABEL B=2\nFROM alpine:3.22\n'),
     'good': ('ARG VERSION=3.22\nFROM alpine:$VERSION\n', '# a comment is no instruction\nFROM scratch\nCOPY app /\n')},
    'LL003': {'why': 'The builder refuses the instruction: an argument is missing, is one too many, or has no `=`.',
     'cost': 'Nothing is built.',
     'bad': ('FROM alpine:3.22\nCOPY app\n^^^^^^^^ `COPY` needs at least a source and a destination\n',
             'FROM alpine:3.22\nENV A=1 B\n        ^ `B` has no `=`\n',
             'FROM alpine:3.22 base\n^^^^^^^^^^^^^^^^^^^^^ `FROM` needs an image, or an image, `AS` and a name\n'),
     'good': ('FROM alpine:3.22 AS base\nCOPY app /app\nENV A=1 B=2\n', 'FROM alpine:3.22\nENV PATH_OF_APP /app with blanks\nCMD\n')},
    'LL004': {'why': 'The builder refuses a flag that the instruction does not have, that stands twice, or that lacks its value.',
     'cost': 'Nothing is built.',
     'bad': ('FROM alpine:3.22\nCOPY --chwon=1000 app /app\n     ^^^^^^^^^^^^ `COPY` has no flag `--chwon`\n',
             'FROM alpine:3.22\nCMD --help\n    ^^^^^^ `CMD` has no flag `--help`\n'),
     'good': ('FROM alpine:3.22\nCOPY --chown=1000 --link app /app\n', 'FROM alpine:3.22\nCMD ["--help"]\n')},
    'LL005': {'why': 'The builder refuses the value of this flag.',
     'cost': 'Nothing is built.',
     'bad': ('FROM alpine:3.22\nHEALTHCHECK --interval=30 CMD true\n            ^^^^^^^^^^^^^ `--interval` is a duration such as `30s`\n',
             'FROM alpine:3.22\n'
             'RUN --mount=type=cache apk add curl\n'
             '    ^^^^^^^^^^^^^^^^^^ a cache mount needs a `target` other than `/`\n'),
     'good': ('FROM alpine:3.22\nHEALTHCHECK --interval=30s CMD true\n',
              'FROM alpine:3.22\nRUN --mount=type=cache,target=/etc/apk/cache apk add curl\n')},
    'LL006': {'why': 'Everything down to the end of the file is taken for the body of the here-document.',
     'cost': 'Nothing is built.',
     'bad': ('FROM alpine:3.22\nRUN <<EOF\n    ^^^^^ the here-document has no closing line `EOF`\necho hello\n  EOF\n',
             'FROM alpine:3.22\nRUN echo $((1 << 2))\n              ^^^^^^ the here-document has no closing line `2))`\n'),
     'good': ('FROM alpine:3.22\nRUN <<EOF\necho hello\nEOF\n', 'FROM alpine:3.22\nRUN echo "$((1 << 2))"\n')},
    'LL007': {'why': 'Where the builder expects a JSON array, only strings may stand in it; SHELL takes nothing else than such an array.',
     'cost': 'Nothing is built.',
     'bad': ('FROM alpine:3.22\nCMD ["sleep", 10]\n    ^^^^^^^^^^^^^ a JSON array here may hold strings only\n',
             'FROM alpine:3.22\nSHELL /bin/sh -c\n      ^^^^^^^^^^ `SHELL` needs a JSON array of strings\n'),
     'good': ('FROM alpine:3.22\nCMD ["sleep", "10"]\n', 'FROM alpine:3.22\nSHELL ["/bin/sh", "-c"]\nCMD [\'sleep\', 10]\n')},
    'LL008': {'why': 'The builder refuses a directive that stands twice and an escape character other than `\\` and the backtick.',
     'cost': 'Nothing is built.',
     'bad': ('# escape=x\n         ^ the escape character must be `\\` or a backtick\nFROM alpine:3.22\n',
             '# escape=`\n# escape=`\n         ^ only one `escape` directive can be used\nFROM alpine:3.22\n',
             '# check=skip=JSONArgsRecommended;errors=true\n'
             '        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `errors` is no option of `check`\n'
             'FROM alpine:3.22\n'),
     'good': ('# escape=`\nFROM alpine:3.22\n', '# syntax=docker/dockerfile:1\n# check=skip=all\nFROM alpine:3.22\n# escape=x\n')},
    'LL009': {'why': 'BuildKit reads the file line by line and stops at a line of 65,536 bytes or more, be it a comment.',
     'cost': 'Nothing is built.',
     'bad': ('FROM alpine:3.22\nRUN echo ⟨65536 × x⟩\n^ line of more than 65535 bytes\n',
             'FROM alpine:3.22\n# ⟨65536 × x⟩\n^ line of more than 65535 bytes\n'),
     'good': ('FROM alpine:3.22\nRUN echo ⟨65000 × x⟩\n', 'FROM alpine:3.22\nRUN echo ⟨40000 × x⟩\\\n  ⟨40000 × x⟩\n')},
    'LL010': {'why': 'The builder knows fewer forms of `${…}` than a shell, and it does not forgive an open quote.',
     'cost': 'Nothing is built.',
     'bad': ('FROM alpine:3.22\nENV NAME=${USER^^}\n         ^^^^^^^^^ unsupported modifier (^) in substitution\n',
             'FROM alpine:3.22\nLABEL name="app\n           ^^^^ unexpected end of statement while looking for matching double-quote\n',
             'FROM alpine:3.22\n'
             'ARG VARIANT=${templateOption:imageVariant}\n'
             '            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ looks like a placeholder of a template, not filled in\n'
             'ARG NODE=${templateOption:nodeVersion}\n'),
     'good': ('FROM alpine:3.22\nENV NAME=${USER:-root} SHORT=${TAG%%-*}\n', 'FROM alpine:3.22\nRUN echo ${USER^^}\n')},
    'LL011': {'why': 'The builder cannot read the name of the base image, or it is blank.',
     'cost': 'Nothing is built.',
     'bad': ('FROM Alpine:3.22\n     ^^^^^^^^^^^ `Alpine:3.22` is no image name: the name must be in lower case\n',
             'FROM $BASE\n     ^^^^^ the base image is blank\n'),
     'good': ('ARG BASE\nFROM $BASE\n',
              'FROM ghcr.io/acme/base:1.0@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n')},
    'LL012': {'why': 'A stage can be named only with a letter first, then letters, digits, `-`, `_` and `.`.',
     'cost': 'Nothing is built.',
     'bad': ('FROM alpine:3.22 AS 1st\n                    ^^^ `1st` cannot be the name of a stage\n',
             'FROM alpine:3.22 AS build/app\n                    ^^^^^^^^^ `build/app` cannot be the name of a stage\n'),
     'good': ('FROM alpine:3.22 AS first-1.0_x\n', 'FROM alpine:3.22 as Build\n')},
    'LL013': {'why': 'A stage can use stages above it, by name or number, and images; variables are not expanded there.',
     'cost': 'Nothing is built.',
     'bad': ('FROM alpine:3.22\nCOPY --from=3 /app /app\n     ^^^^^^^^ there is no stage 3\n',
             'FROM alpine:3.22\nCOPY --from=$STAGE /app /app\n     ^^^^^^^^^^^^^ `--from` cannot hold a variable\n',
             'FROM alpine:3.22 AS app\nCOPY --from=lib /a /b\n     ^^^^^^^^^^ stage `lib` is defined later\nFROM alpine:3.22 AS lib\n',
             'FROM alpine:3.22\nCOPY --from=1 /a /b\n     ^^^^^^^^ stage 1 is defined later\nFROM alpine:3.22\n'),
     'good': ('FROM alpine:3.22 AS build\nFROM alpine:3.22\nCOPY --from=build /app /app\nCOPY --from=0 /app2 /app2\n',
              'FROM alpine:3.22\nCOPY --from=nginx:1.29 /etc/nginx /etc/nginx\n')},
    'LL014': {'why': 'ONBUILD cannot trigger FROM, MAINTAINER or another ONBUILD.',
     'cost': 'Nothing is built.',
     'bad': ('FROM alpine:3.22\nONBUILD FROM debian\n        ^^^^ `FROM` cannot be an `ONBUILD` trigger\n',
             'FROM alpine:3.22\nONBUILD ONBUILD RUN true\n        ^^^^^^^ `ONBUILD` cannot be an `ONBUILD` trigger\n'),
     'good': ('FROM alpine:3.22\nONBUILD COPY . /app\n', 'FROM alpine:3.22\nONBUILD RUN make\n')},
    'LL015': {'why': 'The builder refuses the port or the signal.',
     'cost': 'Nothing is built.',
     'bad': ('FROM alpine:3.22\nEXPOSE 80800\n       ^^^^^ `80800` is no port\n',
             'FROM alpine:3.22\nEXPOSE 80/tcp 1024-70000\n              ^^^^^^^^^^ `1024-70000` is no port\n',
             'FROM alpine:3.22\nENV PORT=80800\nEXPOSE $PORT\n       ^^^^^ `80800` is no port\n',
             'FROM alpine:3.22\nEXPOSE 90-80\n       ^^^^^ `90-80` runs backwards\n',
             'FROM alpine:3.22\nSTOPSIGNAL SIGFOO\n           ^^^^^^ `SIGFOO` is no signal\n'),
     'good': ('FROM alpine:3.22\nEXPOSE 80 8080-8090/tcp $PORT\n', 'FROM alpine:3.22\nSTOPSIGNAL SIGRTMIN+3\n')},
    'LL016': {'why': 'COPY takes files and stages, no URLs; a checksum belongs to a download.',
     'cost': 'Nothing is built.',
     'bad': ('FROM alpine:3.22\nCOPY https://example.com/a.tar.gz /tmp/\n     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `COPY` takes no URL\n',
             'FROM alpine:3.22\n'
             'ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d a.tar /\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `--checksum` is for URLs and git '
             'sources\n'),
     'good': ('FROM alpine:3.22\nADD https://example.com/a.tar.gz /tmp/\n', 'FROM alpine:3.22\nCOPY a.tar.gz /tmp/\n')},
    'LL017': {'why': 'The builder stops at a source that the context does not have. Told only with `--context`, which says that this folder is the '
            'context.',
     'cost': 'Nothing is built.',
     'bad': ('FROM alpine:3.22\nCOPY app.py /app/\n     ^^^^^^ `app.py` is not in the build context\n',
             'FROM alpine:3.22\nADD src/app.py /app/\n    ^^^^^^^^^^ `src/app.py` is not in the build context\n'),
     'good': ('FROM alpine:3.22\nCOPY app.py /app/\n', 'FROM alpine:3.22\nCOPY *.py /app/\n')},
    'LL101': {'why': 'A step is taken from the cache only while everything above it is unchanged. A COPY of the whole context changes with every '
            'edit, so the install below it downloads the same dependencies again each time. Installs from a manifest need that manifest '
            'and its lock file, nothing more.',
     'cost': 'The time and the traffic of a full install on every build that follows an edit; no bytes in the image.',
     'bad': ('FROM node:22-slim\nWORKDIR /app\nCOPY . .\n^^^^^^^^ any edit reruns `npm ci` below\nRUN npm ci\nCMD ["node", "server.js"]\n',
             'FROM python:3.13\n'
             'COPY . /srv/\n'
             '^^^^^^^^^^^^ any edit reruns `pip install` below\n'
             'RUN apt-get update && apt-get install -y libpq5 && rm -rf /var/lib/apt/lists/*\n'
             'RUN cd /srv && pip install -r requirements.txt\n',
             'FROM golang:1.25 AS build\n'
             'WORKDIR /src\n'
             'ADD ./ ./\n'
             '^^^^^^^^^ any edit reruns `go mod tidy` below\n'
             'RUN go mod tidy && go build -o /bin/app ./cmd/app\n'
             'FROM scratch\n'
             'COPY --from=build /bin/app /app\n',
             'FROM node:22\n'
             'COPY web /srv/web\n'
             '^^^^^^^^^^^^^^^^^ any edit of `web` reruns `yarn install` below\n'
             'WORKDIR /srv/web\n'
             'RUN yarn install --frozen-lockfile\n',
             'FROM golang:1.25 AS build\n'
             'WORKDIR /src\n'
             'COPY . .\n'
             '^^^^^^^^ any edit reruns `go build` below\n'
             'RUN go build -o /bin/app .\n'
             'FROM scratch\n'
             'COPY --from=build /bin/app /app\n'),
     'good': ('FROM node:22-slim\n'
              'WORKDIR /app\n'
              'COPY package.json package-lock.json ./\n'
              'RUN npm ci\n'
              'COPY . .\n'
              'RUN npm run build && npm prune --omit=dev\n',
              'FROM python:3.13\n'
              'WORKDIR /app\n'
              'COPY pyproject.toml uv.lock ./\n'
              'RUN uv sync --locked --no-install-project\n'
              'COPY . .\n'
              'RUN uv sync --locked\n',
              'FROM golang:1.25 AS build\n'
              'WORKDIR /src\n'
              'COPY go.mod go.sum ./\n'
              'RUN go mod download\n'
              'COPY . .\n'
              'RUN go build -o /bin/app ./cmd/app\n',
              '# the modules may be vendored, or there may be none: this is not known here\n'
              'FROM golang:1.25\n'
              'WORKDIR /src\n'
              'COPY . .\n'
              'RUN go build -o /bin/app ./cmd/app\n',
              '# a package is installed from its own sources: nothing can be installed before they are there\n'
              'FROM python:3.13\n'
              'COPY . /src\n'
              'RUN pip install /src\n',
              '# the folder holds the manifests and nothing else to edit\nFROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n',
              '# nothing needs this stage, so it is not built\nFROM node:22 AS old\nCOPY . .\nRUN npm ci\nFROM scratch\nCOPY app /\n')},
    'LL102': {'why': 'OS packages do not depend on the sources, but a step below a COPY reruns whenever the copied files change. The packages are '
            'then fetched and unpacked again, and every client pulls that layer anew. The rule is silent where the install may need what '
            'was copied: package files, keys, repository lists, configuration, scripts that the RUN calls, and anything that is copied '
            'over a folder of the system.',
     'cost': 'The time and the traffic of the package install on every build that follows an edit; no bytes in the image.',
     'bad': ('FROM debian:12\n'
             'COPY . /app\n'
             '^^^^^^^^^^^ any edit reruns `apt-get install` below\n'
             'RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
             'FROM alpine:3.22\n'
             'WORKDIR /srv\n'
             'COPY src/ ./src/\n'
             '^^^^^^^^^^^^^^^^ any edit of `src` reruns `apk add` below\n'
             'ENV LANG=C.UTF-8\n'
             'RUN apk add --no-cache curl\n'
             'CMD ["/srv/src/run"]\n'),
     'good': ('FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nCOPY . /app\n',
              '# the package is what was copied\n'
              'FROM debian:12\n'
              'COPY build /tmp/build\n'
              'RUN apt-get update && apt-get install -y /tmp/build/app.deb\n',
              '# the repository and its key have to be there first\n'
              'FROM debian:12\n'
              'COPY vendor.list /etc/apt/sources.list.d/\n'
              'COPY vendor.gpg /usr/share/keyrings/\n'
              'RUN apt-get update && apt-get install -y vendor-tool\n',
              '# the script may set up what the install needs\n'
              'FROM debian:12\n'
              'COPY scripts /scripts\n'
              'RUN /scripts/add-repository.sh\n'
              'RUN apt-get update && apt-get install -y vendor-tool\n')},
    'LL103': {'why': 'An ARG with a value is in the environment of every RUN below it, whether the RUN reads it or not, and the environment is part '
            'of the cache key. A commit, a date or a build number is new in each build, so each build installs everything again. A LABEL '
            'that uses the value does no harm by itself in BuildKit; the place of the ARG decides. Names with a default that pins them are '
            'never reported.',
     'cost': 'The time and the traffic of a full install on every build; no bytes in the image.',
     'bad': ('FROM python:3.13\n'
             'ARG GIT_SHA\n'
             '    ^^^^^^^ each new `GIT_SHA` reruns `pip install` below\n'
             'WORKDIR /app\n'
             'COPY requirements.txt ./\n'
             'RUN pip install -r requirements.txt\n'
             'COPY . .\n'
             'LABEL org.opencontainers.image.revision=$GIT_SHA\n',
             'FROM debian:12\n'
             'ARG BUILD_DATE=unknown VERSION=1.2\n'
             '    ^^^^^^^^^^^^^^^^^^ each new `BUILD_DATE` reruns `apt-get install` below\n'
             'ENV BUILT=$BUILD_DATE\n'
             'RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n'
             'RUN echo "$BUILT" > /built\n'),
     'good': ('FROM python:3.13\n'
              'WORKDIR /app\n'
              'COPY requirements.txt ./\n'
              'RUN pip install -r requirements.txt\n'
              'COPY . .\n'
              'ARG GIT_SHA\n'
              'LABEL org.opencontainers.image.revision=$GIT_SHA\n',
              '# this commit is a pinned version, and the next step uses it\n'
              'FROM debian:12\n'
              'ARG NGINX_COMMIT=0c1d8b9e7f\n'
              'RUN curl -fsSL https://example.org/nginx-$NGINX_COMMIT.tar.gz | tar -xz -C /opt\n'
              'RUN apt-get update && apt-get install -y curl\n',
              '# a script may read any variable of its environment\nFROM node:22\nARG GIT_SHA\nRUN ./build.sh\nRUN npm install -g serve\n')},
    'LL104': {'why': 'Every RUN below an ARG has its value in the environment and so in its cache key, and every step below that RUN depends on it. '
            'A commit, a date or a build number declared at the top reruns steps that never look at it. Where an install is among them, '
            'LL103 reports it.',
     'cost': 'The time of the steps in between on every build; no bytes in the image.',
     'bad': ('FROM debian:12\n'
             'ARG VCS_REF\n'
             '    ^^^^^^^ each new value reruns 3 steps that do not read it\n'
             'RUN useradd --create-home app\n'
             'RUN curl -fsSL https://example.org/tool.tar.gz | tar -xz -C /opt\n'
             'COPY app /app\n'
             'LABEL org.opencontainers.image.revision=$VCS_REF\n',
             'FROM alpine:3.22\n'
             'ARG CI_PIPELINE_ID=none\n'
             '    ^^^^^^^^^^^^^^^^^^^ each new value reruns 4 steps that do not read it\n'
             'RUN mkdir -p /srv/www\n'
             'WORKDIR /srv/www\n'
             'COPY site .\n'
             'RUN chmod -R a+rX /srv/www\n'
             'RUN echo "$CI_PIPELINE_ID" > /srv/build\n'),
     'good': ('FROM debian:12\n'
              'RUN useradd --create-home app\n'
              'RUN curl -fsSL https://example.org/tool.tar.gz | tar -xz -C /opt\n'
              'COPY app /app\n'
              'ARG VCS_REF\n'
              'LABEL org.opencontainers.image.revision=$VCS_REF\n',
              '# COPY does not look at variables: nothing here reruns\n'
              'FROM scratch\n'
              'ARG VCS_REF\n'
              'COPY a /a\n'
              'COPY b /b\n'
              'COPY c /c\n'
              'LABEL org.opencontainers.image.revision=$VCS_REF\n')},
    'LL105': {'why': 'The cache knows the text of a RUN, not what it would fetch today. The index stays the one of the first build for as long as '
            'the step is cached; an install added or changed below then asks for package versions that the mirrors have deleted, or '
            'installs old ones. dnf, yum and zypper look at the age of their index themselves and are not meant.',
     'cost': 'A failing or outdated install, weeks later and only where the cache is warm.',
     'bad': ('FROM debian:12\n'
             'RUN apt-get update\n'
             '    ^^^^^^^^^^^^^^ `apt-get update` alone is cached for ever\n'
             'RUN apt-get install -y curl\n',
             'FROM debian:12\n'
             'RUN apt-get update\n'
             '    ^^^^^^^^^^^^^^ `apt-get update` alone is cached for ever\n'
             'RUN apt-get install -y curl\n'
             'RUN apt-get install -y git\n',
             'FROM alpine:3.22\nRUN apk update\n    ^^^^^^^^^^ `apk update` alone is cached for ever\nRUN apk add curl\n',
             'FROM debian:12 AS base\n'
             'RUN rm -rf /var/lib/apt/lists/* && apt-get -qq update\n'
             '                                   ^^^^^^^^^^^^^^^^^^ `apt-get update` alone is cached for ever\n'
             'FROM base\n'
             'RUN apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n',
             'FROM archlinux\nRUN pacman -Sy\n    ^^^^^^^^^^ `pacman -Sy` alone is cached for ever\nRUN pacman -S --noconfirm git\n'),
     'good': ('FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
              'FROM debian:12\nRUN apt-get update\nRUN apt-get update && apt-get install -y curl\n',
              'FROM fedora:42\nRUN dnf makecache\nRUN dnf install -y curl\n',
              '# any edit fetches the index anew\nFROM debian:12\nCOPY . /app\nRUN apt-get update\nRUN apt-get install -y curl\n')},
    'LL106': {'why': 'The manifests are copied first so that only a change of dependencies reruns the install. A changelog or a README beside them '
            'changes more often than they do, and the install never reads it. Where a package is built from its own sources, it may read '
            'its README: then the rule is silent.',
     'cost': 'A full install after each change of the document; no bytes in the image.',
     'bad': ('FROM node:22\n'
             'WORKDIR /app\n'
             'COPY package.json package-lock.json README.md ./\n'
             '                                    ^^^^^^^^^ editing `README.md` reruns `npm ci` below\n'
             'RUN npm ci\n'
             'COPY . .\n',
             'FROM python:3.13\n'
             'COPY docs /app/docs\n'
             '     ^^^^ editing `docs` reruns `pip install` below\n'
             'COPY requirements.txt /app/\n'
             'RUN pip install -r /app/requirements.txt\n'),
     'good': ('FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY README.md ./\n',
              '# the build of the package reads its README\n'
              'FROM python:3.13\n'
              'COPY pyproject.toml README.md ./\n'
              'COPY src ./src\n'
              'RUN pip install .\n')},
    'LL107': {'why': 'Every commit, fetch and branch changes files below `.git`, so a COPY that takes it along reruns even when no source changed, '
            'and all steps below with it. The history also ends up in the layer. The rule reads the real build context, and is silent '
            'where a later step may ask git.',
     'cost': 'The bytes of the repository in this layer, and a rerun of this and all later steps after every commit.',
     'bad': ('FROM nginx:1.29\n'
             'COPY . /usr/share/nginx/html\n'
             '^^^^^^^^^^^^^^^^^^^^^^^^^^^^ every commit reruns this COPY: it takes `.git` along\n',
             'FROM node:22\n'
             'WORKDIR /app\n'
             'COPY package.json ./\n'
             'RUN npm install\n'
             'COPY . .\n'
             '^^^^^^^^ every commit reruns this COPY: it takes `.git` along\n'
             'CMD ["node", "server.js"]\n'),
     'good': ('FROM nginx:1.29\nCOPY . /usr/share/nginx/html\n',
              '# a later step asks git for the version\nFROM python:3.13\nCOPY . /src\nRUN git -C /src describe --tags > /version\n',
              '# the context is not known\nFROM nginx:1.29\nCOPY . /usr/share/nginx/html\n')},
    'LL108': {'why': 'What tools leave in a working copy (virtual environments, installed modules, caches, results of a local build) is sent to the '
            'builder, copied into the layer, and overlays what the image has installed itself. It changes without any edit, and each '
            'change reruns the COPY and all steps below. The rule reads the real build context; a folder that a COPY names is taken to be '
            'wanted.',
     'cost': 'The bytes of these files in this layer and on the way to the builder, and reruns that no edit asked for.',
     'bad': ('FROM node:22\n'
             'WORKDIR /app\n'
             'COPY package.json ./\n'
             'RUN npm install\n'
             'COPY . .\n'
             '^^^^^^^^ no `.dockerignore`: 2,000,000 bytes of `node_modules` come along\n',
             'FROM python:3.13\n'
             'COPY . /srv\n'
             '^^^^^^^^^^^ `.dockerignore` lets 13,000,000 bytes of junk through\n'
             'CMD ["python", "/srv/app.py"]\n'),
     'good': ('FROM node:22\nWORKDIR /app\nCOPY package.json ./\nRUN npm install\nCOPY . .\n',
              '# nothing is installed here: the modules are meant to come along\nFROM node:22\nCOPY . /app\n',
              '# the result of the local build is what is wanted\n'
              'FROM eclipse-temurin:21\n'
              'COPY target/app.jar /app.jar\n'
              'COPY pom.xml /src/\n'
              'RUN mvn -f /src/pom.xml dependency:resolve\n'
              'COPY . /src\n')},
    'LL109': {'why': "The content behind a bind mount is part of the step's cache key. An install that reads a manifest and a lock file reruns on "
            'every edit when the whole context is mounted for it. A build, which reads the sources, is not meant.',
     'cost': 'The time of a full install on every build that follows an edit; no bytes in the image.',
     'bad': ('FROM node:22\n'
             'WORKDIR /app\n'
             'RUN --mount=type=bind,target=/app,rw --mount=type=cache,target=/root/.npm npm ci\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ any edit reruns `npm ci`\n',
             'FROM python:3.13\n'
             'RUN --mount=source=.,target=/src pip install -r /src/requirements.txt\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ any edit reruns `pip install`\n'),
     'good': ('FROM python:3.13\nRUN --mount=source=requirements.txt,target=/tmp/requirements.txt pip install -r /tmp/requirements.txt\n',
              '# a build reads the sources\n'
              'FROM golang:1.25\n'
              'WORKDIR /src\n'
              'RUN --mount=target=. --mount=type=cache,target=/go/pkg/mod go build -o /bin/app ./cmd/app\n',
              "# another stage's files\n"
              'FROM node:22 AS manifests\n'
              'COPY package.json /\n'
              'FROM node:22\n'
              'RUN --mount=from=manifests,target=/app,rw npm install\n')},
    'LL110': {'why': 'When one dependency changes, the install step reruns and downloads all of them again. A cache mount keeps the downloads '
            'between builds on the same builder. It gains nothing where each build starts on a fresh machine, and some teams want images '
            'built from nothing: off by default.',
     'cost': 'Repeated downloads whenever the install reruns; no bytes in the image.',
     'bad': ('FROM python:3.13\n'
             'COPY requirements.txt .\n'
             'RUN pip install -r requirements.txt\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `pip install` downloads everything anew on each rerun\n',
             'FROM golang:1.25\n'
             'COPY go.mod go.sum ./\n'
             'RUN cd /go && go mod download\n'
             '              ^^^^^^^^^^^^^^^ `go mod download` downloads everything anew on each rerun\n'),
     'good': ('FROM python:3.13\nCOPY requirements.txt .\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt\n',
              "# a tool, not the project's dependencies\nFROM node:22\nRUN npm install -g serve\n",
              'FROM python:3.13\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n')},
    'LL111': {'why': "An address that says `latest` or `main` points to something new every week, but the step's text does not change, so the cache "
            'keeps what it was on the first build; two machines build two different images. ADD of an address asks the server in each '
            'build and is not meant.',
     'cost': 'Images that differ from machine to machine.',
     'bad': ('FROM debian:12\n'
             'RUN curl -fsSLo /bin/tool https://example.org/tool/releases/latest/download/tool-linux\n'
             '                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n',
             'FROM debian:12\n'
             'RUN wget -qO- https://raw.example.org/acme/tool/main/install.sh | sh\n'
             '              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the cache keeps what `main` was on the first build\n'),
     'good': ('FROM debian:12\nARG TOOL=1.4.2\nRUN curl -fsSLo /bin/tool https://example.org/tool/releases/download/v$TOOL/tool-linux\n',
              'FROM debian:12\nRUN curl -fsSLo /main.tgz https://example.org/mainline/maintained-1.2.tgz\n',
              '# ADD asks the server in each build\nFROM debian:12\nADD https://raw.example.org/acme/tool/main/install.sh /install.sh\n')},
    'LL112': {'why': 'A COPY is keyed by the content of what it copies. When the Dockerfile is among it, an edit of a late line reruns the early '
            'COPY and everything below. It matters while a Dockerfile is being written, and hardly later: off by default.',
     'cost': 'A rerun of this and all later steps after each edit of the Dockerfile.',
     'bad': ('FROM python:3.13\nCOPY . /srv\n^^^^^^^^^^^ every edit of this file reruns this COPY\n',
             'FROM python:3.13 AS build\n'
             'ADD ./ /srv/\n'
             '^^^^^^^^^^^^ every edit of this file reruns this COPY\n'
             'FROM scratch\n'
             'COPY --from=build /srv /srv\n'),
     'good': ('FROM python:3.13\nCOPY . /srv\n', 'FROM python:3.13\nCOPY src /srv\n')},
    'LL201': {'why': '`apt-get update` writes the package lists of every source to /var/lib/apt/lists; nothing reads them once the packages are '
            'installed. A later RUN can hide files of this layer, it cannot take them out of the image. `apt-get clean` does not touch '
            'them, and the images of Debian and Ubuntu delete the downloaded packages by themselves. Where a later RUN installs from these '
            'lists, they cannot go before it has: the help line says so. An update that stands alone is the matter of LL105.',
     'cost': 'About 20 MB on Debian 12, 22 MB on Debian 13, 55 MB on Ubuntu 24.04.',
     'bad': ('FROM debian:12\n'
             'RUN apt-get update && apt-get install -y curl\n'
             '    ^^^^^^^^^^^^^^ `apt-get update` leaves its package lists in this layer\n',
             '# cleaned before the lists are there, and `apt-get clean` is for something else\n'
             'FROM ubuntu:24.04\n'
             'RUN rm -rf /var/lib/apt/lists/* \\\n'
             ' && apt-get update \\\n'
             '    ^^^^^^^^^^^^^^ `apt-get update` leaves its package lists in this layer\n'
             ' && apt-get install -y --no-install-recommends curl \\\n'
             ' && apt-get clean\n',
             '# a cache mount for the packages does not cover the lists\n'
             'FROM python:3.13\n'
             'RUN --mount=type=cache,target=/var/cache/apt apt-get -qq update && apt-get install -y git\n'
             '                                             ^^^^^^^^^^^^^^^^^^ `apt-get update` leaves its package lists in this layer\n',
             'FROM debian:12\nRUN <<EOF\napt-get update\n^^^^^^^^^^^^^^\napt-get install -y curl\nEOF\n',
             '# the second RUN installs from the lists of the first\n'
             'FROM debian:12\n'
             'RUN apt-get update && apt-get install -y curl\n'
             '    ^^^^^^^^^^^^^^ `apt-get update` leaves its package lists in this layer\n'
             'RUN apt-get install -y git\n',
             '# who is not root cannot delete them\n'
             'FROM debian:12\n'
             'USER app\n'
             'RUN sudo apt-get update && sudo apt-get install -y curl\n'
             '         ^^^^^^^^^^^^^^ `apt-get update` leaves its package lists in this layer\n',
             '# nobody is seen to use them\n'
             'FROM debian:12\n'
             'RUN apt-get update\n'
             '    ^^^^^^^^^^^^^^ `apt-get update` leaves its package lists in this layer\n'),
     'good': ('FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
              'FROM debian:12\n'
              'RUN --mount=type=cache,target=/var/lib/apt,sharing=locked --mount=type=cache,target=/var/cache/apt,sharing=locked \\\n'
              '    apt-get update && apt-get install -y curl\n',
              '# nothing of this stage ships but what is copied from it\n'
              'FROM debian:12 AS build\n'
              'RUN apt-get update && apt-get install -y gcc\n'
              'FROM debian:12-slim\n'
              'COPY --from=build /usr/bin/gcc /usr/bin/\n',
              'FROM debian:12\nRUN apt-get update && apt-get install -y curl && cd /var/lib/apt/lists && rm -rf ./*\n',
              '# whatever the script does, it may clean up\n'
              'FROM debian:12\n'
              'COPY clean-up.sh /\n'
              'RUN apt-get update && apt-get install -y curl && /clean-up.sh\n',
              'FROM debian:13\nRUN apt-get update && apt-get install -y --no-install-recommends curl && apt-get dist-clean\n',
              'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm /var/lib/apt/lists/*_*\n',
              'FROM debian:12\nRUN --mount=type=tmpfs,target=/var/lib/apt apt-get update && apt-get install -y curl\n',
              'FROM debian:12\nRUN apt-get update --print-uris > /uris\n',
              '# LL105 tells the update that stands alone\nFROM debian:12\nRUN apt-get update\nRUN apt-get install -y curl\n',
              '# the quote has no end: the shell refuses the whole RUN\nFROM debian:12\nRUN <<EOF\napt-get update\necho "done\nEOF\n')},
    'LL202': {'why': 'By default apt installs what a package recommends besides what it needs. On Debian 12 that makes curl 1.3 times as big, git '
            '1.25 times, cmake 3.8 times and python3-pip 8.9 times (48 MB against 428 MB). Some images want the recommended packages, so '
            'the rule is off until it is selected.',
     'cost': 'From nothing to several times the size of the packages named.',
     'bad': ('FROM debian:12\n'
             'RUN apt-get update && apt-get install -y python3-pip && rm -rf /var/lib/apt/lists/*\n'
             '                      ^^^^^^^^^^^^^^^ `apt-get install` brings the recommended packages, too\n',
             'FROM ubuntu:24.04\n'
             'RUN apt update && apt install -y cmake && rm -rf /var/lib/apt/lists/*\n'
             '                  ^^^^^^^^^^^ `apt install` brings the recommended packages, too\n'),
     'good': ('FROM debian:12\n'
              'RUN apt-get update && apt-get install -y --no-install-recommends python3-pip && rm -rf /var/lib/apt/lists/*\n',
              'FROM debian:12\n'
              'RUN echo \'APT::Install-Recommends "false";\' > /etc/apt/apt.conf.d/90no-recommends\n'
              'RUN apt-get update && apt-get install -y cmake\n',
              'FROM debian:12\nRUN apt-get update && apt-get -o APT::Install-Recommends=0 install -y cmake\n',
              'FROM debian:12 AS build\n'
              'RUN apt-get update && apt-get install -y cmake\n'
              'FROM debian:12-slim\n'
              'COPY --from=build /usr/bin/cmake /usr/bin/\n')},
    'LL203': {'why': 'Without `--no-cache`, apk keeps the index of every repository below /var/cache/apk. A later RUN can hide files of this layer, '
            'it cannot take them out of the image.',
     'cost': 'A few MB: the compressed indexes of main and community.',
     'bad': ('FROM alpine:3.22\nRUN apk add curl\n    ^^^^^^^ `apk add` leaves its package index in this layer\n',
             'FROM alpine:3.22\n'
             'RUN apk update && apk add --no-cache curl\n'
             '    ^^^^^^^^^^ `apk update` leaves its package index in this layer\n',
             'FROM alpine:3.22\nRUN apk update && apk upgrade\n    ^^^^^^^^^^ `apk update` leaves its package index in this layer\n',
             '# this apk has no such option\n'
             'FROM alpine:3.2\n'
             'RUN apk add --update curl\n'
             '    ^^^^^^^ `apk add` leaves its package index in this layer\n',
             'FROM alpine:3.22\nRUN apk --update add git\n    ^^^^^^^^^^^^^^^^ `apk add` leaves its package index in this layer\n'),
     'good': ('FROM alpine:3.22\nRUN apk add --no-cache curl\n',
              'FROM alpine:3.22\nRUN apk add -U curl && rm -rf /var/cache/apk/*\n',
              'FROM alpine:3.22\nRUN --mount=type=cache,target=/var/cache/apk apk add curl\n',
              'FROM alpine:3.22 AS build\nRUN apk add build-base\nFROM scratch\nCOPY --from=build /bin/busybox /bin/\n',
              'FROM alpine:3.22\nRUN --mount=type=cache,target=/etc/apk/cache apk add curl\n',
              'FROM alpine:3.22\nRUN apk add --simulate curl\n',
              '# LL105 tells the update that stands alone\nFROM alpine:3.22\nRUN apk update\nRUN apk add curl && rm -rf /var/cache/apk/*\n',
              '# an environment of Docker Desktop for work on the sources\nFROM alpine:3.22 AS dev-envs\nRUN apk add git\n')},
    'LL204': {'why': 'yum keeps the metadata of every enabled repository, and packages where the configuration says so, below /var/cache. A later '
            'RUN can hide files of this layer, it cannot take them out of the image.',
     'cost': 'Tens of MB up to 200 MB, depending on the repositories.',
     'bad': ('FROM amazonlinux:2\nRUN yum install -y curl\n    ^^^^^^^^^^^ `yum install` leaves its metadata in this layer\n',
             'FROM amazonlinux:2\n'
             'USER app\n'
             'RUN sudo yum install -y curl\n'
             '         ^^^^^^^^^^^ `yum install` leaves its metadata in this layer\n',
             'FROM amazonlinux:2\n'
             'RUN yum clean all && yum -y update\n'
             '                     ^^^^^^^^^^^^^ `yum update` leaves its metadata in this layer\n'),
     'good': ('FROM amazonlinux:2\nRUN yum install -y curl && yum clean all\n',
              'FROM amazonlinux:2\nRUN yum install -y curl && rm -rf /var/cache/yum\n',
              'FROM amazonlinux:2\nRUN --mount=type=cache,target=/var/cache/yum yum install -y curl\n',
              'FROM amazonlinux:2\nRUN yum install -y curl && dnf clean all\n',
              'FROM amazonlinux:2\nRUN yum install -y --installroot=/rootfs bash\n',
              '# whatever the script does, it may clean up\n'
              'FROM fedora:42\n'
              'RUN yum install -y curl && curl -fsS https://example.org/clean_caches.sh | sh\n')},
    'LL205': {'why': "zypper keeps the metadata of every repository below /var/cache/zypp, in raw form and once more in a solver's. A later RUN can "
            'hide files of this layer, it cannot take them out of the image.',
     'cost': 'Tens of MB, depending on the repositories.',
     'bad': ('FROM opensuse/leap:15.6\n'
             'RUN zypper --non-interactive install curl\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `zypper install` leaves its metadata in this layer\n',
             'FROM opensuse/tumbleweed\n'
             'RUN zypper clean && zypper -n in git\n'
             '                    ^^^^^^^^^^^^ `zypper in` leaves its metadata in this layer\n'),
     'good': ('FROM opensuse/leap:15.6\nRUN zypper -n install curl && zypper clean --all\n',
              'FROM opensuse/leap:15.6\nRUN zypper -n in curl && rm -rf /var/cache/zypp/*\n',
              'FROM opensuse/leap:15.6\nRUN --mount=type=cache,target=/var/cache/zypp zypper -n install curl\n',
              'FROM opensuse/leap:15.6\nRUN --mount=type=cache,target=/var/cache zypper -n install curl\n',
              'FROM opensuse/leap:15.6\nRUN zypper -n --root /rootfs install bash\n')},
    'LL206': {'why': 'dnf, microdnf and tdnf keep the metadata of every enabled repository below /var/cache. A later RUN can hide files of this '
            'layer, it cannot take them out of the image.',
     'cost': 'Tens of MB up to 300 MB, depending on the repositories.',
     'bad': ('FROM fedora:42\nRUN dnf install -y curl\n    ^^^^^^^^^^^ `dnf install` leaves its metadata in this layer\n',
             'FROM registry.access.redhat.com/ubi9-minimal\n'
             'RUN microdnf install -y tar && rm -rf /tmp/*\n'
             '    ^^^^^^^^^^^^^^^^ `microdnf install` leaves its metadata in this layer\n',
             'FROM fedora:42\nRUN dnf5 install -y curl\n    ^^^^^^^^^^^^ `dnf5 install` leaves its metadata in this layer\n',
             '# each has metadata of its own\n'
             'FROM oraclelinux:9-slim\n'
             'RUN microdnf install -y dnf && dnf install -y git\n'
             '    ^^^^^^^^^^^^^^^^ `microdnf install` leaves its metadata in this layer\n',
             'FROM mcr.microsoft.com/azurelinux/base/core:3.0\n'
             'RUN tdnf update -y && tdnf install -y git\n'
             '    ^^^^^^^^^^^ `tdnf update` leaves its metadata in this layer\n'),
     'good': ('FROM fedora:42\nRUN dnf install -y curl && dnf clean all\n',
              'FROM fedora:42\nRUN --mount=type=cache,target=/var/cache/libdnf5 dnf install -y curl\n',
              '# the packages go into another tree, together with their cache\n'
              'FROM fedora:42 AS build\n'
              'RUN dnf install --installroot /rootfs -y bash\n'
              'FROM scratch\n'
              'COPY --from=build /rootfs /\n',
              'FROM fedora:40\nRUN --mount=type=cache,target=/var/cache/dnf dnf install -y curl\n',
              'FROM registry.access.redhat.com/ubi8\nRUN dnf install -y curl && yum clean all\n',
              '# whatever the script does, it may clean up\n'
              'FROM fedora:42\n'
              'RUN dnf install -y curl && curl -fsS https://example.org/clean_caches.sh | sh\n')},
    'LL207': {'why': 'pip keeps every wheel it downloads, and those it builds, below ~/.cache/pip, so that the next install need not fetch them. No '
            'install follows in a finished image. A later RUN can hide files of this layer, it cannot take them out of the image. The '
            'official Python images do not turn the cache off.',
     'cost': 'About the size of all wheels downloaded, a third to a half of what is installed.',
     'bad': ('FROM python:3.13\n'
             'COPY requirements.txt .\n'
             'RUN pip install -r requirements.txt\n'
             '    ^^^^^^^^^^^ `pip install` leaves its download cache in this layer\n',
             'FROM debian:12\n'
             'RUN python3 -m pip install --upgrade flask gunicorn\n'
             '               ^^^^^^^^^^^ `pip install` leaves its download cache in this layer\n',
             '# cleaned too early\n'
             'FROM python:3.13\n'
             'RUN rm -rf ~/.cache/pip && pip3 install flask\n'
             '                           ^^^^^^^^^^^^ `pip install` leaves its download cache in this layer\n',
             '# a newer pip brings its cache along\n'
             'FROM ubuntu:14.04\n'
             'RUN apt-get update && apt-get install -y python-pip && pip install --upgrade pip && rm -rf /var/lib/apt/lists/*\n'
             'RUN pip install flask\n'
             '    ^^^^^^^^^^^ `pip install` leaves its download cache in this layer\n'),
     'good': ('FROM python:3.13\nRUN pip install --no-cache-dir flask\n',
              'FROM python:3.13\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask\n',
              'FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n',
              'FROM python:3.13\nRUN pip install flask && pip cache purge\n',
              'FROM python:3.13\nENV PIP_CACHE_DIR=/cache/pip\nRUN --mount=type=cache,target=/cache pip install flask\n',
              'FROM python:3.13\nRUN PIP_NO_CACHE_DIR=1 pip install flask\n',
              '# a few MB\nFROM python:3.13\nRUN pip install --upgrade pip setuptools\n',
              'FROM python:3.13\nRUN pip install --no-cache flask\n',
              'FROM python:3.13\nRUN --mount=type=cache,target=/root/.cache pip install flask\n',
              'FROM python:3.13\nRUN PIP_NO_CACHE_DIR=off pip install flask\n',
              '# pip 1.5 keeps nothing\n'
              'FROM ubuntu:14.04\n'
              'RUN apt-get update && apt-get install -y python-pip && pip install flask && rm -rf /var/lib/apt/lists/*\n',
              '# pip keeps no clone\nFROM python:3.13\nRUN pip install --no-deps git+https://example.org/app.git\n',
              '# whatever the script does, it may clean up\n'
              'FROM python:3.13\n'
              'RUN pip install flask && curl -fsS https://example.org/clean_caches.sh | sh\n')},
    'LL208': {'why': 'Yarn 1 keeps every package it downloads below /usr/local/share/.cache/yarn (root) or ~/.cache/yarn, and copies from there. A '
            'later RUN can hide files of this layer, it cannot take them out of the image. Yarn 2 and later may run from their cache, so '
            'nothing is said where they are used.',
     'cost': 'About the size of all packages downloaded.',
     'bad': ('FROM node:22\n'
             'WORKDIR /app\n'
             'COPY package.json yarn.lock ./\n'
             'RUN yarn install --frozen-lockfile --production\n'
             '    ^^^^^^^^^^^^ `yarn install` leaves its download cache in this layer\n',
             'FROM node:22\nRUN yarn global add serve\n    ^^^^^^^^^^^^^^^ `yarn global add` leaves its download cache in this layer\n'),
     'good': ('FROM node:22\n'
              'WORKDIR /app\n'
              'COPY package.json yarn.lock ./\n'
              'RUN yarn install --frozen-lockfile --production && yarn cache clean\n',
              'FROM node:22\n'
              'WORKDIR /app\n'
              'COPY package.json yarn.lock ./\n'
              'RUN --mount=type=cache,target=/usr/local/share/.cache/yarn yarn install --frozen-lockfile\n',
              'FROM node:22\nWORKDIR /app\nCOPY package.json yarn.lock ./\nRUN yarn install --immutable\n',
              'FROM node:22\nRUN yarn global add serve && rm -rf "$(yarn cache dir)"\n',
              'FROM node:22\nRUN yarn install && rm -rf /usr/local/share/.cache\n',
              'FROM node:22\nRUN --mount=type=cache,target=/cache yarn install --cache-folder /cache\n',
              'FROM node:22\nCOPY . .\nRUN yarn install --offline --frozen-lockfile\n')},
    'LL209': {'why': 'npm keeps every package it downloads below ~/.npm/_cacache. A later RUN can hide files of this layer, it cannot take them out '
            'of the image.',
     'cost': 'About three quarters of node_modules (20 MB beside 27 MB for express, lodash and typescript, npm 11).',
     'bad': ('FROM node:22-slim\n'
             'WORKDIR /app\n'
             'COPY package.json package-lock.json ./\n'
             'RUN npm ci --omit=dev\n'
             '    ^^^^^^ `npm ci` leaves its download cache in this layer\n',
             'FROM node:22\n'
             'RUN npm cache clean --force && npm install -g serve\n'
             '                               ^^^^^^^^^^^ `npm install` leaves its download cache in this layer\n'),
     'good': ('FROM node:22-slim\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev && npm cache clean --force\n',
              'FROM node:22-slim\n'
              'WORKDIR /app\n'
              'COPY package.json package-lock.json ./\n'
              'RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev\n',
              'FROM node:22 AS build\nRUN npm install -g typescript\nFROM node:22-slim\nCOPY --from=build /app /app\n',
              'FROM node:22\nRUN npm install -g serve && rm -rf ~/.npm\n',
              '# a few MB\nFROM node:22\nRUN npm install -g npm@latest pnpm@10\n',
              '# an image that runs tests and goes nowhere\n'
              'FROM cypress/included:13.6.0\n'
              'WORKDIR /app\n'
              'COPY package.json package-lock.json ./\n'
              'RUN npm ci\n',
              'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["npm", "run", "test"]\n')},
    'LL210': {'why': 'pnpm links node_modules to its store, and hard links cost nothing inside one layer: the store adds a few MB of metadata. '
            'Where it is told to copy, each package is in the layer twice.',
     'cost': 'About the size of node_modules once more.',
     'bad': ('FROM node:22\n'
             'WORKDIR /app\n'
             'COPY package.json pnpm-lock.yaml ./\n'
             'RUN pnpm install --package-import-method=copy\n'
             '    ^^^^^^^^^^^^ `pnpm install` leaves its package store in this layer\n',
             'FROM node:22\n'
             'RUN pnpm add --package-import-method copy express\n'
             '    ^^^^^^^^ `pnpm add` leaves its package store in this layer\n'),
     'good': ('FROM node:22\nWORKDIR /app\nCOPY package.json pnpm-lock.yaml ./\nRUN pnpm install --frozen-lockfile\n',
              'FROM node:22\n'
              'WORKDIR /app\n'
              'COPY package.json pnpm-lock.yaml ./\n'
              'RUN --mount=type=cache,target=/root/.local/share/pnpm/store pnpm install --package-import-method=copy\n',
              'FROM node:22\nRUN pnpm install --package-import-method=copy && pnpm store prune\n')},
    'LL211': {'why': 'bun links node_modules to its cache, and hard links cost nothing inside one layer: the cache adds a few MB. Where it is told '
            'to copy files, each package is in the layer twice.',
     'cost': 'About the size of node_modules once more.',
     'bad': ('FROM oven/bun:1\n'
             'WORKDIR /app\n'
             'COPY package.json bun.lock ./\n'
             'RUN bun install --backend=copyfile --production\n'
             '    ^^^^^^^^^^^ `bun install` leaves its package cache in this layer\n',
             'FROM oven/bun:1\nRUN bun add --backend=copyfile hono\n    ^^^^^^^ `bun add` leaves its package cache in this layer\n'),
     'good': ('FROM oven/bun:1\nWORKDIR /app\nCOPY package.json bun.lock ./\nRUN bun install --frozen-lockfile --production\n',
              'FROM oven/bun:1\n'
              'WORKDIR /app\n'
              'COPY package.json bun.lock ./\n'
              'RUN --mount=type=cache,target=/root/.bun/install/cache bun install --backend=copyfile\n',
              'FROM oven/bun:1\nRUN bun install --backend=copyfile && bun pm cache rm\n')},
    'LL212': {'why': '`gem install` keeps each downloaded `.gem` file in the `cache` folder beside the installed gems. A later RUN can hide files '
            'of this layer, it cannot take them out of the image.',
     'cost': 'The size of all downloads: usually a few MB.',
     'bad': ('FROM ruby:3.4\nRUN gem install rails\n    ^^^^^^^^^^^ `gem install` leaves its downloaded `.gem` files in this layer\n',
             'FROM debian:12\n'
             'RUN gem install fpm --no-document\n'
             '    ^^^^^^^^^^^ `gem install` leaves its downloaded `.gem` files in this layer\n'),
     'good': ('FROM ruby:3.4\nRUN gem install rails && rm -rf /usr/local/bundle/cache\n',
              'FROM ruby:3.4\nRUN gem install rails && rm -rf "$GEM_HOME"/cache/*.gem\n',
              'FROM ruby:3.4\nRUN --mount=type=cache,target=/usr/local/bundle/cache gem install rails\n')},
    'LL213': {'why': '`bundle install` keeps each downloaded `.gem` file in the `cache` folder beside the installed gems. A later RUN can hide '
            'files of this layer, it cannot take them out of the image.',
     'cost': 'The size of all downloads: 20 to 100 MB for a Rails application.',
     'bad': ('FROM ruby:3.4\n'
             'WORKDIR /app\n'
             'COPY Gemfile Gemfile.lock ./\n'
             'RUN bundle install\n'
             '    ^^^^^^^^^^^^^^ `bundle install` leaves its downloaded `.gem` files in this layer\n',
             'FROM ruby:3.4\n'
             'ENV BUNDLE_PATH=/gems\n'
             'WORKDIR /app\n'
             'COPY Gemfile Gemfile.lock ./\n'
             'RUN bundle install\n'
             '    ^^^^^^^^^^^^^^ `bundle install` leaves its downloaded `.gem` files in this layer\n',
             'FROM ruby:3.4-slim\n'
             'WORKDIR /app\n'
             'COPY Gemfile* ./\n'
             'RUN gem install bundler && bundle install --jobs 4\n'
             '                           ^^^^^^^^^^^^^^ `bundle install` leaves its downloaded `.gem` files in this layer\n'),
     'good': ('FROM ruby:3.4\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install && rm -rf /usr/local/bundle/cache\n',
              'FROM ruby:3.4\n'
              'ENV BUNDLE_PATH=/gems\n'
              'WORKDIR /app\n'
              'COPY Gemfile Gemfile.lock ./\n'
              'RUN bundle install && rm -rf ~/.bundle/ "${BUNDLE_PATH}"/ruby/*/cache\n',
              'FROM ruby:3.4 AS build\n'
              'WORKDIR /app\n'
              'COPY Gemfile Gemfile.lock ./\n'
              'RUN bundle install\n'
              'FROM ruby:3.4-slim\n'
              'COPY --from=build /usr/local/bundle /usr/local/bundle\n',
              '# where this Ruby keeps its gems, the file does not tell\n'
              'FROM debian:12\n'
              'WORKDIR /app\n'
              'COPY Gemfile Gemfile.lock ./\n'
              'RUN bundle install\n')},
    'LL214': {'why': 'Composer keeps an archive of each package below its home, or below ~/.cache/composer. A later RUN can hide files of this '
            'layer, it cannot take them out of the image.',
     'cost': 'The size of all downloads: usually 10 to 60 MB.',
     'bad': ('FROM php:8.4-cli\n'
             'WORKDIR /app\n'
             'COPY composer.json composer.lock ./\n'
             'RUN composer install --no-dev\n'
             '    ^^^^^^^^^^^^^^^^ `composer install` leaves its download cache in this layer\n',
             'FROM php:8.4-apache\n'
             'RUN composer create-project laravel/laravel /var/www/app\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^ `composer create-project` leaves its download cache in this layer\n'),
     'good': ('FROM php:8.4-cli\nWORKDIR /app\nCOPY composer.json composer.lock ./\nRUN composer install --no-dev --no-cache\n',
              'FROM php:8.4-cli\n'
              'WORKDIR /app\n'
              'COPY composer.json composer.lock ./\n'
              'RUN composer install --no-dev && composer clear-cache\n',
              'FROM composer:2 AS vendor\n'
              'COPY composer.json composer.lock ./\n'
              'RUN composer install --no-dev\n'
              'FROM php:8.4-cli\n'
              'COPY --from=vendor /app/vendor /app/vendor\n')},
    'LL215': {'why': 'conda and mamba keep each package as an archive, beside the unpacked copy that environments link to, and the index of each '
            'channel. A later RUN can hide files of this layer, it cannot take them out of the image.',
     'cost': 'About a third of what is installed, often hundreds of MB.',
     'bad': ('FROM continuumio/miniconda3\n'
             'COPY environment.yml .\n'
             'RUN conda env create -f environment.yml\n'
             '    ^^^^^^^^^^^^^^^^ `conda env create` leaves its package archives in this layer\n',
             'FROM mambaorg/micromamba:2\n'
             'RUN micromamba install -y -n base -c conda-forge numpy\n'
             '    ^^^^^^^^^^^^^^^^^^ `micromamba install` leaves its package archives in this layer\n'),
     'good': ('FROM continuumio/miniconda3\nCOPY environment.yml .\nRUN conda env create -f environment.yml && conda clean -afy\n',
              'FROM continuumio/miniconda3\nRUN --mount=type=cache,target=/opt/conda/pkgs conda install -y numpy\n',
              'FROM continuumio/miniconda3\nRUN conda install -y numpy && rm -rf /opt/conda/pkgs\n')},
    'LL216': {'why': 'pacman keeps every package it downloads below /var/cache/pacman/pkg. A later RUN can hide files of this layer, it cannot take '
            'them out of the image.',
     'cost': 'The size of all downloads.',
     'bad': ('FROM archlinux:latest\n'
             'RUN pacman -Syu --noconfirm git\n'
             '    ^^^^^^^^^^^ `pacman -S` leaves its downloaded packages in this layer\n',
             'FROM archlinux:latest\n'
             'RUN pacman -Scc --noconfirm && pacman -S --noconfirm --needed base-devel\n'
             '                               ^^^^^^^^^ `pacman -S` leaves its downloaded packages in this layer\n'),
     'good': ('FROM archlinux:latest\nRUN pacman -Syu --noconfirm git && yes | pacman -Scc\n',
              'FROM archlinux:latest\nRUN pacman -Sy --noconfirm git && rm -rf /var/cache/pacman/pkg/*\n',
              'FROM archlinux:latest\nRUN --mount=type=cache,target=/var/cache/pacman/pkg pacman -Syu --noconfirm git\n')},
    'LL217': {'why': '`go build` and `go install` keep the sources of all modules below $GOPATH/pkg/mod and the compiled packages below '
            '~/.cache/go-build. The program needs neither. A later RUN can hide files of this layer, it cannot take them out of the image.',
     'cost': 'Hundreds of MB for most programs.',
     'bad': ('FROM golang:1.25\n'
             'WORKDIR /src\n'
             'COPY . .\n'
             'RUN go build -o /usr/local/bin/app .\n'
             '    ^^^^^^^^ `go build` leaves its build cache in this layer\n'
             'CMD ["app"]\n',
             'FROM golang:1.25-alpine\n'
             'WORKDIR /src\n'
             'COPY . .\n'
             'RUN go install ./...\n'
             '    ^^^^^^^^^^ `go install` leaves its build cache in this layer\n'
             'ENTRYPOINT ["/go/bin/app"]\n'),
     'good': ('FROM golang:1.25 AS build\n'
              'WORKDIR /src\n'
              'COPY . .\n'
              'RUN go build -o /app .\n'
              'FROM gcr.io/distroless/static\n'
              'COPY --from=build /app /app\n',
              'FROM golang:1.25\n'
              'WORKDIR /src\n'
              'COPY . .\n'
              'RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build go build -o /bin/app .\n',
              'FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go install ./... && go clean -cache -modcache\nENTRYPOINT ["/go/bin/app"]\n',
              '# a tool in an image to build in\nFROM golang:1.25\nRUN go install golang.org/x/tools/cmd/goimports@v0.30.0\n',
              '# the container compiles\nFROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build ./...\nCMD ["go", "run", "."]\n')},
    'LL218': {'why': '`cargo install` and `cargo build` keep the index, the archives and the unpacked sources of all crates below '
            '$CARGO_HOME/registry. The program needs none of it. A later RUN can hide files of this layer, it cannot take them out of the '
            'image.',
     'cost': 'Tens to hundreds of MB.',
     'bad': ('FROM rust:1.90\n'
             'RUN cargo install ripgrep\n'
             '    ^^^^^^^^^^^^^ `cargo install` leaves its registry and sources in this layer\n'
             'ENTRYPOINT ["rg"]\n',
             'FROM rust:1.90\n'
             'WORKDIR /src\n'
             'COPY . .\n'
             'RUN cargo build --release\n'
             '    ^^^^^^^^^^^ `cargo build` leaves its registry and sources in this layer\n'
             'CMD ["target/release/app"]\n'),
     'good': ('FROM rust:1.90 AS build\n'
              'RUN cargo install ripgrep\n'
              'FROM debian:12-slim\n'
              'COPY --from=build /usr/local/cargo/bin/rg /usr/local/bin/\n',
              'FROM rust:1.90\nRUN cargo install ripgrep && rm -rf /usr/local/cargo/registry\nENTRYPOINT ["rg"]\n',
              'FROM rust:1.90\nRUN --mount=type=cache,target=/usr/local/cargo/registry cargo install ripgrep\n')},
    'LL219': {'why': 'maven keeps every library and every plugin of the build below ~/.m2/repository; what runs has its own copies. A later RUN can '
            'hide files of this layer, it cannot take them out of the image.',
     'cost': 'Often more than 100 MB, the plugins alone are tens of MB.',
     'bad': ('FROM maven:3.9\n'
             'WORKDIR /src\n'
             'COPY . .\n'
             'RUN mvn -B package\n'
             '    ^^^^^^^^^^^^^^ `mvn package` leaves its local repository in this layer\n'
             'CMD ["java", "-jar", "target/app.jar"]\n',
             'FROM eclipse-temurin:21\n'
             'WORKDIR /src\n'
             'COPY . .\n'
             'RUN ./mvnw -B clean install -DskipTests\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^ `mvnw install` leaves its local repository in this layer\n'
             'ENTRYPOINT ["java", "-jar", "/src/target/app.jar"]\n'),
     'good': ('FROM maven:3.9 AS build\n'
              'WORKDIR /src\n'
              'COPY . .\n'
              'RUN mvn -B package\n'
              'FROM eclipse-temurin:21-jre\n'
              'COPY --from=build /src/target/app.jar /app.jar\n',
              'FROM maven:3.9\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/root/.m2 mvn -B package\n',
              '# the container builds\nFROM maven:3.9\nWORKDIR /src\nCOPY . .\nRUN mvn -B package\nCMD ["mvn", "spring-boot:run"]\n')},
    'LL220': {'why': 'gradle keeps its own distribution, all libraries and its build state below ~/.gradle; what runs has its own copies. A later '
            'RUN can hide files of this layer, it cannot take them out of the image.',
     'cost': 'Often several hundred MB.',
     'bad': ('FROM eclipse-temurin:21\n'
             'WORKDIR /src\n'
             'COPY . .\n'
             'RUN ./gradlew --no-daemon bootJar\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `gradlew bootJar` leaves its dependency cache in this layer\n'
             'CMD ["java", "-jar", "build/libs/app.jar"]\n',
             'FROM gradle:8\n'
             'WORKDIR /src\n'
             'COPY . .\n'
             'RUN gradle build\n'
             '    ^^^^^^^^^^^^ `gradle build` leaves its dependency cache in this layer\n'
             'CMD ["java", "-jar", "build/libs/app.jar"]\n'),
     'good': ('FROM gradle:8 AS build\n'
              'WORKDIR /src\n'
              'COPY . .\n'
              'RUN gradle bootJar\n'
              'FROM eclipse-temurin:21-jre\n'
              'COPY --from=build /src/build/libs/app.jar /app.jar\n',
              'FROM gradle:8\nWORKDIR /src\nCOPY . .\nRUN gradle bootJar && rm -rf ~/.gradle\nCMD ["java", "-jar", "build/libs/app.jar"]\n',
              'FROM gradle:8\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/home/gradle/.gradle gradle bootJar\n')},
    'LL221': {'why': 'uv links what it installs to its cache, and hard links cost nothing inside one layer: the cache adds 2.5 MB beside 64 MB of '
            'linked files (flask, requests, numpy; uv 0.13). With the link mode `copy`, each file is in the layer twice.',
     'cost': 'About the size of all installed packages once more.',
     'bad': ('FROM python:3.13\n'
             'ENV UV_LINK_MODE=copy\n'
             'COPY requirements.txt .\n'
             'RUN uv pip install --system -r requirements.txt\n'
             '    ^^^^^^^^^^^^^^ `uv pip install` leaves its package cache in this layer\n',
             'FROM python:3.13\n'
             'COPY pyproject.toml uv.lock ./\n'
             'RUN UV_LINK_MODE=copy uv sync --locked --no-dev\n'
             '                      ^^^^^^^ `uv sync` leaves its package cache in this layer\n'),
     'good': ('FROM python:3.13\n'
              'ENV UV_LINK_MODE=copy\n'
              'COPY pyproject.toml uv.lock ./\n'
              'RUN --mount=type=cache,target=/root/.cache/uv uv sync --locked\n',
              'FROM python:3.13\nENV UV_LINK_MODE=copy UV_NO_CACHE=1\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --locked\n',
              '# hard links: the cache costs next to nothing\nFROM python:3.13\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --locked\n')},
    'LL222': {'why': 'poetry keeps every wheel it downloads below ~/.cache/pypoetry. A later RUN can hide files of this layer, it cannot take them '
            'out of the image.',
     'cost': 'About the size of all wheels downloaded.',
     'bad': ('FROM python:3.13\n'
             'WORKDIR /app\n'
             'COPY pyproject.toml poetry.lock ./\n'
             'RUN poetry install --no-root --only main\n'
             '    ^^^^^^^^^^^^^^ `poetry install` leaves its download cache in this layer\n',
             'FROM python:3.13-slim\n'
             'WORKDIR /app\n'
             'COPY pyproject.toml poetry.lock ./\n'
             'ENV POETRY_VIRTUALENVS_CREATE=false\n'
             'RUN pip install --no-cache-dir poetry && poetry install --no-root\n'
             '                                         ^^^^^^^^^^^^^^ `poetry install` leaves its download cache in this layer\n'),
     'good': ('FROM python:3.13\nWORKDIR /app\nCOPY pyproject.toml poetry.lock ./\nRUN poetry install --no-root --only main --no-cache\n',
              'FROM python:3.13\n'
              'ENV POETRY_CACHE_DIR=/tmp/poetry\n'
              'WORKDIR /app\n'
              'COPY pyproject.toml poetry.lock ./\n'
              'RUN poetry install --no-root && rm -rf $POETRY_CACHE_DIR\n',
              'FROM python:3.13\n'
              'WORKDIR /app\n'
              'COPY pyproject.toml poetry.lock ./\n'
              'RUN --mount=type=cache,target=/root/.cache poetry install --no-root\n')},
    'LL223': {'why': 'pipenv installs with pip, whose cache it keeps below ~/.cache/pipenv. A later RUN can hide files of this layer, it cannot '
            'take them out of the image.',
     'cost': 'About the size of all wheels downloaded.',
     'bad': ('FROM python:3.13\n'
             'WORKDIR /app\n'
             'COPY Pipfile Pipfile.lock ./\n'
             'RUN pipenv install --system --deploy\n'
             '    ^^^^^^^^^^^^^^ `pipenv install` leaves its download cache in this layer\n',
             'FROM python:3.13\n'
             'WORKDIR /app\n'
             'COPY Pipfile Pipfile.lock ./\n'
             'RUN pip install --no-cache-dir pipenv && pipenv sync --system\n'
             '                                         ^^^^^^^^^^^ `pipenv sync` leaves its download cache in this layer\n'),
     'good': ('FROM python:3.13\n'
              'ENV PIP_NO_CACHE_DIR=1\n'
              'WORKDIR /app\n'
              'COPY Pipfile Pipfile.lock ./\n'
              'RUN pipenv install --system --deploy\n',
              'FROM python:3.13\nWORKDIR /app\nCOPY Pipfile Pipfile.lock ./\nRUN pipenv install --system --deploy && rm -rf /root/.cache\n',
              'FROM python:3.13\n'
              'WORKDIR /app\n'
              'COPY Pipfile Pipfile.lock ./\n'
              'RUN --mount=type=cache,target=/root/.cache pipenv install --system --deploy\n')},
    'LL224': {'why': 'pdm keeps every wheel it downloads below ~/.cache/pdm. A later RUN can hide files of this layer, it cannot take them out of '
            'the image.',
     'cost': 'About the size of all wheels downloaded.',
     'bad': ('FROM python:3.13\n'
             'WORKDIR /app\n'
             'COPY pyproject.toml pdm.lock ./\n'
             'RUN pdm install --prod --no-self\n'
             '    ^^^^^^^^^^^ `pdm install` leaves its download cache in this layer\n',
             'FROM python:3.13\n'
             'WORKDIR /app\n'
             'COPY pyproject.toml pdm.lock ./\n'
             'RUN pdm sync --prod\n'
             '    ^^^^^^^^ `pdm sync` leaves its download cache in this layer\n'),
     'good': ('FROM python:3.13\nENV PDM_NO_CACHE=1\nWORKDIR /app\nCOPY pyproject.toml pdm.lock ./\nRUN pdm install --prod --no-self\n',
              'FROM python:3.13\nWORKDIR /app\nCOPY pyproject.toml pdm.lock ./\nRUN pdm install --prod --no-self && pdm cache clear\n',
              'FROM python:3.13\n'
              'WORKDIR /app\n'
              'COPY pyproject.toml pdm.lock ./\n'
              'RUN --mount=type=cache,target=/root/.cache/pdm pdm install --prod --no-self\n')},
    'LL225': {'why': '`dotnet build` and its kin keep every package, unpacked, below ~/.nuget/packages; what is published has its own copies. A '
            'later RUN can hide files of this layer, it cannot take them out of the image.',
     'cost': 'Tens to hundreds of MB, besides the SDK.',
     'bad': ('FROM mcr.microsoft.com/dotnet/sdk:9.0\n'
             'WORKDIR /src\n'
             'COPY . .\n'
             'RUN dotnet publish -c Release -o /app\n'
             '    ^^^^^^^^^^^^^^ `dotnet publish` leaves its package cache in this layer\n'
             'ENTRYPOINT ["dotnet", "/app/web.dll"]\n',
             'FROM mcr.microsoft.com/dotnet/sdk:9.0\n'
             'RUN dotnet tool install --global dotnet-ef\n'
             '    ^^^^^^^^^^^^^^^^^^^ `dotnet tool install` leaves its package cache in this layer\n'
             'ENTRYPOINT ["dotnet-ef"]\n'),
     'good': ('FROM mcr.microsoft.com/dotnet/sdk:9.0 AS build\n'
              'WORKDIR /src\n'
              'COPY . .\n'
              'RUN dotnet publish -c Release -o /app\n'
              'FROM mcr.microsoft.com/dotnet/aspnet:9.0\n'
              'COPY --from=build /app /app\n'
              'ENTRYPOINT ["dotnet", "/app/web.dll"]\n',
              'FROM mcr.microsoft.com/dotnet/sdk:9.0\nRUN dotnet tool install --global dotnet-ef && dotnet nuget locals all --clear\n',
              'FROM mcr.microsoft.com/dotnet/sdk:9.0\nWORKDIR /src\nCOPY . .\nRUN dotnet build\nCMD ["dotnet", "run"]\n')},
    'LL226': {'why': 'cpanm unpacks and builds every distribution below ~/.cpanm and leaves archives and build trees there. A later RUN can hide '
            'files of this layer, it cannot take them out of the image.',
     'cost': 'A multiple of what is installed.',
     'bad': ('FROM perl:5.42\nRUN cpanm Mojolicious\n    ^^^^^ `cpanm` leaves its build directories in this layer\n',
             'FROM perl:5.42\n'
             'WORKDIR /app\n'
             'COPY cpanfile .\n'
             'RUN cpanm --notest --installdeps .\n'
             '    ^^^^^ `cpanm` leaves its build directories in this layer\n'),
     'good': ('FROM perl:5.42\nRUN cpanm Mojolicious && rm -rf ~/.cpanm\n',
              'FROM perl:5.42\nRUN cpanm Mojolicious && rm -rf /root/.cpanm /tmp/*\n',
              'FROM perl:5.42\nRUN --mount=type=cache,target=/root/.cpanm cpanm Mojolicious\n')},
    'LL227': {'why': 'The images of Debian and Ubuntu delete downloaded packages by themselves (/etc/apt/apt.conf.d/docker-clean). Where that is '
            'switched off, as a cache mount needs it, an install without the mount keeps them below /var/cache/apt/archives. A later RUN '
            'can hide files of this layer, it cannot take them out of the image.',
     'cost': 'The size of all downloads: about 0.3 times what is installed.',
     'bad': ('FROM debian:12\n'
             'RUN rm -f /etc/apt/apt.conf.d/docker-clean\n'
             'RUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y gcc\n'
             '                                                             ^^^^^^^^^^^^^^^ `apt-get install` leaves its downloaded '
             'packages in this layer\n',
             'FROM debian:12\n'
             'RUN rm -f /etc/apt/apt.conf.d/docker-clean\n'
             'RUN --mount=type=cache,target=/var/cache/apt --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y '
             'gcc\n'
             'RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n'
             '                      ^^^^^^^^^^^^^^^ `apt-get install` leaves its downloaded packages in this layer\n'),
     'good': ('FROM debian:12\nRUN apt-get update && apt-get install -y gcc && rm -rf /var/lib/apt/lists/*\n',
              'FROM debian:12\n'
              'RUN rm -f /etc/apt/apt.conf.d/docker-clean\n'
              'RUN --mount=type=cache,target=/var/cache/apt --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y '
              'gcc\n',
              'FROM debian:12\n'
              'RUN rm -f /etc/apt/apt.conf.d/docker-clean\n'
              'RUN apt-get update && apt-get install -y gcc && apt-get clean && rm -rf /var/lib/apt/lists/*\n')},
    'LL228': {'why': 'emerge keeps every source archive it fetches below /var/cache/distfiles. A later RUN can hide files of this layer, it cannot '
            'take them out of the image.',
     'cost': 'The size of all downloads.',
     'bad': ('FROM gentoo/stage3\nRUN emerge dev-vcs/git\n    ^^^^^^ `emerge` leaves its source archives in this layer\n',
             'FROM gentoo/stage3\n'
             'RUN emerge --sync && emerge -q app-editors/vim\n'
             '                     ^^^^^^ `emerge` leaves its source archives in this layer\n'),
     'good': ('FROM gentoo/stage3\nRUN emerge dev-vcs/git && rm -rf /var/cache/distfiles/*\n',
              'FROM gentoo/stage3\nRUN --mount=type=cache,target=/var/cache/distfiles emerge dev-vcs/git\n',
              'FROM gentoo/stage3\nRUN emerge --sync\n')},
    'LL240': {'why': 'Each RUN makes a layer, and a layer is never changed. Deleting files of an earlier one adds a mark that hides them; the bytes '
            'are stored, pushed and pulled as before. (`apt-get update` in one RUN and `rm -rf /var/lib/apt/lists/*` in a later one: 37.0 '
            'MB, against 17.2 MB in one RUN; Debian 12, BuildKit 28.)',
     'cost': 'All the bytes the clean-up was meant to save.',
     'bad': ('FROM debian:12\n'
             'RUN apt-get update && apt-get install -y curl\n'
             '    ^^^^^^^^^^^^^^ its package lists: cleaned up a layer too late\n'
             'RUN rm -rf /var/lib/apt/lists/*\n',
             'FROM amazonlinux:2\n'
             'RUN yum install -y httpd\n'
             '    ^^^^^^^^^^^ its metadata: cleaned up a layer too late\n'
             'COPY httpd.conf /etc/httpd/conf/\n'
             'RUN yum clean all\n',
             'FROM python:3.13 AS base\n'
             'COPY requirements.txt .\n'
             'RUN pip install -r requirements.txt\n'
             '    ^^^^^^^^^^^ its download cache: cleaned up a layer too late\n'
             'FROM base\n'
             'RUN rm -rf /root/.cache\n',
             '# the second RUN installs from the lists of the first\n'
             'FROM debian:12\n'
             'RUN apt-get update && apt-get install -y curl\n'
             '    ^^^^^^^^^^^^^^ its package lists: cleaned up a layer too late\n'
             'RUN apt-get install -y git && rm -rf /var/lib/apt/lists/*\n'),
     'good': ('FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
              '# what is deleted here was made here\n'
              'FROM amazonlinux:2\n'
              'RUN yum install -y httpd && yum clean all\n'
              'RUN yum install -y php && yum clean all\n',
              'FROM debian:12 AS build\n'
              'RUN apt-get update && apt-get install -y gcc\n'
              'RUN rm -rf /var/lib/apt/lists/*\n'
              'FROM debian:12-slim\n'
              'COPY --from=build /usr/bin/gcc /usr/bin/\n',
              '# LL105 tells the update that stands alone\n'
              'FROM debian:12\n'
              'RUN apt-get update\n'
              'RUN apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n')},
    'LL241': {'why': 'A layer is never changed. Deleting a file of a lower layer adds a mark that hides it; its bytes are stored, pushed and pulled '
            'as before. (5 MB deleted by a later RUN: the image keeps the 5 MB; BuildKit 28.) Only what is heavy by its name or origin '
            'counts: archives, packages, downloads, repositories, whole folders of other stages.',
     'cost': 'All bytes of the deleted files.',
     'bad': ('FROM debian:12\n'
             'RUN wget https://example.org/tool-1.0.tar.gz\n'
             'RUN tar xf tool-1.0.tar.gz -C /opt\n'
             'RUN rm tool-1.0.tar.gz\n'
             '       ^^^^^^^^^^^^^^^ deletes `tool-1.0.tar.gz` from a lower layer: its bytes stay\n',
             'FROM python:3.13 AS build\n'
             'RUN pip wheel -w /wheels flask\n'
             'FROM python:3.13-slim\n'
             'COPY --from=build /wheels /wheels\n'
             'RUN pip install --no-cache-dir /wheels/*.whl && rm -rf /wheels\n'
             '                                                       ^^^^^^^ deletes `/wheels` from a lower layer: its bytes stay\n',
             'FROM debian:12\n'
             'ADD https://example.org/agent.deb /tmp/\n'
             'RUN dpkg -i /tmp/agent.deb && rm -rf /tmp/*\n'
             '                                     ^^^^^^ deletes `agent.deb` from a lower layer: its bytes stay\n',
             'FROM debian:12\n'
             'RUN git clone https://example.org/tool.git /src\n'
             'RUN make -C /src install\n'
             'RUN rm -rf /src\n'
             '           ^^^^ deletes `/src` from a lower layer: its bytes stay\n'),
     'good': ('FROM debian:12\nRUN wget https://example.org/tool-1.0.tar.gz && tar xf tool-1.0.tar.gz -C /opt && rm tool-1.0.tar.gz\n',
              'FROM python:3.13 AS build\n'
              'RUN pip wheel -w /wheels flask\n'
              'FROM python:3.13-slim\n'
              'RUN --mount=type=bind,from=build,source=/wheels,target=/wheels pip install --no-cache-dir /wheels/*.whl\n',
              '# a script of some kB\nFROM debian:12\nCOPY setup.sh /tmp/\nRUN sh /tmp/setup.sh && rm /tmp/setup.sh\n',
              'FROM debian:12 AS build\n'
              'RUN wget https://example.org/tool-1.0.tar.gz\n'
              'RUN rm tool-1.0.tar.gz\n'
              'FROM debian:12-slim\n'
              'COPY --from=build /opt /opt\n')},
    'LL242': {'why': 'To change a file of a lower layer, even its owner or mode alone, the builder copies the whole file into the new layer. `chown '
            '-R` over a copied tree doubles the tree, also where it sets what is set already. (chmod, chown, touch or mv of a 4 MB file: 4 '
            'MB more each; BuildKit 28 and classic.) Small files and files whose weight nobody can tell are left alone.',
     'cost': 'All bytes of the files that are changed, once more.',
     'bad': ('FROM node:22\n'
             'WORKDIR /app\n'
             'COPY . /app\n'
             'RUN chown -R node:node /app\n'
             '                       ^^^^ `chown` changes `/app`: stored a second time\n',
             'FROM alpine:3.22\n'
             'ADD https://example.org/kubectl /usr/local/bin/kubectl\n'
             'RUN chmod +x /usr/local/bin/kubectl\n'
             '             ^^^^^^^^^^^^^^^^^^^^^^ `chmod` changes `kubectl`: stored a second time\n',
             'FROM debian:12\n'
             'RUN curl -o /tmp/app.jar https://example.org/app.jar\n'
             'RUN mv /tmp/app.jar /opt/app.jar\n'
             '       ^^^^^^^^^^^^ `mv` moves `app.jar`: stored a second time\n',
             'FROM python:3.13\n'
             'COPY --chown=1001:0 src /opt/app\n'
             'RUN mkdir /data && chown -R 1001:0 /data /opt/app\n'
             '                                         ^^^^^^^^ `chown` changes `/opt/app`: stored a second time\n',
             '# at the COPY nobody is called app yet\n'
             'FROM debian:12\n'
             'COPY src /opt/app\n'
             'RUN useradd app && chown -R app:app /opt/app\n'
             '                                    ^^^^^^^^ `chown` changes `/opt/app`: stored a second time\n',
             'FROM debian:12\n'
             'ADD https://example.org/kubectl /tmp/kubectl\n'
             'RUN mv /tmp/kubectl /usr/local/bin/kubectl && chmod +x /usr/local/bin/kubectl\n'
             '       ^^^^^^^^^^^^ `mv` moves `kubectl`: stored a second time\n'),
     'good': ('FROM node:22\nWORKDIR /app\nCOPY --chown=node:node . /app\n',
              'FROM alpine:3.22\nADD --chmod=755 https://example.org/kubectl /usr/local/bin/kubectl\n',
              '# the directory alone\nFROM node:22\nCOPY . /app\nRUN chown node /app\n',
              '# a small script\nFROM debian:12\nCOPY entrypoint.sh /\nRUN chmod +x /entrypoint.sh && useradd app\n',
              'FROM debian:12\nRUN curl -o /tmp/app.jar https://example.org/app.jar && mv /tmp/app.jar /opt/app.jar\n')},
    'LL243': {'why': 'COPY and ADD can set mode and owner themselves (`--chmod`, `--chown`; octal modes with every BuildKit, `+x` from Dockerfile '
            'syntax 1.14 on). A RUN for it makes a layer and stores each file a second time. For a script of a few kB that is a matter of '
            'taste, so the rule is off until it is selected; LL242 speaks of heavy files.',
     'cost': 'One layer, and the bytes of the files.',
     'bad': ('FROM debian:12\n'
             'COPY entrypoint.sh /\n'
             'RUN chmod +x /entrypoint.sh\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^ a layer only for what `--chmod` of the COPY does\n',
             'FROM debian:12\n'
             'ADD run.py stop.py /app/\n'
             'RUN chmod 755 /app/run.py && chmod 755 /app/stop.py\n'
             '    ^^^^^^^^^^^^^^^^^^^^^ a layer only for what `--chmod` of the ADD does\n'),
     'good': ('FROM debian:12\nCOPY --chmod=755 entrypoint.sh /\n',
              'FROM debian:12\nCOPY entrypoint.sh /\nRUN chmod +x /entrypoint.sh && useradd app\n',
              '# the file comes with the base image\nFROM debian:12\nRUN chmod u-s /usr/bin/passwd\n')},
    'LL244': {'why': 'Once unpacked or installed, an archive is of no use, and its bytes stay beside its content. A later RUN cannot take it out of '
            'this layer.',
     'cost': 'The size of the archive, usually a third to a half of its content.',
     'bad': ('FROM debian:12\n'
             'RUN wget https://example.org/tool-1.0.tar.gz && tar xf tool-1.0.tar.gz -C /opt\n'
             '         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `tool-1.0.tar.gz` stays in the image after unpacking\n',
             'FROM debian:12\n'
             'RUN curl -L https://example.org/cli.zip -o cli.zip && unzip cli.zip && ./install\n'
             '                                           ^^^^^^^ `cli.zip` stays in the image after unpacking\n',
             'FROM debian:12\n'
             'ADD https://example.org/tool.tgz /tmp/tool.tgz\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `tool.tgz` stays in the image after unpacking\n'
             'RUN tar xf /tmp/tool.tgz -C /opt\n',
             'FROM debian:12\n'
             'RUN wget https://example.org/cli_1.0_amd64.deb\n'
             '         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `cli_1.0_amd64.deb` stays in the image after unpacking\n'
             'RUN dpkg -i cli_1.0_amd64.deb\n'),
     'good': ('FROM debian:12\nRUN wget https://example.org/tool-1.0.tar.gz && tar xf tool-1.0.tar.gz -C /opt && rm tool-1.0.tar.gz\n',
              'FROM debian:12\nRUN curl -L https://example.org/tool.tgz | tar xz -C /opt\n',
              'FROM debian:12\nRUN cd /tmp && curl -LO https://example.org/tool.tgz && tar xf tool.tgz -C /opt && rm -rf /tmp/*\n',
              '# a package of a few kB that names a repository\n'
              'FROM debian:12\n'
              'RUN wget https://example.org/packages-prod.deb && dpkg -i packages-prod.deb\n',
              '# a library of some kB\n'
              'FROM debian:12\n'
              'RUN wget https://example.org/libffi7_3.3-4_amd64.deb && dpkg -i libffi7_3.3-4_amd64.deb\n')},
    'LL245': {'why': 'ADD unpacks a local tar archive (plain, gzip, bzip2, xz, zstd) while copying; then the archive itself is in no layer. With '
            "COPY and tar it stays in the COPY's layer, even when it is removed later.",
     'cost': 'The size of the archive, and one layer.',
     'bad': ('FROM debian:12\n'
             'COPY app.tar.gz /tmp/\n'
             '     ^^^^^^^^^^ `app.tar.gz` stays in this layer after unpacking\n'
             'RUN tar xzf /tmp/app.tar.gz -C /opt\n',
             'FROM debian:12\n'
             'COPY build/app.tar.xz /tmp/\n'
             '     ^^^^^^^^^^^^^^^^\n'
             'RUN mkdir /opt/app && tar -xf /tmp/app.tar.xz -C /opt/app && rm /tmp/app.tar.xz\n',
             'FROM debian:12\n'
             'WORKDIR /srv\n'
             'COPY site.tar .\n'
             '     ^^^^^^^^ `site.tar` stays in this layer after unpacking\n'
             'RUN tar xf site.tar && rm site.tar\n'),
     'good': ('FROM debian:12\nADD app.tar.gz /opt/\n',
              'FROM debian:12\n'
              'RUN --mount=type=bind,source=app.tar.gz,target=/tmp/app.tar.gz tar xzf /tmp/app.tar.gz -C /opt --strip-components=1\n',
              '# no tar archive: ADD would copy it as it is\nFROM debian:12\nCOPY model.bin.gz /srv/\nRUN gunzip /srv/model.bin.gz\n',
              '# ADD does not unpack this kind\nFROM debian:12\nCOPY app.zip /tmp/\nRUN unzip /tmp/app.zip -d /opt\n')},
    'LL246': {'why': 'Each COPY stores what it copies, also where the same file lies there already (full size twice; BuildKit 28 and classic). '
            'Copies with a RUN between them are left alone: the second one may undo what the RUN did.',
     'cost': 'The bytes of the source, and one layer.',
     'bad': ('FROM debian:12\n'
             'COPY app.conf /etc/app/\n'
             'COPY tool /usr/bin/\n'
             'COPY app.conf /etc/app/\n'
             '     ^^^^^^^^ `app.conf` is copied to the same place a second time\n',
             'FROM debian:12 AS build\n'
             'RUN make\n'
             'FROM debian:12-slim\n'
             'COPY --from=build /out/app /usr/bin/app\n'
             'COPY --from=build /out/lib /usr/lib/app\n'
             'COPY --from=build /out/app /usr/bin/app\n'
             '                  ^^^^^^^^ `/out/app` is copied to the same place a second time\n'),
     'good': ('FROM debian:12\nCOPY app.conf /etc/app/\nCOPY other.conf /etc/app/\n',
              'FROM debian:12\nCOPY app.conf /etc/app/\nRUN configure-app /etc/app/app.conf\nCOPY app.conf /etc/app/\n',
              'FROM debian:12\nCOPY app.conf /etc/app/\nCOPY app.conf /etc/app/default.conf\n')},
    'LL248': {'why': 'A directory is copied with all that lies in it: data dumps, models, core files, archives of an earlier release. The rule '
            'reads the real build context; a file that COPY names is taken to be wanted.',
     'cost': 'The bytes of the file, exactly.',
     'bad': ('FROM python:3.13\nCOPY . /app\n     ^ `dump.sql` comes along: one file of 60,000,000 bytes\n',
             'FROM python:3.13\nCOPY app.py data/ /app/\n            ^^^^^ `model.bin` comes along: one file of 99,000,000 bytes\n'),
     'good': ('FROM python:3.13\nCOPY . /app\n',
              '# it is named, so it is wanted\nFROM python:3.13\nCOPY model.bin /app/\n',
              '# not in the image\nFROM python:3.13 AS build\nCOPY . /app\nFROM scratch\nCOPY --from=build /app/app.py /\n')},
    'LL249': {'why': 'A file that has a build stage can leave compilers there. Many images want them all the same (languages with native '
            'extensions, images to build in), so the rule is off until it is selected.',
     'cost': '100 to 400 MB: build-essential is 274 MB on Debian 12 (installed size, without recommended packages).',
     'bad': ('FROM node:22 AS build\n'
             'RUN npm run build\n'
             'FROM debian:12-slim\n'
             'RUN apt-get update && apt-get install -y --no-install-recommends build-essential && rm -rf /var/lib/apt/lists/*\n'
             '                      ^^^^^^^^^^^^^^^ `build-essential` ships in the image, though the file has a build stage\n'
             'COPY --from=build /app /app\n',
             'FROM golang:1.25 AS build\n'
             'RUN go build -o /app .\n'
             'FROM alpine:3.22\n'
             'RUN apk add --no-cache gcc musl-dev\n'
             '    ^^^^^^^ `gcc` ships in the image, though the file has a build stage\n'
             'COPY --from=build /app /app\n'),
     'good': ('FROM debian:12 AS build\n'
              'RUN apt-get update && apt-get install -y build-essential\n'
              'FROM debian:12-slim\n'
              'COPY --from=build /app /app\n',
              '# one stage only\nFROM debian:12\nRUN apt-get update && apt-get install -y build-essential\n',
              'FROM golang:1.25 AS build\n'
              'RUN go build -o /app .\n'
              'FROM alpine:3.22\n'
              'RUN apk add --no-cache gcc && make && apk del gcc\n'
              'COPY --from=build /app /app\n')},
    'LL250': {'why': 'A layer is never changed: removing a package hides the files of the lower layer, and adds a new copy of the package database. '
            'Removing pays only in the RUN that installs.',
     'cost': 'All bytes of the packages that are removed.',
     'bad': ('FROM alpine:3.22\n'
             'RUN apk add --no-cache --virtual .build-deps gcc musl-dev\n'
             'RUN make install\n'
             'RUN apk del .build-deps\n'
             '    ^^^^^^^ removes `.build-deps` a layer too late to save bytes\n',
             'FROM debian:12\n'
             'RUN apt-get update && apt-get install -y --no-install-recommends gcc make=4.3-4.1 && rm -rf /var/lib/apt/lists/*\n'
             'COPY src /src\n'
             'RUN make -C /src install\n'
             'RUN apt-get purge -y gcc make && apt-get autoremove -y\n'
             '    ^^^^^^^^^^^^^ removes `gcc` and 1 more a layer too late to save bytes\n'),
     'good': ('FROM alpine:3.22\nRUN apk add --no-cache --virtual .build-deps gcc musl-dev && make install && apk del .build-deps\n',
              '# it came with the base image\nFROM debian:12\nRUN apt-get remove -y --allow-remove-essential e2fsprogs\n',
              'FROM alpine:3.22 AS build\nRUN apk add gcc\nRUN apk del gcc\nFROM alpine:3.22\nCOPY --from=build /app /app\n')},
    'LL251': {'why': 'Where another stage builds with the same tool, the stage that ships needs what the program runs on: compilers, test runners '
            'and linters of the development group come along otherwise. Also reported where an option, a group, an extra or a requirements '
            'file asks for them. Images, stages and files that call themselves development or test images are left alone, and so is what '
            'NODE_ENV=production, BUNDLE_WITHOUT, UV_NO_DEV and their kin keep out.',
     'cost': 'Often more than half of all dependencies.',
     'bad': ('FROM node:22 AS build\n'
             'WORKDIR /app\n'
             'COPY . .\n'
             'RUN npm ci && npm run build\n'
             'FROM node:22-slim\n'
             'WORKDIR /app\n'
             'COPY package.json package-lock.json ./\n'
             'RUN npm ci && npm cache clean --force\n'
             '    ^^^^^^ `npm ci` ships development dependencies\n'
             'COPY --from=build /app/dist dist\n',
             'FROM python:3.13\n'
             'ENV PIP_NO_CACHE_DIR=1\n'
             'WORKDIR /app\n'
             'COPY Pipfile Pipfile.lock ./\n'
             'RUN pipenv install --system --dev\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `pipenv install` ships development dependencies\n',
             'FROM ruby:3.4 AS assets\n'
             'WORKDIR /app\n'
             'COPY . .\n'
             'RUN bundle install && bundle exec rake assets:precompile\n'
             'FROM ruby:3.4-slim\n'
             'WORKDIR /app\n'
             'COPY Gemfile Gemfile.lock ./\n'
             'RUN bundle config set deployment true && bundle install --jobs 4\n'
             '                                         ^^^^^^^^^^^^^^^^^^^^^^^ `bundle install` ships development dependencies\n'
             'COPY --from=assets /app /app\n'
             'CMD ["bundle", "exec", "puma"]\n',
             'FROM python:3.13\n'
             'ENV PIP_NO_CACHE_DIR=1\n'
             'COPY requirements.txt requirements-dev.txt ./\n'
             'RUN pip install -r requirements.txt -r requirements-dev.txt\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `pip install` ships development dependencies\n'
             'COPY app app\n'
             'CMD ["gunicorn", "app:app"]\n',
             'FROM python:3.13\n'
             'ENV PIP_NO_CACHE_DIR=1\n'
             'COPY . /app\n'
             'RUN pip install "/app[server,test]"\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n'
             'ENTRYPOINT ["app"]\n',
             'FROM python:3.13\n'
             'COPY pyproject.toml uv.lock ./\n'
             'RUN uv sync --frozen --group dev\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `uv sync` ships development dependencies\n'
             'CMD ["uv", "run", "app"]\n',
             'FROM python:3.13\n'
             'COPY pyproject.toml poetry.lock ./\n'
             'RUN poetry install --with dev,docs --no-cache\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `poetry install` ships development dependencies\n'
             'CMD ["app"]\n'),
     'good': ('FROM node:22 AS build\n'
              'WORKDIR /app\n'
              'COPY . .\n'
              'RUN npm ci && npm run build\n'
              'FROM node:22-slim\n'
              'WORKDIR /app\n'
              'COPY package.json package-lock.json ./\n'
              'RUN npm ci --omit=dev\n'
              'COPY --from=build /app/dist dist\n',
              'FROM node:22 AS build\n'
              'WORKDIR /app\n'
              'COPY . .\n'
              'RUN npm ci && npm run build\n'
              'FROM node:22-slim\n'
              'ENV NODE_ENV=production\n'
              'WORKDIR /app\n'
              'COPY package.json package-lock.json ./\n'
              'RUN npm ci\n'
              'COPY --from=build /app/dist dist\n',
              'FROM node:22 AS build\nRUN npm ci\nFROM node:22 AS dev\nCOPY package.json package-lock.json ./\nRUN npm ci\n',
              '# nothing tells whether this image is for running or for building\n'
              'FROM node:22\n'
              'COPY package.json package-lock.json ./\n'
              'RUN npm ci\n',
              'FROM ruby:3.4 AS assets\n'
              'WORKDIR /app\n'
              'COPY . .\n'
              'RUN bundle install && bundle exec rake assets:precompile\n'
              'FROM ruby:3.4-slim\n'
              'ENV BUNDLE_WITHOUT=development:test\n'
              'WORKDIR /app\n'
              'COPY Gemfile Gemfile.lock ./\n'
              'RUN bundle install\n'
              'COPY --from=assets /app/public public\n',
              'FROM ruby:3.4 AS assets\n'
              'RUN bundle install && bundle exec rake assets:precompile\n'
              'FROM ruby:3.4-slim\n'
              'COPY Gemfile Gemfile.lock ./\n'
              "RUN bundle config set --local without 'development test'\n"
              'RUN bundle install\n'
              'COPY --from=assets /app/public public\n',
              '# an image to test in\n'
              'FROM python:3.13\n'
              'ENV PIP_NO_CACHE_DIR=1\n'
              'COPY requirements-dev.txt ./\n'
              'RUN pip install -r requirements-dev.txt\n'
              'CMD ["pytest"]\n',
              'FROM python:3.13 AS build\n'
              'RUN uv sync --frozen && uv run make-assets\n'
              'FROM python:3.13-slim\n'
              'COPY pyproject.toml uv.lock ./\n'
              'RUN uv sync --frozen --no-dev\n'
              'COPY --from=build /assets /assets\n'
              'CMD ["uv", "run", "app"]\n',
              'FROM python:3.13\n'
              'ENV PIP_NO_CACHE_DIR=1\n'
              'COPY . /app\n'
              'RUN pip install -r /app/requirements.txt "/app[server]"\n'
              'CMD ["app"]\n')},
    'LL252': {'why': "The other image's distribution comes along: its shell, libraries and package database overlay those of the base, and each "
            'file that both have is stored twice. Images made for it (`tonistiigi/xx`) and the squashing of a stage into `scratch` are '
            'left alone: only images that are known to hold a distribution count.',
     'cost': 'The size of the other image.',
     'bad': ('FROM node:22 AS build\n'
             'RUN npm run build\n'
             'FROM debian:12-slim\n'
             'COPY --from=build / /\n'
             '                  ^ copies the whole root of another image over this one\n',
             'FROM alpine:3.22\n'
             'COPY --from=golang:1.25-alpine / /\n'
             '                               ^ copies the whole root of another image over this one\n'),
     'good': ('FROM node:22 AS build\nRUN npm run build\nFROM debian:12-slim\nCOPY --from=build /app /app\n',
              '# one layer of what a stage has become\n'
              'FROM debian:12 AS build\n'
              'RUN rm -rf /usr/share/doc\n'
              'FROM scratch\n'
              'COPY --from=build / /\n',
              'FROM tonistiigi/xx:1.6.1 AS xx\nFROM alpine:3.22\nCOPY --from=xx / /\n')},
    'LL253': {'why': 'BuildKit builds only what the target hangs on. A stage that nothing copies from and nothing begins with is dead text, or a '
            '`--from` names the wrong stage. A stage with a name can be asked for with `--target`, so only nameless ones and those called '
            'build, base or the like are reported, and none with a comment above its FROM; with the option `named` all but those for '
            'tests.',
     'cost': 'Nothing in the image; with the classic builder, the time to build it.',
     'bad': ('FROM node:22\n'
             '^^^^^^^^^^^^ stage number 0 is not part of what is built\n'
             'RUN npm run build\n'
             'FROM nginx:1.29\n'
             'COPY dist /usr/share/nginx/html\n',
             'FROM golang:1.25 AS base\n'
             'RUN go version\n'
             'FROM base AS builder\n'
             '             ^^^^^^^ stage `builder` is not part of what is built\n'
             'RUN go build -o /app .\n'
             'FROM scratch\n'
             'COPY --from=base /usr/local/go/VERSION /\n'),
     'good': ('FROM node:22\nRUN npm run build\nFROM nginx:1.29\nCOPY --from=0 /app/dist /usr/share/nginx/html\n',
              "# somebody's `--target`\nFROM node:22 AS test\nRUN npm test\nFROM nginx:1.29\n",
              'FROM golang:1.25 AS base\nFROM base AS release\nFROM base\nRUN go version\n',
              'FROM node:22\nRUN npm test\nFROM nginx:1.29 AS web\n')},
    'LL254': {'why': 'A WORKDIR makes a layer with BuildKit even where the directory exists (a tar of 1024 bytes). Only a WORKDIR that an earlier '
            'one of the same stage has made useless counts, with no USER between them and no RUN that removes the directory.',
     'cost': 'One layer of no bytes.',
     'bad': ('FROM node:22\n'
             'WORKDIR /app\n'
             'COPY package.json .\n'
             'WORKDIR /app\n'
             '^^^^^^^^^^^^ `WORKDIR /app` is in force already\n'
             'RUN npm install && npm cache clean --force\n',
             'FROM node:22\nWORKDIR /srv/web\nWORKDIR /srv/web/\n^^^^^^^^^^^^^^^^^ `WORKDIR /srv/web` is in force already\n'),
     'good': ('FROM node:22\nWORKDIR /app\nCOPY package.json .\nWORKDIR /app/web\nWORKDIR /app\n',
              'FROM node:22\nWORKDIR /app\nRUN rm -rf /app\nWORKDIR /app\n',
              'FROM node:22 AS base\nWORKDIR /app\nFROM base\nWORKDIR /app\n')},
    'LL255': {'why': 'BuildKit makes a layer for every RUN, also for one that changes nothing. A RUN of `true`, `:` or a plain `echo` only writes '
            'into the log of the build. One with a comment, or one that prints a variable (to rerun what follows), is taken to have its '
            'reason. Examples and tests print on purpose, so the rule is off until it is selected.',
     'cost': 'One layer of no bytes.',
     'bad': ('FROM debian:12\nRUN true\n^^^^^^^^ `true` changes nothing, and the RUN makes a layer\nCOPY app /app\n',
             'FROM debian:12\n'
             'RUN make\n'
             'RUN echo "installing the tools"\n'
             '^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `echo` changes nothing, and the RUN makes a layer\n'),
     'good': ('FROM debian:12\nARG CACHEBUST\nRUN echo "$CACHEBUST"\nRUN git clone https://example.org/tool.git\n',
              'FROM debian:12\nRUN echo hello > /greeting\n',
              'FROM debian:12\n# works around moby issue 37965\nRUN true\n',
              'FROM debian:12\nRUN echo y | configure-tool\n')},
    'LL256': {'why': 'An image of 128 and more layers can be built with BuildKit, but a container of it does not start: `max depth exceeded`. The '
            'layers of the base count, and so do WORKDIRs. The classic builder stops at 125.',
     'cost': 'The image is of no use.',
     'bad': ('FROM debian:12\n'
             '^^^^^^^^^^^^^^ the image has 131 layers, and 127 can be started\n'
             'COPY part0 /parts/0\n'
             'COPY part1 /parts/1\n'
             'COPY part2 /parts/2\n'
             'COPY part3 /parts/3\n'
             'COPY part4 /parts/4\n'
             'COPY part5 /parts/5\n'
             'COPY part6 /parts/6\n'
             'COPY part7 /parts/7\n'
             'COPY part8 /parts/8\n'
             'COPY part9 /parts/9\n'
             'COPY part10 /parts/10\n'
             'COPY part11 /parts/11\n'
             'COPY part12 /parts/12\n'
             'COPY part13 /parts/13\n'
             'COPY part14 /parts/14\n'
             'COPY part15 /parts/15\n'
             'COPY part16 /parts/16\n'
             'COPY part17 /parts/17\n'
             'COPY part18 /parts/18\n'
             'COPY part19 /parts/19\n'
             'COPY part20 /parts/20\n'
             'COPY part21 /parts/21\n'
             'COPY part22 /parts/22\n'
             'COPY part23 /parts/23\n'
             'COPY part24 /parts/24\n'
             'COPY part25 /parts/25\n'
             'COPY part26 /parts/26\n'
             'COPY part27 /parts/27\n'
             'COPY part28 /parts/28\n'
             'COPY part29 /parts/29\n'
             'COPY part30 /parts/30\n'
             'COPY part31 /parts/31\n'
             'COPY part32 /parts/32\n'
             'COPY part33 /parts/33\n'
             'COPY part34 /parts/34\n'
             'COPY part35 /parts/35\n'
             'COPY part36 /parts/36\n'
             'COPY part37 /parts/37\n'
             'COPY part38 /parts/38\n'
             'COPY part39 /parts/39\n'
             'COPY part40 /parts/40\n'
             'COPY part41 /parts/41\n'
             'COPY part42 /parts/42\n'
             'COPY part43 /parts/43\n'
             'COPY part44 /parts/44\n'
             'COPY part45 /parts/45\n'
             'COPY part46 /parts/46\n'
             'COPY part47 /parts/47\n'
             'COPY part48 /parts/48\n'
             'COPY part49 /parts/49\n'
             'COPY part50 /parts/50\n'
             'COPY part51 /parts/51\n'
             'COPY part52 /parts/52\n'
             'COPY part53 /parts/53\n'
             'COPY part54 /parts/54\n'
             'COPY part55 /parts/55\n'
             'COPY part56 /parts/56\n'
             'COPY part57 /parts/57\n'
             'COPY part58 /parts/58\n'
             'COPY part59 /parts/59\n'
             'COPY part60 /parts/60\n'
             'COPY part61 /parts/61\n'
             'COPY part62 /parts/62\n'
             'COPY part63 /parts/63\n'
             'COPY part64 /parts/64\n'
             'COPY part65 /parts/65\n'
             'COPY part66 /parts/66\n'
             'COPY part67 /parts/67\n'
             'COPY part68 /parts/68\n'
             'COPY part69 /parts/69\n'
             'COPY part70 /parts/70\n'
             'COPY part71 /parts/71\n'
             'COPY part72 /parts/72\n'
             'COPY part73 /parts/73\n'
             'COPY part74 /parts/74\n'
             'COPY part75 /parts/75\n'
             'COPY part76 /parts/76\n'
             'COPY part77 /parts/77\n'
             'COPY part78 /parts/78\n'
             'COPY part79 /parts/79\n'
             'COPY part80 /parts/80\n'
             'COPY part81 /parts/81\n'
             'COPY part82 /parts/82\n'
             'COPY part83 /parts/83\n'
             'COPY part84 /parts/84\n'
             'COPY part85 /parts/85\n'
             'COPY part86 /parts/86\n'
             'COPY part87 /parts/87\n'
             'COPY part88 /parts/88\n'
             'COPY part89 /parts/89\n'
             'COPY part90 /parts/90\n'
             'COPY part91 /parts/91\n'
             'COPY part92 /parts/92\n'
             'COPY part93 /parts/93\n'
             'COPY part94 /parts/94\n'
             'COPY part95 /parts/95\n'
             'COPY part96 /parts/96\n'
             'COPY part97 /parts/97\n'
             'COPY part98 /parts/98\n'
             'COPY part99 /parts/99\n'
             'COPY part100 /parts/100\n'
             'COPY part101 /parts/101\n'
             'COPY part102 /parts/102\n'
             'COPY part103 /parts/103\n'
             'COPY part104 /parts/104\n'
             'COPY part105 /parts/105\n'
             'COPY part106 /parts/106\n'
             'COPY part107 /parts/107\n'
             'COPY part108 /parts/108\n'
             'COPY part109 /parts/109\n'
             'COPY part110 /parts/110\n'
             'COPY part111 /parts/111\n'
             'COPY part112 /parts/112\n'
             'COPY part113 /parts/113\n'
             'COPY part114 /parts/114\n'
             'COPY part115 /parts/115\n'
             'COPY part116 /parts/116\n'
             'COPY part117 /parts/117\n'
             'COPY part118 /parts/118\n'
             'COPY part119 /parts/119\n'
             'COPY part120 /parts/120\n'
             'COPY part121 /parts/121\n'
             'COPY part122 /parts/122\n'
             'COPY part123 /parts/123\n'
             'COPY part124 /parts/124\n'
             'COPY part125 /parts/125\n'
             'COPY part126 /parts/126\n'
             'COPY part127 /parts/127\n'
             'COPY part128 /parts/128\n'
             'COPY part129 /parts/129\n',
             'FROM scratch\n'
             '^^^^^^^^^^^^ the image has 128 layers, and 127 can be started\n'
             'COPY part0 /parts/0\n'
             'COPY part1 /parts/1\n'
             'COPY part2 /parts/2\n'
             'COPY part3 /parts/3\n'
             'COPY part4 /parts/4\n'
             'COPY part5 /parts/5\n'
             'COPY part6 /parts/6\n'
             'COPY part7 /parts/7\n'
             'COPY part8 /parts/8\n'
             'COPY part9 /parts/9\n'
             'COPY part10 /parts/10\n'
             'COPY part11 /parts/11\n'
             'COPY part12 /parts/12\n'
             'COPY part13 /parts/13\n'
             'COPY part14 /parts/14\n'
             'COPY part15 /parts/15\n'
             'COPY part16 /parts/16\n'
             'COPY part17 /parts/17\n'
             'COPY part18 /parts/18\n'
             'COPY part19 /parts/19\n'
             'COPY part20 /parts/20\n'
             'COPY part21 /parts/21\n'
             'COPY part22 /parts/22\n'
             'COPY part23 /parts/23\n'
             'COPY part24 /parts/24\n'
             'COPY part25 /parts/25\n'
             'COPY part26 /parts/26\n'
             'COPY part27 /parts/27\n'
             'COPY part28 /parts/28\n'
             'COPY part29 /parts/29\n'
             'COPY part30 /parts/30\n'
             'COPY part31 /parts/31\n'
             'COPY part32 /parts/32\n'
             'COPY part33 /parts/33\n'
             'COPY part34 /parts/34\n'
             'COPY part35 /parts/35\n'
             'COPY part36 /parts/36\n'
             'COPY part37 /parts/37\n'
             'COPY part38 /parts/38\n'
             'COPY part39 /parts/39\n'
             'COPY part40 /parts/40\n'
             'COPY part41 /parts/41\n'
             'COPY part42 /parts/42\n'
             'COPY part43 /parts/43\n'
             'COPY part44 /parts/44\n'
             'COPY part45 /parts/45\n'
             'COPY part46 /parts/46\n'
             'COPY part47 /parts/47\n'
             'COPY part48 /parts/48\n'
             'COPY part49 /parts/49\n'
             'COPY part50 /parts/50\n'
             'COPY part51 /parts/51\n'
             'COPY part52 /parts/52\n'
             'COPY part53 /parts/53\n'
             'COPY part54 /parts/54\n'
             'COPY part55 /parts/55\n'
             'COPY part56 /parts/56\n'
             'COPY part57 /parts/57\n'
             'COPY part58 /parts/58\n'
             'COPY part59 /parts/59\n'
             'COPY part60 /parts/60\n'
             'COPY part61 /parts/61\n'
             'COPY part62 /parts/62\n'
             'COPY part63 /parts/63\n'
             'COPY part64 /parts/64\n'
             'COPY part65 /parts/65\n'
             'COPY part66 /parts/66\n'
             'COPY part67 /parts/67\n'
             'COPY part68 /parts/68\n'
             'COPY part69 /parts/69\n'
             'COPY part70 /parts/70\n'
             'COPY part71 /parts/71\n'
             'COPY part72 /parts/72\n'
             'COPY part73 /parts/73\n'
             'COPY part74 /parts/74\n'
             'COPY part75 /parts/75\n'
             'COPY part76 /parts/76\n'
             'COPY part77 /parts/77\n'
             'COPY part78 /parts/78\n'
             'COPY part79 /parts/79\n'
             'COPY part80 /parts/80\n'
             'COPY part81 /parts/81\n'
             'COPY part82 /parts/82\n'
             'COPY part83 /parts/83\n'
             'COPY part84 /parts/84\n'
             'COPY part85 /parts/85\n'
             'COPY part86 /parts/86\n'
             'COPY part87 /parts/87\n'
             'COPY part88 /parts/88\n'
             'COPY part89 /parts/89\n'
             'COPY part90 /parts/90\n'
             'COPY part91 /parts/91\n'
             'COPY part92 /parts/92\n'
             'COPY part93 /parts/93\n'
             'COPY part94 /parts/94\n'
             'COPY part95 /parts/95\n'
             'COPY part96 /parts/96\n'
             'COPY part97 /parts/97\n'
             'COPY part98 /parts/98\n'
             'COPY part99 /parts/99\n'
             'COPY part100 /parts/100\n'
             'COPY part101 /parts/101\n'
             'COPY part102 /parts/102\n'
             'COPY part103 /parts/103\n'
             'COPY part104 /parts/104\n'
             'COPY part105 /parts/105\n'
             'COPY part106 /parts/106\n'
             'COPY part107 /parts/107\n'
             'COPY part108 /parts/108\n'
             'COPY part109 /parts/109\n'
             'COPY part110 /parts/110\n'
             'COPY part111 /parts/111\n'
             'COPY part112 /parts/112\n'
             'COPY part113 /parts/113\n'
             'COPY part114 /parts/114\n'
             'COPY part115 /parts/115\n'
             'COPY part116 /parts/116\n'
             'COPY part117 /parts/117\n'
             'COPY part118 /parts/118\n'
             'COPY part119 /parts/119\n'
             'COPY part120 /parts/120\n'
             'COPY part121 /parts/121\n'
             'COPY part122 /parts/122\n'
             'COPY part123 /parts/123\n'
             'COPY part124 /parts/124\n'
             'COPY part125 /parts/125\n'
             'COPY part126 /parts/126\n'
             'COPY part127 /parts/127\n'),
     'good': ('# just as many as can be\n'
              'FROM scratch\n'
              'COPY part0 /parts/0\n'
              'COPY part1 /parts/1\n'
              'COPY part2 /parts/2\n'
              'COPY part3 /parts/3\n'
              'COPY part4 /parts/4\n'
              'COPY part5 /parts/5\n'
              'COPY part6 /parts/6\n'
              'COPY part7 /parts/7\n'
              'COPY part8 /parts/8\n'
              'COPY part9 /parts/9\n'
              'COPY part10 /parts/10\n'
              'COPY part11 /parts/11\n'
              'COPY part12 /parts/12\n'
              'COPY part13 /parts/13\n'
              'COPY part14 /parts/14\n'
              'COPY part15 /parts/15\n'
              'COPY part16 /parts/16\n'
              'COPY part17 /parts/17\n'
              'COPY part18 /parts/18\n'
              'COPY part19 /parts/19\n'
              'COPY part20 /parts/20\n'
              'COPY part21 /parts/21\n'
              'COPY part22 /parts/22\n'
              'COPY part23 /parts/23\n'
              'COPY part24 /parts/24\n'
              'COPY part25 /parts/25\n'
              'COPY part26 /parts/26\n'
              'COPY part27 /parts/27\n'
              'COPY part28 /parts/28\n'
              'COPY part29 /parts/29\n'
              'COPY part30 /parts/30\n'
              'COPY part31 /parts/31\n'
              'COPY part32 /parts/32\n'
              'COPY part33 /parts/33\n'
              'COPY part34 /parts/34\n'
              'COPY part35 /parts/35\n'
              'COPY part36 /parts/36\n'
              'COPY part37 /parts/37\n'
              'COPY part38 /parts/38\n'
              'COPY part39 /parts/39\n'
              'COPY part40 /parts/40\n'
              'COPY part41 /parts/41\n'
              'COPY part42 /parts/42\n'
              'COPY part43 /parts/43\n'
              'COPY part44 /parts/44\n'
              'COPY part45 /parts/45\n'
              'COPY part46 /parts/46\n'
              'COPY part47 /parts/47\n'
              'COPY part48 /parts/48\n'
              'COPY part49 /parts/49\n'
              'COPY part50 /parts/50\n'
              'COPY part51 /parts/51\n'
              'COPY part52 /parts/52\n'
              'COPY part53 /parts/53\n'
              'COPY part54 /parts/54\n'
              'COPY part55 /parts/55\n'
              'COPY part56 /parts/56\n'
              'COPY part57 /parts/57\n'
              'COPY part58 /parts/58\n'
              'COPY part59 /parts/59\n'
              'COPY part60 /parts/60\n'
              'COPY part61 /parts/61\n'
              'COPY part62 /parts/62\n'
              'COPY part63 /parts/63\n'
              'COPY part64 /parts/64\n'
              'COPY part65 /parts/65\n'
              'COPY part66 /parts/66\n'
              'COPY part67 /parts/67\n'
              'COPY part68 /parts/68\n'
              'COPY part69 /parts/69\n'
              'COPY part70 /parts/70\n'
              'COPY part71 /parts/71\n'
              'COPY part72 /parts/72\n'
              'COPY part73 /parts/73\n'
              'COPY part74 /parts/74\n'
              'COPY part75 /parts/75\n'
              'COPY part76 /parts/76\n'
              'COPY part77 /parts/77\n'
              'COPY part78 /parts/78\n'
              'COPY part79 /parts/79\n'
              'COPY part80 /parts/80\n'
              'COPY part81 /parts/81\n'
              'COPY part82 /parts/82\n'
              'COPY part83 /parts/83\n'
              'COPY part84 /parts/84\n'
              'COPY part85 /parts/85\n'
              'COPY part86 /parts/86\n'
              'COPY part87 /parts/87\n'
              'COPY part88 /parts/88\n'
              'COPY part89 /parts/89\n'
              'COPY part90 /parts/90\n'
              'COPY part91 /parts/91\n'
              'COPY part92 /parts/92\n'
              'COPY part93 /parts/93\n'
              'COPY part94 /parts/94\n'
              'COPY part95 /parts/95\n'
              'COPY part96 /parts/96\n'
              'COPY part97 /parts/97\n'
              'COPY part98 /parts/98\n'
              'COPY part99 /parts/99\n'
              'COPY part100 /parts/100\n'
              'COPY part101 /parts/101\n'
              'COPY part102 /parts/102\n'
              'COPY part103 /parts/103\n'
              'COPY part104 /parts/104\n'
              'COPY part105 /parts/105\n'
              'COPY part106 /parts/106\n'
              'COPY part107 /parts/107\n'
              'COPY part108 /parts/108\n'
              'COPY part109 /parts/109\n'
              'COPY part110 /parts/110\n'
              'COPY part111 /parts/111\n'
              'COPY part112 /parts/112\n'
              'COPY part113 /parts/113\n'
              'COPY part114 /parts/114\n'
              'COPY part115 /parts/115\n'
              'COPY part116 /parts/116\n'
              'COPY part117 /parts/117\n'
              'COPY part118 /parts/118\n'
              'COPY part119 /parts/119\n'
              'COPY part120 /parts/120\n'
              'COPY part121 /parts/121\n'
              'COPY part122 /parts/122\n'
              'COPY part123 /parts/123\n'
              'COPY part124 /parts/124\n'
              'COPY part125 /parts/125\n'
              'COPY part126 /parts/126\n',
              'FROM debian:12\nRUN make\n',
              'FROM scratch\nCOPY app /app\n')},
    'LL257': {'why': 'What CMD or ENTRYPOINT installs is written into the thin layer of each container, again for every container and after every '
            'restart that makes a new one; it needs the network and the compilers at run time. Images for development are left alone.',
     'cost': 'The time and the bytes of the install, for each container.',
     'bad': ('FROM node:22\n'
             'WORKDIR /app\n'
             'COPY . .\n'
             'CMD npm install && npm start\n'
             '    ^^^^^^^^^^^ `npm install` runs at every start of a container\n',
             'FROM golang:1.25\n'
             'WORKDIR /src\n'
             'COPY . .\n'
             'CMD ["go", "run", "main.go"]\n'
             '     ^^^^^^^^^^^ `go run` runs at every start of a container\n',
             'FROM python:3.13\n'
             'COPY . /app\n'
             'ENTRYPOINT ["sh", "-c", "pip install -r /app/requirements.txt && python /app/main.py"]\n'
             '                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `pip install` runs at every start of a '
             'container\n'),
     'good': ('FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["npm", "start"]\n',
              'FROM golang:1.25 AS dev\nWORKDIR /src\nCMD ["go", "run", "."]\n',
              'FROM golang:1.25 AS build\nCMD ["go", "build", "."]\nFROM scratch\nCOPY --from=build /app /app\nCMD ["/app"]\n')},
    'LL258': {'why': 'One COPY takes several files, and each COPY makes a layer. Separate ones can be meant: a change of the second file does not '
            'make the first one anew. So the rule is off until it is selected.',
     'cost': 'One layer.',
     'bad': ('FROM debian:12\n'
             'COPY a.conf /etc/app/\n'
             'COPY b.conf /etc/app/\n'
             '^^^^^^^^^^^^^^^^^^^^^ the COPY above could bring these files, too\n',
             'FROM node:22\n'
             'WORKDIR /app\n'
             'COPY --chown=node package.json ./\n'
             'COPY --chown=node package-lock.json ./\n'
             '^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the COPY above could bring these files, too\n'),
     'good': ('FROM debian:12\nCOPY a.conf b.conf /etc/app/\n',
              'FROM debian:12\nCOPY a.conf /etc/app/\nCOPY --chown=app b.conf /etc/app/\n',
              'FROM debian:12\nCOPY src/ /app/\nCOPY web/ /app/\n',
              'FROM debian:12\nCOPY a.conf /etc/app/\nRUN check /etc/app/a.conf\nCOPY b.conf /etc/app/\n')},
    'LL259': {'why': 'Each RUN makes a layer. Fewer layers are not fewer bytes, and a RUN of its own can be taken from the cache, so the rule is an '
            'opinion and off until it is selected. Where two RUNs really cost bytes, LL240, LL241, LL242 and LL250 say so.',
     'cost': 'One layer.',
     'bad': ('FROM debian:12\nRUN make\nRUN make install\n^^^ this RUN and the one above could be one\n',
             'FROM debian:12\nRUN useradd app\nRUN mkdir /data\n^^^ this RUN and the one above could be one\n',
             'FROM debian:12\n'
             'RUN --mount=type=cache,target=/cache make\n'
             'RUN --mount=type=cache,target=/cache make install\n'
             '^^^ this RUN and the one above could be one\n',
             'FROM debian:12\nRUN make\nRUN [ -d /data ]\n^^^ this RUN and the one above could be one\n'),
     'good': ('FROM debian:12\nRUN make && make install\n',
              'FROM debian:12\nRUN useradd app\nCOPY app /app\nRUN mkdir /data\n',
              'FROM debian:12\nRUN --mount=type=cache,target=/cache make\nRUN make install\n')},
    'LL260': {'why': 'Up to shadow 4.12 (Debian 11, Ubuntu 22.04, CentOS 7) useradd enters the new user into /var/log/faillog and /var/log/lastlog '
            'at the place of its id. The files are sparse, but a layer stores them in full: hundreds of MB for an id of six digits and '
            'more. Later versions leave the files alone. Where the name of the base does not tell its distribution nothing is said; LL264 '
            'does.',
     'cost': 'About 300 bytes times the id: 300 MB for one million.',
     'bad': ('FROM debian:11\n'
             'RUN useradd -u 1000660000 app\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^ `useradd` with id 1000660000 writes huge sparse log files\n',
             'FROM ubuntu:22.04\n'
             'RUN groupadd app && useradd --uid=200000 -g app app\n'
             '                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `useradd` with id 200000 writes huge sparse log files\n'),
     'good': ('FROM debian:11\nRUN useradd -l -u 1000660000 app\n',
              'FROM debian:11\nRUN useradd -u 10001 app\n',
              'FROM debian:11 AS build\nRUN useradd -u 1000660000 app\nFROM debian:12\nCOPY --from=build /etc/passwd /etc/passwd\n',
              '# this one leaves the log files alone\n'
              'FROM node:22-bookworm-slim\n'
              'RUN groupadd -g 1000660000 app && useradd -u 1000660000 -g app app\n')},
    'LL261': {'why': 'LL201 and its kin speak of layers that ship, of commands that certainly run, and of more than a few MB. This rule speaks of '
            'the rest: the same files in a stage of which only results are copied, behind a condition, of `pip install --upgrade pip` '
            'alone. It costs nothing in the image, or next to nothing, so the rule is off until it is selected. Other tools read each RUN '
            'by itself, and report these places with the others.',
     'cost': 'Nothing in the image that ships; space and time in the build cache.',
     'bad': ('# nothing of this stage ships but what is copied from it\n'
             'FROM alpine:3.22 AS build\n'
             'RUN apk add build-base\n'
             '    ^^^^^^^ `apk add` leaves its package index in this layer\n'
             'FROM scratch\n'
             'COPY --from=build /bin/busybox /bin/\n',
             '# behind a condition\n'
             'FROM debian:12\n'
             'RUN if [ -n "$EXTRA" ]; then apt-get update; apt-get install -y $EXTRA; fi\n'
             '                             ^^^^^^^^^^^^^^ `apt-get update` leaves its package lists in this layer\n',
             '# a few MB\n'
             'FROM python:3.13\n'
             'RUN pip install --upgrade pip\n'
             '    ^^^^^^^^^^^ `pip install` leaves its download cache in this layer\n',
             'FROM fedora:42 AS build\n'
             'RUN dnf install -y gcc\n'
             '    ^^^^^^^^^^^ `dnf install` leaves its metadata in this layer\n'
             'FROM centos:7 AS test\n'
             'RUN yum install -y gcc\n'
             '    ^^^^^^^^^^^ `yum install` leaves its metadata in this layer\n'
             'FROM opensuse/leap:15.6 AS docs\n'
             'RUN zypper -n in gcc\n'
             '    ^^^^^^^^^^^^ `zypper in` leaves its metadata in this layer\n'
             'FROM scratch\n'
             'COPY --from=build /usr/bin/gcc /\n',
             'FROM node:22\n'
             'COPY package.json yarn.lock ./\n'
             'RUN if [ -f yarn.lock ]; then yarn install; fi\n'
             '                              ^^^^^^^^^^^^ `yarn install` leaves its download cache in this layer\n',
             'FROM debian:12\n'
             'ONBUILD RUN apt-get update && apt-get install -y curl\n'
             '            ^^^^^^^^^^^^^^ `apt-get update` leaves its package lists in this layer\n',
             '# LL105 tells it, under no old id\n'
             'FROM debian:12\n'
             'RUN apt-get update\n'
             '    ^^^^^^^^^^^^^^ `apt-get update` leaves its package lists in this layer\n'
             'RUN apt-get install -y curl\n'),
     'good': ('# LL201 has it\nFROM debian:12\nRUN apt-get update && apt-get install -y curl\n',
              'FROM alpine:3.22 AS build\nRUN apk add --no-cache build-base\nFROM scratch\nCOPY --from=build /bin/busybox /bin/\n',
              'FROM python:3.13 AS build\n'
              'RUN --mount=type=cache,target=/root/.cache/pip pip install build\n'
              'FROM scratch\n'
              'COPY --from=build /usr/local/bin/pyproject-build /\n')},
    'LL262': {'why': 'LL245 speaks where the archive that is unpacked certainly is the one that was copied. Here only the name tells: a variable or '
            'the working directory of an unknown base decides the place.',
     'cost': 'The size of the archive, and one layer.',
     'bad': ('FROM debian:12\n'
             'COPY app.tar.gz /tmp/\n'
             '     ^^^^^^^^^^ `app.tar.gz` may stay in this layer after unpacking\n'
             'RUN cd "$(mktemp -d)" && tar -xzf "$ARCHIVES/app.tar.gz"\n',
             'FROM debian:12\n'
             'COPY dist/app.tgz dist/\n'
             '     ^^^^^^^^^^^^ `app.tgz` may stay in this layer after unpacking\n'
             'RUN zcat dist/app.tgz | tar -x\n'),
     'good': ('# LL245 has it\nFROM debian:12\nCOPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /opt\n',
              'FROM debian:12\nCOPY app.tar.gz /srv/downloads/\nRUN tar -czf /srv/backup.tar.gz /etc\n')},
    'LL263': {'why': 'LL252 speaks where the distribution of one image goes on top of that of another. This rule speaks of the other copies of a '
            'whole root: from images made to be copied whole, onto `scratch`, in a stage that does not ship. Nearly all of them are meant, '
            'so the rule is off until it is selected.',
     'cost': 'What the copied root holds, which is often little.',
     'bad': ('FROM tonistiigi/xx:1.6.1 AS xx\n'
             'FROM alpine:3.22\n'
             'COPY --from=xx / /\n'
             '               ^ copies a whole root, whatever it holds\n',
             'FROM debian:12 AS build\n'
             'RUN rm -rf /usr/share/doc\n'
             'FROM scratch\n'
             'COPY --from=build / /\n'
             '                  ^ copies a whole root, whatever it holds\n'),
     'good': ('FROM tonistiigi/xx:1.6.1 AS xx\nFROM alpine:3.22\nCOPY --from=xx /usr/bin/ /usr/bin/\n',
              '# LL252 has it\nFROM node:22 AS build\nFROM debian:12-slim\nCOPY --from=build / /\n')},
    'LL264': {'why': 'With a high id, useradd writes huge sparse log files (LL260). Here the id comes from a variable whose value the file does not '
            'tell, so it may be high; or the name of the base does not tell whether its useradd still writes them; or the stage does not '
            'ship.',
     'cost': 'Nothing for usual ids; about 300 bytes times the id for a high one.',
     'bad': ('FROM debian:11\n'
             'ARG UID\n'
             'RUN useradd -u "$UID" app\n'
             '    ^^^^^^^^^^^^^^^^^^^^^ `useradd` with an id that may be high writes sparse log files\n',
             'FROM debian:11 AS build\n'
             'RUN useradd -u 1000660000 app\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^ `useradd` with id 1000660000 may write huge sparse log files\n'
             'FROM debian:12\n'
             'COPY --from=build /etc/passwd /etc/passwd\n',
             '# which distribution this is, its name does not tell\n'
             'FROM registry.example.org/base\n'
             'RUN useradd -u 200000 app\n'
             '    ^^^^^^^^^^^^^^^^^^^^^ `useradd` with id 200000 may write huge sparse log files\n'),
     'good': ('FROM debian:12\nARG UID=10001\nRUN useradd -u "${UID}" app\n', 'FROM debian:12\nARG UID\nRUN useradd -l -u "$UID" app\n')},
    'LL265': {'why': 'What LL202 says of the layers that ship, said of the others. It costs no byte of the image, only time and space of the build, '
            'and is off until it is selected.',
     'cost': 'Nothing in the image that ships.',
     'bad': ('FROM debian:12 AS build\n'
             'RUN apt-get update && apt-get install -y cmake\n'
             '                      ^^^^^^^^^^^^^^^ `apt-get install` brings the recommended packages, too\n'
             'FROM debian:12-slim\n'
             'COPY --from=build /usr/bin/cmake /usr/bin/\n',
             'FROM debian:12\n'
             'ONBUILD RUN apt-get update && apt-get install -y cmake\n'
             '                              ^^^^^^^^^^^^^^^ `apt-get install` brings the recommended packages, too\n'),
     'good': ('FROM debian:12 AS build\n'
              'RUN apt-get update && apt-get install -y --no-install-recommends cmake\n'
              'FROM debian:12-slim\n'
              'COPY --from=build /usr/bin/cmake /usr/bin/\n',
              '# LL202 has it\nFROM debian:12\nRUN apt-get update && apt-get install -y cmake\n')},
    'LL301': {'why': 'Two builds of the same file on two days install two versions of the package. Against that stands that Debian and Ubuntu take '
            'old versions from their servers: a build with an exact version breaks within weeks, and what a release gets are fixes anyway. '
            'So the rule is off until it is selected; a wildcard (`curl=7.88.*`) is a version, too, and a digest of the base image with a '
            'snapshot of the archive is the way to the same bytes.',
     'bad': ('FROM debian:12\n'
             'RUN apt-get update && apt-get install -y curl\n'
             '                                         ^^^^ `curl` names no version\n',
             'FROM debian:12\n'
             'RUN apt-get update && apt-get install -y -t bookworm-backports --no-install-recommends \\\n'
             '      git=1:2.* \\\n'
             '      gnupg \\\n'
             '      ^^^^^ `gnupg` and 1 more name no version\n'
             '      php${PHP_VERSION}-fpm\n',
             '# what a variable of the same RUN holds\n'
             'FROM debian:12\n'
             "RUN buildDeps='gcc libc6-dev make=4.*' && apt-get update && apt-get install -y $buildDeps\n"
             '                                                                               ^^^^^^^^^^ `gcc` and 1 more name no version\n',
             'FROM debian:12\n'
             'ONBUILD RUN apt-get update && apt-get -qq install curl\n'
             '                                                  ^^^^ `curl` names no version\n',
             '# apt and sudo are heard, too\n'
             'FROM ubuntu:24.04\n'
             'RUN sudo apt install -y curl\n'
             '                        ^^^^ `curl` names no version\n'),
     'good': ('FROM debian:12\nRUN apt-get update && apt-get install -y curl=7.88.* git=1:2.39.2-1.1\n',
              'FROM debian:12\n'
              'ARG CURL=7.88.1-10\n'
              'RUN apt-get update && apt-get install -yqt bookworm curl=$CURL ./tool.deb https://example.org/other.deb '
              'git/bookworm-backports\n',
              'FROM debian:12\nRUN apt-get -a arm64 install -y curl=7.88.*\n',
              'FROM debian:12\nRUN apt-get install -y nano-\n',
              'FROM debian:12\n'
              "RUN echo 'deb http://snapshot.debian.org/archive/debian/20250101T000000Z bookworm main' > /etc/apt/sources.list\n"
              'RUN apt-get update && apt-get install -y curl\n',
              'FROM debian:12\nRUN apt-get install -s curl\n')},
    'LL302': {'why': 'pip takes the newest release on the day of the build; a new major version breaks the next build, or the program, though '
            'nothing in the file has changed. A file of requirements or constraints, or an address with a revision, says which version is '
            'meant; a range is a version, too. Off until selected, as many images want the newest release of a tool.',
     'bad': ('FROM python:3.13\nRUN pip install --no-cache-dir flask\n                               ^^^^^ `flask` names no version\n',
             'FROM python:3.13\n'
             'RUN python3 -m pip install -U "celery[redis]" gunicorn==23.* \'redis>=5\'\n'
             '                              ^^^^^^^^^^^^^^^ `celery[redis]` names no version\n',
             '# a branch moves; without a name it is the default branch\n'
             'FROM python:3.13\n'
             'RUN pip install git+https://example.org/acme/tool.git\n'
             '                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `git+https://example.org…` names no version\n',
             'FROM python:3.13\n'
             'RUN uv pip install --system flask && /opt/venv/bin/pip install -U wheel\n'
             '                            ^^^^^ `flask` names no version\n'
             '                                                                  ^^^^^ `wheel` names no version\n',
             'FROM python:3.13\nRUN sudo pip install flask tomli==2.*\n                     ^^^^^ `flask` names no version\n'),
     'good': ('FROM python:3.13\nRUN pip install flask==3.1.0 "celery[redis]~=5.4" \'redis>=5,<6\'\n',
              'FROM python:3.13\n'
              'COPY requirements.txt constraints.txt ./\n'
              'RUN pip install -r requirements.txt && pip install -c constraints.txt gunicorn\n',
              'FROM python:3.13\n'
              'RUN pip install . && pip install /wheels/tool.whl && pip install -e ./lib && pip install '
              'git+https://example.org/acme/tool@v1.2\n',
              'FROM python:3.13\nRUN pip install --retries 10 --timeout 100 flask==3.1.0\n',
              'FROM python:3.13\nENV TF=https://example.org/tensorflow-1.0.1-cp27-none-linux_x86_64.whl\nRUN pip install --upgrade ${TF}\n',
              'FROM python:3.13\nRUN pip install -U pip\n',
              'FROM python:3.13\n'
              'COPY requirements.txt ./\n'
              'RUN pip install -Ur requirements.txt && pip install --requirement=requirements.txt wheel\n',
              'FROM python:3.13\nRUN pip install --no-index --find-links=/wheels flask\n',
              'FROM python:3.13\nCOPY . .\nRUN pip install ".[dev]"\n',
              'FROM python:3.13\nENV PIP_CONSTRAINT=/etc/constraints.txt\nRUN pip install flask\n')},
    'LL303': {'why': '`npm install name` takes what the tag `latest` points to on the day of the build. For a tool that is installed globally '
            'nothing else fixes the version; a package of the project belongs into package.json with its lock. A range is a version, too. '
            'Off until selected.',
     'bad': ('FROM node:22\nRUN npm install -g pnpm\n                   ^^^^ `pnpm` names no version\n',
             'FROM node:22\n'
             'RUN npm install --global @angular/cli firebase-tools@${FIREBASE} acme/tool\n'
             '                         ^^^^^^^^^^^^ `@angular/cli` and 1 more name no version\n',
             '# a tag moves; other spellings of the verb\n'
             'FROM node:22\n'
             'RUN npm i -g npm@latest && yarn global add serve && npm install wrangler@next\n'
             '             ^^^^^^^^^^ `npm@latest` names no version\n'
             '                                           ^^^^^ `serve` names no version\n'
             '                                                                ^^^^^^^^^^^^^ `wrangler@next` names no version\n'),
     'good': ('FROM node:22\nRUN npm install -g pnpm@10 @angular/cli@^19 && npm install --loglevel error\n',
              'FROM node:22\nCOPY tool.tgz ./\nRUN npm install ./tool.tgz git+https://example.org/acme/other.git#v2\n',
              'FROM node:22\nRUN npm install --prefix "$(npm root -g)/tool" lib@1.8.6 && npm install --omit dev\n',
              'FROM node:22\nCOPY . .\nRUN npm install .\n',
              'FROM node:22\nRUN npm install acme/tool#v1.2\n',
              'FROM node:22\nRUN npm install -g --unsafe-perm true pnpm@10\n')},
    'LL304': {'why': 'Two builds of the same file on two days install two versions of the package. Against that stands that Alpine keeps one '
            'version of a package in each release: a build with an exact version breaks as soon as the next one is there. So the rule is '
            'off until it is selected; `curl~=8.5` is a version that lasts longer.',
     'bad': ('FROM alpine:3.22\nRUN apk add --no-cache curl\n                       ^^^^ `curl` names no version\n',
             '# `@edge` names a repository\n'
             'FROM alpine:3.22\n'
             'RUN apk --no-cache add --virtual .build-deps gcc musl-dev=1.2.5-r10 lld@edge\n'
             '                                             ^^^ `gcc` and 1 more name no version\n',
             'FROM alpine:3.22\n'
             'RUN nginxPackages="nginx=${NGINX}-r1 nginx-mod-xslt" && apk add $nginxPackages\n'
             '                                                                ^^^^^^^^^^^^^^ `nginx-mod-xslt` names no version\n'),
     'good': ('FROM alpine:3.22\nRUN apk add --no-cache curl~=8.14 "git>2.40" make=4.4.1-r3 ./tool.apk\n',
              'FROM alpine:3.22\nRUN apk add -U -t .deps -X https://example.org/alpine gcc=14.2.0-r6\n',
              'FROM alpine:3.22\nRUN apk add --root /mnt --initdb curl~=8\n',
              "FROM alpine:3.22\nRUN apk add '!nano'\n",
              'FROM alpine:3.22\nRUN apk add -s curl\n')},
    'LL305': {'why': '`gem install name` takes the newest release on the day of the build; the next one may want a newer Ruby than the image has, '
            'and the build breaks. Off until selected.',
     'bad': ('FROM ruby:3.4\nRUN gem install bundler\n                ^^^^^^^ `bundler` names no version\n',
             '# what stands behind `--` is for the compiler\n'
             'FROM ruby:3.4\n'
             'RUN gem install --no-document rake:13.2.1 nokogiri -- --use-system-libraries\n'
             '                                          ^^^^^^^^ `nokogiri` names no version\n'),
     'good': ('FROM ruby:3.4\n'
              "RUN gem install bundler -v 2.6.2 && gem install rake:13.2.1 rspec:$RSPEC -- --with-x=y && gem install --version '~> 1.0' "
              'foo\n',
              'FROM ruby:3.4\nRUN gem install --local foo && gem install -g Gemfile\n',
              'FROM ruby:3.4\nCOPY tool.gem /\nRUN gem install /tool.gem\n',
              'FROM ruby:3.4\nRUN gem install bundler -v=2.6.2\n')},
    'LL306': {'why': 'Two builds of the same file on two days install two versions of the package. A release of the distribution gets fixes and '
            'little else, and its mirrors may drop what is old, so the rule is off until it is selected. A wildcard is a version, too.',
     'bad': ('FROM centos:7\nRUN yum install -y curl\n                   ^^^^ `curl` names no version\n',
             '# the number of a name is no version\n'
             'FROM centos:7\n'
             'RUN yum -y --setopt=tsflags=nodocs install httpd-2.4.62 java-21-openjdk cuda-${MAJOR}-libs\n'
             '                                                        ^^^^^^^^^^^^^^^ `java-21-openjdk` and 1 more name no version\n',
             'FROM centos:7\n'
             'RUN INSTALL_PKGS="python3 python3-devel-3.9*" && \\\n'
             '    yum install -y $INSTALL_PKGS\n'
             '                   ^^^^^^^^^^^^^ `python3` names no version\n'),
     'good': ('FROM centos:7\nRUN yum install -y httpd-2.4.62 mod_ssl-1:2.4.62-1.el9 epel-release-9-7.noarch\n',
              'FROM centos:7\nRUN yum update -y && yum remove -y httpd\n',
              'FROM centos:7\nRUN VERSION=1.26 && yum install -y nginx-$VERSION\n',
              'FROM centos:7\nRUN yum install -y httpd-2.4*\n',
              "FROM centos:7\nRUN yum install -y 'httpd >= 2.4'\n",
              'FROM centos:7\nRUN yum install -y @php:8.2\n',
              'FROM centos:7\nRUN yum install -y --enablerepo epel --releasever 9 httpd-2.4.62\n',
              'FROM centos:7\nRUN yum install -y https://example.org/epel-release.rpm ./tool.rpm\n')},
    'LL307': {'why': 'Two builds of the same file on two days install two versions of the package. Repositories of openSUSE may drop what is old, '
            "so the rule is off until it is selected. A bound (`'curl>=8'`) is a version, too.",
     'bad': ('FROM opensuse/leap:15.6\n'
             'RUN zypper --non-interactive install curl\n'
             '                                     ^^^^ `curl` names no version\n',
             'FROM opensuse/leap:15.6\n'
             "RUN zypper -n in git=2.43.0 'make>=4' gcc gcc-c++\n"
             '                                      ^^^ `gcc` and 1 more name no version\n'),
     'good': ("FROM opensuse/leap:15.6\nRUN zypper -n install git=2.43.0 'make>=4' 'gcc<14' tool.rpm\n",
              'FROM opensuse/leap:15.6\nRUN zypper -n refresh && zypper -n remove curl\n',
              'FROM opensuse/leap:15.6\nRUN zypper -n install --from main git=2.43.0\n',
              'FROM opensuse/leap:15.6\nRUN zypper -n install https://example.org/tool\n',
              "FROM opensuse/leap:15.6\nRUN zypper -n install '!nano'\n")},
    'LL308': {'why': 'Two builds of the same file on two days install two versions of the package. A release of the distribution gets fixes and '
            'little else, and its mirrors drop what is old, so the rule is off until it is selected. A wildcard is a version, too.',
     'bad': ('FROM fedora:42\nRUN microdnf install -y curl\n                        ^^^^ `curl` names no version\n',
             '# the number of a name is no version\n'
             'FROM fedora:42\n'
             'RUN dnf -y --setopt=tsflags=nodocs install httpd-2.4.62 java-21-openjdk cuda-${MAJOR}-libs\n'
             '                                                        ^^^^^^^^^^^^^^^ `java-21-openjdk` and 1 more name no version\n',
             'FROM fedora:42\n'
             'RUN INSTALL_PKGS="python3 python3-devel-3.9*" && \\\n'
             '    dnf install -y $INSTALL_PKGS\n'
             '                   ^^^^^^^^^^^^^ `python3` names no version\n',
             'FROM fedora:42\n'
             'RUN dnf module install -y nodejs && dnf module install -y php:8.2\n'
             '                          ^^^^^^ `nodejs` names no version\n'),
     'good': ('FROM fedora:42\nRUN dnf install -y httpd-2.4.62 mod_ssl-1:2.4.62-1.el9 epel-release-9-7.noarch\n',
              'FROM fedora:42\nRUN dnf update -y && dnf remove -y httpd\n',
              'FROM fedora:42\nRUN VERSION=1.26 && dnf install -y nginx-$VERSION\n',
              'FROM fedora:42\nRUN dnf install -y httpd-2.4*\n',
              "FROM fedora:42\nRUN dnf install -y 'httpd >= 2.4'\n",
              'FROM fedora:42\nRUN dnf install -y @php:8.2\n',
              'FROM fedora:42\nRUN dnf install -y --enablerepo epel --releasever 9 httpd-2.4.62\n',
              'FROM fedora:42\nRUN dnf install -y https://example.org/epel-release.rpm ./tool.rpm\n')},
    'LL309': {'why': '`@latest` is whatever was released last on the day of the build, and `go get` without a version means the same. Two builds of '
            'the same file make two programs, and the newest one may want a newer Go than the image has. Off until selected.',
     'bad': ('FROM golang:1.25\n'
             'RUN go install example.org/tool@latest\n'
             '               ^^^^^^^^^^^^^^^^^^^^^^^ `example.org/tool@latest` names no version\n',
             'FROM golang:1.25\n'
             'RUN go get -u example.org/x/lint && go run example.org/gen@latest -o out ./...\n'
             '              ^^^^^^^^^^^^^^^^^^ `example.org/x/lint` names no version\n'
             '                                           ^^^^^^^^^^^^^^^^^^^^^^ `example.org/gen@latest` names no version\n',
             '# a branch moves\n'
             'FROM golang:1.25\n'
             'RUN go install example.org/tool@master\n'
             '               ^^^^^^^^^^^^^^^^^^^^^^^ `example.org/tool@master` names no version\n'),
     'good': ('FROM golang:1.25\nRUN go install -v example.org/tool@v1.2.3 && go install example.org/other@$OTHER\n',
              'FROM golang:1.25\nCOPY . .\nRUN go install ./cmd/app && go build example.org/tool && go mod download\n',
              'FROM golang:1.25\nRUN go install -tags netgo -p 2 example.org/tool@v1.2.3\n')},
    'LL310': {'why': '`zypper dist-upgrade` brings the system to the state of the repositories, whatever that is on the day of the build: packages '
            'are replaced, go back or go away. A newer base image is the same with a name. Off until selected, as Tumbleweed knows no '
            'other update.',
     'bad': ('FROM opensuse/leap:15.6\n'
             'RUN zypper -n dist-upgrade\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^ `zypper dist-upgrade` replaces the system of the base image\n',
             'FROM opensuse/tumbleweed\nRUN zypper --non-interactive dup && zypper clean -a\n    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM opensuse/leap:15.6\nRUN zypper -n update\n',
              'FROM opensuse/leap:15.6\nRUN zypper -n install curl=8.6.0\n',
              'FROM opensuse/leap:15.6\nRUN zypper addrepo https://example.org/dup dup\n')},
    'LL311': {'why': 'The step replaces what the base image brings with whatever is newest on the day of the build: two builds differ, the layer '
            'holds a second copy of everything replaced, and the cache keeps the step for as long as its text stays. Building from the '
            'newest base image, with `--pull`, does the same for nothing. Against that stands that fixes come to the archive days before '
            'they come to the base image; so the rule is off until it is selected. Upgrades of named packages, and of security fixes '
            'alone, are not meant.',
     'cost': 'The size of everything that is replaced, a second time.',
     'bad': ('FROM debian:12\n'
             'RUN apt-get update && apt-get -y upgrade && rm -rf /var/lib/apt/lists/*\n'
             '                      ^^^^^^^^^^^^^^^^^^ `apt-get upgrade` upgrades all that the base image brings\n',
             'FROM alpine:3.22\n'
             'RUN apk -U upgrade && apk add curl\n'
             '    ^^^^^^^^^^^^^^ `apk upgrade` upgrades all that the base image brings\n',
             'FROM centos:7\n'
             'RUN yum update -y && yum install -y httpd\n'
             '    ^^^^^^^^^^ `yum update` upgrades all that the base image brings\n',
             'FROM registry.access.redhat.com/ubi9-minimal\n'
             'RUN microdnf --nodocs update && zypper -n up\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^\n'
             '                                ^^^^^^^^^^^^\n'),
     'good': ('FROM debian:12\nRUN apt-get update && apt-get install -y --only-upgrade openssl && apt-get -s upgrade\n',
              'FROM fedora:42\nRUN dnf upgrade -y openssl && dnf upgrade -y --security && dnf check-update\n',
              'FROM alpine:3.22\nRUN apk update && apk upgrade libcrypto3\n')},
    'LL312': {'why': 'As long as package.json and the lock agree, `npm install` installs what the lock says. Once they do not, it works out new '
            'versions and goes on in silence, where `npm ci` stops the build. Off until selected: with a tidy lock both do the same, and a '
            'few projects cannot use `npm ci`.',
     'bad': ('FROM node:22\n'
             'WORKDIR /app\n'
             'COPY package.json package-lock.json ./\n'
             'RUN npm install --omit=dev\n'
             '    ^^^^^^^^^^^ `npm install` may change the lock it is given\n',
             '# the build context shows what the pattern brings\n'
             'FROM node:22\n'
             'WORKDIR /app\n'
             'COPY web/package*.json web/\n'
             'RUN cd web && npm i\n'
             '              ^^^^^ `npm i` may change the lock it is given\n',
             'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\n    ^^^^^^^^^^^\n'),
     'good': ('FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\n',
              '# there may be no lock\nFROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm install\n',
              'FROM node:22\n'
              'WORKDIR /app\n'
              'COPY package.json package-lock.json ./\n'
              'RUN rm package-lock.json && npm install\n'
              'RUN npm install -g pnpm@10\n',
              'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install\n')},
    'LL313': {'why': 'As long as Gemfile and Gemfile.lock agree, `bundle install` installs what the lock says. Once they do not, it works out new '
            'versions and goes on in silence; with BUNDLE_DEPLOYMENT or BUNDLE_FROZEN it stops the build. Off until selected.',
     'bad': ('FROM ruby:3.4\n'
             'WORKDIR /app\n'
             'COPY Gemfile Gemfile.lock ./\n'
             'RUN bundle install --jobs 4\n'
             '    ^^^^^^^^^^^^^^ `bundle install` may change the lock it is given\n',
             'FROM ruby:3.4\n'
             'WORKDIR /app\n'
             'ENV BUNDLE_WITHOUT=development:test\n'
             'COPY Gemfile* ./\n'
             'RUN bundle\n'
             '    ^^^^^^ `bundle` may change the lock it is given\n'),
     'good': ('FROM ruby:3.4\nENV BUNDLE_DEPLOYMENT=1\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\n',
              'FROM ruby:3.4\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN bundle config set --local frozen true && bundle install\n',
              '# no lock\nFROM ruby:3.4\nWORKDIR /app\nCOPY Gemfile ./\nRUN bundle install\n',
              'FROM ruby:3.4 AS dev\nWORKDIR /app\nCOPY Gemfile Gemfile.lock ./\nRUN bundle install\n')},
    'LL314': {'why': 'The packages stand in a variable that a command, a loop or the caller of the build fills, so the file does not say what is '
            'installed, nor in which versions. Often that is just what is meant, as where libraries are looked up that a program needs; '
            'off until selected. A variable whose value the file says is read like words: see LL301 to LL309.',
     'bad': ('FROM alpine:3.22\n'
             'RUN runDeps="$(scanelf --needed --nobanner /usr/local/bin/php | sort -u)" && apk add --no-cache $runDeps\n'
             '                                                                                                ^^^^^^^^ `$runDeps` is known '
             'to the build alone\n',
             'FROM debian:12\n'
             'COPY packages ./\n'
             'RUN apt-get update && apt-get install -y $(cat packages) curl=7.88.*\n'
             '                                         ^^^^^^^^^^^^^^^ `$(cat packages)` is known to the build alone\n',
             'FROM python:3.13\n'
             'RUN for package in flask redis; do pip install "$package"; done\n'
             '                                               ^^^^^^^^^^\n',
             'FROM centos:7\n'
             'RUN yum install -y nginx-${VERSION} && apt-get install $(cat /packages)\n'
             '                   ^^^^^^^^^^^^^^^^ `nginx-${VERSION}` is known to the build alone\n'
             '                                                       ^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM debian:12\nRUN packages="curl=7.88.* git=1:2.*" && apt-get update && apt-get install -y curl=$CURL\n',
              'FROM alpine:3.22\nRUN apk add "make=$MAKE" ./tool.apk\n')},
    'LL315': {'why': 'Without a version `go install` and `go run` take a package from the module in the working directory, at the version of its '
            'go.mod, and outside of one they fail; before modules they built what lay in GOPATH. So nothing moves, but the file does not '
            'say which version it is. Off until selected.',
     'bad': ('FROM golang:1.25\n'
             'COPY . .\n'
             'RUN go install example.org/app/tool\n'
             '               ^^^^^^^^^^^^^^^^^^^^ `example.org/app/tool` names no version\n',
             '# below GOPATH\nFROM golang:1.10\nCOPY . /go/src/app\nRUN go get -v app/server\n              ^^^^^^^^^^\n'),
     'good': ('FROM golang:1.25\nCOPY . .\nRUN go install ./cmd/app && go run . && go install tool && go install example.org/tool@v1.2.3\n',
              'FROM golang:1.25\nCOPY . .\nRUN go mod download && go build ./...\n',
              'FROM golang:1.25\nCOPY . .\nRUN go run make.go\n')},
    'LL316': {'why': 'The package manager installs all that match, on the day of the build: development files, debug symbols, translations, and '
            'what is added to the archive later. apt-get takes the pattern for a regular expression where it matches no name as a whole, '
            'and the shell puts in the names of files that match it first. A pattern in a version (`curl=7.88.*`) is not meant. Off until '
            'selected.',
     'cost': 'The packages that match and are not needed.',
     'bad': ('FROM debian:12\n'
             'RUN apt-get update && apt-get install -y android-tools* curl\n'
             '                                         ^^^^^^^^^^^^^^ `android-tools*` brings whatever matches\n',
             'FROM fedora:42\n'
             "RUN dnf install -y 'php-pecl-*' glibc-langpack-??\n"
             '                   ^^^^^^^^^^^^ `php-pecl-*` brings whatever matches\n'
             '                                ^^^^^^^^^^^^^^^^^ `glibc-langpack-??` brings whatever matches\n'),
     'good': ('FROM debian:12\nRUN apt-get update && apt-get install -y curl=7.88.* ./tools_*.deb && rm -rf /var/lib/apt/lists/*\n',
              "FROM fedora:42\nRUN dnf install -y php-8.2* /tmp/*.rpm && dnf remove -y 'php-pecl-*'\n")},
    'LL331': {'why': 'No tag means `latest`, and `latest` follows the newest release. Packages of a distribution are renamed, replaced and dropped '
            'from one release to the next, and a new major version of a language breaks programs: one day the same Dockerfile builds '
            'something else, or no longer builds. Reported where the stage installs packages, or where the image is a language and the '
            'stage runs something. The other cases are left to LL332 and LL333, names that an ARG gives among them.',
     'bad': ('FROM node\n     ^^^^ `node` has no tag, which means `latest`\nCOPY . /app\nRUN cd /app && npm ci\n',
             'FROM python:latest AS build\n'
             '     ^^^^^^^^^^^^^ `python:latest` is another image after every release\n'
             'RUN pip install build\n'
             'FROM docker.io/library/debian\n'
             '     ^^^^^^^^^^^^^^^^^^^^^^^^ `docker.io/library/debian` has no tag, which means `latest`\n'
             'RUN apt-get update && apt-get install -y openjdk-11-jre-headless && rm -rf /var/lib/apt/lists/*\n'
             'COPY --from=build /usr/local/bin/pyproject-build /usr/local/bin/\n'),
     'good': ('FROM node:22\nRUN npm install --global typescript\n',
              '# the digest holds it\n'
              'FROM debian@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa AS base\n'
              'FROM base\n'
              'FROM scratch\n')},
    'LL332': {'why': 'No tag means `latest`, whatever was pushed last, unless the caller puts a named context in its stead. Official images on '
            "whose release something hangs are LL331's; here are all others: those into which files are only copied, images that another "
            'build makes and that only ever have one tag, names that an ARG gives.',
     'bad': ('FROM quay.io/acme/base\n     ^^^^^^^^^^^^^^^^^ `quay.io/acme/base` is named without a tag\n',
             '# nothing hangs on the release: LL331 is silent\n'
             'FROM alpine\n'
             '     ^^^^^^ `alpine` is named without a tag\n'
             'COPY app /usr/local/bin/app\n',
             "# known only once the argument's default is filled in\n"
             'ARG BASE=quay.io/acme/base\n'
             'FROM $BASE\n'
             '     ^^^^^ `quay.io/acme/base` is named without a tag\n',
             '# the 5000 is a port\n'
             'FROM registry.local:5000/acme/base\n'
             '     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `registry.local:5000/acme/base` is named without a tag\n'),
     'good': ('FROM quay.io/acme/base:2.1\n',
              'ARG BASE=python:3.13@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nFROM ${BASE}\n',
              'FROM quay.io/acme/base:2.1 AS Build\nFROM build\n',
              'ARG NAME=base:2.1\nFROM acme/$NAME\n')},
    'LL333': {'why': '`latest` is whatever was pushed last, and the tag says nothing about what it was. Official images on whose release something '
            "hangs are LL331's; here are all others, and names that an ARG gives.",
     'bad': ('FROM quay.io/acme/base:latest\n'
             '     ^^^^^^^^^^^^^^^^^^^^^^^^ `quay.io/acme/base:latest` is another image after every release\n',
             'ARG TAG=latest\n'
             'FROM quay.io/acme/base:$TAG\n'
             '     ^^^^^^^^^^^^^^^^^^^^^^ `quay.io/acme/base:latest` is another image after every release\n'),
     'good': ('FROM quay.io/acme/base:latest-2026\n',
              'FROM quay.io/acme/base:latest@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n',
              'ARG PROJECT\nFROM gcr.io/$PROJECT/base:latest\n')},
    'LL334': {'why': 'A tag is moved with every rebuild of the image, and whoever can push can move it anywhere. A digest names one image for ever; '
            'the price is that fixes arrive only when somebody, or a bot, changes it.',
     'bad': ('FROM debian:12\n     ^^^^^^^^^ `debian:12` is not held by a digest\n',
             'ARG VERSION=22\nFROM node:$VERSION AS build\n     ^^^^^^^^^^^^^ `node:22` is not held by a digest\nFROM build\n'),
     'good': ('FROM debian:12@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n',
              'FROM scratch AS base\nFROM base\n')},
    'LL335': {'why': 'Where a digest is given, the tag is not looked at. It may be years away from the digest, and a reader believes the tag. Bots '
            'that renew digests need it, and for a reader it is the only word that means something: an opinion, for those who hold it.',
     'bad': ('FROM debian:12@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n'
             '     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the digest decides, and nothing '
             'checks the tag `12`\n',
             'ARG DIGEST=sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n'
             'FROM debian:12@$DIGEST\n'
             '     ^^^^^^^^^^^^^^^^^ the digest decides, and nothing checks the tag `12`\n'),
     'good': ('FROM debian@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n',
              'FROM registry.local:5000/debian@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n')},
    'LL336': {'why': 'Nobody mends security holes of the release any more. Its packages are moved to an archive sooner or later, and then `apt-get '
            'update` or `yum install` fails. Looked up in a table of official images, with the page that gives the date; paid support is '
            'not counted. For an image made for an old release, the rule has to be off.',
     'bad': ('FROM node:14-alpine\n'
             '     ^^^^^^^^^^^^^^ node 14 gets no fixes since 2023-04-30\n'
             'FROM debian:buster-slim\n'
             '     ^^^^^^^^^^^^^^^^^^ debian buster gets no fixes since 2024-06-30\n',
             'ARG UBUNTU=18.04\n'
             'FROM ubuntu:$UBUNTU\n'
             '     ^^^^^^^^^^^^^^ ubuntu 18.04 gets no fixes since 2023-05-31\n'
             'FROM python:3.12-alpine3.15\n'
             '     ^^^^^^^^^^^^^^^^^^^^^^ alpine 3.15 gets no fixes since 2023-11-01\n',
             'FROM centos:7.9.2009\n'
             '     ^^^^^^^^^^^^^^^ centos 7 gets no fixes since 2024-06-30\n'
             'FROM docker.io/library/php:7-apache-buster\n'
             '     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ php 7 gets no fixes since 2022-11-28\n'),
     'good': ('FROM node:22-bookworm\nFROM ubuntu:22.04\nFROM alpine:3.22\n',
              "# somebody else's, and somebody else's numbers\nFROM quay.io/acme/node:14\nFROM acme/debian:8\nFROM redis:6\n")},
    'LL337': {'why': 'Some time after its end a distribution takes a release from its mirrors and puts it into an archive. The image still asks the '
            'mirrors: `apt-get update` gets a 404, `yum install` finds no host, and the build stops. Silent where the stage speaks of a '
            'list of sources, a mirror or a proxy.',
     'cost': 'Nothing is built, except from a cache.',
     'bad': ('FROM debian:stretch-slim\n'
             'RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n'
             '    ^^^^^^^^^^^^^^ the packages of debian stretch are gone: `apt-get` fails\n',
             'FROM centos:7 AS base\n'
             'ENV LANG=en_US.UTF-8\n'
             'FROM base\n'
             'RUN yum -y install gcc\n'
             '    ^^^^^^^^^^^^^^^^^^ the packages of centos 7 are gone: `yum` fails\n'
             'RUN yum -y install make\n',
             'FROM python:3.7-stretch\nRUN apt-get update\n    ^^^^^^^^^^^^^^\n'),
     'good': ('FROM debian:stretch-slim\n'
              "RUN echo 'deb http://archive.debian.org/debian stretch main' > /etc/apt/sources.list\n"
              'RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
              'FROM centos:7\n'
              "RUN sed -i 's/mirrorlist/#mirrorlist/; s|#baseurl=http://mirror.centos.org|baseurl=http://vault.centos.org|' "
              '/etc/yum.repos.d/*.repo\n'
              'RUN yum -y install gcc\n',
              '# out of support for most, and still on the mirrors\n'
              'FROM ubuntu:18.04\n'
              'RUN apt-get update\n'
              'FROM debian:stretch\n'
              'COPY app /usr/local/bin/\n')},
    'LL340': {'why': 'Whoever can push to the registry of an image decides what the build runs. The rule says nothing until `registries` names '
            'those that the project trusts. It looks at FROM with its arguments filled in, at `COPY --from` and at mounts. An image '
            'without a registry comes from Docker Hub, `docker.io`.',
     'bad': ('FROM quay.io/acme/build:1 AS build\n'
             '     ^^^^^^^^^^^^^^^^^^^^ `quay.io` is not one of the trusted registries\n'
             'FROM debian:12\n'
             'COPY --from=gcr.io/acme/tool:2 /tool /usr/bin/\n'
             '            ^^^^^^^^^^^^^^^^^^ `gcr.io` is not one of the trusted registries\n'
             'RUN --mount=type=bind,from=gcr.io/acme/tool:2,target=/mnt /mnt/tool\n'
             '            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `gcr.io` is not one of the trusted registries\n',
             'ARG REGISTRY=localhost:5000\n'
             'FROM debian:12 AS base\n'
             '     ^^^^^^^^^ `docker.io` is not one of the trusted registries\n'
             'FROM ${REGISTRY}/acme/app:1\n'
             '     ^^^^^^^^^^^^^^^^^^^^^^ `localhost:5000` is not one of the trusted registries\n',
             'ARG PROJECT\nFROM gcr.io/$PROJECT/app:1\n     ^^^^^^^^^^^^^^^^^^^^^ `gcr.io` is not one of the trusted registries\n'),
     'good': ('FROM debian:12 AS Build\n'
              'FROM eu.example.com/acme/app:1\n'
              'COPY --from=build /a /b\n'
              'COPY --from=nginx:1.29 /etc/nginx /etc/nginx\n',
              'FROM index.docker.io/library/debian:12\n',
              '# nothing is said of registries\nFROM quay.io/acme/app:1\n')},
    'LL401': {'why': 'A process that breaks out of its container as root is root outside, unless the daemon maps users; files written into mounts '
            'belong to root. Many images need root to start, and give it up by themselves: whether this one does, the file does not tell.',
     'bad': ('FROM debian:12\nUSER root\n     ^^^^ the container starts as root\nCMD ["app"]\n',
             'FROM node:22\nUSER node\nRUN npm ci\nUSER 0:0\n     ^^^ the container starts as root\nCMD ["node", "."]\n',
             '# a stage inherits it\nFROM debian:12 AS base\nUSER root\n     ^^^^ the container starts as root\nFROM base\nCMD ["app"]\n',
             'FROM debian:12\nENV RUN_AS=root\nUSER $RUN_AS\n     ^^^^^^^ the container starts as root\n'),
     'good': ('FROM debian:12\nUSER root\nRUN apt-get update\nUSER 1000\n', '# the base decides\nFROM nginx:1.29\nCMD ["nginx"]\n')},
    'LL402': {'why': 'For files whose stages are images of their own. In a stage that only builds, root is usual and harmless.',
     'bad': ('FROM debian:12 AS build\nUSER root\n     ^^^^ this stage ends as root\nRUN make\nFROM debian:12\nUSER 1000\n',
             'FROM debian:12 AS base\nUSER root\n     ^^^^ this stage ends as root\nFROM base\nUSER 1000\n'),
     'good': ('FROM debian:12 AS build\nUSER root\nRUN make\nUSER 1000\nFROM debian:12\nUSER 1000\n',
              'FROM debian:12 AS build\nRUN make\nFROM debian:12\nUSER 1000\n')},
    'LL403': {'why': 'Kubernetes refuses to start an image of which it is told `runAsNonRoot: true` and whose USER is a name: it reads no '
            "/etc/passwd and cannot see that the name is not root's. Elsewhere a name is as good as a number.",
     'bad': ('FROM debian:12\nRUN useradd --uid 10001 app\nUSER app\n     ^^^ a name, where only a number shows that it is not root\n',
             'FROM node:22\nUSER node:1000\n     ^^^^ a name, where only a number shows that it is not root\n',
             '# the other tool takes any ARG for a number\n'
             'FROM debian:12\n'
             'ARG RUN_AS=app\n'
             'USER ${RUN_AS}\n'
             '     ^^^^^^^^^ a name, where only a number shows that it is not root\n'),
     'good': ('FROM debian:12\nUSER 10001\n',
              'FROM debian:12\nUSER 10001:app\n',
              'FROM debian:12\nENV APP_UID=10001\nUSER ${APP_UID}\n',
              'FROM jupyter/base-notebook:2024-10-20\nUSER ${NB_UID}\n',
              'FROM debian:12\nUSER "10001"\n',
              'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nUSER ContainerUser\n')},
    'LL404': {'why': 'The builder looks a name up in /etc/passwd of the stage, and a number it does not: a number works where there is no such file '
            'and no such user. Root has id 0 everywhere.',
     'bad': ('FROM debian:12\nUSER root\n     ^^^^ a user by name, not by number\nRUN apt-get update\nUSER 10001\n',
             'FROM node:22 AS build\nUSER node\n     ^^^^ a user by name, not by number\nRUN npm ci\nFROM node:22\nUSER 1000\n',
             'FROM jupyter/base-notebook:2024-10-20\nUSER ${NB_UID}\n     ^^^^^^^^^ who this is, the file does not tell\n',
             'FROM debian:12 AS build\nUSER app:$GROUP\n     ^^^ a user by name, not by number\nFROM debian:12\nUSER 1000\n'),
     'good': ('FROM debian:12\nUSER 0\nRUN apt-get update\nUSER 10001\n',
              'FROM debian:12\nARG RUN_AS\nUSER $RUN_AS\n',
              'FROM debian:12\nENV BUILDER=1000\nUSER $BUILDER\nRUN make\nUSER 10001\n')},
    'LL405': {'why': 'Speaks only where the base is one of which it is known that it runs as root, and where the file says what is started. Many '
            'images need root to start, and give it up by themselves.',
     'bad': ('FROM debian:12\n     ^^^^^^^^^ the container starts as root: no USER says otherwise\nCMD ["app"]\n',
             'FROM golang:1.25 AS build\n'
             'RUN go build -o /app\n'
             'FROM alpine:3.22\n'
             '     ^^^^^^^^^^^ the container starts as root: no USER says otherwise\n'
             'COPY --from=build /app /app\n'
             'ENTRYPOINT ["/app"]\n'),
     'good': ('FROM debian:12\nUSER 10001\nCMD ["app"]\n',
              'FROM example.com/base:1\nCMD ["app"]\n',
              '# a base for others\nFROM debian:12\nRUN apt-get update\n')},
    'LL406': {'why': 'What a container that runs as root writes into a volume belongs to root, also on the host; giving the program another user '
            'later means giving it all its files, too.',
     'bad': ('FROM debian:12\nVOLUME /var/lib/app\n^^^^^^ a volume, and the container starts as root\nCMD ["app"]\n',
             'FROM node:22\nUSER root\nVOLUME ["/data"]\n^^^^^^ a volume, and the container starts as root\n'),
     'good': ('FROM debian:12\nRUN install --directory --owner=10001 /data\nVOLUME /data\nUSER 10001\n',
              'FROM example.com/database:1\nVOLUME /data\n')},
    'LL407': {'why': "A server for logins inside a container is a second way in that nobody updates; `docker exec` and the orchestrator's own shell "
            'need none. 2375 and 23 are clear text. Images that are SSH servers by trade mean it.',
     'bad': ('FROM debian:12\nEXPOSE 22\n       ^^ port 22 is for administration\n',
             'FROM debian:12\nEXPOSE 8080 20-25/tcp\n            ^^^^^^^^^ port 21 is for administration\n'),
     'good': ('FROM debian:12\nEXPOSE 2222 8080\n', 'FROM debian:12\nEXPOSE 22/udp\n')},
    'LL411': {'why': 'Without the check anybody between the build and the server can hand out a program of their own, and the build takes it. A '
            'certificate that does not pass is best added to the image, not waved through.',
     'bad': ('FROM debian:12\n'
             'RUN wget --no-check-certificate https://example.org/tool.tar.gz\n'
             '         ^^^^^^^^^^^^^^^^^^^^^^ `--no-check-certificate` downloads from whoever answers\n',
             'FROM alpine:3.22\n'
             'RUN apk add --no-cache wget \\\n'
             ' && wget -q --no-check-certificate -O /bin/tool https://example.org/tool\n'
             '            ^^^^^^^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM debian:12\nRUN wget -q https://example.org/tool.tar.gz\n',
              'FROM debian:12\nRUN wget --no-check-certificate https://localhost:8443/self-made\n')},
    'LL412': {'why': 'Without the check anybody between the build and the server can hand out a program of their own, and the build takes it. A '
            'certificate that does not pass is best added to the image, not waved through.',
     'bad': ('FROM debian:12\nRUN curl -k -o tool https://example.org/tool\n         ^^ `-k` downloads from whoever answers\n',
             'FROM debian:12\nRUN curl -fsSLk https://example.org/key.asc | apt-key add -\n         ^^^^^^\n',
             'FROM debian:12\nONBUILD RUN curl --insecure -O https://example.org/tool\n                 ^^^^^^^^^^\n'),
     'good': ('FROM debian:12\nRUN curl -fsSL https://example.org/key.asc -o key.asc\n',
              '# what follows -o is a name, not an option\nFROM debian:12\nRUN curl -sokay https://example.org/okay\n',
              'FROM debian:12\nRUN /start.sh & curl -k https://localhost:8443/\n')},
    'LL413': {'why': 'Without the check anybody between the build and the server can hand out a program of their own, and the build takes it. A '
            'certificate that does not pass is best added to the image, not waved through.',
     'bad': ('FROM python:3.13\n'
             'RUN pip install --trusted-host pypi.example.org --index-url https://pypi.example.org/simple flask\n'
             '                ^^^^^^^^^^^^^^ `--trusted-host` lets pip install from whoever answers\n',
             'FROM python:3.13\nENV PIP_TRUSTED_HOST=pypi.example.org\n    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM python:3.13\nRUN pip install --index-url https://pypi.example.org/simple flask\n',
              'FROM python:3.13\nENV PIP_CERT=/etc/ssl/certs/ours.pem PIP_TRUSTED_HOST=\n')},
    'LL414': {'why': 'Without the check anybody between the build and the server can hand out a program of their own, and the build takes it. A '
            'certificate that does not pass is best added to the image, not waved through.',
     'bad': ('FROM node:22\n'
             'ENV NODE_TLS_REJECT_UNAUTHORIZED=0\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `NODE_TLS_REJECT_UNAUTHORIZED` makes Node.js talk to whoever answers\n',
             'FROM node:22\nRUN NODE_TLS_REJECT_UNAUTHORIZED=0 npm ci\n    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM node:22\nENV NODE_TLS_REJECT_UNAUTHORIZED=1\n',
              'FROM node:22\nENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ours.pem\nRUN npm ci\n')},
    'LL415': {'why': 'Without the check anybody between the build and the server can hand out a program of their own, and the build takes it. A '
            'certificate that does not pass is best added to the image, not waved through.',
     'bad': ('FROM node:22\n'
             'RUN npm config set strict-ssl false && npm ci\n'
             '        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ `config set strict-ssl false` lets packages come from whoever answers\n',
             'FROM node:22\nENV NPM_CONFIG_STRICT_SSL=false\n    ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM node:22\nRUN npm config set strict-ssl true && npm ci\n', 'FROM node:22\nENV NPM_CONFIG_STRICT_SSL=true\n')},
    'LL416': {'why': 'Without the check anybody between the build and the server can hand out a program of their own, and the build takes it. A '
            'certificate that does not pass is best added to the image, not waved through.',
     'bad': ('FROM debian:12\n'
             'RUN git config --global http.sslVerify false && git clone https://example.org/a.git\n'
             '                        ^^^^^^^^^^^^^^^^^^^^ `http.sslverify false` lets git clone from whoever answers\n',
             'FROM debian:12\n'
             'RUN GIT_SSL_NO_VERIFY=true git clone https://example.org/a.git\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^ `GIT_SSL_NO_VERIFY` lets git clone from whoever answers\n'),
     'good': ('FROM debian:12\nRUN git config --global http.sslVerify true\n', 'FROM debian:12\nENV GIT_SSL_NO_VERIFY=0\n')},
    'LL417': {'why': 'Without the check anybody between the build and the server can hand out a program of their own, and the build takes it. A '
            'certificate that does not pass is best added to the image, not waved through.',
     'bad': ('FROM python:3.13\n'
             'ENV PYTHONHTTPSVERIFY=0\n'
             '    ^^^^^^^^^^^^^^^^^^^ `PYTHONHTTPSVERIFY` makes Python talk to whoever answers\n',
             'FROM python:3.13\nRUN PYTHONHTTPSVERIFY=0 python fetch.py\n    ^^^^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM python:3.13\nENV PYTHONHTTPSVERIFY=1\n', 'FROM python:3.13\nENV SSL_CERT_FILE=/etc/ssl/certs/ours.pem\n')},
    'LL418': {'why': 'Without the check anybody between the build and the server can hand out a program of their own, and the build takes it. A '
            'certificate that does not pass is best added to the image, not waved through.',
     'bad': ('FROM rockylinux:9\n'
             'RUN dnf --setopt=sslverify=false -y install git\n'
             '        ^^^^^^^^^^^^^^^^^^^^^^^^ `--setopt=sslverify=false` lets packages come from whoever answers\n',
             'FROM rockylinux:9\nRUN yum-config-manager --save --setopt=sslverify=0\n                              ^^^^^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM rockylinux:9\nRUN dnf --setopt=sslverify=true -y install git\n',
              'FROM rockylinux:9\nRUN dnf --setopt=tsflags=nodocs -y install git\n')},
    'LL419': {'why': "A signature is what tells the distribution's package from one that somebody put in its place; without it the build installs, "
            'and runs as root, whatever it gets.',
     'bad': ('FROM alpine:3.22\n'
             'RUN apk add --no-cache --allow-untrusted glibc\n'
             '                       ^^^^^^^^^^^^^^^^^ `--allow-untrusted` installs what nobody signed\n',
             'FROM alpine:3.22\nRUN apk --allow-untrusted -X https://example.org/repo add tool\n        ^^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM alpine:3.22\nRUN apk add --no-cache curl\n',
              '# a file that lies there\nFROM alpine:3.22\nCOPY tool.apk /tmp/\nRUN apk add --allow-untrusted /tmp/tool.apk\n')},
    'LL420': {'why': "A signature is what tells the distribution's package from one that somebody put in its place; without it the build installs, "
            'and runs as root, whatever it gets.',
     'bad': ('FROM debian:12\n'
             'RUN apt-get update && apt-get install -y --allow-unauthenticated tool\n'
             '                                         ^^^^^^^^^^^^^^^^^^^^^^^ `--allow-unauthenticated` installs what nobody signed\n',
             'FROM debian:12\n'
             'RUN apt-get update && apt-get install -y --force-yes tool\n'
             '                                         ^^^^^^^^^^^\n'),
     'good': ('FROM debian:12\nRUN apt-get update && apt-get install -y tool\n',
              'FROM debian:12\nRUN apt-get update && apt-get install -y --allow-downgrades tool=1.0\n')},
    'LL421': {'why': "A signature is what tells the distribution's package from one that somebody put in its place; without it the build installs, "
            'and runs as root, whatever it gets.',
     'bad': ('FROM rockylinux:9\n'
             'RUN dnf -y --nogpgcheck install tool\n'
             '           ^^^^^^^^^^^^ `--nogpgcheck` installs what nobody signed\n',
             'FROM opensuse/leap:15.6\nRUN zypper --no-gpg-checks -n install tool\n           ^^^^^^^^^^^^^^^\n'),
     'good': ('FROM rockylinux:9\nRUN dnf -y install tool\n',
              'FROM rockylinux:9\nCOPY tool.rpm /tmp/\nRUN dnf -y --nogpgcheck install /tmp/tool.rpm\n')},
    'LL431': {'why': "The command is part of the image's history: whoever has the image has the password, and it is the same in every container.",
     'bad': ('FROM debian:12\n'
             "RUN echo 'root:secret' | chpasswd\n"
             "         ^^^^^^^^^^^^^ the password of `root` can be read in the image's history\n",
             'FROM debian:12\nRUN useradd app && echo "app:letmein" | chpasswd\n                        ^^^^^^^^^^^^^\n'),
     'good': ('FROM debian:12\nRUN --mount=type=secret,id=passwords chpasswd < /run/secrets/passwords\n',
              'FROM debian:12\nARG PASSWORD\nRUN echo "root:$PASSWORD" | chpasswd\n')},
    'LL432': {'why': "Addresses end up in the image's history, in logs and, for git, in the repository's own configuration inside the image.",
     'bad': ('FROM debian:12\n'
             'RUN git clone https://bot:s3cr3t-t0ken@git.example.org/app.git\n'
             '                      ^^^^^^^^^^^^^^^^ the password of `bot` is part of an address\n',
             'FROM node:22\nENV REGISTRY=https://ci:hunter2@npm.example.org/\n                     ^^^^^^^^^^\n'),
     'good': ('FROM debian:12\nARG TOKEN\nRUN git clone https://bot:${TOKEN}@git.example.org/app.git\n',
              'FROM debian:12\nRUN git clone git@git.example.org:app.git && git clone ssh://git@git.example.org:22/b.git\n')},
    'LL433': {'why': "The file is in the repository and its text in the image's history; a secret of this form is looked for by others.",
     'bad': ('FROM debian:12\n'
             'ENV AWS_ACCESS_KEY_ID=AKIAQ7DMZWR3K5TJXN2B\n'
             '                      ^^^^^^^^^^^^^^^^^^^^ this is an AWS access key\n',
             'FROM debian:12\n'
             'COPY <<EOF /root/.ssh/id\n'
             '-----BEGIN OPENSSH PRIVATE KEY-----\n'
             '^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this is a private key\n'
             'b3BlbnNzaC1rZXktdjE\n'
             'EOF\n'),
     'good': ('FROM debian:12\nENV AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n',
              'FROM debian:12\nRUN --mount=type=secret,id=aws,target=/root/.aws/credentials aws s3 cp s3://bucket/file /\n')},
    'LL434': {'why': "The command is part of the image's history, and of the process list while it runs.",
     'bad': ('FROM mysql:8\n'
             "RUN mysql --user=root --password=hunter2 -e 'create database app'\n"
             "                      ^^^^^^^^^^^^^^^^^^ `--password` has its value in the image's history\n",
             'FROM debian:12\nRUN wget --user=ci --password=hunter2 https://example.org/a\n                   ^^^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM mysql:8\nARG P\nRUN mysql --password="$P" -e \'create database app\'\n',
              "FROM mysql:8\nRUN mysql --password= -e 'create database app'\n")},
    'LL435': {'why': 'A `.env` is where secrets are kept out of the repository; copied, they are in a layer of the image for everybody who has it.',
     'bad': ('FROM node:22\nCOPY .env /app/\n     ^^^^ `.env` usually holds secrets\n',
             'FROM node:22\n'
             'COPY package.json .env.production ./\n'
             '                  ^^^^^^^^^^^^^^^ `.env.production` usually holds secrets\n'),
     'good': ('FROM node:22\nCOPY .env.example /app/.env\n',
              'FROM node:22 AS build\nCOPY .env ./\nRUN npm run build\nFROM nginx:1.29\nCOPY --from=build /dist /usr/share/nginx/html\n')},
    'LL436': {'why': 'Whoever has the image, or the cache it was built from, has the key; a later `rm` leaves it in the layer below.',
     'bad': ('FROM debian:12\nCOPY id_rsa /root/.ssh/id_rsa\n     ^^^^^^ `id_rsa` is a private key or holds passwords\n',
             'FROM debian:12\nADD .ssh/ /root/.ssh/\n    ^^^^^ `.ssh` is a private key or holds passwords\n'),
     'good': ('FROM debian:12\nCOPY id_rsa.pub /root/.ssh/authorized_keys\n',
              'FROM debian:12\nRUN --mount=type=ssh git clone git@example.org:app.git\n')},
    'LL437': {'why': 'The file of a secret mount is there for one command; a mode that lets others read it widens that to every process of the RUN.',
     'bad': ('FROM debian:12\n'
             'RUN --mount=type=secret,id=token,mode=0444 ./fetch\n'
             '            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `mode=0444` lets every user read the secret\n',
             'FROM debian:12\n'
             'RUN --mount=type=secret,id=token,uid=1000,mode=0644 ./fetch\n'
             '            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM debian:12\nRUN --mount=type=secret,id=token ./fetch\n',
              'FROM debian:12\nRUN --mount=type=secret,id=token,uid=1000,mode=0400 ./fetch\n')},
    'LL440': {'why': 'The script may be another one tomorrow, or end in the middle when the connection breaks; nothing says which one an image was '
            'built with.',
     'bad': ('FROM debian:12\n'
             'RUN curl -fsSL https://example.org/install.sh | sh\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ what `curl` gets is run by `sh` unseen\n',
             'FROM debian:12\n'
             'RUN wget -qO- https://example.org/setup | sed s/a/b/ | bash -s -- -y\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM debian:12\nRUN curl -fsSLo install.sh https://example.org/v1.2/install.sh && sha256sum -c sums && sh install.sh\n',
              'FROM debian:12\nRUN curl -fsSL https://example.org/list | sh filter.sh\n')},
    'LL441': {'why': 'Anybody on the way can put something else in its place. Packages of a distribution are signed; a file of curl, wget or ADD is '
            'not.',
     'bad': ('FROM debian:12\n'
             'RUN curl -fsSLO http://example.org/tool.tar.gz\n'
             '                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the download goes through the net unencrypted\n',
             'FROM debian:12\nADD http://example.org/tool /bin/tool\n    ^^^^^^^^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM debian:12\nRUN curl -fsSLO https://example.org/tool.tar.gz\n',
              'FROM debian:12\nRUN curl -f http://localhost:8080/health\n')},
    'LL442': {'why': "With `--security=insecure` the command has all rights of the builder's host, with `--network=host` its network and every "
            'service that listens there.',
     'bad': ('# syntax=docker/dockerfile:1-labs\n'
             'FROM debian:12\n'
             'RUN --security=insecure mount /dev/loop0 /mnt\n'
             '    ^^^^^^^^^^^^^^^^^^^ `--security=insecure` takes the sandbox of the RUN away\n',
             'FROM debian:12\n'
             'RUN --network=host curl -f http://localhost:5000/\n'
             '    ^^^^^^^^^^^^^^ `--network=host` takes the sandbox of the RUN away\n'),
     'good': ('FROM debian:12\nRUN --network=none make\n', 'FROM debian:12\nRUN --security=sandbox make\n')},
    'LL443': {'why': 'A program that somebody broke into, however few rights it runs with, can change such a file, and with it what runs next.',
     'bad': ('FROM debian:12\nRUN chmod -R 777 /app\n             ^^^ `chmod 777` lets everybody change the file\n',
             'FROM debian:12\n'
             'RUN mkdir /data && chmod a+rwx /data\n'
             '                         ^^^^^ `chmod a+rwx` lets everybody change the file\n'),
     'good': ('FROM debian:12\nRUN chmod 755 /app && chmod 1777 /var/spool/app && chmod u+w,go-w /etc/app.conf\n',
              'FROM debian:12\nRUN chmod -R g+w /app && chmod +x /app/start\n')},
    'LL444': {'why': "Who can talk to the engine can start containers with the host's files in them; an image that asks for it should say so to its "
            'user, not make it a default.',
     'bad': ('FROM docker:28-cli\n'
             'VOLUME /var/run/docker.sock\n'
             "       ^^^^^^^^^^^^^^^^^^^^ the engine's socket gives whoever has it the whole host\n",
             'FROM docker:28-cli\nVOLUME ["/data", "/run/docker.sock"]\n                 ^^^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM docker:28-cli\nVOLUME /data\n', 'FROM docker:28-cli\nENV DOCKER_HOST=unix:///var/run/docker.sock\n')},
    'LL445': {'why': 'Debugging modes show stack traces, settings and sometimes a console to whoever asks.',
     'bad': ('FROM python:3.13\nENV FLASK_DEBUG=1\n    ^^^^^^^^^^^^^ `FLASK_DEBUG` starts every container in debugging mode\n',
             'FROM mcr.microsoft.com/dotnet/aspnet:9.0\nENV ASPNETCORE_ENVIRONMENT=Development\n    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM python:3.13\nENV FLASK_DEBUG=0\n',
              'FROM ruby:3.4\nENV RAILS_ENV=production\n',
              'FROM python:3.13 AS dev\nENV FLASK_DEBUG=1\nFROM python:3.13\nCMD ["gunicorn", "app:app"]\n')},
    'LL446': {'why': "Nothing says that tomorrow's build gets the same file, or that nobody has put another one in its place.",
     'bad': ('FROM debian:12\n'
             'RUN curl -fsSLO https://example.org/tool-1.2.tar.gz\n'
             '                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nothing checks that this is the file that was meant\n',
             'FROM debian:12\nRUN wget -q https://example.org/tool.deb && dpkg -i tool.deb\n            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n'),
     'good': ("FROM debian:12\nRUN curl -fsSLO https://example.org/tool-1.2.tar.gz && echo '0a1b  tool-1.2.tar.gz' | sha256sum -c -\n",
              'FROM debian:12\nRUN curl -fsSL https://example.org/api/status\n')},
    'LL451': {'why': 'ENV is part of the image, for everybody who can pull it. The value of an ARG stands in the history of the image and in the '
            'record of the build. Told by the last word of the name; an ENV that is empty, or holds a path or an answer such as `none`, is '
            'left alone, and so is a stage whose layers do not get into the image.',
     'bad': ('FROM node:22\nARG NPM_TOKEN\n    ^^^^^^^^^ `NPM_TOKEN` can be read in the history of the build\nRUN npm ci\n',
             'FROM postgres:17\nENV POSTGRES_PASSWORD=hunter2\n    ^^^^^^^^^^^^^^^^^ `POSTGRES_PASSWORD` can be read in the image\n',
             '# BuildKit alone knows this word\n'
             'FROM debian:12\n'
             'ENV MODE=web DB_PASSWD=hunter2\n'
             '             ^^^^^^^^^ `DB_PASSWD` can be read in the image\n',
             '# hadolint reads the first name of an ARG only\n'
             'FROM debian:12\n'
             'ARG USER=app API_KEY\n'
             '             ^^^^^^^ `API_KEY` can be read in the history of the build\n',
             'FROM debian:12 AS base\n'
             'ONBUILD ENV DB_PASSWORD=hunter2\n'
             '            ^^^^^^^^^^^ `DB_PASSWORD` can be read in the image\n'
             'FROM base\n'),
     'good': ('FROM node:22\nRUN --mount=type=secret,id=npm,env=NPM_AUTH npm ci\n',
              'FROM debian:12\nENV KEY_NAME=signing AUTH_MODE=none\n',
              'FROM postgres:17\nENV POSTGRES_PASSWORD_FILE=/run/secrets/password\n',
              '# what this stage is given does not get into the image\n'
              'FROM node:22 AS build\n'
              'ARG NPM_TOKEN\n'
              'RUN npm ci\n'
              'FROM nginx:1.29\n'
              'COPY --from=build /app/dist /usr/share/nginx/html\n')},
    'LL452': {'why': 'The rest of what BuildKit and hadolint report: names that hold such a word in another place, secrets without a value, and '
            'what a stage is given that does not get into the image. Most are paths, names, modes or public keys.',
     'bad': ('FROM debian:12\nENV TOKEN_FILE=/run/secrets/token\n    ^^^^^^^^^^ `TOKEN_FILE` sounds like a secret\n',
             'FROM debian:12\n'
             'ARG KEY_NAME=signing\n'
             '    ^^^^^^^^ `KEY_NAME` sounds like a secret\n'
             'ENV PASSWORD=\n'
             '    ^^^^^^^^ `PASSWORD` sounds like a secret\n'),
     'good': ('FROM debian:12\nENV MODE=web\n', 'FROM debian:12\nARG PUBLIC_KEY\n')},
    'LL501': {'why': 'apt asks "Do you want to continue?" whenever it would install more than the packages named, remove or upgrade something. A '
            'build has no terminal, so apt reads no answer and stops with "Abort.", today or as soon as a package gets a dependency. '
            '`DEBIAN_FRONTEND=noninteractive` answers the questions of packages, not this one.',
     'bad': ('FROM debian:12\n'
             'RUN apt-get update && apt-get install curl\n'
             '                      ^^^^^^^^^^^^^^^ `apt-get install` may ask, and in a build nobody answers\n',
             '# this answers the questions of packages alone\n'
             'FROM ubuntu:24.04\n'
             'ENV DEBIAN_FRONTEND=noninteractive\n'
             'RUN apt-get update && apt-get -q install --no-install-recommends curl\n'
             '                      ^^^^^^^^^^^^^^^^^^\n',
             'FROM debian:12\n'
             'RUN apt-get update && apt-get upgrade && apt-get install -y curl\n'
             '                      ^^^^^^^^^^^^^^^ `apt-get upgrade` may ask, and in a build nobody answers\n',
             '# the packages that dpkg missed come with a question\n'
             'FROM debian:12\n'
             'COPY app.deb /tmp/\n'
             'RUN dpkg -i /tmp/app.deb || sudo apt-get -f install\n'
             '                                 ^^^^^^^^^^^^^^^^^^\n',
             'FROM debian:12\nONBUILD RUN apt install curl\n            ^^^^^^^^^^^\n'),
     'good': ('FROM debian:12\nRUN apt-get update && apt-get install -y curl && apt-get purge -y --auto-remove curl\n',
              'FROM debian:12\nRUN apt-get update && apt-get -qq install curl\n',
              'FROM debian:12\nRUN apt-get update && yes | apt-get install curl\n',
              'FROM debian:12\n'
              'RUN echo \'APT::Get::Assume-Yes "true";\' > /etc/apt/apt.conf.d/90yes\n'
              'RUN apt-get update && apt-get install curl\n',
              'FROM debian:12\nRUN apt-get update && apt-get -o APT::Get::Assume-Yes=true install curl\n',
              'FROM debian:12\nRUN apt-get update && apt-get install --simulate curl\n',
              '# whatever the variable holds; LL505 speaks of it\n'
              'FROM debian:12\n'
              'ARG APT_OPTIONS\n'
              'RUN apt-get update && apt-get $APT_OPTIONS install curl\n')},
    'LL502': {'why': 'yum asks "Is this ok?" before every change. A build has no terminal, so yum takes the missing answer for a no and fails.',
     'bad': ('FROM centos:7\nRUN yum install curl && yum clean all\n    ^^^^^^^^^^^ `yum install` asks, and in a build nobody answers\n',
             'FROM amazonlinux:2\nRUN yum -q groupinstall "Development Tools" && yum clean all\n    ^^^^^^^^^^^^^^^^^^^\n',
             'FROM centos:7\nRUN sudo yum update && yum clean all\n         ^^^^^^^^^^\n'),
     'good': ('FROM centos:7\nRUN yum install -y curl && yum clean all\n',
              'FROM centos:7\nRUN yum makecache && yum list installed\n',
              'FROM centos:7\nRUN yum --setopt=assumeyes=1 install curl && yum clean all\n',
              'FROM centos:7\nRUN yes | yum install curl && yum clean all\n')},
    'LL503': {'why': 'zypper asks before every change. A build has no terminal, so zypper cannot read an answer and stops.',
     'bad': ('FROM opensuse/leap:15.6\n'
             'RUN zypper install curl && zypper clean --all\n'
             '    ^^^^^^^^^^^^^^ `zypper install` asks, and in a build nobody answers\n',
             'FROM opensuse/leap:15.6\nRUN zypper ref && zypper rm vim && zypper clean --all\n                  ^^^^^^^^^\n',
             'FROM opensuse/tumbleweed\nRUN zypper dup && zypper clean --all\n    ^^^^^^^^^^\n'),
     'good': ('FROM opensuse/leap:15.6\nRUN zypper -n install curl && zypper clean --all\n',
              'FROM opensuse/leap:15.6\nRUN zypper install -y curl && zypper clean --all\n',
              'FROM opensuse/leap:15.6\nRUN yes | zypper install curl && zypper clean --all\n',
              'FROM opensuse/leap:15.6\nRUN zypper install --dry-run curl && zypper clean --all\n')},
    'LL504': {'why': 'dnf asks "Is this ok?" before every change. A build has no terminal, so dnf takes the missing answer for a no and fails. '
            'microdnf never asks, unless it is dnf5 under that name; LL505 speaks of it.',
     'bad': ('FROM fedora:42\nRUN dnf install curl && dnf clean all\n    ^^^^^^^^^^^ `dnf install` asks, and in a build nobody answers\n',
             'FROM almalinux:9\nRUN dnf module enable nodejs:20 && dnf -y install nodejs && dnf clean all\n    ^^^^^^^^^^\n',
             'FROM fedora:42\nRUN dnf5 upgrade && dnf5 clean all\n    ^^^^^^^^^^^^\n'),
     'good': ('FROM fedora:42\nRUN dnf -y install curl && dnf clean all\n',
              'FROM fedora:42\nRUN dnf module list && dnf group list\n',
              'FROM fedora:42\nRUN echo defaultyes=True >> /etc/dnf/dnf.conf && dnf install curl && dnf clean all\n',
              'FROM fedora:42\nRUN yes | dnf install curl && dnf clean all\n',
              'FROM fedora:42\nRUN dnf install --assumeno curl || dnf clean all\n')},
    'LL505': {'why': 'LL501 to LL504 speak where the question comes and nothing answers it. Here it may not come, or something may answer: microdnf '
            'assumes yes, but since Fedora 41 `microdnf` is a name of dnf5, which asks; a variable may hold `-y`. Saying `-y` costs '
            'nothing.',
     'bad': ('FROM registry.access.redhat.com/ubi9-minimal\n'
             'RUN microdnf install tar && microdnf clean all\n'
             '    ^^^^^^^^^^^^^^^^ `microdnf install` without `-y` may ask for an answer\n',
             'FROM debian:12\n'
             'ARG APT_OPTIONS\n'
             'RUN apt-get update && apt-get $APT_OPTIONS install curl\n'
             '                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `apt-get install` without `-y` may ask for an answer\n'),
     'good': ('FROM registry.access.redhat.com/ubi9-minimal\nRUN microdnf install -y tar && microdnf clean all\n',
              '# LL501 has it\nFROM debian:12\nRUN apt-get update && apt-get install curl\n')},
    'LL511': {'why': 'With several sources the target can only be a folder, and the classic builder stops unless a slash says so. Reported when '
            'that builder is chosen; BuildKit makes the folder, and LL512 speaks there.',
     'cost': 'Nothing is built.',
     'bad': ('FROM debian:12\n'
             'COPY package.json package-lock.json /app\n'
             '                                    ^^^^ 2 sources, and the target does not end in a slash\n',
             'FROM debian:12\nCOPY ["a", "b", "c", "."]\n                     ^^^ 3 sources, and the target does not end in a slash\n'),
     'good': ('FROM debian:12\nCOPY package.json package-lock.json /app/\nCOPY package*.json /app\n',
              'FROM debian:12\nCOPY ["a", "b", "/srv/the app/"]\n')},
    'LL512': {'why': 'BuildKit makes the folder whether or not a slash says so; the classic builder stops (LL511). With the slash every builder '
            'does the same, and the line still means it once only one source is left: `COPY a /app` makes a file.',
     'bad': ('FROM debian:12\n'
             'COPY package.json package-lock.json /srv\n'
             '                                    ^^^^ 2 sources, and the target does not end in a slash\n',
             'FROM debian:12\n'
             'ENV HOME=/root\n'
             'COPY ["a", "b", "$HOME"]\n'
             '                ^^^^^^^ 2 sources, and the target does not end in a slash\n'
             'ADD a b /srv\n'
             '        ^^^^\n'),
     'good': ('FROM debian:12\nCOPY package.json package-lock.json /app/\nCOPY package*.json /app\n',
              'FROM debian:12\nENV HOME=/root/\nCOPY a b $HOME\n')},
    'LL513': {'why': 'A name that no stage has is taken for an image of Docker Hub. Mostly there is none, and the build stops with a message about '
            'access rights; at worst there is one, made by somebody else, and its files get into the image.',
     'bad': ('FROM golang:1.25 AS builder\n'
             'RUN go build -o /app .\n'
             'FROM scratch\n'
             'COPY --from=bulider /app /app\n'
             '            ^^^^^^^ there is no stage `bulider`, but `builder`\n',
             'FROM node:22 AS frontend\n'
             'FROM python:3.13\n'
             'COPY --from=front-end /dist /static\n'
             '            ^^^^^^^^^ there is no stage `front-end`, but `frontend`\n'),
     'good': ('FROM golang:1.25 AS Builder\nFROM scratch\nCOPY --from=Builder /app /app\nCOPY --from=nginx:1.29 /etc/nginx /etc/nginx\n',
              'FROM node:22 AS web\nFROM node:22 AS stage1\nFROM debian:12\nCOPY --from=web-v2 /a /a\nCOPY --from=stage2 /a /b\n',
              '# an image with its tag\n'
              'FROM node:22 AS node-base\n'
              'FROM debian:12\n'
              'COPY --from=node:22 /usr/local/bin/node /usr/local/bin/\n')},
    'LL514': {'why': 'The name may be an image without a tag, which means `latest`, or a context that `docker-bake.hcl` or `--build-context` '
            'defines: both are fine for the builder, and neither can be seen in the file. A stage further down and a number that no stage '
            'has are refused, too (LL013). Where the name looks like a slip, LL513 speaks.',
     'bad': ('FROM debian:12\nCOPY --from=nginx /etc/nginx /etc/nginx\n            ^^^^^ `nginx` is no stage above and has no tag\n',
             'FROM debian:12 AS build\n'
             'COPY --from=ghcr.io/astral-sh/uv /uv /usr/bin/\n'
             '            ^^^^^^^^^^^^^^^^^^^^ `ghcr.io/astral-sh/uv` is no stage above and has no tag\n'
             'COPY --from=templates / /templates/\n'
             '            ^^^^^^^^^\n'),
     'good': ('FROM debian:12 AS build\n'
              'FROM debian:12\n'
              'COPY --from=build /a /a\n'
              'COPY --from=0 /a /b\n'
              'COPY --from=nginx:1.29 /etc/nginx /etc/nginx\n'
              'COPY --from=nginx@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa /etc/nginx /c\n',
              'FROM debian:12 AS build\nFROM debian:12\nCOPY --from=Build /a /a\n')},
    'LL515': {'why': 'The builder would need the stage before it can make it, and stops. Files of the stage are there already.',
     'cost': 'Nothing is built.',
     'bad': ('FROM alpine:3.22 AS app\nCOPY --from=app /a /b\n     ^^^^^^^^^^ the stage takes files from itself\n',
             'FROM alpine:3.22 AS base\nFROM base AS app\nCOPY --from=APP /a /b\n     ^^^^^^^^^^ the stage takes files from itself\n'),
     'good': ('FROM alpine:3.22 AS app\nFROM alpine:3.22\nCOPY --from=app /a /b\n', 'FROM alpine:3.22 AS app\nRUN cp /a /b\n')},
    'LL516': {'why': 'Without a WORKDIR, and with a base image that sets none, `.` is `/`: the files of the project lie between those of the '
            "distribution, a `bin` or `lib` among them goes into the system's, and what is deleted from the project cannot be told from "
            'what belongs there.',
     'bad': ('FROM debian:12\nCOPY . .\n       ^ without a WORKDIR this lands in `/`\n',
             'FROM python:3.13 AS base\n'
             'ENV PYTHONUNBUFFERED=1\n'
             'FROM base\n'
             'COPY --chown=1000 * ./\n'
             '                    ^^ without a WORKDIR this lands in `/`\n'),
     'good': ('FROM debian:12\nWORKDIR /app\nCOPY . .\n', 'FROM debian:12\nCOPY . /\n')},
    'LL517': {'why': 'Before any WORKDIR a relative target hangs on the base image: most say nothing, which means `/`; some name a folder, and may '
            'name another in the next release. Whoever reads the Dockerfile cannot tell. Where it is the whole context that lands in `/`, '
            'LL516 speaks.',
     'bad': ('FROM debian:12\n'
             'COPY run.sh .\n'
             '            ^ without a WORKDIR this lands in `/`\n'
             'COPY ["conf", "./conf"]\n'
             '              ^^^^^^^^\n',
             'FROM quay.io/acme/base:1\n'
             'COPY run.sh bin/\n'
             '            ^^^^ without a WORKDIR this lands where the base image says\n'
             'FROM node:22\n'
             'RUN npm --version\n'
             'COPY . app\n'
             '       ^^^ without a WORKDIR this lands in `/`\n'
             'FROM scratch\n'
             'COPY . .\n'
             '       ^ without a WORKDIR this lands in `/`\n'),
     'good': ('FROM debian:12 AS base\nWORKDIR /app\nCOPY run.sh .\nFROM base\nCOPY run.sh ./second.sh\n',
              'FROM debian:12\nENV HOME=/root\nCOPY run.sh /usr/bin/\nCOPY run.sh "/opt/run"\nCOPY profile $HOME/.profile\n',
              'FROM debian:12 AS Base\nWORKDIR /app\nFROM base\nCOPY run.sh .\n')},
    'LL518': {'why': 'BuildKit takes a target without a slash for a folder only if that folder is there. Else it writes each source over the one '
            'before it, says nothing, and the image holds the last file under the name of the folder. Reported only where the base image '
            'certainly has no such folder and nothing above makes it.',
     'cost': 'All sources but the last are missing from the image.',
     'bad': ('FROM node:22\n'
             'COPY package.json package-lock.json /app\n'
             '                                    ^^^^ 2 files are written to one, and only the last is left\n'
             'WORKDIR /app\n'
             'RUN npm ci\n',
             'FROM python:3.13-slim\n'
             'RUN apt-get update && apt-get install -y --no-install-recommends gcc && rm -rf /var/lib/apt/lists/*\n'
             'COPY requirements.txt setup.py /src\n'
             '                               ^^^^\n',
             'FROM debian:12\n'
             'ENV CONF=/opt/acme\n'
             'COPY --chown=1000 ["a.conf", "b.conf", "c.conf", "$CONF"]\n'
             '                                                 ^^^^^^^ 3 files are written to one, and only the last is left\n'),
     'good': ('FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json /app/\n',
              '# the package makes the folder\n'
              'FROM debian:12\n'
              'RUN apt-get update && apt-get install -y nginx && rm -rf /var/lib/apt/lists/*\n'
              'COPY a.conf b.conf /etc/nginx/conf.d\n',
              '# whoever uses the base may have made the folder\n'
              'FROM acme/base:1\n'
              'COPY package.json package-lock.json /app/\n'
              'COPY package.json /app\n')},
    'LL519': {'why': '`scratch` is empty, and a RUN that is no JSON array starts `/bin/sh`. Nothing above can have brought it: no RUN, no archive, '
            'no COPY to `/` or `/bin`.',
     'cost': 'Nothing is built.',
     'bad': ('FROM scratch\n'
             'COPY app /usr/local/bin/app\n'
             'RUN chmod +x /usr/local/bin/app\n'
             '^^^ there is no `/bin/sh` in a stage on `scratch`\n',
             'FROM scratch AS base\nENV TZ=UTC\nFROM base\nRUN --network=none <<EOF\n^^^\necho hello > /hello\nEOF\n'),
     'good': ('FROM scratch\nADD rootfs.tar.xz /\nRUN adduser -D app\n',
              'FROM scratch\nCOPY --from=busybox:1.37 /bin/busybox /busybox/sh\nSHELL ["/busybox/sh", "-c"]\nRUN echo hello\n',
              'FROM scratch\n'
              'COPY app /app\n'
              'RUN ["/app", "--check"]\n'
              'RUN --mount=type=bind,from=busybox:1.37,source=/bin,target=/bin /app --check\n')},
    'LL520': {'why': '`scratch` holds no `/etc/passwd`, and nothing above copies one. `COPY --chown=app` stops the build while the stage is empty, '
            "and later makes the files root's without a word; after `USER app` no container starts: `unable to find user app`.",
     'cost': 'The build stops, or no container starts, or the files belong to root.',
     'bad': ('FROM scratch\nCOPY app /app\nUSER nonroot\n     ^^^^^^^ no `/etc/passwd` in this stage says who `nonroot` is\n',
             'FROM golang:1.25 AS build\n'
             'RUN useradd -m app && go build -o /app .\n'
             'FROM scratch\n'
             'COPY --from=build --chown=app:app /app /app\n'
             '                          ^^^^^^^ no `/etc/passwd` in this stage says who `app` is\n'),
     'good': ('FROM golang:1.25 AS build\n'
              'RUN useradd -m app && go build -o /app .\n'
              'FROM scratch\n'
              'COPY --from=build /etc/passwd /etc/passwd\n'
              'COPY --from=build --chown=app /app /app\n'
              'USER app\n',
              '# the name is looked up when the container starts\nFROM scratch\nUSER app\nCOPY passwd /etc/passwd\n',
              'FROM scratch\nCOPY --chown=10001:10001 app /app\nUSER 10001\n',
              'FROM scratch\nADD rootfs.tar.xz /\nUSER app\n')},
    'LL521': {'why': 'The stage begins with `scratch`, and no COPY, ADD, RUN or WORKDIR follows: a source in it cannot be found. It may be a '
            'place-holder for a context that `--build-context` or `docker-bake.hcl` puts in its stead; then all is well, and for that '
            'reason the rule is off.',
     'cost': 'The build stops unless a named context stands in.',
     'bad': ('FROM scratch AS files\nFROM debian:12\nCOPY --from=files /app /app\n            ^^^^^ there is nothing in stage `files`\n',
             'FROM scratch AS base\n'
             'ENV A=1\n'
             'FROM base AS files\n'
             'FROM debian:12\n'
             'COPY --from=1 /app /app\n'
             '            ^ there is nothing in stage `1`\n'),
     'good': ('FROM scratch AS files\nCOPY app /app\nFROM debian:12\nCOPY --from=files /app /app\n',
              'FROM acme/files:1 AS files\nFROM debian:12\nCOPY --from=files /app /app\n')},
    'LL522': {'why': 'The builder sees the build context and nothing above it. BuildKit takes `..` at its root for the root itself, so `../src` is '
            '`src`: a file of that name that happens to be there is copied, or none is found. The classic builder stops.',
     'cost': 'Another file than meant, or no build.',
     'bad': ('FROM debian:12\n'
             'COPY ../shared/config.yml /etc/app/\n'
             '     ^^^^^^^^^^^^^^^^^^^^ the build context has no `..`: this is `shared/config.yml`\n',
             'FROM debian:12\n'
             'ADD ["app", "app/../../lib", "/opt/"]\n'
             '            ^^^^^^^^^^^^^^^ `app/../../lib` leads out of the build context\n'),
     'good': ('FROM debian:12 AS build\nCOPY src/../config.yml /etc/app/\nFROM debian:12\nCOPY --from=build ../etc/app /etc/app\n',
              'FROM debian:12\nCOPY ..data /etc/app/\nADD https://example.com/a/../b /etc/app/\n')},
    'LL541': {'why': 'No process can catch SIGKILL or SIGSTOP (signal(7)). With SIGKILL every `docker stop` is a crash: nothing is flushed, no '
            'connection is closed. SIGSTOP freezes the program, and ten seconds later it is killed.',
     'bad': ('FROM postgres:17\nSTOPSIGNAL SIGKILL\n           ^^^^^^^ `SIGKILL` leaves the program no time to finish\n',
             'FROM debian:12\nSTOPSIGNAL 19\n           ^^ `SIGSTOP` freezes the program instead of ending it\n'),
     'good': ('FROM nginx:1.29\nSTOPSIGNAL SIGQUIT\n', 'FROM debian:12\nARG SIGNAL\nSTOPSIGNAL ${SIGNAL}\n')},
    'LL542': {'why': 'Of two values in one ENV the last counts, and the first has no effect at all: even a `$NAME` in the same line means what '
            'stood before it.',
     'bad': ('FROM node:22\n'
             'ENV NODE_ENV=development PORT=3000 \\\n'
             '    ^^^^^^^^^^^^^^^^^^^^ `NODE_ENV` is set again in this line\n'
             '    NODE_ENV=production\n',
             'FROM debian:12\nENV LANG=C PATH=/opt/app/bin:$PATH "LANG"=C.UTF-8\n    ^^^^^^ `LANG` is set again in this line\n'),
     'good': ('FROM debian:12\nENV DEBIAN_FRONTEND=noninteractive\nRUN apt-get update\nENV DEBIAN_FRONTEND=dialog\n',
              'FROM debian:12\nENV LANG=C.UTF-8 LC_ALL=C.UTF-8 LANGUAGE=C lang=x\n',
              'FROM debian:12\nENV NAME the value runs to the end NAME=2\n')},
    'LL543': {'why': 'With `USER name:group` the container runs in that group alone; "any other configured group memberships will be ignored" '
            '(docs.docker.com, USER). With `USER name` the groups of /etc/group count. sudo reads /etc/group by itself, so its groups are '
            'left alone.',
     'bad': ('FROM debian:12\n'
             'RUN useradd app && usermod -aG docker app\n'
             'USER app:app\n'
             '        ^^^^ with a group named here `app` is not in `docker`\n',
             'FROM alpine:3.22\n'
             'RUN adduser -D app && addgroup app video\n'
             'USER app:users\n'
             '        ^^^^^^ with a group named here `app` is not in `video`\n'),
     'good': ('FROM debian:12\nRUN useradd app && usermod -aG docker app\nUSER app\n',
              'FROM debian:12\nRUN useradd -G docker app\nUSER app:docker\n',
              'FROM debian:12\nRUN useradd app && adduser app sudo\nUSER app:app\n',
              'FROM debian:12\nRUN useradd app && usermod -aG docker other\nUSER app:app\n')},
    'LL544': {'why': 'An ENTRYPOINT empties a CMD that comes from the base, so that arguments meant for another program do not reach it. A stage '
            'that begins with another stage and wants its CMD has to say it again; one that starts another program altogether need not.',
     'bad': ('FROM debian:12 AS base\n'
             'CMD ["server", "--port=80"]\n'
             'FROM base\n'
             'COPY entrypoint.sh /\n'
             'ENTRYPOINT ["/entrypoint.sh"]\n'
             '^^^^^^^^^^ this ENTRYPOINT drops the CMD of the stage it begins with\n',
             'FROM debian:12 AS base\n'
             'ENTRYPOINT ["/start"]\n'
             'CMD ["server"]\n'
             'FROM base AS middle\n'
             'RUN true\n'
             'FROM middle\n'
             'ENTRYPOINT ["/debug", "/start"]\n'
             '^^^^^^^^^^ this ENTRYPOINT drops the CMD of the stage it begins with\n'),
     'good': ('FROM debian:12 AS base\nCMD ["server"]\nFROM base\nENTRYPOINT ["/entrypoint.sh"]\nCMD ["server"]\n',
              '# in one stage both stay, in any order\nFROM debian:12\nCMD ["server"]\nENTRYPOINT ["/entrypoint.sh"]\n',
              'FROM debian:12 AS base\nENTRYPOINT ["/start"]\nFROM base\nCMD ["server"]\n')},
    'LL545': {'why': 'USER has no part in COPY and ADD: without `--chown` everything from the build context belongs to 0:0 (what comes from another '
            'stage keeps its owner). A program that writes into what was copied fails; one that only reads it is safer for that.',
     'bad': ("FROM node:22\nUSER node\nWORKDIR /app\nCOPY . .\n^^^^ these files will be root's, not those of `node`\nRUN npm ci\n",
             "FROM debian:12\nUSER 10001:10001\nADD site.tar.gz /srv\n^^^ these files will be root's, not those of `10001`\n"),
     'good': ('FROM node:22\nUSER node\nCOPY --chown=node:node . .\n',
              'FROM node:22\nCOPY . .\nUSER node\n',
              '# keeps the owners it has there\n'
              'FROM node:22 AS build\n'
              'RUN install --owner=node --directory /app\n'
              'FROM node:22\n'
              'USER node\n'
              'COPY --from=build /app /app\n',
              '# Windows knows no owner 0:0\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nUSER ContainerUser\nCOPY app C:/app\n')},
    'LL546': {'why': 'A user that is made is made to be used. It may be an entrypoint or a server that steps down to it, which is why known ones '
            '(gosu, su-exec, setpriv, supervisord …) are looked for, and why this rule is off.',
     'bad': ('FROM debian:12\n'
             'RUN useradd --uid 10001 app\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^ makes a user, and the container starts as root all the same\n'
             'CMD ["app"]\n',
             'FROM alpine:3.22\n'
             'RUN apk add --no-cache python3 && adduser -D app\n'
             '                                  ^^^^^^^^^^^^^^ makes a user, and the container starts as root all the same\n'),
     'good': ('FROM debian:12\nRUN useradd --uid 10001 app\nUSER app\n',
              'FROM debian:12\nRUN useradd app && apt-get update && apt-get install -y gosu\nENTRYPOINT ["gosu", "app", "server"]\n',
              '# the base may have a USER\nFROM example.com/base:1\nRUN useradd app\n')},
    'LL547': {'why': 'Without CMD and ENTRYPOINT an image starts what its base starts, a shell often enough. Images that others build on, and those '
            'that only carry files, have none.',
     'bad': ('FROM debian:12\n     ^^^^^^^^^ neither CMD nor ENTRYPOINT says what the image starts\nCOPY app /usr/bin/app\n',
             'FROM golang:1.25 AS build\n'
             'CMD ["go", "test"]\n'
             'FROM scratch\n'
             '     ^^^^^^^ neither CMD nor ENTRYPOINT says what the image starts\n'
             'COPY --from=build /app /app\n'),
     'good': ('FROM debian:12\nCMD ["app"]\n', 'FROM debian:12 AS base\nENTRYPOINT ["/app"]\nFROM base\nRUN true\n')},
    'LL548': {'why': 'Arguments in CMD can be replaced by `docker run IMAGE …`, those in ENTRYPOINT only by `--entrypoint`. A program that needs '
            'none needs no CMD.',
     'bad': ('FROM debian:12\nENTRYPOINT ["server", "--port=80"]\n^^^^^^^^^^ an ENTRYPOINT without a CMD for its usual arguments\n',
             'FROM debian:12 AS base\n'
             'RUN true\n'
             'FROM base\n'
             'ENTRYPOINT ["server"]\n'
             '^^^^^^^^^^ an ENTRYPOINT without a CMD for its usual arguments\n'),
     'good': ('FROM debian:12\nENTRYPOINT ["server"]\nCMD ["--port=80"]\n',
              '# takes no arguments anyway\nFROM debian:12\nENTRYPOINT server --port=80\n')},
    'LL549': {'why': 'Docker and Swarm restart or replace a container that fails its HEALTHCHECK. Kubernetes ignores it, a tool that runs and ends '
            'has no health, and the base may have a HEALTHCHECK of its own.',
     'bad': ('FROM nginx:1.29\n     ^^^^^^^^^^ no HEALTHCHECK\nCOPY site /usr/share/nginx/html\n',
             'FROM node:22 AS build\n'
             'HEALTHCHECK CMD ["true"]\n'
             'FROM node:22-slim\n'
             '     ^^^^^^^^^^^^ no HEALTHCHECK\n'
             'COPY --from=build /app /app\n'),
     'good': ('FROM nginx:1.29\nHEALTHCHECK CMD curl --fail http://localhost/ || exit 1\n',
              'FROM nginx:1.29 AS base\nHEALTHCHECK NONE\nFROM base\nRUN true\n')},
    'LL550': {'why': 'For files whose stages are images of their own. The HEALTHCHECK of a stage that is only copied from is never used.',
     'bad': ('FROM node:22 AS worker\n'
             '     ^^^^^^^ no HEALTHCHECK\n'
             'CMD ["node", "worker.js"]\n'
             'FROM node:22 AS web\n'
             'HEALTHCHECK CMD ["node", "health.js"]\n',
             'FROM node:22 AS build\n'
             '     ^^^^^^^ no HEALTHCHECK\n'
             'RUN npm ci\n'
             'FROM node:22\n'
             'COPY --from=build /app /app\n'
             'HEALTHCHECK NONE\n'),
     'good': ('FROM node:22 AS base\nFROM base\nHEALTHCHECK NONE\n',
              'FROM node:22 AS base\nHEALTHCHECK NONE\nFROM base AS worker\nFROM base AS web\n')},
    'LL551': {'why': 'The image has the port once either way; of two lines one is left over, or meant another port.',
     'bad': ('FROM nginx:1.29\nEXPOSE 80 443\nEXPOSE 80/tcp\n       ^^^^^^ `80/tcp` is exposed already\n',
             'FROM debian:12\nEXPOSE 8000-8010 8005\n                 ^^^^ `8005` is exposed already\n'),
     'good': ('FROM debian:12\nEXPOSE 53/tcp 53/udp\n', 'FROM debian:12 AS base\nEXPOSE 80\nFROM base\nEXPOSE 8080\n')},
    'LL552': {'why': 'The environment of the image is what stands last. Where no RUN and no `$NAME` lies between two lines that set one variable, '
            'the first has never had an effect.',
     'bad': ('FROM python:3.13\n'
             'ENV LANG=C\n'
             '    ^^^^^^ `LANG` is set again below before anything uses it\n'
             'ENV LANG=C.UTF-8\n'
             'RUN python -m pip list\n',
             'FROM node:22\n'
             'ENV NODE_ENV=development PORT=3000\n'
             '    ^^^^^^^^^^^^^^^^^^^^ `NODE_ENV` is set again below before anything uses it\n'
             'WORKDIR /app\n'
             'ENV NODE_ENV=production\n'),
     'good': ('FROM debian:12\nENV DEBIAN_FRONTEND=noninteractive\nRUN apt-get update\nENV DEBIAN_FRONTEND=dialog\n',
              'FROM debian:12\nENV PATH=/opt/a/bin:$PATH\nENV PATH=/opt/b/bin:${PATH}\n',
              'FROM debian:12 AS base\nENV MODE=production\nFROM base\nENV MODE=debug\n',
              'FROM debian:12\nENV VERSION=1.4\nLABEL version=$VERSION\nENV VERSION=stable\n',
              'FROM debian:12\nENV VERSION=1.4\nCOPY <<EOF /version\n$VERSION\nEOF\nENV VERSION=stable\n')},
    'LL553': {'why': 'Rails 7.1 and later answer at /up with 200 once the application has booted (Rails::HealthController). A HEALTHCHECK that asks '
            'there makes Docker notice one that has not; Kamal and Kubernetes ask by themselves.',
     'bad': ('FROM ruby:3.4\nCMD ["./bin/rails", "server", "-b", "0.0.0.0"]\n^^^ starts a Rails server whose `/up` nobody asks\n',
             'FROM ruby:3.4 AS base\n'
             'HEALTHCHECK CMD curl --fail http://localhost:3000/ || exit 1\n'
             'FROM base\n'
             'CMD bundle exec rails s\n'
             '^^^ starts a Rails server whose `/up` nobody asks\n'),
     'good': ('FROM ruby:3.4\nHEALTHCHECK CMD curl --fail http://localhost:3000/up || exit 1\nCMD ["./bin/rails", "server"]\n',
              'FROM ruby:3.4\nCMD ["./bin/rails", "console"]\n',
              'FROM ruby:3.4\nHEALTHCHECK NONE\nCMD ["./bin/rails", "server"]\n')},
    'LL561': {'why': 'For Windows containers BuildKit has bind and cache mounts since 2025 and secrets since 2026, the latter with a `target` only, '
            'for there is no /run/secrets (https://github.com/moby/buildkit/pull/6944). Mounts of the types `ssh` and `tmpfs` are refused: '
            'https://github.com/moby/buildkit/issues/5678.',
     'bad': ('FROM mcr.microsoft.com/windows/servercore:ltsc2022\n'
             'RUN --mount=type=secret,id=token echo hello\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a secret needs a `target` on Windows\n',
             'FROM golang:1.24-nanoserver AS build\n'
             'FROM build\n'
             'RUN --mount=type=bind,target=C:/src --mount=type=ssh git fetch\n'
             '                                    ^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\n'
              'RUN --mount=type=cache,target=C:/cache --mount=type=secret,id=token,target=C:/token dir\n',
              'FROM debian:12\nRUN --mount=type=secret,id=token cat /run/secrets/token\n')},
    'LL562': {'why': 'Owners and modes of these flags are those of Linux. The reference says of both that they do not work on Windows containers: '
            'https://docs.docker.com/reference/dockerfile/#copy---chown---chmod. The files belong to the administrator and have the rights '
            'of their folder.',
     'bad': ('FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\n'
             'COPY --chown=app:app src C:/app\n'
             '     ^^^^^^^^^^^^^^^ `--chown` does nothing on Windows\n',
             'FROM alpine:3.22 AS build\n'
             'FROM mcr.microsoft.com/dotnet/framework/runtime:4.8\n'
             'COPY --from=build --chmod=755 /x C:/x\n'
             '                  ^^^^^^^^^^^\n'),
     'good': ('FROM debian:12\nCOPY --chown=app:app src /app\n',
              '# a stage on Linux beside one on Windows\n'
              'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022 AS windows\n'
              'COPY src C:/app\n'
              'FROM alpine:3.22\n'
              'COPY --chmod=755 src /app\n')},
    'LL563': {'why': 'Windows has no signals. The engine shuts a container down with an event of its own, whatever STOPSIGNAL says.',
     'bad': ('FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSTOPSIGNAL SIGTERM\n^^^^^^^^^^ STOPSIGNAL does nothing on Windows\n',
             'FROM example/app\nSHELL ["powershell", "-Command"]\nSTOPSIGNAL SIGQUIT\n^^^^^^^^^^\n'),
     'good': ('FROM nginx:1.27\nSTOPSIGNAL SIGQUIT\n', 'FROM example/app\nSHELL ["pwsh", "-Command"]\nSTOPSIGNAL SIGQUIT\n')},
    'LL571': {'why': 'A name can mean one stage only: `FROM name`, `COPY --from=name` and `--target name` all take the last stage of that name that '
            'is defined so far, so what is taken hangs on the line on which it stands. The builder compares the names in lower case.',
     'bad': ('FROM golang:1.25 AS build\n'
             'RUN go version\n'
             'FROM node:22 AS build\n'
             '                ^^^^^ an earlier stage is called `build`, too\n'
             'RUN node --version\n'
             'FROM debian:12\n'
             'COPY --from=build /app /app\n',
             '# the builder reads names in lower case\n'
             'FROM debian:12 AS Base\n'
             'FROM debian:13 AS base\n'
             '                  ^^^^ an earlier stage is called `base`, too\n'),
     'good': ('FROM golang:1.25 AS build\nFROM node:22 AS assets\nFROM debian:12\nCOPY --from=build /app /app\n',
              '# stages without a name are numbered\nFROM debian:12\nFROM debian:12\n')},
    'LL572': {'why': '`FROM scratch` begins with nothing, whatever stages there are, and `context` is the name of the build context. A stage of '
            'such a name cannot be reached, or takes the place of what a reader expects.',
     'bad': ('FROM debian:12 AS scratch\n                  ^^^^^^^ `scratch` means something else to the builder\n',
             'FROM debian:12 AS context\n'
             '                  ^^^^^^^ `context` means something else to the builder\n'
             'FROM debian:12\n'
             'COPY --from=context /etc/os-release /\n',
             'FROM debian:12 AS Scratch\n                  ^^^^^^^ `scratch` means something else to the builder\n'),
     'good': ('FROM scratch AS empty\n', 'FROM debian:12 AS contexts\n')},
    'LL573': {'why': 'A FROM line sees the ARGs above the first FROM, and the platforms that the builder knows by itself; neither ENV nor the ARGs '
            'of a stage. A name that nobody declares is empty, and `--build-arg` cannot change it.',
     'bad': ('FROM debian:${RELEASE:-12}\n            ^^^^^^^^^^^^^^ no `ARG` above the first `FROM` declares `RELEASE`\n',
             '# the ARG of a stage is of no use for the next FROM\n'
             'FROM golang:1.25 AS build\n'
             'ARG VERSION\n'
             'FROM nginx:1${VERSION}\n'
             '            ^^^^^^^^^^ no `ARG` above the first `FROM` declares `VERSION`\n',
             'FROM --platform=${BUILD_PLATFORM:-linux/amd64} golang:1.25\n'
             '                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ no `ARG` above the first `FROM` declares `BUILD_PLATFORM`\n'),
     'good': ('ARG RELEASE=12\nFROM debian:${RELEASE}\n', 'FROM --platform=$BUILDPLATFORM golang:1.25\n', 'ARG TAG\nFROM nginx:${TAG}\n')},
    'LL574': {'why': 'A plain `docker build` of this file fails at once, since the ARG in its FROM has no default. Many files are only ever built '
            'with `--build-arg`, so this is off unless asked for.',
     'bad': ('ARG TAG\nFROM debian:${TAG}\n     ^^^^^^^^^^^^^ without a build argument the base is `debian:`\n',
             'ARG BASE=\nFROM $BASE\n     ^^^^^ without a build argument the base is blank\n'),
     'good': ('ARG TAG=12\nFROM debian:${TAG}\n', 'ARG TAG\nFROM debian:${TAG:-12}\n', 'ARG SUFFIX\nFROM debian:12${SUFFIX}\n')},
    'LL575': {'why': 'A relative WORKDIR goes on from the one above it. Where there is none above, it goes on from that of the base image, which '
            'may change with the next release of the image, and which a reader does not see.',
     'bad': ('FROM debian:12\nWORKDIR app\n        ^^^ where this is, the base image decides\n',
             'FROM node:22 AS build\nWORKDIR ./src\n        ^^^^^ where this is, the base image decides\nFROM build\nRUN npm version\n',
             'FROM debian:12\nENV APP=app\nWORKDIR $APP\n        ^^^^ where this is, the base image decides\n'),
     'good': ('FROM debian:12\nWORKDIR /app\nWORKDIR src\n',
              'FROM debian:12 AS base\nWORKDIR /app\nFROM base\nWORKDIR src\n',
              'FROM example.com/own/base:1\nWORKDIR $APP_HOME\n',
              'FROM debian:12 AS base\nONBUILD WORKDIR app\nFROM base\n')},
    'LL576': {'why': '`C:\\app` is absolute in a build for Windows, and relative in one for Linux. Which one it is the command line says, and '
            'mostly the base image tells.',
     'bad': ('FROM mcr.microsoft.com/windows/servercore:ltsc2022\nWORKDIR C:\\app\n        ^^^^^^ relative, where the build is for Linux\n',
             'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\n'
             'WORKDIR "c:/app"\n'
             '        ^^^^^^^^ relative, where the build is for Linux\n'),
     'good': ('FROM debian:12\nWORKDIR /c/app\n', 'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nWORKDIR /app\nWORKDIR C:/app\n')},
    'LL577': {'why': 'The builder puts nothing in the place of a variable that is not set, without a word. An ARG above the first FROM is not seen '
            'in the stages, nor is one of another stage, nor TARGETARCH and its kin, until the stage has a line `ARG NAME` for it. Told '
            'only where the base is known to set no such variable, or the file declares it elsewhere; a variable in its own value (`ENV '
            'P=/app:$P`), and one with a `:-` or the like, is left alone.',
     'bad': ('# an ARG above the first FROM is for the FROM lines\n'
             'ARG VERSION=1.2\n'
             'FROM alpine:${VERSION}\n'
             'LABEL version=${VERSION}\n'
             '              ^^^^^^^^^^ `VERSION` has no value here\n',
             'FROM example.com/own/base:1\nCOPY app-${TARGETARCH} /app\n         ^^^^^^^^^^^^^ `TARGETARCH` has no value here\n',
             'FROM debian:12\nENV APP_HOME=/srv/app\nWORKDIR $APPHOME/src\n        ^^^^^^^^ `APPHOME` has no value here\n',
             'FROM golang:1.25 AS build\n'
             'ARG PREFIX=/opt\n'
             'FROM debian:12\n'
             'COPY --from=build ${PREFIX}/app /app\n'
             '                  ^^^^^^^^^ `PREFIX` has no value here\n',
             "# above the first FROM, too, where the builder's own check does not look\n"
             'ARG TAG=3${MINOR}\n'
             '         ^^^^^^^^ `MINOR` has no value here\n'
             'FROM alpine:${TAG}\n'),
     'good': ('ARG VERSION=1.2\nFROM alpine:${VERSION}\nARG VERSION\nLABEL version=${VERSION}\n',
              'FROM debian:12\nENV PYTHONPATH=/app:$PYTHONPATH\n',
              '# the base may set it\nFROM example.com/own/base:1\nWORKDIR $APP_HOME\n',
              'FROM node:22\nENV NPM=$NODE_VERSION\n')},
    'LL578': {'why': 'The rest of what BuildKit warns of: a variable that is part of its own value, one that has a default where it is used, one '
            'that a shell would set. Most of these are meant so.',
     'bad': ('FROM debian:12\n'
             'ENV LD_LIBRARY_PATH=/opt/lib:$LD_LIBRARY_PATH\n'
             '                             ^^^^^^^^^^^^^^^^ nothing above gives `LD_LIBRARY_PATH` a value\n',
             'FROM debian:12\nUSER ${APP_USER:-nobody}\n     ^^^^^^^^^^^^^^^^^^^ nothing above gives `APP_USER` a value\n',
             'FROM debian:12\nWORKDIR $HOME/app\n        ^^^^^ nothing above gives `HOME` a value\n'),
     'good': ('FROM debian:12\nENV PATH=/opt/bin:$PATH\n',
              'FROM debian:12\nARG APP_USER\nUSER ${APP_USER:-nobody}\n',
              'FROM debian:12 AS base\nONBUILD USER ${APP_USER:-nobody}\nFROM base\n')},
    'LL579': {'why': 'Every value of one ENV is read before the first of its variables is set, so the variable is still unset, and nothing comes in '
            'its place.',
     'bad': ('FROM debian:12\n'
             'ENV APP_HOME=/srv/app PATH=$APP_HOME/bin:$PATH\n'
             '                           ^^^^^^^^^ `APP_HOME` is set only behind this `ENV`\n',
             'FROM debian:12\n'
             'ENV HOME_OF_APP="${PREFIX}/app" \\\n'
             '                 ^^^^^^^^^ `PREFIX` is set only behind this `ENV`\n'
             '    PREFIX=/opt\n'),
     'good': ('FROM debian:12\nENV APP_HOME=/srv/app\nENV PATH=$APP_HOME/bin:$PATH\n',
              '# a bare word of the same name\nFROM debian:12\nENV MODE=server ARGS=--MODE\n')},
    'LL580': {'why': 'Every value of one ENV is read before the first of its variables is set: what is taken here is the value from above, or from '
            'the base image.',
     'bad': ('FROM debian:12\n'
             'ENV PATH=/opt/bin:$PATH OLD_PATH=$PATH\n'
             '                                 ^^^^^ the value of `PATH` from before this `ENV`\n',
             'FROM node:22\n'
             'ENV NODE_VERSION=23 OLD_NODE_VERSION="${NODE_VERSION}"\n'
             '                                      ^^^^^^^^^^^^^^^ the value of `NODE_VERSION` from before this `ENV`\n'),
     'good': ('FROM debian:12\nENV PATH=/opt/bin:$PATH\n',
              "# single quotes\nFROM debian:12\nENV MODE=server NOTE='say $MODE'\n",
              'FROM debian:12\nENV MODE=server NOTE=\\$MODE\n',
              'FROM debian:12\nENV MODE=server MODE=$MODE\n')},
    'LL581': {'why': 'An image has one of each. The one that stands last in a stage counts, and the others say something that does not happen.',
     'bad': ('FROM debian:12\nCMD ["sleep", "1"]\n^^^ a later `CMD` takes the place of this one\nCMD ["sleep", "2"]\n',
             'FROM debian:12\n'
             'HEALTHCHECK CMD ["true"]\n'
             '^^^^^^^^^^^ a later `HEALTHCHECK` takes the place of this one\n'
             'HEALTHCHECK NONE\n'
             'ENTRYPOINT ["cat"]\n'
             '^^^^^^^^^^ a later `ENTRYPOINT` takes the place of this one\n'
             'ENTRYPOINT ["tac"]\n'),
     'good': ('FROM debian:12\nCMD ["sleep", "1"]\nFROM debian:12\nCMD ["sleep", "2"]\n',
              'FROM debian:12 AS base\nCMD ["sleep", "1"]\nFROM base\nCMD ["sleep", "2"]\n',
              'FROM debian:12\nCMD ["sleep", "1"]\nONBUILD CMD ["sleep", "2"]\n')},
    'LL582': {'why': 'The same as `overridden-instruction`, told at the place of the later one.',
     'bad': ('FROM debian:12\n'
             'CMD ["sleep", "1"]\n'
             'CMD ["sleep", "2"]\n'
             '^^^ the second `CMD` of this stage, or a further one\n'
             'CMD ["sleep", "3"]\n'
             '^^^\n',
             'FROM debian:12\n'
             'HEALTHCHECK CMD ["true"]\n'
             'HEALTHCHECK NONE\n'
             '^^^^^^^^^^^ the second `HEALTHCHECK` of this stage, or a further one\n'
             'ENTRYPOINT ["cat"]\n'
             'ENTRYPOINT ["tac"]\n'
             '^^^^^^^^^^ the second `ENTRYPOINT` of this stage, or a further one\n'),
     'good': ('FROM debian:12\nCMD ["sleep", "1"]\nFROM debian:12\nCMD ["sleep", "2"]\n',
              'FROM debian:12\nCMD ["sleep", "1"]\nONBUILD CMD ["sleep", "2"]\n')},
    'LL583': {'why': 'The file lies in the folder, and the builder does not get to see it: the build stops here with `not found`.',
     'bad': ('FROM alpine:3.22\nCOPY app.py /app/\n     ^^^^^^ the ignore file keeps `app.py` out of the context\n',
             'FROM alpine:3.22\n'
             'ADD ./dist/app.js main.js /app/\n'
             '    ^^^^^^^^^^^^^ the ignore file keeps `./dist/app.js` out of the context\n',
             '# an exception for another file\n'
             'FROM alpine:3.22\n'
             'COPY app.py main.py /app/\n'
             '     ^^^^^^ the ignore file keeps `app.py` out of the context\n'),
     'good': ('FROM alpine:3.22\nCOPY app.py /app/\n',
              'FROM alpine:3.22\nCOPY src /app/\n',
              'FROM alpine:3.22 AS build\nFROM alpine:3.22\nCOPY --from=build app.py /app/\n')},
    'LL584': {'why': 'Docker 28 compares the word as it is written with the patterns. With a wildcard in the word, where there is no such file, or '
            'where an exception keeps a part of the directory, that says little; later versions say nothing once the ignore file has an '
            'exception.',
     'bad': ('FROM alpine:3.22\nCOPY package*.json /app/\n     ^^^^^^^^^^^^^ a pattern of the ignore file speaks of `package*.json`\n',
             'FROM alpine:3.22\nCOPY dis[t] /app/\n     ^^^^^^ a pattern of the ignore file speaks of `dis[t]`\n'),
     'good': ('FROM alpine:3.22\nCOPY package*.json /app/\n', 'FROM alpine:3.22\nCOPY . /app/\n')},
    'LL585': {'why': "EXPOSE tells which ports the container listens at. The builder drops what stands in front of the container's port; where a "
            'port appears on the host is said with `docker run -p`.',
     'bad': ("FROM nginx:1.29\nEXPOSE 8080:80\n       ^^^^^^^ the builder drops the host's part of it\n",
             'FROM nginx:1.29\n'
             'EXPOSE 443 127.0.0.1:8080:80/tcp\n'
             "           ^^^^^^^^^^^^^^^^^^^^^ the builder drops the host's part of it\n"),
     'good': ('FROM nginx:1.29\nEXPOSE 80 8000-8010/udp\n', 'FROM nginx:1.29\nARG PORT=80\nEXPOSE $PORT\n')},
    'LL586': {'why': 'The builder drops the blank line and reads on, and announces that it will be an error one day.',
     'bad': ('FROM debian:12\n'
             'RUN apt-get update && \\\n'
             '                      ^ the instruction goes on behind a blank line\n'
             '\n'
             '    apt-get install -y curl\n',
             'FROM debian:12\nENV A=1 \\\n    B=2 \\\n        ^ the instruction goes on behind a blank line\n\n    C=3\n'),
     'good': ('FROM debian:12\nRUN apt-get update && \\\n    # the tools\n    apt-get install -y curl\n',
              'FROM debian:12\nRUN <<END\napt-get update\n\napt-get install -y curl\nEND\n',
              'FROM debian:12\nONBUILD RUN <<END\napt-get update\n\nRUN\nEND\n')},
    'LL587': {'why': 'A blank line does not end an instruction whose last line ends in a continuation mark. The keyword below it, and what follows, '
            'become arguments.',
     'bad': ('FROM debian:12\n'
             'RUN apt-get update && \\\n'
             '    apt-get install -y curl \\\n'
             '\n'
             'CMD ["curl", "--version"]\n'
             '^^^ this `CMD` is part of the `RUN` above\n',
             'FROM debian:12\nENV VENDOR acme \\\n\nCOPY app /app\n^^^^ this `COPY` is part of the `ENV` above\n'),
     'good': ('FROM debian:12\nRUN apt-get update && \\\n\n    apt-get install -y curl\n',
              'FROM debian:12\nRUN apt-get update\n\nCMD ["curl", "--version"]\n')},
    'LL588': {'why': 'What is no JSON array of strings is a command for the shell, brackets and all, and no shell finds a program called `[node,`. '
            'JSON takes double quotes, no comma at the end, and a backslash only twice.',
     'bad': ("FROM node:22\nCMD ['node', 'app.js']\n    ^^^^^^^^^^^^^^^^^^ no JSON array: it takes double quotes only\n",
             'FROM debian:12\n'
             'ENTRYPOINT ["/bin/app", "--verbose",]\n'
             '           ^^^^^^^^^^^^^^^^^^^^^^^^^^ no JSON array: a comma stands behind the last item\n',
             'FROM debian:12\n'
             'CMD ["sh", "-c", "echo \\$HOME"]\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^ no JSON array: a backslash is written twice in it\n',
             'FROM debian:12\nHEALTHCHECK CMD [ "curl", -f ]\n                ^^^^^^^^^^^^^^ no JSON array: every item needs its quotes\n'),
     'good': ('FROM node:22\nCMD ["node", "app.js"]\n', 'FROM debian:12\nENTRYPOINT []\n')},
    'LL589': {'why': 'The repositories `arm64v8/…`, `amd64/…` and so on hold images of one architecture each, so the stage does not have the '
            'platform that it asks for. Of other images only their registry knows the platforms: of these nothing is said, where the '
            'builder would warn.',
     'bad': ('FROM --platform=linux/amd64 arm64v8/alpine:3.22\n'
             '                            ^^^^^^^^^^^^^^^^^^^ an image for `arm64` under a platform of `amd64`\n',
             'FROM --platform=linux/arm64 docker.io/amd64/debian:12\n'
             '                            ^^^^^^^^^^^^^^^^^^^^^^^^^ an image for `amd64` under a platform of `arm64`\n'),
     'good': ('FROM --platform=linux/arm64 arm64v8/alpine:3.22\n',
              'FROM --platform=$TARGETPLATFORM arm64v8/alpine:3.22\n',
              'FROM --platform=linux/arm64 debian:12\n')},
    'LL590': {'why': 'The same as `overridden-instruction`, where three or more of a kind stand in one stage. Such a list is mostly meant: as a '
            'test of a builder, or as a collection of forms.',
     'bad': ('FROM debian:12\n'
             'CMD ["sleep", "1"]\n'
             '^^^ a later `CMD` takes the place of this one\n'
             'CMD ["sleep", "2"]\n'
             '^^^ a later `CMD` takes the place of this one\n'
             'CMD ["sleep", "3"]\n',
             'FROM debian:12\n'
             'HEALTHCHECK CMD ["true"]\n'
             '^^^^^^^^^^^ a later `HEALTHCHECK` takes the place of this one\n'
             'HEALTHCHECK --interval=5s CMD ["true"]\n'
             '^^^^^^^^^^^\n'
             'HEALTHCHECK NONE\n'),
     'good': ('FROM debian:12\nCMD ["sleep", "1"]\n',
              'FROM debian:12 AS a\nCMD ["sleep", "1"]\nFROM debian:12 AS b\nCMD ["sleep", "2"]\nFROM debian:12\nCMD ["sleep", "3"]\n')},
    'LL601': {'why': '`ADD` unpacks archives and downloads URLs, and a reader has to find out whether it does so here. `COPY` only copies. For '
            'plain files and folders the image is the same.',
     'bad': ('FROM debian:12\nADD config.sh /etc/app/\n^^^ `ADD` does nothing here that `COPY` would not do\n',
             'FROM debian:12\nENV HOME=/root\nADD --chown=1000:1000 ["app.jar", "lib.zip", "/opt/app/"]\n^^^\nADD . $HOME\n^^^\n',
             'FROM debian:12\nADD src /src\n^^^ `ADD` does nothing here that `COPY` would not do\n'),
     'good': ('FROM debian:12\nADD rootfs.tar.xz /\nADD https://example.com/app.tgz /opt/\nCOPY config.sh /etc/app/\n',
              'FROM debian:12\nARG URL=https://example.com/app.bin\nADD $URL /opt/\n',
              'FROM debian:12\nADD git@github.com:acme/app.git /src\n',
              'FROM debian:12\nADD --unpack=true rootfs /\n',
              'FROM debian:12\nADD README.md rootfs.tar.zst /\n')},
    'LL604': {'why': 'Numbers count the FROM lines. A stage that is put in between moves them, and the COPY silently takes its files from another '
            'stage. A name stays.',
     'bad': ('FROM golang:1.25\n'
             'RUN go build -o /app .\n'
             'FROM scratch\n'
             'COPY --from=0 /app /app\n'
             '            ^ stage 0 is named by its number\n',
             'FROM golang:1.25 AS build\n'
             'FROM debian:12\n'
             'COPY --from=0 /app /app\n'
             '            ^ stage 0 is named by its number; it is called `build`\n'),
     'good': ('FROM golang:1.25 AS build\nFROM scratch\nCOPY --from=build /app /app\n',
              'FROM debian:12\nCOPY --from=nginx:1.29 /etc/nginx /etc/nginx\n')},
    'LL611': {'why': 'Docker asks for keys of small letters, digits, dots and hyphens that begin with a letter, so that `--filter label=key=value`, '
            'templates and orchestrators take them as they are, and keeps com.docker, io.docker and org.dockerproject for itself '
            '(docs.docker.com, Docker object labels). `_` and `/` are in wide use and accepted.',
     'bad': ('FROM alpine:3.22\nLABEL Description="a web server"\n      ^^^^^^^^^^^ `Description` is no plain label key\n',
             'FROM alpine:3.22\n'
             'LABEL org.example.name="web" \\\n'
             '      "Server Version"="1.4"\n'
             '      ^^^^^^^^^^^^^^^^ `Server Version` is no plain label key\n',
             'FROM alpine:3.22\nLABEL com.docker.team="web"\n      ^^^^^^^^^^^^^^^ `com.docker.team` is in a namespace of Docker\'s own\n'),
     'good': ('FROM alpine:3.22\nLABEL org.opencontainers.image.title="web" team-name="web" build_id="7" "quoted"="yes"\n',
              'FROM alpine:3.22\nARG KEY\nLABEL $KEY="value"\n',
              'FROM alpine:3.22\nENV NAMESPACE=org.example\nLABEL $NAMESPACE.team="web"\n')},
    'LL612': {'why': 'A house that finds its images by their labels needs them on each. Labels of the stages that the image is built from count; '
            'those of its base image are unknown, and name the base if anything. Says nothing without `label-schema`.',
     'bad': ('FROM alpine:3.22\n     ^^^^^^^^^^^ `team` not set\nLABEL version="1.4.0"\n',
             'FROM alpine:3.22 AS build\n'
             'LABEL team="web"\n'
             'RUN make\n'
             'FROM alpine:3.22\n'
             '     ^^^^^^^^^^^ `team` not set\n'
             'COPY --from=build /app /app\n',
             'FROM alpine:3.22\n     ^^^^^^^^^^^ 3 labels not set\nRUN true\n'),
     'good': ('FROM alpine:3.22\nLABEL team="web" version="1.4.0"\n',
              '# inherited\nFROM alpine:3.22 AS base\nLABEL team="web"\nFROM base\nRUN true\n',
              'ARG BASE=common\nFROM alpine:3.22 AS common\nLABEL team="web"\nFROM $BASE\nRUN true\n',
              'FROM alpine:3.22\nENV KEY=team\nLABEL $KEY=web\n')},
    'LL613': {'why': 'For files whose stages are images of their own, each built with `--target`. A stage that others copy from by its name, and '
            'one that gets the label where a stage without a name goes on with it, are taken for means to an end.',
     'bad': ('FROM alpine:3.22 AS worker\n     ^^^^^^^^^^^ `team` not set\nRUN true\nFROM alpine:3.22 AS web\nLABEL team="web"\n',
             'FROM alpine:3.22 AS base\n     ^^^^^^^^^^^ `team` not set\nFROM base AS web\nLABEL team="web"\n'),
     'good': ('FROM alpine:3.22 AS build\nRUN make\nFROM alpine:3.22\nCOPY --from=build /app /app\nLABEL team="web"\n',
              'FROM alpine:3.22 AS base\nFROM base\nLABEL team="web"\n',
              'FROM alpine:3.22 AS common\nLABEL team="web"\nFROM common AS worker\nFROM common AS web\n')},
    'LL614': {'why': 'With a closed schema a label that it does not name is a misspelt one, or one that nobody agreed on. Speaks only where '
            '`strict-labels` is true.',
     'bad': ('FROM alpine:3.22\nLABEL team="web" verison="1.4.0"\n                 ^^^^^^^ `verison` is not in the label schema\n',
             'FROM alpine:3.22\nLABEL "maintainer"="web@example.com"\n      ^^^^^^^^^^^^ `maintainer` is not in the label schema\n'),
     'good': ('FROM alpine:3.22\nLABEL team="web" version="1.4.0"\n',
              'FROM alpine:3.22\nLABEL anything="goes"\n',
              'FROM alpine:3.22\nENV KEY=team\nLABEL ${KEY}="web"\n')},
    'LL615': {'why': 'A label that is there without a value satisfies the check for its presence and tells nothing. Says nothing without '
            '`label-schema`.',
     'bad': ('FROM alpine:3.22\nLABEL team=""\n           ^^ the value of `team` is empty\n',
             'FROM alpine:3.22\nLABEL version= team="web"\n      ^^^^^^^^ the value of `version` is empty\n',
             'FROM alpine:3.22\nENV VERSION=\nLABEL version="$VERSION"\n              ^^^^^^^^^^ the value of `version` is empty\n'),
     'good': ('FROM alpine:3.22\nLABEL team="web"\n', 'FROM alpine:3.22\nARG TEAM\nLABEL team=$TEAM note=""\n')},
    'LL616': {'why': 'Registries and viewers make links of these labels; without a scheme, or with characters that RFC 3986 does not allow, there '
            'is nothing to follow. Looks at the labels to which `label-schema` gives the type `url`.',
     'bad': ('FROM alpine:3.22\n'
             'LABEL org.opencontainers.image.url=example.com/docs\n'
             '                                   ^^^^^^^^^^^^^^^^ `org.opencontainers.image.url` is no URL\n',
             'FROM alpine:3.22\n'
             'LABEL org.opencontainers.image.url="https://example.com/the docs"\n'
             '                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `org.opencontainers.image.url` is no URL\n',
             'FROM alpine:3.22\n'
             'ARG VALUE=example.com/docs\n'
             'LABEL org.opencontainers.image.url=$VALUE\n'
             '                                   ^^^^^^ `org.opencontainers.image.url` is no URL\n',
             'FROM alpine:3.22\n'
             'LABEL org.opencontainers.image.url=https://\n'
             '                                   ^^^^^^^^ `org.opencontainers.image.url` is no URL\n'),
     'good': ('FROM alpine:3.22\nLABEL org.opencontainers.image.url=https://example.com/docs\n',
              'FROM alpine:3.22\nLABEL org.opencontainers.image.url="https://example.com/%7Eteam?q=1#top"\n',
              'FROM alpine:3.22\nARG VALUE=https://example.com/docs\nLABEL org.opencontainers.image.url=$VALUE\n',
              'FROM alpine:3.22\nARG VALUE\nLABEL org.opencontainers.image.url=$VALUE\n')},
    'LL617': {'why': 'Tools sort and expire images by such labels, and read RFC 3339 alone; the OCI image specification asks for it in '
            'org.opencontainers.image.created. Looks at the labels to which `label-schema` gives the type `rfc3339`.',
     'bad': ('FROM alpine:3.22\n'
             'LABEL org.opencontainers.image.created=2026-11-25\n'
             '                                       ^^^^^^^^^^ `org.opencontainers.image.created` is no RFC 3339 time\n',
             'FROM alpine:3.22\n'
             'LABEL org.opencontainers.image.created="25 Nov 2026"\n'
             '                                       ^^^^^^^^^^^^^ `org.opencontainers.image.created` is no RFC 3339 time\n',
             'FROM alpine:3.22\n'
             'LABEL org.opencontainers.image.created=2026-02-30T10:00:00Z\n'
             '                                       ^^^^^^^^^^^^^^^^^^^^ `org.opencontainers.image.created` is no RFC 3339 time\n',
             'FROM alpine:3.22\n'
             'ARG VALUE=2026-11-25\n'
             'LABEL org.opencontainers.image.created=$VALUE\n'
             '                                       ^^^^^^ `org.opencontainers.image.created` is no RFC 3339 time\n',
             'FROM alpine:3.22\n'
             'LABEL org.opencontainers.image.created=2026-11-25T10:30:00+0100\n'
             '                                       ^^^^^^^^^^^^^^^^^^^^^^^^ `org.opencontainers.image.created` is no RFC 3339 time\n',
             'FROM alpine:3.22\n'
             'LABEL org.opencontainers.image.created="2026-11-25T10:30:00Z "\n'
             '                                       ^^^^^^^^^^^^^^^^^^^^^^^ `org.opencontainers.image.created` is no RFC 3339 time\n'),
     'good': ('FROM alpine:3.22\nLABEL org.opencontainers.image.created=2026-11-25T10:30:00Z\n',
              'FROM alpine:3.22\nLABEL org.opencontainers.image.created=2026-11-25T10:30:00.123+01:00\n',
              'FROM alpine:3.22\nARG VALUE=2026-11-25T10:30:00Z\nLABEL org.opencontainers.image.created=$VALUE\n',
              'FROM alpine:3.22\nARG VALUE\nLABEL org.opencontainers.image.created=$VALUE\n')},
    'LL618': {'why': 'Licence scanners read the label by the ids of the SPDX list; the OCI image specification asks for an expression of them in '
            'org.opencontainers.image.licenses. Looks at the labels to which `label-schema` gives the type `spdx`.',
     'bad': ('FROM alpine:3.22\n'
             'LABEL org.opencontainers.image.licenses="Apache License 2.0"\n'
             '                                        ^^^^^^^^^^^^^^^^^^^^ `org.opencontainers.image.licenses` is no SPDX licence '
             'expression\n',
             'FROM alpine:3.22\n'
             'LABEL org.opencontainers.image.licenses=https://example.com/LICENSE\n'
             '                                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ `org.opencontainers.image.licenses` is no SPDX licence '
             'expression\n',
             'FROM alpine:3.22\n'
             'LABEL org.opencontainers.image.licenses="MIT OR"\n'
             '                                        ^^^^^^^^ `org.opencontainers.image.licenses` is no SPDX licence expression\n',
             'FROM alpine:3.22\n'
             'ARG VALUE="Apache License 2.0"\n'
             'LABEL org.opencontainers.image.licenses=$VALUE\n'
             '                                        ^^^^^^ `org.opencontainers.image.licenses` is no SPDX licence expression\n'),
     'good': ('FROM alpine:3.22\nLABEL org.opencontainers.image.licenses=MIT\n',
              'FROM alpine:3.22\nLABEL org.opencontainers.image.licenses=GPL-2.0-or-later\n',
              'FROM alpine:3.22\nARG VALUE=MIT\nLABEL org.opencontainers.image.licenses=$VALUE\n',
              'FROM alpine:3.22\nARG VALUE\nLABEL org.opencontainers.image.licenses=$VALUE\n',
              'FROM alpine:3.22\nLABEL org.opencontainers.image.licenses="Apache-2.0 OR MIT"\n',
              'FROM alpine:3.22\n'
              'LABEL org.opencontainers.image.licenses="(MIT AND BSD-3-Clause) OR GPL-2.0-only WITH Classpath-exception-2.0"\n',
              'FROM alpine:3.22\nLABEL org.opencontainers.image.licenses=LicenseRef-example\n',
              'FROM alpine:3.22\nLABEL org.opencontainers.image.licenses=GPL-2.0\n',
              'FROM alpine:3.22\nLABEL org.opencontainers.image.licenses=mit\n',
              'FROM alpine:3.22\nLABEL org.opencontainers.image.licenses=Apache-2.0+\n')},
    'LL619': {'why': 'The label is there to find the commit that an image was built from; a branch or a release name may point elsewhere tomorrow. '
            'Looks at the labels to which `label-schema` gives the type `hash`.',
     'bad': ('FROM alpine:3.22\n'
             'LABEL org.opencontainers.image.revision=main\n'
             '                                        ^^^^ `org.opencontainers.image.revision` is no git hash\n',
             'FROM alpine:3.22\n'
             'LABEL org.opencontainers.image.revision=v1.4.0\n'
             '                                        ^^^^^^ `org.opencontainers.image.revision` is no git hash\n',
             'FROM alpine:3.22\n'
             'LABEL org.opencontainers.image.revision=0123ABC\n'
             '                                        ^^^^^^^ `org.opencontainers.image.revision` is no git hash\n',
             'FROM alpine:3.22\n'
             'ARG VALUE=main\n'
             'LABEL org.opencontainers.image.revision=$VALUE\n'
             '                                        ^^^^^^ `org.opencontainers.image.revision` is no git hash\n'),
     'good': ('FROM alpine:3.22\nLABEL org.opencontainers.image.revision=0123abc\n',
              'FROM alpine:3.22\nLABEL org.opencontainers.image.revision=0123456789abcdef0123456789abcdef01234567\n',
              'FROM alpine:3.22\nARG VALUE=0123abc\nLABEL org.opencontainers.image.revision=$VALUE\n',
              'FROM alpine:3.22\nARG VALUE\nLABEL org.opencontainers.image.revision=$VALUE\n',
              'FROM alpine:3.22\nLABEL org.opencontainers.image.revision=0123456789ab\n',
              'FROM alpine:3.22\n'
              'LABEL org.opencontainers.image.revision=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n')},
    'LL620': {'why': 'Tools that order images by such a label compare it as semver.org has it: three numbers, then a pre-release behind a hyphen. '
            'Looks at the labels to which `label-schema` gives the type `semver`.',
     'bad': ('FROM alpine:3.22\nLABEL version=1.4\n              ^^^ `version` is no semantic version\n',
             'FROM alpine:3.22\nLABEL version=v1.4.0\n              ^^^^^^ `version` is no semantic version\n',
             'FROM alpine:3.22\nLABEL version="1.4.0 beta"\n              ^^^^^^^^^^^^ `version` is no semantic version\n',
             'FROM alpine:3.22\nARG VALUE=1.4\nLABEL version=$VALUE\n              ^^^^^^ `version` is no semantic version\n',
             'FROM alpine:3.22\nLABEL version=1.04.0\n              ^^^^^^ `version` is no semantic version\n',
             'FROM alpine:3.22\nLABEL version=1.4.0-\n              ^^^^^^ `version` is no semantic version\n'),
     'good': ('FROM alpine:3.22\nLABEL version=1.4.0\n',
              'FROM alpine:3.22\nLABEL version=1.4.0-rc.1+build.7\n',
              'FROM alpine:3.22\nARG VALUE=1.4.0\nLABEL version=$VALUE\n',
              'FROM alpine:3.22\nARG VALUE\nLABEL version=$VALUE\n')},
    'LL621': {'why': 'Whoever is to be told of trouble with the image is written to by a program. Looks at the labels to which `label-schema` gives '
            'the type `email`.',
     'bad': ('FROM alpine:3.22\nLABEL contact=web\n              ^^^ `contact` is no e-mail address\n',
             'FROM alpine:3.22\n'
             'LABEL contact="Web Team <web@example.com>"\n'
             '              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `contact` is no e-mail address\n',
             'FROM alpine:3.22\nARG VALUE=web\nLABEL contact=$VALUE\n              ^^^^^^ `contact` is no e-mail address\n',
             'FROM alpine:3.22\nLABEL contact="web@example.com "\n              ^^^^^^^^^^^^^^^^^^ `contact` is no e-mail address\n'),
     'good': ('FROM alpine:3.22\nLABEL contact=web@example.com\n',
              'FROM alpine:3.22\nLABEL contact="first.last+images@mail.example.com"\n',
              'FROM alpine:3.22\nARG VALUE=web@example.com\nLABEL contact=$VALUE\n',
              'FROM alpine:3.22\nARG VALUE\nLABEL contact=$VALUE\n')},
    'LL622': {'why': 'Nothing reads a label during the build, so of two values in one stage the first is written in vain, and whoever reads the '
            "file from above takes it for the image's. A stage that replaces a label of the stage it begins with is another matter.",
     'bad': ('FROM alpine:3.22\n'
             'LABEL version="1.3.0" team="web"\n'
             '      ^^^^^^^^^^^^^^^ `version` is set again below\n'
             'LABEL version="1.4.0"\n',
             'FROM alpine:3.22\nLABEL team="web" "team"="api"\n      ^^^^^^^^^^ `team` is set again below\n'),
     'good': ('FROM alpine:3.22 AS base\nLABEL team="web"\nFROM base\nLABEL team="api"\n',
              'FROM alpine:3.22\nLABEL version="1.4.0"\nLABEL org.example.version="1.4.0" Version="1.4"\n')},
    'LL623': {'why': 'With BUILDX_GIT_LABELS set, `docker buildx build` writes revision and source by itself from the repository it builds in, and '
            'a build argument for them is one thing less to forget (docs.docker.com, build variables).',
     'bad': ('FROM alpine:3.22\nARG COMMIT\nLABEL org.opencontainers.image.revision=$COMMIT\n      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n',
             'FROM alpine:3.22\n'
             'LABEL team="web" org.opencontainers.image.source="https://example.com/web.git"\n'
             '                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n'),
     'good': ('FROM alpine:3.22\nLABEL org.opencontainers.image.title="web"\n', 'FROM alpine:3.22\nLABEL revision="7"\n')},
    'LL624': {'why': 'One LABEL takes any number of pairs. With BuildKit the image is the same either way, but for one history entry a line.',
     'bad': ('FROM alpine:3.22\nLABEL team="web"\nLABEL version="1.4.0"\n^^^^^ a LABEL right behind another\n',
             'FROM alpine:3.22\nLABEL a="1"\n# said apart\nLABEL b="2" \\\n^^^^^\n      c="3"\n'),
     'good': ('FROM alpine:3.22\nLABEL team="web" \\\n      version="1.4.0"\n',
              'FROM alpine:3.22\nLABEL team="web"\nRUN true\nLABEL version="1.4.0"\n')},
    'LL625': {'why': 'Labels tell an image in a registry or on a machine apart from others when its tag is gone. Whether they are written here or '
            'by the build (`docker build --label`, docker/metadata-action), the file does not tell.',
     'bad': ('FROM alpine:3.22\n     ^^^^^^^^^^^ the file gives the image no label\nRUN true\n',
             'FROM alpine:3.22 AS build\n'
             'LABEL team="web"\n'
             'FROM scratch\n'
             '     ^^^^^^^ the file gives the image no label\n'
             'COPY --from=build /bin/true /true\n'),
     'good': ('FROM alpine:3.22\nLABEL team="web"\n', 'FROM alpine:3.22 AS base\nLABEL team="web"\nFROM base\nRUN true\n')},
    'LL626': {'why': 'The builder takes `15`, `term` and `SIGTERM` alike; the last is what a reader looks for.',
     'bad': ('FROM nginx:1.29\nSTOPSIGNAL 3\n           ^ `3` is `SIGQUIT`\n',
             'FROM alpine:3.22\nSTOPSIGNAL term\n           ^^^^ `term` is `SIGTERM`\n'),
     'good': ('FROM alpine:3.22\nSTOPSIGNAL SIGTERM\n',
              'FROM alpine:3.22\nSTOPSIGNAL SIGRTMIN+3\n',
              '# a number that is another signal on another architecture\nFROM alpine:3.22\nSTOPSIGNAL 10\n')},
    'LL627': {'why': 'EXPOSE opens nothing; it tells people, and `docker run -P`, which ports a server listens on. Images that are no servers have '
            'none, and the base may have named the port.',
     'bad': ('FROM nginx:1.29\n     ^^^^^^^^^^ no EXPOSE for the image\nCOPY site /usr/share/nginx/html\n',
             'FROM node:22 AS build\n'
             'EXPOSE 3000\n'
             'FROM node:22-slim\n'
             '     ^^^^^^^^^^^^ no EXPOSE for the image\n'
             'COPY --from=build /app /app\n'),
     'good': ('FROM node:22\nEXPOSE 3000\n', 'FROM node:22 AS base\nEXPOSE 3000\nFROM base\nRUN true\n')},
    'LL628': {'why': 'Whether the value has the form that the schema asks for shows only in the image; the build has to be trusted with it, or the '
            'image looked at. Usual for what a build passes in, such as the revision. Says nothing without `label-schema`.',
     'bad': ('FROM alpine:3.22\n'
             'ARG COMMIT\n'
             'LABEL org.opencontainers.image.revision=$COMMIT\n'
             '                                        ^^^^^^^ `org.opencontainers.image.revision` hangs on a variable without a value\n',
             'FROM example.com/base:1\n'
             'LABEL version="${BASE_VERSION}"\n'
             '              ^^^^^^^^^^^^^^^^^ `version` hangs on a variable without a value\n',
             '# the other tool reads the text, and as a text it is a URL\n'
             'FROM alpine:3.22\n'
             'ARG HOST\n'
             'LABEL docs="https://$HOST/docs"\n'
             '           ^^^^^^^^^^^^^^^^^^^^ `docs` hangs on a variable without a value\n'),
     'good': ('FROM alpine:3.22\nARG COMMIT=0123456789abcdef0123456789abcdef01234567\nLABEL org.opencontainers.image.revision=0123abc\n',
              'FROM alpine:3.22\nARG TEAM\nLABEL team=$TEAM\n')},
    'LL641': {'why': '`cd` lasts to the end of its RUN, WORKDIR for all that follows, the container included. Where every second RUN begins with '
            'the same `cd`, a WORKDIR says it once. For a detour of one RUN a `cd` is the better means, which is why this rule is off: a '
            'WORKDIR would make a layer and would have to be taken back. A `cd` that ends its RUN and so does nothing at all is LL707.',
     'bad': ('FROM debian:12\nRUN cd /src && make\n    ^^^^^^^ `cd /src` instead of a WORKDIR\n',
             'FROM debian:12\n'
             'RUN make -C /src \\\n'
             ' && (cd /src/docs && make html) && \\\n'
             '     ^^^^^^^^^^^^\n'
             '    version="$(cd /src && git describe)" && echo "$version"\n'
             '               ^^^^^^^\n'),
     'good': ('FROM debian:12\nWORKDIR /src\nRUN make\n',
              '# the script of another shell\nFROM debian:12\nRUN bash -c "cd /src && make" && make -C /other\n',
              'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["cmd", "/S", "/C"]\nRUN cd src && build.bat\n')},
    'LL642': {'why': 'A RUN leaves files and nothing else: processes end with it, mounts and kernel settings are gone, and nobody sits at a '
            'terminal. Editors, monitors and commands that control a machine are either left over from trying things out or meant for a '
            'running container. Off by default: `ssh -V` and `ssh git@host` have their uses, and so has `kill` behind a server that was '
            'started to fill a database.',
     'bad': ('FROM debian:12\nRUN make && ps aux\n            ^^ `ps` does nothing for an image\n',
             'FROM debian:12\n'
             'RUN service nginx start && curl -f localhost\n'
             '    ^^^^^^^\n'
             'ONBUILD RUN if test -e /x; then mount -t tmpfs none /x; fi\n'
             '                                ^^^^^\n',
             'FROM debian:12\n'
             'RUN apt-get update && sudo service x start && nano /etc/x\n'
             '                           ^^^^^^^\n'
             '                                              ^^^^ `nano` does nothing for an image\n'),
     'good': ('FROM debian:12\nRUN apt-get update && apt-get install -y vim procps mount && echo ssh\n',
              'FROM debian:12\nRUN make\nCMD ps aux\n')},
    'LL643': {'why': '`apt` is the front end for people at a terminal; it says so itself in every build log ("does not have a stable CLI '
            'interface"). `apt-get` and `apt-cache` keep their options and their output. In practice both install the same packages, so '
            'this is off by default.',
     'bad': ('FROM debian:12\nRUN apt update && apt-get install -y curl\n    ^^^ `apt` is made for people, its interface may change\n',
             'FROM ubuntu:24.04\n'
             'ONBUILD RUN DEBIAN_FRONTEND=noninteractive apt install -y curl\n'
             '                                           ^^^\n',
             '# behind `sudo`, too\nFROM ubuntu:24.04\nRUN sudo apt install -y curl\n         ^^^\n'),
     'good': ('FROM debian:12\nRUN apt-get update && apt-get install -y curl && apt-cache policy curl\n',
              "FROM debian:12\nRUN echo 'apt install curl' > /README && apt-mark hold bash\n")},
    'LL644': {'why': 'Either can do what the other does; two of them are two packages to install and to keep up to date. An opinion, and off by '
            'default: the base often has one of the two, and scripts from elsewhere want the other.',
     'bad': ('FROM debian:12\n'
             'RUN wget https://example.org/a && curl -O https://example.org/b\n'
             '                                  ^^^^ both `wget` and `curl` are in use\n',
             'FROM debian:12\n'
             'RUN curl -O https://example.org/a\n'
             'RUN wget https://example.org/b\n'
             '    ^^^^\n'
             'RUN true\n'
             'RUN x=$(curl https://example.org/c) && echo "$x"\n'
             '        ^^^^\n'),
     'good': ('# each stage has its own\n'
              'FROM debian:12 AS build\n'
              'RUN wget https://example.org/a\n'
              'FROM debian:12\n'
              'RUN curl -O https://example.org/b\n',
              'FROM debian:12\n'
              'RUN apt-get update && apt-get install -y wget curl && wget https://example.org/a\n'
              'HEALTHCHECK CMD curl -f localhost\n',
              'FROM mcr.microsoft.com/windows/servercore:ltsc2022\n'
              'SHELL ["powershell", "-Command"]\n'
              'RUN wget https://example.org/a; curl https://example.org/b\n')},
    'LL645': {'why': 'A Dockerfile says with USER who runs a command; nobody types a password, and `sudo` clears most of the environment that ENV '
            'and ARG have set. Off by default: an image whose user is not root and which grants that user everything, such as the images '
            'of some hosted workspaces, is made for `sudo`. Where it is plain that root runs the command anyway, LL646 speaks.',
     'bad': ('FROM gitpod/workspace-full\n'
             'RUN sudo apt-get update && sudo apt-get install -y curl\n'
             '    ^^^^ `sudo` in a build\n'
             '                           ^^^^\n',
             'FROM debian:12\n'
             'RUN echo a | sudo -u app tee /home/app/a\n'
             '             ^^^^\n'
             'ONBUILD RUN if sudo -u app test -e /x; then make; fi\n'
             '               ^^^^\n',
             'FROM gitpod/workspace-full\nRUN <<EOF\nset -e\nsudo make install\n^^^^\nEOF\n\nRUN true\n'),
     'good': ('FROM debian:12\nRUN apt-get update && apt-get install -y sudo && command -v sudo\n',
              '# root already: LL646\nFROM debian:12\nRUN sudo make install\n')},
    'LL646': {'why': 'The USER in force is root, so `sudo` changes nothing but the environment: it hides most variables of ENV and ARG from the '
            'command, a proxy and DEBIAN_FRONTEND among them. It also has to be installed first, for the images of most distributions do '
            'not have it.',
     'bad': ('FROM debian:12\n'
             'RUN sudo apt-get update && sudo apt-get install -y curl\n'
             '    ^^^^ `sudo` to become root, who runs this already\n',
             'FROM example/app\nUSER root\nRUN make && sudo -E make install\n            ^^^^\n',
             '# out of a path\nFROM example/app\nUSER 0:0\nRUN /usr/bin/sudo make install\n    ^^^^^^^^^^^^^\n'),
     'good': ("FROM debian:12\nRUN sudo -u postgres psql -c 'CREATE DATABASE app'\n",
              'FROM example/app\nRUN sudo make install\n',
              'FROM debian:12\nUSER app\nRUN sudo make install\n')},
    'LL647': {'why': 'Each RUN of a Windows stage starts cmd, which starts PowerShell, which reads code with two layers of quotes in it. SHELL '
            'leaves out cmd, one layer of quotes, and the repetition.',
     'bad': ('FROM mcr.microsoft.com/windows/servercore:ltsc2022\n'
             'RUN powershell -Command "New-Item a"\n'
             '^^^ 2 RUNs of this stage call PowerShell anew\n'
             'RUN powershell.exe -Command "New-Item b"\n',
             '# escape=`\n'
             'FROM microsoft/windowsservercore\n'
             'RUN pwsh -c "New-Item a"\n'
             '^^^\n'
             'RUN dir\n'
             'RUN pwsh -c "New-Item b"\n'
             'RUN pwsh -c "New-Item c"\n'),
     'good': ('FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN powershell -Command "New-Item a"\nRUN dir\n',
              'FROM mcr.microsoft.com/powershell:latest\nRUN pwsh -c "New-Item a"\nRUN pwsh -c "New-Item b"\n')},
    'LL648': {'why': 'A RUN leaves files, not processes. The service ends together with the RUN that started it; neither the next RUN nor a '
            'container will find it running.',
     'bad': ('FROM debian:12\n'
             'RUN apt-get update && apt-get install -y openssh-server && service ssh start\n'
             '                                                           ^^^^^^^^^^^^^^^^^ the service ends with this RUN; no container '
             'will have it\n',
             'FROM debian:12\nRUN sudo service mysql restart\n         ^^^^^^^^^^^^^^^^^^^^^\n'),
     'good': ("# in use for the rest of its RUN\nFROM debian:12\nRUN service postgresql start && su postgres -c 'createdb app'\n",
              'FROM debian:12\nRUN service --status-all\nCMD service ssh start && sleep infinity\n')},
    'LL651': {'why': 'The builder reads names of stages in lower case; a FROM with capitals does not find the stage again.',
     'bad': ('FROM debian:12 AS Build\n                  ^^^^^ the builder calls this stage `build`\n',
             'FROM debian:12 AS base\nFROM base AS releaseImage\n             ^^^^^^^^^^^^ the builder calls this stage `releaseimage`\n'),
     'good': ('FROM debian:12 AS build\n', 'FROM debian:12 as build-1.0\n')},
    'LL652': {'why': 'It is easier to read when both are alike.',
     'bad': ('FROM debian:12 as build\n               ^^ `as` beside `FROM`: write `AS`\n',
             'from debian:12 AS build\n               ^^ `AS` beside `from`: write `as`\n',
             'FROM debian:12 As build\n               ^^ `As` beside `FROM`: write `AS`\n'),
     'good': ('FROM debian:12 AS build\n', 'from debian:12 as build\n', 'From debian:12 as build\n')},
    'LL653': {'why': 'Keywords in one case are easier to find.',
     'bad': ('FROM debian:12\nrun true\n^^^ most keywords of this file are written as `RUN`\nCMD ["true"]\n',
             'from debian:12\nrun true\nCMD ["true"]\n^^^ most keywords of this file are written as `cmd`\n',
             'FROM debian:12\nRun true\n^^^ most keywords of this file are written as `RUN`\n'),
     'good': ('FROM debian:12\nRUN true\n',
              'from debian:12\nrun true\n',
              '# ARGs above the first FROM do not count\narg TAG=12\nFROM debian:${TAG}\nRUN true\n')},
    'LL654': {'why': 'A shell is process 1 of the container, and may not pass the signal on with which `docker stop` asks to end (`exec` makes it '
            'step aside); an ENTRYPOINT of this form does not get the words of CMD either.',
     'bad': ('FROM node:22\nCMD node app.js\n    ^^^^^^^^^^^ a command for a shell, not a JSON array\n',
             'FROM node:22\nENTRYPOINT exec node app.js\n           ^^^^^^^^^^^^^^^^ a command for a shell, not a JSON array\n',
             '# a shell that is asked for: BuildKit is content with it\n'
             'FROM node:22\n'
             'SHELL ["/bin/bash", "-c"]\n'
             'CMD node app.js\n'
             '    ^^^^^^^^^^^ a command for a shell, not a JSON array\n'),
     'good': ('FROM node:22\nCMD ["node", "app.js"]\n',
              'FROM node:22\nONBUILD CMD node app.js\n',
              'FROM node:22\nCMD ["sh", "-c", "echo \\\\\\"$HOME\\""]\n',
              'FROM node:22 AS base\nONBUILD CMD node app.js\nFROM base\n')},
    'LL655': {'why': 'A shell is started for each check. It does no harm; the JSON form saves it, where the check needs no `||`.',
     'bad': ('FROM nginx:1.29\n'
             'HEALTHCHECK CMD curl -f http://localhost/ || exit 1\n'
             '                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the check runs in a shell\n',
             'FROM nginx:1.29\n'
             'HEALTHCHECK --interval=5m CMD [ "$(cat /state)" = "up" ]\n'
             '                              ^^^^^^^^^^^^^^^^^^^^^^^^^^ the check runs in a shell\n'),
     'good': ('FROM nginx:1.29\nHEALTHCHECK CMD ["curl", "-f", "http://localhost/"]\n', 'FROM nginx:1.29\nHEALTHCHECK NONE\n')},
    'LL656': {'why': 'A label holds the same and can be asked for by every tool.',
     'bad': ('FROM debian:12\nMAINTAINER somebody@example.com\n^^^^^^^^^^ `MAINTAINER` is deprecated\n',
             'FROM debian:12\nmaintainer Some Body\n^^^^^^^^^^ `MAINTAINER` is deprecated\n'),
     'good': ('FROM debian:12\nLABEL maintainer=somebody@example.com\n',
              'FROM debian:12\nLABEL org.opencontainers.image.authors="Some Body"\n')},
    'LL657': {'why': 'The whole rest of the line is the value then, a further `NAME=value` included, and the form is deprecated.',
     'bad': ('FROM debian:12\nENV APP_HOME /app\n    ^^^^^^^^^^^^^ `ENV APP_HOME …` without `=` is the old form\n',
             'FROM debian:12\nLABEL vendor Acme Inc\n      ^^^^^^^^^^^^^^^ `LABEL vendor …` without `=` is the old form\n'),
     'good': ('FROM debian:12\nENV APP_HOME=/app\n',
              'FROM debian:12\nLABEL vendor="Acme Inc"\n',
              'FROM debian:12 AS base\nONBUILD ENV APP_HOME /app\nFROM base\n')},
    'LL658': {'why': 'Every FROM takes the platform of the target where no other is given.',
     'bad': ("FROM --platform=$TARGETPLATFORM debian:12\n     ^^^^^^^^^^^^^^^^^^^^^^^^^^ the target's platform is the default\n",
             '# the default never counts, and hadolint does not know\n'
             'FROM --platform=${TARGETPLATFORM:-linux/amd64} debian:12\n'
             "     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the target's platform is the default\n"),
     'good': ('FROM debian:12\n', 'FROM --platform=$BUILDPLATFORM golang:1.25\n')},
    'LL659': {'why': 'The stage has this platform whatever is built for. A stage that is made for one platform says so in its name.',
     'bad': ('FROM --platform=linux/amd64 golang:1.25\n     ^^^^^^^^^^^^^^^^^^^^^^ always `linux/amd64`, whatever is built for\n',
             'FROM --platform=linux/arm64 debian:12 AS build\n     ^^^^^^^^^^^^^^^^^^^^^^ always `linux/arm64`, whatever is built for\n'),
     'good': ('FROM --platform=$BUILDPLATFORM golang:1.25\n', 'FROM debian:12\n')},
    'LL660': {'why': 'The rest of what hadolint reports: a platform from a variable of the file, or in a stage that is named after it. Both are '
            'usual ways to build for several platforms.',
     'bad': ('FROM --platform=linux/amd64 debian:12 AS build-amd64\n'
             "     ^^^^^^^^^^^^^^^^^^^^^^ the platform is neither the builder's nor the target's\n",
             'ARG PLATFORM=linux/amd64\n'
             'FROM --platform=$PLATFORM debian:12\n'
             "     ^^^^^^^^^^^^^^^^^^^^ the platform is neither the builder's nor the target's\n"),
     'good': ('FROM --platform=$BUILDPLATFORM golang:1.25\n', 'FROM debian:12\n')},
    'LL661': {'why': '`docker build --call=outline` shows the comment right above an ARG or a named stage as its description, where it begins with '
            'the name.',
     'bad': ('# the release of Debian\n'
             '^^^^^^^^^^^^^^^^^^^^^^^ a description of `RELEASE` begins with its name\n'
             'ARG RELEASE=12\n'
             'FROM debian:${RELEASE}\n',
             '# compiles everything\n^^^^^^^^^^^^^^^^^^^^^ a description of `build` begins with its name\nFROM debian:12 AS build\n'),
     'good': ('# RELEASE is the release of Debian\nARG RELEASE=12\nFROM debian:${RELEASE}\n',
              '# compiles everything\n#\nFROM debian:12 AS build\n',
              '# no stage to describe\nFROM debian:12\n')},
    'LL662': {'why': 'The builder writes it in lower case.',
     'bad': ('FROM nginx:1.29\nEXPOSE 80/TCP\n       ^^^^^^ `TCP` in capitals: write `tcp`\n',
             'FROM nginx:1.29\nEXPOSE 53/udp 54/Udp\n              ^^^^^^ `Udp` in capitals: write `udp`\n'),
     'good': ('FROM nginx:1.29\nEXPOSE 80/tcp\n', 'FROM nginx:1.29\nEXPOSE 80\n')},
    'LL663': {'why': 'It is well defined, but a reader has to go up and add the paths.',
     'bad': ('FROM debian:12\nWORKDIR /app\nWORKDIR src\n        ^^^ relative to the `WORKDIR` above\n',
             'FROM debian:12 AS base\nWORKDIR /app\nFROM base\nWORKDIR src\n        ^^^ relative to the `WORKDIR` above\n'),
     'good': ('FROM debian:12\nWORKDIR /app\nWORKDIR /app/src\n', 'FROM debian:12\nWORKDIR /app\nWORKDIR $SRC\n')},
    'LL681': {'why': 'A comment that silences nothing any more hides the next finding of that rule, which nobody has looked at. Only rules that run '
            'are judged, and rules that look at the build context only where it is known.',
     'bad': ('FROM debian:12\n'
             '# layerlint: ignore[LL201] once there was an apt-get here\n'
             '                    ^^^^^ `LL201` silences nothing here\n'
             'COPY app.py /\n',
             '# layerlint: file ignore[apt-lists-left, recommended-packages]\n'
             '                                         ^^^^^^^^^^^^^^^^^^^^\n'
             'FROM debian:12\n'
             'RUN apt-get update\n'
             'COPY app.py /\n'),
     'good': ('FROM debian:12\n# layerlint: ignore[LL201] the next stage takes what it needs\nRUN apt-get update\nCOPY app.py /\n',
              'FROM debian:12\n# layerlint: ignore[LL201]\nCOPY app.py /\n',
              'FROM debian:12\n# layerlint: ignore[SC2086]\nCOPY app.py /\n')},
    'LL682': {'why': "The author meant to silence something; with this spelling nothing is. A name is an id, a rule's name, a category, or an id of "
            'another tool; ids of ShellCheck and hadolint that layerlint does not have are accepted in silence.',
     'bad': ('FROM debian:12\n'
             '# layerlint: ignore[LL2011] small image\n'
             '                    ^^^^^^ no rule is called `LL2011`\n'
             'RUN apt-get update\n',
             'FROM debian:12\n# layerlint: ignore LL201\n^^^^^^^^^^^^^^^^^^^^^^^^^ this comment silences nothing\nRUN apt-get update\n',
             '# layerlint: file ignore[]\n^^^^^^^^^^^^^^^^^^^^^^^^^^ this comment names no rule\nFROM debian:12\n',
             'FROM debian:12\n'
             '# layerlint: stage ignore[apt-list-left, DL3009]\n'
             '                          ^^^^^^^^^^^^^ no rule is called `apt-list-left`\n'
             'RUN apt-get update\n'),
     'good': ('FROM debian:12\n# layerlint: ignore[LL201, SC9999, DL9999] small image\nRUN apt-get update\n',
              '# see layerlint: it says what this costs\nFROM debian:12\n# hadolint ignore=nothing-it-knows\nRUN apt-get update\n')},
    'LL683': {'why': 'Where exceptions are to be made in the configuration, where owners review them, a comment in the Dockerfile is not the place. '
            'To make such comments powerless, set `inline-suppressions = false`.',
     'bad': ('FROM debian:12\n'
             '# hadolint ignore=DL3008\n'
             '^^^^^^^^^^^^^^^^^^^^^^^^ a comment silences findings\n'
             'RUN apt-get update && apt-get install -y curl\n',
             'FROM debian:12\n'
             '# hadolint ignore=DL3008,DL3009 # the mirror keeps them\n'
             '^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a comment silences findings\n'
             '\n'
             'RUN apt-get update && apt-get install -y curl\n',
             '# hadolint global ignore=DL3008\n'
             '^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n'
             'FROM debian:12\n'
             '# layerlint: ignore[LL201] small\n'
             '^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n'
             'RUN apt-get update\n'
             '# check=skip=JSONArgsRecommended\n'
             '        ^^^^^^^^^^^^^^^^^^^^^^^^\n'
             'CMD ["true"]\n',
             'FROM debian:12\n'
             '# hadolint ignore=DL1001\n'
             '^^^^^^^^^^^^^^^^^^^^^^^^\n'
             '# hadolint ignore=DL3008\n'
             'RUN apt-get update && apt-get install -y curl\n'),
     'good': ('# the ids are in capitals, and only a # may follow them\n'
              'FROM debian:12\n'
              '# hadolint ignore=dl3008\n'
              '# hadolint ignore=DL3008 the mirror keeps them\n'
              'RUN apt-get update && apt-get install -y curl\n',
              '# hadolint shell=/bin/bash\n'
              'FROM debian:12\n'
              'RUN apt-get update && \\\n'
              '    # hadolint ignore=DL3008\n'
              '    apt-get install -y curl\n')},
    'LL684': {'why': 'As with LL681, the comment hides the next finding. It is off by default because the tool that the comment was written for may '
            'still run, and may find here what layerlint does not.',
     'bad': ('FROM debian:12\n# hadolint ignore=DL3009\n                  ^^^^^^ `DL3009` silences nothing here\nCOPY app.py /\n',
             'FROM debian:12\n# hadolint ignore=DL3009\n                  ^^^^^^\n# lists\nRUN true\nCOPY app.py /\n'),
     'good': ('FROM debian:12\n# hadolint ignore=DL3009\nRUN apt-get update\nCOPY app.py /\n',
              '# hadolint global ignore=DL3009\nFROM debian:12\nCOPY app.py /\n')},
    'LL685': {'why': 'In a year nobody knows whether the exception still holds. A reason stands behind the bracket of `# layerlint: ignore[…]`, '
            "behind a second `#` in hadolint's comments, and behind `//` in BuildKit's.",
     'bad': ('FROM debian:12\n# layerlint: ignore[LL201]\n^^^^^^^^^^^^^^^^^^^^^^^^^^ this comment gives no reason\nRUN apt-get update\n',
             '# hadolint global ignore=DL3009\n^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\nFROM debian:12\nRUN apt-get update\n'),
     'good': ('FROM debian:12\n# layerlint: ignore[LL201] the stage is a base for others\nRUN apt-get update\n',
              '# hadolint global ignore=DL3009 # the stage is a base for others\n'
              'FROM debian:12\n'
              '# check=skip=JSONArgsRecommended // a shell is wanted\n'
              'CMD true\n')},
    'LL701': {'why': 'The status of a pipeline is that of its last command; what fails before it goes unnoticed unless the shell is told to mind. '
            'In most pipes of a Dockerfile that is as good: `echo` does not fail, tar and gpg do not accept half a download, and `grep` is '
            'asked a question. Hence this rule is off; the pipes that do lose something are LL702, which is on.',
     'bad': ('FROM debian:12\nRUN make test | tee log\n    ^^^^^^^^^ its failure goes unnoticed: only the end of the pipe counts\n',
             'FROM debian:12\n'
             'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\n'
             'RUN make test | tee log\n'
             'SHELL ["/bin/bash", "-c"]\n'
             'RUN x=$(git tag | tail -1) && echo "$x" && git tag | wc -l\n'
             '        ^^^^^^^\n',
             '# the options of one RUN end with it\n'
             'FROM debian:12\n'
             'SHELL ["/bin/bash", "-c"]\n'
             'RUN set +o pipefail; (make | tee log)\n'
             '                      ^^^^\n'),
     'good': ('FROM alpine:3.22\nSHELL ["/bin/ash", "-eo", "pipefail", "-c"]\nRUN make test | tee log\n',
              'FROM debian:12 AS base\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nFROM base\nRUN make test | tee log\n',
              'FROM alpine:3.22\nRUN set -euo pipefail; make test | tee log\n',
              'FROM debian:12\nSHELL ["/usr/bin/bash", "-o", "pipefail", "-c"]\nRUN make test | tee log\n',
              'FROM debian:12\nRUN ["/print", "|", "x"]\n',
              'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN dir | find "a"\n',
              'FROM python:3.13\nRUN <<EOF\n#!/usr/bin/env python3\nx = 1 | 2\nEOF\n\nRUN make\n')},
    'LL702': {'why': 'The status of a pipeline is that of its last command. A shell that is given an empty script succeeds, and so does `tee` with '
            'an empty file: when the server does not answer, the step is done, cached, and nothing is installed. tar, gpg and gunzip '
            'refuse an empty input, and a command behind `&&` may need what was to be installed; neither is reported here (all other '
            'pipes: LL701).',
     'bad': ('FROM node:22\n'
             'RUN curl -fsSL https://example.org/install.sh | bash\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a failed download goes unnoticed, for only `bash` counts\n',
             'FROM debian:12\n'
             'RUN apt-get update && \\\n'
             '    wget -qO - https://example.org/x.txt | base64 -d | tee /etc/x.conf > /dev/null && \\\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a failed download goes unnoticed, for only `tee` counts\n'
             "    curl -sSL https://example.org/x.conf | sed 's/a/b/' > /etc/x.conf\n"
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n',
             'FROM debian:12\n'
             'RUN curl -sSL https://example.org/install.py | sudo python3 - --yes\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n'
             'RUN curl -sS https://example.org/installer | php -- --install-dir=/usr/local/bin\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n'),
     'good': ('# tar notices\n'
              'FROM debian:12\n'
              'RUN curl -fsSL https://example.org/x.tar.gz | tar xz && curl -fsSL https://example.org/key.asc | gpg --dearmor -o '
              '/usr/share/keyrings/x.gpg\n',
              'FROM debian:12 AS base\n'
              'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\n'
              'RUN curl -fsSL https://example.org/install.sh | bash\n'
              'FROM base\n'
              'RUN curl -fsSL https://example.org/install.sh | bash\n',
              'FROM alpine:3.22\nRUN set -eo pipefail; wget -qO - https://example.org/install.sh | sh\n',
              'FROM debian:12\n'
              'RUN curl -fsSL https://example.org/install.sh | bash || true\n'
              'RUN curl -fsSL https://example.org/data.json | jq .version\n'
              '# apt-get does not find the package without its source\n'
              'RUN curl -fsSL https://example.org/x.list | tee /etc/apt/sources.list.d/x.list && apt-get update && apt-get install -y x\n',
              '# the next command notices\n'
              'FROM debian:12\n'
              'RUN curl -fsSL https://sh.rustup.rs | sh -s -- -y && . "$HOME/.cargo/env" && cargo --version\n'
              'RUN curl -sS https://getcomposer.org/installer | php && mv composer.phar /usr/local/bin/composer\n'
              'RUN curl -sS https://example.org/get-pip.py | python && pip install flask\n',
              '# rustup would not be found\n'
              'FROM debian:12\n'
              'RUN curl -fsSL https://sh.rustup.rs | sh -s -- -y \\\n'
              '    && for name in rustup cargo; do rustup completions bash "$name" > "/etc/bash_completion.d/$name"; done\n')},
    'LL703': {'why': 'The builder hands a here-document to the shell as one script, and the status of a script is that of its last command. A line '
            'that fails before it leaves a message in the log and an image without what it was to make; the layer is cached like any '
            'other. In a RUN written with `&&` the same failure ends the build.',
     'bad': ('FROM debian:12\n'
             'RUN <<EOF\n'
             '    ^^^^^ only the last line of this script can stop the build\n'
             'apt-get update\n'
             'apt-get install -y curl\n'
             'curl -fsSLo /usr/local/bin/x https://example.org/x\n'
             'chmod +x /usr/local/bin/x\n'
             'EOF\n',
             'FROM alpine:3.22\n'
             "RUN --mount=type=cache,target=/root/.cache <<-'SCRIPT'\n"
             '                                           ^^^^^^^^^^^\n'
             '\t#!/bin/sh\n'
             '\techo building\n'
             '\tif [ -f Makefile ]; then\n'
             '\t  make\n'
             '\tfi\n'
             '\tcp a /usr/local/bin/ && chmod +x /usr/local/bin/a\n'
             '\techo done\n'
             '\tSCRIPT\n',
             '# `set -e` comes too late for the first line\n'
             'FROM debian:12\n'
             'RUN <<EOF\n'
             '    ^^^^^\n'
             'make\n'
             'set -e\n'
             'apt-get install -y curl\n'
             'EOF\n'),
     'good': ('FROM debian:12\nRUN <<EOF\nset -eux\napt-get update\napt-get install -y curl\nEOF\n',
              'FROM debian:12\n'
              'RUN <<EOF\n'
              '#!/usr/bin/env -S bash -e\n'
              'apt-get update\n'
              'apt-get install -y curl\n'
              'EOF\n'
              'SHELL ["/bin/bash", "-euo", "pipefail", "-c"]\n'
              'RUN <<EOF\n'
              'apt-get update\n'
              'apt-get install -y curl\n'
              'EOF\n',
              '# the last line fails when the first one did\n'
              'FROM debian:12\n'
              'RUN <<EOF\n'
              'apt-get update\n'
              'apt-get install -y curl\n'
              'EOF\n'
              'RUN <<EOF\n'
              'groupadd app\n'
              'useradd -g app app\n'
              'EOF\n',
              '# one list\n'
              'FROM debian:12\n'
              'RUN <<EOF\n'
              'echo begin\n'
              'apt-get update && \\\n'
              '  apt-get install -y curl && (make; make install)\n'
              'EOF\n',
              'FROM debian:12\n'
              'RUN <<EOF\n'
              'apt-get update || exit 1\n'
              'apt-get install -y curl || exit 1\n'
              'EOF\n'
              'RUN <<EOF\n'
              '#!/usr/bin/env python3\n'
              'import os\n'
              'os.mkdir("/x")\n'
              'EOF\n',
              '# the image may have a SHELL with -e\n'
              'FROM registry.example.org/base\n'
              'RUN <<EOF\n'
              'apt-get update\n'
              'apt-get install -y curl\n'
              'EOF\n')},
    'LL704': {'why': 'The line that ends a here-document has to be the name and nothing else; `<<-` allows tabs in front of it, never blanks, and '
            'nothing may follow. Where it is not recognised, all that comes behind it becomes text: commands of the script that are never '
            'run, or whole instructions, up to the next line that fits.',
     'bad': ('FROM debian:12\n'
             'RUN <<EOF\n'
             'set -e\n'
             'cat <<END > /etc/motd\n'
             '  hello\n'
             '  END\n'
             '  ^^^ with blanks around it `END` does not end the here-document\n'
             'chmod 600 /etc/motd\n'
             'EOF\n',
             "FROM debian:12\nRUN <<SCRIPT\ncat <<-'END' > /etc/motd\n    hello\n    END\n    ^^^\nSCRIPT\n",
             "# the second RUN becomes part of the first one's script\n"
             'FROM debian:12\n'
             'RUN <<EOF\n'
             '  make\n'
             '  EOF\n'
             '  ^^^\n'
             'RUN <<EOX\n'
             'make install\n'
             'EOX\n'
             'RUN make test\n'
             'EOF\n'),
     'good': ('FROM debian:12\nRUN <<EOF\nset -e\ncat <<END > /etc/motd\n  hello\nEND\ncat <<-END > /etc/issue\n\thello\n\tEND\nEOF\n',
              'FROM debian:12\nCOPY <<EOF /usr/local/share/example.txt\n  cat <<EOF\n    text\n  EOF\nEOF\n')},
    'LL705': {'why': 'RUN is read by /bin/sh unless SHELL says otherwise: dash in the images of Debian and Ubuntu and all that is built on them, '
            'busybox in Alpine. Some words of bash are an error there (arrays, `<<<`, `${x^^}`; in dash also `<(…)`, `${x//a/b}` and, up '
            'to 0.5.12, `set -o pipefail`). Others are worse, for the build goes on: `[[` is a command that dash does not find, so an `if` '
            'takes the other branch; `{a,b}` makes a folder of that name; `echo -e` writes its option; `&>` sends the command into the '
            'background.',
     'bad': ('FROM debian:12\n'
             'RUN if [[ -f /etc/x ]]; then cat /etc/x; fi\n'
             '       ^^ `[[` is bash, and /bin/sh is dash here\n'
             'RUN source /opt/env.sh && make\n'
             '    ^^^^^^ `source` is bash, and /bin/sh is dash here\n'
             'RUN set -euo pipefail; make | tee log\n'
             '    ^^^^^^^^^^^^^^^^^ `set -o pipefail` is bash, and /bin/sh is dash here\n',
             'FROM alpine:3.22\n'
             'RUN mkdir -p /srv/{data,log} && files=(a b) && echo "${files[@]}"\n'
             '             ^^^^^^^^^^^^^^^ `{a,b}` is bash, and /bin/sh is busybox here\n'
             '                                ^^^^^^^^^^^\n'
             '                                                    ^^^^^^^^^^^^^\n'
             'RUN make &> log && cat <<< hello\n'
             '         ^^^^^^\n'
             '                       ^^^^^^^^^\n',
             'FROM python:3.13 AS build\n'
             'RUN test "$A" == b || echo -e "a\\tb" > /etc/x\n'
             '              ^^ `==` is bash, and /bin/sh is dash here\n'
             '                           ^^ `echo -e` is bash, and /bin/sh is dash here\n'
             'RUN function twice { "$@" && "$@"; }; twice make\n'
             '    ^^^^^^^^\n'
             'FROM build\n'
             'RUN v="${VERSION//./_}"; diff <(ls /a) <(ls /b) && echo "${VERSION^^}" "${VERSION:0:3}"\n'
             '      ^^^^^^^^^^^^^^^^^\n'
             '                              ^^^^^^^^\n'
             '                                                        ^^^^^^^^^^^^^^\n'
             '                                                                       ^^^^^^^^^^^^^^^^\n'),
     'good': ('# busybox knows some of it\n'
              'FROM alpine:3.22\n'
              'RUN set -eo pipefail; if [[ "$A" == b ]]; then source /etc/profile; fi; echo -e "${A//a/b}" "${A:0:3}"\n',
              '# a function as sh has it\nFROM debian:12\nRUN echo function && twice() { "$@" && "$@"; }; twice make\n',
              'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN if [[ -f /etc/x ]]; then mkdir -p /srv/{data,log}; fi\n',
              'FROM debian:12\n'
              'RUN bash -c \'source /opt/env.sh && [[ -f /x ]]\' && awk \'{a[1] += 2}\' /x && echo "${A:-{a,b}}" "${A%%.*}" \'${A^^}\'\n'
              'RUN bash <<EOF\n'
              '[[ -f /x ]]\n'
              'EOF\n',
              '# /bin/sh is bash by now\nFROM debian:12\nRUN ln -sf /bin/bash /bin/sh\nRUN [[ -f /x ]]\n',
              'FROM fedora:42\nRUN [[ -f /x ]] && mkdir -p /srv/{data,log}\n')},
    'LL707': {'why': 'Each RUN is a process of its own. When it ends, the directory it changed to is forgotten: the next RUN, COPY, CMD and the '
            'container begin in the WORKDIR again.',
     'bad': ('FROM debian:12\nRUN cd /app\n    ^^^^^^^ the RUN ends here, and with it the change of directory\nRUN make\n',
             'FROM debian:12\nRUN mkdir -p /app \\\n && cd /app\n    ^^^^^^^\nCOPY . .\n',
             'FROM debian:12\n'
             'RUN <<EOF\n'
             'set -e\n'
             'git clone https://example.org/app.git\n'
             'cd app\n'
             '^^^^^^ the RUN ends here, and with it the change of directory\n'
             'EOF\n'
             '\n'
             'RUN make\n'),
     'good': ('# for its own RUN\nFROM debian:12\nRUN cd /src && make\n',
              '# back to where it came from\nFROM debian:12\nRUN cd /src && make && cd -\n',
              'FROM debian:12\nRUN test -n "$(cd /src && ls)"\n')},
    'LL708': {'why': 'A link in place of /bin/sh changes the shell of every script in the image, and the next update of the package that owns the '
            'link puts it back. SHELL changes the shell of the instructions below it and nothing else. Off by default, since there are '
            'programs that call /bin/sh and expect bash.',
     'bad': ('FROM debian:12\n'
             'RUN ln -sf /bin/bash /bin/sh\n'
             '                     ^^^^^^^ /bin/sh is replaced for all scripts of the image\n',
             'FROM debian:12\n'
             'RUN rm /bin/sh && ln -s bash "/bin/sh"\n'
             '                             ^^^^^^^^^\n'
             'ONBUILD RUN ln -snf bash /bin/sh\n'
             '                         ^^^^^^^\n',
             '# by other means\n'
             'FROM debian:12\n'
             'RUN cp /bin/bash /bin/sh && sudo ln -sf bash /usr/bin/sh\n'
             '                 ^^^^^^^\n'
             '                                             ^^^^^^^^^^^\n'),
     'good': ('FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN ln -s /bin/bash /usr/local/bin/bash\n',
              'FROM debian:12\nRUN ln -sf /bin/sh /usr/local/bin/shell\n',
              'FROM scratch\nCOPY busybox /bin/\nRUN ["/bin/busybox", "mkdir", "/x"]\nRUN ["ln", "-s", "/bin/busybox", "/bin/sh"]\n')},
    'LL709': {'why': 'Without a terminal, `wget` writes a dot for each kilobyte: 20,000 lines for a gigabyte, in which the one line that matters is '
            'hard to find. It costs nothing else, so the rule is off by default.',
     'bad': ('FROM debian:12\n'
             'RUN wget https://example.org/a.tar.gz && tar xf a.tar.gz\n'
             '    ^^^^ `wget` writes its progress to the build log\n',
             'FROM debian:12\n'
             'ONBUILD RUN wget -O - https://example.org/a.tar.gz | tar xz\n'
             '            ^^^^\n'
             'RUN wget -q https://example.org/a && sudo wget -t 3 -T 10 https://example.org/b\n'
             '                                          ^^^^\n',
             'FROM debian:12\nRUN wget -Otool https://example.org/b\n    ^^^^\n'),
     'good': ('FROM debian:12\n'
              'RUN wget -nv https://example.org/a && wget -qO- https://example.org/b && wget --progress=dot:giga https://example.org/c\n',
              'FROM debian:12\nRUN wget -cq https://example.org/a && wget -o /tmp/log https://example.org/b && apt-get install -y wget\n',
              'FROM debian:12\nRUN wget --version && wget -nvc https://example.org/a 2>/dev/null\n')},
    'LL710': {'why': 'Without `-L`, `curl` writes the answer of a server that moved the file, most often an empty one, to the place of the file and '
            'reports success. Off by default: many addresses never move.',
     'bad': ('FROM debian:12\nRUN curl -o a.tar.gz https://example.org/a.tar.gz\n    ^^^^ `curl` does not follow redirects here\n',
             'FROM debian:12\n'
             'RUN apt-get update && curl -fsSO https://example.org/a.tar.gz && tar xf a.tar.gz\n'
             '                      ^^^^\n'),
     'good': ('FROM debian:12\nRUN curl -fsSLo a.tar.gz https://example.org/a.tar.gz && curl --location -O https://example.org/b\n',
              'FROM debian:12\nRUN curl -I -o headers https://example.org && curl -X POST -o answer https://example.org\n')},
    'LL711': {'why': 'Without `-f`, `curl` succeeds whatever the server answers, and the page that says "404 not found" is the file. Archives and '
            'checksums notice it a moment later, programs and keys do not. Off by default, for mostly something does notice.',
     'bad': ('FROM debian:12\n'
             'RUN curl -sSLo /usr/local/bin/tool https://example.org/tool && chmod +x /usr/local/bin/tool\n'
             '    ^^^^ `curl` takes an HTTP error page for the file\n',
             'FROM debian:12\nRUN curl -LO https://example.org/a.tar.gz --retry 3\n    ^^^^\n'),
     'good': ('FROM debian:12\nRUN curl -fsSLo tool https://example.org/tool && curl -sS --fail-with-body -O https://example.org/b\n',
              'FROM debian:12\nRUN curl --version && curl -sSL https://example.org/a.tar.gz | tar xz\n')},
    'LL712': {'why': 'The errors of most cmdlets do not end a script: the next statement runs, and only the last one decides what the builder sees. '
            'A failed download is unpacked, installed and cached.',
     'bad': ('FROM mcr.microsoft.com/windows/servercore:ltsc2022\n'
             'SHELL ["powershell", "-Command"]\n'
             'RUN Invoke-WebRequest https://example.org/a.zip -OutFile a.zip; Expand-Archive a.zip\n'
             '^^^ PowerShell goes on after an error here\n',
             'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN powershell -Command Remove-Item a; New-Item b\n^^^\n'),
     'good': ('FROM mcr.microsoft.com/windows/servercore:ltsc2022\n'
              'SHELL ["powershell", "-Command", "$ErrorActionPreference = \'Stop\';"]\n'
              'RUN Remove-Item a; New-Item b\n',
              'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nSHELL ["powershell", "-Command"]\nRUN Remove-Item \'a;b\'\n')},
    'LL713': {'why': 'Windows PowerShell draws the bar of Invoke-WebRequest and Expand-Archive for every few bytes, which takes longer than the '
            'download itself. Nobody sees it in a build.',
     'bad': ('FROM mcr.microsoft.com/windows/servercore:ltsc2022\n'
             'SHELL ["powershell", "-Command"]\n'
             'RUN Invoke-WebRequest https://example.org/a.zip -OutFile a.zip\n'
             '^^^ `invoke-webrequest` draws a progress bar, which slows it down\n',
             'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN powershell -Command (iwr https://example.org/a.txt).Content\n^^^\n'),
     'good': ('FROM mcr.microsoft.com/windows/servercore:ltsc2022\n'
              'SHELL ["powershell", "-Command", "$ProgressPreference = \'SilentlyContinue\';"]\n'
              'RUN Invoke-WebRequest https://example.org/a.zip -OutFile a.zip\n',
              'FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN curl.exe -fLo a.zip https://example.org/a.zip\n')},
    'LL714': {'why': 'The text of a RUN becomes one more word behind those of SHELL. Without `-c` a shell of the sh family takes that word for the '
            'name of a file with a script in it, finds none, and the build ends. With a script behind `-c` already it runs that script and '
            'nothing else: the commands of every RUN become arguments that nobody looks at, and the build goes on without them.',
     'bad': ('FROM debian:12\nSHELL ["/bin/bash"]\n       ^^^^^^^^^^^ without `-c` the shell takes each command for a file\nRUN make\n',
             'FROM debian:12\nSHELL ["/bin/bash", "-euxo", "pipefail"]\n       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\nRUN make\n',
             'FROM debian:12\n'
             'SHELL ["/bin/bash", "-c", "set -e;"]\n'
             '                          ^^^^^^^^^ this is the script; the commands of RUN become its arguments\n'
             'RUN make\n'),
     'good': ('FROM debian:12\n'
              'SHELL ["/bin/bash", "-c", "-o", "pipefail"]\n'
              'RUN make\n'
              'SHELL ["/usr/bin/env", "bash", "-exo", "pipefail", "-c"]\n'
              'RUN make\n',
              '# PowerShell puts its words together\n'
              'FROM mcr.microsoft.com/windows/servercore:ltsc2022\n'
              'SHELL ["powershell", "-Command", "$ErrorActionPreference = \'Stop\';"]\n'
              'RUN Write-Host hello\n',
              'FROM debian:12\nSHELL ["/bin/bash"]\nRUN ["make"]\nCMD /entrypoint.sh\n')},
    'LL715': {'why': 'Without `-f`, `curl` succeeds whatever the server answers. When the version is gone, the page that says so is saved, made '
            'executable and put into the image; the build is green, and the container fails when it calls the program. An archive would '
            'not unpack, a checksum would not fit; here nothing looks at the file.',
     'bad': ('FROM debian:12\n'
             'RUN curl -L -o /usr/local/bin/tool https://example.org/v1/tool && chmod +x /usr/local/bin/tool\n'
             '    ^^^^ without `-f` an error page becomes the program `tool`\n',
             'FROM debian:12\n'
             'RUN curl -sSLO https://example.org/v1/tool-amd64 && mv tool-amd64 /usr/local/bin/tool && chmod 755 '
             '/usr/local/bin/tool-amd64\n'
             '    ^^^^\n'),
     'good': ('FROM debian:12\nRUN curl -fsSLo /usr/local/bin/tool https://example.org/v1/tool && chmod +x /usr/local/bin/tool\n',
              '# something notices\n'
              'FROM debian:12\n'
              'RUN curl -Lo /usr/local/bin/tool https://example.org/v1/tool && chmod +x /usr/local/bin/tool && tool --version\n'
              'RUN curl -Lo /usr/bin/other.sh https://example.org/v1/other && chmod +x /usr/bin/other.sh\n'
              'RUN other.sh\n'
              'RUN curl -Lo /tool https://example.org/v1/tool && sha256sum -c /sums && chmod +x /tool\n'
              'RUN curl -LO https://example.org/v1/tool.tar.gz && tar xf tool.tar.gz && chmod +x tool\n',
              '# what the file says is not known here\n'
              'FROM debian:12\n'
              'COPY .curlrc /root/\n'
              'RUN curl -L https://example.org/tool -o /bin/tool && chmod +x /bin/tool\n')},
    'LL716': {'why': 'The status of a script is that of its last command. LL703 says so where a failure certainly goes unnoticed; this rule, off by '
            'default, says it of all other scripts without `set -e`: those of stages whose base may have set a SHELL with `-e`, and those '
            'whose last command fails together with the ones before it, until somebody adds a line.',
     'bad': ('FROM debian:12\n'
             'RUN <<EOF\n'
             '    ^^^^^ only the last line of this script can stop the build\n'
             'apt-get update\n'
             'apt-get install -y curl\n'
             'EOF\n',
             'FROM registry.example.org/base\nRUN <<EOF\n    ^^^^^\nmake\nmake install\nEOF\n'),
     'good': ('# LL703\nFROM debian:12\nRUN <<EOF\nmake\nmake install\nEOF\n',
              'FROM registry.example.org/base\nRUN <<EOF\nset -e\nmake\nmake install\nEOF\nRUN <<EOF\nmake\nEOF\n')},
    'LL717': {'why': 'Each RUN is a process of its own. Variables, functions, aliases and limits end with it: the next RUN and the container start '
            'from ENV again.',
     'bad': ('FROM debian:12\n'
             'RUN export PATH="$PATH:/opt/bin"\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the RUN ends here, and with it what `export` has set\n'
             'RUN tool\n'
             'RUN export VERSION="$(tool --version)"\n'
             '    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n',
             'FROM python:3.13\n'
             'RUN python -m venv /venv && . /venv/bin/activate\n'
             '                            ^^^^^^^^^^^^^^^^^^^^\n'
             'RUN pip install flask\n'),
     'good': ('FROM debian:12\nRUN export PATH="$PATH:/opt/bin" && tool\nENV PATH="$PATH:/opt/bin"\n',
              "# it may do more than set variables\nFROM debian:12\nRUN . ./install.sh\nRUN echo 'export A=b' >> ~/.bashrc\n")},
}
