"""Which stages run on Windows: by the base they come from, by SHELL, by the escape character."""

from __future__ import annotations

from layerlint.knowledge.windows import is_windows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Instruction
    from layerlint.facts import Facts

_SHELLS = ("cmd", "powershell")


def on_windows(instruction: Instruction, file: Facts) -> bool:
    """True when the instruction is carried out on Windows for certain."""
    if instruction.stage < 0:
        return False
    stage = file.dockerfile.stages[instruction.stage]
    return is_windows(file.graph.base_reference(file.graph.chain(stage)[0])) or shell_name(file.scope(instruction).shell) in _SHELLS


def may_be_windows(instruction: Instruction, file: Facts) -> bool:
    """True when it may well be: `# escape=` with a backquote is set for the sake of paths with backslashes."""
    return file.dockerfile.escape == "`" or on_windows(instruction, file)


def shell_name(shell: tuple[str, ...]) -> str:
    """`powershell` of `C:\\Windows\\…\\powershell.exe`; "" for no words."""
    return shell[0].replace("\\", "/").rpartition("/")[2].lower().removesuffix(".exe") if shell else ""
