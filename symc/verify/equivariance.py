"""Errors of equivariance over random inputs and elements."""

from collections.abc import Callable
from random import Random
from typing import Any, Literal

import torch
from torch import Tensor

from symc.ir.model import Model
from symc.ir.symmetry import Group, Part, tensors_of
from symc.verify.acting import Moves, act, act_on_values
from symc.verify.elements import far, generating
from symc.verify.results import Distribution, Errors
from symc.verify.values import Sizes, Values, call, draw, kind_of

TOLERANCES = {torch.float64: 1e-9, torch.float32: 2e-3}
"""The largest relative error that counts as rounding."""

Net = Callable[..., Any]
Move = Callable[[Tensor, Part], Tensor]
Kind = Literal["generators", "far"]


def measure(
    model: Model,
    net: Net,
    sizes: Sizes,
    group: Group,
    elements: Kind,
    dtype: torch.dtype,
    samples: int = 8,
    seed: int = 0,
) -> Errors:
    """The errors of one group: `samples` inputs for each generator, or for as many far elements."""
    random = Random(seed)
    if elements == "generators":
        chosen = generating(group, sizes)
    else:
        chosen = [far(group, sizes, random) for _ in range(samples)]
    found: list[float] = []
    for i, element in enumerate(chosen):
        found += errors_of(model, net, sizes, {group: element}, dtype, samples, seed + i)
    name = str(dtype).removeprefix("torch.")
    size = tuple(sizes.items())
    tolerance = TOLERANCES[dtype]
    return Errors(group.name, elements, name, size, Distribution.of(found), tolerance)


def errors_of(
    model: Model,
    net: Net,
    sizes: Sizes,
    moves: Moves,
    dtype: torch.dtype = torch.float64,
    samples: int = 8,
    seed: int = 0,
) -> list[float]:
    """The relative error at each of some random inputs, all moved alike.

    Values are moved in double precision and then rounded.
    """
    values = draw(model, sizes, (samples,), seed)
    moved = act_on_values(model, values, moves)
    return compare(model, net, values, moved, lambda y, part: act(y, part, moves), dtype)


def compare(
    model: Model, net: Net, values: Values, moved: Values, move: Move, dtype: torch.dtype
) -> list[float]:
    """How far the results at `moved` are from the moved results, item by item of the batch."""
    kind = kind_of(model, dtype)
    with torch.no_grad():
        before = call(model, net, cast(values, kind))
        after = call(model, net, cast(moved, kind))
    parts = tensors_of(model.result.type)
    worst = torch.zeros(len(values[0][0]), dtype=torch.float64)
    for y, z, part in zip(before, after, parts, strict=True):
        wanted = move(y.to(kind_of(model, torch.float64)), part)
        worst = torch.maximum(worst, relative(wanted, z))
    return [float(x) for x in worst]


def relative(wanted: Tensor, found: Tensor) -> Tensor:
    """The largest difference in each item, in units of the largest entry of all items."""
    wanted, found = wanted.reshape(len(wanted), -1), found.to(wanted.dtype).reshape(len(wanted), -1)
    if not wanted.numel():
        return torch.zeros(len(wanted), dtype=torch.float64)
    scale = torch.maximum(wanted.abs().max(), found.abs().max()).clamp_min(1e-30)
    return (wanted - found).abs().amax(1) / scale


def cast(values: Values, kind: torch.dtype) -> Values:
    """All arguments as numbers of another type; edges stay what they are."""
    return [[x if x.dtype == torch.int64 else x.to(kind) for x in xs] for xs in values]
