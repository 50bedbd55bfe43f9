"""One run of `layerlint check`: every file through the engine into every report.

Files come and go one by one; with ShellCheck some hundreds are held until it has answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from layerlint.configuration.policies import Asked, Policies, Policy
from layerlint.console import Output, complain, ink_for
from layerlint.discovery import Unreadable, find, program
from layerlint.engine import FileReport, lint, reaches
from layerlint.loading import Loader
from layerlint.options import Refusal
from layerlint.report.ink import Ink
from layerlint.report.summary import Summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from layerlint.facts import Facts
    from layerlint.history.findings import Histories
    from layerlint.registry import Selection
    from layerlint.settings import CheckSettings
    from layerlint.shellcheck.checker import Checker

    class Report(Protocol):
        """What every format does with what is found."""

        def file(self, report: FileReport) -> None:
            """Take up one file."""

        def unreadable(self, path: str, message: str) -> None:
            """Take up a path that could not be read."""

        def close(self, summary: Summary) -> None:
            """Nothing more comes."""


SHELLCHECK = "shellcheck"
NO_SHELLCHECK = "no ShellCheck beside the Python interpreter or on PATH; pip install 'layerlint[shellcheck]'"
NO_DOCKERFILE = "no Dockerfile in this folder"


class Run:
    """`failed` maps what could not be read or written to the reason; `summary` counts the rest.

    `alarmed` is True once something was found at or above the severity that fails a run.
    """

    def __init__(self, settings: CheckSettings, output: Output, *, github: bool) -> None:
        self.summary = Summary()
        self.failed: dict[str, str] = {}
        self._settings = settings
        self.alarmed = False
        self._histories: Histories | None = None
        asked = Asked(settings.select, settings.extend, settings.ignore, settings.fail_on)
        self._policies = Policies(asked, config=settings.config, isolated=settings.isolated, note=complain)
        self._paths = list(dict.fromkeys(self._found()))
        # All before the first report: a configuration that cannot be used leaves no half of a document behind.
        policies = [self._policy(path) for path in self._paths or ["-"]]
        self._checker = self._shellcheck(policies)
        wanted = (policies[0].format or ("github" if github else "text")) if settings.format == "auto" else settings.format
        self._reports = [self._report(wanted, output.write, ink_for(settings.color, output))]
        self._pages: list[tuple[str, list[str]]] = []
        for name, file in settings.reports:
            parts: list[str] = []
            self._pages.append((file, parts))
            self._reports.append(self._report(name, parts.append, Ink(parts.append)))

    def files(self) -> None:
        """Lint every file and close the reports."""
        for found in self._checker.reports(self._loaded()) if self._checker else map(self._linted, self._loaded()):
            policy = self._policy(found.path)
            wanted = self._settings.replay or policy.history
            if wanted > 0:
                self._with_history(found, wanted)
            self.summary.add(found)
            self.alarmed = self.alarmed or any(reaches(problem.severity, policy.fail_on) for problem in found.problems)
            for report in self._reports:
                report.file(found)
        if self._checker and self._checker.failed:
            self._without_shellcheck(self._checker)
        self.summary.unreadable = len(self.failed)
        for report in self._reports:
            for path, message in self.failed.items():
                report.unreadable(path, message)
            report.close(self.summary)
        self._save()

    def _with_history(self, found: FileReport, commits: int) -> None:
        """Let the last commits say what the findings about the cache cost. A folder without a history is worth a line, once."""
        if self._histories is None:
            from layerlint.history.findings import Histories

            self._histories = Histories()
        selection = self._policy(found.path).selection
        fixed = {problem.rule.id for problem in found.problems if selection.set_severity(problem.rule, problem.aliases)}
        told = set(self._histories.failed)
        self._histories.tell(found, commits, fixed)
        for root, reason in self._histories.failed.items():
            if root not in told:
                complain(f"{found.path}: no history: {reason}")

    def _policy(self, path: str) -> Policy:
        """What holds for the file at `path`, or for standard input under the name it is given."""
        return self._policies.of(self._settings.stdin if path == "-" else path)

    def _loaded(self) -> Iterator[Facts]:
        """Every file that can be read."""
        given = self._settings
        loader = Loader(given.surroundings, given.stdin, lambda path: self._policies.of(path).bases, isolated=given.isolated)
        for path in self._paths:
            try:
                yield loader.facts(path)
            except Unreadable as error:
                self.failed[path] = str(error)

    def _selection(self, facts: Facts) -> Selection:
        return self._policy(facts.dockerfile.source.path).selection

    def _linted(self, facts: Facts) -> FileReport:
        return lint(facts, self._selection(facts))

    def _shellcheck(self, policies: list[Policy]) -> Checker | None:
        """What runs ShellCheck, if it is there and wanted. Raises Refusal where it must be there."""
        settings = self._settings
        if settings.shellcheck == "off":
            return None
        binary = program(SHELLCHECK)
        if binary is None and settings.shellcheck == "required":
            raise Refusal(f"--shellcheck required: {NO_SHELLCHECK}")
        if binary is None or not any(policy.selection.codes.any for policy in policies):
            return None
        from layerlint.shellcheck.checker import Checker

        return Checker(binary, self._selection, cached=not settings.isolated)

    def _without_shellcheck(self, checker: Checker) -> None:
        """ShellCheck is there and cannot be used: a line, or a failure where it was required."""
        message = f"{checker.failed}; shell scripts were not checked"
        if self._settings.shellcheck == "required":
            self.failed[checker.binary] = message
        else:
            complain(f"{checker.binary}: {message}")

    def _found(self) -> Iterator[str]:
        """Every file to read. A folder without a Dockerfile is worth a line, and is a failure when there is nothing else."""
        empty = []
        some = False
        for path in self._settings.paths:
            found = ["-"] if path == "-" else find(path, self.failed)
            some = some or bool(found)
            yield from found
            if not found and path not in self.failed:
                empty.append(path)
        if not some:
            self.failed |= dict.fromkeys(empty, NO_DOCKERFILE)
            return
        for path in empty:
            complain(f"{path}: {NO_DOCKERFILE}")

    def _report(self, name: str, write: Callable[[str], object], ink: Ink) -> Report:
        """The report of that format; its module is imported only here."""
        quiet = self._settings.quiet
        if name == "json":
            from layerlint.report.document import JsonReport

            return JsonReport(write)
        if name == "github":
            from layerlint.report.github import GithubReport

            return GithubReport(Ink(write), quiet=quiet)
        if name == "concise":
            from layerlint.report.concise import ConciseReport

            return ConciseReport(ink, quiet=quiet)
        from layerlint.report.text import TextReport

        return TextReport(ink, quiet=quiet, statistics=self._settings.statistics, alone=len(self._paths) == 1)

    def _save(self) -> None:
        """Write the further reports, now that they are whole."""
        for file, parts in self._pages:
            try:
                with open(file, "w", encoding="utf-8", errors="replace") as stream:
                    stream.writelines(parts)
            except OSError as error:
                self.failed[file] = f"cannot write this report: {error.strerror}"
