""".dockerignore: which paths of the context the builder leaves out.

The patterns are evaluated as the builders' walks do it, from the root down, and not as a question about one path:
BuildKit and the classic builder skip a `!` pattern while nothing is ignored yet, and so never learn that it matched a
parent directory (`src/*.md` with `!src` leaves `src/a.md` out). And all three turn round at an ignored directory
unless some `!` pattern leads below it, which each of them judges differently. Source: moby/patternmatcher,
tonistiigi/fsutil filter.go, moby pkg/archive, buildah copier; tests/build/recorded holds what they did.
"""

from __future__ import annotations

from collections.abc import Iterable

from layerlint.build.patterns import SPACES, BadPattern, Form, clean

LONGEST_LINE = 65535  # bytes, bufio.MaxScanTokenSize - 1


class Pattern:
    """One pattern: `text` cleaned, `line` of the file (1-based), `exception` for `!`."""

    __slots__ = ("_matches", "exception", "form", "line", "text")

    def __init__(self, text: str, line: int, *, exception: bool) -> None:
        self.text = text
        self.line = line
        self.exception = exception
        self.form = Form(text)
        self._matches = self.form.matches

    def matches(self, path: str) -> bool:
        """Whether the pattern speaks of this very path; its parents are not looked at."""
        return self._matches(path)


class IgnoreProblem:
    """A line that no builder accepts: it refuses to read the context."""

    __slots__ = ("line", "message")

    def __init__(self, line: int, message: str) -> None:
        self.line = line
        self.message = message


class Verdict:
    """What is known of one path, and needed for the paths below it.

    `ignored`: the builder's walk passes it over. `found` and `all_found` are bit sets of the patterns that matched it or a
    parent: those that the walk looked at, and all of them.
    """

    __slots__ = ("all_found", "found", "ignored")

    def __init__(self, found: int, all_found: int, *, ignored: bool) -> None:
        self.ignored = ignored
        self.found = found
        self.all_found = all_found


OUTSIDE = Verdict(0, 0, ignored=False)  # what stands above the first component


