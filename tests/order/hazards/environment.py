"""Hazards of variables, users and installed tools."""

from __future__ import annotations

from tests.order.hazards.cases import NODE, PYTHON, Case, node

SPLIT = "FROM node:22\nWORKDIR /app\n{}COPY . .\n{}RUN npm ci\nRUN npm run build\n"
ARG = "FROM node:22\nWORKDIR /app\n{}COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\n{}RUN npm run build\n"
PIP = "FROM python:3.12\nWORKDIR /app\n{}COPY . .\n{}RUN pip install -r requirements.txt\n"

# fmt: off
CASES = [
    Case("H20 a script that reads the argument", "FROM debian:12\nARG GIT_SHA\nRUN ./build.sh\n", {}, "refuse", "opaque-run"),
    Case("H20 an argument above an install", ARG.format("ARG GIT_SHA\n", ""), NODE, "apply", holds=("RUN npm ci", "ARG GIT_SHA", "RUN npm run build")),
    Case("H21 a variable that the install reads", SPLIT.format("", "ENV NODE_ENV=production\n"), NODE, "apply",
         holds=("ENV NODE_ENV=production", "RUN npm ci", "COPY . .")),
    Case("H22 the order of ENV", ARG.format("ARG GIT_SHA\nENV REV=$GIT_SHA\n", "ENV PATH=/x:$PATH\n").replace("RUN npm ci", "ENV A=b\nRUN npm ci"), NODE,
         "refuse", "keep-order"),
    Case("H23 an argument before FROM", "ARG GIT_SHA\n" + ARG.format("ARG GIT_SHA\n", ""), NODE, "apply", holds=("ARG GIT_SHA\nFROM", "RUN npm ci", "ARG GIT_SHA")),
    Case("H24 a variable in the shadow", ARG.format("ARG GIT_SHA\nENV GIT_SHA=fixed\n", ""), NODE, "refuse", "no-gain"),
    Case("H25 a label alone", "FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nARG GIT_SHA\nLABEL revision=$GIT_SHA\n", NODE,
         "refuse", "no-gain"),
    Case("H26 a shell in between", SPLIT.format("", 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\n'), NODE, "apply", holds=("SHELL", "RUN npm ci", "COPY . .")),
    Case("H27 a destination with a variable", "FROM node:22\nENV APP=/srv/app\nWORKDIR $APP\nCOPY . $APP\nRUN npm ci\n", NODE, "apply",
         holds=("COPY package-lock.json package.json $APP/", "RUN npm ci", "COPY . $APP")),
    Case("H27 one that a build may change", "FROM node:22\nARG APP=/srv/app\nWORKDIR $APP\nCOPY . $APP\nRUN npm ci\n", NODE, "apply",
         holds=("COPY package-lock.json package.json $APP/", "RUN npm ci", "COPY . $APP")),
    Case("H27 a source with a variable", "FROM node:22\nARG PART=src\nWORKDIR /app\nCOPY package.json package-lock.json ./\nCOPY $PART ./src\nRUN npm ci\n", NODE,
         "refuse", "context-unsure"),
    Case("H28 a locale for the install", PIP.format("", "ENV LANG=C.UTF-8\n"), PYTHON, "apply", holds=("ENV LANG", "RUN pip", "COPY . .")),
    Case("H29 packages need root", "FROM debian:12\nWORKDIR /app\nUSER app\nCOPY . .\nUSER root\nRUN apt-get install -y curl=7.88.1-10\nUSER app\n", NODE, "apply",
         holds=("USER app", "USER root", "RUN apt-get", "COPY . .")),
    Case("H30 the owner must exist", "FROM node:22\nRUN useradd app\nWORKDIR /app\nCOPY --chown=app . .\nRUN npm ci\n", NODE, "apply",
         holds=("RUN useradd", "COPY --chown=app package-lock.json package.json ./", "RUN npm ci", "COPY --chown=app . .")),
    Case("H31 whose the folder is", "FROM node:22\nCOPY . /app\nUSER node\nWORKDIR /app\nRUN npm ci\n", NODE, "refuse", "user-not-writable"),
    Case("H32 an install for one user", PIP.replace("RUN pip install", "RUN pip install --user").format("USER app\n", ""), PYTHON, "apply",
         holds=("USER app", "COPY requirements.txt ./", "RUN pip install --user", "COPY . .")),
    Case("H33 a user by number", "FROM node:22\nUSER 1000:1000\nCOPY . /data/app\nWORKDIR /data/app\nRUN npm ci\n", NODE, "refuse", "user-not-writable"),
    Case("H34 compilers for the install", SPLIT.format("", "RUN apk add python3=3.12.0-r0 make=4.4-r1 g++=13-r0\n"), NODE, "apply",
         holds=("RUN apk add", "RUN npm ci", "COPY . .")),
    Case("H34 compilers of any version", SPLIT.format("", "RUN apk add python3 make g++\n"), NODE, "unsafe", "unpinned"),
    Case("H35 a repository is set up by a pipe", "FROM debian:12\nWORKDIR /app\nCOPY . .\nRUN curl https://x | gpg --dearmor -o /k\nRUN apt-get install -y x=1\n", NODE,
         "refuse", "opaque-run"),
    Case("H36 pip is renewed first", PIP.format("", "RUN pip install --upgrade pip 'setuptools<58'\n"), PYTHON, "unsafe", "unpinned"),
    Case("H37 the package manager is installed first", SPLIT.replace("npm ci", "pnpm install --frozen-lockfile").format("", "RUN npm i -g pnpm@9.1.0\n"),
         {**NODE, "pnpm-lock.yaml": ""}, "apply", holds=("RUN npm i -g pnpm@9.1.0", "RUN pnpm install", "COPY . .")),
    Case("H38 certificates for the install", SPLIT.format("COPY ca.crt /usr/local/share/ca-certificates/\nRUN update-ca-certificates\n", ""), {**NODE, "ca.crt": ""},
         "apply", holds=("COPY ca.crt", "RUN update-ca-certificates", "RUN npm ci", "COPY . .")),
    Case("H39 packages that come and go in several steps", PIP.format("", "RUN apk add --virtual .build gcc=13-r0\n") + "RUN apk del .build\n", PYTHON, "apply",
         holds=("RUN apk add", "RUN pip install", "RUN apk del")),
    Case("H40 two managers own one path", PIP.format("", "RUN apt-get install -y python3-pip=23\nRUN pip install -U pip\n"), PYTHON, "apply",
         holds=("RUN apt-get", "COPY . .", "RUN pip install -U pip", "RUN pip install -r")),
    Case("H00 scripts that are switched off", SPLIT.replace("npm ci", "npm ci --ignore-scripts").format("", ""), node(scripts={"postinstall": "x"}), "apply"),
]
# fmt: on
