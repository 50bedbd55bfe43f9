"""What to do instead of changing a file of a lower layer (LL242): set mode, owner and place where it is written.

`COPY --chown=name` asks for the name in the image as it is then: who is made only later has to be made first.
"""

from __future__ import annotations

from layerlint.build.steps import shipped_steps
from layerlint.knowledge.file_use import MOVE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.build.layer_effects import Encounter
    from layerlint.facts import Facts

_MAKERS = frozenset("useradd adduser groupadd addgroup".split())
_OWNERS = frozenset(("chown", "chgrp"))
_SCRIPTS = (".sh", ".bash", ".py")


def avoid(met: Encounter, others: set[str], file: Facts) -> str:
    """The deed, in the step that writes the file; `others` are all commands of the RUN that change it."""
    name, written = met.effect.name, met.written.step.instruction
    if met.effect.action == MOVE:
        return _in_place(met, file)
    if name != "chmod" and name not in _OWNERS:
        return "Change it in the step that writes it."
    modes = "chmod" in others
    owns = not _OWNERS.isdisjoint(others) and not (name in _OWNERS and written.name != "RUN" and _is_of_root(met))
    first, hint = _first_the_user(met, file) if owns and name in _OWNERS else ("", "")
    if written.name == "RUN":
        return (
            f"Move the `{first}` above, and run `{name}` in the RUN that writes it."
            if first
            else f"Run `{name}` in the RUN that writes it."
        )
    if not owns and not modes:
        return f"Leave this out: what {written.name} writes is root's already."
    flags = f"{'--chown=…' if owns else ''} {_mode(met, file) if modes else ''}".strip()
    if not modes and written.flag("chown") is not None:
        return f"Set it with the `--chown` of the {written.name}, and leave this out."
    if first:
        return f"Move the `{first}` above the {written.name}, and use `{written.name} {flags}`."
    if modes and "=" in flags.partition("--chmod=")[2]:
        hint += " (letters need Dockerfile syntax 1.14)"
    return f"Use `{written.name} {flags}` instead{hint}."


def _in_place(met: Encounter, file: Facts) -> str:
    written = met.written.step.instruction
    if written.name == "RUN":
        return "Write it to its final place in the first step."
    if written.name == "ADD" and any(command.name == "chmod" for command in file.commands(met.step.instruction)):
        return "Let the ADD write it to its final place, with `--chmod=755`."
    return f"Let the {written.name} write it to its final place."


def _mode(met: Encounter, file: Facts) -> str:
    """The flag that sets the mode which the RUN gives."""
    commands = file.commands(met.step.instruction)
    words = next(([word.value or "…" for word in command.words[1:]] for command in commands if command.name == "chmod"), [])
    mode = next((word for word in words if not word.startswith("--") and word not in ("-R", "-v", "-f")), "…")
    if mode.isdigit():
        return f"--chmod={mode}"
    if not met.written.effect.tree and mode in ("+x", "a+x", "u+x", "ugo+x"):
        return "--chmod=755"
    return f"--chmod={mode if len(mode) <= 20 else '…'}"


def _owner(met: Encounter) -> str:
    """The owner that `chown` is given."""
    words = met.effect.command.words[1:] if met.effect.command is not None else []
    return next((word.value or word.text for word in words if not word.text.startswith("-")), "").replace('"', "")


def _is_of_root(met: Encounter) -> bool:
    return met.written.step.instruction.flag("chown") is None and _owner(met).rstrip(":") in ("root", "0", "root:root", "0:0", "root:0")


def _first_the_user(met: Encounter, file: Facts) -> tuple[str, str]:
    """The program that makes the owner behind the step that writes the file, and what to add where a script may do so."""
    names = {name for name in _owner(met).replace(".", ":").split(":") if name and not name.isdigit()}
    behind = opaque = False
    for step in shipped_steps(file) if names else ():
        for one in file.invocations(step.instruction) if step.instruction.name == "RUN" else ():
            if one.name in _MAKERS and not names.isdisjoint([word.text.strip('"') for word in one.written[1:]]):
                return (one.name, "") if behind else ("", "")
            opaque = opaque or (behind and any(word.text.endswith(_SCRIPTS) for word in one.written))
        behind = behind or step is met.written.step
        if step is met.step:
            break
    return "", ", by number if the user is made below" if opaque else ""
