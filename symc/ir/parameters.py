"""What a plan learns: matrices, vectors and couplings, with their shapes and how they start."""

from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Literal, TypeAlias

from symc.ir.tensors import Banded, Tensors


@dataclass(frozen=True, slots=True)
class Scale:
    """Columns `width` wide whose weights start normal with variance 1 / `terms`."""

    width: int
    terms: Fraction


@dataclass(frozen=True, slots=True)
class Tied:
    """A block whose entries on folded axes share weights by a basis of exact tensors.

    `rows` are (folded entries, other entries times channels) of every operand of the bottom,
    `columns` those of the top: the block has one weight for each basis tensor and choice of the
    others.
    """

    tensors: Tensors | Banded
    rows: tuple[tuple[int, int], ...]
    columns: tuple[int, int]

    @property
    def free(self) -> tuple[int, ...]:
        """The number of basis tensors, and what each of its weights is free in."""
        return (self.tensors.count, *(inner for _, inner in self.rows), self.columns[1])

    @property
    def count(self) -> int:
        """The number of learned numbers."""
        return prod(self.free)


@dataclass(frozen=True, slots=True)
class Weight:
    """A learned matrix of blocks: `rows` by `columns` block sizes, `copies` of it.

    `kept` lists the blocks (copy, row, column) that there are, row by row, where not all are: the
    parameter is then the vector of the entries of these blocks, one block after the other. With
    `ties`, one for each of `kept`, a block has fewer weights than entries. Where symmetries are not
    exact there are `bands` beside it, of the same shape, and `views` of what its one band breaks.
    """

    name: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    scales: tuple[Scale, ...]
    copies: int = 1
    stacked: bool = False
    kept: tuple[tuple[int, int, int], ...] | None = None
    ties: tuple[Tied, ...] = ()
    start: Literal["normal", "zeros"] = "normal"
    graded: bool = False
    bands: tuple["Weight | None", ...] = ()
    views: tuple["Weight | None", ...] = ()

    @property
    def count(self) -> int:
        """The number of learned numbers."""
        if self.kept == ():
            return 0
        if self.ties:
            return sum(tied.count for tied in self.ties)
        if self.kept is None:
            return self.copies * sum(self.rows) * sum(self.columns)
        return sum(self.rows[r] * self.columns[c] for _, r, c in self.kept)

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the parameter."""
        if self.kept is not None or self.ties:
            return (self.count,)
        matrix = (sum(self.rows), sum(self.columns))
        return (self.copies, *matrix) if self.stacked else matrix


@dataclass(frozen=True, slots=True)
class Vector:
    """A learned vector: a bias (blocks of columns), the scale or shift of a layer norm, a code."""

    name: str
    length: int
    start: Literal["zeros", "ones", "small"]
    columns: tuple[int, ...] = ()
    kept: tuple[int, ...] | None = None
    ties: tuple[Tied, ...] = ()
    graded: bool = False
    bands: tuple["Vector | None", ...] = ()
    views: tuple["Vector | None", ...] = ()

    @property
    def count(self) -> int:
        """The number of learned numbers."""
        return self.length


@dataclass(frozen=True, slots=True)
class Coupling:
    """Per-channel weights of a channelwise bilinear map: (slots, tops, channels).

    A slot is a product in one of its orders. `kept` lists the pairs (slot, top) that there are,
    where not all are; the parameter is then (pairs, channels), and without the axis of tops where
    there is but one. With `ties`, one for each of `kept`, slots and tops are those of folded axes
    as a whole, and the parameter has a row for each weight of a tie.
    """

    name: str
    slots: int
    tops: int
    channels: int
    terms: Fraction
    kept: tuple[tuple[int, int], ...] | None = None
    ties: tuple[Tied, ...] = ()

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the parameter."""
        if self.ties:
            return (sum(tied.count for tied in self.ties), self.channels)
        if self.kept is not None:
            return (len(self.kept), self.channels)
        if self.tops == 1:
            return (self.slots, self.channels)
        return (self.slots, self.tops, self.channels)

    @property
    def count(self) -> int:
        """The number of learned numbers."""
        return prod(self.shape)


Parameter: TypeAlias = Weight | Vector | Coupling
