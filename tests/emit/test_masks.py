"""Sets of different sizes in one batch: absent entries are never read and results are 0 there."""

import inspect
import math
from collections.abc import Iterable
from itertools import cycle

import pytest
import torch
from torch import Tensor

from symc.ir.model import Model
from symc.ir.symmetry import Part, parts_of
from tests.emit.zoo import HEAD, text
from tests.oracle.modules import Values, build, call, distance, draw, spec

pytestmark = pytest.mark.torch

SIZES = {"n": 5, "m": 4}
GROUPS = {"P": "n", "Q": "m", "Points": "n", "Nodes": "n", "Items": "n"}
LAYERS = {
    "linear": ("3 [P, P] + 2 [P]", "2 [P, P] + [P] + []", "linear(x -> 2 [P, P] + [P] + [])"),
    "third order": ("[P, P, P]", "[P, P] + 2 [P]", "linear(x -> [P, P] + 2 [P])"),
    "two groups": ("2 [P, Q] + [Q, 2]", "[Q, P] + [P]", "linear(x -> [Q, P] + [P])"),
    "to a larger type": ("[P] + [Q]", "[P, Q, P]", "linear(x -> [P, Q, P])"),
    "bilinear": ("3 [P, R3] + 2 [P]", "2 [P, R3] + []", "bilinear(x, x -> 2 [P, R3] + [])"),
    "bilinear full": (
        "2 [P, Q] + [P]",
        "2 [Q, P] + [Q]",
        "bilinear(x, x -> 2 [Q, P] + [Q], mode = full)",
    ),
    "gate": ("3 [P, R3] + 2 [P]", "3 [P, R3] + 2 [P]", "gate(x)"),
    "sigmoid": ("3 [P, Q] + 2 []", "3 [P, Q] + 2 []", "sigmoid(x)"),
    "softplus": ("3 [P, P]", "3 [P, P]", "softplus(x)"),
    "cos": ("[Q, P]", "[Q, P]", "cos(x)"),
    "norm_act": ("3 [P, R3]", "3 [P, R3]", "norm_act(x, sigmoid)"),
    "layer_norm": ("3 [P, R3] + 4 [P, Q]", "3 [P, R3] + 4 [P, Q]", "layer_norm(x)"),
    "sum": ("3 [P, R3, P]", "3 [R3]", "sum(x over P)"),
    "mean": ("3 [P, R3, P] + [P, Q]", "3 [R3] + [Q]", "mean(x over P)"),
    "max": ("3 [P, P] + [P, Q]", "3 [] + [Q]", "max(x over P)"),
    "max of two": ("3 [P, Q]", "3 []", "max(max(x over P) over Q)"),
    "attention": (
        "4 [P, R3] + 2 [P]",
        "4 [P, R3] + 2 [P]",
        "attention(x over P, heads = 2)",
    ),
    "attention of pairs": ("2 [P, Q]", "2 [P, Q]", "attention(x over P)"),
    "arithmetic": ("2 [P] + [P, Q]", "2 [P] + [P, Q]", "x - 2 * cos(x)"),
    "cosine of a sum": ("2 [P]", "[P]", "linear(cos(x) -> [P])"),
    "invariants": ("2 [P, R3] + [P]", "2 [P]", "invariants(x -> 2 [P])"),
    "small groups": ("2 [P, S2] + [S3]", "[P, S3] + [S2, S2]", "linear(x -> [P, S3] + [S2, S2])"),
}


def layer(name: str) -> str:
    arguments, target, body = LAYERS[name]
    return f"{HEAD}model M(x: {arguments}) -> {target} {{ return {body} }}"


def mask_names(model: Model) -> list[str]:
    """The free symmetric groups of a model."""
    return [group.name for group in model.groups if group.is_free]


