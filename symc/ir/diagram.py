"""Half-diagrams, and diagrams as a bottom half, a permutation and a top half through a waist.

A half-diagram says what one side does with its tensor slots. An *open* block reaches the waist: its
slots are held on one diagonal, and it is one axis there. A *closed* block stays on its side: an
input sums its diagonal, an output writes to all of it. At most one vertex of a diagram is an
epsilon (the Levi-Civita symbol): `epsilon` are the slots on it, and its other `legs` are further
axes of the waist. See the half-diagrams of Godfrey et al. (arXiv:2303.06208) and Pearce-Crump
(arXiv:2304.14165); the epsilon vertices are those of arXiv:2212.08630.
"""

from dataclasses import dataclass

Block = tuple[int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Half:
    """One side of a diagram on slots 0, 1, ...; blocks are sorted, and by their smallest slot.

    >>> str(Half(open=((0,), (1, 3)), closed=((2,),)))
    '0 1=3 | 2'
    """

    open: tuple[Block, ...] = ()
    closed: tuple[Block, ...] = ()
    epsilon: Block = ()
    legs: int = 0

    @property
    def waist(self) -> int:
        """The number of axes at the waist: open blocks first, then the legs of the epsilon."""
        return len(self.open) + self.legs

    def __str__(self) -> str:
        opened = " ".join("=".join(map(str, block)) for block in self.open)
        closed = " ".join("=".join(map(str, block)) for block in self.closed)
        vertex = f" e({','.join(map(str, self.epsilon))};{self.legs})" if self.epsilon else ""
        return f"{opened} | {closed}".strip() + vertex


@dataclass(frozen=True, slots=True)
class Diagram:
    """A basis map: axis `sigma[j]` of the bottom's waist is axis `j` of the top's."""

    bottom: Half
    top: Half
    sigma: tuple[int, ...]

    @property
    def waist(self) -> int:
        """The number of axes at the waist, on which the cost of the map depends."""
        return len(self.sigma)

    @property
    def key(self) -> tuple[int, tuple[int, ...], Half, Half]:
        """The canonical order of a basis: cheap levels first, then as little twisted as can be."""
        return (self.waist, self.sigma, self.bottom, self.top)


@dataclass(frozen=True, slots=True)
class Hom:
    """A basis of Hom_G(V^k, V^l) in canonical order, out of `spanning` diagrams, and why so."""

    diagrams: tuple[Diagram, ...]
    spanning: int
    reason: str
