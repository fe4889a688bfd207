"""What the steps of all products of irreps share: their parts, and the weights of an output."""

from fractions import Fraction

from symc.ir.irrep_product import Piece, TensorProduct
from symc.ir.model import Node, Value
from symc.ir.parameters import Scale, Weight
from symc.ir.symmetry import Part
from symc.schedule.names import Names


def parts_of(values: tuple[Value, ...]) -> tuple[Part, ...]:
    """The types of values."""
    return tuple(value.part for value in values)


def matrix(
    node: Node,
    place: int,
    pieces: tuple[Piece, ...],
    names: Names,
    given: str | None,
    start: int,
) -> Weight | tuple[str, int]:
    """The weights from the channels of all that an output takes to its own: `mode = full`.

    They are called after the product of an edge, whether that is stored or not.
    """
    if given is not None:
        return given, start
    rows = tuple(piece.rows * piece.channels for piece in pieces)
    op, output = node.op, node.outputs[place]
    assert isinstance(op, TensorProduct)
    channels = output.part.channels
    word = op.summed[place] if op.summed else output.name
    name = names.weight(f"{node.name}_{word}")
    return Weight(name, rows, (channels,), (Scale(channels, Fraction(1)),))
