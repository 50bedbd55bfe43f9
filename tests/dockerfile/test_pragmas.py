"""`# hadolint shell=NAME`: how it is written, and for which commands it holds."""

from __future__ import annotations

import pytest

from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.pragmas import shell_pragma
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts


@pytest.mark.parametrize(
    ("comment", "words"),
    [
        ("# hadolint shell=powershell", ("powershell",)),
        ("#hadolint  shell = /bin/bash -e # why", ("/bin/bash", "-e")),
        ("# hadolint shell=", ()),
        ("# hadolint ignore=DL3008", ()),
        ("# Hadolint shell=bash", ()),
        ("## hadolint shell=bash", ()),
        ("# hadolint", ()),
        ("#", ()),
    ],
)
def test_how_it_is_written(comment: str, words: tuple[str, ...]) -> None:
    assert shell_pragma(comment) == words


# Whether the RUN called `me` is read as a script of sh; hadolint 2.15.1 agrees (SC2086 in an unquoted variable).
@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        pytest.param("# hadolint shell=pwsh\nFROM a\nRUN me", False, id="all-stages"),
        pytest.param("# hadolint shell=pwsh\nARG A\nFROM a\nFROM b\nRUN me", False, id="second-stage"),
        pytest.param('# hadolint shell=pwsh\nFROM a\nSHELL ["bash", "-c"]\nRUN me', True, id="shell-wins"),
        pytest.param('# hadolint shell=pwsh\nFROM a\nSHELL ["bash", "-c"]\nFROM b\nRUN me', False, id="shell-of-another-stage"),
        pytest.param('# hadolint shell=pwsh\nFROM a AS q\nSHELL ["bash", "-c"]\nFROM q\nRUN me', True, id="inherited-shell"),
        pytest.param("FROM a\nRUN b\n# hadolint shell=pwsh\nRUN c\nRUN me", False, id="from-here-on"),
        pytest.param("FROM a\nRUN me\n# hadolint shell=pwsh\nRUN c", True, id="not-before"),
        pytest.param("FROM a\n# hadolint shell=pwsh\nRUN c\nFROM b\nRUN me", True, id="not-in-the-next-stage"),
        pytest.param("FROM a AS q\n# hadolint shell=pwsh\nRUN c\nFROM q\nRUN me", False, id="inherited"),
        pytest.param("FROM a\n# hadolint shell=pwsh\nFROM b\nRUN me", True, id="above-a-later-from"),
        pytest.param("# hadolint shell=pwsh\nFROM a\n# hadolint shell=/bin/sh\nRUN me", True, id="changed"),
        pytest.param("FROM a\nRUN b \\\n# hadolint shell=pwsh\n c\nRUN me", True, id="between-lines"),
    ],
)
def test_for_what_it_holds(text: str, *, is_read: bool) -> None:
    facts = Facts(parse(Source(text.encode())))
    (run,) = [one for one in facts.dockerfile.instructions if one.arguments == "me"]
    assert bool(facts.commands(run)) is is_read
    assert "pwsh" not in facts.scope(run).shell  # what the builder writes into the history is not changed by a comment
