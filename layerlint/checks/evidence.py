"""What the build context tells about a COPY and an install; without it, what their names tell.

A context that lacks what the install needs is not the one this file is built with, and is not asked.
"""

from __future__ import annotations

from layerlint.checks.steps import ContextCopy, InstallStep, covers, last_part, looks_like_folder, matches
from layerlint.knowledge.tools import PACKAGES, PROJECT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.facts import Facts


def is_broad(copy: ContextCopy, step: InstallStep, file: Facts) -> bool:
    """True when `copy` brings files that the install does not read: the whole context, or a folder with its manifests."""
    if copy.whole:
        return True
    if step.install.kind == PACKAGES or copy.destination is None or step.folder is None:
        return False
    if copy.destination == "/" or not covers(copy.destination, step.folder):
        return False
    return any(looks_like_folder(source) and not _is_input(source, step) for source in copy.sources)


def _is_input(source: str, step: InstallStep) -> bool:
    """True for a source that the install reads anyway: a manifest, a lock file, a folder of them."""
    return any(matches(last_part(source), pattern) for pattern in step.install.ecosystem.inputs)


def downloads_for_sure(step: InstallStep, copy: ContextCopy, file: Facts) -> bool:
    """False where a build may have nothing to download: Go projects vendor their modules, or have none."""
    if step.install.kind != PROJECT or step.install.ecosystem.name != "go":
        return True
    return step.install.label == "go mod tidy"
