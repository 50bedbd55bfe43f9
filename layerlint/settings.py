"""The command line as values, checked. Reads options alone: no file, and of the environment only what an option asks for."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from layerlint.problem import SEVERITIES

SUBCOMMANDS = ("check", "layers", "rule")
FORMATS = ("auto", "text", "concise", "json", "github")
BUILDERS = ("buildkit", "classic", "buildah")

# What the design names and a later version brings. Said plainly, so nobody takes silence for an answer.
LATER_SUBCOMMANDS = ("cache", "order", "image", "calibrate", "shared")
LATER_FORMATS = ("sarif", "gitlab", "checkstyle", "junit", "html")
LATER_OPTIONS = ("--fix", "--unsafe-fixes", "--diff", "--replay", "--baseline", "--write-baseline", "--config", "--image")


class Refusal(Exception):
    """The command line asks for something that cannot be done; the text is one line for standard error."""


class Surroundings:
    """What a build is given beside its Dockerfile. `context` is None for the Dockerfile's own folder."""

    __slots__ = ("build_args", "builder", "context", "platform", "target")

    def __init__(self, options: argparse.Namespace) -> None:
        self.context: str | None = options.context
        self.target: str | None = options.target
        self.build_args = _build_args(options.build_arg)
        self.platform: str | None = options.platform
        self.builder: str = options.builder
        if self.context is not None and not os.path.isdir(self.context):
            raise Refusal(f"--context: `{self.context}` is not a folder")
        if self.platform is not None and "/" not in self.platform.strip("/"):
            raise Refusal(f"--platform: `{self.platform}` is not of the form OS/ARCH")


class CheckSettings:
    """What `layerlint check` was asked to do. `reports` are further reports: pairs of format and file name."""

    __slots__ = (
        "color",
        "extend",
        "fail_on",
        "format",
        "ignore",
        "paths",
        "quiet",
        "reports",
        "select",
        "statistics",
        "stdin",
        "surroundings",
    )

    def __init__(self, options: argparse.Namespace) -> None:
        self.paths: list[str] = options.paths or ["."]
        self.format = _format(options.format, "--format")
        self.reports = [_report(text) for text in options.report]
        self.select = _selectors(options.select)
        self.extend = _selectors(options.extend_select)
        self.ignore = _selectors(options.ignore)
        self.fail_on: str = options.fail_on
        self.stdin: str = options.stdin_filename
        self.quiet: bool = options.quiet
        self.statistics: bool = options.statistics
        self.color: str = options.color
        self.surroundings = Surroundings(options)
        if options.shellcheck == "required":
            raise Refusal("--shellcheck required comes later; this version does not run ShellCheck")


class LayersSettings:
    """What `layerlint layers` was asked to do."""

    __slots__ = ("color", "format", "newest_first", "path", "surroundings")

    def __init__(self, options: argparse.Namespace) -> None:
        self.path: str = options.path
        self.format: str = options.format
        self.newest_first: bool = options.newest_first
        self.color: str = options.color
        self.surroundings = Surroundings(options)


