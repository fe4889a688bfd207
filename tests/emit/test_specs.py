"""What the shared specs promise (`tests/specs`, the README beside them in the design)."""

import sys

import pytest
import torch

from symc.ir.symmetry import Axis, Group, Part, parts_of
from tests.oracle import brute
from tests.oracle.modules import build, draw, spec

pytestmark = pytest.mark.torch

WEIGHTS = {
    "deepsets": 3 * 64 * 2 + 64 + 64 * 64 * 2 + 64 + 64 + 1,
    "graph": 2 * 16 * 15 + 32 + 16 * 16 * 15 + 32 + 16 * 8 * 5 + 8 + 16 * 2 + 1,
}


@pytest.mark.parametrize("name", WEIGHTS)
def test_the_number_of_weights(name: str) -> None:
    found = build(spec(name), name)
    count = sum(p.numel() for p in found.net().parameters())
    assert count == WEIGHTS[name] == {"deepsets": 8_769, "graph": 5_065}[name]
    assert f"{count:,} weights" in found.source.splitlines()[0]


def test_one_set_score_serves_all_sizes_from_one_to_a_thousand() -> None:
    found = build(spec("deepsets"), "deepsets")
    net = found.net(torch.float32)
    for n in (1, 2, 10, 1000):
        assert net(torch.randn(2, n, 3)).shape == (2,)


def test_the_weight_space_has_75_maps_7_biases_and_7_invariants() -> None:
    found = build(spec("weights"), "weights")
    small = [shrunk(part) for part in parts_of(found.model.arguments[0].type)]
    between = sum(brute.hom(a, b, {}) for a in small for b in small)
    constants = sum(brute.hom(None, b, {}) for b in small)
    invariants = sum(brute.hom(a, Part(()), {}) for a in small)
    assert (between, constants, invariants) == (75, 7, 7)
    first, second = 16 * (between + constants), 16 * 16 * between + 16 * constants
    last = 16 * 10 * invariants + 10
    assert sum(p.numel() for p in found.net().parameters()) == first + second + last


def shrunk(part: Part) -> Part:
    """The same type over groups of four points, where the maps are those of 32."""
    axes = (
        axis if axis.group is None else Axis(4, Group(axis.group.name, axis.group.family, (4,)))
        for axis in part.axes
    )
    return Part(tuple(axes))


def test_products_of_masses_and_positions_reach_the_tensor_of_inertia() -> None:
    text = (
        "group Rot = O(3)\nmodel M(mass: 2 [], position: 2 [Rot]) -> [Rot, Rot] {\n"
        "    square = bilinear(position, position -> 8 [Rot, Rot], mode = full)\n"
        "    return bilinear(mass, square -> [Rot, Rot], mode = full)\n}"
    )
    found = build(text)
    (mass,), (position,) = draw(found.model, {}, (20,))
    lengths = position.square().sum(1)
    target = -torch.einsum("bi,bxi,byi->bxy", mass, position, position)
    target += torch.eye(3).double() * (mass * lengths).sum(-1)[:, None, None]
    net = found.net()
    last = [p for name, p in net.named_parameters() if name.startswith("out")]
    assert sum(p.numel() for p in last) == 2 * 8 * 3
    rows = []
    with torch.no_grad():
        for p in last:
            p.zero_()
        for p in last:
            for entry in p.view(-1):
                entry.fill_(1)
                rows.append(net(mass, position).reshape(-1))
                entry.zero_()
    made = torch.stack(rows, 1)
    best = torch.linalg.lstsq(made, target.reshape(-1), driver="gelsd").solution
    assert (made @ best - target.reshape(-1)).abs().max() < 1e-8
    other = target.reshape(-1).roll(1)
    best = torch.linalg.lstsq(made, other, driver="gelsd").solution
    assert (made @ best - other).abs().max() > 1e-2


def test_cloud_is_exactly_the_listed_symmetry() -> None:
    found = build(spec("cloud"), "cloud")
    assert "Symmetry: Points = S(n), Rot = SO(3)." in found.source


@pytest.mark.parametrize("name", ["deepsets", "graph", "inertia", "cloud", "weights"])
def test_the_spec_stands_in_the_head_of_the_file_and_symc_is_not_imported(name: str) -> None:
    found = build(spec(name), name)
    for line in spec(name).splitlines():
        assert line.strip() in found.source
    imports = [line for line in found.source.splitlines() if line.startswith(("import", "from"))]
    roots = {line.split()[1].partition(".")[0] for line in imports}
    assert roots <= {"torch", *sys.stdlib_module_names}
