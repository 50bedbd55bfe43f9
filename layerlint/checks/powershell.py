"""The habits of PowerShell in a RUN."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.windows import on_windows, shell_name
from layerlint.problem import Finding, Related

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction, Stage
    from layerlint.facts import Facts
    from layerlint.registry import Rule

_POWERSHELLS = ("powershell", "pwsh")
# Cmdlets that draw a bar, and their short names (learn.microsoft.com, about_Preference_Variables, read 2026-11).
_DRAWING = ("invoke-webrequest", "iwr", "expand-archive", "start-bitstransfer")


def powershell_goes_on(run: Instruction, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL712: several statements, and nothing that makes the first failure the last."""
    script = _script(run, file)
    if script is None or "erroractionpreference" in script.lower():
        return
    if _statements(script) > 1:
        yield Finding(run.keyword, "PowerShell goes on after an error here")


def powershell_progress(run: Instruction, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL713: a download that draws a bar nobody sees."""
    script = (_script(run, file) or "").lower()
    if "progresspreference" in script:
        return
    name = next((word for word in script.replace("(", " ").replace(";", " ").split() if word in _DRAWING), None)
    if name:
        yield Finding(run.keyword, f"`{name}` draws a progress bar, which slows it down")


def repeated_wrapper(stage: Stage, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL647: PowerShell called anew in each RUN."""
    calls = [run for run in stage.instructions if run.name == "RUN" and not run.is_json and _wrapper(run)]
    if len(calls) < 2 or not all(on_windows(run, file) for run in calls):  # repeated means twice
        return
    related = [Related(run.keyword, "and here") for run in calls[1:]]
    yield Finding(calls[0].keyword, f"{len(calls)} RUNs of this stage call PowerShell anew", related=related)


def _script(run: Instruction, file: Facts) -> str | None:
    """The PowerShell code of a RUN, what SHELL puts in front of it included; None where it is something else."""
    if run.is_json:
        return None
    shell = file.scope(run).shell
    if shell_name(shell) in _POWERSHELLS:
        return " ".join((*shell[1:], run.arguments))
    return run.arguments if _wrapper(run) and on_windows(run, file) else None


def _wrapper(run: Instruction) -> bool:
    return shell_name(tuple(run.arguments.split(None, 1)[:1])) in _POWERSHELLS


def _statements(script: str) -> int:
    """How many statements stand side by side; those in braces, brackets and quotes are not counted."""
    count, depth, quote, idle = 0, 0, "", True
    for char in script.strip("\"' "):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "({":
            depth += 1
        elif char in ")}":
            depth -= 1
        elif char in ";\n" and depth <= 0:
            idle = True
            continue
        if idle and not char.isspace():
            count += 1
            idle = False
    return count
