"""What bundler, go, cargo, composer, maven, dotnet, mix, dart, shards, helm, swift and carton read when they fetch dependencies.

Sources: each tool's own documentation, named in `Ecosystem.source`.
"""

from __future__ import annotations

import json
import re
from posixpath import dirname, join, normpath

from layerlint.order.codes import (
    CONTEXT_UNSURE,
    INSTALL_EDITS_MANIFEST,
    LIFECYCLE_SCRIPT,
    NO_GAIN,
    PATH_DEPENDENCY,
    UNPINNED,
    WORKSPACE_MISSING,
)
from layerlint.order.javascript import matches
from layerlint.order.project import Reading


def bundler(reading: Reading, words: list[str]) -> None:
    """`bundle install`."""
    project = reading.project
    name = "gems.rb" if project.has("gems.rb") else "Gemfile"
    if not reading.require(name):
        return
    reading.lock("gems.locked" if name == "gems.rb" else "Gemfile.lock")
    reading.take(".bundle/config", "vendor/cache/", ".ruby-version", ".tool-versions")
    text, lock = project.text(name) or "", project.text("Gemfile.lock") or ""
    found = re.search(r"\bgemspec\b|\bpath[:\s]|:path\s*=>|eval_gemfile|File\.|require_relative|\bload\b|instance_eval|Dir[.\[]", re.sub(r"(?m)#.*$", "", text))
    if found or re.search(r"(?m)^PATH$", lock):
        reading.doubt(PATH_DEPENDENCY, f"`{name}` reads other files of the project: `{found.group().strip() if found else 'path'}`")
    env = project.env
    settings = project.text(".bundle/config") or ""
    frozen = {"--frozen", "--deployment"} & set(words) or any(env.get(key) in ("1", "true") for key in ("BUNDLE_FROZEN", "BUNDLE_DEPLOYMENT"))
    if not frozen and not re.search(r"BUNDLE_(FROZEN|DEPLOYMENT): .*true", settings):
        reading.doubt(INSTALL_EDITS_MANIFEST, "`bundle install` may add to `Gemfile.lock`; with `BUNDLE_FROZEN=1` or `BUNDLE_DEPLOYMENT=1` it does not")
    reading.output("vendor/bundle", ".bundle/plugin")
    if not env.get("BUNDLE_APP_CONFIG"):
        reading.output(".bundle")


def go(reading: Reading, _words: list[str]) -> None:
    """`go mod download`, and what `go build` downloads."""
    project = reading.project
    if project.inside("vendor") and project.has("vendor/modules.txt"):
        reading.doubt(NO_GAIN, "the modules are vendored")
    names, waiting = set[str](), [""]
    if project.has("go.work"):
        reading.take("go.work", "go.work.sum")
        text = project.text("go.work") or ""
        used = re.findall(r"(?m)^\s*(?:use\s+)?(\.{1,2}/[^\s)]*|\.)\s*$", text)
        waiting += [normpath(each).lstrip(".") and normpath(each) + "/" for each in used]
    elif not reading.require("go.mod"):
        return
    while waiting:
        folder = waiting.pop()
        if folder in names:
            continue
        names.add(folder)
        if folder.startswith("../"):
            reading.doubt(PATH_DEPENDENCY, f"`{folder}` lies outside the folder")
        elif project.has(f"{folder}go.mod") or folder:
            if reading.require(f"{folder}go.mod"):
                reading.take(f"{folder}go.sum")
                replaced = re.findall(r"=>\s*(\.{1,2}/\S*)", project.text(f"{folder}go.mod") or "")
                waiting += [normpath(join(folder, each)) + "/" for each in replaced]
    if not project.has("go.work"):
        reading.lock("go.sum", lost="what its `require` lines name, unchecked")
    if project.above(("go.work",)):
        reading.doubt(WORKSPACE_MISSING, "`go.work` above the folder counts, too")
    if "vendor" in project.env.get("GOFLAGS", ""):
        reading.doubt(NO_GAIN, "GOFLAGS says that the modules are vendored")


