"""Why something is not done: the codes of refusals and suggestions, and the records that carry them."""

from __future__ import annotations

LIFECYCLE_SCRIPT = "lifecycle-script"
PATH_DEPENDENCY = "path-dependency"
WORKSPACE_MISSING = "workspace-missing"
MANIFEST_IGNORED = "manifest-ignored"
INSTALL_EDITS_MANIFEST = "install-edits-manifest"
OUTPUT_IN_CONTEXT = "output-in-context"
OPAQUE_RUN = "opaque-run"
SHELL_STATE = "shell-state"
USER_NOT_WRITABLE = "user-not-writable"
UNPINNED = "unpinned"
ONBUILD = "onbuild"
KEEP_ORDER = "keep-order"
CONTEXT_UNSURE = "context-unsure"
NO_GAIN = "no-gain"

# What stands behind each code, for the reader of a report.
MEANINGS = {
    LIFECYCLE_SCRIPT: "the install runs scripts that may read the sources",
    PATH_DEPENDENCY: "a dependency lies in the sources themselves",
    WORKSPACE_MISSING: "the install reads the manifests of other folders",
    MANIFEST_IGNORED: "a file that the install needs is not in the build context",
    INSTALL_EDITS_MANIFEST: "the install may rewrite a manifest, and a later COPY would undo that",
    OUTPUT_IN_CONTEXT: "the build context may hold what the install writes",
    OPAQUE_RUN: "a command here may read or write anything",
    SHELL_STATE: "the commands of this RUN share state or clean up after each other",
    USER_NOT_WRITABLE: "the user may not be allowed to write there yet",
    UNPINNED: "a rebuild would fetch newer versions today, and would no longer do so",
    ONBUILD: "triggers run at another time and in another order",
    KEEP_ORDER: "the file asks for this order",
    CONTEXT_UNSURE: "what is copied cannot be told for sure",
    NO_GAIN: "it would save nothing",
}
# The change can be shown, with its share, and is for a person to judge.
SUGGESTED = frozenset((LIFECYCLE_SCRIPT, PATH_DEPENDENCY, UNPINNED))

APPLY, UNSAFE, SUGGEST, REFUSE = "apply", "unsafe", "suggest", "refuse"


class Doubt:
    """One reason against a move: `code` of this module, `why` in words; `hard` where the move cannot even be shown."""

    __slots__ = ("code", "hard", "why")

    def __init__(self, code: str, why: str, *, hard: bool | None = None) -> None:
        self.code = code
        self.why = why
        self.hard = code not in SUGGESTED if hard is None else hard

    @property
    def verdict(self) -> str:
        """`unsafe` for what only loses freshness, `suggest` for what can be shown, `refuse` for the rest."""
        if self.hard:
            return REFUSE
        return UNSAFE if self.code == UNPINNED else SUGGEST


class Move:
    """One change: `kind` names it, `lines` are the 1-based lines of the file before it, `why` says it in words."""

    __slots__ = ("kind", "lines", "why")

    def __init__(self, kind: str, lines: list[int], why: str) -> None:
        self.kind = kind
        self.lines = lines
        self.why = why


class Refused:
    """A move that is not made: `line` is where the step stands."""

    __slots__ = ("code", "kind", "line", "verdict", "why")

    def __init__(self, kind: str, line: int, code: str, why: str, verdict: str = REFUSE) -> None:
        self.kind = kind
        self.line = line
        self.code = code
        self.why = why
        self.verdict = verdict


class Suggestion:
    """A change that may alter what the image holds. `text` is the whole file with it, None where it is told in words alone;
    `share` is the part of commits that would still rerun the install, None where that is not known; `step` is the text of the RUN it is about."""

    __slots__ = ("code", "kind", "lines", "share", "step", "text", "verdict", "why")

    def __init__(self, kind: str, lines: list[int], why: str, code: str, verdict: str, text: str | None = None) -> None:
        self.kind = kind
        self.lines = lines
        self.why = why
        self.code = code
        self.verdict = verdict
        self.text = text
        self.share: float | None = None
        self.step = ""
