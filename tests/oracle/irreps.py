"""Matrices of irreps: of e3nn's harmonics, of powers of SU(2), and of planes that turn faster."""

from math import atan2, comb, cos, sin

import torch
from e3nn import o3
from torch import Tensor

from symc.ir.symmetry import Group


def irrep(matrix: Tensor, group: Group, label: str) -> Tensor:
    """The matrix of an irrep at an element in the defining representation."""
    match group.family:
        case "SU":
            return spin(matrix, int(label))
        case "O" | "SO" if len(matrix) == 3:
            return wigner(matrix, label)
    if group.family in ("C", "D"):
        return polygon(matrix, int(label))
    return plane(matrix, int(label))


def wigner(matrix: Tensor, label: str) -> Tensor:
    """The matrix D of Y(R x) = D Y(x) for e3nn's harmonics, with its sign at inversions.

    e3nn's own `D_from_matrix` is made of constants in single precision.
    """
    sign = torch.det(matrix)
    degree = int(label.rstrip("eo"))
    points = torch.randn(64, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    turned = points @ (torch.sign(sign) * matrix.double()).T
    here, there = (o3.spherical_harmonics(degree, x, True) for x in (points, turned))
    found: Tensor = torch.linalg.lstsq(here, there).solution.T
    return -found if sign < 0 and label.endswith("o") else found


def plane(matrix: Tensor, times: int) -> Tensor:
    """A turn by t becomes one by `times` t; the mirror of the second coordinate stays."""
    mirrored = bool(torch.det(matrix) < 0)
    angle = times * atan2(float(matrix[1, 0]), float(matrix[0, 0]))
    turn = torch.tensor([[cos(angle), -sin(angle)], [sin(angle), cos(angle)]], dtype=torch.float64)
    return turn @ torch.diag(torch.tensor([1.0, -1.0])).double() if mirrored else turn


def polygon(matrix: Tensor, times: int) -> Tensor:
    """The same for permutations of the corners 0, 1, ... of a polygon with at least 3."""
    n = len(matrix)
    first, second = (int(matrix[:, i].argmax()) for i in (0, 1))
    angle = 2 * torch.pi * first * times / n
    turn = torch.tensor([[cos(angle), -sin(angle)], [sin(angle), cos(angle)]], dtype=torch.float64)
    mirrored = (second - first) % n != 1
    return turn @ torch.diag(torch.tensor([1.0, -1.0])).double() if mirrored else turn


def spin(matrix: Tensor, k: int) -> Tensor:
    """The action on polynomials of degree k in two variables, weights descending."""
    a, b, c, d = matrix.to(torch.complex128).flatten()
    found = torch.zeros(k + 1, k + 1, dtype=torch.complex128)
    for i in range(k + 1):
        image = [torch.tensor(1.0 + 0j)]
        for factor in [(a, c)] * (k - i) + [(b, d)] * i:
            grown = [torch.tensor(0j)] * (len(image) + 1)
            for power, value in enumerate(image):
                grown[power] = grown[power] + value * factor[0]
                grown[power + 1] = grown[power + 1] + value * factor[1]
            image = grown
        for j, value in enumerate(image):
            found[j, i] = value * (comb(k, i) / comb(k, j)) ** 0.5
    return found
