"""Young's orthogonal form: exact matrices of every irrep of S(t)."""

from fractions import Fraction
from itertools import permutations
from math import factorial

import pytest

from symc.algebra.young import Matrix, Shape, irrep, product, products, shapes

SHAPES = [shape for t in (1, 2, 3, 4) for shape in shapes(t)]


def identity(size: int) -> Matrix:
    return tuple(tuple(int(a == b) for b in range(size)) for a in range(size))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_products_of_permutations_become_products_of_matrices(shape: Shape) -> None:
    found = irrep(shape)
    for p in found:
        for q in found:
            assert found[tuple(p[i] for i in q)] == product(found[p], found[q])


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_matrices_are_orthogonal(shape: Shape) -> None:
    for matrix in irrep(shape).values():
        turned = tuple(zip(*matrix, strict=True))
        assert product(matrix, turned) == identity(len(matrix))


@pytest.mark.parametrize("t", [1, 2, 3, 4, 5])
def test_the_squares_of_the_dimensions_add_up_to_all_permutations(t: int) -> None:
    identities = [irrep(shape)[tuple(range(t))] for shape in shapes(t)]
    assert sum(len(matrix) ** 2 for matrix in identities) == factorial(t)


@pytest.mark.parametrize("t", [2, 3, 4])
def test_characters_are_orthonormal_so_that_irreps_are_irreducible_and_differ(t: int) -> None:
    characters = [
        [sum(m[i][i] for i in range(len(m))) for m in irrep(s).values()] for s in shapes(t)
    ]
    for i, a in enumerate(characters):
        for j, b in enumerate(characters):
            assert sum(x * y for x, y in zip(a, b, strict=True)) == factorial(t) * (i == j)


def test_the_order_is_that_of_permutations_and_few_products_are_left() -> None:
    assert list(irrep((2, 1))) == list(permutations(range(3)))
    assert [products(t) for t in (2, 3, 4)] == [1, Fraction(5, 3), Fraction(8, 3)]
