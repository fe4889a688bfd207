"""A layer map by map: each basis map applied by itself, with a channel product of its own."""

from collections.abc import Callable
from dataclasses import replace
from math import ceil, prod
from typing import Any

import torch
from torch import Tensor, nn

from symc.bench.alone import MOST_MAPS, SINGLE, Alone, Map
from symc.bench.dense import as_tuple, flat
from symc.ir.symmetry import Part
from symc.verify.values import Sizes, random_value, shape_of

LARGEST = 2**25
"""Numbers in all maps as matrices, where maps are matrices."""


class Unfit(Exception):
    """A layer without a naive form; the text says why."""


class Naive(nn.Module):
    """A sum over maps; each is the module of that map alone, contracted and mixed at its waist."""

    def __init__(self, alone: Alone, layer: Any, kind: torch.dtype) -> None:
        super().__init__()
        if {each.target for each in alone.maps} != set(range(len(alone.outputs))):
            raise Unfit("an output is always zero")
        self.places = tuple((each.takes, each.target) for each in alone.maps)
        self.maps = nn.ModuleList(_filled(alone, layer, kind))
        self.count = len(alone.outputs)

    def forward(self, *inputs: Tensor) -> Tensor | tuple[Tensor, ...]:
        """Every map by itself, added up."""
        found: list[Any] = [None] * self.count
        for (takes, target), module in zip(self.places, self.maps, strict=True):
            made = module(*(inputs[place] for place in takes))
            found[target] = made if found[target] is None else found[target] + made
        return found[0] if self.count == 1 else tuple(found)


class Matrices(nn.Module):
    """A sum over maps, each a matrix between entries: for finite groups without diagrams."""

    def __init__(self, alone: Alone, layer: Any, sizes: Sizes, kind: torch.dtype) -> None:
        super().__init__()
        self.shapes = tuple(shape_of(part, sizes) for part in alone.outputs)
        self.reads = tuple(part.channels for part in alone.inputs)
        bases, constants = _bases(alone, sizes, kind)
        self.pairs = tuple(bases)
        weights = [_solve(b, layer, alone, sizes, i, o, kind) for (i, o), b in bases.items()]
        self.bases = nn.ParameterList([nn.Parameter(b, False) for b in bases.values()])
        self.weights = nn.ParameterList(weights)
        given = [value(part, sizes, 1, kind, 0) * 0 for part in alone.inputs]
        made = as_tuple(layer(*given))
        self.constants = nn.ParameterList(
            [nn.Parameter(y[0].detach().clone()) for y in made] if constants else []
        )

    def forward(self, *inputs: Tensor) -> Tensor | tuple[Tensor, ...]:
        """Every matrix by itself, then its channels."""
        batch = inputs[0].shape[0]
        found: list[Any] = [None] * len(self.shapes)
        for (i, o), basis, weight in zip(self.pairs, self.bases, self.weights, strict=True):
            x = flat(inputs[i]).reshape(batch, basis.shape[1], self.reads[i]).transpose(1, 2)
            for matrix, mixing in zip(basis.unbind(), weight.unbind(), strict=True):
                y = (x @ matrix).transpose(1, 2) @ mixing
                found[o] = y if found[o] is None else found[o] + y
        for o, shape in enumerate(self.shapes):
            if found[o] is None:
                found[o] = inputs[0].new_zeros(batch, prod(shape))
            found[o] = found[o].reshape(batch, *shape)
            if len(self.constants):
                found[o] = found[o] + self.constants[o]
        return found[0] if len(found) == 1 else tuple(found)


def value(part: Part, sizes: Sizes, batch: int, kind: torch.dtype, seed: int) -> Tensor:
    """Random items of a type, the same ones for the same seed."""
    return random_value(part, sizes, (batch,), torch.Generator().manual_seed(seed), kind)


