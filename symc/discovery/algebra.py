"""From trained generators to exact ones: a sparse basis of their span, rounded, and measured."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import torch
from torch import Tensor

DENOMINATORS = (1, 2, 3, 4)
"""Entries are taken for fractions with these, the first that is near enough."""

DIGITS = 3
"""Digits of an entry that is near no such fraction."""

TIE = 0.9
"""Of pivots nearly as large as the largest the first is taken, so that the basis is stable."""


@dataclass(frozen=True, slots=True)
class Exact:
    """A Lie algebra in exact numbers, and how far what was trained is from it.

    rounded   the sine of the largest angle between the span that was trained and this one
    closure   the largest part of a bracket of two trained generators outside of their span
    gap       singular values of the equations for maps from the defining representation to itself:
              the largest that counts as 0, and the smallest that does not
    """

    matrices: tuple[tuple[tuple[str, ...], ...], ...]
    algebra: Tensor
    rounded: float
    closure: float
    exact_closure: float
    gap: tuple[float, float]


def orthonormal(algebra: Tensor) -> tuple[Tensor, float]:
    """An orthonormal basis of the span, and the smallest over the largest singular value."""
    flat = algebra.flatten(1)
    flat = flat / flat.norm(dim=-1, keepdim=True).clamp(min=1e-12)
    _, values, rows = torch.linalg.svd(flat, full_matrices=False)
    return rows.view_as(algebra), float(values[-1] / values[0])


def echelon(basis: Tensor) -> Tensor:
    """The basis of the span in which each element has a 1 where all others have a 0."""
    rows = basis.flatten(1).clone()
    taken: list[int] = []
    for place in range(len(rows)):
        rest = rows[place:].abs()
        most = rest.amax(0)
        column = int((most >= TIE * most.max()).nonzero()[0])
        best = place + int(rest[:, column].argmax())
        rows[[place, best]] = rows[[best, place]]
        rows[place] = rows[place] / rows[place, column]
        for other in range(len(rows)):
            if other != place:
                rows[other] = rows[other] - rows[other, column] * rows[place]
        taken.append(column)
    order = sorted(range(len(rows)), key=lambda i: taken[i])
    return rows[order].view_as(basis)


def rounded(entry: float, tolerance: float) -> Fraction:
    """The simplest number within the tolerance: a fraction, or else a decimal."""
    for denominator in DENOMINATORS:
        near = Fraction(round(entry * denominator), denominator)
        if abs(float(near) - entry) <= tolerance:
            return near
    return Fraction(round(entry * 10**DIGITS), 10**DIGITS)


def _shown(entry: Fraction) -> str:
    """`1/2`, or `0.115`."""
    return str(entry) if entry.denominator in DENOMINATORS else f"{float(entry):.{DIGITS}f}"


def outside(basis: Tensor) -> float:
    """The largest part of a bracket of two elements of an orthonormal basis outside the span."""
    flat = basis.flatten(1)
    worst = 0.0
    for a, b in combinations(basis, 2):
        bracket = (a @ b - b @ a).flatten()
        worst = max(worst, float((bracket - flat.mT @ (flat @ bracket)).norm()))
    return worst


def exact(algebra: Tensor, tolerance: float) -> Exact:
    """Trained generators in exact numbers."""
    basis, _ = orthonormal(algebra)
    near = [
        [[rounded(float(x), tolerance) for x in row] for row in matrix] for matrix in echelon(basis)
    ]
    matrices = torch.tensor([[[float(x) for x in r] for r in m] for m in near], dtype=torch.float64)
    sound, _ = orthonormal(matrices)
    flat = sound.flatten(1)
    rest = basis.flatten(1) - (basis.flatten(1) @ flat.mT) @ flat
    return Exact(
        tuple(tuple(tuple(map(_shown, row)) for row in matrix) for matrix in near),
        matrices,
        float(torch.linalg.matrix_norm(rest, 2)),
        outside(basis),
        outside(sound),
        singular_gap(basis, sound),
    )


def singular_gap(trained: Tensor, sound: Tensor) -> tuple[float, float]:
    """Where exact generators say that null singular values of trained ones end."""
    count = int((torch.linalg.svdvals(_equations(sound)) < 1e-9).sum())
    values = torch.linalg.svdvals(_equations(trained)).flip(0)
    nulls, others = values[:count], values[count:]
    return (
        float(nulls[-1]) if count else 0.0,
        float(others[0]) if len(others) else float("inf"),
    )


def _equations(algebra: Tensor) -> Tensor:
    """X W - W X = 0 for all X, as a matrix acting on the entries of W."""
    unit = torch.eye(algebra.shape[-1], dtype=algebra.dtype)
    return torch.cat([torch.kron(x, unit) - torch.kron(unit, x.mT.contiguous()) for x in algebra])
