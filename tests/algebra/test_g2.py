"""G2: its form, its algebra, and its invariants by products against null spaces."""

from itertools import product
from random import Random

import numpy as np
import pytest

from symc.algebra import exact
from symc.algebra.families.g2 import FORM, ExceptionalG2, algebra, antisymmetric, dual_form
from symc.algebra.family import Signature, Slot
from symc.algebra.invariants import TooManyUnknowns
from symc.ir.symmetry import Generators, Group

G2 = ExceptionalG2()
GROUP = Group("G", "G2", (7,))
DIMENSIONS = [1, 0, 1, 1, 4, 10, 35]


def form() -> np.ndarray:
    phi = np.zeros((7, 7, 7))
    for index, value in antisymmetric(FORM).items():
        phi[index] = value
    return phi


@pytest.mark.parametrize("points", range(7))
def test_dimensions(points: int) -> None:
    signature = Signature.of(points // 2, points - points // 2)
    found = G2.tensors(GROUP, signature)
    assert found.count == G2.dimension(GROUP, signature) == DIMENSIONS[points]
    firsts = [element[0][0] for element in found.elements]
    assert firsts == sorted(set(firsts))
    assert all(element[0][1] == 1 for element in found.elements)


@pytest.mark.parametrize("points", range(4))
def test_products_are_the_null_space_of_the_algebra(points: int) -> None:
    signature = Signature.of(points // 2, points - points // 2)
    given = Group("G", "generated", (7,), Generators(algebra=algebra()))
    assert exact.invariant_tensors(given, signature) == G2.tensors(GROUP, signature)


@pytest.mark.slow
def test_products_of_four_are_the_null_space_of_the_algebra() -> None:
    given = Group("G", "generated", (7,), Generators(algebra=algebra()))
    signature = Signature.of(2, 2)
    assert exact.invariant_tensors(given, signature) == G2.tensors(GROUP, signature)


def test_the_algebra_has_dimension_14_and_is_closed() -> None:
    matrices = [np.array(m, dtype=float) for m in algebra()]
    flat = np.array([m.ravel() for m in matrices])
    brackets = np.array([(a @ b - b @ a).ravel() for a, b in product(matrices, repeat=2)])
    assert np.linalg.matrix_rank(flat) == 14
    assert np.linalg.matrix_rank(np.concatenate([flat, brackets])) == 14


def test_samples_are_rotations_that_keep_the_form() -> None:
    random = Random(3)
    phi = form()
    for _ in range(3):
        g = np.array(G2.sample(GROUP, random))
        assert np.abs(g @ g.T - np.eye(7)).max() < 1e-12
        assert np.abs(np.einsum("ai,bj,ck,ijk", g, g, g, phi) - phi).max() < 1e-12
        assert np.linalg.norm(g - np.eye(7)) > 1


def test_the_fourform_is_what_two_threeforms_contract_to() -> None:
    phi, one = form(), np.eye(7)
    psi = np.zeros((7,) * 4)
    for index, value in antisymmetric(dual_form()).items():
        psi[index] = value
    rest = np.einsum("ik,jl->ijkl", one, one) - np.einsum("il,jk->ijkl", one, one)
    contracted = np.einsum("ijm,klm->ijkl", phi, phi) - rest
    assert np.abs(contracted - psi).max() == 0 or np.abs(contracted + psi).max() == 0


def test_five_axes_are_left_alone_by_random_elements() -> None:
    found = G2.tensors(GROUP, Signature.of(2, 3))
    g = np.array(G2.sample(GROUP, Random(4)))
    for element in found.elements:
        flat = np.zeros(7**5)
        for entry, value in element:
            flat[entry] = float(value)
        tensor = flat.reshape((7,) * 5)
        moved = tensor
        for _ in range(5):
            moved = np.tensordot(moved, g, axes=(0, 1))
        assert np.abs(moved - tensor).max() < 1e-10


def test_labels_and_bounds() -> None:
    assert G2.length(GROUP, "det") == 1
    assert G2.length(GROUP, "sign") is None
    assert G2.action(GROUP, Slot("det")) == "permutation"
    assert G2.action(GROUP, Slot()) == "orthogonal"
    assert G2.problem((3,)) is not None
    assert G2.problem((7,)) is None
    assert G2.problem(()) is None
    twisted = Signature((Slot(), Slot("det")), (Slot(),))
    assert G2.tensors(GROUP, twisted).bottom == (7, 1)
    with pytest.raises(TooManyUnknowns):
        G2.tensors(GROUP, Signature.of(3, 4))
