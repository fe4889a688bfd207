"""Bounds that weights are trained to break: rates, operands of products, large matrices."""

from typing import Any

import pytest
import torch
from torch import Tensor

from tests.levels.test_bounds import net, push, ratios
from tests.levels.test_transforms import large
from tests.oracle.modules import build

pytestmark = [pytest.mark.torch, pytest.mark.slow]


def spins() -> list[Tensor]:
    """A basis of the rotations' Lie algebra."""
    found = []
    for i, j in ((1, 2), (2, 0), (0, 1)):
        spin = torch.zeros(3, 3, dtype=torch.float64)
        spin[i, j], spin[j, i] = -1.0, 1.0
        found.append(spin)
    return found


def represented(spin: Tensor, ends: list[tuple[int, int]]) -> Tensor:
    """The derivative on numbers side by side: so many axes, so many channels each."""
    blocks = []
    for axes, channels in ends:
        size = 3**axes
        total = torch.zeros(size, size, dtype=torch.float64)
        for axis in range(axes):
            before, after = torch.eye(3**axis).double(), torch.eye(3 ** (axes - 1 - axis)).double()
            total = total + torch.kron(torch.kron(before, spin), after)
        blocks.append(torch.kron(total, torch.eye(channels, dtype=torch.float64)))
    made: Tensor = torch.block_diag(*blocks)  # type: ignore[no-untyped-call]
    return made


def rates(made: Any) -> Tensor:
    """The length of the Lie derivative over that of the exact part, for every layer."""
    found = []
    for name, layer in made.graded.items():
        widths = {end: width for _, _, _, rows, _ in layer.mixed for end, width in rows}
        (mixed,) = layer.mixed
        count = len(layer.inputs)
        axes = [len(each) for each in layer.moved]
        rows = [(axes[i], widths[i] // 3 ** axes[i]) for i, _ in mixed[3]]
        columns = [(axes[count + j], width // 3 ** axes[count + j]) for j, width in mixed[4]]
        weight, *bias = (m for m in made._whole(name) if m is not None)
        total = torch.zeros((), dtype=torch.float64)
        for spin in spins():
            into, out = represented(spin, rows), represented(spin, columns)
            total = total + (weight @ out.T - into.T @ weight).square().sum()
            total = total + sum((b @ out.T).square().sum() for b in bias)
        broken = made._broken(name, 0)[0]
        kept = (weight if broken is None else weight - broken).square().sum()
        found.append((total / kept).sqrt())
    return torch.stack(found)


def test_no_weights_leave_a_bound_on_the_rate() -> None:
    made = net("rot", "symmetry Rot: breaking <= 0.1 rate")
    optimizer = torch.optim.Adam(made.parameters(), lr=0.05)
    for _ in range(40):
        found = rates(made)
        assert float(found.max().detach()) <= 0.1 * (1 + 1e-9)
        optimizer.zero_grad()
        torch.autograd.backward(-found.sum())
        optimizer.step()
    assert float(found.max().detach()) > 0.05


@pytest.mark.parametrize("which", ["large", "haar of two"])
def test_no_weights_leave_a_bound_on_operands_and_on_large_matrices(which: str) -> None:
    if which == "large":
        made = large()
    else:
        lines = "symmetry Perm: breaking <= 0.1 haar; symmetry Rot: breaking <= 0.3 haar"
        made = net("both", lines)
    push(made)


def test_a_learned_bound_that_is_pushed_up_is_kept() -> None:
    """The level is trained together with the weights, to break as much as it can."""
    made: Any = net("rot", "symmetry Rot: breaking learned <= 0.3")
    optimizer = torch.optim.Adam(made.parameters(), lr=0.5)
    for _ in range(60):
        ratio = torch.stack([ratio for ratio, _ in ratios(made)])
        assert float(ratio.max().detach()) <= 0.3 * (1 + 1e-9)
        optimizer.zero_grad()
        torch.autograd.backward(-ratio.sum())
        optimizer.step()
    assert made.levels()["Rot"] <= 0.3


def test_the_model_with_bands_of_one_group_keeps_the_other() -> None:
    """Whatever the order of lines and of axes is."""
    for axes, lines in (
        ("Perm, Rot", "symmetry Rot: breaking <= 0.1; symmetry Perm: breaking <= 0.3"),
        ("Rot, Perm", "symmetry Rot: breaking <= 0.1; symmetry Perm: breaking <= 0.3"),
        ("Perm, Rot", "symmetry Perm: breaking <= 0.1; symmetry Rot: breaking <= 0.3"),
    ):
        text = f"""group Rot = O(3)
group Perm = S(3)
model M(x: 2 [{axes}]) -> [{axes}] {{
    {lines}
    return linear(x -> [{axes}])
}}
"""
        x = torch.randn(4, 3, 3, 2, dtype=torch.float64)
        for group, other in (("Rot", "Perm"), ("Perm", "Rot")):
            made: Any = build(text).net()
            names = [level.group for level in made.graded["out"].levels]
            bands = zip(made.graded["out"].bands, made._band_parameters("out"), strict=True)
            for breaks, band in bands:
                for parameter in band:
                    kept = names.index(group) not in breaks
                    parameter.data.normal_() if kept else parameter.data.zero_()
            assert made.equivariance_error(x, group=group)["largest"] < 1e-12
            assert made.equivariance_error(x, group=other)["largest"] > 1e-3