def masks(names: Iterable[str], batch: tuple[int, ...], seed: int = 0) -> dict[str, Tensor]:
    """A random mask for each group; every set has a point, and the first has just one."""
    generator = torch.Generator().manual_seed(seed)
    out = {}
    for name in names:
        n = SIZES[GROUPS[name]]
        mask = torch.rand(*batch, n, generator=generator) < 0.6
        mask[..., 1] |= ~mask.any(-1)
        mask.view(-1, n)[0] = torch.arange(n) == 2
        out[name] = mask
    return out


def present(x: Tensor, part: Part, seen: dict[str, Tensor], batch: int) -> Tensor:
    """Which entries of a value are there."""
    out = torch.ones_like(x, dtype=torch.bool)
    for i, axis in enumerate(part.axes):
        if axis.group is not None and axis.group.name in seen:
            mask = seen[axis.group.name]
            shape = [*mask.shape[:batch], *[1] * (x.dim() - batch)]
            shape[batch + i] = mask.shape[-1]
            out &= mask.reshape(shape)
    return out


def spoiled(model: Model, values: Values, seen: dict[str, Tensor], batch: int) -> Values:
    """Rubbish in every absent entry."""
    rubbish = cycle([math.nan, math.inf, -math.inf, 1e30])
    out: Values = []
    for xs, argument in zip(values, model.arguments, strict=True):
        out.append([])
        for x, value in zip(xs, argument.values, strict=True):
            there = present(x, value.part, seen, batch)
            noise = torch.tensor([next(rubbish) for _ in range(x.numel())], dtype=x.dtype)
            out[-1].append(torch.where(there, x, noise.reshape(x.shape)))
    return out


def kept(x: Tensor, part: Part, seen: dict[str, Tensor]) -> Tensor:
    """The entries of one item that are there, as a smaller tensor."""
    for i, axis in enumerate(part.axes):
        if axis.group is not None and axis.group.name in seen:
            x = x.index_select(i, seen[axis.group.name].nonzero()[:, 0])
    return x


def check(source: str, batch: tuple[int, ...] = (6,)) -> None:
    """Padded results are the unpadded ones, item by item, and 0 where nothing is."""
    found = build(source)
    model, net = found.model, found.net()
    names = mask_names(model)
    assert names
    seen = masks(names, batch)
    values = draw(model, SIZES, batch)
    options = {f"{name}_mask": mask for name, mask in seen.items()}
    with torch.no_grad():
        padded = call(model, net, spoiled(model, values, seen, len(batch)), **options)
    parts = parts_of(model.result.type)
    for y, part in zip(padded, parts, strict=True):
        assert bool(y.isfinite().all())
        assert bool((y[~present(y, part, seen, len(batch))] == 0).all())
    for index in torch.cartesian_prod(*map(torch.arange, batch)).reshape(-1, len(batch)).tolist():
        at = tuple(index)
        here = {name: mask[at] for name, mask in seen.items()}
        small = [
            [kept(x[at], v.part, here) for x, v in zip(xs, argument.values, strict=True)]
            for xs, argument in zip(values, model.arguments, strict=True)
        ]
        with torch.no_grad():
            alone = call(model, net, small)
        whole = [kept(y[at], part, here) for y, part in zip(padded, parts, strict=True)]
        assert distance(alone, whole) < 1e-10


@pytest.mark.parametrize("name", LAYERS)
def test_padded_layers_are_the_unpadded_ones(name: str) -> None:
    check(layer(name))


@pytest.mark.parametrize("name", ["everything", "two sets", "signs", "weights"])
def test_padded_deep_models_are_the_unpadded_ones(name: str) -> None:
    check(text(name), (2, 2))


@pytest.mark.parametrize("name", ["deepsets", "graph", "cloud"])
def test_padded_shared_specs_are_the_unpadded_ones(name: str) -> None:
    check(spec(name))


@pytest.mark.parametrize("name", LAYERS)
def test_full_masks_change_nothing(name: str) -> None:
    found = build(layer(name))
    model, net = found.model, found.net()
    values = draw(model, SIZES, (2,))
    options = {
        f"{group}_mask": torch.ones(2, SIZES[GROUPS[group]], dtype=torch.bool)
        for group in mask_names(model)
    }
    with torch.no_grad():
        assert distance(call(model, net, values), call(model, net, values, **options)) < 1e-12


