"""Invariant tensors of irreps: as many as characters say, independent, and left alone."""

from itertools import product
from math import cos, pi, prod, sin
from random import Random

import numpy as np
import pytest
import torch

from symc.algebra import Signature, Slot, tensors
from symc.algebra.cosines import nearest
from symc.algebra.irreps import dimension
from symc.algebra.wigner import wigner_3j
from symc.ir.symmetry import Group
from symc.ir.tensors import Orbits
from tests.oracle.actions import represented
from tests.oracle.groups import element

CASES = {
    "O3": (Group("R", "O", (3,)), ("", "det", "2e", "1e", "3o", "2o")),
    "SO3": (Group("R", "SO", (3,)), ("", "det", "2", "3")),
    "SU2": (Group("R", "SU", (2,)), ("", "*", "2", "2*", "3")),
    "SO2": (Group("R", "SO", (2,)), ("", "2", "3")),
    "O2": (Group("R", "O", (2,)), ("", "det", "2", "3")),
    "C5": (Group("R", "C", (5,)), ("1", "2", "5", "", "regular")),
    "C6": (Group("R", "C", (6,)), ("1", "2", "3", "", "sign", "regular")),
    "D4": (Group("R", "D", (4,)), ("1", "2", "", "sign", "det", "regular")),
    "D3": (Group("R", "D", (3,)), ("1", "2", "3", "", "sign", "regular")),
    "D7": (Group("R", "D", (7,)), ("1", "2", "sign", "", "regular")),
}


def slot(label: str) -> Slot:
    return Slot(label.removesuffix("*"), label.endswith("*"))


def signatures(labels: tuple[str, ...], seed: int, count: int) -> list[Signature]:
    """All of up to two axes, and some of three and four."""
    random = Random(seed)
    every = [each for k in (1, 2) for each in product(labels, repeat=k)]
    every += random.sample(list(product(labels, repeat=3)), min(count, len(labels) ** 3))
    every += random.sample(list(product(labels, repeat=4)), min(count // 3, len(labels) ** 4))
    found = []
    for each in every:
        cut = random.randint(0, len(each))
        slots = tuple(map(slot, each))
        if any(s.label[:1].isdigit() for s in slots):
            found.append(Signature(slots[:cut], slots[cut:]))
    return found


def dense(group: Group, signature: Signature) -> torch.Tensor:
    """The basis as one array: (tensors, axes...)."""
    table = tensors(group, signature)
    assert not isinstance(table, Orbits)
    shape = (*table.bottom, *table.top)
    out = torch.zeros(table.count, prod(shape), dtype=torch.complex128)
    for i, entries in enumerate(table.elements):
        for at, value in entries:
            out[i, at] = torch.tensor(nearest(value), dtype=out.dtype)
    return out.reshape(table.count, *shape)


@pytest.mark.torch
@pytest.mark.parametrize("name", CASES)
def test_tensors_are_invariant_and_independent(name: str) -> None:
    group, labels = CASES[name]
    generator = torch.Generator().manual_seed(3)
    elements = [element(group, {}, generator) for _ in range(2)]
    for signature in signatures(labels, seed=1, count=12):
        basis = dense(group, signature)
        if not len(basis):
            continue
        assert torch.linalg.matrix_rank(basis.flatten(1)) == len(basis), signature
        for matrix in elements:
            moved = basis
            for i, each in enumerate(signature.slots):
                dual = each.dual if i >= len(signature.bottom) else not each.dual
                extent = basis.shape[i + 1]
                by = represented(matrix, group, each.label, dual, extent).to(torch.complex128)
                moved = torch.movedim(torch.tensordot(moved, by.T, dims=([i + 1], [0])), -1, i + 1)
            assert (moved - basis).abs().max() < 1e-10, signature


@pytest.mark.parametrize("name", ["O3", "SO3", "SU2"])
def test_dimensions_are_integrals_of_characters(name: str) -> None:
    group, labels = CASES[name]
    step = 2 * pi / 400
    angles = [step * (k + 0.5) for k in range(400)]
    for signature in signatures(labels, seed=2, count=40):
        total = 0.0
        for angle in angles:
            weight = (1 - cos(angle)) * step / (2 * pi)
            if name == "SU2":
                weight = 2 * sin(angle) ** 2 * step / (2 * pi)
            total += weight * prod(character(name, s, angle) for s in signature.slots)
        if name == "O3":
            odd = [s.label in ("", "det") or s.label.endswith("o") for s in signature.slots]
            total *= sum(odd) % 2 == 0
        assert dimension(group, signature) == round(total)
        assert abs(total - round(total)) < 1e-9


def character(name: str, slot_: Slot, angle: float) -> float:
    if slot_.label == "det":
        return 1.0
    degree = int(slot_.label.rstrip("eo") or 1)
    if name == "SU2":
        return sum(cos((degree - 2 * i) * angle) for i in range(degree + 1))
    return sum(cos(m * angle) for m in range(-degree, degree + 1))


@pytest.mark.parametrize("name", ["C5", "C6", "D3", "D4", "D7"])
def test_dimensions_are_means_of_characters_over_polygons(name: str) -> None:
    group, labels = CASES[name]
    n = group.size
    assert isinstance(n, int)
    mirrors = (False, True) if group.family == "D" else (False,)
    for signature in signatures(labels, seed=4, count=40):
        total = 0.0
        for k, mirrored in product(range(n), mirrors):
            corners = [(k - i if mirrored else k + i) % n for i in range(n)]
            matrix = np.eye(n)[corners]
            total += prod(polygon(group, each, matrix, k, mirrored) for each in signature.slots)
        assert dimension(group, signature) == round(total / (n * len(mirrors)))


def polygon(group: Group, each: Slot, corners: np.ndarray, k: int, mirrored: bool) -> float:
    """The character of a turn by k corners, after a mirror or not."""
    n = len(corners)
    if each.label.isdigit():
        return 0.0 if mirrored else 2 * cos(2 * pi * k * int(each.label) / n)
    if each.label == "regular":
        order = 2 * n if group.family == "D" else n
        return float(order if k == 0 and not mirrored else 0)
    return float(np.linalg.det(corners) if each.label else np.trace(corners))


def test_pairs_of_vectors_couple_as_e3nn_says() -> None:
    group = Group("R", "O", (3,))
    for degree, label in ((1, "1e"), (2, "2e")):
        found = dense(group, Signature((Slot(), Slot()), (Slot(label),)))
        expected = torch.zeros(3, 3, 2 * degree + 1, dtype=torch.complex128)
        for entry in wigner_3j(1, 1, degree).entries:
            expected[entry.i, entry.j, entry.k] = entry.value * (2 * degree + 1) ** 0.5
        assert torch.allclose(found[0], expected)


def test_large_irreps_are_quick() -> None:
    group = Group("R", "O", (3,))
    for degree in (8, 16):
        found = tensors(group, Signature((Slot(f"{degree}e"),), (Slot(f"{degree}e"),)))
        assert found.count == 1
