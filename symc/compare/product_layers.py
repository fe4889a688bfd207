"""Products of irreps: the weights of their paths, their own or those that a perceptron makes."""

from dataclasses import dataclass
from itertools import accumulate
from math import prod

from symc.compare.blocks import Block, Slice
from symc.compare.couplings import Ends, Link, ends_of
from symc.compare.moves import Moved, Piece, moved, shape_of
from symc.compare.pairs import Pair
from symc.compare.plain_layers import Columns
from symc.compare.strands import gaps
from symc.ir.factored import MultiplyFactors, Terms
from symc.ir.irrep_product import TensorProduct
from symc.ir.model import Node
from symc.ir.parameters import Parameter
from symc.ir.plan import Stage
from symc.ir.symmetry import Part

EXACT = 1e-12


@dataclass(frozen=True, slots=True)
class Side:
    """A product of one model: as written, with the paths that are computed, and its stage."""

    node: Node
    ends: Ends
    alive: tuple[int, ...]
    stage: Stage
    op: TensorProduct

    @property
    def is_channelwise(self) -> bool:
        """Whether channels stay apart."""
        return self.op.mode == "channelwise"

    @property
    def own(self) -> tuple[Parameter, ...]:
        """Its weights, without those of a perceptron within."""
        return self.stage.parameters[2 if self.op.giver is not None else 0 :]

    @property
    def widths(self) -> tuple[int, ...]:
        """The numbers of channels that have products, in order."""
        used = {self.ends.x[self.ends.paths[p].x].channels for p in self.alive}
        return tuple(w for w in dict.fromkeys(part.channels for part in self.ends.x) if w in used)

    def of(self, width: int, output: int | None = None) -> tuple[int, ...]:
        """The paths of one number of channels, or those of them to one output, in order."""
        paths = self.ends.paths
        return tuple(
            p
            for p in self.alive
            if self.ends.x[paths[p].x].channels == width and output in (None, paths[p].z)
        )


def side(node: Node, scheduled: Node, stage: Stage, parts: dict[str, Part]) -> Side:
    """A product as written, and as it is computed."""
    ends, op = ends_of(node, parts), scheduled.op
    assert isinstance(op, TensorProduct)
    alive = tuple(p for p in range(len(ends.paths)) if p not in op.dead)
    return Side(node, ends, alive, stage, op)


def differ(sides: tuple[Side, Side]) -> str:
    """Why two products are not the same functions of the same weights, whatever these are."""
    kinds = [(s.op.algorithm == "cp", s.op.rank, _bound(s.stage)) for s in sides]
    if max(bound for _, _, bound in kinds) <= EXACT or (
        kinds[0] == kinds[1] and [*sides[0].ends.paths] == [*sides[1].ends.paths]
    ):
        return ""
    return (
        f"`{sides[1].node.text}` has no exact products by factors: off by up to "
        f"{max(bound for _, _, bound in kinds):.2g} |x| |y|"
    )


def _bound(stage: Stage) -> float:
    tables = [step.tables for step in stage.steps if isinstance(step, MultiplyFactors)]
    return max((table.bound for table in tables if isinstance(table, Terms)), default=0.0)


def product_moves(pair: Pair, sides: tuple[Side, Side]) -> tuple[Moved, ...]:
    """The weights of a product of its own."""
    assert pair.linked is not None
    pieces: list[Piece] = []
    places = [_places(side) for side in sides]
    for link in pair.linked.links:
        if link.old in places[0] and link.new in places[1]:
            source = _block(places[0][link.old], link, 0, sides[0].is_channelwise)
            target = _block(places[1][link.new], link, 1, sides[1].is_channelwise)
            pieces.append(Piece(target, source, link.factor))
    for p, block in places[1].items():
        z = sides[1].ends.paths[p].z
        for gap in gaps(pair.outputs, z, sides[1].ends.z[z].channels):
            whole = (0, block.shape[-2])
            channels = block.shape[-2:]
            pieces.append(Piece(block.cut(channels, (whole, gap)), None))
    return tuple(
        moved(p, tuple(x for x in pieces if x.target.parameter == p.name), sides[0].own)
        for p in sides[1].own
    )


