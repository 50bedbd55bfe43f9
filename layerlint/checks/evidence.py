"""What the build context tells about a COPY and an install; without it, what their names tell.

A context that lacks the install's manifest is not the one this file is built with, and is not asked.
"""

from __future__ import annotations

from layerlint.build.paths import matches, within
from layerlint.build.tarball import DIRECTORY
from layerlint.checks.steps import ContextCopy, InstallStep, last_part, looks_like_folder
from layerlint.knowledge.tools import PACKAGES, PROJECT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.facts import Facts

# What lies beside the sources and is no source: a folder that holds manifests and these alone has nothing to edit.
_BESIDE = (
    "Dockerfile*",
    "*.Dockerfile",
    "*.dockerfile",
    "Containerfile*",
    ".dockerignore",
    ".gitignore",
    ".gitattributes",
    "README*",
    "LICENSE*",
)


def is_broad(copy: ContextCopy, step: InstallStep, file: Facts) -> bool:
    """True when `copy` brings files that the install does not read: the whole context, or a folder with its manifests."""
    if not copy.whole and not _is_folder_of(copy, step):
        return False
    place = _place(copy, step)
    return place is None or not _has_manifest(place, step, file) or _has_sources(copy, step, file)


def _is_folder_of(copy: ContextCopy, step: InstallStep) -> bool:
    """True when a folder is copied over the folder that the install runs in."""
    if step.install.kind == PACKAGES or copy.destination is None or step.folder is None:
        return False
    if copy.destination == "/" or not within(step.folder, copy.destination):
        return False
    return any(looks_like_folder(source) and not is_input(last_part(source), step) for source in copy.sources)


def is_input(name: str, step: InstallStep) -> bool:
    """True for a name that the install reads anyway: a manifest, a lock file, a folder of them."""
    return any(matches(name, pattern) for pattern in step.install.ecosystem.inputs)


def _place(copy: ContextCopy, step: InstallStep) -> str | None:
    """The folder of the context, with a slash behind it, that becomes the folder of the install; None when it cannot be told."""
    if copy.destination is None or step.folder is None or not within(step.folder, copy.destination):
        return None
    inner = step.folder[len(copy.destination.rstrip("/")) :].strip("/")
    outer = copy.sources[0].strip("/").removeprefix("./") if not copy.whole else ""
    place = "/".join(part for part in (outer, inner) if part and part != ".")
    return place + "/" if place else ""


def _has_manifest(place: str, step: InstallStep, file: Facts) -> bool:
    if file.context is None:
        return False
    names = [last_part(name) for name in step.install.files if name] or step.install.ecosystem.manifests
    if any(file.context.entry(place + name) for name in names if "*" not in name):
        return True
    globs = [name for name in names if "*" in name]
    return bool(globs) and any(matches(last_part(entry.path), name) for name in globs for entry in file.context.listing(place.rstrip("/")))


def _has_sources(copy: ContextCopy, step: InstallStep, file: Facts) -> bool:
    """True when the copy brings a file that is neither an input of the install nor something beside the sources."""
    context = file.context
    if context is None:
        return True
    folders = [""] if copy.whole else [source.strip("/").removeprefix("./") for source in copy.sources]
    found = [
        entry
        for folder in folders
        for entry in context.listing(folder)
        if entry.path != ".git" and not is_input(last_part(entry.path), step)
    ]
    if any(entry.kind != DIRECTORY and _is_source(entry.path, step) for entry in found):
        return True
    return any(
        inner.kind != DIRECTORY and _is_source(inner.path, step)
        for entry in found
        if entry.kind == DIRECTORY
        for inner in context.below(entry.path)
    )


def _is_source(path: str, step: InstallStep) -> bool:
    parts = path.split("/")
    return not any(is_input(part, step) for part in parts) and not any(matches(parts[-1], name) for name in _BESIDE)


def downloads_for_sure(step: InstallStep, copy: ContextCopy, file: Facts) -> bool:
    """False where a build may have nothing to download: Go projects vendor their modules, or have none."""
    if step.install.kind != PROJECT or step.install.ecosystem.name != "go" or step.install.label == "go mod tidy":
        return True
    place = _place(copy, step)
    if file.context is None or place is None:
        return False
    entry = file.context.entry
    return bool(entry(f"{place}go.mod") and entry(f"{place}go.sum")) and entry(f"{place}vendor/modules.txt") is None
