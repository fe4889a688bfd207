"""The matrices of irreps at an element, from what they are irreps of.

Rotations act on spherical harmonics, SU(2) on polynomials in two variables, and turns of the plane
turn it several times. No coefficient that the compiler couples irreps by is read.
"""

from functools import cache
from math import atan2, comb, factorial, pi, prod, sqrt

import torch
from torch import Tensor

from symc.algebra.family import Slot
from symc.algebra.irreps import degree, kind_of, parity_of
from symc.ir.symmetry import Group


def irrep(group: Group, matrix: Tensor, label: str) -> Tensor:
    """The matrix of an irrep at an element, given in the defining representation.

    Of C(n) and D(n) it is given by left multiplication of 1, r, ... and m, mr, ...
    """
    match kind_of(group):
        case "rotations":
            sign = torch.sign(torch.linalg.det(matrix))
            odd = sign < 0 and parity_of(group, (Slot(label),)) == -1
            return (-1 if odd else 1) * _rotated(degree(label), sign * matrix)
        case "spins":
            return _polynomials(matrix.to(torch.complex128), degree(label))
    if group.family in ("C", "D"):
        assert isinstance(group.size, int)
        at = int(matrix[:, 0].argmax())
        turn = 2 * pi * (at % group.size) / group.size
        return _plane(degree(label) * turn * (1 if at < group.size else -1), at >= group.size)
    turn = atan2(float(matrix[1, 0]), float(matrix[0, 0]))
    return _plane(degree(label) * turn, bool(torch.linalg.det(matrix) < 0))


def _plane(angle: float, mirrored: bool) -> Tensor:
    """A turn, after the mirror of the second coordinate or not."""
    turn = torch.tensor([[0, -angle], [angle, 0]], dtype=torch.float64)
    mirror = torch.tensor([1, -1 if mirrored else 1], dtype=torch.float64)
    found: Tensor = torch.linalg.matrix_exp(turn) * mirror
    return found


def _rotated(most: int, rotation: Tensor) -> Tensor:
    """The matrix D of Y(R x) = D Y(x)."""
    points = _points()
    before, after = (_harmonics(most, each) for each in (points, points @ rotation.T))
    found: Tensor = torch.linalg.lstsq(before, after)[0]
    return found.T


@cache
def _points() -> Tensor:
    generator = torch.Generator().manual_seed(1)
    points = torch.randn(160, 3, generator=generator, dtype=torch.float64)
    return torch.nn.functional.normalize(points, dim=-1)


def _harmonics(most: int, points: Tensor) -> Tensor:
    """Real harmonics of unit vectors, m = -l..l, polar axis y, by Legendre functions."""
    x, y, z = points.unbind(-1)
    around = torch.complex(z, x)
    columns: dict[int, Tensor] = {}
    for m in range(most + 1):
        before, now = torch.zeros_like(y), torch.full_like(y, float(_odd(m)))
        for k in range(m + 1, most + 1):
            before, now = now, ((2 * k - 1) * y * now - (k + m - 1) * before) / (k - m)
        scale = sqrt((2 * most + 1) * (2 if m else 1) * factorial(most - m) / factorial(most + m))
        both = scale * now * around**m
        columns[m] = both.real
        if m:
            columns[-m] = both.imag
    return torch.stack([columns[m] for m in range(-most, most + 1)], -1)


def _odd(m: int) -> int:
    """1 * 3 * ... * (2m - 1)."""
    return prod(range(1, 2 * m, 2))


def _polynomials(matrix: Tensor, k: int) -> Tensor:
    """The action on x^(k-i) y^i, each over the root of its norm, weights descending."""
    found = torch.zeros(k + 1, k + 1, dtype=torch.complex128)
    for i in range(k + 1):
        image = torch.ones(1, dtype=torch.complex128)
        for column in [0] * (k - i) + [1] * i:
            grown = torch.zeros(len(image) + 1, dtype=torch.complex128)
            grown[:-1] += image * matrix[0, column]
            grown[1:] += image * matrix[1, column]
            image = grown
        for j in range(k + 1):
            found[j, i] = image[j] * sqrt(comb(k, i) / comb(k, j))
    return found