class Ignore:
    """The patterns of one file in their order, as `builder` (buildkit, classic, buildah) applies them. Paths are relative, with slashes."""

    def __init__(self, patterns: list[Pattern], errors: list[IgnoreProblem], builder: str = "buildkit") -> None:
        self.patterns = patterns
        self.errors = errors
        self.builder = builder
        self.has_exceptions = any(pattern.exception for pattern in patterns)
        self._prefixes, self._everything = self._ways_back()
        self._known: dict[str, Verdict] = {"": OUTSIDE}
        forms = [pattern.form for pattern in patterns]
        self._exact = {form.text for form in forms if form.kind == "exact"}
        self._exact.update(form.text[1:] for form in forms if form.kind == "suffix" and form.text.startswith("/"))
        self._starts = tuple(form.text for form in forms if form.kind == "prefix")
        self._ends = tuple(form.text for form in forms if form.kind == "suffix")
        self._others = [form.matches for form in forms if form.kind == "pattern"]

    @property
    def has_negation(self) -> bool:
        """The same as `has_exceptions`."""
        return self.has_exceptions

    def ignores(self, path: str) -> bool:
        """Whether the path is left out of the context. A directory with kept files below it is kept all the same."""
        verdict, at = OUTSIDE, path.find("/")
        while at >= 0:
            verdict = self.verdict(path[:at], verdict, directory=True)
            if verdict.ignored and self.prunes(path[:at]):
                return True
            at = path.find("/", at + 1)
        return self.verdict(path, verdict).ignored

    def verdict(self, path: str, parent: Verdict, *, directory: bool = False) -> Verdict:
        """The verdict on a path whose parent directory has the verdict `parent`, or OUTSIDE at the top."""
        if directory:
            known = self._known.get(path)
            if known is None:
                known = self._known[path] = self.verdict(path, parent)
            return known
        if not self.has_exceptions:
            return Verdict(0, 0, ignored=parent.ignored or self._ignores_plainly(path))
        if self.builder == "buildah":
            return self._asked(path, parent)
        return self._walked(path, parent)

    def prunes(self, path: str) -> bool:
        """Whether the walk turns round at this ignored directory. (Where it does not, kept files may come.)"""
        if not self.has_exceptions:
            return True
        if self._everything:
            return False
        below = path + "/"
        return not any(prefix.startswith(below) for prefix in self._prefixes)

    def empties(self, path: str, parent: Verdict, verdict: Verdict) -> bool:
        """BuildKit asks twice, in two ways: a file that only its walk keeps is sent without its content."""
        if verdict.ignored or self.builder != "buildkit" or not self.has_exceptions:
            return False
        return self._asked(path, parent).ignored

    def _ignores_plainly(self, path: str) -> bool:
        if path in self._exact or path.startswith(self._starts) or path.endswith(self._ends):
            return True
        return any(matches(path) for matches in self._others)

    def _walked(self, path: str, parent: Verdict) -> Verdict:
        """As MatchesUsingParentResults: a pattern that cannot change the state is not looked at, and not remembered."""
        ignored, found, all_found = False, 0, 0
        for index, pattern in enumerate(self.patterns):
            bit = 1 << index
            own = pattern.matches(path)
            if own or parent.all_found & bit:
                all_found |= bit
            if parent.found & bit or (own and pattern.exception == ignored):
                found |= bit
                ignored = not pattern.exception
        return Verdict(found, all_found, ignored=ignored)

    def _asked(self, path: str, parent: Verdict) -> Verdict:
        """As MatchesOrParentMatches: the last pattern that matches the path or a parent decides."""
        ignored, all_found = False, 0
        for index, pattern in enumerate(self.patterns):
            bit = 1 << index
            if parent.all_found & bit or pattern.matches(path):
                all_found |= bit
                ignored = not pattern.exception
        return Verdict(all_found, all_found, ignored=ignored)

    def _ways_back(self) -> tuple[tuple[str, ...], bool]:
        """Where the `!` patterns lead, and whether they may lead anywhere."""
        texts = [pattern.text for pattern in self.patterns if pattern.exception]
        if self.builder != "buildkit":
            return tuple(text + "/" for text in texts), False
        texts = [text.removesuffix("/**").removesuffix("/*") for text in texts]
        return tuple(text + "/" for text in texts), any(set(text) & set("*[]?^\\") for text in texts)


def read_ignore(text: str, builder: str = "buildkit") -> Ignore:
    """The patterns of a .dockerignore. Bad lines are in `errors`; all others still count."""
    patterns: list[Pattern] = []
    errors: list[IgnoreProblem] = []
    for number, written in enumerate(text.removeprefix("\ufeff").split("\n"), 1):
        if len(written) > LONGEST_LINE // 4 and len(written.encode("utf-8", "surrogatepass")) > LONGEST_LINE:
            errors.append(IgnoreProblem(number, "the line is too long"))
            break
        line = written.strip(SPACES)
        if not line or written.startswith("#"):
            continue
        exception = line.startswith("!")
        path = line[1:].strip(SPACES) if exception else line
        path = _relative(path)
        if not path or (exception and path == "/"):
            errors.append(IgnoreProblem(number, "`!` without a pattern"))
            continue
        if not exception and path.startswith("!"):  # `/!x` and `./!x`, cleaned, are read again
            exception, path = True, path[1:]
        try:
            patterns.append(Pattern(path, number, exception=exception))
        except BadPattern:
            errors.append(IgnoreProblem(number, "the pattern cannot be read"))
    return Ignore(patterns, errors, builder)


def excluding(patterns: Iterable[str]) -> Ignore:
    """The patterns of `--exclude`, relative to each source; as they stand, so a leading slash matches nothing. Bad ones are left out."""
    found: list[Pattern] = []
    for written in patterns:
        text = clean(written.strip(SPACES)) if written.strip(SPACES) else "!"
        exception = text.startswith("!")
        try:
            if text != "!":
                found.append(Pattern(text[1:] if exception else text, len(found) + 1, exception=exception))
        except BadPattern:
            continue
    return Ignore(found, [])


def _relative(path: str) -> str:
    """Cleaned, without one leading slash; empty for `!` alone and for `!/`."""
    if not path:
        return ""
    cleaned = clean(path)
    if len(cleaned) > 1 and cleaned.startswith("/"):
        return cleaned[1:]
    return cleaned
