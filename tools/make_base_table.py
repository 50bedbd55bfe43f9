# ruff: noqa: INP001 -- a maintainer's script, no package
"""Make layerlint/knowledge/base_images.txt from a JSON record of published images.

usage: python tools/make_base_table.py BASE_IMAGES.json [OUTPUT]

The record is a list of rows {image, tag, platform, layer_count, compressed_bytes, disk_bytes, date, digest, user, workdir,
env, source}, taken from the public docker-library/repo-info and dotnet/versions. The table has one sorted line a row, so
that a rebuilt record shows as a readable diff. Values of variables drift with every rebuild; only those that name a
place and are the same in all rows of the image are kept, of the others the name alone.
"""

from __future__ import annotations

import json
import os
import sys

TABLE = os.path.join(os.path.dirname(__file__), "..", "layerlint", "knowledge", "base_images.txt")
HEADER = (
    "# reference\tplatform\tlayers\tcompressed\ton disk\tdate\tdigest\tUSER\tWORKDIR\tENV; - is unknown, made by tools/make_base_table.py\n"
)
READS_CONFIG = ("repo-info", "repo-info-prefix")  # the other sources say nothing about USER, WORKDIR and ENV

Row = dict[str, object]


def usual_variables(rows: list[Row]) -> dict[str, dict[str, set[str]]]:
    """Image to variable to its values, for variables that most rows of the image set (some records are cut short)."""
    values: dict[str, dict[str, set[str]]] = {}
    counts: dict[tuple[str, str], int] = {}
    records: dict[str, int] = {}
    for row in rows:
        image, env = str(row["image"]), row["env"]
        if not isinstance(env, dict) or row["source"] not in READS_CONFIG:
            continue
        records[image] = records.get(image, 0) + 1
        for name, value in env.items():
            values.setdefault(image, {}).setdefault(name, set()).add(value)
            counts[image, name] = counts.get((image, name), 0) + 1
    return {
        image: {name: seen for name, seen in names.items() if 2 * counts[image, name] > records[image]} for image, names in values.items()
    }


def environment(row: Row, usual: dict[str, dict[str, set[str]]]) -> str:
    """The variables of a row: `NAME=value` for places, `NAME` for what drifts; `-` when not recorded."""
    env = row["env"]
    if not isinstance(env, dict) or row["source"] not in READS_CONFIG:
        return "-"
    common = usual.get(str(row["image"]), {})
    words = []
    for name in sorted({*env, *common}):
        seen = common.get(name, set())
        place = min(seen) if len(seen) == 1 and min(seen).startswith("/") else None
        value = env.get(name, place) if name == "PATH" else place
        words.append(name if value is None else f"{name}={value}")
    return " ".join(words)


def line(row: Row, usual: dict[str, dict[str, set[str]]]) -> str:
    """One line of the table."""
    known = row["source"] in READS_CONFIG
    numbers = [row["layer_count"], row["compressed_bytes"], row["disk_bytes"]]
    fields = [f"{row['image']}:{row['tag']}", row["platform"], *numbers, row["date"], row["digest"]]
    fields += [row["user"] or ("root" if known else None), row["workdir"] or ("/" if known else None)]
    return "\t".join("-" if field is None else str(field) for field in fields) + "\t" + environment(row, usual)


def main(argv: list[str]) -> int:
    """Write the table; returns the exit code."""
    with open(argv[0], encoding="utf-8") as record:
        rows: list[Row] = json.load(record)
    usual = usual_variables(rows)
    with open(argv[1] if len(argv) > 1 else TABLE, "w", encoding="utf-8") as table:
        table.write(HEADER)
        table.writelines(text + "\n" for text in sorted(line(row, usual) for row in rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
