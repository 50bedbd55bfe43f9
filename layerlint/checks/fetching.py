"""Downloads with `wget` and `curl`: what they write to the log, and which answers they take for good."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from layerlint.checks.habits import heard
from layerlint.knowledge.fetching import addresses, curl_fails, curl_follows, curl_keeps, shows_progress
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.facts import Facts
    from layerlint.registry import Rule

_FAR = 50  # commands, or instructions, behind a download among which one may look at it
# Two sinks for what wget has to say: `2>/dev/null`, `&>/dev/null`.
_AWAY = (">", ">>", ">|", "&>", "&>>")


def wget_progress(found: Invocation, _file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL709: a `wget` that draws its dots into the build log."""
    if shows_progress(found.words) and not _stderr_goes_away(found):
        yield Finding(found.written[0].span, "`wget` writes its progress to the build log", aliases=heard(found, rule))


def _stderr_goes_away(found: Invocation) -> bool:
    return any(
        one.operator in _AWAY and (one.descriptor == 2 or one.operator[0] == "&") and one.target.value for one in found.command.redirections
    )


def curl_without_location(found: Invocation, _file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL710: a `curl` that keeps the text of a redirect for the file."""
    if curl_keeps(found.words) and addresses(found.words) and not curl_follows(found.words):
        yield Finding(found.written[0].span, "`curl` does not follow redirects here")


def curl_without_fail(found: Invocation, _file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL711: a `curl` that keeps the page of a 404 for the file."""
    if curl_keeps(found.words) and addresses(found.words) and not curl_fails(found.words):
        yield Finding(found.written[0].span, "`curl` takes an HTTP error page for the file")


def error_page_as_program(found: Invocation, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL715: a `curl` without `-f` whose file is made executable unseen. Without `-L`, or where the file names one, a .curlrc
    may say what is missing."""
    if curl_fails(found.words) or not curl_keeps(found.words) or not curl_follows(found.words) or "curlrc" in file.dockerfile.source.text:
        return
    name = _output(found)
    later = file.invocations(found.run)[found.number + 1 : found.number + 1 + _FAR]
    if not name or not any(other.name in ("chmod", "install") and _names(other, name) for other in later):
        return
    if not any(_looks(other, name) for other in later) and not _is_called_below(name, found, file):
        yield Finding(found.written[0].span, f"without `-f` an error page becomes the program `{name[:20]}`")


def _is_called_below(name: str, found: Invocation, file: Facts) -> bool:
    """True when a later RUN of the stage calls the program, and so finds out."""
    stage = file.dockerfile.stages[found.run.stage].instructions if found.run.stage >= 0 else []
    at = bisect_right(stage, found.run.span[0], key=lambda each: each.span[0])
    runs = [run for run in stage[at : at + _FAR] if run.name == "RUN" and _stem(name) in run.fragment.text]
    return any(_looks(other, name) for run in runs for other in file.invocations(run))


def _stem(name: str) -> str:
    return name.partition(".")[0] or name


def _output(found: Invocation) -> str:
    """The last part of the name that `-o` gives, or the address with `-O`."""
    words = [word.value if word.value is not None else word.text.strip('"') for word in found.written]
    at = next(
        (at for at, word in enumerate(words) if word in ("-o", "--output") or (word[:1] == "-" and word[1:2] != "-" and word[-1:] == "o")),
        0,
    )
    address = next((word for word in words[1:] if "://" in word), "")
    path = words[at + 1] if 0 < at < len(words) - 1 else address.partition("?")[0]
    return path.rpartition("/")[2]


def _names(other: Invocation, name: str) -> bool:
    return any(name in word.text for word in other.written[1:])


def _looks(other: Invocation, name: str) -> bool:
    """True for a command that would notice: it runs the file, unpacks it, or compares its sum."""
    if other.name in ("chmod", "chown", "mv", "cp", "ln", "install", "rm", "mkdir", "ls", "apt-get", "apk"):
        return False
    return _stem(name) in other.command.text or "sum" in other.name or other.name in ("gpg", "cosign", "openssl")
