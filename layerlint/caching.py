"""One run of `layerlint cache`: which steps of each file rerun, by a change, by an earlier state, or over the last commits."""

from __future__ import annotations

import os

from layerlint.console import Output, complain, ink_for
from layerlint.discovery import Unreadable, find
from layerlint.history.answers import Answer, replayed, transition
from layerlint.history.git import NoHistory, Repository
from layerlint.history.log import commits
from layerlint.options import Refusal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.cache_rerun import State
    from layerlint.build.context import Context
    from layerlint.facts import Facts
    from layerlint.further_settings import CacheSettings
    from layerlint.loading import Loader

CLEAN, REFUSED = 0, 2


def run_cache(settings: CacheSettings, loader: Loader, output: Output) -> int:
    """Answer for every file and write the report. 2 where one of them could not be answered for."""
    failed: dict[str, str] = {}
    answers = []
    for path in _paths(settings, failed):
        try:
            answers.append(_answer(path, settings, loader))
        except (Unreadable, NoHistory) as error:
            failed[path] = str(error)
    for path, message in failed.items():
        complain(f"{path}: {message}")
    if answers:
        _write(answers, settings, output)
    return REFUSED if failed else CLEAN


def _paths(settings: CacheSettings, failed: dict[str, str]) -> list[str]:
    found = [each for path in settings.paths for each in (["-"] if path == "-" else find(path, failed))]
    if not found and not failed:
        raise Refusal(f"{settings.paths[0]}: no Dockerfile in this folder")
    return list(dict.fromkeys(found))


def _answer(path: str, settings: CacheSettings, loader: Loader) -> Answer:
    facts = loader.facts(path)
    notes: list[str] = []
    context = _context(facts, path, settings, notes)
    if facts.graph.target is None:
        raise Unreadable("no stage, so nothing to build")
    if settings.replay is not None:
        repository = Repository(context.root)
        found = replayed(facts, commits(repository, settings.replay), settings.regime, notes)
        if found.commits is not None and found.commits < settings.replay:
            why = "the clone is shallow" if repository.shallow else "the history has no more"
            notes.append(f"{found.commits} of {settings.replay} commits seen: {why}")
    else:
        before, after = _states(facts, path, settings, notes)
        found = transition(before, after, settings.regime, notes)
    found.path = path
    if settings.build_log is not None:
        found.calibrate(_log(settings.build_log, found), settings.build_log)
    return found


def _context(facts: Facts, path: str, settings: CacheSettings, notes: list[str]) -> Context:
    """The context, also where a source is missing: a build makes some of them first."""
    if facts.context is None:
        if path == "-":
            raise Unreadable("the build context is not known; give --context DIR")
        from layerlint.build.context import Context

        root = settings.surroundings.context or os.path.dirname(path) or "."
        facts.context = Context(root, path, settings.surroundings.builder)
        notes.append("a source of a COPY is not in the folder; what it will hold is not part of this")
    return facts.context


def _states(facts: Facts, path: str, settings: CacheSettings, notes: list[str]) -> tuple[State, State]:
    from layerlint.history.states import before_changes, before_folder, since_revision

    if settings.changed:
        return before_changes(facts, settings.changed, notes)
    if settings.before is not None:
        return before_folder(facts, path, settings.before, settings.before_args, notes)
    return since_revision(facts, path, settings.since or "HEAD", notes)


def _log(path: str, answer: Answer) -> dict[int, float]:
    from layerlint.discovery import read
    from layerlint.history.build_log import BadLog, logged_seconds

    try:
        return logged_seconds(read(path).decode("utf-8", "replace"), answer.file)
    except (Unreadable, BadLog) as error:
        raise Refusal(f"--build-log: {path}: {error}") from error


def _write(answers: list[Answer], settings: CacheSettings, output: Output) -> None:
    if settings.format == "json":
        from layerlint.report.cache_document import cache_document, encoded

        documents = [cache_document(answer) for answer in answers]
        output.write(encoded(documents[0] if len(documents) == 1 else {"version": 1, "files": documents}) + "\n")
        return
    from layerlint.report.cache import write_cache

    ink = ink_for(settings.color, output)
    for answer in answers:
        write_cache(answer, ink, output.columns())
