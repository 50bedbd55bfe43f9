"""The files of a run with ShellCheck beside our own rules: batch by batch, reports in file order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from layerlint.engine import FileReport, Problem, problems, reported
from layerlint.shellcheck.cache import cache_of
from layerlint.shellcheck.codes import AS_INFO, is_mistaken, on_by_default, rule
from layerlint.shellcheck.directives import disabled
from layerlint.shellcheck.runner import Failed, Process
from layerlint.shellcheck.scripts import Script, scripts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.facts import Facts
    from layerlint.registry import Selection
    from layerlint.shellcheck.comment import Comment
    from layerlint.suppress.model import Suppressed

    Batch = list[tuple[Facts, list[Script]]]

MOST_SCRIPTS = 500  # for one process
MOST_FILES = 1000  # held in memory until the answers are there


class Checker:
    """`binary` is ShellCheck's path, `selection` says which rules are asked of a file. `failed` says why it could not be used; then the files are reported without it."""

    def __init__(self, binary: str, selection: Callable[[Facts], Selection], *, cached: bool) -> None:
        self.binary = binary
        self.failed = ""
        self._selection = selection
        self._cache = cache_of(binary) if cached else None
        self._answers: dict[str, list[Comment]] = {}  # by the text of the script

    def reports(self, files: Iterable[Facts]) -> Iterator[FileReport]:
        """The report of each file."""
        batch: Batch = []
        waiting: dict[str, None] = {}
        for facts in files:
            found = list(scripts(facts))
            batch.append((facts, found))
            waiting |= dict.fromkeys(script.text for script in found if not self._knows(script.text))
            if len(waiting) >= MOST_SCRIPTS or len(batch) >= MOST_FILES:
                yield from self._batch(batch, list(waiting))
                batch, waiting = [], {}
        yield from self._batch(batch, list(waiting))

    def _knows(self, text: str) -> bool:
        """True when the answer is there already, from this run or from an earlier one."""
        if text not in self._answers:
            kept = self._cache.get(text) if self._cache else None
            if kept is None:
                return False
            self._answers[text] = kept
        return True

    def _batch(self, batch: Batch, waiting: list[str]) -> Iterator[FileReport]:
        """ShellCheck works while our own rules do."""
        first, *others = [waiting[at : at + MOST_SCRIPTS] for at in range(0, len(waiting), MOST_SCRIPTS)] or [[]]
        with self._asking(first):
            own = [problems(facts, self._selection(facts)) for facts, _ in batch]
        for part in others:
            with self._asking(part):
                pass
        for (facts, found), ours in zip(batch, own, strict=True):
            theirs, silenced = self._said(facts, found)
            yield reported(facts, [*ours, *theirs], self._selection(facts), silenced)

    @contextmanager
    def _asking(self, texts: list[str]) -> Iterator[None]:
        """Behind the block the answers to `texts` are there, unless something failed. Once is enough: a program that
        hangs is not waited for again."""
        if not texts or self.failed:
            yield
            return
        with Process(self.binary, texts) as process:
            yield
            try:
                answers = process.answer()
            except Failed as error:
                self.failed = str(error)
                return
        for text, comments in zip(texts, answers, strict=True):
            self._answers[text] = comments
            if self._cache:
                self._cache.put(text, comments)

    def _said(self, facts: Facts, found: list[Script]) -> tuple[list[Problem], list[Suppressed]]:
        """What ShellCheck says of one file, and what comments in the file do not want to hear."""
        kept: list[Problem] = []
        silenced: list[Suppressed] = []
        for script in found:
            comments = disabled(script.instruction, facts.dockerfile.source.text)
            for problem in self._problems(script, self._selection(facts)):
                by = next((comment for comment in comments if comment.silences(problem.rule.id)), None)
                if by is None:
                    kept.append(problem)
                else:
                    silenced.append(by.suppressed(problem))
        return kept, silenced

    def _problems(self, script: Script, selection: Selection) -> Iterator[Problem]:
        for comment in self._answers.get(script.text, ()):
            span = script.span(comment.start, comment.end)
            if span is None or is_mistaken(comment, script):
                continue
            if selection.codes.wants(f"SC{comment.code}", default=on_by_default(comment, script)):
                severity = "info" if comment.code in AS_INFO else comment.level
                said_by = rule(comment.code, severity)
                yield Problem(said_by, selection.set_severity(said_by, ()) or severity, span, comment.message, "")
