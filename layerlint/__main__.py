"""The process: `layerlint`, or `python -m layerlint`."""

from __future__ import annotations

import gc
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn, TextIO

GARBAGE = 50_000  # objects between collections: a small file never has one, which saves 6 million instructions


def run() -> NoReturn:
    """Run the command line and leave. The interpreter's own end, which takes every module apart, costs 16 million
    instructions and is left out: nothing here waits for it, and what was written is flushed first."""
    gc.set_threshold(GARBAGE)
    from layerlint.cli import main

    code = main()
    _flush(sys.stdout)
    _flush(sys.stderr)
    os._exit(code)


def _flush(stream: TextIO | None) -> None:
    """Hand over what is buffered; whoever could be told of a failure has been told."""
    try:
        if stream is not None:
            stream.flush()
    except OSError:
        return


if __name__ == "__main__":
    run()
