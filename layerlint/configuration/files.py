"""Files to tables: TOML, a table of pyproject.toml, YAML. The readers are imported only where there is such a file."""

from __future__ import annotations

import os

from layerlint.configuration.problem import BadConfiguration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PROJECT = "pyproject.toml"
LARGEST = 8 * 1024 * 1024  # bytes


def is_yaml(path: str) -> bool:
    """True for a file of hadolint's form."""
    return path.endswith((".yaml", ".yml"))


def table(path: str) -> dict[str, Any]:
    """The table in a TOML file, of pyproject.toml that of layerlint. Raises BadConfiguration."""
    if os.path.basename(path) == PROJECT:
        found = project_table(path)
        if found is None:
            raise BadConfiguration(f"{path}: has no table [tool.layerlint]")
        return found
    return _toml(path, _content(path))


def project_table(path: str) -> dict[str, Any] | None:
    """The table [tool.layerlint] of a pyproject.toml; None where it has none, known in most cases without reading TOML."""
    content = _content(path)
    if b"layerlint" not in content:
        return None
    tool = _toml(path, content).get("tool")
    found = tool.get("layerlint") if isinstance(tool, dict) else None
    if found is not None and not isinstance(found, dict):
        raise BadConfiguration(f"{path}: tool.layerlint: is no table")
    return found


def yaml(path: str) -> dict[str, Any]:
    """The mapping in a YAML file, read without any of YAML's types beyond the plain ones. Raises BadConfiguration."""
    from yaml import YAMLError, safe_load

    try:
        found = safe_load(_content(path))
    except (YAMLError, RecursionError, ValueError) as error:
        raise BadConfiguration(f"{path}: {' '.join(str(error).split())}") from error
    if found is None:
        return {}
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        raise BadConfiguration(f"{path}: is no mapping of names to values")
    return found


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(LARGEST)
    except (OSError, ValueError) as error:
        raise BadConfiguration(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def _toml(path: str, content: bytes) -> dict[str, Any]:
    from tomli import TOMLDecodeError, loads

    try:
        return loads(content.decode())
    except (TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadConfiguration(f"{path}: {error}") from error
