"""What bundler, composer, mix, dart, shards, helm, swift and carton read when they fetch dependencies; and the list of all readers.

Sources: each tool's own documentation, named in `Ecosystem.source`.
"""

from __future__ import annotations

import json
import re

from layerlint.order.codes import (
    CONTEXT_UNSURE,
    INSTALL_EDITS_MANIFEST,
    LIFECYCLE_SCRIPT,
    PATH_DEPENDENCY,
    UNPINNED,
    WORKSPACE_MISSING,
)
from layerlint.order.compiled_tools import cargo, go, maven, nuget
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
    found = re.search(
        r"\bgemspec\b|\bpath[:\s]|:path\s*=>|eval_gemfile|File\.|require_relative|\bload\b|instance_eval|Dir[.\[]",
        re.sub(r"(?m)#.*$", "", text),
    )
    if found or re.search(r"(?m)^PATH$", lock):
        reading.doubt(PATH_DEPENDENCY, f"`{name}` reads other files of the project: `{found.group().strip() if found else 'path'}`")
    env = project.env
    settings = project.text(".bundle/config") or ""
    frozen = {"--frozen", "--deployment"} & set(words) or any(
        env.get(key) in ("1", "true") for key in ("BUNDLE_FROZEN", "BUNDLE_DEPLOYMENT")
    )
    if not frozen and not re.search(r"BUNDLE_(FROZEN|DEPLOYMENT): .*true", settings):
        reading.doubt(
            INSTALL_EDITS_MANIFEST,
            "`bundle install` may add to `Gemfile.lock`; with `BUNDLE_FROZEN=1` or `BUNDLE_DEPLOYMENT=1` it does not",
        )
    reading.output("vendor/bundle", ".bundle/plugin")
    if not env.get("BUNDLE_APP_CONFIG"):
        reading.output(".bundle")


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
        reading.doubt(
            INSTALL_EDITS_MANIFEST, "`swift package resolve` may rewrite `Package.resolved`; with `--force-resolved-versions` it does not"
        )
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
