"""layerlint as a library: one function that reads a file and returns what the command line would report."""

from __future__ import annotations

from collections.abc import Iterable

from layerlint.engine import FileReport, lint
from layerlint.loading import Loader
from layerlint.registry import select as selection
from layerlint.settings import Surroundings


def check_file(
    path: str,
    *,
    select: Iterable[str] = (),
    extend_select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    context: str | None = None,
    target: str | None = None,
    build_args: dict[str, str] | None = None,
    platform: str | None = None,
    builder: str = "buildkit",
) -> FileReport:
    """The report on the Dockerfile at `path`: `.problems` in file order, `.suppressed`, `.plan` (None without a stage).

    Raises `layerlint.discovery.Unreadable` for a path that is no readable file, and `layerlint.choice.UnknownRule`
    for a selector that no rule answers to.
    """
    around = Surroundings(context=context, target=target, build_args=build_args, platform=platform, builder=builder)
    return lint(Loader(around).facts(path), selection(select, extend_select, ignore))
