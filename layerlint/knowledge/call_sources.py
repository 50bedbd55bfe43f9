"""Where a call gets its packages from: the network, a clone, a local folder."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.knowledge.package_managers import Call


def is_remote(argument: str | None) -> bool:
    """True for `example.org/tool@v1`, which is fetched; False for `.`, `./cmd/app` and `main.go`."""
    host, slash, _ = (argument or "").partition("/")
    return "@" in host or bool(slash and "." in host.strip(".")) or "@" in (argument or "")


def fetches_nothing(call: Call, verb: str) -> bool:
    """True for `pip install --no-deps` of sources alone: pip keeps no clone of a branch and no copy of a local folder."""
    if "--no-deps" not in call.flags or "-r" in call.flags or "--requirement" in call.flags:
        return False
    packages = call.arguments[len(verb.split()) :]
    return all((package or "").startswith(("git+", ".", "/")) for package in packages)
