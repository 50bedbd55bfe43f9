"""What Windows containers do not have."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts
    from layerlint.registry import Rule


def unsupported_mount(run: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL561: kinds of mounts that Windows does not have, and secrets, which have no place of their own there."""
    if not run.flags or not _on_windows(run, file):
        return
    from layerlint.dockerfile.mounts import mounts

    for mount in mounts(run):
        homeless = mount.type == "secret" and not mount.target and "env=" not in (mount.flag.value or "")
        if homeless or mount.type in rule.match["types"]:
            what = "a secret needs a `target`" if homeless else f"there is no mount of type {mount.type}"
            yield Finding(mount.flag.span, f"{what} on Windows")


def owner(copy: Instruction, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL562: `--chown` and `--chmod`, which say nothing to Windows."""
    for flag in copy.flags:
        if flag.name in ("chown", "chmod") and _on_windows(copy, file):
            yield Finding(flag.span, f"`--{flag.name}` does nothing on Windows")


def stop_signal(stop: Instruction, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL563: a signal for processes that get none."""
    if _on_windows(stop, file):
        yield Finding(stop.keyword, "STOPSIGNAL does nothing on Windows")


def _on_windows(instruction: Instruction, file: Facts) -> bool:
    from layerlint.build.windows import on_windows

    return on_windows(instruction, file)
