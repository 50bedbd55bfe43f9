"""Which base images are Windows. Names: the catalogue of mcr.microsoft.com and the old `microsoft/` names, read 2026-11."""

from __future__ import annotations

from layerlint.dockerfile.references import split_reference

_PATHS = (
    "mcr.microsoft.com/windows", "mcr.microsoft.com/dotnet/framework/", "microsoft/windowsservercore", "microsoft/nanoserver",
    "microsoft/dotnet-framework", "microsoft/aspnet", "microsoft/iis", "microsoft/mssql-server-windows",
)  # fmt: skip
_WORDS = ("windowsservercore", "nanoserver", "servercore")


def is_windows(reference: str | None) -> bool:
    """True for an image that can only be Windows, by its name or tag."""
    if not reference:
        return False
    registry, path, tag, _ = split_reference(reference)
    name = f"{registry}/{path}" if registry else path
    words = (tag or "").lower().replace("_", "-").split("-")
    return name.lower().startswith(_PATHS) or not set(_WORDS).isdisjoint(words)
