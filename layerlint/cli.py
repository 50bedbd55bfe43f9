"""The edge: arguments in, exit code out. What an option means is in settings, the streams are in console."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from layerlint import __version__
from layerlint.choice import UnknownRule
from layerlint.console import Output, complain, ink_for
from layerlint.options import Refusal
from layerlint.settings import SUBCOMMANDS, CheckSettings, LayersSettings, RuleSettings, command_help

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.loading import Loader
    from layerlint.settings import BuildSettings

CLEAN, FINDINGS, REFUSED = 0, 1, 2
INTERRUPTED = 130  # 128 + SIGINT, as shells count

OVERVIEW = """\
layerlint: what every line of a Dockerfile costs, before anything is built

  layerlint [check] [PATH ...]       find what is wrong, slow or wasteful; PATH is a file, a folder or -
  layerlint layers [PATH]            the predicted `docker history`, line by line
  layerlint image ARCHIVE|DIR        the same of a built image, with what it wastes
  layerlint cache [PATH ...]         which steps rerun after a change or in the last commits, and why
  layerlint order [PATH]             the better order of its steps, with a proof
  layerlint calibrate PATH --image X remember the real bytes of a built image for later predictions
  layerlint shared PATH ...          which layers several images share, and which they could
  layerlint rule ID|NAME ... | --all explain a rule, by any of its ids

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
    except OSError as error:  # every read is guarded where it is made: this is standard output
        complain(f"cannot write the report: {error.strerror or error}")
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:  # noqa: BLE001  # a bug of ours, told in full; not exit 1, which would mean findings
        from traceback import format_exc

        for line in ("this is a bug in layerlint, please report it:", *format_exc().splitlines()):
            complain(line)
        return REFUSED
    return code


def _command(words: list[str], output: Output) -> int:
    if "--version" in words:
        from layerlint.discovery import program

        binary = program("shellcheck")
        output.write(f"layerlint {__version__}\n{f'shellcheck {binary}{chr(10)}' if binary else ''}")
        return CLEAN
    first = words[0] if words else ""
    if first in ("-h", "--help"):
        output.write(OVERVIEW)
        return CLEAN
    command = words.pop(0) if first in SUBCOMMANDS else "check"
    if "-h" in words or "--help" in words:
        output.write(command_help(command))
        return CLEAN
    commands = {
        "check": _check,
        "layers": _layers,
        "cache": _cache,
        "order": _order,
        "image": _image,
        "calibrate": _calibrate,
        "shared": _shared,
        "rule": _rule,
    }
    return commands[command](words, output)


def _check(words: list[str], output: Output) -> int:
    from layerlint.checking import Run

    settings = CheckSettings(words)
    run = Run(settings, output, github=os.environ.get("GITHUB_ACTIONS") == "true")
    run.files()
    for path, message in run.failed.items():
        complain(f"{path}: {message}")
    if run.failed:
        return REFUSED
    return FINDINGS if run.alarmed else CLEAN


def _layers(words: list[str], output: Output) -> int:
    from layerlint.planning import show_layers

    settings = LayersSettings(words)
    settings.path = _the_dockerfile(settings.path)
    show_layers(settings, _loader(settings), output)
    return CLEAN


def _calibrate(words: list[str], output: Output) -> int:
    from layerlint.calibrating import calibrate
    from layerlint.further_settings import CalibrateSettings

    settings = CalibrateSettings(words)
    settings.path = _the_dockerfile(settings.path)
    calibrate(settings, _loader(settings), output)
    return CLEAN


def _shared(words: list[str], output: Output) -> int:
    from layerlint.comparing import compare
    from layerlint.further_settings import SharedSettings

    settings = SharedSettings(words)
    return CLEAN if compare(settings, _loader(settings), output) else REFUSED


def _loader(settings: BuildSettings) -> Loader:
    """What opens the Dockerfile, with the base images that its configuration tells of."""
    from layerlint.configuration.policies import Asked, Policies
    from layerlint.loading import Loader

    policies = Policies(Asked(), config=settings.config, isolated=settings.isolated)
    return Loader(settings.surroundings, told=lambda path: policies.of(path).bases, isolated=settings.isolated)


def _image(words: list[str], output: Output) -> int:
    from layerlint.further_settings import ImageSettings
    from layerlint.inspecting import inspect

    settings = ImageSettings(words)
    if settings.dockerfile is not None:
        settings.dockerfile = _the_dockerfile(settings.dockerfile)
    return FINDINGS if inspect(settings, output) else CLEAN


def _cache(words: list[str], output: Output) -> int:
    from layerlint.caching import run_cache
    from layerlint.further_settings import CacheSettings

    settings = CacheSettings(words)
    return run_cache(settings, _loader(settings), output)


def _order(words: list[str], output: Output) -> int:
    from layerlint.further_settings import OrderSettings
    from layerlint.ordering import order

    settings = OrderSettings(words)
    settings.path = _the_dockerfile(settings.path)
    return order(settings, _loader(settings), output)


def _the_dockerfile(path: str) -> str:
    """The path itself, or the Dockerfile that a build of this folder would take."""
    if path == "-" or not os.path.isdir(path):
        return path
    for name in ("Dockerfile", "Containerfile"):
        inside = name if path == "." else os.path.join(path, name)
        if os.path.lexists(inside):
            return inside
    raise Refusal(f"{path}: no Dockerfile in this folder")


def _rule(words: list[str], output: Output) -> int:
    from layerlint.configuration.policies import Asked, Policies
    from layerlint.registry import named

    settings = RuleSettings(words)
    policies = Policies(Asked(), config=settings.config, isolated=settings.isolated)
    known = policies.of("Dockerfile").selection.known
    found = [rule for word in settings.words for rule in named(word, known)] if settings.words else known
    if settings.format == "json":
        from layerlint.report.document import encoded, rule_document

        output.write(encoded({"version": 1, "rules": [rule_document(rule) for rule in found]}) + "\n")
        return CLEAN
    from layerlint.report.rules import write_list, write_rules

    write = write_rules if settings.words else write_list
    write(found, ink_for(settings.color, output))
    return CLEAN
