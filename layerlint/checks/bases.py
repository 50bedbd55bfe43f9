"""LL331 to LL336, LL340: which build of a base image a FROM gets, today and next year, and from which registry."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from layerlint.dockerfile.mounts import mounts
from layerlint.dockerfile.references import reference_problem, split_reference
from layerlint.knowledge.base_images import canonical, find
from layerlint.knowledge.end_of_life import ended
from layerlint.knowledge.os_packages import package_call
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts
    from layerlint.registry import Rule

SCRATCH = "scratch"
LATEST = "latest"
LANGUAGES = frozenset("elixir erlang golang haskell julia node perl python rust".split())  # official images whose releases break programs


def unpinned_base(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL331 to LL333: an image without a tag, or tagged `latest`, without a digest: another image tomorrow.

    One rule speaks of the official images on whose release something hangs, one each of all others. `match.tags` are the
    tags that count, `match.versioned` whether the image is one of the former.
    """
    reference = external(stage, file) or _unreadable(stage, file)
    if reference is None or stage.base is None:
        return
    _, _, tag, digest = split_reference(reference)
    wanted = rule.match["tags"]
    if digest or tag not in wanted or _is_versioned(reference, stage, file) is not rule.match["versioned"]:
        return
    shown = cut(reference.removesuffix(f":{LATEST}"), 26 if tag else 34)
    if tag:
        message = f"`{shown}:latest` is another image after every release"
    elif rule.match["versioned"]:
        message = f"`{shown}` has no tag, which means `latest`"
    else:  # it may be a context that the caller names, so that nothing is said of what it means
        message = f"`{shown}` is named without a tag"
    yield Finding(stage.base.span, message, aliases=_heard(stage.base.text, rule))


def _unreadable(stage: Stage, file: Facts) -> str | None:
    """A name that the builder refuses, such as `REPLACE-ME`, as written; None where an argument may mend it."""
    text = stage.base.text.strip("\"'") if stage.base is not None else ""
    if not text or "$" in text or file.graph.base_reference(stage) is not None or file.graph.named(text, stage) is not None:
        return None
    return text


def _is_versioned(reference: str, stage: Stage, file: Facts) -> bool:
    """An official image, named as such and by no argument that somebody may set, on whose release the stage leans."""
    name = canonical(reference).partition(":")[0]
    if stage.base is None or "$" in stage.base.text or "/" in name or find(reference) is None:
        return False
    runs = [run for run in stage.instructions if run.name == "RUN"]
    return bool(runs) if name in LANGUAGES else any(_installs(run, file) for run in runs)


def _installs(run: Instruction, file: Facts) -> bool:
    """True where packages of the distribution are installed: their names and versions are those of its release."""
    calls = (package_call(invocation.call) for invocation in file.invocations(run))
    return any(call is not None and call.installs for call in calls)


def _heard(written: str, rule: Rule) -> tuple[str, ...]:
    """The old ids that speak of the name as written: the other tool looks up no argument."""
    name = written.partition("@")[0].strip("\"'")
    host, slash, _ = name.partition("/")
    if slash and ":" in host and "." not in host:
        return ()  # it takes the port for a tag
    if ":" in name.rpartition("/")[2]:
        return tuple(alias for alias in rule.aliases if alias == "DL3007" and name.endswith(":latest"))
    return tuple(alias for alias in rule.aliases if alias == "DL3006" and not written.startswith("$"))


def no_digest(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL334: a tag can be moved to another image; a digest cannot."""
    del rule
    reference = external(stage, file)
    if reference is not None and stage.base is not None and "@" not in reference:
        yield Finding(stage.base.span, f"`{cut(reference, 40)}` is not held by a digest")


def tag_and_digest(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL335: beside a digest the tag is a comment that nobody checks."""
    del rule
    reference = external(stage, file)
    if reference is None or stage.base is None:
        return
    _, _, tag, digest = split_reference(reference)
    if tag and digest:
        yield Finding(stage.base.span, f"the digest decides, and nothing checks the tag `{cut(tag, 22)}`")


def end_of_life(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL336: the release gets no fixes any more, and its packages move to an archive or vanish."""
    reference = external(stage, file)
    over = ended(reference) if reference is not None else None
    if over is not None and stage.base is not None:
        message, deed = f"{over.what} gets no fixes since {over.date}", f"Use a release that is kept up: {over.source}"
        heard = tuple(alias for alias in rule.aliases if "ruby" not in alias or over.what.startswith("ruby "))
        yield Finding(stage.base.span, message, help=deed, aliases=heard)


def external(stage: Stage, file: Facts) -> str | None:
    """The expanded name of the image that the stage begins with; None for a stage, for scratch and where it cannot be told."""
    if file.graph.parent(stage) is not None:
        return None
    reference = file.graph.base_reference(stage)
    return None if reference in (None, SCRATCH) else reference


def cut(text: str, most: int) -> str:
    """`text` in at most so many characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


HUB = "docker.io"
HUB_HOSTS = (HUB, "index.docker.io", "registry-1.docker.io")  # one registry: github.com/distribution/reference, docs.docker.com/reference


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
    from fnmatch import fnmatchcase  # nobody is asked before somebody says whom to trust

    return any(fnmatchcase(name, pattern.lower()) for pattern in trusted for name in names)


def _hears(written: str, trusted: list[str]) -> bool:
    """True where the other tool speaks, too: it looks up no argument, and knows a registry by the dot in it."""
    first, slash, _ = written.strip("\"'").partition("/")
    registry = first if slash and "." in first and first.count("{") == first.count("}") else HUB
    from fnmatch import fnmatchcase

    return not any(fnmatchcase(registry, pattern) for pattern in trusted)


@lru_cache(maxsize=1)
def _triggers(file: Facts) -> frozenset[int]:
    """What stands inside ONBUILD, where the other tool does not look."""
    return frozenset(id(each.trigger) for each in file.dockerfile.instructions if each.trigger is not None)
