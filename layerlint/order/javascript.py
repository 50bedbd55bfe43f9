"""What npm, yarn, pnpm, bun and deno read when they install a project, and what speaks against doing it early.

Sources: the tools' own documentation (`Ecosystem.source`); the scripts that an install runs: docs.npmjs.com/cli/using-npm/scripts.
"""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase

from layerlint.order.codes import (
    CONTEXT_UNSURE,
    INSTALL_EDITS_MANIFEST,
    LIFECYCLE_SCRIPT,
    OUTPUT_IN_CONTEXT,
    PATH_DEPENDENCY,
    WORKSPACE_MISSING,
)
from layerlint.order.project import Project, Reading

SCRIPTS = ("preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare")
_LOCAL = re.compile(r'"((?:file|link|portal):[^"]*|\.{1,2}/[^"]*)"')
_KINDS = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "resolutions", "overrides", "pnpm")
# Packages whose own install script looks for these files in the project (read in their sources, 2026-11).
LOOKS_FOR = {
    "@prisma/client": ("prisma/", "schema.prisma", "prisma.config.ts"),
    "nx": ("nx.json",),
    "lefthook": ("lefthook.yml", "lefthook.yaml", ".lefthook.yml"),
    "puppeteer": (".puppeteerrc.cjs", ".puppeteerrc.json", ".puppeteerrc", "puppeteer.config.js", "puppeteer.config.cjs"),
    "patch-package": ("patches/",),
    "@sentry/cli": (".sentryclirc",),
}


def read(reading: Reading, tool: str, words: list[str]) -> None:
    """Fill in what `tool` (npm, yarn, pnpm, bun, deno) reads; `words` are those of its command."""
    if tool == "deno":
        _deno(reading, words)
        return
    project = reading.project
    if tool == "pnpm" and "fetch" in words:
        reading.take("pnpm-workspace.yaml", ".npmrc", ".pnpmfile.cjs", ".pnpmfile.mjs", "patches/")
        reading.lock("pnpm-lock.yaml")
        reading.output("node_modules")
        return
    if not reading.require("package.json"):
        return
    manifest = _object(project.text("package.json"))
    if manifest is None:
        reading.doubt(CONTEXT_UNSURE, "`package.json` cannot be read")
        return
    reading.take(".npmrc", ".nvmrc", ".node-version", "patches/")
    _patches(reading, manifest)
    _LOCKS[tool](reading, words, manifest)
    quiet = "--ignore-scripts" in words or project.env.get("npm_config_ignore_scripts") == "true"
    members = _members(reading, tool, manifest)
    for name in ["package.json", *members]:
        _manifest(reading, name, quiet=quiet)
    folders = ["", *(name.removesuffix("package.json") for name in members)]
    reading.output(*(f"{folder}node_modules" for folder in folders))
    above = project.above(_ABOVE.get(tool, ()))
    above += [path for path in project.above(("package.json",)) if '"workspaces"' in (project.text(path) or "")]
    if above:
        reading.doubt(WORKSPACE_MISSING, f"`{tool}` looks at `{above[0]}` above its folder, too")


def _patches(reading: Reading, manifest: dict[str, object]) -> None:
    """Files of patches that package.json or pnpm-workspace.yaml names."""
    text = json.dumps(manifest) + "\n" + (reading.project.text("pnpm-workspace.yaml") or "")
    for name in re.findall(r"[\"'\s]([\w@./-]+\.patch)\b", text):
        reading.require(name.removeprefix("./"))
    if re.search(r"patch:[^\"]*#(?!~?/?\.yarn/patches/|~builtin|optional!builtin|builtin)", text):
        reading.doubt(PATH_DEPENDENCY, "a dependency is patched by a file of the project")


def _npm(reading: Reading, words: list[str], _manifest: dict[str, object]) -> None:
    reading.lock("npm-shrinkwrap.json", "package-lock.json")
    reading.take("package-lock.json", "npm-shrinkwrap.json")
    if not {"ci", "clean-install", "ic", "install-clean", "cit", "install-ci-test"} & set(words):
        reading.doubt(INSTALL_EDITS_MANIFEST, "`npm install` may rewrite `package-lock.json`; `npm ci` does not")


