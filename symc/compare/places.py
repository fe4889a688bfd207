"""Which inputs and outputs of a node as written are left where dead ones were dropped."""

from dataclasses import dataclass

from symc.ir.model import Bilinear, Node


@dataclass(frozen=True, slots=True)
class Ports:
    """The places, in a node as written, of the inputs and outputs that are left."""

    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


def ports(written: Node, left: Node) -> Ports:
    """The positions of what is left of a node."""
    names = [value.name for value in written.outputs]
    outputs = tuple(names.index(value.name) for value in left.outputs)
    if not isinstance(written.op, Bilinear) or not isinstance(left.op, Bilinear):
        return Ports(_places(written.inputs, left.inputs), outputs)
    whole, part = written.op.split, left.op.split
    first = _places(written.inputs[:whole], left.inputs[:part])
    second = _places(written.inputs[whole:], left.inputs[part:])
    return Ports((*first, *(whole + i for i in second)), outputs)


def _places(names: tuple[str, ...], kept: tuple[str, ...]) -> tuple[int, ...]:
    found, start = [], 0
    for name in kept:
        start = names.index(name, start) + 1
        found.append(start - 1)
    return tuple(found)
