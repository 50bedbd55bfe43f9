"""Edits of the text that leave everything else where it is: comments travel with their instruction, blank lines stay single."""

from __future__ import annotations

import re

from layerlint.dockerfile.source import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts

KEEP = re.compile(r"#\s*layerlint:.*\bkeep-order\b")


class Edits:
    """Replacements of stretches of one text, put in together."""

    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.end_of_line = "\r\n" if "\r\n" in source.text else "\n"
        self._found: list[tuple[int, int, str]] = []

    def replace(self, span: Span, text: str) -> None:
        """Put `text` in the place of a stretch."""
        self._found.append((*span, text))

    def result(self) -> str:
        """The text with all edits made."""
        pieces, at = [], 0
        for start, end, text in sorted(self._found, key=lambda edit: edit[:2]):
            pieces += [self.text[at:start], text]
            at = max(at, end)
        return "".join([*pieces, self.text[at:]])

    def block(self, instruction: Instruction) -> Span:
        """The instruction with the comment lines right above it, from the beginning of a line to its last character."""
        start = self.text.rfind("\n", 0, instruction.span[0]) + 1
        while start > 0:
            above = self.text.rfind("\n", 0, start - 1) + 1
            line = self.text[above:start].strip()
            if not line.startswith("#") or _is_directive(line, above):
                break
            start = above
        return start, instruction.span[1]

    def remove(self, block: Span) -> None:
        """Take whole lines away; of the blank lines around them one group stays."""
        start, end = block
        end = self.text.find("\n", end) + 1 or len(self.text)
        before = self.text[:start].rstrip(" \t")
        blank_before = before.endswith(("\n\n", "\n\r\n")) or not before
        while blank_before and (line := self.text.find("\n", end)) >= 0 and not self.text[end:line].strip():
            end = line + 1
        self.replace((start, end), "")

    def follows_blank(self, block: Span) -> bool:
        """True when a blank line stands above the block."""
        return self.text[: block[0]].rstrip(" \t").endswith(("\n\n", "\n\r\n"))


def _is_directive(line: str, at: int) -> bool:
    return at == 0 and re.match(r"#\s*(syntax|escape|check)\s*=", line, re.IGNORECASE) is not None


def keeps_order(instruction: Instruction, file: Facts) -> bool:
    """True when a comment at the instruction, or at the FROM of its stage, asks that it stays where it is."""
    stage = file.stage(instruction)
    bearers = [instruction, *([stage.from_] if stage else [])]
    text = file.dockerfile.source.text
    edits = Edits(file.dockerfile.source)
    return any(KEEP.search(text[slice(*edits.block(each))]) for each in bearers)
