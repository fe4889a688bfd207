"""What to compute, in what order: the narrow waist between layer kinds and kernel backends.

Steps read and write named tensors of shape `(..., axes, channels)`. A new step makes the type
checker list every place that must know of it.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from symc.ir.grades import Couplings, Layer
from symc.ir.irrep_product import IrrepStep
from symc.ir.model import Model
from symc.ir.parameter_graph import PassMessages
from symc.ir.parameters import Parameter, Vector, Weight
from symc.ir.plain_steps import Foreign as Foreign
from symc.ir.plain_steps import PlainStep
from symc.ir.plain_steps import Symmetrize as Symmetrize
from symc.ir.products import Couple, Product
from symc.ir.relaxed import BreakingStep
from symc.ir.sparse_steps import Derive as Derive
from symc.ir.sparse_steps import Perform as Perform
from symc.ir.submodels import Submodule
from symc.ir.symmetry import Extent, Group, Part
from symc.ir.waist import Level, Order, Program


@dataclass(frozen=True, slots=True)
class Arrange:
    """A value to its frame: axes permuted, then constant plain axes folded into the channels.

    Axes of several groups are taken apart first: `atoms` are the lengths of what they are made of,
    axis by axis, and `order` and `folded` count these. `duals` are the atoms whose index the form
    of their group raises.
    """

    source: str
    target: str
    part: Part
    order: Order
    folded: int
    atoms: tuple[tuple[Extent, ...], ...]
    duals: tuple[tuple[int, Group], ...]


@dataclass(frozen=True, slots=True)
class Restore:
    """A frame back to a value: the inverse of `Arrange`."""

    source: str
    target: str
    part: Part
    order: Order
    folded: int
    atoms: tuple[tuple[Extent, ...], ...]
    duals: tuple[tuple[int, Group], ...]


@dataclass(frozen=True, slots=True)
class Contract:
    """All contracted pieces of one tensor that anyone needs; permuted groups by means."""

    source: str
    program: Program
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """The pieces of one tensor at a level, side by side."""

    piece: str
    channels: int


@dataclass(frozen=True, slots=True)
class Column:
    """What a level gives to the tops of one output: the sum over `orders` of permuted columns."""

    target: str
    channels: int
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class Mix:
    """One matrix product for a whole level: rows side by side, times a weight, plus a bias.

    With `entries` the channels are so many groups, each mixed alike. With a `cycle` every block has
    an axis of that length before its channels, along which the product is a cyclic convolution.
    """

    level: Level
    rows: tuple[Row, ...]
    weight: Weight | None
    bias: Vector | None
    columns: tuple[Column, ...]
    like: str
    like_axes: int
    entries: int = 1
    cycle: int = 1


@dataclass(frozen=True, slots=True)
class Twist:
    """The top level of an expansion: rows permuted by each of `orders`, times their own matrix.

    As `copies` it is one product for each order. The `fourier` form is for all permutations of the
    axes: it has one product for each irrep of their group, and `reason` says why it is taken.
    """

    rows: tuple[Row, ...]
    weight: Weight
    orders: tuple[Order, ...]
    form: Literal["copies", "fourier"] = "copies"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Expand:
    """Pieces written out to a tensor; `base` is a piece of full size, `sizes` those of the axes."""

    program: Program
    pieces: tuple[str, ...]
    base: str | None
    twist: Twist | None
    target: str
    channels: int


@dataclass(frozen=True, slots=True)
class Split:
    """The channels of a tensor cut apart; a target `_` is not needed.

    With several `entries` the channels are so many groups, which become an axis of their own.
    """

    source: str
    targets: tuple[str, ...]
    widths: tuple[int, ...]
    entries: int


@dataclass(frozen=True, slots=True)
class Apply:
    """A pointwise function."""

    function: str
    source: str
    target: str
    part: Part


@dataclass(frozen=True, slots=True)
class Gating:
    """`source * sigmoid(gate)`, the gate spread over the rotated axes."""

    source: str
    gate: str
    target: str
    part: Part


@dataclass(frozen=True, slots=True)
class Rescale:
    """`norm_act`: a tensor times a function of its norm over the rotated axes."""

    function: str
    source: str
    target: str
    part: Part


@dataclass(frozen=True, slots=True)
class Normalize:
    """`layer_norm`."""

    source: str
    target: str
    part: Part
    scale: Vector
    shift: Vector | None


@dataclass(frozen=True, slots=True)
class Drop:
    """`dropout` of whole vectors."""

    probability: Fraction
    source: str
    target: str
    part: Part


@dataclass(frozen=True, slots=True)
class Reduce:
    """All axes of a group taken away by `how`."""

    how: Literal["sum", "mean", "max"]
    group: Group
    source: str
    target: str
    part: Part


@dataclass(frozen=True, slots=True)
class Attend:
    """Self-attention over the points of a group, all parts together."""

    group: Group
    heads: int
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    parts: tuple[Part, ...]
    mix: tuple[Weight, ...]
    out: tuple[Weight, ...]


@dataclass(frozen=True, slots=True)
class Add:
    """A linear combination of tensors of one type."""

    coefficients: tuple[Fraction, ...]
    sources: tuple[str, ...]
    target: str
    part: Part


@dataclass(frozen=True, slots=True)
class Blank:
    """Zeros, behind the batch of `source`, which has `axes` axes behind it."""

    source: str
    axes: int
    target: str
    part: Part


Step: TypeAlias = (
    Arrange
    | Restore
    | Contract
    | Mix
    | Expand
    | Symmetrize
    | Split
    | Product
    | Couple
    | Apply
    | Gating
    | Rescale
    | Normalize
    | Drop
    | Reduce
    | Attend
    | PlainStep
    | PassMessages
    | Submodule
    | Add
    | Blank
    | BreakingStep
    | Perform
    | Derive
    | IrrepStep
)


@dataclass(frozen=True, slots=True)
class Stage:
    """The steps of one node, under its name and text; `layer` where a symmetry is not exact."""

    name: str
    text: str
    parameters: tuple[Parameter, ...]
    steps: tuple[Step, ...]
    notes: tuple[str, ...]
    layer: Layer | None = None
    couplings: Couplings | None = None


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A model as a list of stages."""

    model: Model
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a generated module computes."""

    name: str
    text: str
    models: tuple[Scheduled, ...]

    def __str__(self) -> str:
        from symc.ir.drawing import draw_plan

        return draw_plan(self)
