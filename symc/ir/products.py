"""The steps of a bilinear map: pairwise products of pieces, coupled channel by channel."""

from dataclasses import dataclass

from symc.ir.parameters import Coupling
from symc.ir.symmetry import Extent, Group
from symc.ir.waist import Level, Order


@dataclass(frozen=True, slots=True)
class Product:
    """Two pieces multiplied, as an einsum of letters with epsilon symbols among the operands.

    Letters that are not in `letters` are summed, and all divided by the sizes in `means`; on the
    right side those in `forms` have their index lowered by the form of their group. Channels are
    paired, or all combined if `full`.
    """

    left: str
    right: str
    target: str
    left_letters: str
    right_letters: str
    letters: str
    epsilons: tuple[tuple[Group, str], ...]
    full: bool
    means: tuple[tuple[Group, int], ...]
    sizes: tuple[tuple[str, Extent], ...]
    forms: tuple[tuple[str, Group], ...]
    channels: int


@dataclass(frozen=True, slots=True)
class Term:
    """A product that enters a coupling once for each of these orders of its axes.

    Its last axes are `entries` of plain axes, each pair of which counts as a product.
    """

    product: Product
    orders: tuple[Order, ...]
    entries: int


@dataclass(frozen=True, slots=True)
class Couple:
    """The products of one level times per-channel weights, added up for every top side by side."""

    level: Level
    terms: tuple[Term, ...]
    weight: Coupling
    target: str
