"""Symmetric and alternating powers of large groups, whose maps a small group of a family picks."""

import pytest

from symc.algebra import joint, symmetrized
from symc.algebra.expanded import standing_in
from symc.ir.symmetry import Axis, Group, Part, Power

LARGE = [
    ("O", (8,)),
    ("O", (3, 5)),
    ("SO", (9,)),
    ("Sp", (8,)),
    ("GL", (7,)),
    ("SU", (8,)),
    ("A", (8,)),
    ("B", (7,)),
    ("EB", (8,)),
    ("SB", (7,)),
]


def power(group: Group, sign: int, dual: bool = False) -> Part:
    """`sym^2 [G]` or `alt^2 [G]`."""
    axis = Axis(int(group.size), group, dual=dual)
    return Part((axis, axis), None, (Power(((0,), (1,)), sign),))


@pytest.mark.parametrize(("family", "parameters"), LARGE, ids=str)
def test_a_smaller_group_picks_the_same_maps(
    family: str, parameters: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    group = Group("G", family, parameters)
    for left, right in ((1, 1), (1, -1), (-1, -1)):
        found = []
        for chosen in (standing_in, lambda group, signature: group):
            joint.joint_maps.cache_clear()
            monkeypatch.setattr(symmetrized, "standing_in", chosen)
            made = joint.joint_maps((power(group, left),), power(group, right))
            found.append([choice.diagrams for maps in made.maps for choice in maps])
        assert found[0] == found[1]
        assert found[0] or left != right
    joint.joint_maps.cache_clear()
