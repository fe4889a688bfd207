"""Trained generators made exact: against algebras that are known, mixed and disturbed."""

from fractions import Fraction

import pytest
import torch
from torch import Tensor

from symc.discovery.adversarial import Training, told_apart
from symc.discovery.algebra import echelon, exact, orthonormal, outside, rounded
from symc.discovery.data import Samples, Slot
from symc.discovery.derivative import _form
from symc.discovery.discover import silent, sound
from symc.discovery.moving import moved, shifted
from symc.ir.symmetry import Axis, Group, Part
from symc.report import CompileError

pytestmark = pytest.mark.torch

LOST = Group("Lost", "generated", (3,))


def rotations(size: int, signs: tuple[int, ...]) -> Tensor:
    """so(p, q): X with X^T s + s X = 0."""
    found = []
    for i in range(size):
        for j in range(i):
            matrix = torch.zeros(size, size, dtype=torch.float64)
            matrix[i, j], matrix[j, i] = 1.0, -float(signs[i] * signs[j])
            found.append(matrix)
    return torch.stack(found)


def mixed(algebra: Tensor, noise: float, seed: int = 0) -> Tensor:
    """Another basis of the span, disturbed."""
    generator = torch.Generator().manual_seed(seed)
    mix = torch.linalg.qr(torch.randn(len(algebra), len(algebra), generator=generator).double()).Q
    made = torch.einsum("ab,bij->aij", mix, algebra)
    return made + noise * torch.randn(made.shape, generator=generator).double()


@pytest.mark.parametrize(
    ("size", "signs"), [(2, (1, 1)), (3, (1, 1, 1)), (4, (1, -1, -1, -1)), (4, (1, 1, 1, 1))]
)
@pytest.mark.parametrize("seed", range(3))
def test_a_disturbed_algebra_is_found_again(size: int, signs: tuple[int, ...], seed: int) -> None:
    algebra = rotations(size, signs)
    found = exact(mixed(algebra, 0.01, seed), 0.1)
    assert outside(orthonormal(found.algebra)[0]) < 1e-12
    both = torch.cat([found.algebra, algebra]).flatten(1)
    assert torch.linalg.matrix_rank(both) == len(algebra)
    assert {entry for m in found.matrices for row in m for entry in row} <= {"0", "1", "-1"}
    assert 0 < found.rounded < 0.1
    low, high = found.gap
    assert low < 0.1 < 0.4 < high


def test_decimals_stay_where_no_fraction_is_near() -> None:
    assert rounded(0.51, 0.05) == Fraction(1, 2)
    assert rounded(0.35, 0.05) == Fraction(1, 3)
    assert rounded(0.4, 0.05) == Fraction(2, 5)
    assert rounded(0.98, 0.0) == Fraction(49, 50)


def test_an_echelon_basis_spans_the_same() -> None:
    algebra = torch.randn(4, 3, 3, generator=torch.Generator().manual_seed(0)).double()
    both = torch.cat([algebra, echelon(algebra)]).flatten(1)
    assert torch.linalg.matrix_rank(both, rtol=1e-9) == 4


def test_what_is_no_algebra_is_refused() -> None:
    generator = torch.Generator().manual_seed(1)
    loose = torch.randn(2, 3, 3, generator=generator).double()
    with pytest.raises(CompileError, match="no Lie algebra"):
        sound("Lost", loose, 0.1)
    with pytest.raises(CompileError, match="no Lie algebra"):
        sound("Lost", torch.cat([loose[:1], 2 * loose[:1]]), 0.1)
    with pytest.raises(CompileError, match="no Lie algebra"):
        sound("Lost", loose[:1] * float("nan"), 0.1)
    assert sound("Lost", loose[:1], 0.1).closure == 0


def test_values_move_along_every_axis() -> None:
    slot = Slot("x", Part((Axis(3, LOST), Axis("n"), Axis(3, LOST, dual=True)), 2), False)
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(5, 3, 4, 3, 2, generator=generator).double()
    flow = torch.randn(5, 3, 3, generator=generator).double()
    g = torch.linalg.matrix_exp(flow)
    expected = torch.einsum("bij,bjnkc,bkl->bilnc", g, x, torch.linalg.inv(g)).transpose(2, 3)
    torch.testing.assert_close(moved(x, slot, LOST, g), expected)
    h = 1e-6
    ahead, behind = (moved(x, slot, LOST, torch.linalg.matrix_exp(s * flow)) for s in (h, -h))
    torch.testing.assert_close(shifted(x, slot, LOST, flow), (ahead - behind) / (2 * h))


def test_the_derivative_of_a_cross_product_vanishes_on_rotations_alone() -> None:
    pair = Slot("x", Part((Axis(3, LOST),), 2), False)
    product = Slot("result", Part((Axis(3, LOST),)), True)
    x = torch.randn(200, 3, 2, generator=torch.Generator().manual_seed(0)).double()

    def cross(flat: Tensor) -> Tensor:
        u, v = flat.view(-1, 3, 2).unbind(-1)
        found: Tensor = torch.linalg.cross(u, v)
        return found

    form = _form(Samples((pair, product), (x, cross(x.flatten(1)))), LOST, cross)
    values, vectors = torch.linalg.eigh(form)
    assert values[2] < 1e-12 < 1e-3 < values[3]
    null = vectors.mT[:3].view(3, 3, 3)
    torch.testing.assert_close(null, -null.mT, atol=1e-7, rtol=0)


@pytest.mark.slow
def test_a_new_discriminator_tells_wrong_groups_apart() -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(2000, 3, generator=generator).double()
    slots = (Slot("x", Part((Axis(3, LOST),)), False), Slot("y", Part(()), True))
    samples = Samples(slots, (x, x[:, 2]))
    right, wrong = torch.zeros(2, 1, 3, 3)
    right[0, 0, 1], right[0, 1, 0] = 1.0, -1.0
    wrong[0, 0, 2], wrong[0, 2, 0] = 1.0, -1.0
    training = Training(seed=0)
    torch.manual_seed(0)
    told = [
        told_apart(samples, LOST, g, training, silent(list(range(300)), "")) for g in (right, wrong)
    ]
    assert told[0] < 0.55 < 0.7 < told[1]
