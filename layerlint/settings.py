"""The command line as values, checked. Reads options alone: no file, and of the environment only what an option asks for."""

from __future__ import annotations

import os
from collections.abc import Sequence

from layerlint.choice import PRESETS
from layerlint.options import Option, Refusal, Values, help_text, values
from layerlint.problem import SEVERITIES

SUBCOMMANDS = ("check", "layers", "cache", "order", "image", "calibrate", "shared", "rule")
FORMATS = ("auto", "text", "concise", "json", "github")

# What the design names and a later version brings. Said plainly, so nobody takes silence for an answer.
LATER_FORMATS = ("sarif", "gitlab", "checkstyle", "junit", "html")
LATER_OPTIONS = ("--fix", "--unsafe-fixes", "--diff", "--baseline", "--write-baseline")

COLOR = (Option("--color", "auto|always|never", "auto: on a terminal", "auto"),)
CONFIGURATION = (
    Option("--config", "FILE", "read this configuration, not the one nearest to each Dockerfile"),
    Option("--isolated", "", "read no configuration file and no cache"),
)
BUILD = (
    Option("--context", "DIR", "the build context; without it, the folder of the Dockerfile"),
    Option("--target", "STAGE", "the stage to build; without it, the last"),
    Option("--build-arg", "NAME[=VALUE]", "a build argument; repeatable"),
    Option("--platform", "OS/ARCH", "the platform built for"),
    Option("--builder", "buildkit|classic|buildah", "who builds", "buildkit"),
    *CONFIGURATION,
    *COLOR,
)
CHECK = (
    Option("--format", "FORMAT", f"{', '.join(FORMATS)}; auto: github inside GitHub Actions, else text", "auto"),
    Option("--report", "FORMAT=FILE", "write a further report into a file; repeatable"),
    Option("--preset", "NAME", f"begin with this set of rules: {', '.join(PRESETS)}"),
    Option("--select", "RULES", "run these rules only: ids, names, categories, old ids, prefixes, ALL"),
    Option("--extend-select", "RULES", "run these rules too"),
    Option("--ignore", "RULES", "leave these rules out"),
    Option("--fail-on", "|".join((*SEVERITIES, "never")), "exit 1 for findings of this severity or above; without it, warning"),
    Option("--replay", "N", "let findings about the cache use the last N commits of the repository"),
    Option("--stdin-filename", "NAME", "what reports call standard input", "-"),
    Option("--quiet", "", "findings alone, no closing block"),
    Option("--statistics", "", "count the findings of each rule"),
    Option("--jobs", "N", "accepted; one process is faster than starting more"),
    Option("--shellcheck", "auto|off|required", "look at shell scripts with ShellCheck; auto: where it is installed", "auto"),
    *BUILD,
)
LAYERS = (
    Option("--format", "text|json", "the form of the report", "text"),
    Option("--image", "ARCHIVE", "show the lines of this built image beside the predicted ones"),
    Option("--newest-first", "", "in the order of `docker history`"),
    *BUILD,
)
RULE = (
    Option("--all", "", "list every rule"),
    Option("--format", "text|json", "the form of the answer", "text"),
    *CONFIGURATION,
    *COLOR,
)
# Usage, description and options of these subcommands; those of the others, which few runs need, are in further_settings.py.
COMMANDS = {
    "check": ("layerlint [check] [PATH ...]", "Find what is wrong, slow or wasteful. PATH is a file, a folder to search, or -.", CHECK),
    "layers": ("layerlint layers [PATH]", "The predicted `docker history`, line by line. PATH is a Dockerfile, its folder, or -.", LAYERS),
    "rule": ("layerlint rule ID|NAME ... | --all", "Explain rules, by an id, a name, or the id another tool gave them.", RULE),
}


class Surroundings:
    """What a build is given beside its Dockerfile. `context` is None for the Dockerfile's own folder."""

    __slots__ = ("build_args", "builder", "context", "platform", "target")

    def __init__(
        self,
        *,
        context: str | None = None,
        target: str | None = None,
        build_args: dict[str, str] | None = None,
        platform: str | None = None,
        builder: str = "buildkit",
    ) -> None:
        self.context = context
        self.target = target
        self.build_args = build_args or {}
        self.platform = platform
        self.builder = builder


def surroundings(given: Values) -> Surroundings:
    """What the command line says of the build. Raises Refusal."""
    context, platform = given.optional("--context"), given.optional("--platform")
    if context is not None and not os.path.isdir(context):
        raise Refusal(f"--context: `{context}` is not a folder")
    if platform is not None and "/" not in platform.strip("/"):
        raise Refusal(f"--platform: `{platform}` is not of the form OS/ARCH")
    return Surroundings(
        context=context,
        target=given.optional("--target"),
        build_args=build_args(given.several("--build-arg")),
        platform=platform,
        builder=given.text("--builder"),
    )


