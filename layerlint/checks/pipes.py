"""Pipelines of which only the last command counts."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.scripts import Pipeline, minds_pipes, pipelines
from layerlint.build.windows import may_be_windows, on_windows
from layerlint.dockerfile.shell_bodies import SHELLS
from layerlint.knowledge.wrappers import bare_command, base_name
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.dockerfile.shell import Command
    from layerlint.facts import Facts
    from layerlint.knowledge.wrappers import Words
    from layerlint.registry import Rule

_LOADERS = ("curl", "wget")
_INTERPRETERS = ("python", "python2", "python3", "perl", "ruby", "node", "php")
# With nothing to read they write nothing and succeed; tar, gpg, gunzip and the like fail (asked of Debian 12 and busybox 1.37;
# php and ruby by their manuals).
_FILTERS = ("sed", "awk", "gawk", "jq", "cut", "tr", "cat", "base64", "sort", "head", "tail", "envsubst")
# Whose failure or output goes elsewhere: to a condition, or to a variable.
_ASKED = frozenset(("substitution", "while", "until", "function"))
# What follows with `&&` and fails when the download left nothing: it needs a file that should be there by now.
_NEEDS_FILE = frozenset("mv cp chmod chown ln install cd . source test [ [[ stat tar unzip dpkg".split())
LONGEST_COMMON = 3  # letters of a name that may stand in any address: `sh`, `go`, `apt`
_NOWHERE = ("/dev/null", "/dev/stdout", "/dev/stderr")


def lost_downloads(run: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL702: a download whose failure ends in an empty script or file."""
    for pipeline, name in _lost_downloads(run, file):
        message = f"a failed download goes unnoticed, for only `{name}` counts"
        yield Finding(pipeline.commands[0].span, message, aliases=_aliases(run, file, rule))


def unminded_pipe(run: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL701: any other pipeline without pipefail; one a RUN."""
    if on_windows(run, file):
        return
    downloads = [pipeline.commands[0].span for pipeline, _ in _lost_downloads(run, file)]
    for pipeline in pipelines(run, file):
        if not pipeline.covered and pipeline.commands[0].span not in downloads:
            yield Finding(
                pipeline.commands[0].span, "its failure goes unnoticed: only the end of the pipe counts", aliases=_aliases(run, file, rule)
            )
            return


def _aliases(run: Instruction, file: Facts, rule: Rule) -> tuple[str, ...]:
    """Other tools look at SHELL alone, and think that it holds for the JSON form."""
    return () if minds_pipes(file.scope(run).shell) else rule.aliases


def _lost_downloads(run: Instruction, file: Facts) -> Iterator[tuple[Pipeline, str]]:
    if may_be_windows(run, file):
        return
    for pipeline in pipelines(run, file):
        first, last = pipeline.commands[0], pipeline.commands[-1]
        if pipeline.covered or not _loads(first) or not _ASKED.isdisjoint(first.context) or _is_minded(pipeline):
            continue
        if _is_called_later(pipeline, file.commands(run)):
            continue
        name = _content_with_nothing(last)
        if name:
            yield pipeline, name


def _loads(command: Command) -> bool:
    words, name = bare_command([word.value for word in command.words])
    return name in _LOADERS and len(words) > 1 and not {"--version", "--help", "-V", "-h"} & set(words)


def _is_minded(pipeline: Pipeline) -> bool:
    """True when the author waves failures through (`|| true`), or when the next command needs what was to be installed."""
    tail = pipeline.tail
    if tail is None or tail.operator not in ("||", "&&") or not tail.words:
        return False
    if tail.operator == "||":
        return True
    words, name = bare_command([word.value for word in tail.words])
    path = (words[0] if words else None) or "/"
    return "/" in path or path[0] in "~." or name in _NEEDS_FILE or name in SHELLS or name in pipeline.commands[0].text


def _is_called_later(pipeline: Pipeline, commands: list[Command]) -> bool:
    """True when the RUN goes on with a program that the address names, such as `rustup` of sh.rustup.rs: it would not be found."""
    address = pipeline.commands[0].text
    later = commands[commands.index(pipeline.commands[-1]) + 1 :]
    return any(len(one.name) > LONGEST_COMMON and one.name in address and one.operator != "||" for one in later)


def _content_with_nothing(command: Command) -> str:
    """The name of a program that takes an empty input for a job well done: an interpreter, `tee`, a filter into a file."""
    words, name = _program([word.value for word in command.words])
    arguments = [word for word in words[1:] if word is None or word[:1] != "-" or word == "-"]
    if name in SHELLS:
        return name if _reads_script(words) else ""
    if name in _INTERPRETERS:
        return name if not arguments or arguments[0] == "-" or "--" in words else ""
    if name == "tee":
        return name if any(_matters(word) for word in arguments) else ""
    if name in _FILTERS and any(_keeps(one.operator, one.descriptor, one.target.value) for one in command.redirections):
        return name
    return ""


def _program(written: Words) -> tuple[Words, str]:
    """The command behind `sudo` and its like. `php` is one of them only with a program behind it."""
    at = next((at for at, word in enumerate(written) if base_name(word) == "php"), None)
    return bare_command(written) if at is None else (written[at:], "php")


def _reads_script(words: Words) -> bool:
    """True for a shell with no argument, or `-`, `-s`, `/dev/stdin`: it takes its script from the pipe."""
    first = next((word for word in words[1:] if word and (word[0] != "-" or word in ("-", "--", "-s") or "c" in word)), None)
    return first in (None, "-", "--", "-s", "/dev/stdin")


def _keeps(operator: str, descriptor: int | None, target: str | None) -> bool:
    return operator in (">", ">>", ">|") and descriptor in (None, 1) and _matters(target)


def _matters(path: str | None) -> bool:
    """False for keys and sources of apt: it does not find the package, or refuses what the key should have signed."""
    return path not in _NOWHERE and not (path or "").endswith((".gpg", ".asc", ".pgp", ".list", ".sources"))
