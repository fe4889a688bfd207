"""Whether the maps of one layer lie among those of another, and how to write them so."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from torch import Tensor

Contained = Literal["same", "larger", "smaller", "other"]
"""The new function space next to the old one."""

TOLERANCE = 1e-9
EXACT = 1e-12
"""A number that is no further from a fraction with a small denominator is that one."""


@dataclass(frozen=True, slots=True)
class Term:
    """`coefficient` times old basis element `old`, in the coefficient of a new one."""

    new: int
    old: int
    coefficient: Fraction | float


@dataclass(frozen=True, slots=True)
class Relation:
    """Maps between the same ends: the old ones written in the new ones, where that can be."""

    terms: tuple[Term, ...]
    is_lost: bool
    is_larger: bool


def relate(old: "Tensor | None", new: "Tensor | None") -> Relation:
    """Compares spans: columns that are basis maps on the same inputs; None where there is none."""
    if old is None:
        return Relation((), False, new is not None)
    if new is None:
        return Relation((), True, False)
    forth, is_lost = solved(new, old)
    _, is_larger = solved(old, new)
    return Relation(() if is_lost else _terms(forth, new, old), is_lost, is_larger)


def solved(basis: "Tensor", wanted: "Tensor") -> "tuple[Tensor, bool]":
    """The columns wanted as combinations of a basis, and whether any is none."""
    import torch

    if not wanted.numel() or not basis.shape[1]:
        some = bool(wanted.numel() and wanted.abs().max() > TOLERANCE)
        return torch.zeros(basis.shape[1], wanted.shape[1], dtype=wanted.dtype), some
    found = torch.linalg.lstsq(basis, wanted, driver="gelsd").solution
    scale = wanted.abs().max().clamp_min(1)
    return found, bool((basis @ found - wanted).abs().max() > TOLERANCE * scale)


def _terms(matrix: "Tensor", new: "Tensor", old: "Tensor") -> tuple[Term, ...]:
    """The entries that are not zero; as fractions where these do as well as the numbers found."""
    import torch

    found: list[Term] = []
    exact = torch.zeros_like(matrix)
    for i, j in torch.nonzero(matrix.abs() > TOLERANCE).tolist():
        number = matrix[i, j].item()
        real = number.real if isinstance(number, complex) else float(number)
        fraction = Fraction(real).limit_denominator(720)
        near = abs(float(fraction) - real) < EXACT
        found.append(Term(i, j, fraction if near else real))
        exact[i, j] = float(found[-1].coefficient)
    scale = old.abs().max().clamp_min(1)
    assert (new @ exact - old).abs().max() <= 100 * TOLERANCE * scale
    return tuple(found)
