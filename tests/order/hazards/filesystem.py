"""Hazards of the file system: what is overwritten, missing, flattened, linked, or not allowed."""

from __future__ import annotations

from tests.order.hazards.cases import IGNORE, LINK, NODE, PYTHON, SOURCES, TAR, Case, node

SPLIT = """
FROM node:22
WORKDIR /app
COPY . .
RUN npm ci
RUN npm run build
"""
WORKSPACE = {
    **node(workspaces=["packages/*"]),
    "packages/a/package.json": '{"name": "a"}',
    "packages/b/package.json": '{"name": "b"}',
    "packages/a/index.js": "",
}
PIP = "FROM python:3.12\nWORKDIR /app\nCOPY . .\n{}RUN pip install -r requirements.txt\n"

# fmt: off
CASES = [
    Case("H00 the plain split", SPLIT, NODE, "apply", holds=("COPY package-lock.json package.json ./", "RUN npm ci", "COPY . .", "RUN npm run build")),
    Case("H01 modules in the context", SPLIT, {**NODE, "node_modules/x.js": ""}, "refuse", "output-in-context", ignore=""),
    Case("H01 nothing keeps modules away", SPLIT, NODE, "suggest", "output-in-context", ignore=""),
    Case(
        "H02 obj of another machine",
        "FROM mcr.microsoft.com/dotnet/sdk:8.0\nWORKDIR /app\nCOPY . .\nRUN dotnet restore\nRUN dotnet build --no-restore\n",
        {"app.csproj": '<Project><PackageReference Include="x" Version="1.0.0"/></Project>', "obj/project.assets.json": "{}", **SOURCES},
        "refuse",
        "output-in-context",
        ignore="bin\n",
    ),
    Case("H03 the install edits its lock", SPLIT.replace("npm ci", "npm install"), NODE, "refuse", "install-edits-manifest"),
    Case("H03 adding a package", SPLIT.replace("npm ci", "yarn add x"), NODE, "refuse", "install-edits-manifest"),
    Case(
        "H04 a conffile of a package",
        "FROM debian:12\nCOPY nginx.conf /etc/nginx/nginx.conf\nRUN apt-get update && apt-get install -y nginx=1.22.1-9\n",
        {"nginx.conf": ""},
        "refuse",
        "keep-order",
    ),
    Case(
        "H05 configuration of the installer",
        "FROM python:3.12\nCOPY files/ /\nWORKDIR /app\nRUN pip install -r requirements.txt\n",
        {"files/etc/pip.conf": "", "files/app/requirements.txt": "flask==3.0.0\n", **{f"files/app/{name}": text for name, text in SOURCES.items()}},
        "refuse",
        "keep-order",
    ),
    Case(
        "H06 manifests of one name in many folders",
        SPLIT,
        WORKSPACE,
        "apply",
        holds=("COPY packages/a/package.json ./packages/a/", "COPY packages/b/package.json ./packages/b/", "RUN npm ci"),
        lacks="packages/*/package.json",
    ),
    Case(
        "H07 the destination is a folder",
        "FROM node:22\nCOPY . /app\nWORKDIR /app\nRUN npm ci\n",
        NODE,
        "apply",
        holds=("COPY package-lock.json package.json /app/", "WORKDIR /app", "RUN npm ci", "COPY . /app\n"),
    ),
    Case("H08 a manifest that is a link", SPLIT, {**NODE, "real.json": "{}", "package.json": LINK + "real.json"}, "refuse", "context-unsure"),
    Case("H09 the lock is ignored", SPLIT, NODE, "refuse", "manifest-ignored", ignore=IGNORE + "**/package-lock.json\n"),
    Case("H10 a manifest is edited in between", PIP.format("RUN sed -i s/a/b/ requirements.txt\n"), PYTHON, "refuse", "opaque-run"),
    Case("H10 files are removed in between", PIP.format("RUN rm -rf /app/*\n"), PYTHON, "refuse", "opaque-run"),
    Case(
        "H11 the copy makes the folder of the user",
        "FROM node:22\nCOPY --chown=node . /app\nUSER node\nWORKDIR /app\nRUN npm ci\n",
        NODE,
        "refuse",
        "user-not-writable",
    ),
    Case(
        "H12 compilers that come and go",
        PIP.replace("RUN pip", "RUN apt-get update && apt-get install -y gcc && pip").replace(".txt\n", ".txt && apt-get purge -y gcc\n").format(""),
        PYTHON,
        "unsafe",
        "unpinned",
    ),
    Case("H13 a key that is used and removed", SPLIT.replace("RUN npm ci", "RUN use-key /app/key\nRUN rm /app/key\nRUN npm ci"), {**NODE, "key": ""},
         "refuse", "opaque-run"),
    Case(
        "H14 an archive that unpacks",
        "FROM node:22\nWORKDIR /app\nADD app.tgz /app/\nCOPY src src\nRUN npm ci\n",
        {"app.tgz": TAR + "package.json", **SOURCES, "package-lock.json": ""},
        "refuse",
        "context-unsure",
    ),
    Case("H15 the context is another folder", SPLIT.replace("COPY . .", "COPY web/ ."), {f"web/{name}": text for name, text in NODE.items()},
         "refuse", "context-unsure", folder="docker"),
    Case("H16 parents", SPLIT.replace("COPY . .", "COPY --parents . ."), NODE, "refuse", "context-unsure"),
    Case("H16 a lock that is excluded", SPLIT.replace("COPY . .", "COPY --exclude=*-lock.json . ."), NODE, "refuse", "manifest-ignored"),
    Case("H17 a mode that is set in between", "FROM maven:3\nWORKDIR /app\nCOPY . .\nRUN chmod +x mvnw\nRUN ./mvnw dependency:go-offline\n",
         {"mvnw": "", "pom.xml": "<project/>", **SOURCES}, "refuse", "opaque-run"),
    Case("H18 tools that compare times", "FROM rust:1\nWORKDIR /app\nCOPY . .\nRUN cargo build --release\n",
         {"Cargo.toml": "[package]\n", "Cargo.lock": "", "src/main.rs": "", **SOURCES}, "refuse", "opaque-run"),
    Case("H19 a volume in between", SPLIT.replace("RUN npm ci", "VOLUME /app/data\nRUN npm ci"), NODE, "refuse", "keep-order"),
]
# fmt: on
