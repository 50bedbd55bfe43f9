"""The CREATED BY texts of `docker history`, as each builder writes them.

Asked of Docker 28 and buildah 1.28 (tests/build/recorded_plans). An empty text means: no entry in the history.
"""

from __future__ import annotations

from layerlint.build.go_text import duration, quoted, quoted_list, quoted_rune
from layerlint.build.steps import Step
from layerlint.dockerfile.model import Heredoc, Instruction
from layerlint.dockerfile.values import duration as nanoseconds

BUILDKIT_MARK = " # buildkit"
HASH = "*"  # stands for a content hash, which needs the builder's own archive of the files
HEALTH_TIMES = ("interval", "timeout", "start-period", "start-interval")


def created_by(step: Step, builder: str, source_kind: str = "file") -> str:
    """The text of one step. `source_kind` is what the classic builder and buildah call the sources of a COPY:
    `file`, `dir` or `multi`."""
    name = step.instruction.name
    if name == "FROM":
        return ""
    if builder == "buildkit":
        return _buildkit(step)
    if builder == "classic":
        return _classic(step, source_kind)
    return _buildah(step, source_kind)


def _buildkit(step: Step) -> str:
    name, instruction, scope = step.instruction.name, step.instruction, step.scope
    if name == "ONBUILD":
        return ""
    if name == "RUN":
        arguments = [f"{key}={value or ''}" for key, value in scope.args()]
        return f"RUN {_counted(arguments)}{' '.join(_command(step, run_words(instruction)))}{BUILDKIT_MARK}"
    if name in ("COPY", "ADD"):
        return _buildkit_copy(step)
    if name == "WORKDIR":
        return f"WORKDIR {scope.after().written_directory}"
    if name == "ARG":
        return f"ARG {' '.join(_buildkit_arguments(step))}"
    if name == "EXPOSE":
        return f"EXPOSE [{' '.join(port for word in _expanded_ports(step) for port in ports(word))}]"
    if name == "HEALTHCHECK":
        test, times, retries = health(instruction)
        return f"HEALTHCHECK &{{{quoted_list(test)} {' '.join(quoted(time) for time in times)} {quoted_rune(retries)}}}"
    return metadata(step)


def metadata(step: Step) -> str:
    """The texts that BuildKit and the classic builder have in common."""
    name, instruction, scope = step.instruction.name, step.instruction, step.scope
    if name in ("ENV", "LABEL"):
        pairs = (f"{scope.resolve(pair.name)[0]}={scope.resolve(pair.value or '')[0]}" for pair in instruction.pairs)
        return f"{name} {' '.join(pairs)}"
    if name in ("CMD", "ENTRYPOINT"):
        return f"{name} {quoted_list(_command(step, [instruction.arguments]))}"
    if name == "VOLUME":
        return f"VOLUME [{' '.join(scope.resolve(word.text)[0] for word in instruction.words)}]"
    if name == "SHELL":
        return f"SHELL [{' '.join(word.text for word in instruction.words)}]"
    if name in ("USER", "STOPSIGNAL"):
        return f"{name} {scope.resolve(instruction.arguments)[0]}"
    return f"{name} {instruction.arguments}"


def _classic(step: Step, source_kind: str) -> str:
    name, instruction, scope = step.instruction.name, step.instruction, step.scope
    if name == "RUN":
        arguments = sorted(f"{key}={value}" for key, value in scope.args() if value is not None and not scope.is_env(key))
        return _counted(arguments) + " ".join(_command(step, [instruction.arguments]))
    if name in ("COPY", "ADD"):
        return _nop(step, _hashed_copy(step, source_kind))
    if name == "WORKDIR":
        return _nop(step, f"WORKDIR {scope.after().directory[0]}")
    if name == "ARG":
        text = " ".join(
            scope.resolve(pair.name)[0] + ("" if pair.value is None else f"={scope.resolve(pair.value)[0]}") for pair in instruction.pairs
        )
        return _nop(step, f" ARG {text}")
    if name == "EXPOSE":
        return _nop(step, f" EXPOSE {' '.join(_expanded_ports(step))}")
    if name == "HEALTHCHECK":
        test, times, retries = health(instruction)
        return _nop(step, f" HEALTHCHECK &{{[{' '.join(test)}] {' '.join(times)} {retries}}}")
    if name == "ONBUILD":
        return _nop(step, f" ONBUILD {instruction.arguments}{_bodies(_heredocs(instruction))}")
    if name in ("CMD", "ENTRYPOINT") and not instruction.arguments:
        return _nop(step, f" {name} {quoted_list(list(scope.shell) if name == 'CMD' else [])}")
    return _nop(step, f" {metadata(step)}")


def _buildah(step: Step, source_kind: str) -> str:
    """Metadata as typed, behind the shell in use."""
    name, instruction, scope = step.instruction.name, step.instruction, step.scope
    if name == "RUN":
        arguments = sorted(f"{key}={value}" for key, value in scope.args() if value is not None)
        return f"{_counted(arguments)}/bin/sh -c {_typed(instruction)}"
    if name in ("COPY", "ADD"):
        return f"/bin/sh -c #(nop) {_hashed_copy(step, source_kind)}"
    return f"/bin/sh -c #(nop) {name} {_typed(instruction)}"


