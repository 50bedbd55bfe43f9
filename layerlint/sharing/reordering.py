"""Steps that several Dockerfiles have in common and that do not stand at the same height: they could be shared.

Conservative on purpose. A step may go up only past a line that cannot matter to it: a label or port, an identical step that goes
up with it, and for a RUN that does nothing but install packages of the distribution also a working directory and a variable
that neither its text nor a package manager asks for. What could be is no promise: it names candidates, a build decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from layerlint.build.calibration import digest
from layerlint.knowledge.os_packages import find_system_command
from layerlint.sharing.identity import PROXIES, VARIABLES, Link, flags
from layerlint.sharing.images import Image
from layerlint.size import Size, total

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.shell import Command

MOST_IMAGES = 60  # on one base; pairs grow with the square
# Neither a file nor an environment: no step can notice where they stand. Not VOLUME: what follows it may be thrown away.
INERT = frozenset("LABEL EXPOSE CMD ENTRYPOINT HEALTHCHECK STOPSIGNAL MAINTAINER".split())
# Variables that package managers, their scripts and every program look at (apt.conf(5), debconf(7), ld.so(8), environ(7)).
READ_BY_ALL = ("APT_", "DEB", "LD_", "LC_", "DPKG_", "UCF_", "YUM", "DNF", "APK_", "PERL", "PYTHON", "JAVA", "SSL_", "NEEDRESTART")
READ_NAMES = frozenset("PATH HOME LANG LANGUAGE TZ TERM TMPDIR USER SHELL IFS ENV BASH_ENV UMASK POSIXLY_CORRECT SOURCE_DATE_EPOCH".split())
CLEANERS = ("/var/lib/apt/lists", "/var/cache/apt", "/var/cache/apk", "/var/cache/dnf", "/var/cache/yum", "/tmp", "/var/tmp")  # noqa: S108


class Reordering:
    """`steps` could stand right behind what `images` share now: for each step its link in each image. `below` are the lines
    that would have to go below, for each image."""

    __slots__ = ("below", "images", "steps")

    def __init__(self, images: list[Image], steps: list[list[Link]], below: list[list[Link]]) -> None:
        self.images = images
        self.steps = steps
        self.below = below

    @property
    def saved(self) -> Size:
        """What a host would not keep a second time; some of the images may share a step already."""
        return total([links[0].row.size for links in self.steps for _ in range(len({link.id or id(link) for link in links}) - 1)])


def reorderings(images: list[Image]) -> list[Reordering]:
    """What could be shared, more images first. Images that could share the same steps stand together."""
    by_base: dict[str, list[Image]] = {}
    for image in images:
        if image.chain is not None and image.chain.base is not None:
            by_base.setdefault(image.chain.base, []).append(image)
    found: dict[tuple[str, ...], Reordering] = {}
    for group in by_base.values():
        steps = [_Steps.of(image) for image in group[:MOST_IMAGES]]
        for first, one in enumerate(steps):
            for other in steps[first + 1 :]:
                _add(found, one, other)
    return sorted(found.values(), key=lambda each: (-len(each.images), -len(each.steps)))


def _add(found: dict[tuple[str, ...], Reordering], one: _Steps, other: _Steps) -> None:
    start = _common(one.links, other.links)
    pair = one.behind(start), other.behind(start)
    lifted = _lifted(*pair)
    if not lifted:
        return
    key = (one.links[start - 1].id or "" if start else "", *lifted)
    known = found.get(key)
    if known is None:
        known = found[key] = Reordering([], [[] for _ in lifted], [])
    for steps in pair:
        if steps.image not in known.images:
            known.images.append(steps.image)
            known.below.append(steps.below(lifted))
            for links, link in zip(known.steps, steps.find(lifted), strict=True):
                links.append(link)


def _common(first: list[Link], second: list[Link]) -> int:
    """How many lines the two have in common from the start on; only what makes a layer or differs in effect is compared."""
    at = 0
    while at < min(len(first), len(second)) and first[at].own and first[at].own == second[at].own and first[at].id == second[at].id:
        at += 1
    return at


class _Steps:
    """The lines of one image behind what it has in common with another one."""

    __slots__ = ("image", "keys", "links")

    def __init__(self, image: Image, links: list[Link], keys: list[str | None]) -> None:
        self.image = image
        self.links = links
        self.keys = keys

    @classmethod
    def of(cls, image: Image) -> _Steps:
        """All of an image."""
        links = image.chain.links if image.chain else []
        return cls(image, links, [loose(link) for link in links])

    def behind(self, start: int) -> _Steps:
        """Those from `start` on."""
        return _Steps(self.image, self.links[start:], self.keys[start:])

    def find(self, lifted: tuple[str, ...]) -> list[Link]:
        return [self.links[self.keys.index(key)] for key in lifted]

    def below(self, lifted: tuple[str, ...]) -> list[Link]:
        """What stands above the last of the lifted steps and is none of them; lines that matter to nobody left out."""
        last = max(self.keys.index(key) for key in lifted)
        return [link for link, key in zip(self.links[:last], self.keys[:last], strict=True) if key not in lifted and not _inert(link)]


def _lifted(first: _Steps, second: _Steps) -> tuple[str, ...]:
    """The keys of the steps that could go up in both, in their common order; empty where none makes a layer that is not shared yet."""
    counts = [Counter(steps.keys) for steps in (first, second)]
    together = {key for key in first.keys if key and all(count[key] == 1 for count in counts)}
    rank = {key: at for at, key in enumerate(first.keys)}
    while stuck := {key for steps in (first, second) for key in _stuck(steps, together, rank)}:
        together -= stuck
    shared = {link.id for link in second.links if link.id}
    pairs = zip(first.keys, first.links, strict=True)
    return tuple(key for key, link in pairs if key and key in together and link.is_layer and link.id not in shared)


def _stuck(steps: _Steps, together: set[str], rank: dict[str | None, int]) -> Iterator[str]:
    """Those of the steps that stand below a line which may matter to them: one that does not go up, or that does in another order."""
    above: list[Link] = []
    last = -1
    for link, key in zip(steps.links, steps.keys, strict=True):
        if key is None or key not in together:
            above.append(link)
        elif not all(_indifferent(link, other) for other in above) or (rank[key] < last and not _inert(link)):
            yield key
        elif not _inert(link):
            last = max(last, rank[key])


def _inert(link: Link) -> bool:
    return link.row.instruction in INERT


def _indifferent(step: Link, above: Link) -> bool:
    """True when it cannot matter to `step` that `above` stands before it."""
    if _inert(above) or _inert(step):
        return True
    if not installs_only(step):
        return False
    name = above.row.instruction
    if name in VARIABLES:
        text = step.row.step.instruction.arguments
        return not any(_is_read(pair.name, text) for pair in above.row.step.instruction.pairs)
    return name == "WORKDIR"


def _is_read(name: str, text: str) -> bool:
    upper = name.upper()
    return "$" in name or upper in READ_NAMES or upper.startswith(READ_BY_ALL) or name.lower() in PROXIES or name in text


def loose(link: Link) -> str | None:
    """What the step does, without the surroundings that cannot matter to it."""
    if link.own is None or not installs_only(link):
        return link.own
    step = link.row.step
    kept = [f"{name}={value}" for name, value in step.scope.env().items() if _is_read(name, step.instruction.arguments)]
    kept += [f"{name}={value}" for name, value in step.scope.args() if value is not None and _is_read(name, step.instruction.arguments)]
    return digest("packages", *flags(step), *step.scope.shell, step.instruction.arguments, step.scope.user or "", *sorted(kept))


def installs_only(link: Link) -> bool:
    """True for a RUN that calls nothing but a package manager of the distribution, and removes its lists."""
    from layerlint.dockerfile.shell import commands

    run = link.row.step.instruction
    if run.name != "RUN" or run.heredocs or run.is_json or any(flag.name == "mount" for flag in run.flags):
        return False
    found = commands(run, link.row.step.scope.shell)
    return bool(found) and all(_is_packages(command, run) for command in found)


def _is_packages(command: Command, run: Instruction) -> bool:
    words = [word.value for word in command.words]
    if command.redirections or command.context or None in words or "$" in run.arguments or command.operator in ("|", "|&", "&"):
        return False
    if command.name in ("rm", "set", "true"):
        return command.name != "rm" or all((word or "").startswith(("-", *CLEANERS)) for word in words[1:])
    found = find_system_command(words)
    return found is not None and found.literal
