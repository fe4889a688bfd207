"""The exact tensors of irreps with labels, by the kind of their group."""

from symc.algebra.coupled import coupled
from symc.algebra.family import Signature
from symc.algebra.irreps import kind_of
from symc.algebra.planes import planar
from symc.ir.symmetry import Group
from symc.ir.tensors import Table


def irrep_tensors(group: Group, signature: Signature) -> Table:
    """A basis of the invariant tensors on axes some of which are irreps with labels."""
    return planar(group, signature) if kind_of(group) == "planes" else coupled(group, signature)
