"""Hazards of stages, builders, and of text that is not what it seems."""

from __future__ import annotations

from tests.order.hazards.cases import NODE, PYTHON, Case

NPM = "WORKDIR /app\nCOPY . .\nRUN npm ci\n"
TWO = {f"frontend/{name}": text for name, text in NODE.items()}

# fmt: off
CASES = [
    Case("H58 stages by number", f"FROM node:22\n{NPM}RUN npm run build\nFROM nginx\nCOPY --from=0 /app/dist /usr/share/nginx/html\n", NODE, "apply",
         holds=("RUN npm ci", "COPY . .", "FROM nginx", "COPY --from=0")),
    Case("H59 triggers of the base", f"FROM node:22 AS base\nONBUILD COPY . /app\nFROM base\n{NPM}", NODE, "refuse", "onbuild"),
    Case("H59 a base that is known for them", f"FROM node:8-onbuild\n{NPM}", NODE, "refuse", "onbuild"),
    Case("H60 triggers for others", "FROM node:22\nWORKDIR /app\nONBUILD COPY . .\nONBUILD RUN npm ci\n", NODE, "refuse", "onbuild"),
    Case("H61 a shared beginning", f"FROM node:22 AS base\n{NPM}FROM base AS dev\nCMD a\nFROM base\nCMD b\n", NODE, "apply",
         holds=("RUN npm ci", "COPY . .", "FROM base AS dev")),
    Case("H62 a script in a here-document", "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN <<EOF\nset -e\nnpm ci\nnpm run build\nEOF\n", NODE, "refuse", "opaque-run"),
    Case("H63 directives and comments", "# syntax=docker/dockerfile:1\n# escape=\\\nFROM node:22\nWORKDIR /app\n# the sources\nCOPY . .\n# the modules\nRUN npm ci\n", NODE,
         "apply", holds=("# syntax=docker/dockerfile:1\n# escape=\\\n", "# the modules\nRUN npm ci", "# the sources\nCOPY . .")),
    Case("H64 a mount of everything", NPM.join(("FROM node:22\n", "")).replace("RUN npm", "RUN --mount=type=bind,target=/src npm"), NODE, "refuse", "no-gain"),
    Case("H64 a mount of a secret", NPM.join(("FROM node:22\n", "")).replace("RUN npm", "RUN --mount=type=secret,id=npmrc npm"), NODE, "apply",
         holds=("RUN --mount=type=secret,id=npmrc npm ci", "COPY . .")),
    Case("H65 without a network", NPM.join(("FROM node:22\n", "")).replace("RUN npm", "RUN --network=none npm"), NODE, "refuse", "opaque-run"),
    Case("H66 windows", "# escape=`\nFROM mcr.microsoft.com/windows/servercore:ltsc2022\nWORKDIR C:\\app\nCOPY . .\nRUN npm ci\n", NODE, "refuse", "opaque-run"),
    Case("H67 buildah", f"FROM node:22\n{NPM}", NODE, "apply", builder="buildah"),
    Case("H67 the classic builder", f"FROM node:22\n{NPM}", NODE, "apply", builder="classic"),
    Case("H68 an option that a cache mount would spare", "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install --no-cache-dir -r requirements.txt\n", PYTHON, "apply",
         holds=("RUN pip install --no-cache-dir -r requirements.txt", "COPY . ."), lacks="--mount"),
    Case("H69 a clone that is meant to be new", "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN git clone https://example.org/x /x\nRUN npm ci\n", NODE, "refuse", "opaque-run"),
    Case("H69 a download that is meant to be new", "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN curl -o /x https://example.org/latest\nRUN npm ci\n", NODE, "unsafe", "unpinned"),
    Case("H69 an argument made to rerun", "FROM node:22\nARG CACHEBUST\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\n", NODE, "refuse", "no-gain"),
    Case("H70 somebody asks for this order", "FROM node:22\nWORKDIR /app\n# layerlint: keep-order\nCOPY . .\nRUN npm ci\n", NODE, "refuse", "keep-order"),
    Case("H71 install and build in one", "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build\n", NODE, "apply",
         holds=("COPY package-lock.json package.json ./", "RUN npm ci\n", "COPY . .", "RUN npm run build")),
    Case("H71 with a clean-up behind", "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci && npm run build && rm -rf node_modules\n", NODE, "refuse", "shell-state"),
    Case("H71 with a shell that remembers", "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN export A=b && npm ci && npm run build\n", NODE, "refuse", "shell-state"),
    Case("H71 where a failure goes on", "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci; npm run build\n", NODE, "refuse", "shell-state"),
    Case("H72 two steps stay two", "FROM node:22\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n", NODE, "refuse", "no-gain"),
    Case("H73 a folder below", "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN cd frontend && npm ci\nRUN make\n", {**NODE, **TWO}, "apply",
         holds=("COPY frontend/package-lock.json frontend/package.json ./frontend/", "RUN cd frontend && npm ci", "COPY . .")),
    Case("H73 by an option", "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci --prefix frontend\nRUN make\n", {**NODE, **TWO}, "apply",
         holds=("COPY frontend/package-lock.json frontend/package.json ./frontend/", "COPY . .")),
    Case("H73 a list in another folder", "FROM python:3.12\nWORKDIR /app\nCOPY . .\nRUN pip install -r deploy/requirements.txt\n",
         {**PYTHON, "deploy/requirements.txt": "flask==3.0.0\n"}, "apply", holds=("COPY deploy/requirements.txt ./deploy/", "COPY . .")),
    Case("H74 whichever lock is there", "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN if [ -f yarn.lock ]; then yarn --frozen-lockfile; else npm ci; fi\n", NODE,
         "refuse", "opaque-run"),
    Case("H75 a name with a variable", "FROM python:3.12\nARG ENV=prod\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements-${ENV}.txt\n",
         {**PYTHON, "requirements-prod.txt": "a==1\n"}, "refuse", "opaque-run"),
]
# fmt: on
