"""Stabilizers of vectors: that they fix it, how large they are, and what they leave alone."""

from itertools import product
from math import comb

import numpy as np
import pytest

from symc.algebra import exact
from symc.algebra.acting import finite_of
from symc.algebra.closure import elements, order
from symc.algebra.exact import generators_of
from symc.algebra.family import Signature
from symc.algebra.matrices import square
from symc.algebra.numbers import approximate
from symc.algebra.numbers import exact as number
from symc.algebra.stabilizers import NoStabilizer, stabilizer
from symc.ir.symmetry import Generators, Group


def group(family: str, *sizes: int) -> Group:
    return Group("G", family, sizes)


def vector(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def fixed(whole: Group, text: str) -> Group:
    found = stabilizer("H", whole, vector(text))
    v = np.array([approximate(number(x)).real for x in vector(text)])
    for matrix in finite_of(generators_of(found)):
        assert np.abs(floats(matrix) @ v - v).max() < 1e-12
    for element in generators_of(found).algebra:
        assert np.abs(floats(square(element)) @ v).max() < 1e-12
    return found


def floats(matrix: object) -> np.ndarray:
    return np.array([[approximate(x).real for x in row] for row in matrix])  # type: ignore[attr-defined]


def span(found: Group) -> int:
    """The dimension of the Lie algebra that is generated."""
    basis = [floats(square(m)) for m in generators_of(found).algebra]
    if not basis:
        return 0
    rank = 0
    while True:
        flat = np.array([m.ravel() for m in basis])
        new = int(np.linalg.matrix_rank(flat, tol=1e-8))
        if new == rank:
            return rank
        rank = new
        _, _, rows = np.linalg.svd(flat)
        basis = [row.reshape(basis[0].shape) for row in rows[:rank]]
        basis += [a @ b - b @ a for a, b in product(basis, repeat=2)]


def counts(found: Group, most: int) -> list[int]:
    return [exact.invariant_tensors(found, Signature.of(0, n)).count for n in range(most + 1)]


def with_trivial(invariants: list[int]) -> list[int]:
    """The invariants of V + 1 in tensor powers, from those of V."""
    sizes = range(len(invariants))
    return [sum(comb(n, k) * invariants[k] for k in range(n + 1)) for n in sizes]


O2, SO2, O1 = [1, 0, 1, 0, 3], [1, 0, 2, 0, 6], [1, 0, 1, 0, 1]
ALL = [1, 2, 4, 8, 16]


@pytest.mark.parametrize(
    ("whole", "text", "dimensions"),
    [
        (group("O", 3), "0 0 1", with_trivial(O2)),
        (group("O", 3), "1 2 2", with_trivial(O2)),
        (group("O", 3), "1 sqrt(2) 0", with_trivial(O2)),
        (group("SO", 3), "0 0 1", with_trivial(SO2)),
        (group("SO", 3), "1 2 3", with_trivial(SO2)),
        (group("O", 2), "1 2", with_trivial(O1)),
        (group("SO", 2), "1 0", ALL),
        (group("O", 1), "3", [1] * 5),
        (group("O", 4), "1 1 1 1", with_trivial([1, 0, 1, 0, 3])),
        (group("SO", 4), "0 1 0 0", with_trivial([1, 0, 1, 1, 3])),
        (group("O", 1, 2), "1 0 0", with_trivial(O2)),
        (group("O", 1, 2), "0 1 0", with_trivial(O2)),
        (group("SO", 1, 2), "2 1 0", with_trivial(SO2)),
        (group("O", 1, 1), "1 1", ALL),
        (group("O", 1, 1), "1 0", with_trivial(O1)),
        (group("GL", 2), "1 0", [1, 1, 1, 1, 1]),
        (group("GL", 1), "2", [1] * 5),
        (group("SL", 2), "1 0", [1, 1, 2, 3, 6]),
        (group("Sp", 2), "1 3", [1, 1, 2, 3, 6]),
        (group("S", 4), "1 1 2 2", [1, 2, 6, 20]),
    ],
)
def test_invariants(whole: Group, text: str, dimensions: list[int]) -> None:
    assert counts(fixed(whole, text), len(dimensions) - 1) == dimensions


@pytest.mark.parametrize(
    ("whole", "text", "dimension"),
    [
        (group("O", 5), "1 2 3 4 5", 6),
        (group("SO", 4), "1 0 1 0", 3),
        (group("O", 1, 3), "2 1 0 0", 3),
        (group("O", 1, 3), "1 1 0 0", 3),
        (group("SO", 2, 3), "1 0 0 1 0", 6),
        (group("SO", 2, 3), "3 4 0 5 0", 6),
        (group("O", 1, 3), "3 1 2 2", 3),
        (group("O", 2, 2), "1 1 1 1", 3),
        (group("GL", 3), "1 2 3", 6),
        (group("SL", 3), "1 2 3", 5),
        (group("Sp", 4), "1 0 2 0", 6),
        (group("G2", 7), "1 0 0 0 0 0 2", 8),
        (group("O", 1, 1), "1 1", 0),
    ],
)
def test_dimensions_of_lie_algebras(whole: Group, text: str, dimension: int) -> None:
    assert span(fixed(whole, text)) == dimension


def test_components_of_lorentz_stabilizers() -> None:
    found = generators_of(fixed(group("O", 1, 3), "1 1 0 0"))
    assert len(found.permutations) + len(found.matrices) == 1
    found = generators_of(fixed(group("O", 2, 2), "1 1 1 1"))
    assert len(finite_of(found)) == 2
    for matrix in finite_of(found):
        g, eta = floats(matrix), np.diag([1, 1, -1, -1])
        assert np.abs(g.T @ eta @ g - eta).max() < 1e-12
    turns = finite_of(generators_of(fixed(group("SO", 2, 2), "1 1 1 1")))
    assert len(turns) == 1 and np.linalg.det(floats(turns[0])) > 0


def test_zero_is_fixed_by_all() -> None:
    for whole in (group("O", 3), group("S", 4), group("Sp", 4)):
        assert stabilizer("H", whole, ("0",) * int(whole.size)).generators == generators_of(whole)


SIGNED = [
    group("S", 4),
    group("A", 4),
    group("B", 3),
    group("SB", 3),
    group("EB", 3),
    group("D", 4),
    group("C", 4),
    Group("G", "generated", (4,), Generators(permutations=((1, 0, 3, 2),))),
]


@pytest.mark.parametrize("whole", SIGNED, ids=str)
@pytest.mark.parametrize("entries", ["1 1 2 2", "1 -1 0 0", "3 3 3 -3", "1 2 1 2", "5 1 2 3"])
def test_finite_stabilizers_are_those_among_all_elements(whole: Group, entries: str) -> None:
    n = int(whole.size)
    v = tuple(map(int, vector(entries)))[:n]
    expected = {
        g
        for g in elements(generators_of(whole).permutations)
        if all(v[i] == x if i >= 0 else v[~i] == -x for i, x in zip(g, v, strict=True))
    }
    found = fixed(whole, " ".join(map(str, v)))
    assert set(elements(generators_of(found).permutations)) == expected


def test_a_large_group_is_searched() -> None:
    """S(3) wr S(4) has 31,104 elements."""
    inner = ((1, 0, *range(2, 12)), (1, 2, 0, *range(3, 12)))
    outer = ((3, 4, 5, 0, 1, 2, *range(6, 12)), (*range(3, 12), 0, 1, 2))
    whole = Group("G", "generated", (12,), Generators(permutations=(*inner, *outer)))
    found = fixed(whole, "1 0 0 1 0 0 0 0 0 0 0 0")
    assert order(generators_of(found).permutations) == 2 * 2 * 2 * 6 * 6 * 2


def test_a_large_symmetric_group_is_not_enumerated() -> None:
    found = fixed(group("S", 30), " ".join("1" * 12 + "2" * 18))
    assert len(generators_of(found).permutations) == 4
    assert counts(found, 2) == [1, 2, 6]


def test_matrices_of_a_finite_group() -> None:
    turn = (("-1/2", "-sqrt(3)/2"), ("sqrt(3)/2", "-1/2"))
    whole = Group("G", "generated", (2,), Generators(matrices=(turn, (("1", "0"), ("0", "-1")))))
    assert counts(fixed(whole, "1 sqrt(3)"), 3) == [1, 1, 2, 4]
    assert counts(fixed(whole, "1 1"), 3) == [1, 2, 4, 8]


def test_stabilizers_in_stabilizers() -> None:
    axial = fixed(group("O", 4), "0 0 0 1")
    assert counts(fixed(axial, "1 2 0 3"), 4) == with_trivial(with_trivial(O2))
    special = fixed(group("SO", 4), "1 1 0 0")
    assert counts(fixed(special, "0 0 0 1"), 4) == with_trivial(with_trivial(SO2))
    turn = Generators(algebra=((("0", "-1"), ("1", "0")),))
    assert counts(fixed(Group("G", "generated", (2,), turn), "1 0"), 4) == ALL


def test_refusals_say_why() -> None:
    boost = Generators(algebra=((("0", "1"), ("1", "0")),))
    with pytest.raises(NoStabilizer, match="components"):
        stabilizer("H", Group("G", "generated", (2,), boost), ("1", "0"))
    with pytest.raises(NoStabilizer, match="complex"):
        stabilizer("H", group("U", 2), ("1", "0"))
    with pytest.raises(NoStabilizer, match="up to n = 16"):
        stabilizer("H", group("GL", 20), ("1",) * 20)
