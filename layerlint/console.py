"""The streams of the process: standard output that may go away, one line on standard error, colour or none."""

from __future__ import annotations

import os
import sys

from layerlint.report.ink import Ink, Paint, clean

COLUMNS = 100  # of a table that goes into a file or a pipe


class Output:
    """Standard output, which may be closed from the start or go away in the middle: then the rest is dropped."""

    def __init__(self) -> None:
        self._stream = sys.stdout
        if self._stream is not None and hasattr(self._stream, "reconfigure"):
            self._stream.reconfigure(errors="replace")  # a terminal that is not UTF-8 gets a question mark

    def write(self, text: str) -> None:
        """Write, or drop."""
        if self._stream is not None:
            try:
                self._stream.write(text)
            except BrokenPipeError:
                self._drop()

    def flush(self) -> None:
        """Hand over what is buffered, while an error can still be told."""
        if self._stream is not None:
            try:
                self._stream.flush()
            except BrokenPipeError:
                self._drop()

    def is_terminal(self) -> bool:
        """True when somebody watches."""
        return self._stream is not None and self._stream.isatty()

    def columns(self) -> int:
        """The width of the terminal, or of a table in a file."""
        if not self.is_terminal():
            return COLUMNS
        try:
            return os.get_terminal_size(sys.stdout.fileno()).columns
        except OSError:
            return COLUMNS

    def _drop(self) -> None:
        """Nobody reads any more. The descriptor is turned to the null device: the interpreter flushes it once more."""
        self._stream = None
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(text: str) -> None:
    """One line on standard error, where there is one."""
    if sys.stderr is not None:
        try:
            sys.stderr.write(clean(f"layerlint: {text}") + "\n")
        except OSError:
            return


def ink_for(color: str, output: Output) -> Ink:
    """Painted on a terminal unless NO_COLOR (https://no-color.org) or TERM=dumb; --color is stronger than both."""
    if color == "auto":
        wanted = output.is_terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        color = "always" if wanted else "never"
    return Paint(output.write) if color == "always" else Ink(output.write)
