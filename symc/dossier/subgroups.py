"""Subgroups that levels are about: their elements move the axes of the whole group."""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from symc.algebra.family import Slot
from symc.algebra.irreps import is_irrep
from symc.dossier.orbits import Moved, Orbit, orbits
from symc.ir.model import Model
from symc.ir.symmetry import Group
from symc.verify import Sizes, all_parts
from symc.verify.acting import coordinates
from symc.verify.irreps import irrep

PLAIN = ("", "point", "det")


@dataclass(frozen=True, slots=True)
class Within:
    """An element of a subgroup as one of the whole group, whose irreps it is moved in."""

    element: Moved
    whole: Group

    @property
    def shift(self) -> Tensor | None:
        """A subgroup of rotations moves no point away."""
        return self.element.shift

    def matrix(self, label: str, dual: bool) -> Tensor:
        """The matrix on an axis of the whole group."""
        if not is_irrep(Slot(label)):
            return self.element.matrix(label, dual)
        found = irrep(self.whole, self.element.matrix("", False), label)
        return torch.linalg.inv(found).transpose(-1, -2) if dual else found


def subgroups(model: Model) -> dict[Group, Group]:
    """Those that a level names, each with the group that it is a part of.

    Left out are subgroups of fibred groups, and of those with axes that permute group elements.
    """
    found: dict[Group, Group] = {}
    strange = {
        c.group
        for part in all_parts(model)
        for c in coordinates(part)
        if c.label not in PLAIN and not is_irrep(Slot(c.label))
    }
    for each in (loose for node in model.nodes for loose in node.levels):
        if each.group.within is not None or each.group in strange or each.is_free:
            continue
        for level in each.levels:
            for sub in (level.group, level.toward):
                if sub is not None and sub != each.group:
                    found[sub] = each.group
    return found


def within(sub: Group, whole: Group, sizes: Sizes) -> tuple[Orbit, ...]:
    """The curves of a subgroup, or its elements where there are none, acting in the whole group."""
    made = orbits(sub, sizes)
    curves = tuple(orbit for orbit in made if orbit.shape != "bars")
    return tuple(
        replace(
            orbit,
            points=tuple(
                replace(point, element=Within(point.element, whole)) for point in orbit.points
            ),
        )
        for orbit in curves or made
    )
