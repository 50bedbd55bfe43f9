"""The edge: arguments in, reports and an exit code out. What reads which option is in settings, the streams are in console."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence

from layerlint import __version__
from layerlint.console import Output, complain, ink_for
from layerlint.discovery import Unreadable, find
from layerlint.engine import FileReport, lint, reaches
from layerlint.loading import load
from layerlint.registry import Selection, UnknownRule, named, rules, select
from layerlint.report.ink import Ink
from layerlint.report.summary import Summary
from layerlint.settings import (
    LATER_SUBCOMMANDS,
    SUBCOMMANDS,
    CheckSettings,
    LayersSettings,
    Refusal,
    RuleSettings,
    check_settings,
    layers_settings,
    rule_settings,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Report(Protocol):
        """What every format does with what is found."""

        def file(self, report: FileReport) -> None:
            """Take up one file."""

        def unreadable(self, path: str, message: str) -> None:
            """Take up a path that could not be read."""

        def close(self, summary: Summary) -> None:
            """Nothing more comes."""


CLEAN, FINDINGS, REFUSED = 0, 1, 2
INTERRUPTED = 130  # 128 + SIGINT, as shells count

OVERVIEW = """\
layerlint: what every line of a Dockerfile costs, before anything is built

  layerlint [check] [PATH ...]     find what is wrong, slow or wasteful; PATH is a file, a folder or -
  layerlint layers PATH            the predicted `docker history`, line by line
  layerlint rule ID|NAME|--all     explain a rule, by any of its ids

`layerlint check --help` and so on list the options.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run layerlint. 0: nothing to report, 1: findings at or above --fail-on, 2: cannot do what was asked."""
    words = list(sys.argv[1:] if argv is None else argv)
    output = Output()
    try:
        code = _command(words, output)
        output.flush()
    except (Refusal, UnknownRule) as refusal:
        complain(str(refusal))
        return REFUSED
    except OSError as error:  # only standard output is left unguarded
        complain(f"cannot write the report: {error.strerror}")
        return REFUSED
    except SystemExit as stop:  # argparse has printed its help
        return int(stop.code or 0)
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _command(words: list[str], output: Output) -> int:
    if "--version" in words:
        output.write(f"layerlint {__version__}\n")
        return CLEAN
    if words and words[0] in ("-h", "--help"):
        output.write(OVERVIEW)
        return CLEAN
    if words and words[0] in LATER_SUBCOMMANDS:
        raise Refusal(f"`{words[0]}` comes later; this version has {', '.join(SUBCOMMANDS)} (a folder of that name: ./{words[0]})")
    word = words.pop(0) if words and words[0] in SUBCOMMANDS else "check"
    if word == "layers":
        return _layers(layers_settings(words), output)
    if word == "rule":
        return _rule(rule_settings(words), output)
    return _check(check_settings(words), output)


def _check(settings: CheckSettings, output: Output) -> int:
    selection = select(settings.select, settings.extend, settings.ignore)
    unreadable: dict[str, str] = {}
    paths = list(dict.fromkeys(_paths(settings.paths, unreadable)))
    files = [(file, _Pages()) for _, file in settings.reports]
    reports = [_report(_format(settings), output.write, settings, ink=ink_for(settings.color, output), alone=len(paths) == 1)]
    for (name, _), (_, pages) in zip(settings.reports, files, strict=True):
        reports.append(_report("text" if name == "auto" else name, pages.write, settings, ink=Ink(pages.write), alone=len(paths) == 1))
    summary = Summary()
    for path in paths:
        for report in _linted(path, selection, settings, unreadable):
            summary.add(report)
            for writer in reports:
                writer.file(report)
    return _finish(settings, reports, summary, unreadable) or max((_save(file, pages) for file, pages in files), default=CLEAN)


def _paths(given: list[str], unreadable: dict[str, str]) -> Iterable[str]:
    """Every file to read. A folder without a Dockerfile is worth a line, and is a failure when there is nothing else."""
    empty = []
    some = False
    for path in given:
        found = find(path, unreadable) if path != "-" else ["-"]
        some = some or bool(found)
        yield from found
        if not found and path not in unreadable:
            empty.append(path)
    for path in empty:
        if some:
            complain(f"{path}: no Dockerfile in this folder")
        else:
            unreadable[path] = "no Dockerfile in this folder"


def _linted(path: str, selection: Selection, settings: CheckSettings, unreadable: dict[str, str]) -> Iterable[FileReport]:
    """The report on one file, or none, and why not in `unreadable`."""
    try:
        facts = load(path, settings.surroundings, settings.stdin)
    except Unreadable as error:
        unreadable[path] = str(error)
        return []
    return [lint(facts, selection)]


def _finish(settings: CheckSettings, reports: list[Report], summary: Summary, unreadable: dict[str, str]) -> int:
    """Close the reports; the exit code of the run."""
    summary.unreadable = len(unreadable)
    for path, message in unreadable.items():
        complain(f"{path}: {message}")
        for report in reports:
            report.unreadable(path, message)
    for report in reports:
        report.close(summary)
    if unreadable:
        return REFUSED
    return FINDINGS if any(number and reaches(severity, settings.fail_on) for severity, number in summary.by_severity.items()) else CLEAN


class _Pages:
    """A report on its way into a file: gathered, and written when it is whole."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, text: str) -> None:
        self.parts.append(text)


