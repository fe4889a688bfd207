"""Kinds of networks that no rule was written for: as many maps as orbits, and no fewer weights."""

import pytest
import torch
from torch import nn

from tests.oracle import orbit_counts
from tests.oracle.modules import build, equivariance_error, rank, span
from tests.tracing import unseen
from tests.tracing.test_counts import counted, counter, text, traced

pytestmark = pytest.mark.torch

CASES: dict[str, tuple[type[nn.Module], str, int]] = {
    "residual": (unseen.ResidualMlp, "1,2", 282),
    "grouped": (unseen.GroupConv, "1,1,6,6", 1938),
    "two layers": (unseen.TwoGrus, "1,3,2", 1931),
    "both ways": (unseen.BothWays, "1,3,2", 3851),
    "tied": (unseen.TiedTransformer, "1,5:int64", 1027),
    "grouped queries": (unseen.GroupedQueries, "1,3,2", 241),
    "norms": (unseen.NormAndFlat, "1,1,6,6", 1302),
    "side by side": (unseen.SkipBySide, "1,2", 217),
    "layer norms": (unseen.NormMlp, "1,2", 174),
    "u-net": (unseen.UNet, "1,1,4,4", 3951),
    "gated": (unseen.Gated, "1,2", 219),
    "attention": (unseen.Attentive, "1,3,2", 348),
}
SMALL = ("residual", "grouped queries", "side by side", "layer norms", "gated", "attention")


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("name", CASES)
def test_as_many_maps_as_orbits_of_pairs(name: str) -> None:
    kind, shape, maps = CASES[name]
    torch.manual_seed(0)
    space = traced(kind(), shape)
    orbits = counter(space)
    assert counted(space) == (maps, orbit_counts.invariants(orbits))
    assert orbit_counts.maps(orbits) == maps


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("name", CASES)
def test_layers_are_equivariant(name: str) -> None:
    kind, shape, _ = CASES[name]
    torch.manual_seed(0)
    found = build(text(traced(kind(), shape)))
    for model in found.meaning.models:
        net = getattr(found.module, model.name)
        assert equivariance_error(model, net().double(), {}) < 1e-10
        single = net().float()
        assert equivariance_error(model, single, {}, dtype=torch.float32) < 1e-5


@pytest.mark.slow_but(1)
@pytest.mark.parametrize("name", SMALL)
def test_no_weight_is_redundant(name: str) -> None:
    kind, shape, maps = CASES[name]
    torch.manual_seed(0)
    space = traced(kind(), shape)
    found = build(text(space))
    model = next(m for m in found.meaning.models if m.name == "Edit")
    net = found.module.Edit().double()
    invariants = orbit_counts.invariants(counter(space))
    assert sum(p.numel() for p in net.parameters()) == maps + invariants
    assert rank(span(model, net, {})) == maps + invariants
