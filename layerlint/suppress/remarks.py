"""What there is to say about the comments themselves: used at all, without a reason, unknown names, nothing silenced."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.choice import UnknownRule, members, nearest
from layerlint.suppress.comments import Comments
from layerlint.suppress.model import HADOLINT, OWN, Name, Remark, Suppression

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.registry import Selection


# The families that look at the Dockerfile alone; what the others find may hang on files that this run did not see.
BY_TEXT_ALONE = ("reproducibility", "security", "maintainability", "shell")
# The names of the rules below: a comment that silences one of them is never called unused.
ABOUT_COMMENTS = "unused-suppression", "bad-suppression", "suppression-used", "unused-foreign-suppression", "suppression-without-reason"

MOST_HINTS = 20  # a look for the nearest spelling takes a millisecond


def of_use(comments: Comments) -> Iterator[Remark]:
    """That comments are used, and without a reason. hadolint's DL1001 means its own `ignore` for a line alone."""
    yield from comments.remarks
    for one in comments.suppressions:
        aliases = ("DL1001",) if one.form == HADOLINT and one.by.split()[1].startswith("ignore") else ()
        yield Remark("suppression-used", one.span, "a comment silences findings", aliases=aliases)
        if not one.reason:
            yield Remark("suppression-without-reason", one.span, "this comment gives no reason")


def of_names(comments: Comments, selection: Selection, *, context: bool) -> Iterator[Remark]:
    """Names that no rule has, and names that silenced nothing. Call it when all findings were sifted.

    `context`: whether the build context is known.
    """
    hints = MOST_HINTS
    for one in comments.suppressions:
        for name in one.names:
            if name.used:
                continue
            try:
                found = members(name.text, selection.known)
            except UnknownRule:
                if one.form == OWN and not _is_foreign(name.text):
                    near = nearest(name.text, selection.known) if hints else None
                    hints = max(0, hints - 1)
                    deed = f"Did you mean `{near}`?" if near else ""
                    yield Remark("bad-suppression", name.span, f"no rule is called `{name.text[:40]}`", deed)
                continue
            if any(rule.name in ABOUT_COMMENTS for rule, _ in found):
                continue
            wanted = [rule for rule, alias in found if selection.wants(rule, (alias,) if alias else rule.aliases)]
            if wanted and (context or all(rule.category in BY_TEXT_ALONE for rule in wanted)):
                yield _unused(one, name)


def _unused(one: Suppression, name: Name) -> Remark:
    kind = "unused-suppression" if one.form == OWN else "unused-foreign-suppression"
    return Remark(kind, name.span, f"`{name.text[:40]}` silences nothing here")


def _is_foreign(name: str) -> bool:
    """True for the form of ids that hadolint and ShellCheck give, whether or not we know it."""
    return name[:2].upper() in ("DL", "SC") and name[2:].isdigit()
