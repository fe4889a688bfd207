"""Linear layers of several tensors as one function: where their pieces meet, on both sides.

A layer contracts tensors to rows, level by level, multiplies these by matrices to columns, and
expands columns to tensors. Turned round it does the same from its results to its tensors.
"""

from dataclasses import dataclass, replace

from symc.emit.backends.torch.carry import carry
from symc.emit.backends.torch.cascade import Block, End, Side, cascade
from symc.emit.backends.torch.geometry import is_simple
from symc.ir.parameters import Vector, Weight
from symc.ir.plan import (
    Arrange,
    Contract,
    Expand,
    Mix,
    Restore,
    Row,
    Stage,
    Step,
    Symmetrize,
    Twist,
)
from symc.ir.waist import Level, Order

Core = Contract | Mix | Expand


@dataclass(frozen=True, slots=True)
class Matrix:
    """The product of a level: its rows by a weight, plus a bias, are its columns."""

    level: Level
    weight: Weight | None
    bias: Vector | None
    like: str
    like_axes: int


@dataclass(frozen=True, slots=True)
class Whole:
    """Rows of full size times a matrix for each of `orders`, added to one result."""

    level: Level
    rows: tuple[str, ...]
    weight: Weight
    orders: tuple[Order, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Together:
    """A layer by its two sides, and what stands between them."""

    stem: str
    tensors: Side
    results: Side
    matrices: tuple[Matrix, ...]
    wholes: tuple[Whole, ...]

    @property
    def weights(self) -> tuple[Weight | Vector, ...]:
        """What the layer learns."""
        found = [w for m in self.matrices for w in (m.weight, m.bias) if w is not None]
        return (*found, *(whole.weight for whole in self.wholes))

    @property
    def names(self) -> tuple[str, ...]:
        """The values that go in; a bias alone needs one for its batch."""
        likes = (m.like for m in self.matrices if m.weight is None)
        return tuple(dict.fromkeys((*(end.outer for end in self.tensors.ends), *likes)))

    @property
    def made(self) -> tuple[str, ...]:
        """The values that come out."""
        return tuple(end.outer for end in self.results.ends)


def gather(stage: Stage) -> tuple[Step | Together, ...] | None:
    """The steps of a layer as one, None where that is not possible or of no use."""
    core = tuple(step for step in stage.steps if isinstance(step, Core))
    if stage.layer is not None or stage.couplings is not None:
        return None
    if not all(map(_is_plain, core)) or not _is_large(core):
        return None
    arranged = {s.target: s for s in stage.steps if isinstance(s, Arrange)}
    restored = {s.source: s for s in stage.steps if isinstance(s, Restore)}
    last = tuple(step for step in stage.steps if isinstance(step, Symmetrize))
    if len(core) + len(arranged) + len(restored) + len(last) < len(stage.steps):
        return None
    if any(a.duals for a in arranged.values()) or any(r.duals for r in restored.values()):
        return None
    steps = carry(core)
    whole = Together(
        stage.name,
        cascade(_tensors(steps, arranged)),
        cascade(_results(steps, restored)),
        tuple(
            Matrix(s.level, s.weight, s.bias, s.like, s.like_axes)
            for s in steps
            if isinstance(s, Mix)
        ),
        tuple(_whole(s, s.twist) for s in steps if isinstance(s, Expand) and s.twist),
    )
    return (whole, *last) if whole.tensors.ends else None


def _whole(step: Expand, twist: Twist) -> Whole:
    names = tuple(row.piece for row in twist.rows)
    return Whole(_level(step), names, twist.weight, twist.orders, step.target)


def _level(step: Expand) -> Level:
    frame = step.program.frame
    return tuple((g, k) for g, k in zip(frame.groups, frame.orders, strict=True) if k)


def _tensors(steps: tuple[Step, ...], arranged: dict[str, Arrange]) -> Side:
    """The side of rows: every tensor with its pieces, and the tensors that need no contraction."""
    contracts = {step.source: step for step in steps if isinstance(step, Contract)}
    pieces = {name for step in contracts.values() for name in step.targets}
    levels: dict[Level, tuple[Block, ...]] = {}
    read: dict[str, None] = dict.fromkeys(contracts)
    for step in steps:
        level, rows = _rows(step)
        read |= dict.fromkeys(row.piece for row in rows if row.piece not in pieces)
        if rows:
            levels[level] = tuple(Block(row.piece, row.channels) for row in rows)
    ends = []
    for flat in read:
        arrange = arranged.get(flat)
        outer = flat if arrange is None else arrange.source
        contract = contracts.get(flat)
        program = None if contract is None else contract.program
        targets = () if contract is None else contract.targets
        ends.append(End(flat, outer, program, targets, flat, arrange))
    return Side(tuple(ends), tuple(levels.items()))


def _rows(step: Step) -> tuple[Level, tuple[Row, ...]]:
    """What a step multiplies by a matrix."""
    match step:
        case Mix(level, rows, weight) if weight is not None:
            return level, rows
        case Expand(twist=twist) if twist is not None:
            return _level(step), twist.rows
    return (), ()


def _results(steps: tuple[Step, ...], restored: dict[str, Restore]) -> Side:
    """The side of columns."""
    levels = [
        (step.level, tuple(Block(c.target, c.channels, c.orders) for c in step.columns))
        for step in steps
        if isinstance(step, Mix)
    ]
    ends, held = [], set[str]()
    for step in steps:
        if isinstance(step, Expand):
            held |= {*step.pieces, step.target, *((step.base,) if step.base else ())}
            end = End(step.target, step.target, step.program, step.pieces, step.base)
            ends.append(_outer(end, restored))
    for _, blocks in levels:
        alone = [block.name for block in blocks if block.name not in held]
        ends += [_outer(End(name, name, None, (), name), restored) for name in alone]
    return Side(tuple(ends), tuple(levels))


def _outer(end: End, restored: dict[str, Restore]) -> End:
    step = restored.get(end.flat)
    return end if step is None else replace(end, outer=step.target, step=step)


def _is_plain(step: Core) -> bool:
    match step:
        case Mix(entries=entries, cycle=cycle):
            return entries == 1 and cycle == 1
        case Expand(program=program, twist=twist):
            return not program.is_matrix and (twist is None or twist.form == "copies")
        case Contract(program=program):
            return not program.is_matrix


def _is_large(core: tuple[Core, ...]) -> bool:
    """Whether several tensors meet, some with more than one axis to pool."""
    ends = [step.program for step in core if not isinstance(step, Mix)]
    return len(ends) > 2 and not all(map(is_simple, ends))
