"""Names of images: `[registry/]path[:tag][@digest]`. Grammar: github.com/distribution/reference."""

from __future__ import annotations

LOWER_ALNUM = "abcdefghijklmnopqrstuvwxyz0123456789"
TAG_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-"
HOST_CHARACTERS = TAG_CHARACTERS.replace("_.-", "-")
HEX = "0123456789abcdefABCDEF"


def split_reference(reference: str) -> tuple[str, str, str, str]:
    """Registry (empty for Docker Hub), path, tag, digest; missing parts are empty. Says nothing about validity."""
    name, _, digest = reference.partition("@")
    first, slash, rest = name.partition("/")
    registry = ""
    if slash and ("." in first or ":" in first or first == "localhost" or first.lower() != first):
        registry, name = first, rest
    path, colon, tag = name.rpartition(":")
    if not colon or "/" in tag:
        path, tag = name, ""
    return registry, path, tag, digest


def reference_problem(reference: str) -> str:
    """Why the builder cannot read the name of an image; empty when it can."""
    registry, path, tag, digest = split_reference(reference)
    if not path or (":" in reference.partition("@")[0].rpartition("/")[2] and not tag) or reference.endswith("@"):
        return "it is not `image:tag`"
    if path != path.lower():
        return "the name must be in lower case"
    if not all(_component(part) for part in path.split("/")) or (registry and not _registry(registry)):
        return "it is not `image:tag`"
    if tag and (tag.strip(TAG_CHARACTERS) or tag[0] in ".-" or len(tag) > 128):
        return f"`{tag[:30]}` cannot be a tag"
    if digest and not _digest(digest):
        return "it has no full digest behind the `@`"
    if len(path) == 64 and not registry and not path.strip("0123456789abcdef"):
        return "it is an image id"
    return ""


def _component(part: str) -> bool:
    """Lower-case words joined by `.`, `_`, `__` or dashes."""
    if not part or part.strip("abcdefghijklmnopqrstuvwxyz0123456789._-") or part[0] not in LOWER_ALNUM or part[-1] not in LOWER_ALNUM:
        return False
    return not any(bad in part for bad in ("..", "._", "_.", ".-", "-.", "_-", "-_", "___"))


def _registry(name: str) -> bool:
    host, colon, port = name.rpartition(":")
    if not colon or name.endswith("]"):
        host, port = name, ""
    if colon and not name.endswith("]") and not (port.isascii() and port.isdigit()):
        return False
    if host.startswith("[") and host.endswith("]"):
        return True
    return all(part and not part.strip(HOST_CHARACTERS) and part[0] != "-" and part[-1] != "-" for part in host.split("."))


def _digest(digest: str) -> bool:
    algorithm, _, value = digest.partition(":")
    return algorithm[:1].isalpha() and len(value) >= 32 and not value.strip(HEX)
