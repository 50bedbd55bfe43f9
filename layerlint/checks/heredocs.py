"""Scripts in here-documents: lines whose failure nobody notices, and ends that are none."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from layerlint.build.scripts import reader, script_heredoc, stops_at_failure
from layerlint.dockerfile.shell import DEFAULT_SHELL, is_sh
from layerlint.knowledge.base_shells import sh_of
from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Heredoc, Instruction
    from layerlint.dockerfile.shell import Command
    from layerlint.dockerfile.source import Span
    from layerlint.facts import Facts

# Commands whose failure costs nothing, or that do not fail.
_HARMLESS = frozenset(
    "echo printf export unset set shopt : true umask alias test [ [[ (( local declare sleep ls env pwd date exit trap".split()
)
# Commands that the last command of a script checks by its own work: packages without lists are not found, and a member
# without its group is refused.
_UPDATES = frozenset("apt-get apt apk yum dnf microdnf".split())
_ACCOUNTS = frozenset("useradd adduser groupadd addgroup usermod".split())
_ENDS_LIST = ("", "\n", ";", "&", ";;")
_INSIDE = frozenset(("substitution", "heredoc", "function"))


def unguarded(run: Instruction, file: Facts, *, certain: bool) -> Iterator[Finding]:
    """LL703 and, not `certain`, LL716: a script that goes on when a command of it fails."""
    heredoc = script_heredoc(run)
    shell = reader(run, file)
    if heredoc is None or run.stage < 0 or not is_sh(shell) or stops_at_failure(shell):
        return
    commands = file.commands(run)
    command = _first_unguarded(commands, checked=True)
    if certain != (command is not None and _shell_is_known(heredoc, run, file)):
        return
    command = command or _first_unguarded(commands, checked=False)
    if command:
        related = [Related(command.span, "where this fails, the build goes on")]
        yield Finding(heredoc.word.span, "only the last line of this script can stop the build", related=related)


def _shell_is_known(heredoc: Heredoc, run: Instruction, file: Facts) -> bool:
    """True when it is plain which SHELL is in force: the file sets it, the script does, or the base is known to set none."""
    if heredoc.body.text.startswith("#!") or file.scope(run).shell != DEFAULT_SHELL:
        return True
    return sh_of(file.graph.base_reference(file.graph.chain(file.dockerfile.stages[run.stage])[0])) is not None


def _first_unguarded(commands: list[Command], *, checked: bool) -> Command | None:
    """The first command of weight that fails without a trace: others follow, and neither `set -e` nor `||` heeds it.

    With `checked`, the work of the last command counts as a trace.
    """
    lists: list[list[Command]] = []
    last = ""
    for command in commands:
        if not _INSIDE.isdisjoint(command.context):
            continue
        if not command.context and command.name in ("set", "trap") and _heeds(command):
            break
        begins = command.operator in _ENDS_LIST and not (command.context and lists and lists[-1][-1].context)
        if begins or not lists:
            lists.append([])
        lists[-1].append(command)
    else:
        last = lists.pop()[-1].name if lists else ""  # its status is that of the script
    heeded = [one for one in lists if not any(command.operator == "||" for command in one)]
    for command in (command for one in heeded for command in one):
        weighs = not command.context and command.words and command.name not in _HARMLESS
        if weighs and not (checked and _is_checked(command, last)):
            return command
    return None


def _is_checked(command: Command, last: str) -> bool:
    if command.name in _ACCOUNTS:
        return last in _ACCOUNTS
    return command.name == last and last in _UPDATES and "update" in command.arguments


def _heeds(command: Command) -> bool:
    """True for `set -e` and for `trap … ERR`."""
    words = tuple(word.value for word in command.words)
    return "ERR" in words if command.name == "trap" else stops_at_failure(words)


def not_ended(instruction: Instruction, file: Facts) -> Iterator[Finding]:
    """LL704: the line that was to end a here-document has blanks around it, so the text goes on."""
    for heredoc in instruction.heredocs:
        yield from _inner_ends(heredoc, instruction, file)
        if f"<<{heredoc.name}" in heredoc.body.text or f"<<-{heredoc.name}" in heredoc.body.text:
            continue
        for line, span in _lines(heredoc):
            if line.strip() == heredoc.name and _swallows(heredoc):
                yield _not_the_end(span, heredoc.name)
                break


def _swallows(heredoc: Heredoc) -> bool:
    """True when an instruction seems to have got into the text."""
    return any(line.partition(" ")[0] in ("RUN", "COPY", "FROM", "CMD", "ENTRYPOINT", "WORKDIR", "ENV") for line, _ in _lines(heredoc))


def _inner_ends(heredoc: Heredoc, run: Instruction, file: Facts) -> Iterator[Finding]:
    """The here-documents inside the script of a RUN."""
    if run.name != "RUN" or script_heredoc(run) is not heredoc or not is_sh(reader(run, file)) or "<<" not in heredoc.body.text:
        return
    ends = _Ends(heredoc)
    for command in file.commands(run):
        for redirection in command.redirections:
            name = redirection.target.value
            if redirection.operator in ("<<", "<<-") and name:
                span = ends.missed(name, redirection.span[1], tabs=redirection.operator == "<<-")
                if span:
                    yield _not_the_end(span, name)


class _Ends:
    """The lines of a body, by what they would be the end of."""

    __slots__ = ("exact", "near", "tabbed")

    def __init__(self, heredoc: Heredoc) -> None:
        self.exact: dict[str, int] = {}  # where the last such line begins
        self.tabbed: dict[str, int] = {}
        self.near: dict[str, list[Span]] = {}
        for line, span in _lines(heredoc):
            self.exact[line] = self.tabbed[line.lstrip("\t")] = span[0]
            self.near.setdefault(line.strip(), []).append(span)

    def missed(self, name: str, behind: int, *, tabs: bool) -> Span | None:
        """The first line behind `behind` that is `name` with blanks around it, where none ends the here-document."""
        if (self.tabbed if tabs else self.exact).get(name, -1) > behind:
            return None
        spans = self.near.get(name, [])
        at = bisect_right(spans, (behind, behind))
        return spans[at] if at < len(spans) else None


def _not_the_end(span: Span, name: str) -> Finding:
    return Finding(span, f"with blanks around it `{name[:20]}` does not end the here-document")


def _lines(heredoc: Heredoc) -> Iterator[tuple[str, Span]]:
    """The lines of a body without their ends, each with the place of its text."""
    at = 0
    for line in heredoc.body.text.split("\n"):
        text = line.rstrip("\r")
        begin = at + len(text) - len(text.lstrip())
        yield text, heredoc.body.span(begin, max(begin, at + len(text.rstrip())))
        at += len(line) + 1
