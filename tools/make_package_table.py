# ruff: noqa: INP001 -- a maintainer's script, no package
"""Make layerlint/knowledge/packages_SUITE.txt: what Debian packages weigh and what they pull in.

usage: python tools/make_package_table.py CLOSURE.tsv BASE.tsv SUITE DATE [OUTPUT]

CLOSURE has a line a package: name, Installed-Size (KiB), Size (bytes), row numbers of Depends, and of Recommends. BASE
names the packages of the bare image. In the table a package refers to others by the place of their lines in the file,
four digits of base 36, so that a look-up reads a few lines and parses nothing else.
"""

from __future__ import annotations

import os
import sys

FOLDER = os.path.join(os.path.dirname(__file__), "..", "layerlint", "knowledge")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
PLACE = 4  # digits
# The bare Debian 13 holds these, too, for what Debian 12 has under an older name (its apt checks with sqv and OpenSSL).
NEWER = frozenset("gcc-14-base libapt-pkg7.0 liblastlog2-2 libssl3t64 openssl-provider-legacy sqv".split())


def place(offset: int) -> str:
    """The offset in base 36, as wide as every other."""
    text = ""
    for _ in range(PLACE):
        offset, digit = divmod(offset, len(DIGITS))
        text = DIGITS[digit] + text
    return text


def table(rows: list[list[str]], base: set[str], header: str) -> str:
    """The whole file. Lines are sorted by name, byte by byte."""
    order = sorted(range(len(rows)), key=lambda row: rows[row][0])
    offsets: dict[int, int] = {}
    offset = len(header)
    for row in order:
        offsets[row] = offset
        offset += len(line(rows[row], base, {}))
    return header + "".join(line(rows[row], base, offsets) for row in order)


def line(row: list[str], base: set[str], offsets: dict[int, int]) -> str:
    """name, KiB installed, KiB to download, `b` for a package of the bare image, Depends, Recommends."""
    needs, likes = ("".join(place(offsets.get(int(number), 0)) for number in field.split(",") if number) for field in row[3:5])
    return "\t".join((row[0], row[1], str(int(row[2]) // 1024), "b" if is_base(row[0], base) else "", needs, likes)) + "\n"


def is_base(name: str, base: set[str]) -> bool:
    """True for a package of the bare image; those with a 64-bit time (t64) took the places of the older ones."""
    return name in base or name in NEWER or name.removesuffix("t64") in base


def main(argv: list[str]) -> int:
    """Write the table; returns the exit code."""
    closure, bare, suite, date = argv[:4]
    with open(closure, encoding="utf-8") as lines:
        rows = [[*text.rstrip("\n").split("\t"), "", ""][:5] for text in lines]
    with open(bare, encoding="utf-8") as lines:
        base = {text.partition("\t")[0] for text in lines}
    header = f"# Debian {suite}, {date}: package, KiB installed, KiB to download, b: in the bare image, Depends, Recommends; tools/make_package_table.py\n"
    output = argv[4] if len(argv) > 4 else os.path.join(FOLDER, f"packages_{suite}.txt")
    with open(output, "w", encoding="utf-8") as file:
        file.write(table(rows, base, header))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
