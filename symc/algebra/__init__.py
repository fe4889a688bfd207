"""The mathematics: diagrams, families of groups, and exact bases of equivariant maps."""

from symc.algebra.families import FAMILIES
from symc.algebra.family import Action, Family
from symc.algebra.intertwiner import (
    action_of,
    constants,
    hom,
    maps_between,
    moved_by,
    orders,
    plain_entries,
)

__all__ = [
    "FAMILIES",
    "Action",
    "Family",
    "action_of",
    "constants",
    "hom",
    "maps_between",
    "moved_by",
    "orders",
    "plain_entries",
]
