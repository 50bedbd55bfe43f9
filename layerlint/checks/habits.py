"""Commands that do something else in a RUN than at a prompt: `cd`, `sudo`, `apt`, services, editors."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.knowledge.wrappers import bare_command, base_name
from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.dockerfile.shell import Command
    from layerlint.facts import Facts
    from layerlint.registry import Rule

# Other tools look through these alone.
_TRANSPARENT = ("exec", "command", "builtin")
_CHANGES = ("cd", "pushd", "popd")
# Files that set variables and functions and do nothing else.
_SETTINGS = (".bashrc", ".profile", ".bash_profile", ".zshrc", "activate", "nvm.sh", "bashrc", "profile")
_ROOT = ("root", "0")
_STARTS = frozenset(("start", "restart"))


def heard(found: Invocation, rule: Rule) -> tuple[str, ...]:
    """The old ids, where the program is called by its bare name: other tools look neither behind `sudo` nor into paths,
    nor into what a shell reads from a here-document."""
    first = found.command.words[0].value
    direct = found.words[0] == found.name and "heredoc" not in found.command.context and (not found.wrapped or first in _TRANSPARENT)
    return rule.aliases if direct else ()


def changed_directory(found: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL641: a `cd` that lasts to the end of its RUN."""
    aliases = heard(found, rule)
    if aliases and not _is_lost(found, file):
        yield Finding(found.span, f"`{_short(found)}` instead of a WORKDIR")


def lost_directory(found: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL707: a `cd` with nothing behind it."""
    if _is_lost(found, file):
        yield Finding(found.span, "the RUN ends here, and with it the change of directory", aliases=heard(found, rule))


def lost_state(found: Invocation, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL717: `export` and its like with nothing behind them."""
    if found.name in (".", "source") and base_name(found.words[1] if len(found.words) > 1 else None) not in _SETTINGS:
        return
    if len(found.words) > 1 and _ends_run(found, file):
        yield Finding(found.span, f"the RUN ends here, and with it what `{found.name}` has set")


def _is_lost(found: Invocation, file: Facts) -> bool:
    """True for a `cd` that ends its RUN and does not lead back from another one."""
    return _ends_run(found, file) and not any(other.name in _CHANGES and other is not found for other in file.invocations(found.run))


def _ends_run(found: Invocation, file: Facts) -> bool:
    """True for the last command of a script, unless it is there for its status."""
    command = found.command
    last = next((each for each in reversed(file.invocations(found.run)) if "substitution" not in each.command.context), None)
    if found.wrapped or command.context or found.run.is_json or found is not last:
        return False
    return command.operator not in ("|", "|&", "||")


def pointless(found: Invocation, _file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL642: `ssh`, `vim`, `top` and the like."""
    aliases = heard(found, rule) if found.name in rule.match["heard"] else ()
    yield Finding(found.written[0].span, f"`{found.name}` does nothing for an image", aliases=aliases)


def apt(found: Invocation, _file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL643: `apt`, whose options and output are made for people."""
    yield Finding(found.written[0].span, "`apt` is made for people, its interface may change", aliases=heard(found, rule))


def wget_and_curl(stage: Stage, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL644: two tools for one job, told at each RUN that has one of them once both are there."""
    yield from _both([each for each in stage.instructions if each.name == "RUN"], file, rule)
    yield from _both([each.trigger for each in stage.instructions if each.trigger and each.trigger.name == "RUN"], file, rule)


def _both(runs: list[Instruction], file: Facts, rule: Rule) -> Iterator[Finding]:
    first: Invocation | None = None
    both = False
    for run in runs:
        if not _mentions(run, "wget") and not _mentions(run, "curl"):
            continue
        for found in file.invocations(run):
            if found.name not in ("wget", "curl") or not heard(found, rule):
                continue
            first = first or found
            both = both or found.name != first.name
            if both:
                related = [] if found.name == first.name else [Related(first.written[0].span, f"here it is `{first.name}`")]
                yield Finding(found.written[0].span, "both `wget` and `curl` are in use", related=related)
                break


def sudo(run: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL645: `sudo` where the user is not known, or another one is asked for."""
    for command in _sudos(run, file):
        if not _is_root_already(command, run, file):
            yield Finding(command.words[0].span, "`sudo` in a build", aliases=_plain(command, rule))


def sudo_as_root(run: Instruction, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL646: `sudo` to become who one is; told once a RUN."""
    for command in _sudos(run, file):
        if _is_root_already(command, run, file):
            yield Finding(command.words[0].span, "`sudo` to become root, who runs this already", aliases=_plain(command, rule))
            return


def _sudos(run: Instruction, file: Facts) -> Iterator[Command]:
    if _mentions(run, "sudo"):
        yield from (command for command in file.commands(run) if base_name(command.name) == "sudo" or _executes_sudo(command))


def _mentions(run: Instruction, word: str) -> bool:
    return word in run.fragment.text or any(word in heredoc.body.text for heredoc in run.heredocs)


def _executes_sudo(command: Command) -> bool:
    return command.name in _TRANSPARENT and len(command.words) > 1 and command.words[1].value == "sudo"


def _plain(command: Command, rule: Rule) -> tuple[str, ...]:
    return () if "/" in command.name or "heredoc" in command.context else rule.aliases


def _is_root_already(command: Command, run: Instruction, file: Facts) -> bool:
    user = (file.scope(run).user or "").partition(":")[0]
    return user in _ROOT and not any(
        word in ("-u", "-g", "-i", "--user", "--group", "--login", "-V", "-l", None) for word in _before(command)
    )


def _before(command: Command) -> list[str | None]:
    """The options of a `sudo`."""
    written = [word.value for word in command.words]
    behind, _ = bare_command(written)
    return written[1 : len(written) - len(behind)]


def started_service(found: Invocation, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL648: a service that is started at the end of a RUN ends with it."""
    if found.command.context or found is not file.invocations(found.run)[-1] or found.call.arguments[-1:] == []:
        return
    if found.call.arguments[-1] in _STARTS:
        yield Finding(found.span, "the service ends with this RUN; no container will have it")


def _short(found: Invocation) -> str:
    text = " ".join(word.text for word in found.written[:2])
    return text if len(text) <= 40 else f"{text[:39]}…"
