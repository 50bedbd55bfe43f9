"""From lines of styled pieces to text on a stream: plain anywhere, painted by rich on a terminal.

Every report writes through here, and here alone text from outside is made safe to print.
"""

from __future__ import annotations

from collections.abc import Callable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rich.console import Console

# A piece of a line: text, or text with the name of a style of `STYLES`, or with `link URL`.
Piece = str | tuple[str, str]

STYLES = {
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold cyan",
    "style": "bold blue",
    "path": "bold",
    "strong": "bold",
    "gutter": "blue",
    "mark": "bold red",
    "second": "blue",
    "dim": "dim",
    "help": "green",
    "size": "magenta",
}

_REPLACEMENT = "\ufffd"
# One character for one, so that carets stay below what they point at: control characters become their pictures;
# C1 controls, line separators, and what turns the direction of text around become U+FFFD, as do lone surrogates.
_SAFE = {code: 0x2400 + code for code in range(32)} | {0x7F: 0x2421}
_SAFE |= dict.fromkeys((*range(0x80, 0xA0), 0x61C, 0x200E, 0x200F, 0x2028, 0x2029, *range(0x202A, 0x202F), *range(0x2066, 0x206A)), 0xFFFD)


def clean(text: str) -> str:
    """The text as it may stand on a terminal and in the log of a GitHub job: same length, no control characters.

    `##[` would begin a command of the older runner syntax anywhere in a line.
    """
    if text.isascii() and text.isprintable():
        return text.replace("##[", "##(") if "##[" in text else text
    safe = text.translate(_SAFE).replace("##[", "##(")
    return "".join(_REPLACEMENT if "\ud800" <= char <= "\udfff" else char for char in safe)


def shown(path: str) -> str:
    """A path that may begin a line: cleaned, and never taken for a workflow command."""
    safe = clean(path)
    return f"./{safe}" if safe.lstrip().startswith("::") else safe


class Ink:
    """Writes lines as plain text."""

    painted = False

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    def line(self, *pieces: Piece) -> None:
        """One line made of pieces."""
        text = "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces)
        self._write(clean(text.rstrip()) + "\n")


class Paint(Ink):
    """Writes lines for a terminal, with colours and links."""

    painted = True

    def __init__(self, write: Callable[[str], object]) -> None:
        super().__init__(write)
        self._console = _console()

    def line(self, *pieces: Piece) -> None:
        """One line made of pieces, painted."""
        from rich.text import Text

        text = Text(end="")
        for piece in pieces:
            if isinstance(piece, str):
                text.append(clean(piece))
            else:
                style = "" if piece[1] == "link " else piece[1]  # a team's own rule may have no page
                text.append(clean(piece[0]), STYLES.get(style, style))
        with self._console.capture() as capture:
            self._console.print(text, soft_wrap=True, end="")
        self._write(capture.get().rstrip(" ") + "\n")


def _console() -> Console:
    from rich.console import Console

    return Console(
        force_terminal=True, color_system="standard", no_color=False, highlight=False, markup=False, emoji=False, legacy_windows=False
    )