def _sizes(alone: Alone) -> dict[str, int]:
    """As many points as a map has slots: all diagrams are independent."""
    most = max(len(p.axes) for p in alone.inputs) + max(len(p.axes) for p in alone.outputs)
    axes = (axis for part in (*alone.inputs, *alone.outputs) for axis in part.axes)
    return {a.extent: max(most, 2) for a in axes if isinstance(a.extent, str)}


def _filled(alone: Alone, layer: Any, kind: torch.dtype) -> list[nn.Module]:
    """The modules of all maps, with the weights that the layer has."""
    sizes = _sizes(alone)
    found: dict[str, nn.Module] = {}
    for ends in dict.fromkeys((each.source, each.target) for each in alone.maps):
        found |= _between(alone, layer, sizes, ends, kind)
    return [found[each.name] for each in alone.maps]


def _between(
    alone: Alone, layer: Any, sizes: Sizes, ends: tuple[int | None, int], kind: torch.dtype
) -> dict[str, nn.Module]:
    """The maps from one input, or the constant, to one output."""
    source, target = ends
    group = [each for each in alone.maps if (each.source, each.target) == ends]
    singles = [getattr(alone.module, each.single)(dtype=kind) for each in group]
    widths = [sum(p.numel() for p in single.parameters()) for single in singles]
    entries = max(1, prod(shape_of(one(alone.outputs[target]), sizes)))

    def spanned(samples: int) -> Tensor:
        x = [value(one(part), sizes, samples, kind, i) for i, part in enumerate(alone.inputs)]
        both = zip(group, singles, strict=True)
        return torch.cat([span(single, *(x[i] for i in each.takes)) for each, single in both], 1)

    columns, samples = told_apart(spanned, sum(widths), entries)
    wanted = _wanted(alone, layer, sizes, source, target, kind, samples)
    solved = torch.split(least_squares(columns, wanted), widths)
    return {
        each.name: _module(alone, each, single, weights, kind)
        for each, single, weights in zip(group, singles, solved, strict=True)
    }


def told_apart(spanned: Callable[[int], Tensor], count: int, entries: int) -> tuple[Tensor, int]:
    """Columns on as many samples as tell all maps apart, and how many these are."""
    samples = ceil(2 * count / entries) + 2
    while True:
        columns = spanned(samples)
        if samples > 2 * count + 2 or int(torch.linalg.matrix_rank(columns)) == count:
            return columns, samples
        samples *= 2


def span(single: nn.Module, *inputs: Tensor) -> Tensor:
    """What a map makes of inputs with one channel, a column for each of its weights."""
    (weight,) = single.parameters()
    columns: list[Tensor] = []
    with torch.no_grad():
        weight.zero_()
        for place in range(weight.numel()):
            weight.view(-1)[place] = 1
            columns.append(single(*inputs).reshape(-1))
            weight.view(-1)[place] = 0
    return torch.stack(columns, 1)


def one(part: Part) -> Part:
    """The same without channels."""
    return replace(part, multiplicity=None)


def _wanted(
    alone: Alone,
    layer: Any,
    sizes: Sizes,
    source: int | None,
    target: int,
    kind: torch.dtype,
    samples: int,
) -> Tensor:
    """The layer on the same inputs, put into each channel: `(samples entries, c_in, c_out)`."""
    zeros = [value(part, sizes, 1, kind, 0) * 0 for part in alone.inputs]
    with torch.no_grad():
        constant = as_tuple(layer(*zeros))[target]
        c_out = alone.outputs[target].channels
        if source is None:
            rows = constant.expand(samples, *constant.shape[1:])
            return rows.reshape(-1, 1, c_out)
        part = alone.inputs[source]
        x = value(one(part), sizes, samples, kind, source)
        made: list[Tensor] = []
        for channel in range(part.channels):
            given = [z.expand(samples, *z.shape[1:]).clone() for z in zeros]
            if part.multiplicity is None:
                given[source] = x
            else:
                given[source][..., channel] = x
            made.append((as_tuple(layer(*given))[target] - constant).reshape(-1, c_out))
        return torch.stack(made, 1)


