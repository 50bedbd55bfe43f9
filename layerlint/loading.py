"""One path to facts: bytes, model, and the build context if there is one."""

from __future__ import annotations

from layerlint.discovery import read, standard_input
from layerlint.dockerfile.parser import parse
from layerlint.dockerfile.source import Source
from layerlint.facts import Facts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.settings import Surroundings


def load(path: str, surroundings: Surroundings, stdin_name: str) -> Facts:
    """The facts of the Dockerfile at `path`, `-` being standard input. Raises Unreadable."""
    source = Source(standard_input(), stdin_name) if path == "-" else Source(read(path), path)
    return Facts(
        parse(source),
        context=None,
        builder=surroundings.builder,
        target=surroundings.target,
        build_args=surroundings.build_args,
        platform=surroundings.platform,
    )
