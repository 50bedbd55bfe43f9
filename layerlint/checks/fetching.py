"""Downloads with `wget` and `curl`: what they write to the log, and which answers they take for good."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.checks.habits import heard
from layerlint.knowledge.fetching import addresses, curl_fails, curl_follows, curl_keeps, shows_progress
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.facts import Facts
    from layerlint.registry import Rule

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
