"""Wreath products by their generators: orders and blocks, against nested partitions."""

from math import factorial

import pytest

from symc.algebra import FAMILIES, Signature, finite
from symc.algebra.closure import elements, order, unsigned
from symc.algebra.counting import bell
from symc.algebra.diagrams import partitions
from symc.algebra.wreath import wreath_generators
from symc.ir.symmetry import Group

Factor = tuple[str, int]


def wreath(*factors: Factor) -> Group:
    groups = [Group("F", family, (n,)) for family, n in factors]
    sizes = tuple(n for _, n in factors)
    made = wreath_generators(tuple(FAMILIES[g.family].generators(g) for g in groups), sizes)
    points = 1
    for n in sizes:
        points *= n
    return Group("W", "generated", (points,), made)


@pytest.mark.parametrize(
    ("factors", "expected"),
    [
        ((("S", 3), ("S", 4)), 6**4 * 24),
        ((("B", 2), ("C", 3)), 8**3 * 3),
        ((("C", 3), ("A", 4)), 3**4 * 12),
        ((("S", 1), ("D", 4)), 8),
        ((("D", 4), ("S", 1)), 8),
        ((("C", 2), ("C", 2), ("C", 3)), (2**2 * 2) ** 3 * 3),
        ((("S", 2), ("A", 2)), 4),
        ((("C", 3), ("S", 20)), 3**20 * factorial(20)),
    ],
)
def test_the_order_is_that_of_the_product(factors: tuple[Factor, ...], expected: int) -> None:
    assert order(finite.steps(wreath(*factors))) == expected


def test_blocks_of_consecutive_points_are_kept() -> None:
    for images in elements(finite.steps(wreath(("B", 2), ("S", 3)))):
        plain = unsigned(images)
        assert all(plain[i] // 2 == plain[i + 1] // 2 for i in (0, 2, 4))


@pytest.mark.parametrize(("m", "n"), [(1, 3), (2, 2), (3, 2), (2, 3), (3, 3)])
def test_there_is_one_map_per_nested_partition(m: int, n: int) -> None:
    """Outer slots in at most n blocks, each cut again into at most m blocks."""
    group = wreath(("S", m), ("S", n))
    for points in range(5):
        expected = 0
        for blocks in partitions(points):
            maps = int(len(blocks) <= n)
            for block in blocks:
                maps *= bell(len(block), m)
            expected += maps
        axes = Signature.of(points // 2, points - points // 2)
        assert FAMILIES["generated"].dimension(group, axes) == expected
        if (m * n) ** points <= 2_000:
            assert FAMILIES["generated"].tensors(group, axes).count == expected