def _block(block: Block, link: Link, which: int, is_channelwise: bool) -> Block:
    rows, columns = (_slice(link, which, end) for end in ("x", "z"))
    return block.cut(block.shape[-2:], ((0, 1) if is_channelwise else rows, columns))


def _slice(link: Link, which: int, end: str) -> Slice:
    run = link.x if end == "x" else link.z
    start = run.begin if which else run.start
    return (start, start + run.length)


def _places(side: Side) -> dict[int, Block]:
    """The weights of every path that has any: a row of channels, or a matrix of these."""
    if side.op.weights != "shared":
        return {}
    found: dict[int, Block] = {}
    if side.is_channelwise:
        for parameter, width in zip(side.own, side.widths, strict=True):
            paths = side.of(width)
            view = (len(paths), width)
            for row, p in enumerate(paths):
                cuts = ((row, row + 1), (0, width))
                found[p] = Block(parameter.name, 0, prod(view), view, cuts)
        return found
    reached = [
        c
        for c in range(len(side.ends.z))
        if c not in side.op.unread and any(side.ends.paths[p].z == c for p in side.alive)
    ]
    for parameter, c in zip(side.own, reached, strict=True):
        shape, at = shape_of(parameter), 0
        for width in side.widths:
            for p in side.of(width, c):
                cuts = ((at, at + width), (0, shape[-1]))
                found[p] = Block(parameter.name, 0, prod(shape), shape, cuts)
                at += width
    return found


def given_columns(pair: Pair, sides: tuple[Side, Side]) -> tuple[Columns, ...]:
    """The columns of the layer that makes the weights of all paths: of new paths they are zero."""
    assert pair.linked is not None
    starts = [_starts(side) for side in sides]
    found: list[Columns] = []
    for link in pair.linked.links:
        if link.old not in starts[0] or link.new not in starts[1]:
            continue
        (old, old_row), (new, new_row) = starts[0][link.old], starts[1][link.new]
        if sides[1].is_channelwise:
            found.append(_columns(new + link.x.begin, link.x.length, old + link.x.start, link))
            continue
        for i in range(link.x.length):
            start = old + (link.x.start + i) * old_row + link.z.start
            begin = new + (link.x.begin + i) * new_row + link.z.begin
            found.append(_columns(begin, link.z.length, start, link))
    for p, (start, row) in starts[1].items():
        path = sides[1].ends.paths[p]
        for a, b in gaps(pair.outputs, path.z, sides[1].ends.z[path.z].channels):
            rows = 1 if sides[1].is_channelwise else sides[1].ends.x[path.x].channels
            for i in range(rows):
                found.append(Columns(start + i * row + a, b - a, None, is_random=True))
    return tuple(_merged(sorted(found, key=lambda each: each.begin)))


def _columns(begin: int, length: int, start: int, link: Link) -> Columns:
    return Columns(begin, length, start, link.factor)


def _merged(columns: list[Columns]) -> list[Columns]:
    """Columns in a row as one."""
    found: list[Columns] = []
    for each in columns:
        last = found[-1] if found else None
        if last is not None and _follows(last, each):
            length = last.length + each.length
            found[-1] = Columns(last.begin, length, last.start, last.factor, last.is_random)
        else:
            found.append(each)
    return found


def _follows(last: Columns, each: Columns) -> bool:
    if (last.factor, last.is_random) != (each.factor, each.is_random):
        return False
    if last.begin + last.length != each.begin:
        return False
    if last.start is None or each.start is None:
        return last.start is each.start
    return last.start + last.length == each.start


def _starts(side: Side) -> dict[int, tuple[int, int]]:
    """Where the numbers of a path begin in a row of weights, and how long its own rows are."""
    found: dict[int, tuple[int, int]] = {}
    at = 0
    if side.is_channelwise:
        for width in side.widths:
            for p in side.of(width):
                found[p] = (at, width)
                at += width
        return found
    for c, part in enumerate(side.ends.z):
        for width in side.widths:
            paths = side.of(width, c)
            found |= dict(
                zip(
                    paths,
                    (
                        (start, part.channels)
                        for start in accumulate((width * part.channels for _ in paths), initial=at)
                    ),
                    strict=False,
                )
            )
            at += len(paths) * width * part.channels
    return found
