"""The console blocks of README and docs: run again by the tests, rewritten by `python tests/documents.py`.

A block begins with a line `$ layerlint …`, run in the project's root; what follows must be its output to the letter.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
from pathlib import Path

from layerlint.cli import main

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "docs/tutorial.md", "docs/configuration.md", "docs/sizes.md")
BLOCK = re.compile(r"(```console\n\$ layerlint ([^\n]*)\n)(.*?)(```)", re.DOTALL)


def output(arguments: str) -> str:
    """What `layerlint ARGUMENTS` prints in the project's root, no terminal and no CI around it."""
    shown = io.StringIO()
    before, hidden = Path.cwd(), os.environ.pop("GITHUB_ACTIONS", None)
    os.chdir(ROOT)
    try:
        with contextlib.redirect_stdout(shown):
            if main(arguments.split()) == 2:
                raise RuntimeError(arguments)
    finally:
        os.chdir(before)
        if hidden is not None:
            os.environ["GITHUB_ACTIONS"] = hidden
    return shown.getvalue()


def refreshed(text: str) -> str:
    """The document with every block's output as it is now."""
    return BLOCK.sub(lambda found: found.group(1) + output(found.group(2)) + found.group(4), text)


if __name__ == "__main__":
    for name in DOCUMENTS:
        path = ROOT / name
        path.write_text(refreshed(path.read_text("utf-8")), "utf-8")
