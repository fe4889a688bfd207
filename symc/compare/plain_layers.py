"""Perceptrons and norms: matrices and vectors over channels, moved run by run."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from math import prod

from symc.compare.blocks import Block, Slice
from symc.compare.blockwise import news, olds
from symc.compare.moves import Moved, Piece, moved, shape_of
from symc.compare.pairs import Pair
from symc.compare.strands import Run, gaps
from symc.ir.model import Node
from symc.ir.parameters import Parameter
from symc.ir.plan import Stage
from symc.ir.symmetry import Part


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a new matrix, `begin` up to `begin + length`, which are `factor` times old ones,
    from `start` on, or, without a start, stay zero or are new: `is_random`."""

    begin: int
    length: int
    start: int | None
    factor: Fraction | float = Fraction(1)
    is_random: bool = False


def columns_of(runs: tuple[Run, ...], node: tuple[Node, Node]) -> tuple[Columns, ...]:
    """The columns of the outputs of a layer, which are side by side."""
    old, new = (_starts([value.part for value in each.outputs]) for each in node)
    found = [Columns(new[r.new] + r.begin, r.length, old[r.old] + r.start) for r in runs]
    for j, value in enumerate(node[1].outputs):
        for a, b in gaps(runs, j, value.part.channels):
            found.append(Columns(new[j] + a, b - a, None, is_random=True))
    return tuple(found)


def _starts(parts: list[Part]) -> list[int]:
    return [*accumulate((part.channels for part in parts), initial=0)]


def dense(
    pair: Pair,
    inputs: tuple[tuple[Part, ...], tuple[Part, ...]],
    parameters: tuple[tuple[Parameter, ...], tuple[Parameter, ...]],
    columns: tuple[Columns, ...],
) -> tuple[Moved, ...]:
    """A layer of a perceptron: its matrix and its bias."""
    old, new = (_starts(list(parts)) for parts in inputs)
    (first, first_bias), (second, second_bias) = parameters
    whole = (0, shape_of(second)[0])
    matrix: list[Piece] = []
    bias: list[Piece] = []
    for each in columns:
        target = (each.begin, each.begin + each.length)
        if each.start is None:
            if each.is_random:
                matrix.append(Piece(_block(second, whole, target), None))
            continue
        source = (each.start, each.start + each.length)
        for run in pair.inputs:
            ((a, b),), ((c, d),) = olds((run,)), news((run,))
            given = _block(first, (old[run.old] + a, old[run.old] + b), source)
            into = _block(second, (new[run.new] + c, new[run.new] + d), target)
            matrix.append(Piece(into, given, each.factor))
        bias.append(Piece(_block(second_bias, target), _block(first_bias, source), each.factor))
    made = ((second, matrix), (second_bias, bias))
    return tuple(moved(p, tuple(_joined(pieces)), parameters[0]) for p, pieces in made)


def _block(parameter: Parameter, *cuts: Slice) -> Block:
    shape = shape_of(parameter)
    return Block(parameter.name, 0, prod(shape), shape, cuts)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Pieces one beside the other as one."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        joined = _together(last, piece) if last is not None else None
        if joined is None:
            found.append(piece)
        else:
            found[-1] = joined
    return found


def _together(first: Piece, second: Piece) -> Piece | None:
    if first.source is None or second.source is None or first.coefficient != second.coefficient:
        return None
    ends = []
    for axis in range(len(first.target.cuts)):
        blocks = [(first.target, second.target), (first.source, second.source)]
        others = all(
            a.cuts[:axis] == b.cuts[:axis] and a.cuts[axis + 1 :] == b.cuts[axis + 1 :]
            for a, b in blocks
        )
        if others and all(a.cuts[axis][1] == b.cuts[axis][0] for a, b in blocks):
            ends = [_stretched(a, b, axis) for a, b in blocks]
            return Piece(ends[0], ends[1], first.coefficient)
    return None


def _stretched(first: Block, second: Block, axis: int) -> Block:
    cut = (first.cuts[axis][0], second.cuts[axis][1])
    cuts = (*first.cuts[:axis], cut, *first.cuts[axis + 1 :])
    return Block(first.parameter, first.start, first.stop, first.view, cuts)


def norm(pair: Pair, stages: tuple[Stage, Stage]) -> tuple[Moved, ...] | str:
    """A norm: its scale, and its shift, channel by channel."""
    old, new = (stage.parameters for stage in stages)
    if len(old) != len(new):
        return f"`{pair.new.text}` is another norm now: a group turns what it is of"
    return tuple(
        moved(
            b,
            tuple(Piece(_block(b, news((r,))[0]), _block(a, olds((r,))[0])) for r in pair.outputs),
            old,
        )
        for a, b in zip(old, new, strict=True)
    )