def least_squares(columns: Tensor, wanted: Tensor) -> Tensor:
    """The weights `(maps, c_in, c_out)` that give what is wanted."""
    found: Tensor = torch.linalg.lstsq(columns, wanted.flatten(1), driver="gelsd").solution
    miss = (columns @ found - wanted.flatten(1)).abs().max()
    if miss > 1e-8 * max(1.0, float(wanted.abs().max())):
        raise Unfit("its weights depend on one another")
    return found.reshape(-1, *wanted.shape[1:])


def _module(
    alone: Alone, each: Map, single: nn.Module, weights: Tensor, kind: torch.dtype
) -> nn.Module:
    """The map with the layer's channels: entries of plain axes are in front of the channels."""
    made: nn.Module = getattr(alone.module, each.name)(dtype=kind)
    (parameter,), (one,) = made.parameters(), single.parameters()
    _, c_in, c_out = weights.shape
    rows, columns = tuple(one.shape[-2:]) if one.dim() > 1 else (1, one.numel())
    if rows * columns != one.numel():
        raise Unfit("its weights are those of several blocks")
    full = weights.reshape(rows, columns, c_in, c_out).permute(0, 2, 1, 3)
    if full.numel() != parameter.numel():
        raise Unfit("its weights are shared among maps")
    with torch.no_grad():
        parameter.copy_(full.reshape(parameter.shape))
    return made


def _bases(
    alone: Alone, sizes: Sizes, kind: torch.dtype
) -> tuple[dict[tuple[int, int], Tensor], bool]:
    """Every map from each input to each output as a matrix, by one weight at a time."""
    single = getattr(alone.module, SINGLE)(dtype=kind)
    ins = [prod(shape_of(one(p), sizes)) for p in alone.inputs]
    outs = [prod(shape_of(one(p), sizes)) for p in alone.outputs]
    count = sum(p.numel() for p in single.parameters())
    if count > MOST_MAPS or count * sum(ins) * sum(outs) > LARGEST:
        raise Unfit(f"{count:,} maps as matrices of {sum(ins):,} by {sum(outs):,} are too large")
    rows = sum(ins)
    unit = torch.split(torch.eye(rows, dtype=kind), ins, 1)
    given = [
        u.reshape(rows, *shape_of(one(p), sizes)) for u, p in zip(unit, alone.inputs, strict=True)
    ]
    found: dict[tuple[int, int], list[Tensor]] = {}
    constants = False
    with torch.no_grad():
        for parameter in single.parameters():
            parameter.zero_()
        for parameter in single.parameters():
            for place in range(parameter.numel()):
                parameter.view(-1)[place] = 1
                made = as_tuple(single(*given))
                zero = as_tuple(single(*(g[:1] * 0 for g in given)))
                for o, (y, constant) in enumerate(zip(made, zero, strict=True)):
                    constants = constants or bool(constant.abs().max() > 0)
                    flat = (y - constant).reshape(rows, -1)
                    for i, matrix in enumerate(torch.split(flat, ins)):
                        if matrix.abs().max() > 0:
                            found.setdefault((i, o), []).append(matrix)
                parameter.view(-1)[place] = 0
    return {key: torch.stack(matrices) for key, matrices in found.items()}, constants


def _solve(
    basis: Tensor, layer: Any, alone: Alone, sizes: Sizes, i: int, o: int, kind: torch.dtype
) -> nn.Parameter:
    """The channel products of all matrices of a pair."""
    entries = basis.shape[2]

    def spanned(samples: int) -> Tensor:
        x = value(one(alone.inputs[i]), sizes, samples, kind, i).reshape(samples, -1)
        return torch.stack([(x @ matrix).reshape(-1) for matrix in basis.unbind()], 1)

    columns, samples = told_apart(spanned, len(basis), max(entries, 1))
    wanted = _wanted(alone, layer, sizes, i, o, kind, samples)
    return nn.Parameter(least_squares(columns, wanted))
