"""Exact bases of invariant tensors, entry by entry: what folded axes share their weights by.

A basis that is not drawn as diagrams is a list of tensors with exact entries. Bottom axes come
first, then top axes; entries are counted row-major over all of them.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import TypeAlias

from symc.ir.symmetry import Images

Number: TypeAlias = int | Fraction | str
"""An exact number; irrational ones as text, `sqrt(3)/2`."""


@dataclass(frozen=True, slots=True)
class Orbits:
    """One basis tensor per orbit of index tuples, 1 or -1 on it.

    `generators[g][a]` says how generator g permutes axis a. An orbit on which some group element
    reverses the sign has no tensor. Orbits are in the order of their smallest entry, where the
    tensor is 1.
    """

    bottom: tuple[int, ...]
    top: tuple[int, ...]
    generators: tuple[tuple[Images, ...], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Table:
    """Basis tensors as lists of (entry, value), entries rising."""

    bottom: tuple[int, ...]
    top: tuple[int, ...]
    elements: tuple[tuple[tuple[int, Number], ...], ...]

    @property
    def count(self) -> int:
        """The number of basis tensors."""
        return len(self.elements)


Tensors: TypeAlias = Orbits | Table


@dataclass(frozen=True, slots=True)
class BandFactor:
    """What maps of one group a band holds: those of `space` less their part in each of `off`.

    `space` is None for all entries. The tensors numbered in `dropped` depend on the others once
    that is taken away; what is left is made orthonormal in order. A view shows of each what breaks
    the group that `seen` are the maps of.
    """

    bottom: tuple[int, ...]
    top: tuple[int, ...]
    space: Tensors | None
    off: tuple[Tensors, ...] = ()
    dropped: tuple[int, ...] = ()
    seen: Tensors | None = None

    @property
    def count(self) -> int:
        """The number of basis tensors."""
        whole = prod((*self.bottom, *self.top)) if self.space is None else self.space.count
        return whole - len(self.dropped)


@dataclass(frozen=True, slots=True)
class Banded:
    """A basis of what breaks a symmetry to some extent: products over the groups."""

    factors: tuple[BandFactor, ...]

    @property
    def bottom(self) -> tuple[int, ...]:
        """The lengths of all bottom axes."""
        return tuple(n for factor in self.factors for n in factor.bottom)

    @property
    def top(self) -> tuple[int, ...]:
        """The lengths of all top axes."""
        return tuple(n for factor in self.factors for n in factor.top)

    @property
    def count(self) -> int:
        """The number of basis tensors."""
        return prod(factor.count for factor in self.factors)


def entries(tensors: Tensors | Banded) -> tuple[int, int]:
    """The number of entries of all bottom axes together, and of all top axes."""
    return prod(tensors.bottom), prod(tensors.top)
