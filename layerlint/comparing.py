"""One run of `layerlint shared`: Dockerfiles and archives, each to an image, all to one comparison and its report."""

from __future__ import annotations

import os

from layerlint.console import Output, complain, ink_for
from layerlint.discovery import Unreadable, find
from layerlint.image.archive import ImageError, open_image
from layerlint.options import Refusal
from layerlint.sharing.comparison import Comparison
from layerlint.sharing.content import Contents
from layerlint.sharing.images import Image, built_image, planned_image

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.further_settings import SharedSettings
    from layerlint.loading import Loader

LAYOUT = ("oci-layout", "manifest.json")  # what a folder with an image has (OCI image-layout, `docker save`)
MAGIC = ((257, b"ustar"), (0, b"\x1f\x8b"), (0, b"\x28\xb5\x2f\xfd"))  # tar (POSIX), gzip (RFC 1952), zstd (RFC 8878)


def compare(settings: SharedSettings, loader: Loader, output: Output) -> bool:
    """Write the report. False when a path could not be read: it is told on standard error, the others are compared.

    Raises Refusal where nothing is left to compare.
    """
    failed: dict[str, str] = {}
    comparison = Comparison(_images(settings.paths, loader, failed))
    for path, message in failed.items():
        complain(f"{path}: {message}")
    if not comparison.images and not failed:
        raise Refusal(f"{settings.paths[0]}: no Dockerfile in this folder")
    if settings.format == "json":
        from layerlint.report.document import encoded
        from layerlint.report.shared_document import shared_document

        output.write(encoded(shared_document(comparison, failed)) + "\n")
    else:
        from layerlint.report.shared import write_shared

        write_shared(comparison, ink_for(settings.color, output), output.columns())
    return not failed


def _images(given: list[str], loader: Loader, failed: dict[str, str]) -> list[Image]:
    contents = Contents()
    paths = [found for path in given for found in ([path] if is_archive(path) else find(path, failed))]
    images = []
    for path in dict.fromkeys(paths):
        try:
            images.append(built_image(open_image(path), path) if is_archive(path) else planned_image(loader.facts(path), path, contents))
        except Unreadable as error:
            failed[path] = str(error)
        except ImageError as error:
            failed[path] = str(error).removeprefix(f"{path}: ")
    return images


def is_archive(path: str) -> bool:
    """True for what `layerlint image` reads: a folder with an image layout, a file that begins as tar, gzip or zstd do."""
    if os.path.isdir(path):
        return any(os.path.isfile(os.path.join(path, name)) for name in LAYOUT)
    if not os.path.isfile(path):
        return False
    try:
        with open(path, "rb") as file:
            head = file.read(512)
    except OSError:
        return False
    return any(head[at : at + len(magic)] == magic for at, magic in MAGIC)
