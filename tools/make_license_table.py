# ruff: noqa: INP001 -- a maintainer's script, no package
"""Make layerlint/knowledge/spdx_licenses.txt from the SPDX list that the Python package `packaging` ships.

usage: python tools/make_license_table.py [OUTPUT]

The list itself is data of SPDX (github.com/spdx/license-list-data, CC0-1.0); `packaging` (Apache-2.0 OR BSD-2-Clause)
carries it for PEP 639. One id a line: licences, an empty line, exceptions. Deprecated ids are still ids.
"""

from __future__ import annotations

import os
import sys

import packaging
from packaging.licenses import _spdx

TABLE = os.path.join(os.path.dirname(__file__), "..", "layerlint", "knowledge", "spdx_licenses.txt")


def main() -> int:
    """Write the table."""
    path = sys.argv[1] if len(sys.argv) > 1 else TABLE
    head = f"# SPDX License List {_spdx.VERSION} (CC0-1.0), from packaging {packaging.__version__}, by tools/make_license_table.py\n"
    parts = ["".join(f"{row['id']}\n" for row in rows.values()) for rows in (_spdx.LICENSES, _spdx.EXCEPTIONS)]
    with open(path, "w", encoding="ascii", newline="\n") as table:
        table.write(head + "\n".join(parts))
    return 0


if __name__ == "__main__":
    sys.exit(main())
