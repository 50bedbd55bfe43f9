"""A configuration as layers: each file that takes part, and each of its overrides, is one; the later one wins."""

from __future__ import annotations

import os

from layerlint.configuration.files import is_yaml, table, yaml
from layerlint.configuration.keys import KEYS, OVERRIDE_KEYS, SEVERITY, TEXT, Key, checked, of_kind
from layerlint.configuration.problem import BadConfiguration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Layer:
    """What one table says. `values` are its checked keys; `where` is the file, and the override in it, for complaints.

    `paths` are the patterns of an override, None for a whole file. `hints` set an option on those rules with an old id
    that have it: (old ids, names of the option, value, key). `lenient`: ids of hadolint that no rule has are passed over.
    """

    __slots__ = ("folder", "hints", "lenient", "paths", "values", "where")

    def __init__(self, where: str, folder: str, values: dict[str, Any], paths: list[str] | None = None) -> None:
        self.where = where
        self.folder = folder
        self.values = values
        self.paths = paths
        self.hints: list[tuple[frozenset[str], tuple[str, ...], Any, str]] = []
        self.lenient = False

    def texts(self, key: str) -> list[str]:
        """The list of texts at `key`, empty where there is none."""
        return list(self.values.get(key, ()))

    def fits(self, path: str) -> bool:
        """True when the layer counts for the Dockerfile at `path`."""
        if self.paths is None:
            return True
        from layerlint.build.patterns import BadPattern, Form

        relative = os.path.relpath(os.path.abspath(path), self.folder).replace(os.sep, "/")
        parts = relative.split("/")
        places = ["/".join(parts[: end + 1]) for end in range(len(parts))]  # a folder means all that is in it
        try:
            forms = [Form(pattern.strip("/")) for pattern in self.paths]
        except BadPattern as error:
            raise BadConfiguration(f"{self.where}: paths: `{error}` is no pattern") from error
        return any(form.matches(place) for form in forms for place in places)


def read(path: str, notes: list[str]) -> list[Layer]:
    """The layers of a file and of those it extends: whole files first, then overrides. Raises BadConfiguration."""
    return sorted(_read(path, (), notes), key=lambda layer: layer.paths is not None)


def _read(path: str, chain: tuple[str, ...], notes: list[str]) -> list[Layer]:
    real = os.path.realpath(path)
    if real in chain:
        raise BadConfiguration(f"{path}: extends: goes round in a circle")
    if is_yaml(path):
        from layerlint.configuration.hadolint import hadolint_layer

        return [hadolint_layer(path, yaml(path), notes)]
    values = checked(table(path), KEYS, path)
    folder = os.path.dirname(os.path.abspath(path))
    found = []
    if "extends" in values:
        found = _read(os.path.join(os.path.dirname(path), values["extends"]), (*chain, real), notes)
    found.append(Layer(path, folder, values))
    for number, override in enumerate(values.get("overrides", ()), 1):
        where = f"{path}: overrides {number}"
        if not checked(override, OVERRIDE_KEYS, where).get("paths"):
            raise BadConfiguration(f"{where}: names no paths")
        found.append(Layer(where, folder, override, override["paths"]))
    for layer in found:
        _check_rules(layer)
    return found


def _check_rules(layer: Layer) -> None:
    for name, settings in layer.values.get("rules", {}).items():
        where = f"{layer.where}: rules.{name}"
        if not isinstance(settings, dict):
            raise BadConfiguration(f"{where}: is not a table")
        if "severity" in settings:
            of_kind(settings["severity"], Key(TEXT, "", SEVERITY), f"{where}.severity")
