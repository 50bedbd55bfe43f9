"""The arguments and the platform of a FROM line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

from layerlint.build.references import looked_up, places
from layerlint.dockerfile.references import reference_problem, split_reference
from layerlint.dockerfile.words import ExpansionError, expand, has_variable
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Dockerfile, Flag, Stage
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# What Go's platforms package makes of other names of an architecture (containerd/platforms, database.go).
NORMAL = {"aarch64": "arm64", "x86_64": "amd64", "x86-64": "amd64", "i386": "386", "armhf": "arm", "armel": "arm"}
# Repositories of docker-library that hold images of one architecture each (github.com/docker-library/official-images).
ONE_ARCHITECTURE = {
    "amd64": "amd64",
    "arm32v5": "arm",
    "arm32v6": "arm",
    "arm32v7": "arm",
    "arm64v8": "arm64",
    "i386": "386",
    "mips64le": "mips64le",
    "ppc64le": "ppc64le",
    "riscv64": "riscv64",
    "s390x": "s390x",
}


def undefined_arg_in_from(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL573: a FROM asks for a variable that no ARG before the first FROM declares."""
    del rule
    scope = file.scope(stage.from_)
    declared = _declared(file.dockerfile)
    for text, span in _texts(stage):
        undefined = [name for name in looked_up(text, file.dockerfile.escape) if name not in declared and scope.value(name).text is None]
        found = places(file.dockerfile.source, span) if undefined else {}
        for name in undefined:
            yield Finding(found.get(name, span), f"no `ARG` above the first `FROM` declares `{name[:28]}`")


@lru_cache(maxsize=1)
def _declared(dockerfile: Dockerfile) -> frozenset[str]:
    """The names of the ARGs above the first FROM."""
    above = takewhile(lambda each: each.stage < 0, dockerfile.instructions)
    return frozenset(pair.name for each in above for pair in each.pairs)


def _texts(stage: Stage) -> Iterator[tuple[str, Span]]:
    """The parts of a FROM in which variables are looked up."""
    flag = stage.from_.flag("platform")
    if flag and flag.value:
        yield flag.value, flag.value_span
    if stage.base:
        yield stage.base.text, stage.base.span


def invalid_default_base(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL574: without build arguments the base is blank or no name."""
    del rule
    if stage.base is None or not has_variable(stage.base.text):
        return
    scope = file.without_build_args.before(stage.from_)
    try:
        base = expand(stage.base.text, lambda name: scope.value(name).text, file.dockerfile.escape)
    except ExpansionError:
        return
    if base == "scratch" or not reference_problem(base):
        return
    message = f"without a build argument the base is `{base[:30]}`" if base else "without a build argument the base is blank"
    yield Finding(stage.base.span, message)


def redundant_platform(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL658: the platform of the target is what a FROM takes anyway."""
    flag = stage.from_.flag("platform")
    if flag is None or not flag.value or looked_up(flag.value, file.dockerfile.escape) != ["TARGETPLATFORM"]:
        return
    scope = file.scope(stage.from_)
    if scope.resolve(flag.value)[0] == scope.value("TARGETPLATFORM").text:
        plain = flag.value in ("$TARGETPLATFORM", "${TARGETPLATFORM}")
        heard = rule.aliases if plain else ("RedundantTargetPlatform",)
        yield Finding(flag.span, "the target's platform is the default", aliases=heard)


def constant_platform(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL659: a platform is written out, in a stage whose name does not say that it is made for one."""
    flag = stage.from_.flag("platform")
    if flag and _is_constant(flag, stage):
        yield Finding(flag.span, f"always `{(flag.value or '')[:34]}`, whatever is built for", aliases=_heard(flag, file, rule))


def other_platform(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL660: the other platforms at which hadolint speaks: of a stage named after it, or from another variable."""
    flag = stage.from_.flag("platform")
    if flag and flag.value and not _is_constant(flag, stage) and (heard := _heard(flag, file, rule)):
        yield Finding(flag.span, "the platform is neither the builder's nor the target's", aliases=heard)


def _is_constant(flag: Flag, stage: Stage) -> bool:
    """True as BuildKit sees it: no variable, and neither system nor architecture is part of the stage's name."""
    if not flag.value or has_variable(flag.value):
        return False
    system, slash, rest = flag.value.lower().partition("/")
    architecture = rest.partition("/")[0]
    if not slash and system in (*NORMAL, *NORMAL.values(), *ONE_ARCHITECTURE.values(), "arm64"):
        system, architecture = "linux", system
    architecture = NORMAL.get(architecture, architecture) or "amd64"
    name = stage.name or ""
    return system not in name and architecture not in name


def _heard(flag: Flag, file: Facts, rule: Rule) -> tuple[str, ...]:
    """The old ids that speak here: hadolint knows a platform by the names of the variables alone."""
    names = looked_up(flag.value or "", file.dockerfile.escape)
    known = any(name in ("BUILDPLATFORM", "TARGETPLATFORM") for name in names)
    return tuple(alias for alias in rule.aliases if alias != "DL3029" or not known)


def base_of_other_platform(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL588: a repository for one architecture under a platform of another. What else an image is for, the file does not tell."""
    del rule
    flag = stage.from_.flag("platform")
    reference = file.graph.base_reference(stage)
    if flag is None or not flag.value or not reference or file.graph.parent(stage) is not None or stage.base is None:
        return
    registry, path, _, _ = split_reference(reference)
    made_for = ONE_ARCHITECTURE.get(path.partition("/")[0]) if "/" in path and registry in ("", "docker.io") else None
    if made_for is None or has_variable(flag.value) or "/" not in flag.value:
        return
    architecture = flag.value.split("/")[1]
    if NORMAL.get(architecture, architecture) != made_for:
        yield Finding(stage.base.span, f"an image for `{made_for}` under a platform of `{architecture[:20]}`")
