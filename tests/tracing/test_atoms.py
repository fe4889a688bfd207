"""Refinements of axes: what two axes have in common, or that they have nothing."""

import pytest

from symc.tracing.atoms import Axis, Forest, Misfit, extent
from symc.tracing.unify import cut, factor, unify


def sizes(forest: Forest, axis: Axis) -> list[int]:
    return [atom.size for atom in forest.leaves(axis)]


def made(forest: Forest, *sizes_: int) -> Axis:
    return tuple(atom for size in sizes_ for atom in forest.fresh(size, "here"))


@pytest.mark.parametrize(
    ("left", "right", "common"),
    [
        ((6,), (2, 3), [2, 3]),
        ((2, 6), (4, 3), [2, 2, 3]),
        ((12,), (3, 2, 2), [3, 2, 2]),
        ((4, 1, 3), (12,), [4, 3]),
    ],
)
def test_axes_that_nest_get_their_common_refinement(
    left: tuple[int, ...], right: tuple[int, ...], common: list[int]
) -> None:
    forest = Forest()
    a, b = made(forest, *left), made(forest, *right)
    unify(forest, a, b, "op")
    assert sizes(forest, a) == sizes(forest, b) == common
    assert forest.leaves(a) == forest.leaves(b)
    assert not any(map(forest.is_pinned, forest.leaves(a)))


def test_axes_that_do_not_nest_are_fixed() -> None:
    forest = Forest()
    a, b = made(forest, 4, 6), made(forest, 6, 4)
    unify(forest, a, b, "op")
    assert all(forest.is_pinned(atom) for atom in (*a, *b))


def test_axes_of_other_lengths_do_not_meet() -> None:
    forest = Forest()
    with pytest.raises(Misfit):
        unify(forest, made(forest, 4), made(forest, 5), "op")


def test_sums_meet_in_all_their_ends() -> None:
    forest = Forest()
    a, b = made(forest, 9), made(forest, 9)
    cut(forest, a, (2, 7), "cut")
    cut(forest, b, (5, 4), "cut")
    unify(forest, a, b, "op")
    (whole,) = forest.leaves(a)
    assert [part.size for part in forest.segments(whole)] == [2, 3, 4]


def test_equal_pieces_that_meet_a_product_become_one() -> None:
    forest = Forest()
    a, b = made(forest, 6), made(forest, 3, 2)
    pieces = cut(forest, a, (2, 2, 2), "cut")
    assert pieces is not None
    unify(forest, a, b, "op")
    roots = {forest.leaves(piece) for piece in pieces}
    assert len(roots) == 1
    assert [forest.is_pinned(atom) for atom in forest.leaves(b)] == [True, False]


def test_what_is_pinned_stays_so_in_all_its_factors_and_ties() -> None:
    forest = Forest()
    a, b, c = made(forest, 6), made(forest, 6), made(forest, 2, 3)
    forest.pin(a, "a reason", "op")
    unify(forest, a, b, "op")
    unify(forest, b, c, "op")
    assert all(forest.is_pinned(atom) for atom in (*a, *b, *c))
    assert all("a reason" in leaf.pins for atom in c for leaf in forest.below(atom))


def test_families_differ_from_place_to_place_until_they_meet_one_axis() -> None:
    forest = Forest()
    (over,), (atom,) = made(forest, 3), made(forest, 4)
    forest.spread(atom, over, "cut")
    members = [forest.member((atom,), over, place) for place in range(3)]
    assert len({forest.leaves(axis) for axis in members}) == 3
    assert factor(forest, members[0][0], 2, "view") is not None
    assert sizes(forest, members[0]) == [2, 2] and sizes(forest, members[1]) == [4]
    unify(forest, (atom,), made(forest, 2, 2), "op")
    assert extent((atom,)) == 4 and sizes(forest, members[1]) == [2, 2]
