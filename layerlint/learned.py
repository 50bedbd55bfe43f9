"""Base images that a team knows better than the bundled table: learned from archives, or told in the configuration.

`.layerlint/bases.toml` is written by `layerlint image --save-base` and read as what it is: a file from somebody else.
Its format is in docs/image.md.
"""

from __future__ import annotations

import os

from layerlint.configuration.files import table
from layerlint.configuration.keys import BASE_KEYS, NUMBER, TABLE, Key, checked, of_kind
from layerlint.configuration.problem import BadConfiguration
from layerlint.discovery import LEARNED, nearest
from layerlint.knowledge.base_images import BaseImage, canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from layerlint.image.model import Image

VERSION = 1
MOST_BASES = 1_000
MOST_NUMBER = 1 << 46  # bytes
LONGEST = 32_768  # characters of a text: Linux takes no longer variable (MAX_ARG_STRLEN allows 128 KiB, images have a few hundred)


def learned(path: str) -> dict[str, BaseImage]:
    """The bases of a file that --save-base has written, by canonical name. Raises BadConfiguration."""
    found = table(path)
    if found.get("version") != VERSION:
        raise BadConfiguration(f"{path}: `version` is not {VERSION}; write it anew with `layerlint image --save-base`")
    checked(found, {"version": Key(NUMBER, ""), "bases": Key(TABLE, "")}, path)
    return records(found.get("bases", {}), f"{path}: bases", "archive")


def records(bases: dict[str, Any], where: str, basis: str = "base-table") -> dict[str, BaseImage]:
    """The records of a table `bases`, by canonical name. Raises BadConfiguration."""
    if len(bases) > MOST_BASES:
        raise BadConfiguration(f"{where}: has more than {MOST_BASES} images")
    found = {}
    for name, settings in bases.items():
        place = f"{where}.{name[:200]}"
        of_kind(settings, Key(TABLE, ""), place)
        found[canonical(name)] = _record(name, checked(settings, BASE_KEYS, place), place, basis)
    return found


def _record(name: str, said: dict[str, Any], where: str, basis: str) -> BaseImage:
    numbers = {key: said.get(key) for key in ("layers", "size", "compressed")}
    for key, number in numbers.items():
        if number is not None and not 0 <= number <= MOST_NUMBER:
            raise BadConfiguration(f"{where}.{key}: {number} is out of bounds")
    env, ids = said.get("env"), said.get("diff-ids", [])
    texts = [*(said.get(key, "") for key in ("user", "workdir")), *ids, *(env or {}), *(env or {}).values()]
    if not all(isinstance(text, str) and len(text) <= LONGEST and "\0" not in text for text in texts):
        raise BadConfiguration(f"{where}: holds what is no text, or a very long one")
    record = BaseImage.told(name, basis, layers=numbers["layers"], disk=numbers["size"], compressed=numbers["compressed"])
    record.user, record.workdir, record.diff_ids = said.get("user"), said.get("workdir"), tuple(ids)
    record.env, record.date, record.digest = env, said.get("date"), said.get("digest")
    return record


def diff_ids(path: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Names and diff ids of the learned bases around a file, or around the current folder."""
    file = nearest(os.path.dirname(os.path.abspath(path)), LEARNED, {})
    if file is not None:
        yield from ((record.reference, record.diff_ids) for record in learned(file).values())


def save(name: str, image: Image) -> str:
    """Keep an image as the base `name`, beside those that are kept already. Returns the file. Raises BadConfiguration."""
    from layerlint.dockerfile.references import reference_problem

    if problem := reference_problem(name):
        raise BadConfiguration(f"--save-base: `{name[:200]}`: {problem}")
    path = nearest(os.getcwd(), LEARNED, {}) or os.path.join(_root(os.getcwd()), LEARNED)
    kept = table(path).get("bases", {}) if os.path.exists(path) else {}
    records(kept, f"{path}: bases")
    kept[name] = _told(image)
    records({name: kept[name]}, "--save-base")
    _write(path, kept)
    return os.path.relpath(path)


def _root(folder: str) -> str:
    """The root of the repository, or the folder itself outside of one."""
    above = folder
    while not os.path.exists(os.path.join(above, ".git")):
        if above == os.path.dirname(above):
            return folder
        above = os.path.dirname(above)
    return above


def _told(image: Image) -> dict[str, Any]:
    """What a later prediction needs. Layers that could not be unpacked leave the size out."""
    settings, layers = image.settings, image.layers
    told: dict[str, Any] = {"layers": len(layers)}
    if all(layer.known_size is not None for layer in layers):
        told["size"] = sum(layer.size for layer in layers)
    packed = [layer.compressed for layer in layers]
    if layers and None not in packed:
        told["compressed"] = sum(size or 0 for size in packed)
    told["user"] = settings.get("User") or "root"
    told["workdir"] = settings.get("WorkingDir") or "/"
    told["env"] = dict(pair.split("=", 1) for pair in settings.get("Env") or () if isinstance(pair, str) and "=" in pair)
    told["diff-ids"] = [layer.diff_id for layer in layers if layer.diff_id]
    if isinstance(created := image.config.get("created"), str):
        told["date"] = created[:10]
    return {key: value for key, value in told.items() if isinstance(value, int | str | list | dict)}


def _write(path: str, bases: dict[str, Any]) -> None:
    text = "# Written by `layerlint image --save-base`: base images, for better predictions. Format: docs/image.md\n"
    text += f"version = {VERSION}\n"
    for name, said in sorted(bases.items()):
        text += f"\n[bases.{_quoted(name)}]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in said.items())
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        beside = f"{path}.new"
        with open(beside, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(beside, path)
    except OSError as error:
        raise BadConfiguration(f"{path}: {error.strerror}") from error


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_quoted(key)} = {_quoted(item)}" for key, item in value.items()) + " }" if value else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(_quoted(item) for item in value) + "]"
    return str(value) if isinstance(value, int) else _quoted(value)


def _quoted(text: str) -> str:
    """A basic string: JSON's escapes are TOML's; a lone surrogate has none, and DEL must be escaped."""
    from json import dumps

    return dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")
