"""What EXPOSE says beyond the port of the container."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.dockerfile.values import port_problem
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Word
    from layerlint.facts import Facts
    from layerlint.registry import Rule


def exposed_host_port(expose: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL585: an address or a port of the host, which the builder drops: only `docker run -p` can give it."""
    del rule
    for word, value in _ports(expose, file):
        host = value.partition("/")[0].rpartition(":")[0]
        if host.strip(":") and not port_problem(value):
            yield Finding(word.span, "the builder drops the host's part of it")


def expose_protocol_casing(expose: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL662: the name of the protocol in capitals."""
    del rule
    for word, value in _ports(expose, file):
        protocol = value.partition("/")[2]
        if protocol != protocol.lower() and not port_problem(value):
            yield Finding(word.span, f"`{protocol}` in capitals: write `{protocol.lower()}`")


def _ports(expose: Instruction, file: Facts) -> Iterator[tuple[Word, str]]:
    """Every port with the word that it comes from, variables resolved."""
    scope = file.scope(expose)
    for word in expose.words:
        for value in (scope.resolve(word.text)[0]).split():
            yield word, value