class BuildSettings:
    """What every subcommand about a build is asked beside its own questions."""

    __slots__ = ("color", "config", "format", "isolated", "surroundings")

    def __init__(self, given: Values) -> None:
        self.format = given.text("--format")
        self.config = given.optional("--config")
        self.isolated = given.flag("--isolated")
        self.color = given.text("--color")
        self.surroundings = surroundings(given)


def one_dockerfile(given: Values, command: str) -> str:
    """The path of the one Dockerfile that is asked about, without one that of the current folder. Raises Refusal."""
    if len(given.operands) > 1:
        raise Refusal(f"{command}: one Dockerfile at a time")
    return given.operands[0] if given.operands else "."


class CheckSettings(BuildSettings):
    """What `layerlint check` was asked to do. `reports` are further reports: pairs of format and file name.

    `fail_on` is None where nothing is said of it: then a configuration may.
    """

    __slots__ = (
        "extend",
        "fail_on",
        "ignore",
        "paths",
        "quiet",
        "replay",
        "reports",
        "select",
        "shellcheck",
        "statistics",
        "stdin",
    )

    def __init__(self, words: Sequence[str]) -> None:
        given = values(words, CHECK, LATER_OPTIONS)
        super().__init__(given)
        self.paths = given.operands or ["."]
        self.format = _format(self.format, "--format")
        self.reports = [_report(text) for text in given.several("--report")]
        self.select = [*_preset(given), *_selectors(given.several("--select"))]
        self.extend = _selectors(given.several("--extend-select"))
        self.ignore = _selectors(given.several("--ignore"))
        self.fail_on = given.optional("--fail-on")
        self.replay = number(given.optional("--replay"), "--replay")
        self.stdin = given.text("--stdin-filename")
        self.quiet = given.flag("--quiet")
        self.statistics = given.flag("--statistics")
        self.shellcheck = given.text("--shellcheck")
        jobs = given.optional("--jobs")
        if jobs is not None and not (jobs.isascii() and jobs.isdigit()):
            raise Refusal(f"--jobs: `{jobs}` is no number")


class LayersSettings(BuildSettings):
    """What `layerlint layers` was asked to do. `image` is the archive to lay beside, None without."""

    __slots__ = ("image", "newest_first", "path")

    def __init__(self, words: Sequence[str]) -> None:
        given = values(words, LAYERS, LATER_OPTIONS)
        super().__init__(given)
        self.path = one_dockerfile(given, "layers")
        self.image = given.optional("--image")
        self.newest_first = given.flag("--newest-first")


def number(text: str | None, option: str) -> int | None:
    """A count above zero, None for None. Raises Refusal."""
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) == 0:
        raise Refusal(f"{option}: `{text}` is no number above zero")
    return int(text)


class RuleSettings:
    """What `layerlint rule` was asked to explain; no `words` means every rule."""

    __slots__ = ("color", "config", "format", "isolated", "words")

    def __init__(self, words: Sequence[str]) -> None:
        given = values(words, RULE)
        self.words = given.operands
        self.config = given.optional("--config")
        self.isolated = given.flag("--isolated")
        self.format = given.text("--format")
        self.color = given.text("--color")
        if bool(self.words) == given.flag("--all"):
            raise Refusal("rule: name a rule by its id, name or old id, or ask for --all")


def command_help(command: str) -> str:
    """What `layerlint COMMAND --help` prints."""
    if command in COMMANDS:
        return help_text(*COMMANDS[command])
    from layerlint.further_settings import COMMANDS as FURTHER

    return help_text(*FURTHER[command])


def _selectors(given: list[str]) -> list[str]:
    return [word.strip() for text in given for word in text.split(",") if word.strip()]


def _preset(given: Values) -> list[str]:
    name = given.optional("--preset")
    if name is not None and name not in PRESETS:
        raise Refusal(f"--preset: `{name}` is none of {', '.join(PRESETS)}")
    return [name] if name else []


def build_args(given: list[str]) -> dict[str, str]:
    """NAME=VALUE as written; a bare NAME takes its value from the environment, and is left out when it has none."""
    arguments = {}
    for text in given:
        name, equals, value = text.partition("=")
        if equals:
            arguments[name] = value
        elif name in os.environ:
            arguments[name] = os.environ[name]
    return arguments


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
