"""Bilinear layers on the outer product of their operands: as one matrix, and map by map."""

from collections.abc import Callable, Sequence
from math import prod
from typing import Any, TypeAlias

import torch
from torch import Tensor, nn

from symc.bench.alone import Alone, Map
from symc.bench.dense import CHUNK, LARGEST, as_tuple, flat
from symc.bench.naive import Unfit, least_squares, one, span, told_apart, value
from symc.ir.model import Bilinear
from symc.ir.symmetry import Part
from symc.verify.values import shape_of

Shape = tuple[int, ...]
Ends: TypeAlias = tuple[int, int, int]
"""The operands and the output of some maps."""


def outer_too_large(split: int, inputs: Sequence[Shape], outputs: Sequence[Shape]) -> str:
    """Why there is no dense form of a product, or nothing."""
    left, right = sum(map(prod, inputs[:split])), sum(map(prod, inputs[split:]))
    made = sum(map(prod, outputs))
    if left * right * made <= LARGEST:
        return ""
    told = f"a matrix of {left:,} times {right:,} by {made:,} numbers"
    return f"{told} is over the limit of {LARGEST:,}"


class DenseProduct(nn.Module):
    """`z = (x outer y) M` on all entries and channels of both operands; M are weights."""

    def __init__(
        self,
        layer: Callable[..., Any],
        split: int,
        inputs: Sequence[Shape],
        outputs: Sequence[Shape],
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        self.split, self.shapes = split, tuple(outputs)
        self.entries = [prod(shape) for shape in outputs]
        self.matrix = nn.Parameter(_matrix(layer, split, inputs, sum(self.entries), dtype))

    def forward(self, *inputs: Tensor) -> Tensor | tuple[Tensor, ...]:
        """The products of all pairs of entries, and one matrix product."""
        rows = [flat(x) for x in inputs]
        left, right = torch.cat(rows[: self.split], 1), torch.cat(rows[self.split :], 1)
        pairs = (left[:, :, None] * right[:, None, :]).flatten(1)
        cut = torch.split(pairs @ self.matrix, self.entries, 1)
        both = zip(cut, self.shapes, strict=True)
        found = tuple(each.reshape(len(left), *shape) for each, shape in both)
        return found[0] if len(found) == 1 else found


def _matrix(
    layer: Callable[..., Any], split: int, inputs: Sequence[Shape], made: int, dtype: torch.dtype
) -> Tensor:
    """The layer on every pair of unit vectors, some at a time."""
    lengths = [prod(shape) for shape in inputs]
    left, right = sum(lengths[:split]), sum(lengths[split:])
    step = max(1, CHUNK // max(left + right, made))
    matrix = torch.empty(left * right, made, dtype=dtype)
    with torch.no_grad():
        for start in range(0, left * right, step):
            rows = slice(start, min(start + step, left * right))
            unit = torch.cat(unit_pairs(left, right, dtype, rows), 1)
            pieces = zip(torch.split(unit, lengths, 1), inputs, strict=True)
            results = as_tuple(layer(*(p.reshape(-1, *shape) for p, shape in pieces)))
            matrix[rows] = torch.cat([y.reshape(len(unit), -1) for y in results], 1)
    return matrix


def unit_pairs(
    left: int, right: int, kind: torch.dtype, rows: slice = slice(None)
) -> tuple[Tensor, Tensor]:
    """All pairs of unit vectors, or some of them; those of the right vary fastest."""
    chosen = torch.arange(left * right)[rows]
    count = torch.arange(len(chosen))
    first = torch.zeros(len(chosen), left, dtype=kind)
    second = torch.zeros(len(chosen), right, dtype=kind)
    first[count, chosen // right] = 1
    second[count, chosen % right] = 1
    return first, second


class NaiveProduct(nn.Module):
    """A sum over basis maps; each is the module of that map alone, from both operands."""

    def __init__(self, alone: Alone, layer: Any, kind: torch.dtype) -> None:
        super().__init__()
        if {each.target for each in alone.maps} != set(range(len(alone.outputs))):
            raise Unfit("an output is always zero")
        self.places = tuple((each.takes, each.target) for each in alone.maps)
        assert isinstance(alone.op, Bilinear)
        fill = _full if alone.op.mode == "full" else _channelwise
        filled: dict[str, nn.Module] = {}
        for target in range(len(alone.outputs)):
            filled |= fill(alone, layer, target, kind)
        self.maps = nn.ModuleList([filled[each.name] for each in alone.maps])
        self.count = len(alone.outputs)

    def forward(self, *inputs: Tensor) -> Tensor | tuple[Tensor, ...]:
        """Every map by itself, added up."""
        found: list[Any] = [None] * self.count
        for (takes, target), module in zip(self.places, self.maps, strict=True):
            made = module(*(inputs[place] for place in takes))
            found[target] = made if found[target] is None else found[target] + made
        return found[0] if self.count == 1 else tuple(found)


def _sizes(alone: Alone) -> dict[str, int]:
    """As many points as a map has slots: all diagrams are independent."""
    most = 2 * max(len(p.axes) for p in alone.inputs) + max(len(p.axes) for p in alone.outputs)
    axes = (axis for part in (*alone.inputs, *alone.outputs) for axis in part.axes)
    return {a.extent: max(most, 2) for a in axes if isinstance(a.extent, str)}


def _channelwise(alone: Alone, layer: Any, target: int, kind: torch.dtype) -> dict[str, nn.Module]:
    """Every map with the layer's mixing of channels; couplings are solved for."""
    sizes = _sizes(alone)
    group = [each for each in alone.maps if each.target == target]
    known = [_ends(each) for each in alone.maps]
    made: dict[str, Any] = {}
    for each in group:
        module = getattr(alone.module, each.name)(dtype=kind)
        own = list(module.parameters())
        with torch.no_grad():
            for weight, mix in zip(own, mixing(alone, layer, known, _ends(each)), strict=False):
                weight.copy_(mix)
        made[each.name] = module
    couplings = {name: list(module.parameters())[2] for name, module in made.items()}
    widths = [c.numel() // c.shape[-1] for c in couplings.values()]
    channels = alone.outputs[target].channels

    def inputs(samples: int) -> list[Tensor]:
        return [value(p, sizes, samples, kind, i) for i, p in enumerate(alone.inputs)]

    def spanned(samples: int) -> Tensor:
        given = inputs(samples)
        found = [
            y.reshape(-1, channels).T
            for each in group
            for y in _ones(made[each.name], couplings[each.name], [given[i] for i in each.takes])
        ]
        return torch.stack(found, 2)

    entries = max(1, prod(shape_of(one(alone.outputs[target]), sizes)))
    _, samples = told_apart(lambda count: spanned(count)[0], sum(widths), entries)
    with torch.no_grad():
        wanted = as_tuple(layer(*inputs(samples)))[target].reshape(-1, channels).T
        solved = torch.split(per_channel(spanned(samples), wanted), widths)
        for coupling, weights in zip(couplings.values(), solved, strict=True):
            coupling.copy_(weights.reshape(coupling.shape))
    return made


def _ones(module: nn.Module, coupling: nn.Parameter, inputs: list[Tensor]) -> list[Tensor]:
    """What a map makes of its inputs, by one coupling at a time."""
    found: list[Tensor] = []
    with torch.no_grad():
        for row in coupling.view(-1, coupling.shape[-1]):
            coupling.zero_()
            row.fill_(1)
            found.append(module(*inputs))
    return found


def _ends(each: Map) -> Ends:
    i, j = each.sources
    return i, j, each.target


def per_channel(columns: Tensor, wanted: Tensor) -> Tensor:
    """The couplings `(maps, channels)` of columns `(channels, rows, maps)`."""
    found: Tensor = torch.linalg.lstsq(columns, wanted[:, :, None], driver="gelsd").solution
    miss = (columns @ found - wanted[:, :, None]).abs().max()
    if miss > 1e-8 * max(1.0, float(wanted.abs().max())):
        raise Unfit("its weights depend on one another")
    return found[:, :, 0].T


def mixing(alone: Alone, layer: Any, known: Sequence[Ends], ends: Ends) -> tuple[Tensor, Tensor]:
    """What mixes the channels of both operands for one output; `known` are all ends of maps."""
    sides = list(layer.parameters())
    found: list[Tensor] = []
    for side in (0, 1):
        reached = {each[2] for each in known if each[side] == ends[side]}
        before = sum(alone.outputs[t].channels for t in reached if t < ends[2])
        columns = slice(before, before + alone.outputs[ends[2]].channels)
        found.append(sides[ends[side]].detach()[:, columns])
    return found[0], found[1]


def _full(alone: Alone, layer: Any, target: int, kind: torch.dtype) -> dict[str, nn.Module]:
    """Every map with a matrix from all pairs of channels, solved for pair by pair of operands."""
    made: dict[str, nn.Module] = {}
    ends = dict.fromkeys(each.sources for each in alone.maps if each.target == target)
    for i, j in ends:
        group = [each for each in alone.maps if (each.sources, each.target) == ((i, j), target)]
        singles = [getattr(alone.module, each.single)(dtype=kind) for each in group]
        if any(sum(p.numel() for p in single.parameters()) != 1 for single in singles):
            raise Unfit("it mixes entries of plain axes together with pairs of channels")
        takes = [each.takes for each in group]
        columns, wanted = _pairs(alone, layer, (i, j, target), singles, takes, kind)
        solved = least_squares(columns, wanted)
        for each, weights in zip(group, solved, strict=True):
            module = getattr(alone.module, each.name)(dtype=kind)
            (parameter,) = module.parameters()
            with torch.no_grad():
                parameter.copy_(weights.reshape(parameter.shape))
            made[each.name] = module
    return made


def _pairs(
    alone: Alone,
    layer: Any,
    ends: tuple[int, int, int],
    singles: list[nn.Module],
    takes: list[tuple[int, ...]],
    kind: torch.dtype,
) -> tuple[Tensor, Tensor]:
    """Maps with one channel, and the layer on the same values in every pair of channels."""
    i, j, target = ends
    left, right, output = alone.inputs[i], alone.inputs[j], alone.outputs[target]
    sizes = _sizes(alone)

    def spanned(samples: int) -> Tensor:
        x = [value(one(part), sizes, samples, kind, n) for n, part in enumerate(alone.inputs)]
        both = zip(takes, singles, strict=True)
        return torch.cat([span(single, *(x[n] for n in own)) for own, single in both], 1)

    entries = max(1, prod(shape_of(one(output), sizes)))
    columns, samples = told_apart(spanned, len(singles), entries)
    x, y = value(one(left), sizes, samples, kind, i), value(one(right), sizes, samples, kind, j)
    given = [value(part, sizes, samples, kind, 0) * 0 for part in alone.inputs]
    rows: list[Tensor] = []
    with torch.no_grad():
        for a in range(left.channels):
            given[i] = _in_channel(x, left, a)
            for b in range(right.channels):
                given[j] = _in_channel(y, right, b)
                made = as_tuple(layer(*given))[target]
                rows.append(made.reshape(-1, output.channels))
    return columns, torch.stack(rows, 1)


def _in_channel(x: Tensor, part: Part, channel: int) -> Tensor:
    if part.multiplicity is None:
        return x
    found = x.new_zeros(*x.shape, part.channels)
    found[..., channel] = x
    return found
