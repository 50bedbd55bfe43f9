"""LL340: images from registries that the project does not trust. Says nothing until it is told which it trusts."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache

from layerlint.dockerfile.mounts import mounts
from layerlint.dockerfile.references import reference_problem, split_reference
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts
    from layerlint.registry import Rule

HUB = "docker.io"
HUB_HOSTS = (HUB, "index.docker.io", "registry-1.docker.io")  # one registry: github.com/distribution/reference, docs.docker.com/reference
SCRATCH = "scratch"


def untrusted_registry(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL340: a FROM, a COPY --from or a mount that takes its files from a registry outside the list."""
    trusted = rule.option("registries")
    stage = file.stage(instruction)
    if not trusted or stage is None:
        return
    for written, reference, span in _images(instruction, stage, file):
        registry = split_reference(reference)[0] or HUB
        if "$" in registry:
            continue
        if not _is_trusted(registry, trusted):
            heard = rule.aliases if _hears(written, trusted) and id(instruction) not in _triggers(file) else ()
            yield Finding(span, f"`{registry[:34]}` is not one of the trusted registries", aliases=heard)


def _images(instruction: Instruction, stage: Stage, file: Facts) -> Iterator[tuple[str, str, Span]]:
    """The images that an instruction names: as written, expanded, and the place. Stages are none."""
    if instruction.name == "FROM":
        if stage.base is None or file.graph.parent(stage) is not None:
            return
        reference = file.graph.base_reference(stage) or _open_name(stage.base.text)
        if reference and reference != SCRATCH:
            yield stage.base.text, reference, stage.base.span
    elif instruction.name == "COPY":
        flag = instruction.flag("from")
        if flag is not None and flag.value and _is_image(flag.value, stage, file):
            yield flag.value, flag.value, flag.value_span
    else:
        for mount in mounts(instruction):
            if mount.from_ and _is_image(mount.from_, stage, file):
                yield mount.from_, mount.from_, mount.flag.value_span


def _open_name(written: str) -> str:
    """A name that an argument leaves open, or that the builder refuses, where the registry at least is written out."""
    first, slash, _ = written.partition("/")
    return written if slash and "." in first else ""


def _is_image(name: str, stage: Stage, file: Facts) -> bool:
    """A name that is no stage, and no variable: the builder expands none there."""
    if name == SCRATCH or name.isdigit() or "$" in name or reference_problem(name):
        return False
    return file.graph.named(name, stage) is None


def _is_trusted(registry: str, trusted: list[str]) -> bool:
    """In the list, which may hold patterns such as `*.example.com`; Docker Hub has several host names."""
    names = HUB_HOSTS if registry.lower() in HUB_HOSTS else (registry.lower(),)
    return any(fnmatchcase(name, pattern.lower()) for pattern in trusted for name in names)


def _hears(written: str, trusted: list[str]) -> bool:
    """True where the other tool speaks, too: it looks up no argument, and knows a registry by the dot in it."""
    first, slash, _ = written.strip("\"'").partition("/")
    registry = first if slash and "." in first and first.count("{") == first.count("}") else HUB
    return not any(fnmatchcase(registry, pattern) for pattern in trusted)


@lru_cache(maxsize=1)
def _triggers(file: Facts) -> frozenset[int]:
    """What stands inside ONBUILD, where the other tool does not look."""
    return frozenset(id(each.trigger) for each in file.dockerfile.instructions if each.trigger is not None)
