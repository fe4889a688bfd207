"""A layer whose symmetries are not all exact, as generated code has to know it."""

from dataclasses import dataclass

from symc.ir.levels import Level
from symc.ir.parameters import Vector, Weight
from symc.ir.symmetry import Axis


def kind_of(axis: Axis) -> str:
    """How an axis is moved, as a word: `Rot`, `Rot*`, `Rot.det`.

    >>> from symc.ir.symmetry import Group
    >>> kind_of(Axis(1, Group("Rot", "O", (3,)), "det"))
    'Rot.det'
    """
    assert axis.group is not None
    label = f".{axis.label}" if axis.label else ""
    return f"{axis.group.name}{'*' if axis.dual else ''}{label}"


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that come from an input, or columns that go to an output: its number, and how many."""

    end: int
    width: int


@dataclass(frozen=True, slots=True)
class Mixed:
    """One matrix of a layer: at the waist it has the axes of these groups of free size."""

    waist: tuple[str, ...]
    weight: Weight | None
    bias: Vector | None
    rows: tuple[Block, ...]
    columns: tuple[Block, ...]

    @property
    def whole(self) -> tuple[Weight | Vector, ...]:
        """The exact weight and bias, which know of those beside them."""
        return tuple(each for each in (self.weight, self.bias) if each is not None)


@dataclass(frozen=True, slots=True)
class Layer:
    """All matrices of a linear node, by bands.

    `axes` lists the free groups that each input has axes of, then each output; `moved` the kind
    and length of their other axes that groups move, and `channels` those of the outputs. A layer
    `is_framed` if none has two axes of one: its norms are then those of matrices, for any number of
    points.
    A `residual` layer is added to its own input, which counts as its exact part.
    """

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    axes: tuple[tuple[str, ...], ...]
    mixed: tuple[Mixed, ...]
    levels: tuple[Level, ...]
    bands: tuple[tuple[int, ...], ...]
    views: tuple[int, ...]
    moved: tuple[tuple[tuple[str, int], ...], ...]
    channels: tuple[int, ...]
    is_framed: bool
    residual: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """The weight that mixes the channels of one operand's part, for outputs of these widths."""

    weight: str
    reached: tuple[int, ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Coupled:
    """One coupling of a bilinear layer: the operands and the norm of each slot, and of each top."""

    weight: str
    target: int
    slots: tuple[tuple[int, int, float], ...]
    tops: tuple[float, ...]
    kept: tuple[tuple[int, int], ...] | None


@dataclass(frozen=True, slots=True)
class Couplings:
    """All that bounds a channelwise bilinear layer; not there where a norm is not known."""

    sides: tuple[Side, ...]
    coupled: tuple[Coupled, ...]
