"""The forms of a layer at one size, with equal outputs, ready to be called."""

import warnings
from dataclasses import dataclass
from math import prod
from typing import Any

import torch
from torch import Tensor, nn

from symc.bench.alone import LAYER, Alone
from symc.bench.dense import Dense, as_tuple, too_large
from symc.bench.naive import Matrices, Naive, Unfit
from symc.bench.results import Form
from symc.verify.values import Sizes, random_value, shape_of

TOLERANCE = 1e-4


class Disagreement(AssertionError):
    """A form whose output is not that of the generated layer."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Modules by their form, inputs for all of them, and why others are missing."""

    modules: dict[Form, nn.Module]
    inputs: tuple[Tensor, ...]
    missing: dict[Form, str]


def forms(alone: Alone, sizes: Sizes, batch: int, is_complex: bool) -> Forms:
    """All forms of a layer with the same random weights; each is compared before it is returned."""
    double, single = torch.float64, torch.float32
    if is_complex:
        double, single = torch.complex128, torch.complex64
    layer = _layer(alone, double)
    shapes = [[shape_of(p, sizes) for p in parts] for parts in (alone.inputs, alone.outputs)]
    modules: dict[Form, nn.Module] = {"generated": layer}
    missing: dict[Form, str] = {}
    try:
        modules["naive"] = _naive(alone, layer, sizes, double)
    except Unfit as why:
        missing["naive"] = str(why)
    why_not = too_large(shapes[0], shapes[1])
    if why_not:
        missing["dense"] = why_not
    else:
        modules["dense"] = Dense(layer, shapes[0], shapes[1], double)
    generator = torch.Generator().manual_seed(1)
    inputs = tuple(random_value(p, sizes, (batch,), generator, single) for p in alone.inputs)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of torch, of complex modules
        made = {name: module.to(single).eval() for name, module in modules.items()}
    for name in made:
        check_agreement(name, made["generated"], made[name], inputs)
    return Forms(made, inputs, missing)


def _layer(alone: Alone, kind: torch.dtype) -> Any:
    """The layer with random weights, biases among them."""
    layer = getattr(alone.module, LAYER)(dtype=kind)
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for weight in layer.parameters():
            scale = max(1, weight.numel()) ** -0.25
            weight.copy_(torch.randn(weight.shape, generator=generator, dtype=kind) * scale)
    return layer


def _naive(alone: Alone, layer: Any, sizes: Sizes, kind: torch.dtype) -> nn.Module:
    if alone.maps:
        return Naive(alone, layer, kind)
    if any(prod(shape_of(part, sizes)) == 0 for part in (*alone.inputs, *alone.outputs)):
        raise Unfit("there are no entries")
    return Matrices(alone, layer, sizes, kind)


def check_agreement(
    name: str, first: nn.Module, second: nn.Module, inputs: tuple[Tensor, ...]
) -> None:
    """Raises where two forms differ by more than rounding in single precision."""
    with torch.no_grad():
        ours, theirs = as_tuple(first(*inputs)), as_tuple(second(*inputs))
    for a, b in zip(ours, theirs, strict=True):
        scale = max(1.0, float(a.abs().max())) if a.numel() else 1.0
        if a.shape != b.shape or (a.numel() and float((a - b).abs().max()) > TOLERANCE * scale):
            raise Disagreement(f"the {name} form of a layer gives other outputs than the layer")