def _typed(instruction: Instruction) -> str:
    flags = [f"--{flag.name}" + ("" if flag.value is None else f"={flag.value}") for flag in instruction.flags]
    return " ".join([*flags, instruction.arguments])


def _nop(step: Step, text: str) -> str:
    """A text behind the shell that holds after the instruction."""
    scope = step.scope.after() if step.instruction.name == "SHELL" else step.scope
    return f"{' '.join(scope.shell)} #(nop) {text}"


def _counted(arguments: list[str]) -> str:
    """The build arguments in front of a RUN's command."""
    return f"|{len(arguments)} {' '.join(arguments)} " if arguments else ""


def _command(step: Step, shell_form: list[str]) -> list[str]:
    """The words of a command; the shell-form text stands behind the shell."""
    instruction = step.instruction
    return [word.text for word in instruction.words] if instruction.is_json else [*step.scope.shell, *shell_form]


def run_words(run: Instruction) -> list[str]:
    """What BuildKit hands to the shell: the text and its here-documents, or the one here-document's body alone."""
    text = run.arguments
    if not run.heredocs or run.is_json:
        return [text]
    first = run.heredocs[0]
    if len(run.heredocs) > 1 or text != first.word.text:
        return [text + _bodies(run.heredocs)]
    return [f"/dev/pipes/{first.name}" if first.body.text.startswith("#!") else first.body.text]


def _heredocs(instruction: Instruction) -> list[Heredoc]:
    return instruction.trigger.heredocs if instruction.trigger else instruction.heredocs


def _bodies(heredocs: list[Heredoc]) -> str:
    """The here-documents as they stand in the file, each behind a line end; a stripped tab is put back."""
    parts = []
    for heredoc in heredocs:
        body, behind = heredoc.body, heredoc.span[0]
        parts.append("\n")
        for start, place, end in zip(body.joints, body.places, [*body.joints[1:], len(body.text)], strict=True):
            parts.append("\t" * (place - behind) + body.text[start:end])
            behind = place + end - start
        parts.append(heredoc.name)
    return "".join(parts)


def _buildkit_copy(step: Step) -> str:
    instruction, scope = step.instruction, step.scope
    words = [instruction.name]
    if (parents := instruction.flag("parents")) and (parents.value or "true").lower() == "true":
        words.append("--parents")
    for name in ("chown", "chmod"):
        flag = instruction.flag(name)
        value = scope.resolve(flag.value or "")[0] if flag else ""
        words.extend([f"--{name}={value}"] if value else [])
    heredocs = {heredoc.word.span for heredoc in instruction.heredocs}
    plain = [scope.resolve(word.text)[0] for word in instruction.words if word.span not in heredocs]
    words += plain[:-1] + [f"<<{heredoc.name}" for heredoc in instruction.heredocs] + plain[-1:]
    return " ".join(words) + BUILDKIT_MARK


def _hashed_copy(step: Step, source_kind: str) -> str:
    instruction, scope = step.instruction, step.scope
    flag = instruction.flag("chown")
    chown = scope.resolve(flag.value or "")[0] if flag else ""
    destination = scope.resolve(instruction.words[-1].text)[0] if instruction.words else ""
    return f"{instruction.name} {f'--chown={chown} ' if chown else ''}{source_kind}:{HASH} in {destination} "


def _buildkit_arguments(step: Step) -> list[str]:
    words = []
    for pair in step.instruction.pairs:
        value = step.scope.argument(pair.name)
        words.append(pair.name if value is None else f"{pair.name}={value}")
    return words


def _expanded_ports(step: Step) -> list[str]:
    """The words of EXPOSE, sorted as they are written; a variable may hold several."""
    words = sorted(word.text for word in step.instruction.words)
    return [port for word in words for port in step.scope.resolve(word)[0].split()]


def ports(word: str) -> list[str]:
    """`8000-8002/udp` as BuildKit lists it: each port with its protocol; an address and a host port are left out."""
    spec, _, protocol = word.partition("/")
    suffix = f"/{protocol.lower() or 'tcp'}"
    first, dash, last = spec.rpartition(":")[2].partition("-")
    if not dash or not (first.isascii() and first.isdigit() and last.isascii() and last.isdigit() and len(first) < 6 and len(last) < 6):
        return [first + dash + last + suffix]
    return [f"{port}{suffix}" for port in range(int(first), min(int(last), 65535) + 1)]


def health(instruction: Instruction) -> tuple[list[str], list[str], int]:
    """A HEALTHCHECK as (command with its kind, the four durations as Go prints them, retries)."""
    command = instruction.trigger
    if command is None:
        return ["NONE"], ["0s"] * len(HEALTH_TIMES), 0
    words = [word.text for word in command.words]
    times = [duration(_nanoseconds(instruction, name)) for name in HEALTH_TIMES]
    flag = instruction.flag("retries")
    retries = (flag.value or "").removeprefix("+") if flag else ""
    return ["CMD" if command.is_json else "CMD-SHELL", *words], times, int(retries) if retries.isdecimal() and len(retries) < 10 else 0


def _nanoseconds(instruction: Instruction, name: str) -> int:
    flag = instruction.flag(name)
    return round(nanoseconds(flag.value) or 0) if flag and flag.value else 0
