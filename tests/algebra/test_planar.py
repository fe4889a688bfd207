"""Couplings of planes that turn: how many there are, their invariance, their norms."""

from cmath import exp
from itertools import product
from math import pi

import pytest

from symc.algebra import planar_couplings
from symc.ir.coupling import Coupling

Matrix = list[list[float]]


def turn(k: int, angle: float) -> Matrix:
    if k == 0:
        return [[1.0]]
    z = exp(1j * k * angle)
    return [[z.real, -z.imag], [z.imag, z.real]]


def mirror(k: int) -> Matrix:
    return [[1.0, 0.0], [0.0, -1.0]] if k else [[1.0]]


def trace(matrix: Matrix) -> float:
    return sum(row[i] for i, row in enumerate(matrix))


def dense(coupling: Coupling) -> dict[tuple[int, ...], float]:
    found = dict.fromkeys(product(*map(range, coupling.sizes)), 0.0)
    for entry in coupling.entries:
        found[entry.i, entry.j, entry.k] = entry.value
    return found


def moved(form: dict[tuple[int, ...], float], by: list[Matrix]) -> dict[tuple[int, ...], float]:
    found = {}
    for a in form:
        parts = (by[0][a[0]][b[0]] * by[1][a[1]][b[1]] * by[2][a[2]][b[2]] * form[b] for b in form)
        found[a] = sum(parts)
    return found


def same(one: dict[tuple[int, ...], float], two: dict[tuple[int, ...], float]) -> bool:
    return all(abs(one[a] - two[a]) < 1e-12 for a in one)


@pytest.mark.parametrize("order", [0, 1, 2, 3, 4, 6])
def test_planar_couplings_are_all_that_there_are(order: int) -> None:
    """Invariant, orthonormal, and as many as the mean of the product of characters."""
    steps = order or 24
    for weights in product(range(4), repeat=3):
        found = planar_couplings(*weights, order)
        forms = [dense(one.coupling) for one in found]
        for one, form in zip(found, forms, strict=True):
            angle = 2 * pi / order if order else 0.7
            assert same(moved(form, [turn(k, angle) for k in weights]), form)
            sign = 1 if one.even else -1
            image = moved(form, [mirror(k) for k in weights])
            assert same({a: sign * x for a, x in image.items()}, form)
        for a, b in product(range(len(forms)), repeat=2):
            inner = sum(forms[a][index] * forms[b][index] for index in forms[a])
            assert abs(inner - (a == b)) < 1e-12
        total = 0.0
        for step in range(steps):
            traces = [
                sum(turn(k, 2 * pi * step / steps)[i][i] for i in range(2 if k else 1))
                for k in weights
            ]
            total += traces[0] * traces[1] * traces[2]
        assert round(total / steps) == len(found)