def _yarn(reading: Reading, words: list[str], manifest: dict[str, object]) -> None:
    reading.lock("yarn.lock")
    project = reading.project
    manager = str(manifest.get("packageManager", ""))
    if project.has(".yarnrc.yml") or re.match(r"yarn@[2-9]", manager):
        _berry(reading, words)
        return
    reading.take(".yarnrc")
    mirror = "yarn-offline-mirror" in (project.text(".yarnrc") or "")
    if mirror:
        reading.doubt(PATH_DEPENDENCY, "`.yarnrc` names an offline mirror in the project")
    if not {"--frozen-lockfile", "--pure-lockfile"} & set(words):
        reading.doubt(INSTALL_EDITS_MANIFEST, "`yarn install` may rewrite `yarn.lock`; with `--frozen-lockfile` it does not")


def _berry(reading: Reading, words: list[str]) -> None:
    project = reading.project
    reading.take(".yarnrc.yml", ".yarn/releases/", ".yarn/plugins/", ".yarn/patches/", ".yarn/sdks/")
    settings = project.text(".yarnrc.yml") or ""
    path = re.search(r"(?m)^yarnPath:\s*[\"']?([^\s\"']+)", settings)
    if path and not project.has(path.group(1)):
        reading.require(path.group(1))
    if re.search(r"(?m)^plugins:", settings) and any("plugin-" not in name for name in project.inside(".yarn/plugins")):
        reading.doubt(LIFECYCLE_SCRIPT, "a plugin of yarn may read the sources")
    if not {"--immutable", "--immutable-cache"} & set(words) and project.env.get("CI", "false") == "false":
        reading.doubt(INSTALL_EDITS_MANIFEST, "`yarn install` may rewrite `yarn.lock`; with `--immutable` it does not")
    if project.inside(".yarn/cache") or project.has(".pnp.cjs"):
        reading.doubt(OUTPUT_IN_CONTEXT, "the packages are in the project already: `.yarn/cache`, `.pnp.cjs`")
    linked = re.search(r"(?m)^nodeLinker:\s*[\"']?(node-modules|pnpm)\b", settings)
    reading.output(
        ".yarn/cache",
        ".yarn/install-state.gz",
        *(() if linked else (".pnp.cjs", ".pnp.loader.mjs", ".yarn/unplugged", ".yarn/build-state.yml")),
    )


def _pnpm(reading: Reading, words: list[str], _manifest: dict[str, object]) -> None:
    reading.lock("pnpm-lock.yaml")
    reading.take("pnpm-workspace.yaml", ".pnpmfile.cjs", ".pnpmfile.mjs")
    for name in (".pnpmfile.cjs", ".pnpmfile.mjs"):
        if "require(" in (reading.project.text(name) or "") or "import" in (reading.project.text(name) or ""):
            reading.doubt(LIFECYCLE_SCRIPT, f"`{name}` loads other files")
    if "--frozen-lockfile" not in words and "ci" not in words and reading.project.env.get("CI", "") not in ("true", "1"):
        reading.doubt(INSTALL_EDITS_MANIFEST, "`pnpm install` may rewrite `pnpm-lock.yaml`; with `--frozen-lockfile` it does not")


def _bun(reading: Reading, words: list[str], _manifest: dict[str, object]) -> None:
    reading.lock("bun.lock", "bun.lockb")
    reading.take("bun.lock", "bun.lockb", "bunfig.toml")
    if "--frozen-lockfile" not in words and "ci" not in words:
        reading.doubt(INSTALL_EDITS_MANIFEST, "`bun install` may rewrite its lock file; with `--frozen-lockfile` it does not")


# Files above its folder that a tool takes for settings of a whole workspace.
_ABOVE = {"yarn": (".yarnrc.yml", ".yarnrc", "yarn.lock"), "pnpm": ("pnpm-workspace.yaml",), "bun": ("bunfig.toml",)}
_LOCKS = {"npm": _npm, "yarn": _yarn, "pnpm": _pnpm, "bun": _bun}


def _deno(reading: Reading, words: list[str]) -> None:
    project = reading.project
    name = next((name for name in ("deno.json", "deno.jsonc") if project.has(name)), "deno.json")
    if not reading.require(name):
        return
    reading.take("package.json", "import_map.json", ".npmrc")
    reading.lock("deno.lock")
    text = project.text(name) or ""
    if '"workspace"' in text:
        reading.doubt(WORKSPACE_MISSING, f"`{name}` names a workspace")
    mapped = re.search(r'"importMap"\s*:\s*"([^"]+)"', text)
    if mapped and reading.require(mapped.group(1).removeprefix("./")):
        text += project.text(mapped.group(1).removeprefix("./")) or ""
    if "--frozen" not in words and "--frozen=true" not in words and not re.search(r'"frozen"\s*:\s*true', text):
        reading.doubt(INSTALL_EDITS_MANIFEST, "`deno install` may rewrite `deno.lock`; with `--frozen` it does not")
    if "scripts" in (_object(project.text("package.json")) or {}):
        reading.doubt(LIFECYCLE_SCRIPT, "`package.json` has scripts")
    reading.output("node_modules", "vendor")


