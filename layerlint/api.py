"""layerlint as a library: one function that reads a file and returns what the command line would report."""

from __future__ import annotations

from collections.abc import Iterable

from layerlint.configuration.policies import Asked, Policies
from layerlint.engine import FileReport, lint
from layerlint.loading import Loader
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
    config: str | None = None,
    isolated: bool = False,
) -> FileReport:
    """The report on the Dockerfile at `path`: `.problems` in file order, `.suppressed`, `.plan` (None without a stage).

    Configuration is looked for as on the command line, or is `config`; `isolated` reads none. A preset is a selector, too.

    Raises `layerlint.options.Refusal` for a configuration that cannot be used, `layerlint.discovery.Unreadable` for a path that is no readable file, and `layerlint.choice.UnknownRule`
    for a selector that no rule answers to.
    """
    around = Surroundings(context=context, target=target, build_args=build_args, platform=platform, builder=builder)
    policies = Policies(Asked(list(select), list(extend_select), list(ignore)), config=config, isolated=isolated)
    return lint(Loader(around).facts(path), policies.of(path).selection)
