"""`go mod download` before the sources come: what `go build` would fetch is fetched in a step of its own.

Done only where nothing of it gets into the image: in a stage that does not ship, from which nobody copies the module cache.
Source: go.dev/ref/mod#go-mod-download; without arguments it changes neither go.mod nor go.sum of a tidy module.
"""

from __future__ import annotations

from collections.abc import Iterator

from layerlint.dockerfile.mounts import mounts
from layerlint.order.certificate import Fetch
from layerlint.order.codes import Move, Refused
from layerlint.order.expected import Reach
from layerlint.order.footprints import Act
from layerlint.order.layout import Edits, keeps_order
from layerlint.order.reads import reading_of
from layerlint.order.rewrite import narrow
from layerlint.order.shares import reach
from layerlint.order.split import ROOT
from layerlint.order.state import folder_of, placed, touches
from layerlint.order.walk import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.dockerfile.model import Stage
    from layerlint.facts import Facts
    from layerlint.order.walk import Walk

COMMAND = "go mod download"
KIND = "fetch-first"
STORES = ("/go", "/root")  # where modules and what was built of them are kept
HOMES = ("/root", "/home", "/etc", "/usr")  # where settings and credentials for the download may be put
_HARMLESS = frozenset("GOOS GOARCH GOARM GOAMD64 CGO_ENABLED GO111MODULE".split())  # they do not decide what is downloaded

Prefetch = tuple[str, Move, Fetch, Reach, Reach]


def prefetches(stage: Stage, walk: Walk, refused: list[Refused]) -> Iterator[Prefetch]:
    """Candidates: the whole text, the move, what the certificate must allow, and what it hangs on before and after."""
    file = walk.file
    steps = walk.steps(stage)
    found = next(((step, act) for step in steps if step.run is not None for act in step.run.acts if _builds(act)), None)
    if found is None or stage.index in file.graph.shipped or _is_used(stage, file) or _downloads(steps, file):
        return
    step, act = found
    if not _is_plain(step, act, file):
        return
    number = step.run.acts.index(act) if step.run is not None else 0
    reading = reading_of(act, step.instruction, step.found.get(number, step.before), file)
    line = file.dockerfile.source.line(step.instruction.span[0])
    if reading.doubts:
        refused += [Refused(KIND, line, doubt.code, doubt.why) for doubt in reading.doubts]
        return
    above = steps[: steps.index(step)]
    suppliers = [each for each in above if each.copied is not None and any(row.path in reading.needed for row in each.copied.rows or ())]
    if len(suppliers) != 1 or not _fits(suppliers[0], step, act, above, file):
        return
    yield _candidate(suppliers[0], step, reading.needed, steps, stage, file)


def _builds(act: Act) -> bool:
    return (
        act.install is not None
        and act.install.ecosystem.name == "go"
        and act.install.label in ("go build", "go install", "go test", "go vet")
    )


def _downloads(steps: list[Step], file: Facts) -> bool:
    """True when the modules are fetched by a step of their own already."""
    for step in steps:
        for command in file.commands(step.instruction) if step.run is not None else ():
            words = [word.value or "" for word in command.words]
            if words[:1] == ["go"] and words[1:2] in (["mod"], ["work"], ["get"]):
                return True
    return False


def _is_used(stage: Stage, file: Facts) -> bool:
    """True when another stage begins with this one, or takes what may hold the module cache."""
    for other in file.dockerfile.stages:
        if file.graph.parent(other) is stage:
            return True
        for user, used in file.graph.uses(other):
            if used is not stage:
                continue
            if user.name != "COPY":
                return True
            scope = file.scope(user)
            sources = [scope.expand(word.text) for word in user.words[:-1]]
            if any(source is None or any(touches(placed("/" + source, "/"), store) for store in STORES) for source in sources):
                return True
    return False


def _is_plain(step: Step, act: Act, file: Facts) -> bool:
    """True when the build fetches from the net what a bare `go mod download` would: no secrets, no settings of its own, no cache."""
    run = step.instruction
    if act.element is None or any(mount.type != "bind" or not mount.from_ for mount in mounts(run)) or keeps_order(run, file):
        return False
    scope = file.scope(run)
    settings = [name for name in (*act.prefixes, *scope.env(), *(name for name, _ in scope.args())) if name.upper().startswith("GO")]
    return all(name in _HARMLESS or name in ("GOLANG_VERSION", "GOPATH", "GOTOOLCHAIN") for name in settings) and scope.user in ROOT


def _fits(supplier: Step, step: Step, act: Act, above: list[Step], file: Facts) -> bool:
    """True when nothing between the copy and the build sets something for the build alone, and the copy stands in the build's folder."""
    between = above[above.index(supplier) :]
    if any(each.instruction.name in ("ENV", "ARG", "WORKDIR", "USER", "SHELL") for each in between) or keeps_order(
        supplier.instruction, file
    ):
        return False
    for each in between[1:]:
        if each.run is not None or (each.copied is not None and any(touches(each.copied.tree, home) for home in HOMES)):
            return False
    scope = file.scope(supplier.instruction)
    return folder_of(scope) == act.folder and scope.user == file.scope(step.instruction).user


def _candidate(supplier: Step, step: Step, needed: set[str], steps: list[Step], stage: Stage, file: Facts) -> Prefetch:
    rows = [row for row in (supplier.copied.rows if supplier.copied else None) or () if row.path in needed]
    edits = Edits(file.dockerfile.source)
    lines = narrow(supplier, rows, file)
    block = edits.block(supplier.instruction)
    text = ""
    if not isinstance(lines, str):
        blank = edits.end_of_line if edits.follows_blank(block) else ""
        edits.replace((block[0], block[0]), edits.end_of_line.join([*lines, f"RUN {COMMAND}", blank]))
        text = edits.result()
    line = file.dockerfile.source.line
    places = [line(supplier.instruction.span[0]), line(step.instruction.span[0])]
    names = {row.landed.origin for row in rows}
    move = Move(KIND, places, f"`{COMMAND}` fetches what the build needs from {', '.join(f'`{name}`' for name in sorted(names))} alone")
    before, after = reach(steps[: steps.index(step)]), reach(steps[: steps.index(supplier)]) | Reach(names)
    return text or file.dockerfile.source.text, move, Fetch(stage.index, COMMAND), before, after
