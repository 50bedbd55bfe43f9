"""One run of `layerlint check`: every file through the engine into every report. Files come and go one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from layerlint.configuration.policies import Asked, Policies
from layerlint.console import Output, complain, ink_for
from layerlint.discovery import Unreadable, find
from layerlint.engine import FileReport, lint, reaches
from layerlint.loading import Loader
from layerlint.report.ink import Ink
from layerlint.report.summary import Summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from layerlint.settings import CheckSettings

    class Report(Protocol):
        """What every format does with what is found."""

        def file(self, report: FileReport) -> None:
            """Take up one file."""

        def unreadable(self, path: str, message: str) -> None:
            """Take up a path that could not be read."""

        def close(self, summary: Summary) -> None:
            """Nothing more comes."""


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
        asked = Asked(settings.select, settings.extend, settings.ignore, settings.fail_on)
        self._policies = Policies(asked, config=settings.config, isolated=settings.isolated, note=complain)
        self._paths = list(dict.fromkeys(self._found()))
        # All before the first report: a configuration that cannot be used leaves no half of a document behind.
        policies = [self._policies.of(self._place(path)) for path in self._paths or ["-"]]
        wanted = (policies[0].format or ("github" if github else "text")) if settings.format == "auto" else settings.format
        self._reports = [self._report(wanted, output.write, ink_for(settings.color, output))]
        self._pages: list[tuple[str, list[str]]] = []
        for name, file in settings.reports:
            parts: list[str] = []
            self._pages.append((file, parts))
            self._reports.append(self._report(name, parts.append, Ink(parts.append)))

    def files(self) -> None:
        """Lint every file and close the reports."""
        loader = Loader(self._settings.surroundings, self._settings.stdin)
        for path in self._paths:
            try:
                facts = loader.facts(path)
            except Unreadable as error:
                self.failed[path] = str(error)
                continue
            policy = self._policies.of(self._place(path))
            found = lint(facts, policy.selection)
            self.summary.add(found)
            self.alarmed = self.alarmed or any(reaches(problem.severity, policy.fail_on) for problem in found.problems)
            for report in self._reports:
                report.file(found)
        self.summary.unreadable = len(self.failed)
        for report in self._reports:
            for path, message in self.failed.items():
                report.unreadable(path, message)
            report.close(self.summary)
        self._save()

    def _place(self, path: str) -> str:
        """Where configuration is looked for: beside the file, or where standard input is said to come from."""
        return self._settings.stdin if path == "-" else path

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