def _save(file: str, pages: _Pages) -> int:
    try:
        with open(file, "w", encoding="utf-8", errors="replace") as stream:
            stream.writelines(pages.parts)
    except OSError as error:
        complain(f"--report: cannot write {file}: {error.strerror}")
        return REFUSED
    return CLEAN


def _format(settings: CheckSettings) -> str:
    if settings.format != "auto":
        return settings.format
    return "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "text"


def _report(name: str, write: Callable[[str], object], settings: CheckSettings, *, ink: Ink, alone: bool) -> Report:
    """The report of that format; its module is imported only here."""
    if name == "json":
        from layerlint.report.document import JsonReport

        return JsonReport(write)
    if name == "github":
        from layerlint.report.github import GithubReport

        return GithubReport(Ink(write), quiet=settings.quiet)
    if name == "concise":
        from layerlint.report.concise import ConciseReport

        return ConciseReport(ink, quiet=settings.quiet)
    from layerlint.report.text import TextReport

    return TextReport(ink, quiet=settings.quiet, statistics=settings.statistics, alone=alone)


def _layers(settings: LayersSettings, output: Output) -> int:
    path = _the_dockerfile(settings.path)
    try:
        report = lint(load(path, settings.surroundings, "-"), select(["LL0"]))
    except Unreadable as error:
        raise Refusal(f"{path}: {error}") from error
    if settings.format == "json":
        from layerlint.report.document import layers_document, written

        output.write(written(layers_document(report)))
        return CLEAN
    from layerlint.report.layers import write_layers
    from layerlint.report.text import TextReport

    ink = ink_for(settings.color, output)
    TextReport(ink, quiet=True).file(report)
    write_layers(report, ink, newest_first=settings.newest_first, columns=output.columns())
    return CLEAN


def _the_dockerfile(path: str) -> str:
    """The path itself, or the Dockerfile that a build of this folder would take."""
    if path == "-" or not os.path.isdir(path):
        return path
    for name in ("Dockerfile", "Containerfile"):
        inside = name if path == "." else os.path.join(path, name)
        if os.path.lexists(inside):
            return inside
    raise Refusal(f"{path}: no Dockerfile in this folder")


def _rule(settings: RuleSettings, output: Output) -> int:
    found = [rule for word in settings.words for rule in named(word)] if settings.words else rules()
    if settings.format == "json":
        from layerlint.report.document import rule_document, written

        output.write(written({"version": 1, "rules": [rule_document(rule) for rule in found]}))
        return CLEAN
    from layerlint.report.rules import write_list, write_rules

    ink = ink_for(settings.color, output)
    if settings.words:
        write_rules(found, ink)
    else:
        write_list(found, ink)
    return CLEAN
