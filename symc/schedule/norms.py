"""Bounds on what half-diagrams do to lengths: contractions, products and expansions.

A trace of an axis of size n against another has norm sqrt(n), and so has writing to it; joining two
tensors along axes has norm 1 at most (Cauchy and Schwarz). Means over points have norm 1 at most,
and writing to the points of a group of constant size sqrt(n). Over axes of free size norms are root
mean squares, for which writing has norm 1, too.
"""

from math import factorial, sqrt

from symc.algebra import is_permuted
from symc.ir.diagram import Half
from symc.ir.symmetry import Group
from symc.ir.waist import Frame, Pattern


def read_norm(frame: Frame, pattern: Pattern) -> float:
    """How far a contraction stretches at most."""
    total = 1.0
    for group, half in zip(frame.groups, pattern.halves, strict=True):
        total *= _read(group, half)
    return total


def write_norm(frame: Frame, pattern: Pattern) -> float:
    """How far an expansion stretches at most."""
    total = 1.0
    for group, half in zip(frame.groups, pattern.halves, strict=True):
        if isinstance(group.size, int):
            total *= sqrt(group.size) ** len(half.closed) * _vertex(half)
        elif len(half.open) + len(half.closed) > 1:
            return float("inf")
    return total


def _read(group: Group, half: Half) -> float:
    if is_permuted(group) or isinstance(group.size, str):
        return 1.0
    return sqrt(group.size) ** len(half.closed) * _vertex(half)


def _vertex(half: Half) -> float:
    """The norm of an epsilon between k slots and m legs, sqrt(k! m!): epsilon epsilon^T is k! m!
    times the projection on antisymmetric tensors.
    """
    return sqrt(factorial(len(half.epsilon)) * factorial(half.legs)) if half.epsilon else 1.0
