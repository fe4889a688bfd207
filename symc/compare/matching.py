"""Layers with weights: which one of an old model a layer of the new one is."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, fields, replace

from symc.compare.strands import End, Run, Wire, align, lengths_of, runs_of
from symc.compare.terms import ZERO, Channels, Sites, rotated, signature
from symc.ir.irrep_product import TensorProduct
from symc.ir.model import Bilinear, LayerNorm, Linear, Node
from symc.ir.spatial import Dense
from symc.ir.symmetry import Group, Part, Record, Sum


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer with weights, with the terms that it reads and the types of its ends.

    `needed` are the inputs that it makes something of. `head` is what layers that are compared as a
    whole have in common.
    """

    node: Node
    reads: tuple[Channels, ...]
    outputs: tuple[End, ...]
    needed: tuple[int, ...]
    head: Hashable


@dataclass(frozen=True, slots=True)
class Fit:
    """How a layer is another one: channels of its inputs and outputs; `cost` is 0 if they agree.

    `swapped` says that it reads on the left what the old one read on the right.
    """

    inputs: tuple[Run, ...]
    outputs: tuple[Run, ...]
    cost: int
    swapped: bool = False


def head_of(node: Node, parts: dict[str, Part], sites: Sites) -> Hashable:
    """What has to be equal for layers to be compared at all."""
    op = node.op
    match op:
        case Linear():
            return ("Linear", replace(op, bias=True, unbiased=()))
        case Bilinear():
            return ("Bilinear",)
        case Dense():
            return ("Dense",)
        case TensorProduct() if op.algorithm != "gaunt":
            return ("TensorProduct", op.mode, op.weights)
        case LayerNorm():
            return ("LayerNorm", rotated(parts[node.inputs[0]]))
    held = (part for f in fields(op) for part in _groups(getattr(op, f.name)))
    ends = (*(parts[name] for name in node.inputs), *(value.part for value in node.outputs))
    told = tuple((group.text, places(group, ends)) for group in held)
    return (told, pattern(ends), _ungrouped(signature(op, node, parts, sites)))


def _groups(value: object) -> tuple[Group, ...]:
    if isinstance(value, Group):
        return (value,)
    return tuple(v for v in value if isinstance(v, Group)) if isinstance(value, tuple) else ()


def places(group: Group, ends: Sequence[Part]) -> tuple[tuple[int, ...], ...]:
    """Which axes of types a group moves."""
    return tuple(
        tuple(i for i, axis in enumerate(part.axes) if axis.group == group) for part in ends
    )


def pattern(ends: Sequence[Part]) -> Hashable:
    """Which axes of types are moved by the same groups, whatever these are."""
    axes = [axis for part in ends for axis in part.axes]
    every = list(dict.fromkeys((axis.group, axis.fibres, axis.shared) for axis in axes))
    return tuple(every.index((axis.group, axis.fibres, axis.shared)) for axis in axes)


def _ungrouped(value: Hashable) -> Hashable:
    """A signature without groups, which have names, and without types, which are compared."""
    if isinstance(value, tuple):
        return tuple(_ungrouped(each) for each in value)
    return None if isinstance(value, Group | Part | Sum | Record) else value


def fit(old: Layer, new: Layer, sizes: dict[str, int]) -> Fit | None:
    """How a layer is another one, apart from products of irreps."""
    if old.head != new.head:
        return None
    swapped = False
    mode = getattr(old.node.op, "mode", "") != getattr(new.node.op, "mode", "")
    match old.node.op, new.node.op:
        case Linear() | Dense(), _:
            inputs = heard(old, new, (0, len(old.reads)), (0, len(new.reads)))
        case Bilinear() as first, Bilinear() as second:
            if not _is_mode_kept(first.mode, second.mode, old, new):
                return None
            sides = ((0, first.split), (first.split, len(old.reads)))
            ends = ((0, second.split), (second.split, len(new.reads)))
            inputs = _both(old, new, sides, ends)
            if inputs is None:
                inputs, swapped = _both(old, new, sides[::-1], ends), True
        case LayerNorm(), _:
            return _normed(old, new)
        case _:
            return _rigid(old, new, sizes)
    if inputs is None:
        return None
    outputs = align(old.outputs, new.outputs, sizes)
    if not outputs:
        return None
    counts = [sum(end.part.channels for end in each) for each in (old.outputs, new.outputs)]
    lost = sum(map(len, old.reads)) != len(inputs) or sum(map(len, new.reads)) != len(inputs)
    cost = 2 * lost + (counts[0] != len(outputs)) + (counts[1] != len(outputs))
    return Fit(runs_of(inputs), runs_of(outputs), cost + swapped + mode, swapped)


def _is_mode_kept(before: str, after: str, old: Layer, new: Layer) -> bool:
    """Whether products of one mode are among those of another.

    What is coupled channel by channel is coupled in every pair of channels, too; the other way
    round it is with one channel.
    """
    if before == after or (before, after) == ("channelwise", "full"):
        return True
    return {len(read) for layer in (old, new) for read in layer.reads} == {1}


Range = tuple[int, int]


def _both(
    old: Layer, new: Layer, before: tuple[Range, Range], after: tuple[Range, Range]
) -> list[tuple[Wire, Wire]] | None:
    """The wires of the operands of a product."""
    found = [heard(old, new, a, b) for a, b in zip(before, after, strict=True)]
    return None if found[0] is None or found[1] is None else found[0] + found[1]


def heard(
    old: Layer, new: Layer, before: tuple[int, int], after: tuple[int, int]
) -> list[tuple[Wire, Wire]] | None:
    """The wires of inputs in ranges, by their terms; None where one that is needed is missing."""
    waiting: dict[int, list[Wire]] = {}
    for i in range(*before):
        for c, term in enumerate(old.reads[i]):
            if term == ZERO:
                continue
            waiting.setdefault(term, []).append((i, c))
    found = []
    for i in range(*after):
        for c, term in enumerate(new.reads[i]):
            if waiting.get(term):
                found.append((waiting[term].pop(0), (i, c)))
    left = [wire for wires in waiting.values() for wire in wires]
    return None if any(i in old.needed for i, _ in left) else found


def _normed(old: Layer, new: Layer) -> Fit | None:
    """Norms are over all channels of a value, so that it must have the same ones."""
    if sorted(old.reads[0]) != sorted(new.reads[0]):
        return None
    wires = heard(old, new, (0, 1), (0, 1))
    assert wires is not None
    return Fit(runs_of(wires), runs_of(wires), 0)


def _rigid(old: Layer, new: Layer, sizes: dict[str, int]) -> Fit | None:
    """Layers that are copied as a whole read and make the same, in the same order."""
    if old.reads != new.reads:
        return None
    shapes = [[(lengths_of(e.part, sizes), e.part.channels) for e in x.outputs] for x in (old, new)]
    if shapes[0] != shapes[1]:
        return None
    straight = tuple(Run(i, i, 0, 0, end.part.channels) for i, end in enumerate(new.outputs))
    inputs = tuple(Run(i, i, 0, 0, len(read)) for i, read in enumerate(new.reads))
    return Fit(inputs, straight, 0)