def cargo(reading: Reading, words: list[str]) -> None:
    """`cargo fetch`: it reads the manifests, and wants the targets that they declare to be there."""
    project = reading.project
    if words[1:2] != ["fetch"]:
        reading.doubt(CONTEXT_UNSURE, "only `cargo fetch` reads nothing but manifests")
        return
    if not reading.require("Cargo.toml"):
        return
    reading.lock("Cargo.lock")
    reading.take("rust-toolchain", "rust-toolchain.toml", ".cargo/config", ".cargo/config.toml")
    if "--locked" not in words:
        reading.doubt(INSTALL_EDITS_MANIFEST, "`cargo fetch` may rewrite `Cargo.lock`; with `--locked` it does not")
    text = project.text("Cargo.toml") or ""
    members = re.search(r"(?ms)^\[workspace\].*?^members\s*=\s*\[(.*?)\]", text)
    patterns = re.findall(r"[\"']([^\"']+)[\"']", members.group(1)) if members else []
    folders = [dirname(name) for name in project.names if name.endswith("/Cargo.toml") and any(matches(dirname(name), each) for each in patterns)]
    for folder in ["", *(folder + "/" for folder in folders)]:
        _crate(reading, folder, patterns)
    above = project.above(("Cargo.toml", ".cargo/config.toml", ".cargo/config"))
    if above:
        reading.doubt(WORKSPACE_MISSING, f"`cargo` looks at `{above[0]}`, too")
    reading.output("target")


def _crate(reading: Reading, folder: str, patterns: list[str]) -> None:
    project = reading.project
    text = project.text(f"{folder}Cargo.toml") or ""
    reading.take(f"{folder}Cargo.toml", f"{folder}src/lib.rs", f"{folder}src/main.rs", f"{folder}build.rs", f"{folder}src/bin/*.rs", f"{folder}src/bin/*/main.rs")
    for path in re.findall(r"(?m)^\s*path\s*=\s*[\"']([^\"']+)[\"']", text):
        reading.require(normpath(folder + path))
    for path in re.findall(r"\{[^}\n]*\bpath\s*=\s*[\"']([^\"']+)[\"']", text):
        target = normpath(folder + path)
        if not any(matches(target, each) for each in patterns) and target not in ("", "."):
            reading.doubt(PATH_DEPENDENCY, f"`{folder}Cargo.toml` depends on `{path}`")
    if re.search(r"(?m)^\[\[(example|bench|test)\]\]", text):
        reading.take(f"{folder}examples/", f"{folder}benches/", f"{folder}tests/")


def composer(reading: Reading, words: list[str]) -> None:
    """`composer install`."""
    project = reading.project
    if not reading.require("composer.json"):
        return
    reading.take("auth.json", "symfony.lock")
    reading.lock("composer.lock")
    try:
        manifest = json.loads(project.text("composer.json") or "{}")
    except (ValueError, RecursionError):
        manifest = None
    if not isinstance(manifest, dict):
        reading.doubt(CONTEXT_UNSURE, "`composer.json` cannot be read")
        return
    if "install" not in words and "i" not in words:
        reading.doubt(INSTALL_EDITS_MANIFEST, "`composer update` rewrites `composer.lock`")
    if manifest.get("scripts") and "--no-scripts" not in words:
        reading.doubt(LIFECYCLE_SCRIPT, "`composer.json` has scripts")
    config = manifest.get("config") if isinstance(manifest.get("config"), dict) else {}
    plugins = config.get("allow-plugins") if isinstance(config, dict) else None
    if "--no-plugins" not in words and (plugins is True or (isinstance(plugins, dict) and any(plugins.values()))):
        reading.doubt(LIFECYCLE_SCRIPT, "a plugin of composer may read the sources")
    repositories = json.dumps(manifest.get("repositories", []))
    if '"path"' in repositories or '"artifact"' in repositories:
        reading.doubt(PATH_DEPENDENCY, "`composer.json` has a repository in the project")
    loading = {**_section(manifest, "autoload"), **_section(manifest, "autoload-dev")}
    optimised = {"-o", "--optimize-autoloader", "-a", "--classmap-authoritative"} & set(words) or (
        isinstance(config, dict) and (config.get("optimize-autoloader") or config.get("classmap-authoritative"))
    )
    if "--no-autoloader" not in words and (optimised or {"classmap", "files", "psr-0"} & set(loading)):
        reading.doubt(LIFECYCLE_SCRIPT, "the autoloader lists the sources; `--no-autoloader` leaves that for later")
    if project.inside(".git"):
        reading.doubt(PATH_DEPENDENCY, "`composer` asks git for the version of the project")
    directory = config.get("vendor-dir") if isinstance(config, dict) else None
    reading.output(str(directory or "vendor"), *([str(config["bin-dir"])] if isinstance(config, dict) and "bin-dir" in config else []))


