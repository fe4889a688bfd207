"""Gaunt coefficients: products of functions on the sphere, in irreps.

The mean over the sphere of Y_l1i Y_l2j Y_l3k, of component normalization, is
sqrt((2 l1 + 1) (2 l2 + 1) (2 l3 + 1)) W_000 W_ijk with the coupling W of unit norm, and W_000 = 0
where l1 + l2 + l3 is odd.
"""

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from functools import cache

from symc.algebra.family import Slot, slot_of
from symc.algebra.irrep_paths import coupled_axes, irrep_paths
from symc.algebra.irreps import kind_of, parity_of, spin_of
from symc.algebra.wigner import wigner_3j
from symc.ir.coupling import Coupling
from symc.ir.factored import Block
from symc.ir.form import scaled
from symc.ir.irrep_product import IrrepPath, Mode
from symc.ir.symmetry import Part

__all__ = ["block_of", "gaunt", "gaunt_paths", "lost_paths"]

Parts = tuple[Part, ...]


@cache
def gaunt(l1: int, l2: int, l3: int) -> Coupling:
    """The means over the sphere of all products of three harmonics.

    >>> [str(entry.square) for entry in gaunt(0, 1, 1).entries], gaunt(1, 1, 1).entries
    (['1', '1', '1'], ())
    """
    found = wigner_3j(l1, l2, l3)
    top = next((e.square for e in found.entries if (e.i, e.j, e.k) == (l1, l2, l3)), Fraction(0))
    if not top:
        return Coupling(found.sizes, ())
    made = scaled(found, abs(top) * (2 * l1 + 1) * (2 * l2 + 1) * (2 * l3 + 1))
    if top > 0:
        return made
    return replace(made, entries=tuple(replace(e, square=-e.square) for e in made.entries))


def gaunt_paths(x: Parts, y: Parts, z: Parts, mode: Mode) -> tuple[IrrepPath, ...]:
    """The paths that functions on the sphere have, scaled so that variances of 1 give 1."""
    made = []
    total: dict[int, Fraction] = defaultdict(Fraction)
    for path in irrep_paths(x, y, z, mode):
        coupling = gaunt(*_degrees(path))
        if coupling.entries:
            made.append(replace(path, coupling=coupling))
            fan = x[path.x].channels if mode == "full" else 1
            total[path.z] += fan * coupling.norm / coupling.sizes[2]
    return tuple(replace(p, coupling=scaled(p.coupling, 1 / total[p.z])) for p in made)


def lost_paths(x: Parts, y: Parts, z: Parts, mode: Mode) -> tuple[IrrepPath, ...]:
    """The paths of odd l1 + l2 + l3."""
    return tuple(path for path in irrep_paths(x, y, z, mode) if sum(_degrees(path)) % 2)


def block_of(part: Part) -> Block:
    """The degree of a part, and whether it is that of a function that -1 multiplies by -1."""
    for axis in coupled_axes(part):
        group, slot = axis.group, slot_of(axis)
        assert group is not None and kind_of(group) == "rotations"
        degree = spin_of(group, slot)
        mirrored = group.family == "O" and parity_of(group, (slot, Slot("trivial"))) == -1
        odd = group.family == "O" and mirrored is not (degree % 2 == 1)
        return Block(degree, odd)
    return Block(0, False)


def _degrees(path: IrrepPath) -> tuple[int, int, int]:
    one, two, three = ((size - 1) // 2 for size in path.coupling.sizes)
    return one, two, three
