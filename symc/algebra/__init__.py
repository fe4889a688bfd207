"""The mathematics: diagrams, families of groups, and exact bases of equivariant maps."""

from symc.algebra.atoms import Atom, atoms, clusters, moved_by, slots_of, tree_between
from symc.algebra.families import FAMILIES
from symc.algebra.family import Action, Family, Signature, Slot, slot_of
from symc.algebra.forms import form_of, is_skew
from symc.algebra.intertwiner import (
    action_of,
    constants,
    dimension,
    hom,
    is_complex,
    is_permuted,
    maps_between,
    maps_of,
    orders,
    plain_entries,
    signature_between,
    tensors,
)
from symc.algebra.joint import joint_maps
from symc.algebra.nested import nested
from symc.algebra.numbers import approximate, read, written
from symc.algebra.orbits import orbit_elements
from symc.algebra.planar import PlanarCoupling, planar_couplings
from symc.algebra.products import product_of, whole
from symc.algebra.symmetrized import has_powers
from symc.algebra.wigner import clebsch_gordan, wigner_3j

__all__ = [
    "FAMILIES",
    "Action",
    "Atom",
    "Family",
    "PlanarCoupling",
    "Signature",
    "Slot",
    "action_of",
    "approximate",
    "atoms",
    "clebsch_gordan",
    "clusters",
    "constants",
    "dimension",
    "form_of",
    "has_powers",
    "hom",
    "is_complex",
    "is_permuted",
    "is_skew",
    "joint_maps",
    "maps_between",
    "maps_of",
    "moved_by",
    "nested",
    "orbit_elements",
    "orders",
    "plain_entries",
    "planar_couplings",
    "product_of",
    "read",
    "signature_between",
    "slot_of",
    "slots_of",
    "tensors",
    "tree_between",
    "whole",
    "wigner_3j",
    "written",
]
