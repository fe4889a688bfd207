"""Message passing over the parameter graph of a record: the operation and its step.

The nodes are the points of every axis: those of a group, and the entries of plain axes, one set of
nodes for each length. The edges are the parameters: an entry of a tensor joins the nodes that its
indices name, one or many. Weights know of roles only, never of a group or a length.
"""

from dataclasses import dataclass

from symc.ir.parameters import Vector, Weight
from symc.ir.symmetry import Part

WORDS = ("weight", "bias", "mean", "var", "")
"""What the last word of a key may end in; others are of the last kind."""

ROLES = 4
"""An axis is the first, the second, the third, or a later one."""

KINDS = 3 * len(WORDS)
"""Tensors of one axis or none, of two, and of more, for each ending."""


def kind_of(key: str, axes: int) -> int:
    """What sort of tensor a field is, as learned weights know it.

    >>> kind_of("0.weight", 2), kind_of("0.bias", 1), kind_of("b1", 1)
    (1, 3, 12)
    """
    last = key.rpartition(".")[2]
    word = next(i for i, each in enumerate(WORDS) if last.endswith(each))
    return 3 * word + min(max(axes, 1), 3) - 1


@dataclass(frozen=True, slots=True)
class Messages:
    """All tensors of a record, of these kinds, after so many rounds of messages.

    There is one output that pools all, or one for each input, with its axes.
    """

    kinds: tuple[int, ...]
    width: int
    rounds: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """Nodes at axes of a tensor: the name of their set, the axes counted from the end of all axes,
    the role, and whether they are entries of a plain axis."""

    nodes: str
    axes: tuple[int, ...]
    role: int
    is_plain: bool


@dataclass(frozen=True, slots=True)
class PassMessages:
    """The step: `meetings` are those of every source, `shapes` the lengths of products of axes."""

    op: Messages
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    parts: tuple[Part, ...]
    made: tuple[Part, ...]
    meetings: tuple[tuple[Meeting, ...], ...]
    weights: tuple[Weight, ...]
    read: Weight
    bias: Vector
