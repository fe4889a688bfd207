"""The forms of a layer at one size, with equal outputs, ready to be called."""

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import torch
from torch import Tensor, nn

from symc.bench.alone import LAYER, Alone
from symc.bench.clock import tensors_in
from symc.bench.dense import Dense, too_large
from symc.bench.naive import Matrices, Naive, Unfit
from symc.bench.outer import DenseProduct, NaiveProduct, outer_too_large
from symc.bench.outer_matrices import MatricesProduct
from symc.bench.results import OTHERS, Form
from symc.ir.model import Bilinear
from symc.verify.values import Sizes, random_value, shape_of

TOLERANCE = 1e-6
"""How far forms may be apart in double precision, in parts of the largest entry."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Modules by their form, inputs for all of them, and why others are missing.

    `differing` are those whose outputs are not those of the generated form, and by how much of
    the largest entry; these are no modules.
    """

    modules: dict[Form, nn.Module]
    inputs: tuple[Any, ...]
    missing: dict[Form, str]
    differing: dict[Form, float]


def forms(alone: Alone, sizes: Sizes, batch: int, is_complex: bool) -> Forms:
    """All forms of a layer with the same random weights, those apart that compute another thing."""
    double, single = torch.float64, torch.float32
    if is_complex:
        double, single = torch.complex128, torch.complex64
    layer = random_layer(alone, double)
    modules: dict[Form, nn.Module] = {"generated": layer}
    missing: dict[Form, str] = {}
    for form in OTHERS:
        try:
            modules[form] = form_of(form, alone, layer, sizes, double)
        except Unfit as why:
            missing[form] = str(why)
    generator = torch.Generator().manual_seed(1)
    inputs = tuple(random_value(p, sizes, (batch,), generator, double) for p in alone.inputs)
    differing = {
        name: by
        for name, module in modules.items()
        if (by := difference(layer, module, inputs)) > TOLERANCE
    }
    kept = {name: as_kind(each, single) for name, each in modules.items() if name not in differing}
    return Forms(kept, tuple(x.to(single) for x in inputs), missing, differing)


def as_kind(module: nn.Module, kind: torch.dtype) -> nn.Module:
    """A module in another precision, for use."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of torch, of complex modules
        return module.to(kind).eval()


def form_of(form: Form, alone: Alone, layer: Any, sizes: Sizes, kind: torch.dtype) -> nn.Module:
    """Another form of a layer with its weights; a layer without it raises `Unfit`."""
    if form == "dense":
        return _dense(alone, layer, sizes, kind)
    if any(prod(shape_of(part, sizes)) == 0 for part in (*alone.inputs, *alone.outputs)):
        raise Unfit("there are no entries")
    if isinstance(alone.op, Bilinear):
        maps = bool(alone.maps)
        return (
            NaiveProduct(alone, layer, kind) if maps else MatricesProduct(alone, layer, sizes, kind)
        )
    return Naive(alone, layer, kind) if alone.maps else Matrices(alone, layer, sizes, kind)


def _dense(alone: Alone, layer: Any, sizes: Sizes, kind: torch.dtype) -> nn.Module:
    inputs = [shape_of(part, sizes) for part in alone.inputs]
    outputs = [shape_of(part, sizes) for part in alone.outputs]
    if isinstance(alone.op, Bilinear):
        if why := outer_too_large(alone.op.split, inputs, outputs):
            raise Unfit(why)
        return DenseProduct(layer, alone.op.split, inputs, outputs, kind)
    if why := too_large(inputs, outputs):
        raise Unfit(why)
    return Dense(layer, inputs, outputs, kind)


def random_layer(alone: Alone, kind: torch.dtype) -> Any:
    """The layer with random weights, biases among them."""
    layer = getattr(alone.module, LAYER)(dtype=kind)
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for weight in layer.parameters():
            scale = max(1, weight.numel()) ** -0.25
            weight.copy_(torch.randn(weight.shape, generator=generator, dtype=kind) * scale)
    return layer


def layer_with(alone: Alone, weights: Mapping[str, Tensor], kind: torch.dtype) -> Any:
    """The layer with the weights of a model, by the names that they have in the layer alone.

    Levels that are learned have the same names in both.
    """
    layer = getattr(alone.module, LAYER)(dtype=kind)
    own = dict(layer.named_parameters())
    shapes = {name: tuple(weight.shape) for name, weight in own.items()}
    if any(name not in weights or weights[name].shape != shape for name, shape in shapes.items()):
        raise Unfit("the generated model lays its weights out in another way than a layer alone")
    with torch.no_grad():
        for name, weight in own.items():
            weight.copy_(weights[name])
    return layer


def difference(first: nn.Module, second: nn.Module, inputs: tuple[Any, ...]) -> float:
    """The largest difference between outputs, in parts of the largest entry, or of 1."""
    with torch.no_grad():
        both = zip(tensors_in(first(*inputs)), tensors_in(second(*inputs)), strict=True)
        return max((_apart(a, b) for a, b in both), default=0.0)


def _apart(a: Tensor, b: Tensor) -> float:
    if a.shape != b.shape:
        return float("inf")
    if not a.numel():
        return 0.0
    by = float((a - b).abs().max() / max(1.0, float(a.abs().max())))
    return by if by == by else float("inf")
