"""The shared spec of an interatomic potential, as it stands."""

import pytest
import torch

from tests.oracle.modules import build, spec

pytestmark = pytest.mark.torch


def test_the_potential_is_invariant_and_its_forces_are_the_slope() -> None:
    net = build(spec("atoms")).net()
    torch.manual_seed(0)
    species, position = torch.randn(5, 16).double(), torch.randn(5, 3).double()
    bonds = torch.tensor([[0, 1, 2, 3, 4, 1, 0, 2], [1, 0, 1, 2, 3, 2, 4, 4]])
    out = net(species, position, bonds)
    turn = torch.linalg.qr(torch.randn(3, 3).double()).Q
    order = torch.tensor([4, 2, 0, 1, 3])
    moved = net(species[order], (position @ turn.T + 2)[order], torch.argsort(order)[bonds])
    assert torch.allclose(moved.energy, out.energy)
    assert torch.allclose(moved.forces, (out.forces @ turn.T)[order])
    assert out.forces.abs().max() > 1e-4
    mixed = net(species, position, bonds[:, torch.randperm(8)])
    assert torch.equal(mixed.energy, out.energy) and torch.equal(mixed.forces, out.forces)
    for i, k in ((0, 0), (2, 1), (4, 2)):
        step = torch.zeros(5, 3).double()
        step[i, k] = 1e-5
        ahead = net(species, position + step, bonds).energy
        back = net(species, position - step, bonds).energy
        assert abs((back - ahead) / 2e-5 - out.forces[i, k]) < 1e-6
