"""LL440 to LL446: what is fetched and run unseen, and what gives a build or an image more rights than it needs."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.steps import is_for_developers
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts
    from layerlint.registry import Rule

_FETCHERS = ("curl", "wget")
_LOOPBACK = ("://localhost", "://127.", "://[::1]", "://host.docker.internal")
LONGEST_PIPE = 20  # commands that are looked back through


def piped_to_shell(shell: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL440: what a server sends is run as it comes; `sh script` and `sh -c` read something else than the pipe."""
    del rule
    if shell.command.operator != "|" or any(word and not word.startswith(("-", "+")) and "=" not in word for word in shell.words[1:2]):
        return
    calls = file.invocations(shell.run)
    for at in range(shell.number, max(0, shell.number - LONGEST_PIPE), -1):
        if calls[at].command.operator != "|":
            return
        if calls[at - 1].name in _FETCHERS:
            span = (calls[at - 1].span[0], shell.command.words[0].span[1])
            yield Finding(span, f"what `{calls[at - 1].name}` gets is run by `{shell.name}` unseen")
            return


def clear_text(instruction: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL441: a download that anybody on the way can change."""
    words = [word for call in file.invocations(instruction) if call.name in _FETCHERS for word in call.written[1:]]
    for word in instruction.words[:-1] if instruction.name == "ADD" else words:
        text = word.text.strip("\"'")
        if text.startswith("http://") and not any(local in text for local in _LOOPBACK):
            yield Finding(word.span, "the download goes through the net unencrypted", aliases=rule.aliases)


def insecure_run(run: Instruction, _: Facts, rule: Rule) -> Iterator[Finding]:
    """LL442: `--security=insecure` and `--network=host` take the walls around a RUN away."""
    for flag in run.flags:
        alias = rule.match["flags"].get(f"{flag.name}={(flag.value or '').lower()}")
        if alias is not None:
            yield Finding(flag.span, f"`--{flag.name}={flag.value}` takes the sandbox of the RUN away", aliases=(alias,))


def world_writable(chmod: Invocation, _: Facts, rule: Rule) -> Iterator[Finding]:
    """LL443: everybody in the container may change the file."""
    del rule
    for word in chmod.written[1:]:
        mode = word.value or ""
        if mode.startswith("-") or not mode:
            continue
        if _opens_octal(mode) if not mode.strip("01234567") else _opens(mode):
            yield Finding(word.span, f"`chmod {mode[:12]}` lets everybody change the file")
        return


def _opens_octal(mode: str) -> bool:
    """True for 777 and 0666; 1777 keeps everybody from taking away what is somebody else's."""
    return len(mode) in (3, 4) and bool(int(mode[-1]) & 2) and not (len(mode) == 4 and int(mode[0]) & 1)


def _opens(mode: str) -> bool:
    """True for `a+rwx`, `o+w` and `ugo=rw`; not for `+w`, which the umask limits."""
    for clause in mode.split(","):
        who, _, rights = clause.replace("=", "+").partition("+")
        if "w" in rights and "t" not in rights and ("a" in who or "o" in who) and not who.strip("augo"):
            return True
    return False


def socket_volume(volume: Instruction, _: Facts, rule: Rule) -> Iterator[Finding]:
    """LL444: a VOLUME over the engine's socket."""
    del rule
    for word in volume.words:
        if word.text.rstrip("/").endswith("docker.sock"):
            yield Finding(word.span, "the engine's socket gives whoever has it the whole host")


def debug_on(env: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL445: an image that starts its application in debugging mode, and was not made for that."""
    if env.stage not in file.graph.shipped or is_for_developers(file):
        return
    for pair in env.pairs:
        values = rule.match["variables"].get(pair.name)
        if values and (pair.value or "").strip("\"'").lower() in values:
            yield Finding(pair.span, f"`{pair.name}` starts every container in debugging mode")


def unchecked_download(run: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL446: an archive or a program is fetched, and nothing in the RUN looks whether it is the right one."""
    calls = file.invocations(run)
    fetches = [call for call in calls if call.name in _FETCHERS]
    known = rule.match["checked_by"]
    if not fetches or any(call.name in known for call in calls) or any(mark in run.fragment.text for mark in rule.match["marks"]):
        return
    endings = tuple(rule.match["endings"])
    for fetch in fetches:
        addresses = (word for word in fetch.written[1:] if "://" in word.text)
        found = next((word for word in addresses if word.text.strip("\"'").partition("?")[0].endswith(endings)), None)
        if found is not None:
            yield Finding(found.span, "nothing checks that this is the file that was meant")
