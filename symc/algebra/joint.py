"""The maps of all groups of a pair together, where a part is a symmetric or alternating power."""

from functools import cache

from symc.algebra.atoms import clusters
from symc.algebra.family import Signature
from symc.algebra.intertwiner import hom, signature_between, tensors
from symc.algebra.symmetrized import (
    Choice,
    Symmetrized,
    drawn,
    is_labelled,
    labelled,
    symmetrize,
    tabled,
)
from symc.ir.symmetry import Group, Part


@cache
def joint_maps(
    sources: tuple[Part, ...], target: Part, folded: tuple[Group, ...] = ()
) -> Symmetrized:
    """The independent maps; channels and plain axes are not looked at."""
    order = clusters((*sources, target))
    if folded:  # the axes of a frame stand in the order of the node's folded groups
        order = tuple(sorted(order, key=lambda groups: folded.index(groups[0])))
    choices = tuple(_choices(groups, sources, target, folded) for groups in order)
    return symmetrize(choices, order, sources, target)


def _choices(
    groups: tuple[Group, ...], sources: tuple[Part, ...], target: Part, folded: tuple[Group, ...]
) -> tuple[Choice, ...]:
    signature = Signature((), ())
    if len(groups) == 1:
        signature = signature_between(groups[0], sources, target)
    if groups[0] not in folded:
        if is_labelled(groups, (*sources, target)):
            return labelled(groups, sources, target)
        found = hom(groups[0], signature)
        if found is not None:
            return drawn(groups[0], found.diagrams, signature)
    return tabled(tensors(groups[0], signature))
