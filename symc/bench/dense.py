"""A layer as one matrix over all entries and channels, as if there were no symmetry."""

from collections.abc import Callable, Sequence
from math import prod

import torch
from torch import Tensor, nn

LARGEST = 2**25
"""Entries of the largest matrix that is built."""
CHUNK = 2**24

Shape = tuple[int, ...]
Function = Callable[..., Tensor | tuple[Tensor, ...]]


def as_tuple(made: Tensor | tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """The outputs of a layer."""
    return made if isinstance(made, tuple) else (made,)


def flat(x: Tensor) -> Tensor:
    """All entries and channels of every item of a batch, which may be empty, in a row."""
    return x.flatten(1) if x.dim() > 1 else x[:, None]


def too_large(inputs: Sequence[Shape], outputs: Sequence[Shape]) -> str:
    """Why there is no dense form, or nothing."""
    rows, columns = sum(map(prod, inputs)), sum(map(prod, outputs))
    if rows * columns <= LARGEST:
        return ""
    return f"a matrix of {rows:,} by {columns:,} numbers is over the limit of {LARGEST:,}"


class Dense(nn.Module):
    """`y = x M + b` on all entries and channels of all inputs in a row; M and b are weights."""

    def __init__(
        self,
        layer: Function,
        inputs: Sequence[Shape],
        outputs: Sequence[Shape],
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        self.shapes = tuple(outputs)
        self.entries = [prod(shape) for shape in outputs]
        self.axes = [len(shape) for shape in inputs]
        matrix, constant = _matrix(layer, inputs, dtype)
        self.matrix, self.constant = nn.Parameter(matrix), nn.Parameter(constant)

    def forward(self, *inputs: Tensor) -> Tensor | tuple[Tensor, ...]:
        """One matrix product."""
        x = torch.cat([flat(each) for each in inputs], 1) if len(inputs) > 1 else flat(inputs[0])
        y = torch.addmm(self.constant, x, self.matrix)
        cut = torch.split(y, self.entries, 1)
        found = tuple(
            each.reshape(len(x), *shape) for each, shape in zip(cut, self.shapes, strict=True)
        )
        return found[0] if len(found) == 1 else found


def _matrix(layer: Function, inputs: Sequence[Shape], dtype: torch.dtype) -> tuple[Tensor, Tensor]:
    """The layer on every unit vector, some at a time."""
    lengths = [prod(shape) for shape in inputs]
    rows = sum(lengths)

    def on(x: Tensor) -> Tensor:
        pieces = torch.split(x, lengths, 1)
        given = [p.reshape(-1, *shape) for p, shape in zip(pieces, inputs, strict=True)]
        made = as_tuple(layer(*given))
        return torch.cat([y.reshape(x.shape[0], -1) for y in made], 1)

    with torch.no_grad():
        constant = on(torch.zeros(1, rows, dtype=dtype))[0]
        step = max(1, CHUNK // max(rows, len(constant)))
        matrix = torch.empty(rows, len(constant), dtype=dtype)
        for start in range(0, rows, step):
            end = min(start + step, rows)
            unit = torch.zeros(end - start, rows, dtype=dtype)
            unit[torch.arange(end - start), torch.arange(start, end)] = 1
            matrix[start:end] = on(unit) - constant
    return matrix, constant
