"""The corpus of real Dockerfiles that the comparisons read. It is no part of the project: LAYERLINT_SHARED names the folder that holds it."""

from __future__ import annotations

import os
from pathlib import Path

SHARED = Path(os.environ.get("LAYERLINT_SHARED", Path(__file__).parent.parent.parent / "shared"))
CORPUS = SHARED / "corpus" / "files"


def corpus_files(folder: Path = CORPUS) -> list[Path]:
    """The files below `folder`, by name. Ends the program where there is no such folder."""
    if not folder.is_dir():
        raise SystemExit(f"no corpus at {folder}: name one, or set LAYERLINT_SHARED")
    return sorted(path for path in folder.rglob("*") if path.is_file())
