"""Which way a product of functions on the sphere goes, and what the ways cost."""

import pytest

from symc.algebra.gaunt import gaunt_paths
from symc.algebra.gaunt_costs import GauntCosts, gaunt_costs
from symc.ir.symmetry import Axis, Group, Part

ROTATIONS = Group("Rot", "SO", (3,))


def parts(most: int, channels: int) -> tuple[Part, ...]:
    return tuple(
        Part((Axis(2 * n + 1, ROTATIONS, str(n) if n > 1 else ""),) if n else (), channels)
        for n in range(most + 1)
    )


@pytest.mark.parametrize("most", [0, 1, 3])
def test_counts_are_those_of_paths_and_nodes(most: int) -> None:
    """Even paths alone, as many nodes as degree 3 l asks for, order 0 of y in a frame."""
    sides = parts(most, 5), parts(most, 1), parts(most, 5)
    costs = gaunt_costs(*sides, "channelwise", "entry")
    size, degrees = (most + 1) ** 2, range(most + 1)
    even = [
        (a, b, c)
        for a in degrees
        for b in degrees
        for c in degrees
        if abs(a - b) <= c <= a + b and (a + b + c) % 2 == 0
    ]
    assert len(gaunt_paths(*sides, "channelwise")) == len(even)
    assert costs.weighing == 5 * len(even)
    assert costs.grid == (3 * most // 2 + 1) * (3 * most + 1) * 5 * (3 * size + 1)
    turned = sum(2 * (2 * n + 1) ** 2 for n in degrees if n)
    inside = sum(2 * min(a, c) + 1 for a, _, c in even)
    assert costs.frame <= 5 * (turned + inside)
    assert costs.frame > 5 * turned


@pytest.mark.parametrize(("most", "channels"), [(1, 4), (4, 64), (6, 64)])
def test_a_frame_is_taken_where_weights_of_edges_are_made_otherwise(
    most: int, channels: int
) -> None:
    costs = gaunt_costs(
        parts(most, channels), parts(most, 1), parts(most, channels), "channelwise", "entry"
    )
    if channels == 64:
        assert costs.way(True) == "frame"
    assert costs.way(False) in ("couplings", "grid")


def test_too_many_coefficients_are_left_to_the_grid() -> None:
    assert GauntCosts(10**9, 1, 50_000, 0, 1, 1).way(False) == "couplings"
    assert GauntCosts(10**9, 1, 50_001, 0, 1, 1).way(False) == "grid"
