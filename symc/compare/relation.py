"""Whether the maps of one layer lie among those of another, and how to write them so."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from torch import Tensor

Contained = Literal["same", "larger", "smaller", "other"]
"""The new function space next to the old one."""

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Term:
    """`coefficient` times old basis element `old`, in the coefficient of a new one."""

    new: int
    old: int
    coefficient: Fraction | float


@dataclass(frozen=True, slots=True)
class Relation:
    """Two layers: which holds which, and the old basis written in the new, where that can be.

    `old` and `new` count their maps per pair of channels; `free` are new basis elements of outputs
    that the old model did not compute.
    """

    contained: Contained
    old: int
    new: int
    terms: tuple[Term, ...]
    free: tuple[int, ...]


def relate(old: "dict[int, Tensor]", new: "dict[int, Tensor]") -> Relation:
    """Compares spans: columns that are basis maps on the same inputs.

    Only outputs that both layers have count: what the old model did not compute, since nothing
    depended on it, cannot be lost, and what feeds it in the new one is free.
    """
    import torch

    shared = sorted(set(old) & set(new))
    counts = [next((m.shape[1] for m in each.values()), 0) for each in (old, new)]
    if not shared:
        return Relation("same", 0, 0, (), tuple(range(counts[1])))
    before, after = (torch.cat([each[place] for place in shared]) for each in (old, new))
    forth, misses = _solved(after, before)
    _, lacks = _solved(before, after)
    contained: Contained = "same"
    if misses:
        contained = "smaller" if not lacks else "other"
    elif lacks:
        contained = "larger"
    terms = () if misses else _terms(forth, after, before)
    free = tuple(torch.nonzero(after.abs().amax(0) == 0).flatten().tolist())
    seen = int((before.abs().amax(0) > 0).sum())
    return Relation(contained, seen, counts[1] - len(free), terms, free)


def _solved(basis: "Tensor", wanted: "Tensor") -> "tuple[Tensor, bool]":
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
        near = abs(float(fraction) - real) < 10 * TOLERANCE
        found.append(Term(i, j, fraction if near else real))
        exact[i, j] = float(found[-1].coefficient)
    scale = old.abs().max().clamp_min(1)
    assert (new @ exact - old).abs().max() <= 100 * TOLERANCE * scale
    return tuple(found)
