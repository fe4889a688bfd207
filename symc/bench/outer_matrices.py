"""Bilinear layers map by map where maps are exact tensors: the outer product by one at a time."""

from collections.abc import Iterator
from math import prod
from typing import Any

import torch
from torch import Tensor, nn

from symc.bench.alone import MOST_MAPS, SINGLE, Alone
from symc.bench.dense import LARGEST, as_tuple, flat
from symc.bench.naive import Unfit, one, told_apart, value
from symc.bench.outer import Ends, mixing, per_channel, unit_pairs
from symc.ir.model import Bilinear
from symc.verify.values import Sizes, shape_of


class MatricesProduct(nn.Module):
    """A sum over maps, each a matrix from pairs of entries, alike for all channels."""

    def __init__(self, alone: Alone, layer: Any, sizes: Sizes, kind: torch.dtype) -> None:
        super().__init__()
        assert isinstance(alone.op, Bilinear)
        if alone.op.mode == "full":
            raise Unfit("its maps are exact tensors, and every pair of channels has its own")
        self.shapes = tuple(shape_of(part, sizes) for part in alone.outputs)
        bases = _bases(alone, sizes, kind)
        self.ends = tuple(bases)
        self.bases = nn.ParameterList([nn.Parameter(b, False) for b in bases.values()])
        mixes = [mixing(alone, layer, self.ends, ends) for ends in self.ends]
        self.left = nn.ParameterList([nn.Parameter(left.clone()) for left, _ in mixes])
        self.right = nn.ParameterList([nn.Parameter(right.clone()) for _, right in mixes])
        counts = [len(basis) for basis in self.bases]
        self.weights = nn.ParameterList(
            [
                nn.Parameter(torch.zeros(count, m.shape[1], dtype=kind))
                for count, (m, _) in zip(counts, mixes, strict=True)
            ]
        )
        for target in range(len(self.shapes)):
            self._solve(alone, layer, target, sizes, kind)

    def _solve(
        self, alone: Alone, layer: Any, target: int, sizes: Sizes, kind: torch.dtype
    ) -> None:
        """The weights of all maps to an output."""
        places = [p for p, ends in enumerate(self.ends) if ends[2] == target]
        widths = [len(self.bases[p]) for p in places]
        channels = alone.outputs[target].channels
        if not places:
            raise Unfit("an output is always zero")

        def inputs(samples: int) -> list[Tensor]:
            return [value(p, sizes, samples, kind, i) for i, p in enumerate(alone.inputs)]

        def spanned(samples: int) -> Tensor:
            given = inputs(samples)
            found = [y for p in places for y in self._each(p, given)]
            return torch.stack([y.reshape(-1, channels).T for y in found], 2)

        entries = max(1, prod(shape_of(one(alone.outputs[target]), sizes)))
        with torch.no_grad():
            _, samples = told_apart(lambda count: spanned(count)[0], sum(widths), entries)
            wanted = as_tuple(layer(*inputs(samples)))[target].reshape(-1, channels).T
            solved = torch.split(per_channel(spanned(samples), wanted), widths)
            for place, weights in zip(places, solved, strict=True):
                self.weights[place].copy_(weights)

    def _each(self, place: int, inputs: list[Tensor] | tuple[Tensor, ...]) -> Iterator[Tensor]:
        """What every map of a pair gives, `(batch, entries, channels)`."""
        i, j, _ = self.ends[place]
        x, y, basis = flat(inputs[i]), flat(inputs[j]), self.bases[place]
        left, right = self.left[place], self.right[place]
        x = x.reshape(len(x), x.shape[1] // len(left), len(left)) @ left
        y = y.reshape(len(y), y.shape[1] // len(right), len(right)) @ right
        pairs = (x[:, :, None] * y[:, None]).flatten(1, 2).transpose(1, 2)
        for matrix in basis.unbind():
            yield (pairs @ matrix).transpose(1, 2)

    def forward(self, *inputs: Tensor) -> Tensor | tuple[Tensor, ...]:
        """Every matrix by itself, times its weights."""
        found: list[Any] = [None] * len(self.shapes)
        for place, (_, _, target) in enumerate(self.ends):
            for y, weight in zip(
                self._each(place, inputs), self.weights[place].unbind(), strict=True
            ):
                z = y * weight
                found[target] = z if found[target] is None else found[target] + z
        made = tuple(y.reshape(len(y), *shape) for y, shape in zip(found, self.shapes, strict=True))
        return made[0] if len(made) == 1 else made


def _bases(alone: Alone, sizes: Sizes, kind: torch.dtype) -> dict[Ends, Tensor]:
    """Every map of every two operands to an output as a matrix, by one weight at a time."""
    assert isinstance(alone.op, Bilinear)
    single = getattr(alone.module, SINGLE)(dtype=kind)
    shapes = [shape_of(one(part), sizes) for part in alone.inputs]
    weights = list(single.parameters())
    mixes, couplings = weights[: len(shapes)], weights[len(shapes) :]
    count = sum(c.numel() for c in couplings)
    rows = sum(map(prod, shapes[: alone.op.split])) * sum(map(prod, shapes[alone.op.split :]))
    columns = sum(prod(shape_of(one(part), sizes)) for part in alone.outputs)
    if count > MOST_MAPS or count * rows * columns > LARGEST:
        raise Unfit(f"{count:,} maps as matrices of {rows:,} by {columns:,} are too large")
    found: dict[Ends, list[Tensor]] = {}
    with torch.no_grad():
        for mix in mixes:
            mix.fill_(1)
        for coupling in couplings:
            coupling.zero_()
        for coupling in couplings:
            for place in range(coupling.numel()):
                coupling.view(-1)[place] = 1
                for ends, matrix in _blocks(single, alone.op.split, shapes, kind):
                    found.setdefault(ends, []).append(matrix)
                coupling.view(-1)[place] = 0
    return {ends: torch.stack(matrices) for ends, matrices in found.items()}


def _blocks(
    single: Any, split: int, shapes: list[tuple[int, ...]], kind: torch.dtype
) -> Iterator[tuple[Ends, Tensor]]:
    """What a module with one map makes of all pairs of unit vectors, where that is not 0."""
    for i in range(split):
        for j in range(split, len(shapes)):
            left, right = unit_pairs(prod(shapes[i]), prod(shapes[j]), kind)
            given = [left.new_zeros(len(left), *shape) for shape in shapes]
            given[i], given[j] = left.reshape(-1, *shapes[i]), right.reshape(-1, *shapes[j])
            for target, y in enumerate(as_tuple(single(*given))):
                if y.numel() and y.abs().max() > 0:
                    yield (i, j, target), y.reshape(len(left), -1)
