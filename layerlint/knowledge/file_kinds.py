"""What the name of a file tells of its weight: archives and packages are heavy, scripts and configuration are not."""

from __future__ import annotations

TARBALLS = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".tar.zst", ".tar.lz", ".tlz", ".tar.lzma")
# What ADD unpacks by itself: tar, plain or packed with gzip, bzip2, xz or zstd (Dockerfile reference, ADD; asked of BuildKit 28).
UNPACKED_BY_ADD = (".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".tar.zst")
ARCHIVES = (*TARBALLS, ".zip", ".gz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".lzma")
PACKAGES = (
    ".deb",
    ".rpm",
    ".apk",
    ".whl",
    ".jar",
    ".war",
    ".ear",
    ".gem",
    ".nupkg",
    ".crate",
    ".run",
    ".bin",
    ".iso",
    ".img",
    ".exe",
    ".msi",
)
HEAVY = (*ARCHIVES, *PACKAGES)
# Folders that hold packages to install from.
HEAVY_FOLDERS = frozenset("wheels wheelhouse debs rpms".split())
LIGHT = (
    ".sh", ".bash", ".asc", ".sig", ".gpg", ".key", ".pem", ".crt", ".pub", ".txt", ".md", ".list", ".conf", ".cfg", ".ini", ".json", ".yml",
    ".yaml", ".toml", ".xml", ".py", ".pl", ".rb", ".js", ".patch", ".diff", ".sha256", ".sha512", ".md5", ".sha1", ".repo", ".sources", ".env",
    ".properties", ".tpl", ".template", ".service", ".html", ".css", ".php", ".sql", ".log", ".lock", ".csv", ".list.d", ".cmake", ".rules",
)  # fmt: skip


def is_heavy(path: str) -> bool:
    """True for a file or folder whose name says that it holds much: an archive, a package, a folder of those."""
    return path.lower().endswith(HEAVY) or path.rstrip("/").rpartition("/")[2].lower() in HEAVY_FOLDERS


def is_light(path: str) -> bool:
    """True for a file whose name says that it is text of a few kB."""
    return path.lower().endswith(LIGHT)
