"""Which shell runs the commands: /bin/sh replaced, a SHELL that takes no command."""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.build.run_words import operands
from layerlint.checks.habits import heard
from layerlint.dockerfile.shell import is_sh
from layerlint.problem import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.invocations import Invocation
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts
    from layerlint.registry import Rule

_SHELLS = ("/bin/sh", "/usr/bin/sh")


def replaced(found: Invocation, file: Facts, rule: Rule) -> Iterator[Finding]:
    """LL708: `ln -sf bash /bin/sh` and other ways to the same end, where there is a /bin/sh."""
    if len(operands(list(found.words[1:]))) > 1 and found.words[-1] in _SHELLS and not _from_scratch(found.run, file):
        known = found.name == "ln" and found.words[-1] == _SHELLS[0]
        yield Finding(
            found.written[-1].span, "/bin/sh is replaced for all scripts of the image", aliases=heard(found, rule) if known else ()
        )


def _from_scratch(run: Instruction, file: Facts) -> bool:
    return run.stage >= 0 and file.graph.base_reference(file.graph.chain(file.dockerfile.stages[run.stage])[0]) == "scratch"


def takes_no_command(shell: Instruction, file: Facts, _rule: Rule) -> Iterator[Finding]:
    """LL714: `SHELL ["/bin/bash"]`, which takes a command for the name of a script."""
    words = [word.text for word in shell.words]
    if not words or not is_sh(tuple(words)) or not _is_used(shell, file):
        return
    script = _script(words)
    if script == 0:
        span = shell.words[0].span[0], shell.words[-1].span[1]
        yield Finding(span, "without `-c` the shell takes each command for a file", severity="error")
    elif script > 0:
        yield Finding(shell.words[script].span, "this is the script; the commands of RUN become its arguments")


def _script(words: list[str]) -> int:
    """The place of the word that `-c` makes the script, 0 without a `-c`, -1 where the command comes to stand there."""
    takes_script = takes_name = False
    for at, word in enumerate(words[1:], 1):
        if takes_name:
            takes_name = False
        elif word[:1] in ("-", "+") and len(word) > 1:
            takes_script = takes_script or (word[1] != "-" and word[0] == "-" and "c" in word)
            takes_name = word[1] != "-" and word.rstrip()[-1] in "oO"
        elif takes_script:
            return at
        elif is_sh((word,)):
            continue  # `env bash`, `busybox sh`
        else:
            return -1  # whatever that is
    return -1 if takes_script else 0


def _is_used(shell: Instruction, file: Facts) -> bool:
    """True when a shell-form RUN, CMD or ENTRYPOINT of the stage comes before the next SHELL."""
    stage = file.dockerfile.stages[shell.stage].instructions if shell.stage >= 0 else []
    for other in stage[next((at for at, each in enumerate(stage) if each is shell), len(stage)) + 1 :]:
        if other.name == "SHELL":
            return False
        if other.name in ("RUN", "CMD", "ENTRYPOINT") and not other.is_json and not _is_file(other.arguments):
            return True
    return False


def _is_file(text: str) -> bool:
    """True for one word that is a path: a script, which a shell without `-c` reads as it should."""
    return text[:1] in ("/", ".", '"') and not any(char in text.strip() for char in " \t\n")