class RuleSettings:
    """What `layerlint rule` was asked to explain; no `words` means every rule."""

    __slots__ = ("color", "format", "words")

    def __init__(self, options: argparse.Namespace) -> None:
        self.words: list[str] = options.rules
        self.format: str = options.format
        self.color: str = options.color
        if bool(self.words) == options.all:
            raise Refusal("rule: name a rule by its id, name or old id, or ask for --all")


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and says of an option of the design that it comes later."""

    def error(self, message: str) -> None:  # type: ignore[override]  # the base class exits, this one raises
        raise Refusal(f"{message} (see `{self.prog} --help`)")

    def values(self, arguments: Sequence[str]) -> argparse.Namespace:
        options, unknown = self.parse_known_args(arguments)
        for word in unknown:
            name = word.partition("=")[0]
            if name in LATER_OPTIONS:
                raise Refusal(f"{name} comes later; this version does not have it yet")
        if unknown:
            self.error(f"unknown: {' '.join(unknown)}{self._nearest(unknown[0])}")
        return options

    def _nearest(self, word: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(word.partition("=")[0], self._option_string_actions, n=1)
        return f"; did you mean {near[0]}?" if near else ""


def check_settings(arguments: Sequence[str]) -> CheckSettings:
    """The values of `layerlint [check] …`. Raises Refusal; exits for --help."""
    parser = _Parser("layerlint check", description="Find what is wrong, slow or wasteful in Dockerfiles.", allow_abbrev=False)
    add = parser.add_argument
    add("paths", nargs="*", metavar="PATH", help="a Dockerfile, a folder to search, or - for standard input (default: this folder)")
    add("--format", default="auto", metavar="FORMAT", help=f"{', '.join(FORMATS)} (default: auto)")
    add("--report", action="append", default=[], metavar="FORMAT=FILE", help="write a further report into a file; repeatable")
    add(
        "--select",
        action="append",
        default=[],
        metavar="RULES",
        help="run these rules only: ids, names, categories, old ids, prefixes, ALL",
    )
    add("--extend-select", action="append", default=[], metavar="RULES", help="run these rules too")
    add("--ignore", action="append", default=[], metavar="RULES", help="leave these rules out")
    add(
        "--fail-on",
        default="warning",
        choices=(*SEVERITIES, "never"),
        help="exit 1 for findings of this severity or above (default: warning)",
    )
    add("--stdin-filename", default="-", metavar="NAME", help="what to call standard input in reports")
    add("--quiet", action="store_true", help="findings only, no closing block")
    add("--statistics", action="store_true", help="count the findings of each rule")
    add("--jobs", type=int, default=1, metavar="N", help="accepted; one process is faster than starting more")
    add("--shellcheck", default="auto", choices=("auto", "off", "required"), help="auto is off until ShellCheck is supported")
    _add_surroundings(parser)
    return CheckSettings(parser.values(arguments))


def layers_settings(arguments: Sequence[str]) -> LayersSettings:
    """The values of `layerlint layers …`. Raises Refusal; exits for --help."""
    parser = _Parser("layerlint layers", description="The predicted `docker history`, line by line.", allow_abbrev=False)
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="a Dockerfile, a folder that has one, or - for standard input")
    parser.add_argument("--format", default="text", choices=("text", "json"))
    parser.add_argument("--newest-first", action="store_true", help="the order of `docker history`")
    _add_surroundings(parser)
    return LayersSettings(parser.values(arguments))


def rule_settings(arguments: Sequence[str]) -> RuleSettings:
    """The values of `layerlint rule …`. Raises Refusal; exits for --help."""
    parser = _Parser("layerlint rule", description="Explain rules, by any of their ids.", allow_abbrev=False)
    parser.add_argument("rules", nargs="*", metavar="RULE", help="an id, a name, or the id another tool gave it")
    parser.add_argument("--all", action="store_true", help="list every rule")
    parser.add_argument("--format", default="text", choices=("text", "json"))
    _add_color(parser)
    return RuleSettings(parser.values(arguments))


def _add_surroundings(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--context", metavar="DIR", help="the build context (default: the folder of the Dockerfile)")
    add("--target", metavar="STAGE", help="the stage to build (default: the last)")
    add("--build-arg", action="append", default=[], metavar="NAME[=VALUE]", help="a build argument; repeatable")
    add("--platform", metavar="OS/ARCH", help="the platform built for")
    add("--builder", default="buildkit", choices=BUILDERS, help="who builds (default: buildkit)")
    add("--isolated", action="store_true", help="read no configuration file")
    _add_color(parser)


def _add_color(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--color", default="auto", choices=("auto", "always", "never"), help="default: auto, on a terminal")


def _selectors(given: list[str]) -> list[str]:
    return [word.strip() for text in given for word in text.split(",") if word.strip()]


def _build_args(given: list[str]) -> dict[str, str]:
    """NAME=VALUE as written; a bare NAME takes its value from the environment, and is left out when it has none."""
    values = {}
    for text in given:
        name, equals, value = text.partition("=")
        if equals:
            values[name] = value
        elif name in os.environ:
            values[name] = os.environ[name]
    return values


def _format(name: str, option: str) -> str:
    if name in LATER_FORMATS:
        raise Refusal(f"{option}: the format {name} comes later; there is {', '.join(FORMATS)}")
    if name not in FORMATS:
        raise Refusal(f"{option}: no format is called `{name}`; there is {', '.join(FORMATS)}")
    return name


def _report(text: str) -> tuple[str, str]:
    name, equals, file = text.partition("=")
    if not equals or not file:
        raise Refusal(f"--report: `{text}` is not of the form FORMAT=FILE")
    return _format(name, "--report"), file
