"""What a house may ask of every image: LL407, LL547 to LL551, LL553, LL626, LL627. Opinions all of them, and off by default."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# Numbers of signals that are the same on all architectures of Linux (signal(7), standard signals).
NUMBERED = {"1": "SIGHUP", "2": "SIGINT", "3": "SIGQUIT", "6": "SIGABRT", "9": "SIGKILL", "13": "SIGPIPE", "14": "SIGALRM", "15": "SIGTERM"}
MOST_PORTS = 1000  # of a range; a longer one is not looked into


def administration_port(expose: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL407: a port by which machines are administered."""
    wanted = {int(port) for port in rule.option("ports") if str(port).isdigit()}
    for span, text in _ports(expose, file):
        found = [port for port in _numbers(text) if port in wanted]
        if found and not text.lower().endswith("/udp"):
            yield Finding(span, f"port {found[0]} is for administration")


def exposed_twice(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL551: a stage exposes one port of one protocol again."""
    del rule
    seen: dict[tuple[int, str], Span] = {}
    for expose in stage.instructions:
        for span, text in _ports(expose, file) if expose.name == "EXPOSE" else ():
            protocol = text.partition("/")[2].lower() or "tcp"
            ports = _numbers(text)
            known = [seen[port, protocol] for port in ports if (port, protocol) in seen]
            if ports and len(known) == len(ports):
                yield Finding(span, f"`{text[:30]}` is exposed already", related=[Related(known[0], "here")])
            seen |= {(port, protocol): span for port in ports}


def _ports(expose: Instruction, file: Facts) -> Iterator[tuple[Span, str]]:
    """The ports of an EXPOSE with their values, as far as they are known."""
    for word in expose.words:
        for text in (file.scope(expose).expand(word.text) or "").split():
            yield word.span, text


def _numbers(text: str) -> list[int]:
    """The container's ports of `8080`, `80-90/udp` or `1234:80`; none for what is no port or a very long range."""
    first, dash, last = text.partition("/")[0].rpartition(":")[2].partition("-")
    ends = (first, last if dash else first)
    if not all(end.isascii() and end.isdigit() and len(end) <= 5 for end in ends):
        return []
    return list(range(int(ends[0]), min(int(ends[1]), int(ends[0]) + MOST_PORTS) + 1))


def no_port(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL627: no EXPOSE for the image; its base may have one."""
    del rule
    if stage is file.graph.target and not _has(stage, file, "EXPOSE"):
        yield Finding(_head(stage), "no EXPOSE for the image")


def signal_spelling(stop: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL626: a signal by number, in small letters or without SIG."""
    del rule
    written = file.scope(stop).expand(stop.words[0].text) if stop.words else None
    if not written:
        return
    name = NUMBERED.get(written) or ("SIG" + written.upper().removeprefix("SIG") if not written.isdigit() else written)
    if name != written:
        yield Finding(stop.arguments_span, f"`{written[:20]}` is `{name[:20]}`")


def no_command(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL547: the file says nowhere what the image starts."""
    del rule
    if stage is file.graph.target and not _has(stage, file, "CMD") and not _has(stage, file, "ENTRYPOINT"):
        yield Finding(_head(stage), "neither CMD nor ENTRYPOINT says what the image starts")


def entrypoint_alone(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL548: an ENTRYPOINT in exec form without a CMD that a caller could replace."""
    del rule
    if stage is not file.graph.target or _has(stage, file, "CMD"):
        return
    entry = next((each for each in reversed(stage.instructions) if each.name == "ENTRYPOINT"), None)
    if entry is not None and entry.is_json:
        yield Finding(entry.keyword, "an ENTRYPOINT without a CMD for its usual arguments")


def no_healthcheck(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL549: no HEALTHCHECK for the image; its base may have one."""
    del rule
    if stage is file.graph.target and not _has(stage, file, "HEALTHCHECK"):
        yield Finding(_head(stage), "no HEALTHCHECK")


def no_healthcheck_in_stage(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL550: the same of a stage that is not the target, unless a stage that begins with it has one."""
    del rule
    if stage is not file.graph.target and not _has(stage, file, "HEALTHCHECK") and stage.index not in _checked_bases(file):
        yield Finding(_head(stage), "no HEALTHCHECK")


@lru_cache(maxsize=2)
def _checked_bases(file: Facts) -> set[int]:
    """The stages on which a stage with a HEALTHCHECK of its own is built."""
    own = (stage for stage in file.dockerfile.stages if any(each.name == "HEALTHCHECK" for each in stage.instructions))
    return {parent.index for stage in own if (parent := file.graph.parent(stage)) is not None}


def _has(stage: Stage, file: Facts, name: str) -> bool:
    """True when the stage, or one that it is built from, has an instruction called `name`."""
    return stage.index in _with(file, name)


@lru_cache(maxsize=8)
def _with(file: Facts, name: str) -> set[int]:
    """The stages that have the instruction or inherit it."""
    found: set[int] = set()
    for stage in file.dockerfile.stages:
        parent = file.graph.parent(stage)
        if (parent is not None and parent.index in found) or any(each.name == name for each in stage.instructions):
            found.add(stage.index)
    return found


def _head(stage: Stage) -> Span:
    return stage.base.span if stage.base is not None else stage.from_.keyword


def rails_without_up(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL553: an image that starts a Rails server, and no HEALTHCHECK asks /up."""
    del rule
    if stage is not file.graph.target:
        return
    chain = [each for one in file.graph.chain(stage) for each in one.instructions]
    started = next((each for each in chain if each.name in ("CMD", "ENTRYPOINT") and _starts_rails(each.arguments)), None)
    if started is not None and not any(each.name == "HEALTHCHECK" and ("/up" in each.arguments or each.trigger is None) for each in chain):
        yield Finding(started.keyword, "starts a Rails server whose `/up` nobody asks")


def _starts_rails(arguments: str) -> bool:
    """True for `rails server`, `bin/rails s` and the like, in shell or exec form."""
    words = arguments.translate({ord(sign): " " for sign in '[]",'}).split()
    return any(name.rpartition("/")[2] == "rails" and verb in ("server", "s") for name, verb in pairwise(words))
