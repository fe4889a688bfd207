"""A product of irreps as a form that is linear in four slots: x, y, the weights w, and z.

F = sum over paths p and channels c of C_ijk x[i, c] y[j] w[p, c] z[k, c]. The product itself is the
derivative by z; all other derivatives, of any order, are derivatives of F by one of its slots.
"""

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from symc.ir.coupling import Coupling

Weights = Literal["none", "shared", "entry"]
"""No weights, one per path and channel, or those of every entry apart."""


Precision = Literal["ieee", "tf32x3", "tf32", "bf16"]
"""How tensor cores multiply: as single precision, by three products of 11 bits, or by one, or 8."""


@dataclass(frozen=True, slots=True)
class Path:
    """One coupling of components: the first ones that it reads and writes, in x, y and z."""

    x: int
    y: int
    z: int
    coupling: Coupling

    @property
    def sizes(self) -> tuple[int, int, int]:
        """How many components it has in each."""
        return self.coupling.sizes


@dataclass(frozen=True, slots=True)
class Form:
    """A product problem: components of x, y and z, paths between them, channels, weights.

    Values are component-major with channels last: x (entries, X, C), y (entries, Y), or with
    channels if `paired`, w (entries, P, C), z (entries, Z, C). If `indexed`, x stands at nodes and
    is read at the source of every entry, and z is summed at its target. If y are matrices that turn
    blocks of x, or the same `back`, `turned` are the lengths of these. With `hidden` the product
    makes the weights of an entry itself, of so many numbers h: the sum over n of h[n] W[n].
    """

    sizes: tuple[int, int, int]
    channels: int
    paths: tuple[Path, ...]
    weights: Weights
    paired: bool = False
    indexed: bool = False
    turned: tuple[int, ...] = ()
    back: bool = False
    hidden: int = field(default=0, repr=False)
    precision: Precision | None = field(default=None, repr=False)

    @property
    def nonzero(self) -> int:
        """The number of coefficients that are not 0, over all paths."""
        return sum(len(path.coupling.entries) for path in self.paths)

    @property
    def pairs(self) -> int:
        """The number of pairs (i, k) that some coefficient joins: multiply-adds per channel."""
        return sum(len({(e.i, e.k) for e in path.coupling.entries}) for path in self.paths)

    def __str__(self) -> str:
        x, y, z = self.sizes
        kind = {"none": "no weights", "shared": "shared weights", "entry": "weights per entry"}
        told = f"{x} x {y} -> {z} components, {self.channels} channels, {len(self.paths)} paths"
        if self.turned:
            return f"{x} components in {self.channels} channels, turned{' back' * self.back}"
        made = f", made of {self.hidden} numbers" if self.hidden else ""
        return f"{told}, {self.nonzero} non-zero, {kind[self.weights]}{made}"


@dataclass(frozen=True, slots=True)
class Block:
    """The factor of x[i] in z[k], linear in y: the sum of value * y[j]."""

    i: int
    k: int
    terms: tuple[tuple[int, float], ...]


def blocks_of(path: Path) -> tuple[Block, ...]:
    """A path y-first: what each pair (i, k) is multiplied by, all indices those of the form."""
    found: dict[tuple[int, int], list[tuple[int, float]]] = {}
    for entry in path.coupling.entries:
        at = (path.x + entry.i, path.z + entry.k)
        found.setdefault(at, []).append((path.y + entry.j, entry.value))
    return tuple(Block(i, k, tuple(terms)) for (i, k), terms in sorted(found.items()))


def told(path: Path, p: int, weights: Weights) -> str:
    """A path as a remark: what it joins, and the norm of its coefficients.

    >>> told(Path(1, 0, 4, Coupling((3, 1, 3), ())), 2, "entry")
    'w2: x[1:4] with y[0:1] to z[4:7], coefficients of norm 0'
    """
    one, two, three = path.sizes
    norm = path.coupling.norm
    size = norm if norm in (0, 1) else f"sqrt({norm})"
    weight = "" if weights == "none" else f"w{p}: "
    places = f"x[{path.x}:{path.x + one}] with y[{path.y}:{path.y + two}]"
    return f"{weight}{places} to z[{path.z}:{path.z + three}], coefficients of norm {size}"


def scaled(coupling: Coupling, square: Fraction) -> Coupling:
    """A coupling times the root of a positive fraction."""
    return Coupling(
        coupling.sizes,
        tuple(replace(entry, square=entry.square * square) for entry in coupling.entries),
    )
