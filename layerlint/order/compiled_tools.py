"""What go, cargo, maven and dotnet read when they fetch the dependencies of a project.

Sources: go.dev/ref/mod, doc.rust-lang.org/cargo/reference/manifest.html, maven.apache.org/pom.html, learn.microsoft.com/nuget.
"""

from __future__ import annotations

import re
from posixpath import dirname, join, normpath

from layerlint.order.codes import CONTEXT_UNSURE, INSTALL_EDITS_MANIFEST, NO_GAIN, PATH_DEPENDENCY, UNPINNED, WORKSPACE_MISSING
from layerlint.order.javascript import matches
from layerlint.order.project import Reading


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
        elif (project.has(f"{folder}go.mod") or folder) and reading.require(f"{folder}go.mod"):
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
    folders = [
        dirname(name) for name in project.names if name.endswith("/Cargo.toml") and any(matches(dirname(name), each) for each in patterns)
    ]
    for folder in ["", *(folder + "/" for folder in folders)]:
        _crate(reading, folder, patterns)
    if re.search(
        r"(?m)^\s*(directory|local-registry|replace-with)\s*=",
        (project.text(".cargo/config.toml") or "") + (project.text(".cargo/config") or ""),
    ):
        reading.doubt(PATH_DEPENDENCY, "`.cargo/config` names another source of crates")
    above = project.above(("Cargo.toml", ".cargo/config.toml", ".cargo/config"))
    if above:
        reading.doubt(WORKSPACE_MISSING, f"`cargo` looks at `{above[0]}`, too")
    reading.output("target")


def _crate(reading: Reading, folder: str, patterns: list[str]) -> None:
    project = reading.project
    text = project.text(f"{folder}Cargo.toml") or ""
    reading.take(
        f"{folder}Cargo.toml",
        f"{folder}src/lib.rs",
        f"{folder}src/main.rs",
        f"{folder}build.rs",
        f"{folder}src/bin/*.rs",
        f"{folder}src/bin/*/main.rs",
    )
    for path in re.findall(r"(?m)^\s*path\s*=\s*[\"']([^\"']+)[\"']", text):
        reading.require(normpath(folder + path))
    for path in re.findall(r"\{[^}\n]*\bpath\s*=\s*[\"']([^\"']+)[\"']", text):
        target = normpath(folder + path)
        if not any(matches(target, each) for each in patterns) and target not in ("", "."):
            reading.doubt(PATH_DEPENDENCY, f"`{folder}Cargo.toml` depends on `{path}`")
    if re.search(r"(?m)^\[\[(example|bench|test)\]\]", text):
        reading.take(f"{folder}examples/", f"{folder}benches/", f"{folder}tests/")


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
    if re.search(
        r"<version>\s*(LATEST|RELEASE|[\[(][^<]*|[^<]*-SNAPSHOT)\s*</version>",
        re.sub(r"(?s)<project\b.*?<version>[^<]*</version>", "", text, count=1),
    ):
        reading.doubt(UNPINNED, "`pom.xml` has a version that moves")
    for at, word in enumerate(words[:-1]):
        if word in ("-s", "--settings", "-gs", "--global-settings", "-t", "--toolchains"):
            reading.require(words[at + 1])
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
    above = project.above(
        ("Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "nuget.config", "NuGet.Config", "global.json")
    )
    if above:
        reading.doubt(WORKSPACE_MISSING, f"`dotnet` looks at `{above[0]}`, too")
    if not projects:
        reading.doubt(CONTEXT_UNSURE, "no project file is in the folder")
    for name in projects:
        text = project.text(name) or ""
        for target in re.findall(r"<ProjectReference\s+Include=\"([^\"]+)\"", text):
            if normpath(join(dirname(name), target.replace("\\", "/"))).startswith(".."):
                reading.doubt(PATH_DEPENDENCY, f"`{name}` refers to a project outside the folder")
        if re.search(r"<Import\b", text):
            reading.doubt(PATH_DEPENDENCY, f"`{name}` imports a further file")
        if re.search(r"\bVersion(?:Override)?\s*=\s*\"[^\"]*[*\[(,]", text):
            reading.doubt(UNPINNED, f"`{name}` has a version that moves")
        reading.output(join(dirname(name), "obj"), join(dirname(name), "bin"))
    for name in project.matching("Directory.*.props") + project.matching("Directory.*.targets"):
        if "<Import" in (project.text(name) or ""):
            reading.doubt(PATH_DEPENDENCY, f"`{name}` imports a further file")