def _section(manifest: dict[str, object], name: str) -> dict[str, object]:
    found = manifest.get(name)
    return found if isinstance(found, dict) else {}


def maven(reading: Reading, words: list[str]) -> None:
    """`mvn dependency:go-offline` of a project with one module."""
    project = reading.project
    if not reading.require("pom.xml"):
        return
    reading.take("settings.xml", "toolchains.xml", "mvnw", ".mvn/")
    text = project.text("pom.xml") or ""
    if "<modules>" in text or "-pl" in words:
        reading.doubt(WORKSPACE_MISSING, "`pom.xml` has modules, which look for one another")
    if project.above(("pom.xml",)):
        reading.doubt(WORKSPACE_MISSING, "there is a `pom.xml` above the folder, too")
    if re.search(r"<systemPath>|<relativePath>\s*[^<\s]", text):
        reading.doubt(PATH_DEPENDENCY, "`pom.xml` names a file of the project")
    if re.search(r"<version>\s*(LATEST|RELEASE|[\[(][^<]*|[^<]*-SNAPSHOT)\s*</version>", re.sub(r"(?s)<project\b.*?<version>[^<]*</version>", "", text, count=1)):
        reading.doubt(UNPINNED, "`pom.xml` has a version that moves")
    if not words[0].rpartition("/")[2].startswith("mvn"):
        reading.doubt(CONTEXT_UNSURE, "not a call of maven")
    reading.output("target")


def nuget(reading: Reading, _words: list[str]) -> None:
    """`dotnet restore`."""
    project = reading.project
    wanted = ("*.sln", "*.slnx", "*.csproj", "*.fsproj", "*.vbproj", "Directory.*.props", "Directory.*.targets", "[Nn]u[Gg]et.[Cc]onfig", "global.json",
              "packages.lock.json", "dotnet-tools.json", "NuGet.Config", "nuget.config")  # fmt: skip
    projects = [name for name in project.names if name.endswith(("proj",))]
    reading.take(*("*/" * depth + name for depth in range(6) for name in wanted), ".config/dotnet-tools.json")
    if not projects:
        reading.doubt(CONTEXT_UNSURE, "no project file is in the folder")
    for name in projects:
        text = project.text(name) or ""
        if re.search(r"<Import\b", text):
            reading.doubt(PATH_DEPENDENCY, f"`{name}` imports a further file")
        if re.search(r"\bVersion(?:Override)?\s*=\s*\"[^\"]*[*\[(,]", text):
            reading.doubt(UNPINNED, f"`{name}` has a version that moves")
        reading.output(join(dirname(name), "obj"), join(dirname(name), "bin"))
    for name in project.matching("Directory.*.props") + project.matching("Directory.*.targets"):
        if "<Import" in (project.text(name) or ""):
            reading.doubt(PATH_DEPENDENCY, f"`{name}` imports a further file")


