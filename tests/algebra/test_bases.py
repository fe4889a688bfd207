"""Closed formulas, diagrams, ranks and brute force all count the same basis."""

from itertools import permutations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from symc.algebra import FAMILIES, Signature, hom
from symc.ir.diagram import Diagram, Hom
from symc.ir.symmetry import Extent, Group
from tests.oracle import brute
from tests.oracle.actions import permutation, rotation

TABLE = {
    ("S", 1): (1, 1, 1, 1, 1, 1, 1),
    ("S", 2): (1, 1, 2, 4, 8, 16, 32),
    ("S", 3): (1, 1, 2, 5, 14, 41, 122),
    ("S", 4): (1, 1, 2, 5, 15, 51, 187),
    ("S", 5): (1, 1, 2, 5, 15, 52, 202),
    ("O", 1): (1, 0, 1, 0, 1, 0, 1),
    ("O", 2): (1, 0, 1, 0, 3, 0, 10),
    ("O", 3): (1, 0, 1, 0, 3, 0, 15),
    ("O", 4): (1, 0, 1, 0, 3, 0, 15),
    ("SO", 1): (1, 1, 1, 1, 1, 1, 1),
    ("SO", 2): (1, 0, 2, 0, 6, 0, 20),
    ("SO", 3): (1, 0, 1, 1, 3, 6, 15),
    ("SO", 4): (1, 0, 1, 0, 4, 0, 25),
}
"""Section 5 of the mathematics; SO(1) is trivial."""

EXTENSIONS = {
    ("O", 2): {8: 35, 10: 126, 12: 462},
    ("O", 3): {8: 91, 10: 603, 12: 4213},
    ("O", 4): {8: 105, 10: 903, 12: 8778},
    ("O", 5): {8: 105, 10: 945, 12: 10263},
    ("SO", 3): {7: 36, 8: 91, 9: 232, 11: 1585},
    ("S", 3): {7: 365, 8: 1094},
    ("S", 4): {7: 715, 8: 2795},
}
CASES = [(family, n, points) for family, n in TABLE for points in range(7)]


def basis(family: str, size: Extent, bottom: int, top: int) -> Hom:
    """The diagrams between tensor powers of the defining representation."""
    found = hom(Group("G", family, (size,)), Signature.of(bottom, top))
    assert found is not None
    return found


def dimension(family: str, size: Extent, points: int) -> int:
    """What the closed formula says."""
    return FAMILIES[family].dimension(Group("G", family, (size,)), Signature.of(0, points))


def tensor(diagram: Diagram, size: int, bottom: int, top: int) -> NDArray[np.float64]:
    """The tensor of a diagram as its record defines it: bottom slots, then top slots."""
    points = bottom + top
    grid = np.indices((size,) * points).reshape(points, size**points)
    held = np.ones(size**points, dtype=bool)
    low, high = diagram.bottom, diagram.top
    waist: list[int | None] = [block[0] for block in low.open] + [None] * low.legs
    tops: list[int | None] = [bottom + block[0] for block in high.open] + [None] * high.legs
    legs: dict[int, int] = {}
    for j, axis in enumerate(diagram.sigma):
        a, b = waist[axis], tops[j]
        if a is None:
            assert b is not None and not high.epsilon
            legs[axis - len(low.open)] = b
        elif b is None:
            legs[j - len(high.open)] = a
        else:
            held &= grid[a] == grid[b]
    for half, start in ((low, 0), (high, bottom)):
        for block in (*half.open, *half.closed):
            for slot in block[1:]:
                held &= grid[start + block[0]] == grid[start + slot]
    out = held.astype(np.float64)
    vertex = [*low.epsilon, *(bottom + slot for slot in high.epsilon)]
    if vertex or legs:
        symbol = np.zeros((size,) * size)
        for order in permutations(range(size)):
            odd = sum(order[i] > order[j] for i in range(size) for j in range(i, size)) % 2
            symbol[order] = -1 if odd else 1
        slots = vertex + [legs[i] for i in range(len(legs))]
        assert len(slots) == size
        out *= symbol[tuple(grid[slot] for slot in slots)]
    return out.reshape((size,) * points)


def tensors(family: str, size: int, bottom: int, top: int) -> NDArray[np.float64]:
    """Every diagram of a basis, flattened."""
    found = [tensor(d, size, bottom, top) for d in basis(family, size, bottom, top).diagrams]
    return np.array(found).reshape(len(found), size ** (bottom + top))


def exact_rank(rows: NDArray[np.float64]) -> int:
    """The rank of integer rows, modulo a prime (a lower bound of the true rank)."""
    prime = 1_000_003
    gram = (rows @ rows.T).round().astype(object) % prime
    done = 0
    for column in range(gram.shape[1]):
        lead = next((r for r in range(done, len(gram)) if gram[r, column]), None)
        if lead is None:
            continue
        gram[[done, lead]] = gram[[lead, done]]
        gram[done] = gram[done] * pow(int(gram[done, column]), -1, prime) % prime
        for row in range(done + 1, len(gram)):
            if gram[row, column]:
                gram[row] = (gram[row] - gram[row, column] * gram[done]) % prime
        done += 1
    return done


def splits(points: int) -> list[tuple[int, int]]:
    return [(bottom, points - bottom) for bottom in range(points + 1)]


@pytest.mark.parametrize(("family", "size", "points"), CASES)
def test_the_closed_formula_is_the_table_and_the_mean_of_characters(
    family: str, size: int, points: int
) -> None:
    expected = TABLE[family, size][points]
    assert dimension(family, size, points) == expected
    assert brute.average_of_characters(family, size, points) == expected


