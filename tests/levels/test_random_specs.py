"""Random models with levels and frames: what compiles holds what its levels say."""

import copy
from typing import Any

import pytest
import torch
from torch import Tensor

from symc.ir.model import Model
from symc.ir.symmetry import tensors_of
from tests.oracle.actions import act, elements, shape
from tests.oracle.modules import (
    Values,
    all_parts,
    build,
    call,
    draw,
    equivariance_error,
    moved,
)
from tests.oracle.random_specs import Writer, compiles

pytestmark = [pytest.mark.torch, pytest.mark.slow]

LEVELS = (
    "exact",
    *("breaking <= 0.1", "breaking <= 0", "breaking <= 0.1 haar", "breaking <= 0.1 rate"),
    *("breaking ~ 0.05", "breaking learned", "breaking learned <= 0.2"),
    "breaking <= 0.1 for rapidity <= 1.0",
)
ENFORCED = ("by average", "by frame(pca)", "by canonical")
SIZES = {"n": 3, "k": 2}


def drawn(seed: int, levels: tuple[str, ...]) -> tuple[str, Model] | None:
    """A spec of a seed with a level for its first group, and the model with the group exact.

    None where either is refused.
    """
    writer = Writer(seed)
    group, level = writer.groups[0], writer.random.choice(levels)
    exact = compiles(writer.spec())
    if exact is None:
        return None
    spec = exact.replace("{ return", f"{{ symmetry {group}: {level}\n    return")
    return (spec, build(exact).model) if compiles(spec) == spec else None


def size(values: list[Tensor]) -> Tensor:
    """The norm of all tensors together, item by item."""
    return torch.stack([v.abs().reshape(len(v), -1).square().sum(1) for v in values]).sum(0).sqrt()


def within(values: Values) -> Values:
    """Arguments of norm one together."""
    scale = size([v for group in values for v in group]).clamp_min(1e-300)
    return [[v / scale.view(-1, *(1,) * (v.dim() - 1)) for v in group] for group in values]


def apart(first: list[Tensor], second: list[Tensor]) -> float:
    """The largest distance between results, item by item."""
    return float(size([a - b for a, b in zip(first, second, strict=True)]).max().detach())


def violation(model: Model, net: torch.nn.Module, values: Values, seed: int) -> float:
    """The largest ||f(g x) - g f(x)|| at some values, of one random g of all groups together."""
    by = elements(all_parts(model), SIZES, torch.Generator().manual_seed(seed), 0.5)
    parts = tensors_of(model.result.type)
    before = [act(y, p, by) for y, p in zip(call(model, net, values), parts, strict=True)]
    return apart(before, call(model, net, moved(model, values, by)))


def is_free(model: Model) -> bool:
    """Whether a number of points is free, so that sizes are told for each point."""
    more = {"n": 4, "k": 3}
    return any(shape(part, SIZES) != shape(part, more) for part in all_parts(model))


@pytest.mark.parametrize("start", range(0, 1000, 250))
def test_levels_are_exact_once_snapped_and_certificates_hold(start: int) -> None:
    count = 0
    for seed in range(start, start + 250):
        found = drawn(seed, LEVELS)
        net: Any = build(found[0]).net() if found is not None else None
        if found is None or not hasattr(net, "snap_"):
            continue
        (spec, model), count = found, count + 1
        values = within(draw(model, SIZES, (16,)))
        exact, before = copy.deepcopy(net), call(model, net, values)
        bound, change = net.certificate()["bound"], net.certificate(change=True)["bound"]
        assert exact.snap_() == change >= 0, spec
        assert exact.snap_() == 0.0, spec
        assert equivariance_error(model, exact, SIZES) < 1e-8, spec
        if not is_free(model):
            assert apart(before, call(model, exact, values)) <= change * (1 + 1e-9) + 1e-9, spec
            worst = max(violation(model, net, values, each) for each in range(4))
            assert worst <= bound * (1 + 1e-9) + 1e-9, spec
    assert count > 15


@pytest.mark.parametrize("start", range(0, 500, 250))
def test_what_is_enforced_is_exact(start: int) -> None:
    count = 0
    for seed in range(start, start + 250):
        found = drawn(seed, ENFORCED)
        if found is None:
            continue
        (spec, model), count = found, count + 1
        net = build(spec).net()
        results = call(model, net, draw(model, SIZES, (2,)))
        if all(float(y.detach().abs().max()) > 1e-9 for y in results if y.numel()):
            assert equivariance_error(model, net, SIZES) < 1e-7, spec
    assert count > 5