def mix(reading: Reading, words: list[str]) -> None:
    """`mix deps.get`."""
    if not reading.require("mix.exs"):
        return
    reading.lock("mix.lock")
    reading.take("config/", "apps/*/mix.exs")
    text = reading.project.text("mix.exs") or ""
    if re.search(r"File\.|System\.(cmd|shell)|Code\.|\bpath:", text):
        reading.doubt(PATH_DEPENDENCY, "`mix.exs` reads other files of the project")
    if "apps_path" in text or reading.project.matching("apps/*/mix.exs"):
        reading.doubt(WORKSPACE_MISSING, "an umbrella project")
    if "--check-locked" not in words:
        reading.doubt(INSTALL_EDITS_MANIFEST, "`mix deps.get` may rewrite `mix.lock`; with `--check-locked` it does not")
    reading.output("deps", "_build")


def dart(reading: Reading, words: list[str]) -> None:
    """`dart pub get`."""
    _plain(reading, "pubspec.yaml", "pubspec.lock", r"(?m)^\s*path:\s*\S|^workspace:|^resolution:")
    reading.take("pubspec_overrides.yaml")
    if reading.project.has("pubspec_overrides.yaml"):
        reading.doubt(PATH_DEPENDENCY, "`pubspec_overrides.yaml` replaces dependencies")
    if "--enforce-lockfile" not in words:
        reading.doubt(INSTALL_EDITS_MANIFEST, "`pub get` may rewrite `pubspec.lock`; with `--enforce-lockfile` it does not")
    reading.output(".dart_tool", ".packages", ".flutter-plugins", ".flutter-plugins-dependencies")


def shards(reading: Reading, words: list[str]) -> None:
    """`shards install`."""
    _plain(reading, "shard.yml", "shard.lock", r"(?m)^\s*path:\s*\S")
    reading.take("shard.override.yml")
    if not {"--frozen", "--production"} & set(words):
        reading.doubt(INSTALL_EDITS_MANIFEST, "`shards install` may rewrite `shard.lock`; with `--frozen` it does not")
    if re.search(r"(?m)^\s*postinstall:", reading.project.text("shard.yml") or ""):
        reading.doubt(LIFECYCLE_SCRIPT, "`shard.yml` has a `postinstall` script")
    reading.output("lib", "bin")


def helm(reading: Reading, words: list[str]) -> None:
    """`helm dependency build`."""
    _plain(reading, "Chart.yaml", "Chart.lock", r"file://")
    if "build" not in words:
        reading.doubt(INSTALL_EDITS_MANIFEST, "`helm dependency update` rewrites `Chart.lock`; `build` does not")
    reading.output("charts")


def swift(reading: Reading, words: list[str]) -> None:
    """`swift package resolve`."""
    _plain(reading, "Package.swift", "Package.resolved", r"path\s*:|Context\.|FileManager|import Foundation")
    if not {"--force-resolved-versions", "--only-use-versions-from-resolved-file", "--disable-automatic-resolution"} & set(words):
        reading.doubt(INSTALL_EDITS_MANIFEST, "`swift package resolve` may rewrite `Package.resolved`; with `--force-resolved-versions` it does not")
    reading.output(".build", ".swiftpm")


def cpan(reading: Reading, words: list[str]) -> None:
    """`carton install --deployment`."""
    _plain(reading, "cpanfile", "cpanfile.snapshot", r"\b(open|require\s+[\"']|do\s+[\"']|glob|<\w+>)")
    if words[0].rpartition("/")[2] != "carton" or "--deployment" not in words:
        reading.doubt(UNPINNED, "only `carton install --deployment` installs what the snapshot names")
    reading.output("local", "vendor")


def _plain(reading: Reading, manifest: str, lock: str, local: str) -> None:
    """A manifest, its lock, and what in the manifest points at other files."""
    if reading.require(manifest):
        reading.lock(lock)
        found = re.search(local, reading.project.text(manifest) or "")
        if found:
            reading.doubt(PATH_DEPENDENCY, f"`{manifest}` points at other files: `{found.group().strip()[:30]}`")


READERS = {
    "bundler": bundler,
    "go": go,
    "cargo": cargo,
    "composer": composer,
    "maven": maven,
    "nuget": nuget,
    "mix": mix,
    "dart": dart,
    "shards": shards,
    "helm": helm,
    "swift": swift,
    "cpan": cpan,
}
