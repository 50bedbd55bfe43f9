"""Every console block of README and docs shows what layerlint prints."""

from __future__ import annotations

import pytest

from tests.documents import BLOCK, DOCUMENTS, ROOT, output

BLOCKS = [(name, found.group(2), found.group(3)) for name in DOCUMENTS for found in BLOCK.finditer((ROOT / name).read_text("utf-8"))]


@pytest.mark.parametrize(("document", "arguments", "shown"), BLOCKS, ids=[f"{name}: {arguments}" for name, arguments, _ in BLOCKS])
def test_the_block_is_the_output(document: str, arguments: str, shown: str) -> None:
    assert output(arguments) == shown, f"{document}: refresh with `python tests/documents.py`"


def test_there_are_blocks_to_check() -> None:
    assert len(BLOCKS) >= 4