@pytest.mark.parametrize(
    ("family", "size", "points", "expected"),
    [(*key, points, value) for key, row in EXTENSIONS.items() for points, value in row.items()],
)
def test_the_closed_formula_gives_the_listed_extensions(
    family: str, size: int, points: int, expected: int
) -> None:
    assert dimension(family, size, points) == expected
    if size <= 4:
        assert brute.average_of_characters(family, size, points) == expected


@pytest.mark.slow_but(2)
@pytest.mark.parametrize(
    ("family", "size", "points"),
    [case for case in CASES if case[0] == "S" or case[1] ** case[2] <= 256],
)
def test_brute_force_finds_the_table(family: str, size: int, points: int) -> None:
    group = Group("G", family, (size,))
    assert brute.invariants([group] * points, [size] * points) == TABLE[family, size][points]


@pytest.mark.slow
@pytest.mark.parametrize(("family", "points"), [("O", 6), ("SO", 6), ("SO", 5), ("O", 5)])
def test_brute_force_finds_the_table_in_larger_spaces(family: str, points: int) -> None:
    group = Group("G", family, (3,))
    assert brute.invariants([group] * points, [3] * points) == TABLE[family, 3][points]


@pytest.mark.parametrize(("family", "size", "points"), CASES)
def test_as_many_diagrams_as_dimensions_and_all_independent(
    family: str, size: int, points: int
) -> None:
    expected = TABLE[family, size][points]
    for bottom, top in splits(points):
        assert len(basis(family, size, bottom, top).diagrams) == expected
    if size**points <= 5_000:
        bottom = points // 2
        assert exact_rank(tensors(family, size, bottom, points - bottom)) == expected


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "size", "points"),
    [
        *(("S", 5, 6), ("S", 2, 8), ("S", 3, 7), ("O", 2, 8), ("O", 3, 8), ("O", 2, 10)),
        *(("SO", 2, 8), ("SO", 3, 7), ("SO", 3, 8), ("SO", 4, 6), ("SO", 2, 7)),
    ],
)
def test_larger_bases_are_independent(family: str, size: int, points: int) -> None:
    rows = tensors(family, size, points // 2, points - points // 2)
    expected = brute.average_of_characters(family, size, points)
    assert rows.shape[0] == expected
    assert exact_rank(rows) == expected


@pytest.mark.parametrize("points", range(7))
def test_with_a_free_size_every_set_partition_is_kept(points: int) -> None:
    bell = (1, 1, 2, 5, 15, 52, 203)[points]
    for bottom, top in splits(points):
        found = basis("S", "n", bottom, top)
        assert len(found.diagrams) == found.spanning == bell
        assert len(set(found.diagrams)) == bell
    assert dimension("S", "n", points) == bell


def moved(rows: NDArray[np.float64], by: NDArray[np.float64], points: int) -> NDArray[np.float64]:
    """Every tensor with the matrix applied to each of its axes."""
    size = by.shape[0]
    out = rows.reshape(-1, *(size,) * points)
    for axis in range(1, points + 1):
        out = np.moveaxis(np.tensordot(out, by, axes=([axis], [1])), -1, axis)
    return out.reshape(rows.shape)


SMALL = [case for case in CASES if case[1] ** case[2] <= 1_100 and case[2] >= 1]


@pytest.mark.parametrize(("family", "size", "points"), SMALL)
def test_diagrams_are_equivariant_and_random_tensors_are_not(
    family: str, size: int, points: int
) -> None:
    generator = torch.Generator().manual_seed(points)
    matrices = {
        "S": lambda: permutation(size, generator),
        "O": lambda: rotation(size, generator, -1),
        "SO": lambda: rotation(size, generator),
    }
    by = matrices[family]().numpy()
    for bottom, top in splits(points):
        rows = tensors(family, size, bottom, top)
        if rows.size:
            assert np.abs(moved(rows, by, points) - rows).max() < 1e-12
    noise = np.random.default_rng(0).normal(size=(1, size**points))
    if TABLE[family, size][points] < size**points:
        assert np.abs(moved(noise, by, points) - noise).max() > 1e-2


@pytest.mark.parametrize(("size", "points"), [(1, 1), (2, 2), (2, 4), (3, 3), (3, 5), (4, 4)])
def test_diagrams_with_an_epsilon_change_sign_under_reflections(size: int, points: int) -> None:
    generator = torch.Generator().manual_seed(1)
    mirror = rotation(size, generator, -1).numpy()
    for bottom, top in splits(points):
        found = basis("SO", size, bottom, top).diagrams
        rows = tensors("SO", size, bottom, top)
        odd = np.array([bool(d.bottom.epsilon or d.top.epsilon or size == 1) for d in found])
        signs = np.where(odd, -1.0, 1.0)[:, None]
        if size == 1:
            signs = np.full((len(found), 1), (-1.0) ** points)
        assert odd.any()
        assert np.abs(moved(rows, mirror, points) - signs * rows).max() < 1e-12


@pytest.mark.parametrize("top", range(4))
@pytest.mark.parametrize("bottom", range(4))
def test_every_diagram_is_kept_once(bottom: int, top: int) -> None:
    for family, size in TABLE:
        found = basis(family, size, bottom, top).diagrams
        assert len(set(found)) == len(found)
        assert list(found) == sorted(found, key=lambda d: d.key)
