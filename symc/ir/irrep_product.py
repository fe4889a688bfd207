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
    weights bear the names of what is summed, `summed`. With `so2` the vector whose harmonics y are
    comes last. A product with a `precision` makes its weights with it: hidden values then stand in
    their place, and `giver` is the layer that it does instead.
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
    rank: int = 0
    precision: Precision | None = None
    giver: Giver | None = None


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
    at the other.
    """

    form: Form
    name: str
    sources: tuple[Operand, ...]
    frames: str
    target: str
    edges: str
    end: End


@dataclass(frozen=True, slots=True)
class Multiply:
    """The paths of one number of channels: blocks of x and of y to all components of `target`.

    `weight` is a parameter, or a value with a row of numbers for every entry, and where they start,
    or what makes such rows.
    """

    form: Form
    name: str
    x: tuple[Operand, ...]
    y: tuple[tuple[str, Part], ...]
    target: str
    weight: Numbers | tuple[str, int] | tuple[Radial, int] | None
    edges: str
    end: End


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
