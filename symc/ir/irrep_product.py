"""Products of irreps, entry by entry: the operation of a model, and its steps."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from symc.ir.coupling import Coupling
from symc.ir.factored import MultiplyFactors
from symc.ir.form import Form, Precision, Weights
from symc.ir.graphs import End
from symc.ir.parameters import Coupling as Numbers
from symc.ir.parameters import Weight
from symc.ir.steps_on_vectors import Harmonize
from symc.ir.symmetry import Part

Mode = Literal["full", "channelwise"]

Algorithm = Literal["cg", "so2", "gaunt", "cp"]
"""By couplings, by those of order 0 in the frame of a vector, by functions on the sphere, or by as
few products as `rank` says for each path."""

Way = Literal["grid", "couplings", "frame"]
"""How functions on the sphere are multiplied: by their values, by couplings, or by those of order 0
in the frame of a vector."""

Operand: TypeAlias = tuple[str, Part | None]
"""A value, or components of several one after the other."""


@dataclass(frozen=True, slots=True)
class Giver:
    """The last layer of a perceptron: its name, how many numbers it makes, and its gain."""

    name: str
    count: int
    gain: Fraction


@dataclass(frozen=True, slots=True)
class Radial:
    """Weights of entries as a product makes them: hidden values, the names of matrix and bias."""

    hidden: tuple[tuple[str, Part], ...]
    weight: str
    bias: str


@dataclass(frozen=True, slots=True)
class IrrepPath:
    """One coupling of a block of x and one copy of a block of y to a block of z, as indices."""

    x: int
    y: int
    copy: int
    z: int
    coupling: Coupling


@dataclass(frozen=True, slots=True)
class TensorProduct:
    """The first `split` inputs are x, the next `others` y; the last are weights of every entry.

    Outputs in `unread` are needed by nothing, and the paths in `dead` are not computed. With
    `edges` x is read at that end of them, `end`, and the outputs are sums at the other, whose
    weights bear the names of what is summed, `summed`. Where it is
    made in the frame of a vector, that comes last. A product with a `precision` makes its weights
    with it: hidden values then stand in their place, and `giver` is the layer that it does instead.
    """

    split: int
    others: int
    mode: Mode
    weights: Weights
    edges: str = ""
    end: End = "source"
    summed: tuple[str, ...] = ()
    unread: tuple[int, ...] = ()
    dead: tuple[int, ...] = ()
    algorithm: Algorithm = "cg"
    way: Way = "grid"
    rank: int = 0
    precision: Precision | None = None
    giver: Giver | None = None

    @property
    def is_framed(self) -> bool:
        """Whether it is made in the frame of a vector, whose harmonics are not needed then."""
        return self.algorithm == "so2" or (self.algorithm == "gaunt" and self.way == "frame")


@dataclass(frozen=True, slots=True)
class Rows:
    """Some weights of a product: rows of a parameter, or numbers of a value, from `start` on."""

    of: Numbers | str
    start: int
    count: int


@dataclass(frozen=True, slots=True)
class Outer:
    """A weight for every path: the product of those at these places among the rows."""

    rows: Rows
    places: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Align:
    """Of a vector the rotations to the polar axis, on irreps of degree 0 to `degree`."""

    source: str
    part: Part
    degree: int
    target: str


@dataclass(frozen=True, slots=True)
class Poles:
    """The harmonics of a vector where it is the polar axis, of order 0: all others vanish."""

    source: str
    part: Part
    degrees: tuple[int, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Values of one number of channels to the frames of `Align`, or back from there.

    With `edges` values at points are read at that end of them, `end`; what is turned back is summed
    at the other. Blocks may have weights.
    """

    form: Form
    name: str
    sources: tuple[Operand, ...]
    frames: str
    target: str
    edges: str
    end: End
    weight: Rows | None = None


@dataclass(frozen=True, slots=True)
class Multiply:
    """The paths of one number of channels: blocks of x and of y to all components of `target`.

    `weight` is a parameter, or a value with a row of numbers for every entry, and where they start,
    or what makes such rows. With a `scale` every channel has a y of its own, times that.
    """

    form: Form
    name: str
    x: tuple[Operand, ...]
    y: tuple[tuple[str, Part], ...]
    target: str
    weight: Numbers | Outer | tuple[str | Radial, int] | None
    edges: str
    end: End
    scale: Rows | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """Components of a product that go to one output: the first one, and how many rows of these."""

    source: str
    start: int
    rows: int
    channels: int


@dataclass(frozen=True, slots=True)
class Assemble:
    """One output: its components of a product, or of several mixed by a matrix.

    The matrix is a parameter, or rows of numbers of every entry from a start. What is `framed` may
    be of a wider type than the matrix.
    """

    pieces: tuple[Piece, ...]
    target: str
    part: Part
    weight: Weight | tuple[str, int] | None
    framed: bool = False


IrrepStep: TypeAlias = Harmonize | Align | Poles | Turn | Multiply | MultiplyFactors | Assemble
"""The steps of a plan on irreps."""
