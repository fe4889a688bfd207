"""Bounds on contractions and expansions, against singular values of the matrices themselves."""

from itertools import permutations
from math import prod

import pytest
import torch

from symc.algebra.family import Signature
from symc.algebra.intertwiner import hom
from symc.ir.diagram import Half
from symc.ir.symmetry import Group
from symc.ir.waist import Frame, Pattern
from symc.schedule.norms import read_norm, write_norm


def matrix(half: Half, slots: int, size: int) -> torch.Tensor:
    """What a half-diagram does to the tensors of R^size, written out index by index."""
    epsilon = torch.zeros((size,) * size, dtype=torch.float64)
    for order in permutations(range(size)):
        sign = prod(1 if a < b else -1 for i, a in enumerate(order) for b in order[i + 1 :])
        epsilon[order] = sign
    operands: list[object] = []
    legs = list(range(slots, slots + half.legs))
    for block in half.closed:
        operands += [torch.eye(size, dtype=torch.float64), list(block)]
    if half.epsilon:
        operands += [epsilon, [*half.epsilon, *legs]]
    up = slots + half.legs
    for i, (slot,) in enumerate(half.open):
        operands += [torch.eye(size, dtype=torch.float64), [slot, up + i]]
    waist = [*range(up, up + len(half.open)), *legs]
    whole = torch.einsum(*operands, [*waist, *range(slots)])
    return whole.reshape(size ** len(waist), size**slots)


@pytest.mark.torch
@pytest.mark.parametrize(
    ("family", "size", "most"),
    [("O", 2, 0), ("SO", 2, 1), ("SO", 3, 1), ("SO", 4, 2), ("SO", 5, 2)],
)
def test_metrics_and_epsilons_stretch_as_far_as_is_said(family: str, size: int, most: int) -> None:
    group, found = Group("G", family, (size,)), set()
    for down, up in ((1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (2, 3), (3, 2)):
        diagrams = hom(group, Signature.of(down, up))
        assert diagrams is not None
        found |= {(d.bottom, down) for d in diagrams.diagrams}
        found |= {(d.top, up) for d in diagrams.diagrams}
    assert max(half.legs for half, _ in found) == most
    for half, slots in found:
        frame, pattern = Frame((group,), (slots,)), Pattern((half,))
        norm = float(torch.linalg.matrix_norm(matrix(half, slots, size), 2))
        assert read_norm(frame, pattern) == pytest.approx(norm)
        assert write_norm(frame, pattern) == pytest.approx(norm)