@pytest.mark.parametrize("name", LAYERS)
def test_of_two_groups_one_may_be_padded_alone(name: str) -> None:
    found = build(layer(name))
    model, net = found.model, found.net()
    names = mask_names(model)
    if len(names) < 2:
        return
    values = draw(model, SIZES, (6,))
    some = masks(names[:1], (6,))
    full = torch.ones(6, SIZES[GROUPS[names[1]]], dtype=torch.bool)
    with torch.no_grad():
        alone = call(model, net, values, **{f"{names[0]}_mask": some[names[0]]})
        both = {f"{names[0]}_mask": some[names[0]], f"{names[1]}_mask": full}
        assert distance(alone, call(model, net, values, **both)) < 1e-12


@pytest.mark.parametrize("name", LAYERS)
def test_empty_sets_give_finite_results_and_gradients(name: str) -> None:
    found = build(layer(name))
    model, net = found.model, found.net()
    names = mask_names(model)
    seen = masks(names, (4,))
    for mask in seen.values():
        mask[1] = False
    values = spoiled(model, draw(model, SIZES, (4,)), seen, 1)
    leaves = [x.requires_grad_() for xs in values for x in xs]
    out = call(model, net, values, **{f"{group}_mask": mask for group, mask in seen.items()})
    parts = parts_of(model.result.type)
    for y, part in zip(out, parts, strict=True):
        assert bool(y.isfinite().all())
        assert bool((y[~present(y, part, seen, 1)] == 0).all())
    torch.autograd.backward([y.square().sum() for y in out])
    given = [value.part for argument in model.arguments for value in argument.values]
    for x, part in zip(leaves, given, strict=True):
        assert x.grad is not None and bool(x.grad.isfinite().all())
        assert bool((x.grad[~present(x, part, seen, 1)] == 0).all())
    assert all(p.grad is None or bool(p.grad.isfinite().all()) for p in net.parameters())


@pytest.mark.parametrize("how", ["sum", "mean", "max"])
def test_over_nothing_pools_are_zero(how: str) -> None:
    found = build(f"{HEAD}model M(x: 2 [P, P]) -> 2 [] {{ return {how}(x over P) }}")
    ((x,),) = draw(found.model, SIZES, (2,))
    mask = torch.zeros(2, 5, dtype=torch.bool)
    mask[1, 0] = True
    out = found.net()(x, P_mask=mask)
    assert bool((out[0] == 0).all()) and torch.equal(out[1], x[1, 0, 0])


def test_groups_of_constant_size_have_no_mask() -> None:
    found = build(layer("small groups"))
    names = list(inspect.signature(found.net().forward).parameters)
    assert names == ["x", "P_mask"]
    inertia = build(spec("inertia"))
    assert list(inspect.signature(inertia.net().forward).parameters) == ["mass", "position"]


def test_masks_come_by_name_only() -> None:
    found = build(spec("deepsets"))
    parameter = inspect.signature(found.net().forward).parameters["Items_mask"]
    assert parameter.kind is inspect.Parameter.KEYWORD_ONLY and parameter.default is None


@pytest.mark.parametrize(
    "mask",
    [
        torch.ones(2, 5),
        torch.ones(2, 4, dtype=torch.bool),
        torch.ones(5, dtype=torch.bool),
        torch.ones(2, 5, 1, dtype=torch.bool),
    ],
    ids=["float", "size", "batch", "channel"],
)
def test_wrong_masks_are_refused_by_name(mask: Tensor) -> None:
    found = build(spec("deepsets"))
    ((x,),) = draw(found.model, SIZES, (2,))
    with pytest.raises(ValueError, match=r"Items_mask.*bool.*2, 5"):
        found.net()(x, Items_mask=mask)
