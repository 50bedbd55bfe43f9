"""The build plan: which instruction makes a layer, what the history says of it, and its bytes."""

from __future__ import annotations

from layerlint.build.inheritance import SCRATCH
from layerlint.build.rows import LAYER, NONE, Row
from layerlint.build.scope import Scopes
from layerlint.build.stage_rows import StageRows
from layerlint.dockerfile.model import Stage
from layerlint.knowledge.base_images import BaseImage
from layerlint.problem import Size, exact, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.facts import Facts


class Base:
    """What the target's oldest stage begins with. `ref` is the expanded name, None where it cannot be one."""

    __slots__ = ("compressed", "layers", "record", "ref", "size")

    def __init__(self, ref: str | None, record: BaseImage | None) -> None:
        self.ref = ref
        self.record = record
        if ref == SCRATCH:
            self.layers: int | None = 0
            self.size = self.compressed = exact(0, "base-table")
        elif record is None:
            self.layers = None
            self.size = self.compressed = unknown()
        else:
            self.layers = record.layers
            self.size = Size(*record.disk_bytes, "base-table")
            self.compressed = Size(*record.compressed_bytes, "base-table")


class LayerCount:
    """Layers that the Dockerfile adds: `added` of them (at most), between `low` and `high`; `total` with the base's."""

    __slots__ = ("added", "high", "low", "total")

    def __init__(self, low: int, high: int, base: int | None) -> None:
        self.added = high
        self.low = low
        self.high = high
        self.total = None if base is None or low != high else base + high


class HistoryCount:
    """Entries that the Dockerfile adds to the history, empty ones included."""

    __slots__ = ("added",)

    def __init__(self, added: int) -> None:
        self.added = added


class StagePlan:
    """A stage that is not in the image. `used`: it is built for the target. `layers` is empty where it is not built."""

    __slots__ = ("_rows", "index", "name", "used")

    def __init__(self, stage: Stage, rows: StageRows, *, used: bool, built: bool) -> None:
        self.name = stage.name
        self.index = stage.index
        self.used = used
        self._rows = (rows, stage) if built else None

    @property
    def layers(self) -> list[Row]:
        """The stage's own rows, in order."""
        return self._rows[0].of(self._rows[1]) if self._rows else []


class Plan:
    """PLAN of the design. `layers` are the rows of the target's chain, oldest first; `stages` all the other stages."""

    __slots__ = ("base", "builder", "compressed", "history_count", "layer_count", "layers", "size", "stages", "target")

    def __init__(self, target: str | None, builder: str, base: Base, layers: list[Row], stages: list[StagePlan]) -> None:
        self.target = target
        self.builder = builder
        self.base = base
        self.layers = layers
        self.stages = stages
        self.layer_count = LayerCount(sum(row.low for row in layers), sum(row.high for row in layers), base.layers)
        self.history_count = HistoryCount(sum(row.kind != NONE for row in layers))
        self.size = total([base.size, *(row.size for row in layers if row.kind == LAYER)])
        self.compressed = total([base.compressed, *(row.compressed for row in layers if row.kind == LAYER)])


def plan(facts: Facts) -> Plan:
    """The plan of a file. Without a target (no stage, or none of that name) it is empty and its target None."""
    scopes, graph = plan_scopes(facts), facts.graph
    if graph.target is None:
        return Plan(None, facts.builder, Base(None, None), [], [])
    rows = StageRows(facts, scopes)
    chain = graph.chain(graph.target)
    base = Base(graph.base_reference(chain[0]), scopes.base_image(chain[0]))
    layers = [row for stage in chain for row in rows.of(stage)]
    mark_visible(layers)
    last = graph.target.index
    stages = [
        StagePlan(
            stage,
            rows,
            used=stage.index in graph.built,
            built=stage.index in graph.built or (facts.builder == "classic" and stage.index < last),
        )
        for stage in facts.dockerfile.stages
        if stage.index not in graph.shipped
    ]
    return Plan(graph.target.name or str(last), facts.builder, base, layers, stages)


def mark_visible(layers: list[Row]) -> None:
    """Nothing that the last layer with content brings can be dead; of earlier ones it is not known yet."""
    for row in reversed(layers):
        if row.kind == LAYER:
            row.dead = exact(0)
            if row.instruction != "WORKDIR":
                return


def total(sizes: list[Size]) -> Size:
    """The sum of intervals: ends are added to ends, and what one part does not claim the sum does not claim either."""
    likely = [size.likely for size in sizes]
    high = [size.high for size in sizes]
    bases = {size.basis for size in sizes if not (size.exact and size.low == 0)} or {"context"}
    basis = bases.pop() if len(bases) == 1 else "unknown" if "unknown" in bases else "heuristic"
    return Size(
        sum(size.low for size in sizes),
        None if None in likely else sum(number or 0 for number in likely),
        None if None in high else sum(number or 0 for number in high),
        basis,
    )


def plan_scopes(facts: Facts) -> Scopes:
    """The scopes as the builder of the plan sees them; those of the facts are BuildKit's, without a target."""
    if facts.builder == "buildkit" and not facts.target:
        return facts.scopes
    return Scopes(facts.dockerfile, build_args=facts.build_args, platform=facts.platform, builder=facts.builder, target=facts.target)