def _members(reading: Reading, tool: str, manifest: dict[str, object]) -> list[str]:
    """The manifests of all members of the workspace."""
    project = reading.project
    patterns = _patterns(project, tool, manifest)
    if patterns is None:
        reading.doubt(WORKSPACE_MISSING, "which folders are in the workspace cannot be told")
        return []
    chosen: list[str] = []
    for name in project.names:
        folder, _, last = name.rpartition("/")
        if last != "package.json" or not folder or "node_modules" in folder.split("/"):
            continue
        kept = False
        for pattern in patterns:
            if matches(folder, pattern.lstrip("!").removeprefix("./").rstrip("/")):
                kept = not pattern.startswith("!")
        if kept:
            chosen.append(name)
    for pattern in patterns:
        plain = pattern.removeprefix("./").rstrip("/")
        if "*" not in plain and not plain.startswith("!") and plain not in ("", ".") and f"{plain}/package.json" not in chosen:
            reading.require(f"{plain}/package.json")
    for name in chosen:
        reading.take(name, name.replace("package.json", ".npmrc"))
    return chosen


def matches(folder: str, pattern: str) -> bool:
    """A glob of a workspace: `*` for one folder, `**` for any number."""
    return _parts_match(folder.split("/"), pattern.split("/"))


def _parts_match(parts: list[str], globs: list[str]) -> bool:
    if not globs:
        return not parts
    if globs[0] == "**":
        return any(_parts_match(parts[at:], globs[1:]) for at in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], globs[0]) and _parts_match(parts[1:], globs[1:])


def _patterns(project: Project, tool: str, manifest: dict[str, object]) -> list[str] | None:
    if tool == "pnpm":
        text = project.text("pnpm-workspace.yaml")
        return [] if text is None else _pnpm_patterns(text)
    given = manifest.get("workspaces", [])
    if isinstance(given, dict):
        given = given.get("packages", [])
    return [str(each) for each in given] if isinstance(given, list) else None


def _pnpm_patterns(text: str) -> list[str] | None:
    import yaml

    try:
        document = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    found = document.get("packages", []) if isinstance(document, dict) else []
    return [str(each) for each in found] if isinstance(found, list) else None


def _manifest(reading: Reading, name: str, *, quiet: bool) -> None:
    """The scripts and local dependencies of one package.json."""
    project = reading.project
    manifest = _object(project.text(name))
    if manifest is None:
        reading.doubt(CONTEXT_UNSURE, f"`{name}` cannot be read")
        return
    scripts = manifest.get("scripts")
    ran = [script for script in SCRIPTS if isinstance(scripts, dict) and script in scripts]
    folder = name.removesuffix("package.json")
    if ran and not quiet:
        reading.doubt(LIFECYCLE_SCRIPT, f"`{name}` has a `{ran[0]}` script")
    if project.has(f"{folder}binding.gyp") and not quiet:
        reading.doubt(LIFECYCLE_SCRIPT, f"`{folder}binding.gyp` makes the install compile sources")
    if "msw" in manifest and not quiet:
        reading.doubt(LIFECYCLE_SCRIPT, "the install script of `msw` writes into the project")
    chosen = {kind: manifest[kind] for kind in _KINDS if kind in manifest}
    local = _LOCAL.search(json.dumps(chosen))
    if local:
        reading.doubt(PATH_DEPENDENCY, f"`{name}` depends on `{local.group(1)[:40]}`")
    names = {each for kind in _KINDS[:3] if isinstance(manifest.get(kind), dict) for each in manifest[kind]}  # type: ignore[attr-defined]  # a dict, as asked
    for package, files in LOOKS_FOR.items():
        if package in names and not quiet and any(project.inside(file) if file.endswith("/") else project.has(file) for file in files):
            reading.doubt(LIFECYCLE_SCRIPT, f"the install script of `{package}` looks for files of the project")


def _object(text: str | None) -> dict[str, object] | None:
    try:
        found = json.loads(text) if text is not None else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
